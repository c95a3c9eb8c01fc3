"""村民选举委员会: how it was chosen, who sits in it, who must leave, who follows."""
