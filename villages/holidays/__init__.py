"""The State Council's announcement of days off and of the weekend days worked for them, as a township enters it."""
