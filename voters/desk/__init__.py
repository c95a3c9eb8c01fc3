"""The registrar at a desk or at the door, and the villagers who are away."""
