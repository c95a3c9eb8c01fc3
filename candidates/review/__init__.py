"""The joint review (资格联审): a person's file, who looked into it, what they found, what was decided."""
