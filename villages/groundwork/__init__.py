"""More of the township's work before the vote. See the README."""
