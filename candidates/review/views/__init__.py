"""The pages of the joint review."""
