"""Near relatives as a roll file tells them: offered after the import, declared by a person or not."""
