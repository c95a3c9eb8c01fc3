"""The names of divisions and what is asked about elections, lent to the apps below that know codes only."""

from __future__ import annotations

from collections.abc import Collection

from django.db.models import Q

from election_office.accounts import places
from election_office.accounts.places import PlaceSource
from election_office.documents import elections
from villages.election_source import Elections
from villages.models import County, Township, Village


def names(codes: Collection[str]) -> dict[str, str]:
    """One statement over the three kinds of place."""
    rows = County.objects.filter(code__in=codes).order_by().values_list("code", "name")
    rows = rows.union(
        Township.objects.filter(code__in=codes).order_by().values_list("code", "name"),
        Village.objects.filter(code__in=codes).order_by().values_list("code", "name"),
        all=True,
    )
    return dict(rows)


def below(codes: Collection[str]) -> list[tuple[str, str]]:
    """These places and all within them; a code is a prefix of the codes below it."""
    inside = Q(pk__in=[])
    for code in codes:
        inside |= Q(code__startswith=code)
    rows = County.objects.filter(inside).order_by().values_list("code", "name")
    rows = rows.union(
        Township.objects.filter(inside).order_by().values_list("code", "name"),
        Village.objects.filter(inside).order_by().values_list("code", "name"),
        all=True,
    )
    return sorted(rows, key=lambda row: (len(row[0]), row[0]))


def lend() -> None:
    places.register(PlaceSource(names=names, below=below))
    elections.register(Elections())
