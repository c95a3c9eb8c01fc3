"""What people type before the polling day. Shape is checked here, law in rules."""
