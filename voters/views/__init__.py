"""The pages of the roll, of its import, of its versions, and of proxies."""
