"""Forms that are written on or signed by hand. They are printed, never issued."""
