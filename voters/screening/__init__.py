"""人员排查: one comparison of everybody on all rolls, and the list of what is to be settled."""
