"""The order of an election: what waits for what, and the exceptions of the township, seen for ever."""
