"""The State Council's announcement of days off and weekend days worked, as a township enters it."""
