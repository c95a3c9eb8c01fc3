"""What the search boxes of the office ask, whatever they look for."""

from __future__ import annotations

from django.db.models import Q

from election_office.core.names import spellings


def named(words: str, prefix: str = "") -> Q:
    """Whom these words may mean: part of the name, however it is written, or the letters of a reading.

    ``prefix`` leads to who has the name: ``"person__"``. Latin letters are found in either case, on both
    databases.
    """
    found = Q(pk__in=[])
    for spelling in spellings(words):
        found |= Q(**{f"{prefix}name__icontains": spelling})
    if words.isascii() and words.isalnum():
        letters = words.lower()
        found |= Q(**{f"{prefix}initials__startswith": letters})
        found |= Q(**{f"{prefix}initials__contains": f" {letters}"})
    return found
