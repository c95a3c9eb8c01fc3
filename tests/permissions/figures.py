"""Who gets which page: figures, summaries and reports upward."""

from __future__ import annotations

from typing import Any

from django.utils import timezone

from election_office.figures.models import ReportAnswer, ReportAsk, ReportDue, SummaryDraft
from tests.permissions.lines import (
    ACTED,
    CLERKS,
    COUNTY,
    DENIED,
    EVERYBODY,
    EVERYBODY_HERE,
    GUIDES,
    MANAGERS,
    MOVED,
    NO_METHOD,
    SUPERVISOR,
    TOWNSHIP,
    UNKNOWN,
    VILLAGE,
    Line,
    act,
    button,
    desk,
    office,
    page,
    spread,
)
from villages.models import Election

HERE = f"?area={VILLAGE}"
FILE = "figures/report.pdf"

TABLE = [
    # Without a place in the address: one's own. A reviewing department has none.
    office("figures:overview", may=EVERYBODY_HERE, denied_get=UNKNOWN),
    page("figures:overview", query=HERE),
    page("figures:behind", "women", query=HERE),
    page("figures:behind", "declared", query=HERE),
    desk("figures:behind", "petitions", may=GUIDES, query=HERE),
    page("figures:odd", query=HERE),
    page("figures:day", query=HERE),
    page("figures:export", query=HERE),
    page("figures:print", query=HERE),
    act("figures:target", may=GUIDES, query=HERE),
    button("figures:recount", may=GUIDES, query=HERE),
    page("figures:of_election", "election", ok=MOVED),
    act("figures:last_polling", "election", may=TOWNSHIP),
    # Of the village here: its own clerk writes it, and the township for it.
    page("figures:summary", query=HERE),
    button("figures:summary_begin", may=CLERKS, query=HERE),
    act("figures:summary_edit", may=CLERKS, query=HERE),
    button("figures:summary_refresh", may=CLERKS, query=HERE),
    desk("figures:summary_word", may=CLERKS, query=HERE),
    # Asked by the county, answered by the township.
    office("figures:reports", may=EVERYBODY_HERE, denied_get=UNKNOWN),
    office("figures:ask", may=SUPERVISOR, post="acted"),
    Line(
        "figures:urge",
        ("report_ask",),
        spread(EVERYBODY, (NO_METHOD, DENIED), None) | {COUNTY: (NO_METHOD, ACTED)},
        spread(EVERYBODY, (NO_METHOD, DENIED), None) | {COUNTY: (NO_METHOD, UNKNOWN)},
    ),
    act("figures:answer", "report_due", may=TOWNSHIP, see=MANAGERS, neighbours="township"),
    page("figures:sent", "report_answer", see=MANAGERS, neighbours="township"),
    page("figures:sent_file", "report_answer", see=MANAGERS, neighbours="township"),
    act("figures:send_back", "report_answer", may=SUPERVISOR, see=MANAGERS, neighbours="township"),
]


def figures_rows(rows: dict[str, Any]) -> dict[str, Any]:
    """A draft of the village, a report asked of the township and another it has answered."""
    officer, today = rows["deferral"].requested_by, timezone.localdate()
    SummaryDraft.objects.create(
        division=VILLAGE,
        ordinal=max(Election.objects.filter(village__code=VILLAGE).values_list("cycle__ordinal", flat=True)),
        base={"basic.own": ""},
        text={"basic.own": ""},
        refreshed_at=timezone.now(),
        written_by=officer,
    )
    ask = ReportAsk.objects.create(
        division=VILLAGE[:6], title="进度", what="报进度", due_on=today, asked_by=officer
    )
    other = ReportAsk.objects.create(
        division=VILLAGE[:6], title="总结", what="报总结", due_on=today, asked_by=officer
    )
    due = ReportDue.objects.create(ask=ask, township=rows["township"])
    answered = ReportDue.objects.create(ask=other, township=rows["township"])
    answer = ReportAnswer.objects.create(
        due=answered, words="已完成", file=FILE, filename="总结.pdf", answered_on=today, answered_by=officer
    )
    return {"report_ask": ask, "report_due": due, "report_answer": answer}
