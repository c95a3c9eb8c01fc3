"""The background work of the roll: a trial of a file, and its import."""

from __future__ import annotations

from typing import Any

from django.urls import reverse

from election_office.accounts.permissions import Permission
from election_office.jobs.kinds import JobKind, register
from election_office.jobs.progress import JobFailed, Progress
from voters.cards import tasks as card_tasks  # noqa: F401 -- registers its kinds
from voters.imports.limits import UnreadableFileError
from voters.models import RollImport
from voters.prints import tasks as print_tasks  # noqa: F401 -- registers its kind
from voters.screening import tasks as screening_tasks  # noqa: F401 -- registers its kind


def _file(params: dict[str, Any]) -> RollImport:
    found = RollImport.objects.select_related("election__village", "election__cycle").filter(
        pk=params["import"]
    )
    row = found.first()
    if row is None:
        raise JobFailed("名册文件的记录已经不在，请重新上传。")
    return row


def _try(progress: Progress, params: dict[str, Any]) -> dict[str, Any]:
    from voters.actions import try_roll

    roll_import = try_roll(roll_import=_file(params), progress=progress)
    url = reverse("voters:import_detail", args=[roll_import.pk])
    if roll_import.problem:
        return {"message": roll_import.problem, "url": url}
    return {
        "message": f"共读到{roll_import.people}人，可导入{roll_import.accepted}人。",
        "url": url,
    }


def _import(progress: Progress, params: dict[str, Any]) -> dict[str, Any]:
    from voters.actions import apply_roll

    roll_import = apply_roll(roll_import=_file(params), progress=progress)
    done = roll_import
    kept_off = f"名册写明不列入{done.excluded}人，" if done.excluded else ""
    return {
        "message": (
            f"已登记{done.created}人，待定{done.pending}人，变更{done.changed_people}人，"
            f"名册中没有{done.vanished}人，{kept_off}原已在名单的{done.unchanged}人未动。"
        ),
        "url": reverse("voters:roll", args=[roll_import.election_id]),
    }


register(JobKind("voters.roll_trial", "试读名册", _try, Permission.ROLL_EDIT))
register(
    JobKind(
        "voters.roll_import",
        "导入名册",
        _import,
        Permission.ROLL_EDIT,
        atomic=True,
        known_errors=(UnreadableFileError,),
    )
)
