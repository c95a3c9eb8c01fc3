"""When and where each group meets to choose its representatives and its leader."""
