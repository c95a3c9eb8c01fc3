"""预选: the vote between the preliminary list and the formal one, where the place has it."""
