"""The vote goes on by paper while the power is out, and is typed in afterwards."""
