"""What follows a declared result: opening it again, write-in winners, repeats and by-elections, vacancies."""
