"""Long books, printed in the background."""

from __future__ import annotations

from typing import Any

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.urls import reverse

from election_office.accounts.permissions import Permission
from election_office.jobs.kinds import JobKind, register
from election_office.jobs.progress import JobFailed, Progress


def _print(progress: Progress, params: dict[str, Any]) -> dict[str, Any]:
    from villages.models import Election
    from villages.shelf import register as shelf
    from villages.shelf.actions import make_file

    election = Election.objects.with_places().with_rules().filter(pk=params["election"]).first()
    form = shelf.find(params["form"])
    if election is None or form is None:
        raise JobFailed("这次选举或者这种材料已经不在。")
    progress.step(0, 1, form.named(election.words))
    made = make_file(election=election, form=form, format=params["format"], by=progress.by)
    name = f"shelf/{election.pk}/{progress.job.pk}.{params['format']}"
    default_storage.delete(name)
    progress.step(1, 1)
    return {
        "message": f"{made.name}已经做好。",
        "file": default_storage.save(name, ContentFile(made.data)),
        "file_name": made.name,
        "url": reverse("villages:shelf", args=[election.pk]),
    }


register(JobKind("villages.shelf_print", "制作手册和宣传材料", _print, Permission.VILLAGE_VIEW))
