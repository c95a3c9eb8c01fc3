"""What is read from ballots leads to no voter, by whatever way the rows hang together."""

from __future__ import annotations

from django.apps import apps
from django.db import models

from ballots.models import Batch, CountEntry, Marking

# A ballot is handed out to somebody of these. Staff are the typists, who are nobody's voter here.
PEOPLE = {"villages.Person", "voters.Registration", "voters.Proxy", "voters.Elector"}


def _pointed_at(model: type[models.Model]) -> set[type[models.Model]]:
    return {
        field.related_model
        for field in model._meta.get_fields()
        if isinstance(field, models.ForeignKey) and isinstance(field.related_model, type)
    }


def _handed_out() -> set[str]:
    """Models of acts at the desk: they point at a voter."""
    people = {apps.get_model(label) for label in PEOPLE}
    found = [
        one for one in apps.get_app_config("ballots").get_models() if one.__module__.endswith(".issuing")
    ]
    return {one._meta.label for one in found if _pointed_at(one) & people}


def test_no_way_leads_from_a_reading_to_a_voter():
    assert "ballots.HandOut" in _handed_out()
    for start in (Marking, Batch, CountEntry):
        seen, ahead = set(), {start}
        while ahead:
            here = ahead.pop()
            seen.add(here)
            ahead |= _pointed_at(here) - seen
        labels = {one._meta.label for one in seen}
        assert "ballots.Box" in labels
        assert labels & (PEOPLE | _handed_out()) == set()


def test_a_line_read_knows_its_ballot_by_nothing_but_its_marks():
    own = {field.name for field in Marking._meta.get_fields() if field.concrete}

    assert own <= {
        "id", "created_at", "updated_at", "version", "batch", "kind", "marks", "copies", "label", "token",
        "withdrawn_at", "withdrawn_by", "withdrawn_reason",
    }  # fmt: skip
