"""After the result: handover, duties, those who left, the rules of the new team. See the README."""
