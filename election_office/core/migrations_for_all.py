"""Migrations that an empty database needs too, beside its tables."""

from __future__ import annotations

from django.db import migrations


class RunOnEveryDatabase(migrations.RunPython):
    """What the tables alone do not bring: triggers, extensions, indexes made by hand.

    ``migrate`` makes an empty database from the models in one go and then runs only these operations, in
    their order. They are handed the present models, so they may use SQL and nothing of an old model.
    An ordinary RunPython fills rows that are already there: an empty database has none.
    """
