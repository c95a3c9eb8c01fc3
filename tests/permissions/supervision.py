"""Who gets which page: the supervision."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Any

from django.utils import timezone

from election_office.accounts.models import User
from tests.permissions.lines import (
    CLERKS,
    GUIDES,
    MANAGERS,
    TOWNSHIP,
    act,
    button,
    desk,
    page,
)
from villages.models import (
    Acceptance,
    Accountability,
    CheckItem,
    Cycle,
    Election,
    Petition,
    Release,
    SupervisionFile,
    Supervisor,
    Visit,
    WatchEntry,
)

TABLE = [
    page("villages:cycle_supervision", "cycle", neighbours="township"),
    act("villages:supervision_channel", "cycle", may=TOWNSHIP, neighbours="township"),
    act("villages:watch_add", "cycle", may=MANAGERS, neighbours="township"),
    act("villages:watch_close", "watch", may=MANAGERS, neighbours="township"),
    act("villages:village_watch_add", "election", may=GUIDES),
    act("villages:village_release_add", "election", may=GUIDES),
    button("villages:reports_remind", "cycle", may=MANAGERS, neighbours="township"),
    act("villages:petition_register", "cycle", may=MANAGERS, neighbours="township"),
    act("villages:accountability_add", "cycle", may=MANAGERS, neighbours="township"),
    act(
        "villages:accountability_withdraw",
        "accountability",
        may=MANAGERS,
        neighbours="township",
        see=MANAGERS,
    ),
    page("villages:accountability_scan", "accountability", see=MANAGERS, neighbours="township"),
    act("villages:release_add", "cycle", may=MANAGERS, neighbours="township"),
    act("villages:release_decide", "release", may=TOWNSHIP, see=MANAGERS, neighbours="township"),
    act("villages:release_done", "release", may=MANAGERS, neighbours="township"),
    desk("villages:petitions", "cycle", may=MANAGERS, neighbours="township"),
    page("villages:supervision", "election"),
    act("villages:supervisor_add", "election", may=GUIDES),
    act("villages:supervisor_end", "supervisor", may=GUIDES),
    act("villages:promise_add", "election", may=CLERKS),
    desk("villages:inspect", "election", may=GUIDES),
    desk("villages:inspect_worker", "election", may=GUIDES),
    act("villages:visit_add", "election", "step", may=GUIDES),
    act("villages:petition_add", "election", may=GUIDES),
    page("villages:visit", "visit"),
    act("villages:finding_again", "finding", may=GUIDES),
    page("villages:supervision_file", "visit_photo"),
    act("villages:accept", "election", may=GUIDES),
    act("villages:accept_withdraw", "acceptance", may=GUIDES),
    act("villages:contact_add", "election", may=GUIDES),
    act("villages:zero_report", "election", may=CLERKS),
    desk("villages:petition_people", "election", may=GUIDES),
    desk("villages:petition", "petition", may=GUIDES),
    act("villages:petition_assign", "petition", may=GUIDES),
    act("villages:petition_pass_on", "petition", may=TOWNSHIP),
    act("villages:petition_evidence", "petition", may=GUIDES),
    act("villages:petition_conclude", "petition", may=TOWNSHIP),
    act("villages:petition_outcome", "petition", "bar-candidate", may=TOWNSHIP),
]


def supervision_rows(election: Election, cycle: Cycle, officer: User) -> dict[str, Any]:
    """An inspection with a fault and a photograph, a petition, an acceptance, a line of the watch."""
    today, now = timezone.localdate(), timezone.now()
    visit = Visit.objects.create(
        election=election,
        step=election.steps.get(code="survey"),
        token=uuid.uuid4(),
        visited_at=now,
        inspectors="演示甲",
        place_visited="演示会议室",
        recorded_by=officer,
    )
    return {
        "supervisor": Supervisor.objects.create(
            election=election,
            body="monitor",
            name="演示监督员",
            identity="party",
            duty="监督员",
            chosen_on=today,
            paper_number="聘书1号",
            recorded_by=officer,
        ),
        "visit": visit,
        "finding": CheckItem.objects.create(
            visit=visit,
            order=1,
            question="演示检查项",
            answer="fault",
            finding="演示问题",
            remedy="演示整改",
            due_on=today + dt.timedelta(days=3),
        ),
        "visit_photo": SupervisionFile.objects.create(
            election=election,
            visit=visit,
            what="照片1",
            file="supervision/visits/one.jpg",
            sha256="0" * 64,
            recorded_by=officer,
        ),
        "petition": Petition.objects.create(
            election=election,
            number=1,
            token=uuid.uuid4(),
            channel="letter",
            received_on=today,
            anonymous=True,
            content="演示内容",
            due_on=today + dt.timedelta(days=15),
            due_source="演示依据",
            recorded_by=officer,
        ),
        "acceptance": Acceptance.objects.create(
            election=election,
            accepted_on=today,
            leader="演示甲",
            members="演示乙",
            opinion="合格",
            recorded_by=officer,
        ),
        "accountability": Accountability.objects.create(
            cycle=cycle,
            name="演示丁",
            duty="演示站站长",
            about="petition",
            measure="talk",
            what="演示经过",
            decided_by="演示镇党委",
            paper_number="演示约谈1号",
            decided_on=today,
            scan="supervision/accountability/one.pdf",
            recorded_by=officer,
        ),
        "watch": WatchEntry.objects.create(
            cycle=cycle,
            kind="opinion",
            happened_at=now,
            watcher="演示甲",
            what="演示舆情",
            recorded_by=officer,
        ),
        "release": Release.objects.create(
            cycle=cycle,
            title="演示信息",
            channel="演示公众号",
            text="内容",
            drafted_by="演示甲",
            recorded_by=officer,
        ),
    }
