"""Forms of registration, printed from the shelf of an election, never issued."""
