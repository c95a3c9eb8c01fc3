"""Who gets which page: the groundwork, the examination and the signed pledges."""

from __future__ import annotations

from typing import Any

from django.utils import timezone

from tests.permissions.lines import (
    CLERKS,
    GUIDES,
    MOVED,
    TOWNSHIP,
    act,
    button,
    desk,
    page,
)
from villages.models import (
    CleanupItem,
    Deferral,
    Draft,
    GoodsLine,
    Participant,
    Pledge,
    Question,
    Sitting,
    Spending,
    StandstillException,
    TaskForce,
    TermReport,
)

FAR: dict[str, Any] = {"neighbours": "township"}
TABLE = [
    page("villages:duty_roster", "cycle", **FAR),
    act("villages:shifts_set", "cycle", may=TOWNSHIP, **FAR),
    page("villages:stores", "cycle", **FAR),
    act("villages:spending_add", "cycle", may=TOWNSHIP, **FAR),
    act("villages:goods_add", "cycle", may=TOWNSHIP, **FAR),
    act("villages:spending_strike", "spending", may=TOWNSHIP, **FAR),
    act("villages:goods_strike", "goods_line", may=TOWNSHIP, **FAR),
    act("villages:draft", "cycle", "analysis", may=TOWNSHIP, **FAR),
    button("villages:draft_refresh", "cycle", "analysis", may=TOWNSHIP, **FAR),
    desk("villages:draft_word", "cycle", "analysis", may=TOWNSHIP, **FAR),
    desk("villages:exam_bank", "cycle", may=TOWNSHIP, **FAR),
    act("villages:questions_add", "cycle", may=TOWNSHIP, **FAR),
    act("villages:question_end", "cycle", "question", may=TOWNSHIP, **FAR),
    act("villages:exam_start", "sitter", may=CLERKS, ok=MOVED),
    act("villages:exam", "sitting", may=CLERKS),
    page("villages:groundwork", "election"),
    act("villages:cleanup_add", "election", may=GUIDES),
    act("villages:cleanup_finish", "cleanup", may=GUIDES),
    act("villages:term_report", "election", may=CLERKS),
    page("villages:term_report_file", "election"),
    act("villages:exception_ask", "election", may=CLERKS),
    act("villages:exception_decide", "exception", may=TOWNSHIP),
    act("villages:force_set", "deferral", may=TOWNSHIP),
    act("villages:force_review", "task_force", may=GUIDES),
    act("documents:paper", "villages.standstill_notice", "election", may=TOWNSHIP),
    desk("documents:paper_preview", "villages.standstill_notice", "election", may=TOWNSHIP),
    act("villages:team_bring", "election", may=TOWNSHIP),
    page("ballots:pledges", "election"),
    act("ballots:pledges_sign", "election", may=CLERKS),
    page("ballots:pledge_file", "pledge"),
    act("ballots:pledge_withdraw", "pledge", may=CLERKS),
]


def groundwork_rows(rows: dict[str, Any], files: list[str]) -> dict[str, Any]:
    """One of everything before the vote; ``files``: what a test puts where these rows look."""
    election, cycle, officer, today = rows["election"], rows["cycle"], rows["clerk"], timezone.localdate()
    files += ["pledges/scan.pdf", "term_reports/report.pdf"]
    recorded = {"recorded_by": officer}
    sitter = Participant.objects.create(
        activity=rows["activity"], election=election, name="演示甲", signed_in=True, **recorded
    )
    asked = {"text": "选举日由谁确定？", "options": ["甲", "乙"], "answer": "A"}
    TermReport.objects.create(
        election=election, held_on=today, meeting="people", present=9, reporter="演示甲", goals="修路",
        file="term_reports/report.pdf", filename="报告.pdf", **recorded,
    )  # fmt: skip
    Draft.objects.create(
        cycle=cycle, kind="analysis", sections=[{"heading": "情况", "made": "一", "text": "二"}], **recorded
    )
    return {
        "sitter": sitter,
        "sitting": Sitting.objects.create(
            participant=sitter, number=1, questions=[asked], opened_by=officer
        ),
        "question": Question.objects.create(township=rows["township"], **asked, **recorded),
        "spending": Spending.objects.create(
            cycle=cycle, kind="other", what="纸张", amount=1, spent_on=today, paper_number="1号", **recorded
        ),
        "goods_line": GoodsLine.objects.create(
            cycle=cycle, kind="boxes", move="bought", count=1, moved_on=today, handler="演示甲", **recorded
        ),
        "cleanup": CleanupItem.objects.create(
            election=election, kind="money", found="白条", owner="演示甲", due_on=today, **recorded
        ),
        "exception": StandstillException.objects.create(
            election=election, matter="修渠", reason="防汛", asked_on=today, **recorded
        ),
        "task_force": TaskForce.objects.create(
            deferral=Deferral.objects.get(pk=rows["deferral"].pk), head="演示甲", members="演示乙",
            since=today, plan="清账", review_on=today, **recorded,
        ),
        "pledge": Pledge.objects.create(
            election=election, kind="promise", name="演示甲", signed_on=today, file="pledges/scan.pdf",
            filename="演示甲.pdf", **recorded,
        ),
    }  # fmt: skip
