"""The election of a rural collective: charter, register, nominees, meeting, vote, what follows."""
