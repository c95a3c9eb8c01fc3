"""Who gets which page: archives, originals and their destruction."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.utils import timezone

from election_office.archive.models import Archive, Holding, TownshipArchive
from election_office.documents.models import ReturnedCopy
from tests.permissions.lines import CLERKS, TOWNSHIP, act, button, county, desk, page

FILES = ["archives/village.zip", "archives/township.zip", "copies/notice.docx"]

TABLE = [
    page("archive:archive", "election"),
    button("archive:make", "election", may=TOWNSHIP),
    act("archive:download", "archive", may=TOWNSHIP),
    act("archive:holding_add", "election", may=CLERKS),
    act("archive:holding_revoke", "holding", may=CLERKS),
    act("archive:holding_destroy", "holding", may=TOWNSHIP),
    desk("archive:township", "cycle", may=TOWNSHIP, neighbours="township"),
    button("archive:township_make", "cycle", may=TOWNSHIP, neighbours="township"),
    county("archive:boxes", "county"),
    act("archive:township_download", "township_archive", may=TOWNSHIP, neighbours="township"),
]


def archive_rows(rows: dict[str, Any]) -> dict[str, Any]:
    """An archive of the village, one of its township, ballots kept on paper, a Word copy that came back."""
    made: dict[str, Any] = {"made_at": timezone.now(), "sha256": "0" * 64, "size": 1}
    return {
        "copy": ReturnedCopy.objects.create(
            document=rows["document"], file=FILES[2], sha256="0" * 64, uploaded_by=rows["clerk"]
        ),
        "archive": Archive.objects.create(
            election=rows["election"], file=FILES[0], files=1, manifest_sha256="0" * 64, **made
        ),
        "township_archive": TownshipArchive.objects.create(
            cycle=rows["cycle"], file=FILES[1], villages=1, **made
        ),
        "holding": Holding.objects.create(
            election=rows["election"],
            what="ballots",
            pieces=300,
            keeper="演示保管员",
            kept_at="镇档案室",
            sealed_on=dt.date(2026, 12, 21),
            recorded_by=rows["clerk"],
        ),
    }
