"""Pages of boxes, counting and results."""
