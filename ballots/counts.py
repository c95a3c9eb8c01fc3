"""The open count of a round (election-count/1), made from its agreed sheets, and what it decides.

Everything published is computed from this one dictionary, so that anybody with the file gets the same.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet

from ballots import queries
from ballots.irregularities import changes_of_polling, irregularities_of
from ballots.models import Box, CountEntry, CountSheet, NameMerge, Result, Round, RoundPost
from ballots.preparation.queries import mobile_voters_of, openings_of, stations_of, worker_rows
from ballots.recounts.queries import recount_rows
from ballots.rules import Outcome, adjudicate
from ballots.rules.irregularities import Irregularity
from ballots.rules.parsing import COUNT_FORMAT
from ballots.rules.polls import PollFacts, box_lines, check_small_boxes, judge_poll
from ballots.rules.tally import final_cell
from candidates.models import Candidate
from election_office.core.gather import read_ahead, rows_once
from election_office.law.rulebooks import Rulebook, rulebook_for
from villages.models import Election, Person
from villages.queries import kin_pairs

# The rulebook values that decide a count: a village's own values of these travel with the open file.
COUNT_KEYS = (
    "acting_chair",
    "box_level_void",
    "count_down",
    "differential",
    "excess_compare",
    "majority_base",
    "member_avoidance",
    "member_relation_set",
    "proxy_max",
    "relative_resolution",
    "review_failure",
    "runoff_candidate_count",
    "runoff_days",
    "runoff_threshold",
    "runoff_turnout",
    "seats_max",
    "seats_min",
    "statutory_bars",
    "turnout_base",
    "turnout_threshold",
    "vacant_ok",
    "win_threshold",
    "winner_review",
    "women_member_required",
    "write_in_allowed",
)


def canonical(data: Mapping[str, Any]) -> bytes:
    """The bytes a file is handed out as and its checksum is made of. Keys are sorted: a database may
    give them back in another order."""
    return (json.dumps(data, ensure_ascii=False, sort_keys=True, indent=1) + "\n").encode()


def sha256(data: Mapping[str, Any]) -> str:
    return hashlib.sha256(canonical(data)).hexdigest()


def decide(count: Mapping[str, Any]) -> Outcome:
    """What a count decides, read from its open form alone, as ``manage.py adjudicate`` reads it.

    Raises CountFileError when the dictionary is no count."""
    return adjudicate(count)


def local_params(book: Rulebook) -> dict[str, Any]:
    """The values in which this village's rules differ from those of its province on that day."""
    plain = rulebook_for(book.area, book.election_day, kind=book.kind)
    return {key: book.value(key) for key in COUNT_KEYS if book.value(key) != plain.value(key)}


@dataclass(frozen=True, slots=True)
class CountFacts:
    """Everything a count is made from, read once. ``entries``: post id → the readings that count; ``merged``:
    post id → written-in name → the name it is counted as; ``gone``: whose post ended within the term."""

    round: Round
    boxes: Sequence[Box]
    poll: PollFacts
    sheets: Sequence[CountSheet]
    entries: Mapping[int, Sequence[CountEntry]]
    fixed: Sequence[RoundPost]
    merged: Mapping[int, Mapping[str, str]]
    earlier: Sequence[Result]
    gone: Mapping[tuple[int, str], dt.date]

    @property
    def missing(self) -> list[CountSheet]:
        """The sheets two people have not agreed on yet."""
        return [sheet for sheet in self.sheets if not sheet.agreed]


def read_count_ahead(round: Round) -> None:
    """What a page about a count asks of its round and its election, in one statement."""
    election = round.election
    of_the_round = (
        queries.box_rows, queries.stock_lines, queries.sheet_rows, queries.post_rows, merges_of,
        stations_of, openings_of, worker_rows, mobile_voters_of, recount_rows,
    )  # fmt: skip
    read_ahead(
        *(read.ask(round) for read in of_the_round),
        *election.rule_asks(),
        struck_candidates.ask(election),
        changes_of_polling.ask(election.pk),
    )


def gather(round: Round) -> CountFacts:
    """The facts of a round whose count has begun. A fixed number of statements."""
    boxes = queries.boxes_of(round)
    poll = queries.poll_facts(round, boxes)
    sheets = queries.sheets_that_count(round, judge_poll(poll, round.election.rulebook))
    earlier = queries.earlier_results(round)
    return CountFacts(
        round=round,
        boxes=boxes,
        poll=poll,
        sheets=sheets,
        entries=queries.agreed_readings(sheets),
        fixed=queries.fixed_posts(round),
        merged=_merged_names(round),
        earlier=earlier,
        gone=queries.departed(round.election) if earlier else {},
    )


def build_count(round: Round, known: CountFacts | None = None) -> dict[str, Any]:
    """The open count of a round whose count has begun. A fixed number of statements; ``known``: the facts
    where they were gathered already.

    Votes are those of agreed sheets; a name written in at several boxes is one name. A round that is void
    by its ballots alone has posts without votes.
    """
    election, known = round.election, known or gather(round)
    fixed, entries, merged = known.fixed, known.entries, known.merged
    posts = [_post(row, entries.get(row.post_id, []), merged.get(row.post_id, {})) for row in fixed]
    names = {line["name"] for post in posts for line in post["votes"]}
    people = _people_by_name(election, fixed, known.earlier, names)
    return {
        "format": COUNT_FORMAT,
        **_kind(election),
        "area": election.village.code,
        "election_day": election.election_day.isoformat(),
        "params": local_params(election.rulebook),
        "round": round.judged_as,
        "registered": known.poll.registered,
        "issued": known.poll.issued,
        "recovered": known.poll.recovered,
        "boxes": [
            {
                "name": "、".join(box.name for box in group),
                "issued": sum(box.issued or 0 for box in group),
                "recovered": sum(box.recovered or 0 for box in group),
                "posts": _box_posts(group[0], fixed, entries, merged),
            }
            for group in _counted_together(known.boxes)
        ],
        "posts": posts,
        "people": _people_facts(election, people),
        "relatives": _relatives(people),
        "elected_before": [
            {"post": winner.post.kind, "name": winner.name}
            for result in known.earlier
            for winner in result.winners.all()
            if winner.status != "annulled"
            and known.gone.get((winner.person_id or 0, winner.post.kind), dt.date.min) < result.round.day
        ],
        "excess_proxies": known.poll.excess_proxies,
        "irregularities": [found._asdict() for found in _irregularities(round, known.poll)],
    }


def _kind(election: Election) -> dict[str, str]:
    """What a village's file does not say."""
    way = election.electing_way
    return {"kind": election.kind, "way": way} if way else {}


def _irregularities(round: Round, facts: PollFacts) -> list[Irregularity]:
    beyond = [
        Irregularity("ballots_beyond_stock", message)
        for box in facts.boxes
        for code, _, message in box_lines(box)
        if code == "received"
    ]
    small = len(check_small_boxes(facts, round.election.rulebook).warnings)
    said = f"有{small}个票箱收回的选票很少，没有混合计票。"
    few = [Irregularity("small_boxes", said)] if small else []
    return [*irregularities_of(round), *beyond, *few]


@rows_once
def merges_of(round: Round) -> QuerySet[NameMerge]:
    return NameMerge.objects.filter(round=round, revoked_at__isnull=True)


def _merged_names(round: Round) -> dict[int, dict[str, str]]:
    """Post id → written-in name → the name the committee counts it as. One statement."""
    merged: dict[int, dict[str, str]] = {}
    for row in merges_of(round):
        merged.setdefault(row.post_id, {})[row.written] = row.counted_as
    return merged


def _counted_together(boxes: Sequence[Box]) -> list[list[Box]]:
    """Every box with those that were mixed into it: they are one on the sheets and in the published count."""
    return [
        [box, *(row for row in boxes if row.mixed_into_id == box.pk)]
        for box in boxes
        if box.mixed_into_id is None
    ]


def _box_posts(
    box: Box,
    fixed: Sequence[RoundPost],
    entries: Mapping[int, Sequence[CountEntry]],
    merged: Mapping[int, Mapping[str, str]],
) -> list[dict[str, Any]]:
    """What the agreed sheets of one box say, as anybody may add them up again."""
    found = []
    for row in fixed:
        own = [entry for entry in entries.get(row.post_id, ()) if entry.sheet.box_id == box.pk]
        if own:
            post = _post(row, own, merged.get(row.post_id, {}))
            lines = [{"name": line["name"], "votes": line["votes"]} for line in post["votes"]]
            found.append({key: post[key] for key in ("post", "reserved", "void", "blank")} | {"votes": lines})
    return found


def _post(row: RoundPost, entries: Iterable[Any], merged: Mapping[str, str]) -> dict[str, Any]:
    printed = {name.candidate_id: name.name for name in row.ballot_names.all()}
    left = {item.name for item in row.ballot_names.all() if item.left and item.candidate.state == "withdrawn"}
    votes: Counter[str] = Counter(dict.fromkeys(printed.values(), 0))
    written: Counter[str] = Counter()
    void = blank = 0
    for entry in entries:
        void += entry.void
        blank += entry.blank
        for line in entry.lines.all():
            name = final_cell(line.name, merged)
            if line.candidate_id:
                votes[printed.get(line.candidate_id, line.name)] += line.votes
            elif name in votes:
                votes[name] += line.votes
            else:
                written[name] += line.votes
    return {
        "post": row.post.kind,
        "reserved": row.post.reserved or None,
        "seats": row.seats,
        "void": void,
        "blank": blank,
        "votes": [
            # Who withdrew after the printing is no candidate any more: these are votes for another person.
            *(
                {"name": name, "votes": votes[name]} | ({"write_in": True} if name in left else {})
                for name in printed.values()
            ),
            *(
                {"name": name, "votes": written[name], "write_in": True}
                for name in sorted(written, key=lambda name: (-written[name], name))
            ),
        ],
    }


def _people_by_name(
    election: Election, fixed: Sequence[RoundPost], earlier: Sequence[Result], names: set[str]
) -> dict[str, Person]:
    """Name in the count → the person, where there is no doubt: printed, elected before, or the only one
    of that name in the village."""
    found = {name.name: name.candidate.person for row in fixed for name in row.ballot_names.all()}
    winners = [winner for result in earlier for winner in result.winners.all() if winner.person_id]
    known = Person.objects.in_bulk([winner.person_id for winner in winners if winner.person_id])
    found |= {winner.name: known[winner.person_id] for winner in winners if winner.person_id}
    return found | people_called(election, names - found.keys())


def people_called(election: Election, names: Iterable[str]) -> dict[str, Person]:
    """The people of the village with these names; a name that several bear is left out. One statement."""
    rows = list(Person.objects.filter(village=election.village, name__in=list(names)))
    borne = Counter(person.name for person in rows)
    return {person.name: person for person in rows if borne[person.name] == 1}


@rows_once
def struck_candidates(election: Election) -> QuerySet[Candidate]:
    return Candidate.objects.filter(election=election, state=Candidate.State.STRUCK)


def _people_facts(election: Election, people: Mapping[str, Person]) -> dict[str, dict[str, str]]:
    """Sex, and that a person was struck off or has no political rights. Not why: the file is public."""
    struck = {candidate.person_id for candidate in struck_candidates(election)}
    facts: dict[str, dict[str, str]] = {}
    for name in sorted(people):
        person = people[name]
        facts[name] = {"sex": person.sex}
        if person.rights_deprived:
            facts[name]["barred"] = "依法被剥夺政治权利"
        elif person.pk in struck:
            facts[name]["barred"] = "已被取消候选人资格"
    return facts


def _relatives(people: Mapping[str, Person]) -> list[list[str]]:
    """[甲, 乙, 关系]: the first is that to the second, as the open format reads."""
    names = {person.pk: name for name, person in people.items()}
    return sorted([names[relative], names[person], kind] for person, relative, kind in kin_pairs(names))
