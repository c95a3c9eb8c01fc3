"""What must hang in one village or in sixty: the same four statements."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from django.db.models import Exists, OuterRef, Q
from django.urls import reverse

from election_office.accounts.models import User
from election_office.documents import board
from election_office.documents import notice as register
from election_office.documents import steps as steps_register
from election_office.documents.kinds import Place
from election_office.documents.models import Document, Posting
from election_office.documents.notice import Notice
from election_office.documents.rules import Standing, standing_of
from election_office.law.words import in_words_of
from villages.models import Election, Step
from villages.postings.rules import Stay, stay_of

PAGE_VILLAGES = 60
ORDER = list(Standing)


@dataclass(frozen=True, slots=True)
class Spot:
    """One place of a paper, with the posting that hangs there, or the last one that did. ``key``: of both."""

    place: Place
    posting: Posting | None
    key: str

    @property
    def hangs(self) -> bool:
        return self.posting is not None and self.posting.taken_down_at is None

    @property
    def is_missing(self) -> bool:
        return self.posting is None and self.place.required


@dataclass(frozen=True, slots=True)
class Sheet:
    """One paper that must hang, or hangs and must come down. ``url``: where it is issued or looked at."""

    code: str
    title: str
    due: dt.date | None
    basis: str
    paper: Document | None
    standing: Standing
    spots: list[Spot]
    url: str
    step_code: str = ""

    @property
    def tone(self) -> str:
        return self.standing.tone

    @property
    def missing(self) -> int:
        return sum(spot.is_missing for spot in self.spots)

    @property
    def label(self) -> str:
        """What a cell of the grid says: 2/3, or the day."""
        if self.paper is not None and self.standing in (Standing.LATE, Standing.TO_HANG):
            required = [spot for spot in self.spots if spot.place.required]
            return f"{len(required) - self.missing}/{len(required)}处"
        if self.standing is Standing.HANGS and self.paper is not None and self.paper.fully_posted_on:
            return f"{self.paper.fully_posted_on:%-m.%-d}"
        if self.standing in (Standing.TO_ISSUE, Standing.LATE_TO_ISSUE):
            return f"{self.due:%-m.%-d}前" if self.due else "待签发"
        return "应撤下" if self.standing is Standing.OUT else "须更正"


@dataclass
class Wall:
    """The walls of one village's election."""

    election: Election
    sheets: list[Sheet] = field(default_factory=list)

    @property
    def wrong(self) -> int:
        return sum(sheet.standing.is_wrong for sheet in self.sheets)

    @property
    def open(self) -> int:
        return sum(sheet.standing.is_open for sheet in self.sheets)


@dataclass(frozen=True, slots=True)
class Cell:
    """One paper (or several of a kind) in one village: the worst of them."""

    sheet: Sheet
    count: int


@dataclass
class Grid:
    columns: list[tuple[str, str]]
    rows: list[tuple[Wall, list[Cell | None]]]

    @property
    def wrong(self) -> int:
        return sum(wall.wrong for wall, _ in self.rows)


OTHER = "", "其他公文"


def walls_of(elections: Sequence[Election], today: dt.date) -> dict[int, Wall]:
    """By election: what must hang there and how it stands. Three statements for all of them."""
    walls = {election.pk: Wall(election) for election in elections}
    papers = _papers(walls)
    spots = _spots(papers)
    steps = _steps(walls)
    days = {(step.election_id, _kind_of(step)): step for step in steps}
    seen = set()
    for paper in papers:
        step = days.get((paper.election_id or 0, paper.kind))
        election = walls[paper.election_id or 0].election
        sheet = _of_paper(paper, step, spots[paper.pk], today)
        walls[election.pk].sheets.append(sheet)
        if not paper.is_withdrawn:
            seen.add((election.pk, paper.kind))
    for step in steps:
        wall = walls[step.election_id]
        if not wall.election.deferred and not step.done_on and (step.election_id, _kind_of(step)) not in seen:
            wall.sheets.append(_of_step(step, wall.election.kind, today))
    for wall in walls.values():
        wall.sheets.sort(key=_urgency)
    return walls


def _urgency(sheet: Sheet) -> tuple[int, dt.date, str]:
    return ORDER.index(sheet.standing), sheet.due or dt.date.max, sheet.code


def _kind_of(step: Step) -> str:
    return step.closes_with.partition(":")[2]


def _steps(elections: Iterable[int]) -> list[Step]:
    rows = Step.objects.filter(election__in=list(elections), dropped=False)
    return list(rows.filter(closes_with__startswith="document:").order_by("election_id", "order"))


def _papers(elections: Iterable[int]) -> list[Document]:
    """In force and made to hang, and what is out of force and hangs on. Without their contents."""
    hanging = Posting.objects.hanging().filter(document=OuterRef("pk"))
    rows = Document.objects.filter(election_id__in=list(elections)).exclude(places=[])
    in_use = ~Q(state__in=Document.WITHDRAWN) | Q(Exists(hanging))
    return list(rows.filter(in_use).defer("facts").order_by("election_id", "pk"))


def _spots(papers: Sequence[Document]) -> dict[int, list[Spot]]:
    latest: dict[int, dict[str, Posting]] = defaultdict(dict)
    valid = Posting.objects.valid().filter(document__in=[paper.pk for paper in papers])
    for posting in valid.order_by("posted_at", "pk"):
        latest[posting.document_id][posting.place_key] = posting
    found = {}
    for paper in papers:
        spots = [
            Spot(place, latest[paper.pk].get(place.key), f"{paper.pk} {place.key}")
            for place in paper.place_list
        ]
        # Of what is out of force only what still hangs is anybody's work.
        found[paper.pk] = [spot for spot in spots if spot.hangs] if paper.is_withdrawn else spots
    return found


def _of_paper(paper: Document, step: Step | None, spots: list[Spot], today: dt.date) -> Sheet:
    due = step.deadline if step else None
    return Sheet(
        code=paper.kind,
        title=paper.title,
        due=due,
        basis=step.limit_source if step and due == step.limit_on else "",
        paper=paper,
        standing=standing_of(
            issued=True,
            withdrawn=paper.is_withdrawn,
            untrue=paper.needs_correction,
            hangs=paper.fully_posted_on is not None,
            due=due,
            today=today,
        ),
        spots=spots,
        url=paper.get_absolute_url(),
        step_code=step.code if step else "",
    )


def _of_step(step: Step, kind: str, today: dt.date) -> Sheet:
    notice = register.find(_kind_of(step))
    title = in_words_of(kind, notice.title) if notice else step.title
    return Sheet(
        code=_kind_of(step),
        title=title,
        due=step.deadline,
        basis=step.limit_source if step.deadline == step.limit_on else "",
        paper=None,
        standing=standing_of(issued=False, due=step.deadline, today=today),
        spots=[],
        url=reverse("villages:step", args=[step.pk]),
        step_code=step.code,
    )


# ------------------------------------------------------------------ one village


def wall_of(election: Election, today: dt.date) -> Wall:
    """One village; with the papers that have a last day and close no step."""
    wall = walls_of([election], today)[election.pk]
    issued = {sheet.code for sheet in wall.sheets}
    wanted = [
        (notice, subject)
        for notice in register.every()
        if notice.places and notice.due is not None and notice.closes is None and notice.code not in issued
        for subject in notice.subjects_of(election)
    ]
    if not election.deferred:
        rows = board.rows(wanted, election.pk, today)
        wall.sheets += [_of_row(row, election, today) for row in rows if row.standing.is_open]
    wall.sheets.sort(key=_urgency)
    return wall


def _of_row(row: board.Row, election: Election, today: dt.date) -> Sheet:
    due = row.due.day if row.due else None
    return Sheet(
        code=row.notice.code,
        title=in_words_of(election.kind, row.notice.title),
        due=due,
        basis=row.due.basis if row.due else "",
        paper=None,
        standing=standing_of(issued=False, due=due, today=today),
        spots=[],
        url=row.link or row.url,
    )


class Stays:
    """Until when the papers of one election must hang; its rules are read once, where a paper asks them."""

    def __init__(self, election: Election) -> None:
        self._election = election

    @cached_property
    def _book(self) -> Any:
        return self._election.rulebook

    def of(self, sheet: Sheet) -> Stay:
        notice: Notice[Any, Any] | None = register.find(sheet.code)
        key = notice.stays if notice else None
        return stay_of(
            due=sheet.due,
            posted_on=sheet.paper.fully_posted_on if sheet.paper else None,
            objection_days=int(self._book.value(key) or 0) if key else 0,
            election_day=self._election.election_day,
        )


# ------------------------------------------------------------------ many villages


def elections_of(user: User, today: dt.date, *, township: str, wrong: bool) -> Any:
    """The open elections this user may see, below a township where one is named."""
    rows = Election.objects.visible_to(user).exclude(cycle__state="closed").with_places()
    if township.isascii() and township.isdecimal():
        rows = rows.filter(village__code__startswith=township)
    if wrong:
        late = Step.objects.overdue(today).filter(
            closes_with__startswith="document:", election=OuterRef("pk")
        )
        papers = Document.objects.filter(election_id=OuterRef("pk"))
        hanging = Posting.objects.hanging().filter(document=OuterRef("pk"))
        out = papers.filter(Exists(hanging), state__in=Document.WITHDRAWN)
        rows = rows.filter(Exists(late) | Exists(papers.untrue()) | Exists(out))
    return rows.order_by("village__code", "pk")


def walls_of_step(user: User, code: str, today: dt.date, *, township: str) -> list[Wall]:
    """The villages where a paper must hang for this step, with the sheets of that paper alone."""
    steps = Step.objects.filter(
        code=code, closes_with__startswith="document:", done_on__isnull=True, dropped=False
    )
    rows = elections_of(user, today, township=township, wrong=False).filter(
        Exists(steps.filter(election=OuterRef("pk"))), deferred=False
    )
    walls = walls_of(list(rows[:PAGE_VILLAGES]), today)
    for wall in walls.values():
        wall.sheets = [sheet for sheet in wall.sheets if sheet.step_code == code]
    return [wall for wall in walls.values() if wall.sheets]


def grid_of(elections: Sequence[Election], today: dt.date) -> Grid:
    """Villages by papers; a paper that closes no step stands in the last column."""
    walls = walls_of(elections, today)
    order = {step.code: step.order for step, _ in steps_register.every()}
    found: dict[str, tuple[int, str, str]] = {}
    for wall in walls.values():
        for sheet in wall.sheets:
            if sheet.step_code:
                notice = register.find(sheet.code)
                title = in_words_of("village", notice.title) if notice else sheet.title
                found[sheet.code] = order.get(sheet.step_code, 0), sheet.code, title
    columns = [(code, title) for _, code, title in sorted(found.values())]
    if any(sheet.step_code == "" for wall in walls.values() for sheet in wall.sheets):
        columns.append(OTHER)
    rows = [(walls[election.pk], _cells(walls[election.pk], columns)) for election in elections]
    return Grid(columns, rows)


def _cells(wall: Wall, columns: Sequence[tuple[str, str]]) -> list[Cell | None]:
    by_column: dict[str, list[Sheet]] = defaultdict(list)
    for sheet in wall.sheets:
        by_column[sheet.code if sheet.step_code else ""].append(sheet)
    return [Cell(found[0], len(found)) if (found := by_column.get(code)) else None for code, _ in columns]
