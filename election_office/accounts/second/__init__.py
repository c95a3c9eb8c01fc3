"""The second factor: a one-time password from the person's own phone, beside the password."""
