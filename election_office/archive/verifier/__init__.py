"""Checks an archive with nothing but Python's own library. Packed into every archive as verify.pyz."""
