"""Operations of migrations: what an empty database needs beside its tables; rows to be sealed."""

from __future__ import annotations

from functools import partial
from typing import Any

from django.db import migrations


class RunOnEveryDatabase(migrations.RunPython):
    """What the tables alone do not bring: triggers, extensions, indexes made by hand.

    ``migrate`` makes an empty database from the models in one go and then runs only these operations, in
    their order. They are handed the present models, so they may use SQL and nothing of an old model.
    An ordinary RunPython fills rows that are already there: an empty database has none.
    """


class SealTexts(migrations.RunPython):
    """Rows of the time before a field was sealed: writing them again is what seals them.

    ``SealTexts("villages", lawtext=["filename"])`` stands after the AlterField of these fields.
    """

    def __init__(self, app: str, **fields: list[str]) -> None:
        super().__init__(partial(_seal, app=app, fields=fields), migrations.RunPython.noop, elidable=True)


def _seal(apps: Any, schema_editor: Any, app: str, fields: dict[str, list[str]]) -> None:
    for model, names in fields.items():
        for name in names:
            rows = apps.get_model(app, model)._base_manager.using(schema_editor.connection.alias)
            filled = rows.exclude(**{name: ""})
            for pk, text in list(filled.values_list("pk", name)):
                rows.filter(pk=pk).update(**{name: text})
