"""Reads shared by actions, pages and papers."""

from __future__ import annotations

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Exists, F, Max, OuterRef, Prefetch, QuerySet, Sum, prefetch_related_objects
from django.utils import timezone

from ballots.models import (
    BallotName,
    Box,
    CountEntry,
    CountLine,
    CountSheet,
    Departure,
    Recount,
    Result,
    Round,
    RoundPost,
    SeatVacancy,
    StockMovement,
    Winner,
)
from ballots.rules.decided import after_decisions
from ballots.rules.polls import BoxNumbers, Poll, PollFacts, judge_poll
from ballots.rules.runoffs import RunoffPlan, plan_runoff
from ballots.rules.sheets import Reading, SheetFacts
from candidates.models import Candidate
from candidates.queries import FORMAL_NOTICE, formal_candidates
from election_office.accounts.models import User
from election_office.core.gather import read_once, rows_once
from election_office.documents.models import Document
from election_office.documents.queries import subject_label
from election_office.law.words import GENERAL
from villages.models import Election, Post
from villages.readings.acts import own_recheck, readings_of
from voters import queries as voters
from voters.electors.queries import entitled_count
from voters.models import Registration

CERTIFICATE = "ballots.certificate"

# ------------------------------------------------------------------ rounds and boxes


@read_once
def current_round(election: Election) -> Round | None:
    """The newest round, its election attached; None before anything was prepared. One statement."""
    found = Round.objects.held().filter(election=election).order_by("-number").first()
    if found is not None:
        found.election = election
    return found


def next_number(election: Election) -> int:
    """The number of the round to be called; a cancelled one keeps its own. One statement."""
    last = Round.objects.filter(election=election).aggregate(last=Max("number"))["last"]
    return (last or 0) + 1


@rows_once
def box_rows(round: Round) -> QuerySet[Box]:
    return round.boxes.select_related("entered_by")


@rows_once
def post_rows(round: Round) -> QuerySet[RoundPost]:
    return round.posts.select_related("post")


@rows_once
def stock_lines(round: Round) -> QuerySet[StockMovement, tuple[str, int | None, int]]:
    """(kind, box, ballots) of the lines that count."""
    lines = StockMovement.objects.filter(round=round, revoked_at__isnull=True)
    return lines.order_by().values_list("kind", "box_id").annotate(ballots=Sum("count"))


@rows_once
def sheet_rows(round: Round) -> QuerySet[CountSheet]:
    return CountSheet.objects.filter(box__round=round).select_related("box", "post")


@rows_once
def departures_of(election: Election) -> QuerySet[Departure]:
    return Departure.objects.filter(holder__body__election=election).select_related("holder")


@rows_once
def seats_left_empty(election: Election) -> QuerySet[SeatVacancy]:
    return SeatVacancy.objects.in_force().filter(election=election).select_related("post")


@rows_once
def result_rows(election: Election) -> QuerySet[Result]:
    winners = Prefetch("winners", Winner.objects.select_related("post").prefetch_related("decisions"))
    rows = Result.objects.in_force().filter(round__election=election).select_related("round", "declared_by")
    return rows.prefetch_related(winners).order_by("round__number")


@read_once
def boxes_of(round: Round) -> list[Box]:
    """In order, each knowing its round. One statement."""
    boxes = box_rows(round)
    for box in boxes:
        box.round = round
    return boxes


@dataclass(frozen=True, slots=True)
class Contest:
    """A post and the seats to be filled in a round."""

    post: Post
    seats: int


@read_once
def contests_of(round: Round) -> list[Contest]:
    """What is voted on: as fixed with the count, before that as the election has it."""
    fixed = [Contest(row.post, row.seats) for row in post_rows(round)]
    if fixed or round.number > 1:
        return fixed
    return [Contest(post, post.seats) for post in round.election.posts.all()]


@dataclass(frozen=True, slots=True)
class StockSums:
    """The book of a round added up: ``printed`` None where no printing was entered; ``given``: box id →
    ballots given to it without those it gave back, empty where none were given to boxes."""

    has_book: bool
    printed: int | None
    given: dict[int, int]


def stock_sums(round: Round) -> StockSums:
    """One statement."""
    rows = stock_lines(round)
    printed = [ballots for kind, _, ballots in rows if kind == "printed"]
    given: dict[int, int] = defaultdict(int)
    for kind, box, ballots in rows:
        if box is not None:
            given[box] += ballots if kind == "given" else -ballots
    return StockSums(bool(rows), sum(printed) if printed else None, dict(given))


def received_by(box: Box, sums: StockSums) -> int | None:
    """Ballots the book gave to a box; one that is not named got none, once the book gives any to boxes."""
    return sums.given.get(box.pk, 0) if sums.given else None


def box_numbers(box: Box, received: int | None = None) -> BoxNumbers:
    return BoxNumbers(
        name=box.name,
        issued_own=box.issued_own,
        issued_proxy=box.issued_proxy,
        recovered=box.recovered,
        is_main=box.kind == Box.Kind.MAIN,
        spoiled=box.spoiled,
        received=received,
        mixed=box.mixed_into_id is not None or box.mixed_recovered > 0,
    )


def poll_facts(
    round: Round, boxes: Sequence[Box], today: dt.date | None = None, sums: StockSums | None = None
) -> PollFacts:
    """Everything the rules on closing the polls ask about. Up to four statements beside the boxes."""
    election = round.election
    sums = stock_sums(round) if sums is None else sums
    with_list = round.number == 1 and election.mode == Election.Mode.WITH_CANDIDATES
    return PollFacts(
        round=round.judged_as,
        day=round.day,
        today=today or timezone.localdate(),
        registered=entitled_count(election) if round.registered is None else round.registered,
        way=election.electing_way,
        proxies=voters.proxy_count(election) if round.proxies is None else round.proxies,
        boxes=tuple(box_numbers(box, received_by(box, sums)) for box in boxes),
        # Once the numbers of the round are fixed, the list was there.
        listed=not with_list
        or round.registered is not None
        or Document.objects.for_election(election.pk).of_kind(FORMAL_NOTICE).in_force().exists(),
        printed=sums.printed,
    )


def poll_of(round: Round, boxes: Sequence[Box] | None = None, sums: StockSums | None = None) -> Poll:
    """How the voting stands by its ballots alone. ``boxes`` and ``sums`` where they are at hand."""
    boxes = boxes_of(round) if boxes is None else boxes
    return judge_poll(poll_facts(round, boxes, sums=sums), round.election.rulebook)


# ------------------------------------------------------------------ the ballot


@dataclass(frozen=True, slots=True)
class PrintedName:
    candidate: Candidate
    name: str


def printed_names(round: Round) -> dict[int, list[PrintedName]]:
    """Post id → names in ballot order, people of one name told apart by their group. Two statements."""
    lists = formal_candidates(round.election, round.number)
    people = [candidate for row in lists for candidate in row.candidates]
    seen = Counter(person.person.name for person in people)
    labels: dict[int, str] = {}
    taken: set[str] = set()
    for person in people:
        label = person.person.name
        if seen[label] > 1:
            label = f"{label}（{person.registration.place}）"
        if label in taken:
            serial = person.registration.serial or person.registration_id
            label = f"{person.person.name}（{GENERAL.voter_short}{serial}号）"
        taken.add(label)
        labels[person.pk] = label
    return {
        row.post.pk: [PrintedName(candidate, labels[candidate.pk]) for candidate in row.candidates]
        for row in lists
    }


def left_after_printing(round: Round) -> dict[int, list[Candidate]]:
    """Post id → candidates who left the list after ballots with their names were printed. Two statements."""
    printed = StockMovement.objects.filter(round=round, kind="printed", revoked_at__isnull=True)
    first = printed.order_by("moved_at").values_list("moved_at", flat=True).first()
    found: dict[int, list[Candidate]] = defaultdict(list)
    if first is None:
        return found
    rows = Candidate.objects.filter(
        election=round.election,
        round_number=round.number,
        left_on__gte=timezone.localdate(first),
        updated_at__gte=first,
    )
    for candidate in rows.exclude(state=Candidate.State.FORMAL).with_people().order_by("left_on", "pk"):
        found[candidate.post_id].append(candidate)
    return found


def ballot_names(round: Round, post: Post) -> list[BallotName]:
    """The names printed for one post, as fixed with the count, in order. One statement."""
    return list(BallotName.objects.filter(round_post__round=round, round_post__post=post).order_by("order"))


def share_names(known: CountSheet, row: CountSheet) -> None:
    """The same names for another copy of the row."""
    if known.pk == row.pk and "printed_names" in vars(known):
        vars(row)["printed_names"] = vars(known)["printed_names"]


# ------------------------------------------------------------------ sheets


def reading_of(entry: CountEntry) -> Reading:
    """An entry as the rules read it; needs ``lines``."""
    return entry.reading()


def entries_of(sheet: CountSheet) -> dict[int, CountEntry]:
    """The entries in force by their number, with lines. Two statements, once a sheet."""
    return readings_of(sheet)


def sheet_facts(sheet: CountSheet, names: Iterable[BallotName]) -> SheetFacts:
    return SheetFacts(
        title=sheet.post.title,
        seats=sheet.seats,
        recovered=sheet.box.counted,
        names={name.cell: name.name for name in names},
    )


@dataclass(frozen=True, slots=True)
class Task:
    """What a person may do with a sheet now. ``number``: which entry; 0 when there is nothing to do, and
    then ``why`` says it in a sentence."""

    number: int = 0
    recheck: bool = False
    why: str = ""


def task_of(sheet: CountSheet, user: User) -> Task:
    """Only a sheet that differs costs statements: its readings."""
    match sheet.state:
        case CountSheet.State.OPEN:
            return Task(number=1)
        case CountSheet.State.FIRST:
            if sheet.first_by_id == user.pk:
                return Task(why="您已做第一次录入，第二次录入须由另一人进行。")
            return Task(number=2)
        case CountSheet.State.THIRD:
            if user.pk in (sheet.first_by_id, sheet.second_by_id):
                return Task(why="两次录入重新核对后仍不一致，由第三人独立计票。")
            return Task(number=3)
        case CountSheet.State.SPLIT:
            return Task(why=f"三次计票都不一致，由{GENERAL.committee}在三次中认定一次。")
        case CountSheet.State.AGREED:
            return Task(why="计票一致，已经完成。")
    if user.pk not in sheet.typists:
        return Task(why="两次录入不一致，由原来的两位录入人分别重新录入不一致的项目。")
    entry = own_recheck(sheet, user)
    if entry is None:
        return Task(why="您已重新录入，请等另一位录入人重新录入。")
    return Task(number=entry.number, recheck=True)


@dataclass(frozen=True, slots=True)
class MatrixRow:
    box: Box
    sheets: list[CountSheet | None]


@dataclass(frozen=True, slots=True)
class Matrix:
    """Boxes down, posts across. ``missing``: sheets that are not agreed yet."""

    posts: list[Post]
    rows: list[MatrixRow]

    @property
    def sheets(self) -> list[CountSheet]:
        return [sheet for row in self.rows for sheet in row.sheets if sheet is not None]

    @property
    def drawn(self) -> bool:
        """The lot fell on a box, to be counted a second time."""
        return any(getattr(sheet, "drawn", False) for sheet in self.sheets)

    @property
    def missing(self) -> list[CountSheet]:
        return [sheet for sheet in self.sheets if sheet.state != CountSheet.State.AGREED]

    @property
    def agreed(self) -> int:
        return len(self.sheets) - len(self.missing)


def matrix_of(round: Round) -> Matrix:
    """The state of every sheet of a round. One statement, however many boxes; three while there is none."""
    drawn = Exists(Recount.objects.filter(box=OuterRef("box")))
    rows = (
        CountSheet.objects.filter(box__round=round)
        .annotate(drawn=drawn)
        .select_related("box__entered_by", "post", "first_by", "second_by", "third_by")
    )
    found = {(sheet.box_id, sheet.post_id): sheet for sheet in rows}
    posts = sorted({sheet.post for sheet in found.values()}, key=lambda post: post.order)
    boxes = list({sheet.box_id: sheet.box for sheet in found.values()}.values())
    for box in boxes:
        box.round = round
    if not found:
        boxes, posts = boxes_of(round), [contest.post for contest in contests_of(round)]
    return Matrix(
        posts=posts,
        rows=[
            MatrixRow(box, [found.get((box.pk, post.pk)) for post in posts])
            for box in boxes
            if box.mixed_into_id is None
        ],
    )


def sheets_to_count(round: Round) -> list[CountSheet]:
    """The sheets the result is made from: all of them but those of boxes that were set aside."""
    return sheets_that_count(round, poll_of(round))


def sheets_that_count(round: Round, poll: Poll) -> list[CountSheet]:
    """The same where the poll was judged already. One statement; none where the voting is void."""
    if not poll.valid:
        return []
    return [sheet for sheet in sheet_rows(round) if sheet.box.name not in poll.set_aside]


def agreed_readings(sheets: Sequence[CountSheet]) -> dict[int, list[CountEntry]]:
    """Post id → the entry that counts of every agreed sheet of that post, with lines. Two statements."""
    entries = (
        CountEntry.objects.filter(
            sheet__in=[sheet.pk for sheet in sheets if sheet.state == CountSheet.State.AGREED],
            number=F("sheet__counts"),
            revoked_at__isnull=True,
        )
        .select_related("sheet")
        .prefetch_related(Prefetch("lines", queryset=CountLine.objects.order_by("pk")))
    )
    by_post: dict[int, list[CountEntry]] = defaultdict(list)
    for entry in entries:
        by_post[entry.sheet.post_id].append(entry)
    return by_post


# ------------------------------------------------------------------ results


@read_once
def result_of(round: Round) -> Result | None:
    """The result in force, its round attached; None before it was declared. One statement."""
    found = round.results.filter(revoked_at__isnull=True).select_related("declared_by").first()
    if found is not None:
        found.round = round
    return found


def earlier_results(round: Round) -> list[Result]:
    """Results in force of the rounds before this one, oldest first, with their winners. Two statements."""
    if round.number == 1:
        return []
    rows = Result.objects.in_force().filter(round__election=round.election, round__number__lt=round.number)
    return list(rows.select_related("round").prefetch_related("winners__post").order_by("round__number"))


def fixed_posts(round: Round) -> list[RoundPost]:
    """The posts of a count with the names printed for each. Two statements."""
    names = BallotName.objects.select_related("candidate__person").order_by("order")
    posts = post_rows(round)
    prefetch_related_objects(posts, Prefetch("ballot_names", names))
    return posts


@read_once
def results_in_force(election: Election) -> list[Result]:
    """Of every round, oldest first, with winners, their posts and decisions. Three statements."""
    return result_rows(election)


def departed(election: Election) -> dict[tuple[int, str], dt.date]:
    """(person, kind of post) → the day a member's post ended within the term. One statement."""
    rows = departures_of(election)
    return {(row.holder.person_id, row.holder.post): row.ended_on for row in rows}


def runoff_plan(election: Election) -> RunoffPlan | None:
    """What the next round would be, by the results in force, what was decided about their winners since, and
    the seats that are to stay empty. Three statements."""
    outcomes = [current_outcome(result) for result in results_in_force(election)]
    left_empty = {(row.post.kind, row.post.reserved) for row in seats_left_empty(election)}
    return plan_runoff(outcomes, left_empty)


def current_outcome(result: Result) -> dict[str, Any]:
    """The declared outcome with what was decided about its winners since; as declared while nothing was.
    Uses ``winners`` and their ``decisions``."""
    decided = {
        winner.name: (winner.status, [decision.basis for decision in winner.decisions.all()])
        for winner in result.winners.all()
    }
    return after_decisions(result.outcome, result.count, decided)


def voters_called(election: Election, names: Iterable[str]) -> dict[str, Registration]:
    """Name as it stands in a count → the registered voter: whoever was printed under it, or the only
    voter of that name. Two statements."""
    wanted = set(names)
    printed = BallotName.objects.filter(round_post__round__election=election, name__in=wanted).select_related(
        "candidate__registration__person"
    )
    found = {row.name: row.candidate.registration for row in printed}
    rows = (
        Registration.objects.filter(election=election, person__name__in=wanted - found.keys())
        .registered()
        .with_people()
    )
    called: dict[str, list[Registration]] = defaultdict(list)
    for registration in rows:
        called[registration.person.name].append(registration)
    return found | {name: same[0] for name, same in called.items() if len(same) == 1}


def votes_before(election: Election) -> dict[int, dict[str, int]]:
    """Post id → name → votes in the newest round that voted on the post. Two statements."""
    posts = {(post.kind, post.reserved): post.pk for post in election.posts.all()}
    votes: dict[int, dict[str, int]] = {pk: {} for pk in posts.values()}
    for result in Result.objects.in_force().filter(round__election=election).order_by("round__number"):
        for entry in result.count["posts"]:
            pk = posts[entry["post"], entry["reserved"] or ""]
            votes[pk] = {line["name"]: line["votes"] for line in entry["votes"]}
    return votes


@dataclass(frozen=True, slots=True)
class WinnerRow:
    winner: Winner
    certificate: Document | None


def winners_with_papers(result: Result) -> list[WinnerRow]:
    """Winners by post and votes, each with the certificate in force. One statement with winners at hand."""
    winners = list(result.winners.all())
    labels = {subject_label(winner): winner.pk for winner in winners}
    papers = Document.objects.filter(subject__in=list(labels), kind=CERTIFICATE).in_force()
    by_winner = {labels[paper.subject]: paper for paper in papers}
    return [WinnerRow(winner, by_winner.get(winner.pk)) for winner in winners]
