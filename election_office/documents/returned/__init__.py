"""Word copies of issued papers that come back: read safely, compared, kept where only the look changed."""
