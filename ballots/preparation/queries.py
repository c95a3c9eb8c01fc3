"""What the pages, papers and actions before the polling day ask."""

from __future__ import annotations

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import cast

from django.db.models import Exists, OuterRef, QuerySet
from django.utils import timezone

from ballots.issuing.queries import box_totals
from ballots.models import (
    BallotDesign,
    BallotMark,
    Box,
    HandOut,
    MarkDraw,
    MobileVoter,
    Opening,
    PollWorker,
    Round,
    Station,
    StockDifference,
    StockMovement,
)
from ballots.preparation.rules.opening import ListFacts, check_opening, check_staff
from ballots.preparation.rules.staffing import MobileVoter as ListedVoter
from ballots.preparation.rules.staffing import Serving, Standing, StationFacts
from ballots.preparation.rules.stock import (
    Kind,
    Left,
    Movement,
    Stock,
    Used,
    check_balance,
    copies_needed,
    ledger,
    stock_of,
)
from ballots.preparation.rules.void_rules import BallotFacts
from ballots.queries import box_rows, boxes_of, contests_of, printed_names
from election_office.core.gather import read_ahead, rows_once
from election_office.documents import board
from election_office.documents import notice as papers
from election_office.documents.models import Document
from election_office.documents.queries import current_document
from election_office.law.dates import cn_date
from election_office.law.decision import Decision
from villages.queries import kin_pairs, steps_of
from voters.electors.queries import entitled_count

MOBILE_NOTICE = "ballots.mobile_notice"
POLLING_NOTICE = "ballots.polling_notice"
PROXY_NOTICE = "voters.proxy_notice"
OF_A_ROUND = ("ballots.staff_notice", MOBILE_NOTICE, "ballots.writers_notice", "ballots.void_rules_notice")


@rows_once
def designs_of(round: Round) -> QuerySet[BallotDesign]:
    return BallotDesign.objects.filter(round=round)


@rows_once
def draws_of(round: Round) -> QuerySet[MarkDraw]:
    return MarkDraw.objects.filter(round=round)


def read_page_ahead(round: Round) -> None:
    """What the overview of the preparation asks of a round and its election, in one statement."""
    parts = (
        designs_of, draws_of, movements_of, differences_of, box_rows, stations_of, openings_of, worker_rows,
        mobile_voters_of,
    )  # fmt: skip
    election = round.election
    read_ahead(*(part.ask(round) for part in parts), steps_of.ask(election.pk), *election.rule_asks())


def design_of(round: Round) -> BallotDesign:
    """The one decided, or an unsaved one with the defaults; where the rulebook wants each post on its own
    sheet, the default is that."""
    found = next(iter(designs_of(round)), None)
    if found is not None:
        found.round = round
        return found
    separate = round.election.rulebook.value("ballot_form") == "separate_sheets"
    form = BallotDesign.Form.SEPARATE if separate else BallotDesign.Form.COMBINED
    return BallotDesign(round=round, form=form)


def registered_of(round: Round) -> int:
    return entitled_count(round.election) if round.registered is None else round.registered


def copies_of(round: Round, design: BallotDesign) -> int:
    return copies_needed(registered_of(round), design.reserve_percent)


def ballot_facts(round: Round) -> BallotFacts:
    return BallotFacts(round.judged_as, {contest.post.title: contest.seats for contest in contests_of(round)})


# ------------------------------------------------------------------ stations and staff


def standing_of(round: Round, person: int | None = None) -> Standing:
    """Who is on this round's ballot, and the declared relations among them and ``person``."""
    return standing_among(round, [person] if person is not None else [])


def standing_among(round: Round, people: Sequence[int]) -> Standing:
    """The same for several people at once; as many statements as for one."""
    titles = {contest.post.pk: contest.post.title for contest in contests_of(round)}
    candidates = {
        printed.candidate.person_id: (printed.candidate.person.name, titles[post])
        for post, names in printed_names(round).items()
        if post in titles
        for printed in names
    }
    return Standing(candidates, kin_pairs([*candidates, *people]))


@rows_once
def worker_rows(round: Round) -> QuerySet[PollWorker]:
    return PollWorker.objects.filter(round=round).select_related("box", "person")


@rows_once
def stations_of(round: Round) -> QuerySet[Station]:
    return Station.objects.filter(box__round=round)


@rows_once
def openings_of(round: Round) -> QuerySet[Opening]:
    return Opening.objects.filter(box__round=round)


@rows_once
def mobile_voters_of(round: Round) -> QuerySet[MobileVoter]:
    return MobileVoter.objects.filter(box__round=round).select_related("registration__person__group")


def workers_of(round: Round) -> list[PollWorker]:
    """By the order of the roles as the notice lists them."""
    order = [value for value, _ in PollWorker.Role.choices]
    rows = worker_rows(round)
    return sorted(rows, key=lambda row: (order.index(row.role), row.pk))


def serving(workers: Sequence[PollWorker]) -> list[Serving]:
    return [
        Serving(worker.name, worker.role, worker.get_role_display(), worker.person_id) for worker in workers
    ]


def staff_decision(round: Round, workers: Sequence[PollWorker]) -> Decision:
    """Who serves although he, or a relative, stands in this round."""
    standing = standing_among(round, [worker.person_id for worker in workers if worker.person_id is not None])
    return check_staff(serving(workers), standing, round.election.rulebook)


def role_counts(workers: Sequence[PollWorker]) -> Counter[str]:
    return Counter(worker.role for worker in workers)


@dataclass(frozen=True, slots=True)
class StationRow:
    """A box with everything that belongs to its place."""

    box: Box
    station: Station
    opening: Opening | None
    workers: tuple[PollWorker, ...]
    voters: tuple[MobileVoter, ...]

    @property
    def facts(self) -> StationFacts:
        return StationFacts(
            name=self.box.name,
            mobile=self.box.kind == Box.Kind.MOBILE,
            booths=self.station.booths,
            watchers=sum(worker.role in ("chief", "scrutineer") for worker in self.workers),
            approval=self.station.approval,
            voters=tuple(ListedVoter(voter.registration.person.name, voter.reason) for voter in self.voters),
        )


def station_of(box: Box) -> Station:
    """What was decided about the place of this box; before anything was, a row of version 0."""
    return Station.objects.filter(box=box).first() or Station(box=box, version=0)


def station_rows(round: Round) -> list[StationRow]:
    """Every box of a round in order. Five statements, however many boxes."""
    boxes = boxes_of(round)
    stations = {row.box_id: row for row in stations_of(round)}
    openings = {row.box_id: row for row in openings_of(round)}
    workers = workers_of(round)
    voters = mobile_voters_of(round)
    return [
        StationRow(
            box=box,
            station=stations.get(box.pk) or Station(box=box),
            opening=openings.get(box.pk),
            workers=tuple(worker for worker in workers if worker.box_id == box.pk),
            voters=tuple(voter for voter in voters if voter.box_id == box.pk),
        )
        for box in boxes
    ]


def station_row(round: Round, box: Box) -> StationRow:
    return next(row for row in station_rows(round) if row.box.pk == box.pk)


def opening_decision(row: StationRow, round: Round) -> Decision:
    """What stands against opening the box of ``row``, or wants a reason."""
    chief = list(PollWorker.objects.filter(round=round, role=PollWorker.Role.CHIEF, box__isnull=True))
    people = [*row.workers, *chief]
    standing = standing_among(round, [person.person_id for person in people if person.person_id is not None])
    return check_opening(
        row.facts, posted_list(round, row), serving(people), standing, round.election.rulebook
    )


def posted_list(round: Round, row: StationRow) -> ListFacts:
    """Whether the list of a mobile box hangs everywhere, and who was listed after it was issued."""
    return posted_on(current_document(round, MOBILE_NOTICE), row)


def posted_on(paper: Document | None, row: StationRow) -> ListFacts:
    """The same from a paper at hand."""
    if paper is None or paper.fully_posted_on is None:
        return ListFacts(posted=False)
    printed = papers.get(MOBILE_NOTICE).printed(paper)
    named = {key for box in printed.boxes if box.key == row.box.pk for key in box.keys}
    later = [voter.registration.person.name for voter in row.voters if voter.registration_id not in named]
    return ListFacts(posted=True, unposted=tuple(later))


def papers_before_the_vote(round: Round, today: dt.date) -> list[board.Row]:
    """How the papers that hang before this round stand, by their days."""
    election = round.election
    of_the_election = (POLLING_NOTICE, PROXY_NOTICE) if round.number == 1 else ()
    wanted = [(papers.get(code), election) for code in of_the_election]
    return board.rows([*wanted, *((papers.get(code), round) for code in OF_A_ROUND)], election.pk, today)


def handed_out_beside_the_list(round: Round) -> list[HandOut]:
    """Ballots a mobile box gave to voters who are not on its list: told, never void by themselves (G44)."""
    if not round.election.rulebook.value("mobile_box")["publish"]:
        return []
    listed = MobileVoter.objects.filter(box_id=OuterRef("box_id"), registration_id=OuterRef("voter_id"))
    rows = HandOut.objects.in_force().filter(round=round, box__kind=Box.Kind.MOBILE)
    return list(rows.exclude(Exists(listed)).select_related("voter__person", "box"))


def unopened(round: Round) -> list[str]:
    """The boxes whose checklist is not filled in."""
    return list(round.boxes.filter(opening__isnull=True).values_list("name", flat=True))


# ------------------------------------------------------------------ stock and marks


def used_at(round: Round) -> dict[int, Used]:
    """Box → voters handed a ballot and ballots taken back. Numbers typed at closing stand over the
    check-off."""
    found = {box: Used(row.issued, row.spoiled) for box, row in box_totals(round).items()}
    for box in boxes_of(round):
        if box.issued is not None:
            found[box.pk] = Used(box.issued, box.spoiled)
    return found


@rows_once
def movements_of(round: Round) -> QuerySet[StockMovement]:
    """The book in its order, struck lines with it. One statement."""
    return StockMovement.objects.filter(round=round).select_related("box", "recorded_by", "revoked_by")


@rows_once
def differences_of(round: Round) -> QuerySet[StockDifference]:
    return StockDifference.objects.filter(round=round)


def _counting(rows: Sequence[StockMovement]) -> list[Movement]:
    return [Movement(cast(Kind, row.kind), row.count, row.box_id) for row in rows if row.revoked_at is None]


def stock_of_round(round: Round) -> Stock:
    rows = list(StockMovement.objects.filter(round=round, revoked_at__isnull=True))
    return stock_of(_counting(rows), used_at(round))


def balance_of(round: Round) -> Decision:
    """Whether every ballot of the round is told; one refusal for each place where some are not."""
    return check_balance(stock_of_round(round), {box.pk: box.name for box in boxes_of(round)})


@dataclass(frozen=True, slots=True)
class PlaceRow:
    """A box in the book: what it got, gave back, handed to voters, took back spoiled, and has left."""

    box: Box
    given: int
    returned: int
    used: Used
    left: int


@dataclass(frozen=True, slots=True)
class Book:
    """The book of a round. ``rows``: every line with what was left after it; None for a struck one."""

    rows: list[tuple[StockMovement, Left | None]]
    places: list[PlaceRow]
    stock: Stock
    balance: Decision
    closed: bool
    difference: StockDifference | None

    @property
    def state(self) -> str:
        """The word of a badge: nothing printed, going on, balanced, or ballots missing after the polls."""
        if not self.stock.printed:
            return "todo"
        if self.balance.allowed:
            return "done"
        return "overdue" if self.closed else "doing"


def book_of(round: Round) -> Book:
    """Five statements, however long the book."""
    rows, boxes, used = movements_of(round), boxes_of(round), used_at(round)
    counting = _counting(rows)
    left = iter(ledger(counting))
    stock = stock_of(counting, used)
    moved: Counter[tuple[str, int | None]] = Counter()
    for entry in counting:
        moved[entry.kind, entry.box] += entry.count
    return Book(
        rows=[(row, None if row.revoked_at else next(left)) for row in rows],
        places=[
            PlaceRow(
                box=box,
                given=moved["given", box.pk],
                returned=moved["returned", box.pk],
                used=used.get(box.pk, Used()),
                left=stock.at_box.get(box.pk, 0),
            )
            for box in boxes
        ],
        stock=stock,
        balance=check_balance(stock, {box.pk: box.name for box in boxes}),
        closed=not round.takes_ballots,
        difference=next(iter(differences_of(round)), None),
    )


def stock_remarks(round: Round) -> list[str]:
    """What the book of a round does not tell after the polls, and the explanation; nothing where it balances
    or was never kept. One statement where it was not kept."""
    if not round.stock.exists():
        return []
    book = book_of(round)
    if book.state != "overdue":
        return []
    said = [f"选票差额说明：{book.difference.explanation}"] if book.difference else []
    return [finding.message for finding in book.balance.refusals] + said


def unbalanced(rounds: Iterable[Round]) -> set[int]:
    """Of these rounds, those whose polls are closed and whose book does not balance. Two statements."""
    ids = [voting.pk for voting in rounds if not voting.takes_ballots]
    rows: dict[int, list[StockMovement]] = defaultdict(list)
    for row in StockMovement.objects.filter(round_id__in=ids, revoked_at__isnull=True):
        rows[row.round_id].append(row)
    boxes: dict[int, list[Box]] = defaultdict(list)
    for box in Box.objects.filter(round_id__in=list(rows)):
        boxes[box.round_id].append(box)
    found = set()
    for pk, lines in rows.items():
        used = {box.pk: Used(box.issued or 0, box.spoiled) for box in boxes[pk]}
        stock = stock_of(_counting(lines), used)
        if not check_balance(stock, {box.pk: box.name for box in boxes[pk]}).allowed:
            found.add(pk)
    return found


def marks_of(round: Round) -> dict[str, list[str]]:
    """Kind → the township's names in force: what may be drawn."""
    township = round.election.village.township_id
    found: dict[str, list[str]] = {kind: [] for kind, _ in BallotMark.Kind.choices}
    for mark in BallotMark.objects.filter(township_id=township, ended_at__isnull=True):
        found[mark.kind].append(mark.name)
    return found


def moment(at: dt.datetime) -> str:
    """Day and time as a record of what happened writes them."""
    local = timezone.localtime(at)
    return f"{cn_date(local.date())}{local:%H:%M}"
