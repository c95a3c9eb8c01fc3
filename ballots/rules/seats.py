"""Who takes the seats: majority, order of votes, ties, one post for one person, avoidance of near relatives.

Posts are filled from the highest down, because a person keeps the highest post won and near relatives keep
the highest among them (浙江省村民委员会选举办法第三十一条; 河南省实施办法第八条). Within one rank the
reserved seats come first for a person who wins both, and more votes come first between relatives.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

from ballots.rules.facts import SUPERVISING, CountInput, PostCount, Round, Votes
from ballots.rules.ruleset import CountRules

Ground = Literal["higher_post", "other_seat", "held", "predicate", "write_in", "relative", "barred"]


@dataclass(frozen=True, slots=True)
class Kept:
    """A seat that a near relative keeps, and why another person leaves one."""

    name: str
    votes: int
    keeper: str
    kind: str


@dataclass(slots=True)
class Contest:
    """One entry of the count while its seats are being filled."""

    index: int
    entry: PostCount
    voted: int
    """Ballots cast in this round."""
    base: int
    """The ballots of which a first-round winner needs more than half."""
    standings: tuple[Votes, ...]
    """Everyone with votes here, most votes first, equal votes in input order."""
    out: dict[str, Ground] = field(default_factory=dict)
    """Who cannot take a seat here, and on what ground."""
    lost: int = 0
    """Seats that stay empty whatever the votes: a relative left one, or equal relatives wait for a vote."""
    picks: list[Votes] = field(default_factory=list)
    tied: list[Votes] = field(default_factory=list)
    tied_relatives: list[Votes] = field(default_factory=list)
    left: list[Kept] = field(default_factory=list)
    """Winners who left their seat to a near relative."""

    @property
    def supervises(self) -> bool:
        return self.entry.rank >= SUPERVISING

    @property
    def all_tied(self) -> list[Votes]:
        if not self.tied and not self.tied_relatives:
            return []
        names = {votes.name for votes in (*self.tied, *self.tied_relatives)}
        return [votes for votes in self.standings if votes.name in names]

    def standing(self, name: str) -> Votes | None:
        return next((votes for votes in self.standings if votes.name == name), None)


class Kinship:
    """Who is near relative to whom, under the circle the rulebook draws."""

    def __init__(self, count: CountInput, circle: frozenset[str]) -> None:
        self._kinds: dict[frozenset[str], str] = {
            frozenset((relation.first, relation.second)): relation.kind
            for relation in count.relatives
            if relation.kind in circle
        }

    @property
    def known(self) -> bool:
        """Whether anybody in this count is related to anybody."""
        return bool(self._kinds)

    def kind(self, first: str, second: str) -> str:
        """The kind of relation, or "" when there is none that counts."""
        return self._kinds.get(frozenset((first, second)), "") if self._kinds else ""

    def relative_among(self, name: str, others: Iterable[str]) -> str:
        return next((other for other in others if self.kind(name, other)), "") if self._kinds else ""


def fill_seats(count: CountInput, rules: CountRules, voted: int) -> list[Contest]:
    """Fill the seats of every post; the contests come back in the order of the input."""
    contests = [
        Contest(
            index=index,
            entry=entry,
            voted=voted,
            base=count.registered if rules.win_of_registered else base_of(entry, rules, voted),
            standings=_ordered(entry.votes),
        )
        for index, entry in enumerate(count.posts)
    ]
    if rules.counts_down and count.round != "tie":
        _carry_votes_down(contests, count)
    kinship = Kinship(count, rules.relations)
    holders = {seat.name: seat.rank for seat in count.elected_before}
    spent: set[str] = set()  # barred persons whose win was annulled in a higher post
    for rank in sorted({contest.entry.rank for contest in contests}):
        level = [contest for contest in contests if contest.entry.rank == rank]
        if rules.counts_down:
            _drop_carried(level, {*holders, *spent})
        for contest in level:
            _exclude(contest, count, rules, holders, spent)
        _fill_level(level, count, rules, kinship, holders)
        for contest in level:
            for pick in contest.picks:
                if is_annulled(pick.name, count, rules):
                    spent.add(pick.name)
                else:
                    holders[pick.name] = rank
    return contests


def base_of(entry: PostCount, rules: CountRules, voted: int) -> int:
    """The ballots of which a winner needs more than half: all cast, or the valid ones if a text says so."""
    return max(0, voted - entry.void - entry.blank) if rules.majority_of_valid else voted


def has_enough(votes: int, base: int, voted: int, round_: Round, rules: CountRules) -> bool:
    """Over half of `base` in a first round; the runoff's share of the ballots cast in the runoff itself (a
    third, equality included); in a vote among the tied any vote at all. A collective decides by one share in
    whatever round: its law knows no other."""
    if rules.is_collective:
        needed = rules.win_num * base
        return votes > 0 and (
            rules.win_den * votes >= needed if rules.win_at_least else rules.win_den * votes > needed
        )
    if round_ == "first":
        return rules.win_den * votes > rules.win_num * base
    if round_ == "runoff":
        return votes > 0 and rules.runoff_den * votes >= rules.runoff_num * voted
    return votes > 0


def is_annulled(name: str, count: CountInput, rules: CountRules) -> bool:
    """Whether a win of this person is void: there is a bar, and a text that lets the office act on it."""
    return rules.annuls_barred and bool(count.person(name).barred)


def _ordered(votes: Sequence[Votes]) -> tuple[Votes, ...]:
    return tuple(sorted(votes, key=lambda line: -line.votes))


def _carry_votes_down(contests: list[Contest], count: CountInput) -> None:
    """Add each person's votes for higher posts to the lower ones; a name nobody wrote there is added to the
    general seats, or to the women's when a post has no others."""
    by_rank = sorted(contests, key=lambda contest: (contest.entry.rank, contest.entry.reserved is not None))
    carried: dict[str, Votes] = {}
    for rank in sorted({contest.entry.rank for contest in contests}):
        level = [contest for contest in by_rank if contest.entry.rank == rank]
        own = [contest.standings for contest in level]
        placed: set[str] = set()
        for contest in level:
            here = []
            for votes in contest.standings:
                extra = carried.get(votes.name) if votes.name not in placed else None
                placed.add(votes.name)
                here.append(Votes(votes.name, votes.votes + (extra.votes if extra else 0), votes.write_in))
            contest.standings = _ordered(here)
        women_only = level[0].entry.reserved == "woman"
        unlisted = [
            votes
            for votes in carried.values()
            if votes.name not in placed and not (women_only and count.person(votes.name).sex != "female")
        ]
        level[0].standings = _ordered((*level[0].standings, *unlisted))
        for standings in own:
            for votes in standings:
                before = carried.get(votes.name)
                carried[votes.name] = Votes(
                    votes.name,
                    votes.votes + (before.votes if before else 0),
                    votes.write_in and (before is None or before.write_in),
                )


def _drop_carried(level: list[Contest], decided: set[str]) -> None:
    """Whoever holds a higher post leaves the lower lists unless voters also wrote the name there."""
    for contest in level:
        written = {votes.name for votes in contest.entry.votes}
        contest.standings = tuple(
            votes for votes in contest.standings if votes.name in written or votes.name not in decided
        )


def _exclude(
    contest: Contest,
    count: CountInput,
    rules: CountRules,
    holders: Mapping[str, int],
    spent: set[str],
) -> None:
    before = {seat.name for seat in count.elected_before}
    writes = rules.allows_write_ins(count.round)
    for votes in contest.standings:
        name = votes.name
        if name in before:
            contest.out[name] = "held"
        elif name in holders:
            contest.out[name] = "higher_post"
        elif name in spent:
            contest.out[name] = "barred"
        elif contest.entry.reserved == "woman" and count.person(name).sex == "male":
            contest.out[name] = "predicate"
        elif votes.write_in and not writes:
            contest.out[name] = "write_in"


def _fill_level(
    level: list[Contest],
    count: CountInput,
    rules: CountRules,
    kinship: Kinship,
    holders: Mapping[str, int],
) -> None:
    """Fill the seats of one rank, again after each person who has to give way, until nobody has to."""
    while True:
        for contest in level:
            _pick(contest, count, rules)
        if not (
            _keep_one_seat(level)
            or _let_relatives_leave(level, count, rules, kinship, holders)
            or _thin_ties(level, count, rules, kinship, holders)
        ):
            return


def _pick(contest: Contest, count: CountInput, rules: CountRules) -> None:
    """The winners by votes, and those with equal votes on the edge of the last seat."""
    able = []
    for votes in contest.standings:  # most votes first: whoever follows somebody short of votes is short too
        if votes.name in contest.out:
            continue
        if not has_enough(votes.votes, contest.base, contest.voted, count.round, rules):
            break
        able.append(votes)
    seats = max(0, contest.entry.seats - contest.lost)
    contest.picks, contest.tied = able[:seats], []
    if 0 < seats < len(able) and able[seats - 1].votes == able[seats].votes:
        edge = able[seats].votes
        contest.picks = [votes for votes in able if votes.votes > edge]
        contest.tied = [votes for votes in able if votes.votes == edge]


def _keep_one_seat(level: list[Contest]) -> bool:
    """A person who wins a reserved and a general seat of one rank keeps the reserved one."""
    reserved = {pick.name for contest in level if contest.entry.reserved for pick in contest.picks}
    for contest in level:
        for pick in contest.picks:
            if contest.entry.reserved is None and pick.name in reserved:
                contest.out[pick.name] = "other_seat"
                return True
    return False


def _strongest_first(level: list[Contest]) -> list[tuple[Contest, Votes]]:
    pairs = [(contest, pick) for contest in level for pick in contest.picks]
    return pairs if len(pairs) < 2 else sorted(pairs, key=lambda pair: (-pair[1].votes, pair[0].index))


def _let_relatives_leave(
    level: list[Contest],
    count: CountInput,
    rules: CountRules,
    kinship: Kinship,
    holders: Mapping[str, int],
) -> bool:
    """Take out the first winner who is related to a stronger one. True when somebody was taken out."""
    if not kinship.known:
        return False
    remaining: list[tuple[Contest, Votes]] = []
    seated = _keepers(level, holders)
    for contest, pick in _strongest_first(level):
        if is_annulled(pick.name, count, rules):
            continue
        if _joins_waiting_relatives(level, contest, pick, kinship):
            return True
        waiting = [votes.name for other in level for votes in other.tied_relatives]
        keeper = kinship.relative_among(pick.name, (*seated, *waiting))
        if not keeper:
            rival = None
            if not contest.supervises:
                rival = next((pair for pair in remaining if kinship.kind(pick.name, pair[1].name)), None)
            if rival is None:
                remaining.append((contest, pick))
                continue
            if rival[1].votes == pick.votes:
                _hold_for_vote(rival, (contest, pick))
                return True
            keeper = rival[1].name
        contest.out[pick.name] = "relative"
        contest.left.append(Kept(pick.name, pick.votes, keeper, kinship.kind(pick.name, keeper)))
        if not rules.refills_relatives:
            contest.lost += 1
        return True
    return False


def _keepers(level: list[Contest], holders: Mapping[str, int]) -> list[str]:
    """Who keeps a seat against a relative of this rank. A holder of a lower post (filled in an earlier round)
    does not keep a higher one from being taken; those who supervise avoid the council, not each other."""
    rank = level[0].entry.rank
    highest = SUPERVISING - 1 if level[0].supervises else rank
    return [name for name, held in holders.items() if held <= min(rank, highest)]


def _joins_waiting_relatives(level: list[Contest], contest: Contest, pick: Votes, kinship: Kinship) -> bool:
    """A third relative with the same votes waits with the two before; the seat already waiting is theirs."""
    for other in level:
        for votes in other.tied_relatives:
            if votes.votes == pick.votes and kinship.kind(pick.name, votes.name):
                contest.out[pick.name] = "relative"
                if not contest.tied_relatives:
                    contest.lost += 1
                contest.tied_relatives.append(pick)
                return True
    return False


def _hold_for_vote(first: tuple[Contest, Votes], second: tuple[Contest, Votes]) -> None:
    """Two relatives in equal posts with equal votes: one seat waits until the voters choose again."""
    for contest, pick in (first, second):
        contest.out[pick.name] = "relative"
        contest.tied_relatives.append(pick)
    contests = {id(contest): contest for contest, _ in (first, second)}
    for contest in contests.values():
        contest.lost += 1


def _thin_ties(
    level: list[Contest],
    count: CountInput,
    rules: CountRules,
    kinship: Kinship,
    holders: Mapping[str, int],
) -> bool:
    """Take out of a tie whoever could not keep the seat: barred, or related to somebody seated."""
    if not any(contest.tied for contest in level):
        return False
    seated = _keepers(level, holders)
    for contest in level:
        picks = [
            pick.name
            for other in level
            if not other.supervises
            for pick in other.picks
            if not is_annulled(pick.name, count, rules)
        ]
        for votes in contest.tied:
            if is_annulled(votes.name, count, rules):
                contest.out[votes.name] = "barred"
                return True
            keeper = kinship.relative_among(votes.name, (*seated, *picks))
            if keeper:
                contest.out[votes.name] = "relative"
                contest.left.append(Kept(votes.name, votes.votes, keeper, kinship.kind(votes.name, keeper)))
                return True
    return False
