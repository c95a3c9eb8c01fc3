"""One village with one of everything, and everybody logged in."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass
from http.cookies import SimpleCookie
from typing import Any

import pytest
from django.conf import settings
from django.db import connection, transaction
from django.template.backends.django import Template
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from ballots.actions import declare_result
from ballots.models import Recall
from ballots.notices.report import CODE as RESULT_REPORT
from candidates.models import (
    MeetingSpeaker,
    NominationSheet,
    Nominee,
    NomineeObjection,
    PartyCount,
    PartyExemption,
    PartyNominee,
    PartyObjection,
    PartyPlan,
    Preselection,
    VotersMeeting,
)
from election_office.accounts.models import User
from election_office.accounts.permissions import Role
from election_office.audit.actions import record
from election_office.audit.models import AuditEvent
from election_office.documents import actions as documents
from election_office.documents import rendering
from election_office.documents.models import NumberSeries, Posting
from election_office.jobs.models import Job
from tests.ballots.scenes import Scene
from tests.factories import (
    CandidateFactory,
    CycleFactory,
    ElectionFactory,
    PersonFactory,
    PlanStepFactory,
    RegistrationFactory,
    UserFactory,
    VillageFactory,
    law_text,
)
from tests.office.job_kinds import COUNT
from tests.permissions.afterwards import afterwards_rows
from tests.permissions.archive import FILES as ARCHIVES
from tests.permissions.archive import archive_rows
from tests.permissions.bulk import FILE as BULK_FILE
from tests.permissions.bulk import bulk_rows
from tests.permissions.collectives import collective_rows
from tests.permissions.figures import FILE as REPORT_FILE
from tests.permissions.figures import figures_rows
from tests.permissions.groundwork import groundwork_rows as more_groundwork
from tests.permissions.issuing import issuing_rows
from tests.permissions.lines import (
    COUNTY,
    FAR_TOWN,
    FAR_VILLAGE,
    NEXT_VILLAGE,
    OFFICER,
    TOWN,
    VILLAGE,
    Line,
)
from tests.permissions.preparation import preparation_rows
from tests.permissions.review import review_rows
from tests.permissions.supervision import supervision_rows
from villages.models import (
    Activity,
    Body,
    CommitteeChange,
    CommitteeChoice,
    CommitteeObjection,
    Cycle,
    Deferral,
    DepartureAudit,
    Election,
    Holder,
    Kinship,
    LastTermMember,
    LawText,
    Measure,
    Method,
    MethodValue,
    Person,
    RuleOverlay,
    StepRecord,
    SuitablePerson,
    Village,
    WorkingMember,
)
from voters.models import (
    Card,
    ContactAttempt,
    DeskEntry,
    Elector,
    Objection,
    Proxy,
    Registration,
    RollImport,
    RollVersion,
    ScreeningCase,
    ScreeningParty,
)

# A session notes the hour once an hour; a savepoint is no question.
UNCOUNTED = ('UPDATE "accounts_staffsession"', "SAVEPOINT", "RELEASE")


NOTED = "file.taken"  # every file that is taken away is noted, and nothing is changed by it


@dataclass
class World:
    """One village with one of everything, and everybody logged in: here, next door and far away."""

    rows: dict[str, Any]
    sessions: dict[str, dict[str, str]]
    files: list[str]
    browser: Client
    statements: int = 0  # of the last visit

    def path(self, line: Line) -> str:
        args = [getattr(self.rows.get(one), "pk", self.rows.get(one, one)) for one in line.args]
        keys = {name: getattr(row, "pk", row) for name, row in self.rows.items()}
        return reverse(line.name, args=args) + line.query.format(**keys)

    def enter(self, where: str, role: str) -> None:
        # One client for all: making one looks through every static file.
        self.browser.cookies = SimpleCookie()
        if where:
            self.browser.cookies[settings.SESSION_COOKIE_NAME] = self.sessions[where][role]

    def status(self, path: str, role: str) -> int:
        """What somebody of the place gets when they follow a link; nothing it does remains."""
        self.enter("here", role)
        with self.answer("get", path, drawn=False) as response:
            return int(response.status_code)

    def read(self, line: Line, role: str) -> str:
        """The words of a page, or nothing where the answer is a file."""
        self.enter("here", role)
        with self.answer("get", self.path(line), drawn=True) as response:
            page = "html" in response.headers["Content-Type"] and not response.streaming
            return response.content.decode() if page else ""

    def visit(self, line: Line, where: str, role: str, method: str, *, drawn: bool) -> tuple[int, int]:
        """The status, and how many traces the visit left; whatever it did is undone."""
        self.enter(where, role)
        traced = AuditEvent.objects.exclude(action=NOTED)
        before = traced.count()
        with self.answer(method, self.path(line), drawn=drawn) as response:
            return response.status_code, traced.count() - before

    @contextmanager
    def answer(self, method: str, path: str, *, drawn: bool) -> Iterator[Any]:
        """What comes back, read to its end as a browser does: that closes a file. Afterwards whatever it did
        is undone.

        ``drawn``: the page is laid out too. Who may see it is decided before, so once is enough.
        """
        with transaction.atomic(), nullcontext() if drawn else blank_pages():
            with CaptureQueriesContext(connection) as asked:
                response = getattr(self.browser, method)(path)
            self.statements = sum(not query["sql"].startswith(UNCOUNTED) for query in asked)
            if response.streaming:
                response.getvalue()
            response.close()
            yield response
            transaction.set_rollback(True)


@contextmanager
def blank_pages() -> Iterator[None]:
    """Every template gives an empty page, every paper an empty file."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Template, "render", lambda self, context=None, request=None: "")
        for printer in ("pdf_of", "pdf_from_html"):
            patch.setattr(rendering, printer, lambda *args, **more: rendering.Pdf(b"%PDF-1.7", 1))
        yield


def build() -> World:
    village = VillageFactory(township__code=TOWN, code=VILLAGE)
    VillageFactory(township=village.township, code=NEXT_VILLAGE)
    VillageFactory(township__code=FAR_TOWN, code=FAR_VILLAGE)
    officer = UserFactory(serving=TOWN, role=Role.TOWNSHIP_OFFICER)
    clerk = UserFactory(serving=VILLAGE, role=Role.VILLAGE_CLERK)
    election = ElectionFactory(village=village, steps=True)
    own = election.steps.get(code="method")
    own.pk, own.code, own.title = None, "own1", "清理村级印章"
    own.own, own.closes_with = True, "record"  # a step of the township's own plan
    own.save()
    draft = CycleFactory(township=village.township)
    person, relative = PersonFactory(village=village), PersonFactory(village=village)
    voter = RegistrationFactory(election=election, entered_by=clerk)
    step = election.steps.get(code="survey")
    step_record = StepRecord.objects.create(
        step=step,
        done_on=timezone.localdate(),
        what="已摸底",
        finishes=False,
        recorded_by=clerk,
        file="steps/survey.txt",
        filename="摸底.txt",
    )
    document = documents.issue("villages.day_notice", election, by=officer)
    posting = Posting.objects.create(
        document=document,
        place_key="village",
        place_name="村民委员会公告栏",
        posted_at=timezone.now(),
        posted_by="测试员",
        recorded_by=clerk,
        photo="postings/village.jpg",
        photo_sha256="0" * 64,
    )
    job = Job.objects.create(
        kind=COUNT.code,
        title="数数",
        area_code=VILLAGE,
        key="permissions",
        requested_by=clerk,
        state=Job.State.DONE,
        finished_at=timezone.now(),
        result={"file": "jobs/roll.xlsx", "file_name": "名册.xlsx"},
    )
    rows = {
        "township": village.township,
        "village": village,
        "county": village.township.county,
        "group": village.groups.order_by("number").last(),
        "cycle": draft,
        "own_step": PlanStepFactory(cycle=draft),
        "election": election,
        "deferral": Deferral.objects.create(election=election, reason="选情复杂", requested_by=officer),
        "step": step,
        "step_record": step_record,
        "person": person,
        "kinship": Kinship.objects.create(
            person=person, relative=relative, kind="sibling", declared_by="测试员"
        ),
        "overlay": RuleOverlay.objects.create(
            area_code=VILLAGE,
            key="roll_days",
            value=21,
            paper_number="演示发〔2026〕1号",
            paper_date=dt.date(2026, 1, 5),
            entered_by=officer,
        ),
        **method_rows(election, officer),
        "law_text": law_text(VILLAGE[:2], state="entered", filename="全文.txt", notice_days=4),
        "document": document,
        "number_series": NumberSeries.objects.get_or_create(
            area_code=VILLAGE, series="notice", scope=f"election:{election.pk}"
        )[0],
        "code": document.code,
        "posting": posting,
        "job": job,
        "event": record("step.recorded", target=step, area_code=VILLAGE, by=clerk),
        "clerk": clerk,
        "assignment": clerk.assignments.get(),
        "candidate": CandidateFactory(registration=voter, entered_by=clerk),
    }
    rows |= roll_rows(voter, clerk) | count_rows(village) | committee_rows(election, person, clerk)
    rows |= review_rows(election, draft, relative, clerk)
    rows |= nomination_rows(voter, clerk)
    rows |= party_rows(election, person, clerk)
    rows |= issuing_rows(rows)
    rows |= preparation_rows(rows)
    rows |= archive_rows(rows)
    rows |= bulk_rows(rows)
    rows |= collective_rows(rows)
    rows |= groundwork_rows(election, draft, officer)
    rows |= supervision_rows(election, draft, officer)
    rows |= figures_rows(rows)
    meeting = VotersMeeting.objects.create(
        election=election, planned_for=timezone.localdate(), place_held="礼堂", drawn_at=timezone.now(),
        drawn_before="演示员", recorded_by=clerk,
    )  # fmt: skip
    rows |= {
        "voters_meeting": meeting,
        "meeting_speaker": MeetingSpeaker.objects.create(
            meeting=meeting, candidate=rows["candidate"], turn=1
        ),
    }
    places = {
        "here": ("369901", TOWN, VILLAGE),
        "village": ("369902", FAR_TOWN, NEXT_VILLAGE),
        "township": ("369902", FAR_TOWN, FAR_VILLAGE),
    }
    browser = Client()
    sessions = {
        where: {role: session_of(browser, role, *codes) for role in Role.values}
        for where, codes in places.items()
    }
    files = [
        step_record.file.name,
        posting.photo.name,
        "jobs/roll.xlsx",
        "supervision/visits/one.jpg",
        "supervision/accountability/one.pdf",
        *ARCHIVES,
        BULK_FILE,
    ]
    files += [f"rolls/{name}" for name in ("roll.xlsx", "faults.xlsx", "paper.pdf", "objection.pdf")]
    LawText.objects.update(scan="rules/law.txt")
    files += [
        "preparation/training.pdf",
        REPORT_FILE,
        "rules/law.txt",
        "methods/minutes.pdf",
        "reviews/scan.pdf",
        "reviews/photo.jpg",
        "incidents/1.jpg",
        "paper-issues/scan.pdf",
        "collectives/charter.pdf",
        "collectives/minutes.pdf",
    ]
    rows |= afterwards_rows(rows, files) | more_groundwork(rows, files)
    return World(rows, sessions, files, browser)


def method_rows(election: Election, officer: User) -> dict[str, Any]:
    """A draft of the village's own rules, with a value and the minutes of the meeting."""
    method = Method.objects.create(
        election=election, edition=1, text="甲。\n乙。\n丙。", minutes="methods/minutes.pdf",
        filename="会议记录.pdf", drafted_by=officer,
    )  # fmt: skip
    value = MethodValue.objects.create(method=method, key="handover_days", value=5, set_by=officer)
    return {"method": method, "method_value": value}


def groundwork_rows(election: Election, draft: Cycle, officer: User) -> dict[str, Any]:
    """What is on record before the election stage, of the township and of the village."""
    today = timezone.localdate()
    member = LastTermMember.objects.create(
        village=election.village, body="committee", post="主任", name="演示甲", sex="male", birth_year=1970,
        birth_month=1, education="senior",
    )  # fmt: skip
    return {
        "incumbent": member,
        "working_member": WorkingMember.objects.create(
            cycle=draft, body="office", name="演示乙", duty="成员", unit="民政办", recorded_by=officer
        ),
        "activity": Activity.objects.create(
            cycle=draft, kind="training", title="培训", held_on=today, hours=4, recorded_by=officer,
            file="preparation/training.pdf", filename="通知.pdf",
        ),
        "suitable": SuitablePerson.objects.create(
            election=election, name="演示丙", sex="female", birth_year=1995, education="college",
            source="woman", meant_for="委员", recorded_by=officer,
        ),
        "measure": Measure.objects.create(
            election=election, problem="账目", measure="清理", owner="演示丁", due_on=today,
            recorded_by=officer,
        ),
        "departure_audit": DepartureAudit.objects.create(
            election=election, member=member, auditor="审计站", paper_number="演示审〔2026〕1号",
            reported_on=today, no_findings=False, findings="欠账", remedy="追回", recorded_by=officer,
        ),
    }  # fmt: skip


def roll_rows(voter: Registration, clerk: User) -> dict[str, Any]:
    """Everything that hangs on a roll: a file, a version, a proxy, an objection."""
    election = voter.election
    version = RollVersion.objects.create(
        election=election, number=1, kind="initial", voter_count=1, digest="0" * 64,
        frozen_at=timezone.now(), frozen_by=clerk,
    )  # fmt: skip
    Registration.objects.filter(pk=voter.pk).update(paper_file="rolls/paper.pdf", paper_name="决定.pdf")
    roll_import = RollImport.objects.create(
        election=election, file="rolls/roll.xlsx", filename="名册.xlsx", size=1, sha256="0" * 64,
        faults="rolls/faults.xlsx", uploaded_by=clerk,
    )  # fmt: skip
    agent = RegistrationFactory(election=election, entered_by=clerk)
    principal = RegistrationFactory(election=election, entered_by=clerk)
    today = timezone.localdate()
    objection = Objection.objects.create(
        election=election, roll_version=version, number=1, objector_name="测试员", about=voter,
        about_name=voter.person.name, claim="correct", text="出生日期有误", received_at=timezone.now(),
        in_time=True, window_until=today, due_on=today, entered_by=clerk,
        paper_file="rolls/objection.pdf", paper_name="申诉书.pdf",
        state="decided",
        outcome="upheld",
        answer="予以更正",
        decided_on=today,
        decided_by="村民选举委员会",
        decision_entered_at=timezone.now(),
        decision_entered_by=clerk,
    )  # fmt: skip
    elector = Elector.objects.create(
        registration=principal,
        of_election=election,
        way="household_representatives",
        household="演示户",
        chosen_on=timezone.localdate(),
        entered_by=clerk,
    )
    proxy = Proxy.objects.create(
        election=election, number=1, principal=principal, agent=agent, requested_on=today, granted_by=clerk
    )
    card = Card.objects.create(
        election=election,
        registration=agent,
        number=1,
        edition=1,
        code="TESTCARD01",
        issued_at=timezone.now(),
        issued_by=clerk,
    )
    case = ScreeningCase.objects.create(
        kind="no_id",
        key=str(agent.person_id),
        facts="0" * 64,
        detail="没有身份证号",
        area_code=VILLAGE,
        found_at=timezone.now(),
    )
    ScreeningParty.objects.create(
        case=case, registration=agent, person=agent.person, village=election.village
    )
    contact = ContactAttempt.objects.create(
        registration=voter, how="phone", at=timezone.now(), recorded_by=clerk
    )
    entry = DeskEntry.objects.create(
        registration=voter, act="register", seen=voter.updated_at, entered_by=clerk
    )
    return {
        "case": case,
        "card": card,
        "contact": contact,
        "desk_entry": entry,
        "card_code": card.code,
        "voter": voter,
        "version": version,
        "roll_import": roll_import,
        "objection": objection,
        "proxy": proxy,
        "elector": elector,
    }


def count_rows(village: Village) -> dict[str, Any]:
    """Another election of the same village, counted and declared."""
    scene = Scene()
    result = declare_result(round=scene.agreed(), by=scene.officer)
    polled = scene.election
    polled.village, polled.cycle = village, CycleFactory(township=village.township)
    polled.save()
    winner = result.winners.all()[0]
    kept = {"reason": "核实", "decided_on": timezone.localdate(), "decided_by": scene.officer}
    decision = winner.decisions.create(kind="escalated", basis="policy", **kept)
    sheet, kept_by = scene.sheet(), {"decided_by": scene.officer, "reason": "核实"}
    batch = sheet.batches.create(entered_by=scene.one, number=1)
    screen = result.round.screens.create(token="a-secret-link-of-the-hall", made_by=scene.officer)
    reopening = result.reopenings.create(reason="复核", paper_number="1号", requested_by=scene.clerk)
    notice = documents.issue(RESULT_REPORT, result, by=scene.officer)
    return {
        "polled": polled,
        "batch": batch,
        "marking": batch.markings.create(kind="blank", token="token-0001"),
        "ruling": sheet.rulings.create(label="7", verdict="void", decided_at=timezone.now(), **kept_by),
        "name_merge": result.round.name_merges.create(
            post=sheet.post, written="另选任", counted_as="另选人", **kept_by
        ),
        "screen_token": screen.token,
        "box": result.round.boxes.get(),
        "recount": result.round.recounts.create(
            box=result.round.boxes.get(),
            drawn_by="演示甲",
            witness="演示乙",
            drawn_at=timezone.now(),
            recorded_by=scene.officer,
        ),
        "sheet": scene.sheet(),
        "result": result,
        "polled_round": result.round,
        "winner": winner,
        "decision": decision,
        "reopening": reopening,
        "member": (member := Holder.objects.filter(body__election=polled).first()),
        "recall": Recall.objects.create(
            holder=member, received_on=timezone.localdate(), reason="演示理由", taken_by=scene.officer
        ),
        "result_code": notice.code,
    }


def committee_rows(election: Election, person: Person, clerk: User) -> dict[str, Any]:
    """A choice still being entered, a change to be published, an opinion, and a body with one holder."""
    today = timezone.localdate()
    choice = CommitteeChoice.objects.create(
        election=election, body="villager_meeting", held_on=today, seats=5, recorded_by=clerk
    )
    body = Body.objects.create(
        election=election,
        kind="supervision",
        chosen_by="villager_meeting",
        chosen_on=today,
        recorded_by=clerk,
    )
    return {
        "committee_choice": choice,
        "committee_nominee": choice.nominees.create(person=person, votes=12),
        "committee_change": CommitteeChange.objects.create(
            election=election, happened_on=today, fill="none", recorded_by=clerk
        ),
        "committee_objection": CommitteeObjection.objects.create(
            election=election, objector_name="演示", received_on=today, text="有意见", entered_by=clerk
        ),
        "body": body,
        "meeting_sheet": body.sheets.create(election=election, issued=20, seats=3, opened_by=clerk),
        "holder": body.holders.create(
            person=person, post="chair", elected_on=today, term_from=today, entered_by=clerk.name
        ),
    }


def nomination_rows(voter: Registration, clerk: User) -> dict[str, Any]:
    """A station whose ballots nobody has read, and somebody put forward against whom somebody spoke."""
    election, today = voter.election, timezone.localdate()
    post = election.posts.get(kind="director")
    nominee = Nominee.objects.create(
        election=election, post=post, person=voter.person, registration=voter, source="self",
        received_on=today, entered_by=clerk,
    )  # fmt: skip
    return {
        "nomination_post": post.pk,
        "nomination_sheet": NominationSheet.objects.create(election=election, station="村部", issued=1),
        "nominee": nominee,
        "preselection": Preselection.objects.create(
            election=election, body="representatives", held_on=today, place_held="村部", expected=3,
            present=3, issued=3, recovered=3, entered_by=clerk,
        ),
        "nominee_objection": NomineeObjection.objects.create(
            nominee=nominee, objector_name="演示村民", text="意见", received_on=today, due_on=today,
            entered_by=clerk,
        ),
    }  # fmt: skip


def party_rows(election: Election, person: Person, clerk: User) -> dict[str, Any]:
    """A branch that recommends: a meeting nobody has counted, somebody proposed, somebody not counted."""
    today = timezone.localdate()
    PartyPlan.objects.create(election=election, seats=3, recommended=5, prepared=4, set_by=clerk)
    return {
        "party_count": PartyCount.objects.create(
            election=election, kind="members", held_on=today, due=3, present=3, issued=3, seats=3,
            entered_by=clerk,
        ),
        "party_nominee": (
            nominee := PartyNominee.objects.create(
                election=election, person=person, intended="branch_member", entered_by=clerk
            )
        ),
        "party_objection": PartyObjection.objects.create(
            election=election, nominee=nominee, text="反映", received_on=today, entered_by=clerk
        ),
        "party_exemption": PartyExemption.objects.create(
            election=election, name="演示丁", ground="illness", consented_by="本人", consented_on=today,
            approval="1号", approved_on=today, entered_by=clerk,
        ),
    }  # fmt: skip


def session_of(browser: Client, role: str, county: str, township: str, village: str) -> str:
    """The session key of somebody new who serves in that role at the place the role belongs to."""
    code = {COUNTY: county, OFFICER: township}.get(role, village)
    browser.cookies = SimpleCookie()
    browser.force_login(UserFactory(serving=code, role=role))
    return str(browser.cookies[settings.SESSION_COOKIE_NAME].value)
