"""日历: the open steps of one person as a feed for the telephone's own calendar."""
