"""Villages further along than the rest: a roll on the walls, and an election counted today.

Everything goes through the same actions as a clerk's work. Papers of past days are issued and posted
with their own times, which only a loader may do; what an action dates by itself is dated today.
"""

from __future__ import annotations

import datetime as dt
import time
from collections.abc import Collection, Mapping, Sequence

from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.utils import timezone

from ballots import actions as ballots
from ballots import queries as ballot_queries
from ballots.models import Box, CountSheet, Round
from ballots.rules.sheets import Reading
from candidates import actions as candidates
from election_office.accounts.models import Assignment, User
from election_office.accounts.permissions import Role
from election_office.demonstration import ballots as demo_ballots
from election_office.demonstration import preparation as demo_preparation
from election_office.demonstration import stations as demo_stations
from election_office.demonstration.roll import roll_workbook
from election_office.documents import actions as documents
from election_office.documents.models import Document
from election_office.jobs import actions as jobs
from election_office.jobs.models import Job
from election_office.law.words import GENERAL, in_words_of
from villages import actions, rules
from villages.committee import actions as committee
from villages.methods import actions as methods
from villages.models import Election, Step
from voters import actions as voters
from voters.models import Registration, RollVersion

POSTED_HOUR = dt.timedelta(hours=9)
WORKER_LIMIT = 120.0  # seconds
PEOPLE = 420


def import_roll(election: Election, people: int, officer: User) -> None:
    """An invented roll, tried and imported as the two background jobs would."""
    content = roll_workbook(
        people=people,
        groups=election.village.groups.count(),
        serial_base=int(election.village.code[-3:]) * 10_007,
        today=election.election_day,
    )
    file = SimpleUploadedFile(f"{election.village.name}{GENERAL.voter_short}登记表.xlsx", content)
    uploaded = voters.upload_roll(election=election, file=file, by=officer)
    assert uploaded.job_id is not None, "an upload asks for its trial"
    _see_done(uploaded.job_id)
    uploaded.refresh_from_db()
    uploaded = voters.ask_import(roll_import=uploaded, by=officer)
    assert uploaded.job_id is not None, "a tried file asks for its import"
    _see_done(uploaded.job_id)


def _see_done(job_id: int) -> None:
    """Do the job here, unless the worker of a running office took it up first: then it is waited for."""
    jobs.run(job_id)
    until = time.monotonic() + WORKER_LIMIT
    while not Job.objects.get(pk=job_id).finished and time.monotonic() < until:
        time.sleep(0.2)


def post_roll(election: Election, on: dt.date, officer: User) -> None:
    """Confirm the roll and hang it at the village and in every group on that day."""
    version = voters.confirm_roll(election=election, by=officer)
    paper = issue_and_post("voters.roll_notice", version, election, on, officer)
    RollVersion.objects.filter(pk=version.pk).update(document=paper)


def issue_and_post(kind: str, subject: object, election: Election, on: dt.date, officer: User) -> Document:
    """A paper of that day, posted everywhere an hour later; today's papers carry today's time."""
    morning = dt.datetime.combine(on, dt.time(), timezone.get_current_timezone()) + POSTED_HOUR
    at = min(morning, timezone.now())
    paper = documents.issue(kind, subject, by=officer, election_id=election.pk, dated=on, at=at)
    for place in paper.places:
        documents.record_posting(
            paper, place_key=place["key"], posted_at=at, posted_by="张贴员甲", by=officer
        )
    return paper


@transaction.atomic
def record_past(election: Election, codes: Mapping[str, tuple[str, int]], officer: User) -> None:
    """Steps of the past: code → (what was done, days before the election day). What papers and records of
    other villages show is not made again for each village: only a loader closes such a step by its words."""
    for code, (what, days_before) in codes.items():
        step = Step.objects.filter(election=election, code=code, done_on__isnull=True).first()
        if step is None:
            continue
        done_on = min(election.election_day - dt.timedelta(days=days_before), timezone.localdate())
        if step.closes_with == "record":
            what = in_words_of(election.kind, what)
            actions.record_step(step=step, done_on=done_on, what=what, by=officer)
        elif step.code in BY_OTHER_RECORDS:
            actions.close_step(election=election, code=code, done_on=done_on, evidence=what, by=officer)


def set_polling_day(election: Election, day: dt.date) -> None:
    """Only a loader sets a day that is not in the future: the steps are laid out for it anew."""
    Election.objects.filter(pk=election.pk).update(election_day=day)
    election.refresh_from_db()
    steps = {step.code: step for step in election.steps.filter(done_on__isnull=True)}
    for planned in rules.plan_steps(election.rulebook, day):
        step = steps.get(planned.kind.code)
        if step is not None:
            step.due_on, step.limit_on = planned.due_on, planned.limit_on
            step.save(update_fields=["due_on", "limit_on", "updated_at"])


BY_OTHER_RECORDS = (
    "party_branch",
    "objections",
    "nomination",
    "preliminary",
    "review",
    "meet_voters",
    "ballots_ready",
)

# What was recorded before the polling day, in order.
BEFORE_POLLING = {
    "party_branch": ("两推一选完成，镇党委已批复。", 40),
    "objections": ("公布期内无人申诉。", 20),
    "representatives": ("各组推选完毕，名单已公布。", 16),
    "nomination": (f"召开提名会议，过半数{GENERAL.voter_short}参加。", 15),
    "preliminary": ("初步候选人名单已公布。", 13),
    "review": ("镇初审、县联审完毕。", 7),
    "meet_voters": ("召开见面会，候选人逐一介绍履职设想。", 3),
    "ballots_ready": ("选票核对无误，加盖印章后封存。", 1),
}


def count_today(election: Election, officer: User, today: dt.date) -> None:
    """One whole election whose polling day is today, declared and on the walls."""
    hold_poll(election, officer, today, BOXES, with_book=True)
    declare(election, officer)
    demo_ballots.put_away(election, officer)


def hold_poll(
    election: Election,
    officer: User,
    today: dt.date,
    boxes: Mapping[str, tuple[int, int, int]],
    *,
    with_book: bool = False,
    people: int = PEOPLE,
) -> None:
    """Everything up to the first sheet of the count. ``boxes``: name → handed out, by proxy, recovered.

    ``with_book``: with ballots designed, drawn for and booked to the boxes."""
    voting = open_poll(election, officer, today, boxes, with_stations=with_book, people=people)
    if with_book:
        demo_ballots.design_ballots(election, officer)
        given = {name: own + proxy + SPARE for name, (own, proxy, _) in boxes.items()}
        demo_ballots.draw_and_hand_on(election, officer, given)
        _prepare_stations(election, officer)
    for box in voting.boxes.all():
        own, proxy, recovered = boxes[box.name]
        ballots.enter_ballots(
            box=box,
            issued_own=own,
            issued_proxy=proxy,
            recovered=recovered,
            opened_by="监票甲、监票乙",
            by=officer,
        )
    ballots.start_counting(round=voting, by=officer)


def open_poll(
    election: Election,
    officer: User,
    today: dt.date,
    boxes: Collection[str],
    *,
    with_stations: bool = False,
    people: int = PEOPLE,
) -> Round:
    """Everything up to the first voter on the polling day, which is today. ``boxes``: their names.

    ``with_stations``: places and staff of every box stand before the notice of the polls names them."""
    set_polling_day(election, today)
    day = election.election_day
    begin_election(election, day - dt.timedelta(days=33), officer)
    import_roll(election, people, officer)
    post_roll(election, day - dt.timedelta(days=24), officer)
    _enter_candidates(election, officer)
    actions.set_polling(
        election=election,
        polling_place=f"{election.village.name}文化礼堂",
        opens_at=dt.time(7, 0),
        closes_at=dt.time(11, 30),
        by=officer,
    )
    for name in boxes:
        kind = Box.Kind.MOBILE if "流动" in name else Box.Kind.MAIN
        ballots.add_box(
            election=election, name=name, kind=kind, place="", staff="监票甲、监票乙、监票丙", by=officer
        )
    if with_stations:
        demo_stations.prepare(election, officer)
    for paper, days_before in (
        ("candidates.formal_notice", 6),
        ("ballots.polling_notice", 6),
        ("voters.proxy_notice", 3),
    ):
        issue_and_post(paper, election, election, day - dt.timedelta(days=days_before), officer)
    record_past(election, BEFORE_POLLING, officer)
    return Round.objects.get(election=election, number=1)


def begin_election(election: Election, on: dt.date, officer: User) -> None:
    """What comes before a roll: the day and the committee on the walls, its method, the call to register."""
    issue_and_post("villages.day_notice", election, election, on - dt.timedelta(days=3), officer)
    choose_committee(election, on - dt.timedelta(days=2), officer)
    adopt_method(election, on - dt.timedelta(days=1), officer)
    issue_and_post("villages.register_notice", election, election, on, officer)


def _prepare_stations(election: Election, officer: User) -> None:
    """The notices of places and staff on the walls, every box opened by its checklist."""
    voting = Round.objects.with_places().get(election=election, number=1)
    posted = election.election_day - dt.timedelta(days=3)
    for paper in demo_stations.NOTICES:
        issue_and_post(paper, voting, election, posted, officer)
    demo_stations.open_boxes(election, officer)


def choose_committee(election: Election, on: dt.date, officer: User) -> None:
    """Five members by the representatives' votes, a sixth next in line."""
    choice = committee.record_choice(
        election=election, body="representatives_meeting", held_on=on, seats=5, secret=True, by=officer
    )
    committee.set_attendance(
        choice=choice, meetings=[committee.MeetingEntry(group=None, eligible=32, present=29)], by=officer
    )
    people = []
    for index, votes in enumerate((28, 27, 25, 24, 22, 17)):
        person = actions.add_person(
            village=election.village,
            name=f"选委{'甲乙丙丁戊己'[index]}",
            sex="female" if index in (1, 4) else "male",
            birth_date=dt.date(1970 + index, 3, 12),
            by=officer,
        )
        committee.add_nominee(choice=choice, person=person, votes=votes, by=officer)
        people.append(person)
    committee.settle_choice(
        choice=choice, chair=people[0], vices=[people[1]], accepted="得票已当场核对", by=officer
    )
    issue_and_post("villages.committee_notice", election, election, on, officer)


def adopt_method(election: Election, on: dt.date, officer: User) -> None:
    """The village's own 选举办法: drafted from the rulebook, one value of its own, passed and hung."""
    method = methods.draft_method(election=election, by=officer)
    methods.set_value(method=method, key="handover_days", value=5, by=officer)
    grounds = election.rulebook.value("policy_unfit_grounds")
    methods.set_value(method=method, key="policy_unfit_grounds", value=grounds, by=officer)
    methods.pass_method(
        method=method, body="representatives_meeting", called_on=on - dt.timedelta(days=10), held_on=on,
        eligible=32, present=29, in_favour=28, by=officer,
    )  # fmt: skip
    issue_and_post("villages.method_notice", election, election, on, officer)


def _enter_candidates(election: Election, officer: User) -> None:
    registered = Registration.objects.filter(election=election).registered().with_people().in_roll_order()
    women = registered.filter(person__sex="female")[:2]
    men = registered.filter(person__sex="male")[: sum(post.seats + 1 for post in election.posts.all())]
    people = [women[0], *men[:3], women[1], *men[3:]]
    for post in election.posts.all():
        for _ in range(post.seats + 1):
            candidates.enter_candidate(
                election=election,
                post=post,
                registration=people.pop(0),
                by=officer,
                entry_reason="演示数据：提名在系统外进行，见提名结果报告单",
            )


# Ballots issued (own, proxy) and recovered per box; each sheet shares its valid votes out of 12 parts.
BOXES: dict[str, tuple[int, int, int]] = {"主会场票箱": (352, 0, 350), "流动票箱": (24, 0, 24)}
SPARE = 5
SHARES = (9, 8, 7, 3, 2)


def declare(election: Election, officer: User, shares: Sequence[int] = SHARES) -> None:
    """Two clerks enter every sheet, the result is declared and hung."""
    result = ballots.declare_result(round=enter_count(election, officer, shares), by=officer)
    issue_and_post("ballots.result_notice", result, election, election.election_day, officer)
    documents.issue("ballots.result_report", result, by=officer, election_id=election.pk)


def enter_count(election: Election, officer: User, shares: Sequence[int] = SHARES) -> Round:
    """Two clerks enter every sheet and agree: the round waits for its declaration."""
    voting = Round.objects.get(election=election, number=1)
    clerks = [_count_clerk(election, serial) for serial in (1, 2)]
    demo_preparation.train(election, [clerk.name for clerk in clerks], officer)
    for sheet in CountSheet.objects.filter(box__round=voting).select_related("box", "post"):
        reading, valid = reading_of(voting, sheet, shares)
        for clerk in clerks:
            sheet.refresh_from_db()
            ballots.enter_sheet(sheet=sheet, version=sheet.version, reading=reading, valid=valid, by=clerk)
    voting.refresh_from_db()
    return voting


def reading_of(round: Round, sheet: CountSheet, several: Sequence[int]) -> tuple[Reading, int]:
    """Numbers that can be true together: shares of the valid ballots, one void in thirty, none blank."""
    void = sheet.box.recovered // 30 if sheet.box.recovered else 0
    valid = (sheet.box.recovered or 0) - void
    names = ballot_queries.ballot_names(round, sheet.post)
    shares = several if sheet.post.seats > 1 else (9, 2, 1)
    votes = {name.cell: valid * share // 12 for name, share in zip(names, shares, strict=False)}
    votes |= {name.cell: 0 for name in names[len(shares) :]}
    if sheet.post.seats == 1:  # a ballot that marks nobody is blank, so every valid one stands somewhere
        votes[names[0].cell] += valid - sum(votes.values())
    return Reading(void=void, blank=0, votes=votes), valid


def _count_clerk(election: Election, serial: int) -> User:
    """Two people of the village's own who may only count; they never log in."""
    user = User(username=f"count{election.village.code[-3:]}-{serial}", name=f"录入员{'甲乙'[serial - 1]}")
    user.set_unusable_password()
    user.save()
    Assignment.objects.create(user=user, role=Role.COUNT_CLERK, area_code=election.village.code)
    return user
