"""The polling day at the issuing table: check-off, turnout, seals and the log of incidents."""
