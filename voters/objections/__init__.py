"""申诉: received, decided, told to the people; and the step they close."""
