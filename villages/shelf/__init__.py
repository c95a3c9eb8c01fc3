"""The shelf of an election: forms written on by hand, and what is printed for people to read."""
