"""The paper kit of a round, printed in the background."""

from __future__ import annotations

from typing import Any

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.urls import reverse

from election_office.accounts.permissions import Permission
from election_office.documents.rendering import CannotPrint
from election_office.jobs.kinds import JobKind, register
from election_office.jobs.progress import JobFailed, Progress

KIT = "ballots.paper_kit"


def _kit(progress: Progress, params: dict[str, Any]) -> dict[str, Any]:
    from ballots.models import Round
    from ballots.powercut.kit import kit_pdf

    voting = Round.objects.with_places().filter(pk=params["round"]).first()
    if voting is None:
        raise JobFailed("这一轮投票的记录已经不在。")
    progress.step(0, 1, "排版")
    data, pages = kit_pdf(voting)
    name = f"paper-kits/{voting.election_id}/{progress.job.pk}.pdf"
    default_storage.delete(name)  # a job that is run again writes its own file anew
    default_storage.save(name, ContentFile(data))
    progress.step(1, 1)
    return {
        "message": f"停电备用纸样{pages}页：各票箱参加投票人数表、签到领票册和唱票计票单。"
        "内部资料，请妥善保管。",
        "file": name,
        "file_name": f"{voting.election.village.name}{voting.title}停电备用纸样.pdf",
        "url": reverse("ballots:polling_day", args=[voting.election_id]),
        "pages": pages,
    }


register(JobKind(KIT, "打印停电备用纸样", _kit, Permission.BALLOT_EDIT, known_errors=(CannotPrint,)))
