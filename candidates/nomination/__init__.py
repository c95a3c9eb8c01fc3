"""From nomination to the formal list (提名、初步候选人、正式候选人)."""
