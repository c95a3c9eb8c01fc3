"""Forms of this app, printed from the shelf of an election, never issued."""
