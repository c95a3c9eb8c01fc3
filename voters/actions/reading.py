from __future__ import annotations

from collections.abc import Mapping

from django.core.exceptions import ValidationError
from django.db import transaction

from election_office.accounts.access import require
from election_office.accounts.models import User
from election_office.accounts.permissions import Permission
from election_office.audit.actions import record
from villages.actions.elections import locked
from voters import queries, rules
from voters.actions.imports import SAME_FILE, ask_trial
from voters.imports import apart
from voters.imports.columns import plain_title
from voters.imports.layouts import Field
from voters.models import ColumnMeaning, RollImport


@transaction.atomic
def settle_reading(
    *,
    roll_import: RollImport,
    columns: Mapping[str, Mapping[int, Field | None]],
    decisions: Mapping[str, str],
    by: User,
) -> RollImport:
    """Say what columns mean and what becomes of the people a file sets apart; then it is tried again.

    ``columns``: sheet → column → field, only of sheets whose reading changes; the village's next file with
    these titles is read the same way. ``decisions``: kind → import, pending or leave, one for all its people.
    """
    require(by, Permission.ROLL_EDIT, roll_import)
    election = locked(roll_import.election)
    row = RollImport.objects.select_for_update(of=("self",)).get(pk=roll_import.pk)
    if row.state == RollImport.State.APPLIED:
        raise ValidationError(SAME_FILE)
    rules.check_open_roll(confirmed=queries.is_confirmed(election), book=election.rulebook).require()
    for kind, decision in decisions.items():
        if kind not in apart.BY_KEY or decision not in apart.DECISIONS:
            raise ValidationError("文件另行标出的人只能照常登记、列为待定或者不导入。")
    for sheet, meanings in columns.items():
        if sheet not in {use["name"] for use in row.trial.get("uses", [])}:
            raise ValidationError(f"文件中没有工作表“{sheet[:30]}”。")
        _check_meanings(meanings)
        row.mapping[sheet] = {str(index): name.name if name else "" for index, name in meanings.items()}
    row.decisions = {**row.decisions, **decisions}
    row.save(update_fields=["mapping", "decisions", "updated_at"])
    _remember(row, columns)
    record(
        "roll.reading_settled",
        target=row,
        by=by,
        after={
            "file": row.filename,
            "columns": sum(len(meanings) for meanings in columns.values()),
            **{apart.BY_KEY[kind].title: apart.DECISIONS[said] for kind, said in decisions.items()},
        },
    )
    return ask_trial(roll_import=row, by=by)


def _check_meanings(meanings: Mapping[int, Field | None]) -> None:
    said = set(meanings.values())
    missing = [name.value for name in (Field.NAME, Field.ID) if name not in said]
    if missing:
        raise ValidationError(f"请选定哪一列是{'、哪一列是'.join(missing)}，缺少时这张表无法导入。")


def _remember(roll_import: RollImport, columns: Mapping[str, Mapping[int, Field | None]]) -> None:
    """By title, for the next file of this village."""
    village_id = roll_import.election.village_id
    for use in roll_import.trial.get("uses", []):
        meanings = columns.get(use["name"], {})
        for index, title, _ in use["columns"]:
            if plain_title(title) and index in meanings:
                name = meanings[index]
                ColumnMeaning.objects.update_or_create(
                    village_id=village_id,
                    title=plain_title(title)[:60],
                    defaults={"field": name.name if name else ""},
                )
