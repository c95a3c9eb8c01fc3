"""配套组织: village representatives, group leaders, the supervision committee and the rest, as posts with holders."""
