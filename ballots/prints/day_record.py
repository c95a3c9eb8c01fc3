"""投票日记录: seals, turnout, ballots handed out off line and what happened, to be signed by hand."""

from __future__ import annotations

from typing import Any

from django.utils import timezone

from ballots.issuing import queries
from ballots.issuing.rules import Totals
from ballots.models import Box, BoxSeal, IssueConflict, Round
from ballots.powercut.queries import issues_of
from ballots.prints import specimens
from election_office.core.templatetags.office import cn_time
from election_office.documents.actions import working_pdf
from election_office.documents.kinds import DocumentKind, register
from election_office.law.dates import cn_date
from villages.documents import heading_facts

DAY_RECORD = "ballots.day_record"
SHORT_SUM = 12
"""So many digits of a photograph's checksum tell it from any other of the day."""


def day_record_pdf(round: Round) -> bytes:
    """Raises ValidationError for a name that cannot be printed."""
    return working_pdf(DAY_RECORD, round)


def _box(box: Box, off: Totals) -> dict[str, Any]:
    """What was counted at closing goes before the check-off."""
    seal: BoxSeal | None = getattr(box, "seal", None)
    typed = box.issued is not None
    opened = ""
    if seal is not None and seal.opened_at is not None:
        state = "完好" if seal.seal_intact else "破损"
        opened = f"{queries.moment(seal.opened_at)}　{seal.opened_by_names}，封条{state}"
    return {
        "name": box.name,
        "own": (box.issued_own or 0) if typed else off.own,
        "proxy": (box.issued_proxy or 0) if typed else off.proxy,
        "spoiled": (box.spoiled or 0) if typed else off.spoiled,
        "sealed": f"{queries.moment(seal.sealed_at)}　{seal.sealed_by_names}" if seal else "",
        "opened": opened,
    }


def _day_facts(round: Round) -> dict[str, Any]:
    election = round.election
    boxes = list(round.boxes.select_related("seal"))
    totals = queries.box_totals(round)
    conflicts = IssueConflict.objects.filter(box__round=round).select_related("box")
    incidents = round.incidents.select_related("box").order_by("happened_at", "pk")
    return heading_facts(election) | {
        "title": f"{election.village.name}{election.cycle.title}{election.words.body}选举投票日记录",
        "round": round.title,
        "polled": cn_date(round.day),
        "printed_at": cn_time(timezone.now()),
        "boxes": [_box(box, totals.get(box.pk, Totals())) for box in boxes],
        "hours": [
            {"label": hour.label, "total": hour.total, "so_far": hour.so_far}
            for hour in queries.turnout_by_hour(round, boxes)
        ],
        "conflicts": [
            {
                "at": queries.moment(conflict.happened_at),
                "box": conflict.box.name,
                "message": conflict.message,
                "settlement": conflict.settlement or "还没有写明处理情况",
            }
            for conflict in conflicts
        ],
        "incidents": [
            *(
                {
                    "at": queries.moment(row.began_at),
                    "kind": "改用纸质名册",
                    "box": row.box.name,
                    "what": f"{row.reason}，至{queries.moment(row.ended_at)}停用",
                    "done": f"本人领票{row.own}张，委托领票{row.proxy}张，已补录（{row.handed_by}）",
                    "photo": "",
                }
                for row in issues_of(round)
            ),
        ]
        + [
            {
                "at": queries.moment(incident.happened_at),
                "kind": incident.get_kind_display(),
                "box": incident.box.name if incident.box else "",
                "what": incident.what,
                "done": f"{incident.done}（{incident.handled_by}）" if incident.done else "",
                "photo": incident.photo_sha256[:SHORT_SUM],
            }
            for incident in incidents
        ],
    }


register(
    DocumentKind(
        code=DAY_RECORD,
        title="投票日记录",
        facts=_day_facts,
        template="print/ballots/day_record.html",
        specimen=lambda: dict(specimens.DAY_RECORD),
    )
)
