"""A demand for the recall of a committee member, and a vote on it that failed."""
