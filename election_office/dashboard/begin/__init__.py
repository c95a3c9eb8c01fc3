"""设立平台: the first visit of an empty office, and what leads from there to the first posted roll."""
