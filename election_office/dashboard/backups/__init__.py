"""One sealed file holds the whole office: every table, every file, and the ends of the audit chains."""
