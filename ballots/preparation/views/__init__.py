"""The pages before the polling day."""
