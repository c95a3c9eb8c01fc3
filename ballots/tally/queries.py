"""What the ballots and calls of a sheet say so far."""

from __future__ import annotations

import hashlib
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, cast

from django.core.cache import cache
from django.db.models import Count, Max, QuerySet, Sum

from ballots import queries
from ballots.models import (
    BallotName,
    Batch,
    Call,
    CountSheet,
    Marking,
    NameMerge,
    Round,
    Ruling,
    Screen,
)
from ballots.rules.tally import Ballot, Decided, Kind, Totals, final_cell, totals
from election_office.accounts.models import User
from election_office.core.gather import read_together, rows_once
from villages.models import Post

WRITTEN_IN = "另选他人"


def merges_of(round: Round, post: Post, names: Iterable[BallotName]) -> dict[str, str]:
    """Cell of a written-in name → the cell it counts for. One statement."""
    cells = {name.name: name.cell for name in names}
    rows = NameMerge.objects.filter(round=round, post=post, revoked_at__isnull=True)
    return {f"w:{row.written}": cells.get(row.counted_as, f"w:{row.counted_as}") for row in rows}


def rulings_of(sheet: CountSheet) -> dict[str, Decided]:
    """Label of a doubtful ballot → what was decided on it. One statement."""
    rows = Ruling.objects.filter(sheet=sheet, revoked_at__isnull=True)
    return {row.label: decided(row) for row in rows}


def decided(row: Ruling) -> Decided:
    verdict = Ruling.Verdict(row.verdict)
    if verdict == Ruling.Verdict.MARKED:
        return Decided("marked", tuple(row.marks))
    return Decided("void" if verdict == Ruling.Verdict.VOID else "blank")


def ballot_of(row: Marking) -> Ballot:
    return Ballot(cast(Kind, row.kind), tuple(row.marks), row.copies, row.label)


def markings_of(sheet: CountSheet, user: User) -> list[Marking]:
    """Every line this person entered for the sheet and did not take back. One statement."""
    rows = Marking.objects.filter(
        batch__sheet=sheet,
        batch__entered_by=user,
        batch__revoked_at__isnull=True,
        revoked_at__isnull=True,
    )
    return list(rows.select_related("batch").order_by("pk"))


def ballots_read(sheet: CountSheet, user: User) -> int:
    """How many ballots this person has read. One statement."""
    return (
        Marking.objects.filter(
            batch__sheet=sheet,
            batch__entered_by=user,
            batch__revoked_at__isnull=True,
            revoked_at__isnull=True,
        ).aggregate(sum=Sum("copies"))["sum"]
        or 0
    )


def own_totals(sheet: CountSheet, user: User, names: Sequence[BallotName]) -> Totals:
    """The sum of the ballots this person read. Three statements."""
    return totals(
        [ballot_of(row) for row in markings_of(sheet, user)],
        [name.cell for name in names],
        sheet.seats,
        decided=rulings_of(sheet),
        merged=merges_of(sheet.box.round, sheet.post, names),
    )


@dataclass(frozen=True, slots=True)
class BatchRow:
    batch: Batch
    read: int


def own_batches(sheet: CountSheet, user: User) -> list[BatchRow]:
    """The batches of a person with how many ballots are in each. Two statements."""
    rows = list(Batch.objects.in_force().filter(sheet=sheet, entered_by=user).order_by("number"))
    read: Counter[int] = Counter()
    for batch_id, copies in Marking.objects.filter(batch__in=rows, revoked_at__isnull=True).values_list(
        "batch_id", "copies"
    ):
        read[batch_id] += copies
    return [BatchRow(row, read[row.pk] if row.copies is None else row.copies) for row in rows]


@dataclass(frozen=True, slots=True)
class MarkingRow:
    """A line as the page shows it. ``words``: what was marked, by name."""

    marking: Marking
    words: str
    ruling: str = ""


def told_marks(marks: Iterable[str], names: Iterable[BallotName]) -> str:
    """Cells as names: 主甲、另选他人演示乙."""
    labels = {name.cell: name.name for name in names}
    return "、".join(labels.get(cell, f"{cell[2:]}（另选）") for cell in marks)


def last_markings(
    sheet: CountSheet, user: User, names: Sequence[BallotName], most: int = 12
) -> list[MarkingRow]:
    """The newest lines of a person, newest first."""
    rows = markings_of(sheet, user)[::-1][:most]
    return [MarkingRow(row, _words(row, names)) for row in rows]


def _words(row: Marking, names: Sequence[BallotName]) -> str:
    if row.kind == Marking.Kind.MARKED:
        return told_marks(row.marks, names)
    return f"疑难票{row.label}" if row.kind == Marking.Kind.DOUBTFUL else row.get_kind_display()


@dataclass(frozen=True, slots=True)
class DoubtfulRow:
    """A ballot set aside: who set it aside, and the decision once there is one."""

    sheet: CountSheet
    label: str
    ruling: Ruling | None
    words: str = ""


@rows_once
def _doubtful_labels(sheets: tuple[int, ...]) -> QuerySet[Marking, tuple[int, str]]:
    rows = Marking.objects.filter(
        batch__sheet__in=sheets,
        batch__revoked_at__isnull=True,
        revoked_at__isnull=True,
        kind=Marking.Kind.DOUBTFUL,
    )
    return rows.values_list("batch__sheet", "label").order_by("label").distinct()


@rows_once
def _rulings(sheets: tuple[int, ...]) -> QuerySet[Ruling]:
    return Ruling.objects.filter(sheet__in=sheets, revoked_at__isnull=True)


def doubtful_of(sheet: CountSheet, names: Sequence[BallotName]) -> list[DoubtfulRow]:
    """One sheet's doubtful ballots with what was decided. One statement."""
    return doubtful_of_each([(sheet, names)])


def doubtful_of_each(sheets: Sequence[tuple[CountSheet, Sequence[BallotName]]]) -> list[DoubtfulRow]:
    """The same for every sheet with its printed names, sheet by sheet. One statement, however many."""
    keys = tuple(sheet.pk for sheet, _ in sheets)
    found, decided = read_together(_doubtful_labels.ask(keys), _rulings.ask(keys))
    labels: dict[int, list[str]] = defaultdict(list)
    for pk, label in found:
        labels[pk].append(label)
    rulings = {(row.sheet_id, row.label): row for row in decided}
    rows = []
    for sheet, names in sheets:
        for label in labels[sheet.pk]:
            ruling = rulings.get((sheet.pk, label))
            words = told_marks(ruling.marks, names) if ruling else ""
            rows.append(DoubtfulRow(sheet, label, ruling, words))
    return rows


@rows_once
def _marks_read(round: Round) -> QuerySet[Marking, tuple[int, list[str]]]:
    rows = Marking.objects.filter(
        batch__sheet__box__round=round, revoked_at__isnull=True, batch__revoked_at__isnull=True
    )
    return rows.values_list("batch__sheet__post", "marks")


@rows_once
def _cells_called(round: Round) -> QuerySet[Call, tuple[int, str]]:
    calls = Call.objects.filter(sheet__box__round=round, revoked_at__isnull=True, cell__startswith="w:")
    return calls.values_list("sheet__post", "cell").order_by().distinct()


def written_names(round: Round, post: Post) -> list[str]:
    """Names written in on ballots or called for a post, as they were read, in order. One statement, on a page
    one for all posts."""
    marked, called = read_together(_marks_read.ask(round), _cells_called.ask(round))
    names = {cell[2:] for pk, marks in marked if pk == post.pk for cell in marks if cell.startswith("w:")}
    return sorted(names | {cell[2:] for pk, cell in called if pk == post.pk})


# ------------------------------------------------------------------ calls and the screen


def call_totals(sheets: Iterable[int]) -> dict[int, Counter[str]]:
    """Sheet id → cell → calls. One statement."""
    found: dict[int, Counter[str]] = defaultdict(Counter)
    rows = Call.objects.filter(sheet__in=list(sheets), revoked_at__isnull=True)
    for sheet, cell, number in rows.values_list("sheet", "cell").annotate(Count("pk")).order_by():
        found[sheet][cell] = number
    return found


def screen_of(round: Round) -> Screen | None:
    return Screen.objects.filter(round=round, revoked_at__isnull=True).first()


def screen_version(screen: Screen) -> str:
    """Changes with everything the screen shows. One statement: sums only ever rise, so no change that was
    committed late is missed."""
    state = CountSheet.objects.filter(box__round_id=screen.round_id).aggregate(
        version=Sum("version"), ticks=Sum("ticks"), last=Max("pk")
    )
    merges = NameMerge.objects.filter(round_id=screen.round_id).aggregate(
        made=Count("pk"), withdrawn=Count("revoked_at")
    )
    parts = (screen.token, screen.round.state, *state.values(), *merges.values())
    return hashlib.sha256(repr(parts).encode()).hexdigest()[:24]


def screen_feed(screen: Screen, version: str) -> dict[str, Any]:
    """What the screens show: candidates by name, everybody written in as one line. Made once a version."""
    key = f"screen:{version}"
    feed = cache.get(key)
    if feed is None:
        feed = _feed(screen.round) | {"version": version}
        cache.set(key, feed, 60)
    return cast(dict[str, Any], feed)


def _feed(round: Round) -> dict[str, Any]:
    standings = standings_of(round)
    posts: dict[int, dict[str, Any]] = {}
    newest = (0.0, 0)
    for standing in standings:
        sheet = standing.sheet
        post = posts.setdefault(
            sheet.post_id,
            {
                "id": sheet.post_id,
                "title": sheet.post.title,
                "seats": sheet.seats,
                "boxes": 0,
                "done": 0,
                "recovered": 0,
                "void": 0,
                "blank": 0,
                "rows": {cell: {"name": name, "votes": 0} for cell, name in standing.names.items()},
                "written": 0,
            },
        )
        post["boxes"] += 1
        post["done"] += standing.done
        post["recovered"] += sheet.box.counted
        post["void"] += standing.void
        post["blank"] += standing.blank
        for cell, votes in standing.votes.items():
            if cell in post["rows"]:
                post["rows"][cell]["votes"] += votes
            else:
                post["written"] += votes
        if not standing.done and (standing.void or standing.blank or any(standing.votes.values())):
            newest = max(newest, (sheet.updated_at.timestamp(), sheet.post_id))
    for post in posts.values():
        written = {"name": WRITTEN_IN, "votes": post.pop("written"), "written": True}
        post["rows"] = [*post["rows"].values(), written]
    return {
        "title": f"{round.election.village.name}{round.title}",
        "declared": round.state == Round.State.DECLARED,
        "posts": list(posts.values()),
        "active": newest[1],
    }


@dataclass(frozen=True, slots=True)
class Standing:
    """How a sheet stands: its agreed numbers, else what was called, else what its first reader has read."""

    sheet: CountSheet
    names: dict[str, str]
    votes: dict[str, int]
    void: int
    blank: int
    done: bool
    source: str


def standings_of(round: Round) -> list[Standing]:
    """Every sheet of a round, in order. A fixed number of statements."""
    sheets = list(
        CountSheet.objects.filter(box__round=round)
        .select_related("box", "post")
        .order_by("post__order", "box__order", "box_id")
    )
    posts = {row.post_id: row for row in queries.fixed_posts(round)}
    entries = {entry.sheet_id: entry for rows in queries.agreed_readings(sheets).values() for entry in rows}
    merged_rows: dict[int, dict[str, str]] = defaultdict(dict)
    for row in NameMerge.objects.filter(round=round, revoked_at__isnull=True):
        cells = {name.name: name.cell for name in posts[row.post_id].ballot_names.all()}
        merged_rows[row.post_id][f"w:{row.written}"] = cells.get(row.counted_as, f"w:{row.counted_as}")
    open_ids = [sheet.pk for sheet in sheets if sheet.pk not in entries]
    calls = call_totals(open_ids) if open_ids else {}
    ballots = _first_readers([pk for pk in open_ids if pk not in calls])
    rulings: dict[int, dict[str, Decided]] = defaultdict(dict)
    if ballots:
        for ruling in Ruling.objects.filter(sheet__in=list(ballots), revoked_at__isnull=True):
            rulings[ruling.sheet_id][ruling.label] = decided(ruling)
    found = []
    for sheet in sheets:
        names = {name.cell: name.name for name in posts[sheet.post_id].ballot_names.all()}
        merged = merged_rows[sheet.post_id]
        if sheet.pk in entries:
            reading, source = queries.reading_of(entries[sheet.pk]), "sheet"
            votes, void, blank = dict(reading.votes), reading.void, reading.blank
        elif sheet.pk in calls:
            counted: Counter[str] = Counter()
            for cell, number in calls[sheet.pk].items():
                counted[final_cell(cell, merged)] += number
            void, blank, source = counted.pop("void", 0), counted.pop("blank", 0), "calls"
            counted.pop("valid", None)
            votes = {cell: counted[cell] for cell in [*names, *sorted(counted.keys() - names.keys())]}
        else:
            sums = totals(
                ballots.get(sheet.pk, ()), list(names), sheet.seats, decided=rulings[sheet.pk], merged=merged
            )
            votes, void, blank = dict(sums.reading.votes), sums.reading.void, sums.reading.blank
            source = "ballots"
        found.append(Standing(sheet, names, votes, void, blank, sheet.pk in entries, source))
    return found


def _first_readers(sheets: Sequence[int]) -> dict[int, list[Ballot]]:
    """Sheet id → the ballots read by whoever opened the first batch in force. Up to two statements."""
    first: dict[int, int | None] = {}
    rows = Batch.objects.in_force().filter(sheet__in=list(sheets)).order_by("pk")
    for sheet, user in rows.values_list("sheet_id", "entered_by_id"):
        first.setdefault(sheet, user)
    found: dict[int, list[Ballot]] = defaultdict(list)
    if not first:
        return found
    markings = Marking.objects.filter(
        batch__sheet__in=list(first), batch__revoked_at__isnull=True, revoked_at__isnull=True
    ).select_related("batch")
    for row in markings:
        if first[row.batch.sheet_id] == row.batch.entered_by_id:
            found[row.batch.sheet_id].append(ballot_of(row))
    return found
