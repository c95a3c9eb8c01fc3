"""Every file that people gave to an election, whichever app keeps it: found from the models."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import PurePosixPath
from typing import Any

from django.apps import apps
from django.db import models

from election_office.archive.boxes import Box, Shelf
from villages.models import Election, RuleOverlay

# Models whose files are no part of the archive, with the reason.
LEFT_OUT = {
    "archive.Archive": "the archives themselves",
    "documents.Document": "papers, told one by one",
    "documents.Posting": "told with their papers",
    "documents.ReturnedCopy": "told with their papers",
    "voters.RollImport": "uploads with everybody's numbers; what they brought is on the roll",
    "villages.LawText": "the text of a province or county, found by its title in every library",
    "villages.RuleOverlay": "found by division, below",
    "villages.Accountability": "decisions about officials lie with the authority that took them",
}
# Where the way to an election is no chain of foreign keys.
WAYS = {"villages.Activity": "villages__election"}
FARTHEST = 4


@dataclass(frozen=True, slots=True)
class Scan:
    box: Box
    title: str
    suffix: str
    name: str


@dataclass(frozen=True, slots=True)
class Source:
    """A model with files, and the lookup from it to the election."""

    model: type[models.Model]
    way: str
    fields: tuple[models.FileField, ...]


@cache
def sources() -> tuple[Source, ...]:
    found = []
    for model in apps.get_models():
        files = tuple(field for field in model._meta.get_fields() if isinstance(field, models.FileField))
        if not files or model._meta.label in LEFT_OUT:
            continue
        way = WAYS.get(model._meta.label) or _way_to_election(model)
        if way is not None:
            found.append(Source(model, way, files))
    return tuple(found)


def _way_to_election(model: type[models.Model]) -> str | None:
    """The shortest chain of foreign keys to the election; None where there is none."""
    waiting: deque[tuple[type[models.Model], tuple[str, ...]]] = deque([(model, ())])
    while waiting:
        here, way = waiting.popleft()
        if here is Election:
            return "__".join(way)
        if len(way) < FARTHEST:
            for field in here._meta.get_fields():
                if isinstance(field, models.ForeignKey) and isinstance(field.related_model, type):
                    waiting.append((field.related_model, (*way, field.name)))
    return None


def scans_of(election: Election, shelf: Shelf) -> Iterator[Scan]:
    for source in sources():
        rows = source.model._default_manager.filter(**{source.way: election}).order_by("pk")
        for row in rows:
            yield from _of_row(row, source.fields, shelf)
    for overlay in RuleOverlay.objects.governing(election).exclude(scan=""):
        yield _scan(overlay, "scan", shelf)


def _of_row(row: models.Model, fields: tuple[models.FileField, ...], shelf: Shelf) -> Iterator[Scan]:
    for field in fields:
        if getattr(row, field.name):
            yield _scan(row, field.name, shelf)


def _scan(row: Any, field: str, shelf: Shelf) -> Scan:
    """Called by what it is and its number: the words people typed may name a person."""
    label = row._meta.label
    name = str(getattr(row, field).name)
    title = f"{row._meta.verbose_name}{row.pk}{row._meta.get_field(field).verbose_name}"
    lies_in = shelf.of_scan(label)
    if label == "villages.StepRecord":
        lies_in, title = shelf.of_stage(row.step.stage), f"{row.step.title}附件{row.pk}"
    return Scan(lies_in, title, PurePosixPath(name).suffix.lower(), name)
