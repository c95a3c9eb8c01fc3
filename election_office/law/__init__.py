"""Election law as data: statutes, rulebooks by place and day, deadlines. Plain Python, no Django."""
