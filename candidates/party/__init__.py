"""村党组织两推一选: recommended twice, reviewed, posted, approved, elected by the members, reported."""
