"""Who gets which page: one table for the whole site, every URL a line, and nothing left out.

A page that is not a person's to see does not exist for them (404); a page they may read but not act
on says so (403); the public is led to the login. A POST that is not theirs leaves no trace.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from http.cookies import SimpleCookie
from typing import Any

import pytest
from django.conf import settings
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import transaction
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse
from django.utils import timezone

from ballots.actions import declare_result
from candidates.models import (
    AdoptedClause,
    ExceptionStatement,
    Inspection,
    Opinion,
    ReviewBatch,
    ReviewDepartment,
    ReviewFile,
    ReviewPaper,
    ReviewRequest,
    ReviewRuling,
)
from election_office.accounts.models import User
from election_office.accounts.permissions import Role
from election_office.audit.actions import record
from election_office.audit.models import AuditEvent
from election_office.documents import actions as documents
from election_office.documents.models import Posting
from election_office.jobs.models import Job
from tests.ballots.scenes import Scene
from tests.factories import (
    CandidateFactory,
    CycleFactory,
    ElectionFactory,
    PersonFactory,
    RegistrationFactory,
    UserFactory,
    VillageFactory,
)
from tests.office.job_kinds import COUNT
from villages.models import (
    Body,
    CommitteeChange,
    CommitteeChoice,
    CommitteeObjection,
    Deferral,
    Election,
    Kinship,
    Person,
    RuleOverlay,
    StepRecord,
    Village,
)
from voters.models import (
    Card,
    Objection,
    Proxy,
    Registration,
    RollImport,
    RollVersion,
    ScreeningCase,
    ScreeningParty,
)

TOWN, FAR_TOWN = "369901001", "369901002"
VILLAGE, NEXT_VILLAGE, FAR_VILLAGE = f"{TOWN}001", f"{TOWN}002", f"{FAR_TOWN}001"

# ------------------------------------------------------------------ who

COUNTY, OFFICER, GUIDANCE, REVIEWER, CLERK, COUNTER, OBSERVER = Role.values
EVERYBODY = frozenset(Role.values)
EVERYBODY_HERE = EVERYBODY - {REVIEWER}  # who may read a village at all
MANAGERS = frozenset({COUNTY, OFFICER})
TOWNSHIP = frozenset({OFFICER})
SUPERVISOR = frozenset({COUNTY})
CLERKS = frozenset({OFFICER, CLERK})
KEEPERS = frozenset({COUNTY, OFFICER, CLERK})  # who may read a file of the joint review
NOBODY: frozenset[str] = frozenset()
COUNTERS = frozenset({OFFICER, COUNTER})
SCREENERS = frozenset({COUNTY, OFFICER, GUIDANCE, CLERK})

# ------------------------------------------------------------------ how a line reads

OK, MOVED, LOGIN, DENIED, UNKNOWN, NO_METHOD = 200, 302, 302, 403, 404, 405
ACTED = "acted"  # neither refused nor unknown: the form again, a redirect, a sentence why not


@dataclass(frozen=True)
class Line:
    """One URL. ``args``: names of things in the world, or the text itself.

    ``here``: role → (GET, POST). ``next_door``: the same roles serving the neighbouring place.
    """

    name: str
    args: tuple[str, ...]
    here: dict[str, tuple[Any, Any]]
    next_door: dict[str, tuple[Any, Any]]
    anonymous: tuple[Any, Any] = (LOGIN, LOGIN)
    query: str = ""
    neighbours: str = "village"

    @property
    def id(self) -> str:
        return f"{self.name}{self.query}" + "".join(f"-{one}" for one in self.args[1:])


def spread(roles: frozenset[str], inside: Any, others: Any) -> dict[str, Any]:
    return {role: inside if role in roles else others for role in Role.values}


def page(name: str, *args: str, see: frozenset[str] = EVERYBODY_HERE, **more: Any) -> Line:
    """Read only."""
    ok = more.pop("ok", OK)
    nowhere = spread(EVERYBODY, (UNKNOWN, NO_METHOD), None)
    return Line(name, args, spread(see, (ok, NO_METHOD), (UNKNOWN, NO_METHOD)), nowhere, **more)


def act(
    name: str, *args: str, may: frozenset[str], see: frozenset[str] = EVERYBODY_HERE, **more: Any
) -> Line:
    """A page that asks and then does: 403 for those who only read the place."""
    ok = more.pop("ok", OK)
    here = spread(see, (DENIED, DENIED), (UNKNOWN, UNKNOWN)) | dict.fromkeys(may, (ok, ACTED))
    return Line(name, args, here, spread(EVERYBODY, (UNKNOWN, UNKNOWN), None), **more)


def page_with_form(name: str, *args: str, may: frozenset[str], **more: Any) -> Line:
    """Everybody of the place reads it, some act on it."""
    here = spread(EVERYBODY_HERE, (OK, DENIED), (UNKNOWN, UNKNOWN)) | dict.fromkeys(may, (OK, ACTED))
    return Line(name, args, here, spread(EVERYBODY, (UNKNOWN, UNKNOWN), None), **more)


def desk(name: str, *args: str, may: frozenset[str], **more: Any) -> Line:
    """Read only, and a tool of those who act: a search, a draft, a blank form."""
    here = spread(EVERYBODY_HERE, (DENIED, NO_METHOD), (UNKNOWN, NO_METHOD))
    here |= dict.fromkeys(may, (OK, NO_METHOD))
    return Line(name, args, here, spread(EVERYBODY, (UNKNOWN, NO_METHOD), None), **more)


def draft(name: str, *args: str, may: frozenset[str], see: frozenset[str]) -> Line:
    """A draft shown to those who issue it; others who may read the subject are told so."""
    here = spread(see, (DENIED, NO_METHOD), (UNKNOWN, NO_METHOD)) | dict.fromkeys(may, (OK, NO_METHOD))
    return Line(name, args, here, spread(EVERYBODY, (UNKNOWN, NO_METHOD), None))


def button(
    name: str, *args: str, may: frozenset[str], see: frozenset[str] = EVERYBODY_HERE, **more: Any
) -> Line:
    """POST alone."""
    here = spread(see, (NO_METHOD, DENIED), (NO_METHOD, UNKNOWN))
    here |= dict.fromkeys(may, (NO_METHOD, ACTED))
    return Line(name, args, here, spread(EVERYBODY, (NO_METHOD, UNKNOWN), None), **more)


def office(
    name: str,
    *args: str,
    may: frozenset[str] = EVERYBODY,
    get: Any = OK,
    denied_get: Any = DENIED,
    post: Any = NO_METHOD,
    **more: Any,
) -> Line:
    """Of no place: shows each what is theirs."""
    denied = (denied_get, DENIED if post == ACTED else NO_METHOD)
    everywhere = spread(may, (get, post), denied)
    return Line(name, args, everywhere, everywhere, **more)


def screened(name: str, *args: str, may: frozenset[str], get: Any = OK) -> Line:
    """A case of the screening: its readers are told apart from everybody else before its place is."""
    closed = (DENIED if get == OK else get, DENIED)
    missing = (UNKNOWN if get == OK else get, UNKNOWN)
    here = spread(SCREENERS, (get, DENIED), closed) | dict.fromkeys(may, (get, ACTED))
    return Line(name, args, here, spread(SCREENERS, missing, closed))


def staff(name: str, *args: str, post: Any = ACTED) -> Line:
    """A person's account: managers of that place; other managers do not find it; nobody else may look."""
    denied = (DENIED, DENIED if post == ACTED else NO_METHOD)
    missing = (UNKNOWN, UNKNOWN if post == ACTED else NO_METHOD)
    return Line(name, args, spread(MANAGERS, (OK, post), denied), spread(MANAGERS, missing, denied))


def public(name: str, *args: str, ok: Any = OK, post: Any = NO_METHOD) -> Line:
    """Open without a login."""
    everywhere = spread(EVERYBODY, (ok, post), None)
    return Line(name, args, everywhere, everywhere, anonymous=(OK, post))


# ------------------------------------------------------------------ the table

TABLE = [
    # the frame
    office("dashboard:home"),
    office("dashboard:board"),
    office("dashboard:help"),
    office("components"),
    public("health"),
    public("accounts:login", ok=MOVED, post=ACTED),
    Line(
        "accounts:logout",
        (),
        spread(EVERYBODY, (NO_METHOD, ACTED), None),
        spread(EVERYBODY, (NO_METHOD, ACTED), None),
    ),
    office("accounts:password_change", post=ACTED),
    office("accounts:profile"),
    # people and their posts
    office("accounts:staff_list", may=MANAGERS),
    office("accounts:staff_create", may=MANAGERS, post=ACTED),
    staff("accounts:staff_detail", "clerk", post=NO_METHOD),
    staff("accounts:staff_edit", "clerk"),
    staff("accounts:staff_password_reset", "clerk"),
    staff("accounts:staff_deactivate", "clerk"),
    staff("accounts:staff_reactivate", "clerk"),
    staff("accounts:assignment_create", "clerk"),
    staff("accounts:assignment_end", "assignment"),
    # the trail
    office("audit:list", may=MANAGERS),
    office("audit:export", "csv", may=MANAGERS),
    page("audit:event_detail", "event", see=MANAGERS),
    # background work
    office("jobs:list"),
    page("jobs:detail", "job"),
    button("jobs:retry", "job", may=EVERYBODY_HERE),
    page("jobs:download", "job"),
    # papers
    office("documents:list"),
    page("documents:election_list", "election"),
    page("documents:detail", "document"),
    page("documents:pdf", "document", ok=MOVED),  # not printed yet: back to the paper
    page("documents:docx", "document"),
    button("documents:print_again", "document", may=TOWNSHIP),
    act("documents:revoke", "document", may=TOWNSHIP),
    act("documents:replace", "document", may=TOWNSHIP),
    act("documents:posting_create", "document", may=CLERKS),
    act("documents:posting_round", "document", may=CLERKS),
    page("documents:posting_photo", "posting"),
    act("documents:posting_take_down", "posting", may=CLERKS),
    act("documents:posting_void", "posting", may=CLERKS),
    public("documents:verify"),
    public("documents:verify_code", "code"),
    # places
    office("villages:list"),
    page("villages:township_detail", "township", neighbours="township"),
    act("villages:add", "township", may=TOWNSHIP, neighbours="township"),
    page("villages:detail", "village"),
    act("villages:edit", "village", may=CLERKS),
    act("villages:groups", "village", may=CLERKS),
    # people of a village
    page("villages:people", "village"),
    act("villages:person_add", "village", may=CLERKS),
    page("villages:person", "person"),
    act("villages:person_edit", "person", may=CLERKS),
    act("villages:person_reveal", "person", may=CLERKS),
    act("villages:kinship_add", "person", may=CLERKS),
    act("villages:kinship_end", "kinship", may=CLERKS),
    # the plan of a township
    office("villages:cycle_list"),
    act("villages:cycle_add", "township", may=TOWNSHIP, neighbours="township"),
    page("villages:cycle_detail", "cycle", neighbours="township"),
    act("villages:cycle_edit", "cycle", may=TOWNSHIP, neighbours="township"),
    act("villages:cycle_steps", "cycle", may=TOWNSHIP, neighbours="township"),
    act("villages:cycle_approve", "cycle", may=TOWNSHIP, neighbours="township"),
    # one election
    page("villages:election_detail", "election"),
    act("villages:stage_open", "election", may=TOWNSHIP),
    act("villages:day_move", "election", may=TOWNSHIP),
    act("villages:posts", "election", may=TOWNSHIP),
    act("villages:polling", "election", may=CLERKS),
    act("villages:deferral_request", "election", may=TOWNSHIP),
    act("villages:deferral_decide", "deferral", may=SUPERVISOR),
    act("villages:deferral_end", "deferral", may=TOWNSHIP),
    page_with_form("villages:step", "step", may=CLERKS),
    act("villages:step_explain", "step", may=TOWNSHIP),
    act("villages:step_drop", "step", may=TOWNSHIP),
    act("villages:record_withdraw", "step_record", may=CLERKS),
    page("villages:record_file", "step_record"),
    # notices: each kind says who issues it
    act("villages:notice_issue", "election", "villages.day_notice", may=TOWNSHIP),
    act("villages:notice_issue", "election", "villages.register_notice", may=CLERKS),
    desk("villages:notice_preview", "election", "villages.register_notice", may=CLERKS),
    # the electoral committee
    page("villages:committee", "election"),
    desk("villages:person_search", "election", may=CLERKS),
    act("villages:committee_choice_add", "election", may=CLERKS),
    act("villages:committee_leave", "election", may=CLERKS),
    act("villages:committee_chair", "election", may=CLERKS),
    act("villages:committee_objection_add", "election", may=CLERKS),
    page("villages:committee_choice", "committee_choice"),
    act("villages:committee_choice_edit", "committee_choice", may=CLERKS),
    act("villages:committee_attendance", "committee_choice", may=CLERKS),
    act("villages:committee_nominee_add", "committee_choice", may=CLERKS),
    act("villages:committee_settle", "committee_choice", may=CLERKS),
    act("villages:committee_reopen", "committee_choice", may=CLERKS),
    act("villages:committee_file", "committee_choice", may=CLERKS),
    act("villages:committee_nominee_edit", "committee_nominee", may=CLERKS),
    act("villages:committee_nominee_remove", "committee_nominee", may=CLERKS),
    act("villages:committee_change_notice", "committee_change", may=CLERKS),
    desk("villages:committee_change_preview", "committee_change", may=CLERKS),
    act("villages:committee_objection_answer", "committee_objection", may=CLERKS),
    # the bodies beside it
    page("villages:bodies", "election"),
    act("villages:body_add", "election", "women", may=CLERKS),
    page("villages:kinship", "election"),
    page("villages:body", "body"),
    act("villages:body_edit", "body", may=CLERKS),
    act("villages:holder_add", "body", may=CLERKS),
    act("villages:holder_edit", "holder", may=CLERKS),
    act("villages:holder_end", "holder", may=CLERKS),
    # rules
    office("villages:rules"),
    act("villages:overlay_add", query="?election={election}", may=TOWNSHIP),
    act("villages:overlay_end", "overlay", may=TOWNSHIP),
    # candidates
    page("candidates:list", "election"),
    act("candidates:add", "election", may=CLERKS),
    desk("candidates:person_search", "election", may=CLERKS),
    act("candidates:leave", "candidate", may=CLERKS),
    act("candidates:order", "candidate", may=CLERKS),
    # the joint review: a unit sees whom it was sent, and a reviewer without a unit nobody
    office("candidates:review_inbox", may=frozenset({REVIEWER})),
    page("candidates:review_request", "review_request", see=NOBODY),
    page("candidates:review_request_photo", "review_request", see=NOBODY),
    page("candidates:review_own_scan", "review_opinion", see=NOBODY),
    act("candidates:review_opinion", "review_request", may=NOBODY, see=NOBODY),
    act("candidates:review_reveal", "review_request", may=NOBODY, see=NOBODY),
    act("candidates:review_opinion_withdraw", "review_opinion", may=NOBODY, see=NOBODY),
    # who keeps or decides the files of an election
    desk("candidates:review_list", "election", may=KEEPERS),
    act("candidates:review_add", "election", may=CLERKS),
    desk("candidates:review_person_search", "election", may=CLERKS),
    act("candidates:review_clause", "election", may=CLERKS),
    desk("candidates:review_clause_scan", "review_clause", may=KEEPERS),
    act("candidates:review_clause_withdraw", "review_clause", may=TOWNSHIP),
    act("candidates:review_team", "election", may=TOWNSHIP),
    act("candidates:review_explain_team", "election", may=TOWNSHIP),
    # one person's file: not for every reader of the village
    page("candidates:review_file", "review_file", see=KEEPERS),
    page("candidates:review_photo", "review_file", see=KEEPERS),
    page("candidates:review_paper_scan", "review_paper", see=KEEPERS),
    act("candidates:review_file_edit", "review_file", may=CLERKS, see=KEEPERS),
    act("candidates:review_photo_set", "review_file", may=CLERKS, see=KEEPERS),
    act("candidates:review_paper_set", "review_file", may=CLERKS, see=KEEPERS),
    act("candidates:review_submit", "review_file", may=CLERKS, see=KEEPERS),
    act("candidates:review_level_opinion", "review_file", "level_village", may=CLERKS, see=KEEPERS),
    act("candidates:review_level_opinion", "review_file", "level_township", may=TOWNSHIP, see=KEEPERS),
    act("candidates:review_return", "review_file", may=TOWNSHIP, see=KEEPERS),
    act("candidates:review_inspection", "review_file", may=TOWNSHIP, see=KEEPERS),
    act("candidates:review_decide", "review_file", may=TOWNSHIP, see=KEEPERS),
    act("candidates:review_settle", "review_file", may=TOWNSHIP, see=KEEPERS),
    act("candidates:review_reopen", "review_file", may=TOWNSHIP, see=KEEPERS),
    act("candidates:review_explain", "review_file", may=TOWNSHIP, see=KEEPERS),
    draft("candidates:review_sheet_preview", "review_file", may=TOWNSHIP, see=KEEPERS),
    button("candidates:review_sheet_issue", "review_file", may=TOWNSHIP, see=KEEPERS),
    # exceptions and their papers
    page("candidates:review_statement", "review_statement", see=KEEPERS),
    page("candidates:review_reply_scan", "review_statement", see=KEEPERS),
    draft("candidates:review_statement_preview", "review_statement", may=TOWNSHIP, see=KEEPERS),
    button("candidates:review_statement_issue", "review_statement", may=TOWNSHIP, see=KEEPERS),
    act("candidates:review_statement_reply", "review_statement", may=TOWNSHIP, see=KEEPERS),
    act("candidates:review_statement_withdraw", "review_statement", may=TOWNSHIP, see=KEEPERS),
    # the township's sendings, and the units
    desk("candidates:review_batches", "cycle", may=MANAGERS, neighbours="township"),
    act("candidates:review_send", "cycle", may=TOWNSHIP, neighbours="township"),
    act("candidates:review_plan", "cycle", may=TOWNSHIP, neighbours="township"),
    act("candidates:review_due", "review_batch", may=TOWNSHIP, neighbours="township"),
    desk("candidates:review_letter_preview", "review_batch", may=TOWNSHIP, neighbours="township"),
    button("candidates:review_letter_issue", "review_batch", may=TOWNSHIP, neighbours="township"),
    act("candidates:review_departments", "township", may=MANAGERS, neighbours="township"),
    button("candidates:review_departments_adopt", "township", may=MANAGERS, neighbours="township"),
    act("candidates:review_department_edit", "township", "review_unit", may=MANAGERS, neighbours="township"),
    # who passed whom
    office("candidates:review_trace_search", may=MANAGERS),
    page("candidates:review_trace", "person", see=MANAGERS),
    act("candidates:review_trace_export", "person", may=MANAGERS, see=MANAGERS),
    page("candidates:review_opinion_scan", "review_opinion", see=MANAGERS),
    page("candidates:review_inspection_scan", "review_inspection", see=MANAGERS),
    page("candidates:review_ruling_scan", "review_ruling", see=MANAGERS),
    # the roll
    page("voters:roll", "election"),
    page("voters:roll_export", "election"),
    desk("voters:person_search", "election", may=CLERKS),
    act("voters:registration_add", "election", may=CLERKS),
    page("voters:registration", "voter"),
    act("voters:registration_admit", "voter", may=CLERKS),
    act("voters:registration_leave_off", "voter", may=CLERKS),
    act("voters:registration_cancel", "voter", may=CLERKS),
    act("voters:registration_correct", "voter", may=CLERKS),
    act("voters:registration_keep", "voter", may=CLERKS),
    page("voters:registration_paper", "voter", see=CLERKS),
    act("voters:import_list", "election", may=CLERKS),
    office("voters:import_template"),
    page("voters:import_detail", "roll_import", see=CLERKS),
    button("voters:import_apply", "roll_import", may=CLERKS, see=CLERKS),
    button("voters:import_approve", "roll_import", may=CLERKS, see=CLERKS),
    page("voters:import_changes", "roll_import", see=CLERKS),
    button("voters:import_retry", "roll_import", may=CLERKS, see=CLERKS),
    page("voters:import_faults", "roll_import", see=CLERKS),
    act("voters:roll_confirm", "election", may=CLERKS),
    page("voters:versions", "election"),
    act("voters:corrections", "election", may=CLERKS),
    act("voters:version_notice", "version", may=CLERKS),
    desk("voters:version_preview", "version", may=CLERKS),
    # proxies
    page("voters:proxy_list", "election"),
    act("voters:proxy_grant", "election", may=CLERKS),
    desk("voters:proxy_letter_blank", "election", may=CLERKS),
    page("voters:proxy", "proxy"),
    act("voters:proxy_revoke", "proxy", may=CLERKS),
    button("voters:proxy_card_back", "proxy", may=CLERKS),
    button("voters:proxy_paper", "proxy", "letter", may=CLERKS),
    # objections to the roll
    page("voters:objection_list", "election"),
    act("voters:objection_add", "election", may=CLERKS),
    desk("voters:objection_person_search", "election", may=CLERKS),
    act("voters:objections_close", "election", may=CLERKS),
    page("voters:objection", "objection"),
    act("voters:objection_person", "objection", may=CLERKS),
    act("voters:objection_uphold", "objection", may=CLERKS),
    act("voters:objection_reject", "objection", may=CLERKS),
    act("voters:objection_withdraw", "objection", may=CLERKS),
    act("voters:objection_contact", "objection", may=CLERKS),
    button("voters:objection_receipt", "objection", may=CLERKS),
    button("voters:objection_notice", "objection", may=CLERKS),
    desk("voters:objection_preview", "objection", may=CLERKS),
    desk("voters:objection_file", "objection", "letter", may=CLERKS),
    # registering at the door, and those who are away
    page("voters:desk_search", "election"),
    act("voters:desk_add", "election", may=CLERKS),
    page("voters:household", "election", "person"),
    button("voters:desk_act", "election", "person", may=CLERKS),
    page("voters:away_list", "election"),
    act("voters:reply_deadline", "election", may=CLERKS),
    button("voters:reply_notice", "election", may=CLERKS),
    button("voters:away_choose", "election", may=CLERKS),
    button("voters:away_decide", "election", may=CLERKS),
    act("voters:contact_add", "voter", may=CLERKS),
    act("voters:put_back", "voter", may=CLERKS),
    # cards and the roll's own papers
    page("voters:papers", "election"),
    button("voters:paper_print", "election", "statistics", may=CLERKS),
    page("voters:cards", "election"),
    button("voters:cards_issue", "election", may=CLERKS),
    button("voters:cards_print", "election", may=CLERKS),
    button("voters:cards_hand_over", "election", may=CLERKS),
    page("voters:card", "card_code"),
    act("voters:card_reprint", "card", may=CLERKS),
    act("voters:cards_township", "cycle", may=TOWNSHIP, neighbours="township"),
    # screening: for those who keep a roll and those who supervise
    office("voters:screening", may=SCREENERS),
    office("voters:screening_export", may=SCREENERS),
    office("voters:screening_run", may=SCREENERS, get=NO_METHOD, denied_get=NO_METHOD, post=ACTED),
    office("voters:screening_different", may=SCREENERS, get=MOVED, post=ACTED),  # nobody ticked: back
    screened("voters:screening_case", "case", may=CLERKS),
    screened("voters:screening_recheck", "case", may=CLERKS, get=NO_METHOD),
    # boxes, count, result
    page("ballots:boxes", "polled"),
    act("ballots:box_add", "polled", may=CLERKS),
    act("ballots:box_edit", "box", may=CLERKS),
    act("ballots:box_remove", "box", may=CLERKS),
    act("ballots:box_ballots", "box", may=CLERKS),
    act("ballots:box_correct", "box", may=TOWNSHIP),
    act("ballots:count_start", "polled", may=CLERKS),
    page("ballots:tally_sheets", "polled"),
    page("ballots:ballot_sample", "polled"),
    page("ballots:count", "polled"),
    act("ballots:sheet", "sheet", may=COUNTERS),
    act("ballots:sheet_reset", "sheet", may=TOWNSHIP),
    page("ballots:result", "polled"),
    act("ballots:result_declare", "polled", may=TOWNSHIP),
    page("ballots:result_file", "result", "count"),
    act("ballots:paper_issue", "result", "ballots.result_notice", may=CLERKS),
    desk("ballots:paper_preview", "result", "ballots.result_notice", may=CLERKS),
    act("ballots:certificate_issue", "winner", may=CLERKS),
    desk("ballots:certificate_preview", "winner", may=CLERKS),
    act("ballots:runoff_call", "result", may=TOWNSHIP, ok=MOVED),  # no seat is empty
]

# ------------------------------------------------------------------ the world


@dataclass
class World:
    """One village with one of everything, and everybody logged in: here, next door and far away."""

    rows: dict[str, Any]
    sessions: dict[str, dict[str, str]]
    files: list[str]
    browser: Client

    def path(self, line: Line) -> str:
        args = [getattr(self.rows.get(one), "pk", self.rows.get(one, one)) for one in line.args]
        keys = {name: getattr(row, "pk", row) for name, row in self.rows.items()}
        return reverse(line.name, args=args) + line.query.format(**keys)

    def visit(self, line: Line, where: str, role: str, method: str) -> tuple[int, int]:
        """The status, and how many traces the visit left; whatever it did is undone."""
        # One client for all: making one looks through every static file.
        self.browser.cookies = SimpleCookie()
        if where:
            self.browser.cookies[settings.SESSION_COOKIE_NAME] = self.sessions[where][role]
        before = AuditEvent.objects.count()
        with transaction.atomic():
            response = getattr(self.browser, method)(self.path(line))
            if response.streaming:
                response.getvalue()  # read to its end, as a browser does: that closes the file
            response.close()
            traces = AuditEvent.objects.count() - before
            transaction.set_rollback(True)
        return response.status_code, traces


def build() -> World:
    village = VillageFactory(township__code=TOWN, code=VILLAGE)
    VillageFactory(township=village.township, code=NEXT_VILLAGE)
    VillageFactory(township__code=FAR_TOWN, code=FAR_VILLAGE)
    officer = UserFactory(serving=TOWN, role=Role.TOWNSHIP_OFFICER)
    clerk = UserFactory(serving=VILLAGE, role=Role.VILLAGE_CLERK)
    election = ElectionFactory(village=village, steps=True)
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
        "cycle": draft,
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
        "document": document,
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
    files = [step_record.file.name, posting.photo.name, "jobs/roll.xlsx"]
    files += [f"rolls/{name}" for name in ("roll.xlsx", "faults.xlsx", "paper.pdf", "objection.pdf")]
    files += ["reviews/scan.pdf", "reviews/photo.jpg"]
    return World(rows, sessions, files, browser)


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
        election=election, version=version, number=1, objector_name="测试员", about=voter,
        about_name=voter.person.name, claim="correct", text="出生日期有误", received_at=timezone.now(),
        in_time=True, window_until=today, due_on=today, entered_by=clerk,
        paper_file="rolls/objection.pdf", paper_name="申诉书.pdf",
        state="decided",
        outcome="upheld",
        decision_text="予以更正",
        decided_on=today,
        decided_by="村民选举委员会",
        decision_entered_at=timezone.now(),
        decision_entered_by=clerk,
    )  # fmt: skip
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
    return {
        "case": case,
        "card": card,
        "card_code": card.code,
        "voter": voter,
        "version": version,
        "roll_import": roll_import,
        "objection": objection,
        "proxy": proxy,
    }


def count_rows(village: Village) -> dict[str, Any]:
    """Another election of the same village, counted and declared."""
    scene = Scene()
    result = declare_result(round=scene.agreed(), by=scene.officer)
    polled = scene.election
    polled.village, polled.cycle = village, CycleFactory(township=village.township)
    polled.save()
    return {
        "polled": polled,
        "box": result.round.boxes.get(),
        "sheet": scene.sheet(),
        "result": result,
        "winner": result.winners.first(),
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
            election=election, objector="演示", received_on=today, what="有意见", recorded_by=clerk
        ),
        "body": body,
        "holder": body.holders.create(
            person=person, post="chair", elected_on=today, term_from=today, entered_by=clerk.name
        ),
    }


def review_rows(election: Election, draft: Any, person: Person, clerk: User) -> dict[str, Any]:
    """A file on its way with one of everything that hangs on it; sent to a unit nobody here serves in."""
    today, scan = timezone.localdate(), "reviews/scan.pdf"
    unit = ReviewDepartment.objects.create(area_code=TOWN, name="演示单位")
    batch = ReviewBatch.objects.create(
        cycle=draft, serial=1, department=unit, due_on=today, sent_at=timezone.now(), sent_by=clerk
    )
    file = ReviewFile.objects.create(
        election=election,
        person=person,
        purpose="party_branch",
        post="secretary",
        incumbency="new",
        education="primary",
        party="中共党员",
        photo="reviews/photo.jpg",
        entered_by=clerk,
    )
    request = ReviewRequest.objects.create(batch=batch, department=unit, file=file)
    kept = {"filename": "扫描件.pdf", "scan": scan}
    signed = kept | {"sha256": "0" * 64}
    counts = {"issued": 1, "recovered": 1, "good": 1, "competent": 0, "basic": 0, "poor": 0, "talks": 1}
    return {
        "level_village": "village",
        "level_township": "township",
        "review_unit": unit,
        "review_batch": batch,
        "review_file": file,
        "review_request": request,
        "review_clause": AdoptedClause.objects.create(
            election=election,
            purpose="village_committee",
            article="第十二条",
            body="村民会议",
            passed_on=today,
            entered_by=clerk,
            **kept,
        ),
        "review_paper": ReviewPaper.objects.create(
            file=file, kind="commitment", signed_on=today, entered_by=clerk, **signed
        ),
        "review_opinion": Opinion.objects.create(
            file=file,
            round=1,
            level="county",
            request=request,
            unit=unit.name,
            conclusion="agree",
            handler="甲",
            leader="乙",
            stamped_on=today,
            given_by=clerk,
            **signed,
        ),
        "review_inspection": Inspection.objects.create(
            file=file, round=1, held_on=today, visited_on=today, entered_by=clerk, **counts, **signed
        ),
        "review_ruling": ReviewRuling.objects.create(
            file=file, round=1, kind="return", reason="补正", decided_on=today, decided_by=clerk, **kept
        ),
        "review_statement": ExceptionStatement.objects.create(
            election=election,
            file=file,
            lines=[{"code": "new_member_education", "message": "学历不够。"}],
            reason="无",
            measures="无",
            made_by=clerk,
            reply="approved",
            reply_paper="云换办〔2026〕1号",
            replied_on=today,
            reply_scan=scan,
            filename="批复.pdf",
        ),
    }


def session_of(browser: Client, role: str, county: str, township: str, village: str) -> str:
    """The session key of somebody new who serves in that role at the place the role belongs to."""
    code = {COUNTY: county, OFFICER: township}.get(role, village)
    browser.cookies = SimpleCookie()
    browser.force_login(UserFactory(serving=code, role=role))
    return str(browser.cookies[settings.SESSION_COOKIE_NAME].value)


@pytest.fixture(scope="module")
def built(django_db_setup: None, django_db_blocker: Any) -> Iterator[World]:
    """Made once; each test runs inside a savepoint of this transaction."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield build()
        transaction.set_rollback(True)


@pytest.fixture
def world(built: World, db: None, files_of_its_own: None) -> World:
    for name in built.files:
        default_storage.save(name, ContentFile(b"x"))
    return built


# ------------------------------------------------------------------ the tests


def answers_as(status: int, expected: Any) -> bool:
    if expected == ACTED:
        return status in (OK, MOVED, 422)
    return bool(status == expected)


@pytest.mark.parametrize("line", TABLE, ids=lambda line: line.id)
def test_everybody_gets_what_their_role_gives_them_here_and_next_door(world: World, line: Line) -> None:
    visitors = [("", "", line.anonymous)]
    for where, expected in (("here", line.here), (line.neighbours, line.next_door)):
        visitors += [(where, role, expected[role]) for role in Role.values]
    wrong = []
    for where, role, expected in visitors:
        for method, wanted in zip(("get", "post"), expected, strict=True):
            if wanted == NO_METHOD and (where, role) != ("here", OFFICER):
                continue  # refused before anybody's role is asked: once is enough
            status, traces = world.visit(line, where, role, method)
            who = f"{where or 'public'} {role} {method}"
            if not answers_as(status, wanted):
                wrong.append(f"{who}: {status}, not {wanted}")
            if traces and (method == "get" or wanted != ACTED):
                wrong.append(f"{who}: left {traces} traces")
    assert wrong == []


def url_names(resolver: URLResolver, namespace: str = "") -> Iterator[str]:
    for one in resolver.url_patterns:
        if isinstance(one, URLResolver):
            yield from url_names(one, f"{namespace}{one.namespace}:" if one.namespace else namespace)
        elif isinstance(one, URLPattern):
            yield f"{namespace}{one.name}"


def test_the_table_names_every_url_of_the_site_and_no_other() -> None:
    table, site = {line.name for line in TABLE}, set(url_names(get_resolver()))
    assert sorted(site - table) == []
    assert sorted(table - site) == []
