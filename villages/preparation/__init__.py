"""The township's work before the election stage, as records that close the steps of the plan."""
