"""Prints for the work itself, never posted: forms of registration, sign-off book, door list, statistics."""
