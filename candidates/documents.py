"""Imported at start-up, so that the forms to be printed are registered. Papers: ``candidates/notices``."""

from candidates.prints import nomination, party

__all__ = ["nomination", "party"]
