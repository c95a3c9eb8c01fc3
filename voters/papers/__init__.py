"""The office's own papers about the roll: sign-off book, door lists, statistics. Never posted."""
