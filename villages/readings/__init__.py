"""Counting papers that two people type, each for themselves: one law for every vote below the polls."""
