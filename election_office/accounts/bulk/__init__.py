"""Accounts in bulk: entered from a list, and handed out with one-time passwords on cut-apart slips."""
