"""The candidates meet the people who vote."""
