"""The pages of a collective, its register and its election."""
