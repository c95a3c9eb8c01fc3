"""Many questions of "is there any?" in one statement."""

from __future__ import annotations

from typing import Any

from django.db.models import Exists, Model, QuerySet


def whether(row: Model, **questions: QuerySet[Any]) -> dict[str, bool]:
    """For each question whether it finds a row. One statement, asked beside ``row``, which is stored.

    >>> whether(election, roll=RollVersion.objects.filter(election=election))  # doctest: +SKIP
    {"roll": True}
    """
    rows = type(row)._default_manager.order_by().filter(pk=row.pk)
    # By position: a question may be called like a column of the row, which an annotation must not be.
    asked = {f"any_{number}": Exists(question) for number, question in enumerate(questions.values())}
    return dict(zip(questions, rows.annotate(**asked).values_list(*asked).get(), strict=True))
