"""配套组织: representatives, group leaders, the supervision committee and the rest: posts and holders."""
