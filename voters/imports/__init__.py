"""Rolls in spreadsheets: read with suspicion, tried without writing, given back with what is wrong."""
