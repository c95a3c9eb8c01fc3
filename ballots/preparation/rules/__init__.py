"""What the law and the books say before the polling day. Pure."""
