"""Those who vote for a household or a group where a community is not elected by all its voters."""
