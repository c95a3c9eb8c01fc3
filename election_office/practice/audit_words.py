"""The file that practice sends: a roll of invented people, of which nothing is noted."""

from election_office.audit import downloads

downloads.register_blank(["practice:roll"])
