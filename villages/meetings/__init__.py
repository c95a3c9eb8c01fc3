"""The counting papers of meetings that choose the electoral committee or the members of a body."""
