"""Pages of the supervision."""
