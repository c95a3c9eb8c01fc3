"""Who gets which page: the time after the result."""

from __future__ import annotations

from typing import Any

from django.utils import timezone

from ballots.models import Care, HandoverItem, HandoverSigning, VillageSystem
from tests.permissions.lines import CLERKS, GUIDES, TOWNSHIP, act, desk, page
from villages.models import Body

TABLE = [
    page("ballots:afterwards", "polled"),
    page("ballots:after_box", "polled"),
    act("ballots:after_item_add", "polled", may=CLERKS),
    act("ballots:after_item", "handover_item", may=CLERKS),
    act("ballots:after_item_settle", "handover_item", may=CLERKS),
    act("ballots:after_measure", "handover_item", may=CLERKS),
    act("ballots:after_signing", "polled", may=CLERKS),
    act("ballots:after_signing_undo", "handover_signing", may=TOWNSHIP),
    page("ballots:after_signing_file", "handover_signing"),
    act("ballots:after_duty", "member", may=CLERKS),
    act("ballots:after_talk", "polled", "left", "incumbent", may=GUIDES),
    act("ballots:after_care", "polled", "left", "incumbent", may=TOWNSHIP),
    act("ballots:after_care_undo", "care", may=TOWNSHIP),
    act("ballots:after_system_add", "polled", may=CLERKS),
    act("ballots:after_system_end", "village_system", may=CLERKS),
    page("ballots:after_system_file", "village_system"),
    act("documents:paper", "ballots.handover_list", "polled", may=CLERKS),
    desk("documents:paper_preview", "ballots.handover_list", "polled", may=CLERKS),
    act("documents:paper", "ballots.team_roster", "polled", may=CLERKS),
    desk("documents:paper_preview", "ballots.team_roster", "polled", may=CLERKS),
    act("documents:paper", "ballots.member_filing", "branch_secretary", may=TOWNSHIP),
    desk("documents:paper_preview", "ballots.member_filing", "branch_secretary", may=TOWNSHIP),
]


def afterwards_rows(rows: dict[str, Any], files: list[str]) -> dict[str, Any]:
    """One of everything, of the counted election; ``files``: what a test puts where these rows look."""
    polled, officer, today = rows["polled"], rows["clerk"], timezone.localdate()
    files += ["handover/list.pdf", "systems/text.pdf"]
    branch = Body.objects.create(
        election=polled, kind="party_branch", chosen_by="own_meeting", chosen_on=today, recorded_by=officer
    )
    return {
        "handover_item": HandoverItem.objects.create(
            election=polled, kind="seal", name="公章", listed="1枚", shortfall="公章", recorded_by=officer
        ),
        "handover_signing": HandoverSigning.objects.create(
            election=polled, signed_on=today, host="演示甲", giver="演示乙", receiver="演示丙",
            supervisor="演示丁", list_number="1号", file="handover/list.pdf", filename="清单.pdf",
            recorded_by=officer,
        ),
        "care": Care.objects.create(
            election=polled, member=rows["incumbent"], kind="visit", done_on=today, recorded_by=officer
        ),
        "village_system": VillageSystem.objects.create(
            election=polled, kind="goals", title="目标", adopted_by="people", adopted_on=today, text="修路",
            file="systems/text.pdf", filename="目标.pdf", recorded_by=officer,
        ),
        "branch_secretary": branch.holders.create(
            person=rows["person"], post="secretary", elected_on=today, term_from=today, entered_by="演示"
        ),
    }  # fmt: skip
