"""What the records come to: who counts as what, what looks odd, and how a draft takes new numbers in.

Plain values in, plain values out; no Django, no clock.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from statistics import median

YOUNG_AGE = 35
COLLEGE = ("college", "bachelor")
# Words of a register of people → the level of education, the most learned first: 大学专科 is no 大学本科.
_LEVELS = (
    ("bachelor", ("研究生", "硕士", "博士", "本科", "学士")),
    ("college", ("大专", "专科", "高职")),
    ("senior", ("高中", "中专", "中技", "职高", "技校", "中师")),
    ("junior", ("初中",)),
    ("primary", ("小学", "文盲", "半文盲", "扫盲")),
    ("bachelor", ("大学",)),
)
# The codes of the joint review → those of the last team.
FROM_REVIEW = {
    "primary": "primary",
    "junior_secondary": "junior",
    "senior_secondary": "senior",
    "junior_college": "college",
    "bachelor": "bachelor",
    "postgraduate": "bachelor",
}


def education_level(words: str) -> str:
    """The level that a free word such as 大学本科 or 中专 means; empty where it is not known."""
    for level, signs in _LEVELS:
        if any(sign in words for sign in signs):
            return level
    return ""


def full_years(year: int, month: int, day: int | None, on: date) -> int:
    """The age on that day; of a month of birth alone, the month itself counts as reached."""
    before = (on.month, on.day) < (month, day) if day else on.month < month
    return on.year - year - before


@dataclass(frozen=True, slots=True)
class Seat:
    """One seat of a team as its records have it. ``key``: the same for the same person."""

    key: str
    term: str
    body: str
    post: str
    name: str
    sex: str = ""
    age: int | None = None
    education: str = ""
    party_member: bool = False
    person_id: int | None = None
    wealth: bool = False
    veteran: bool = False
    counted: bool = True
    college: bool = False
    young: bool = False
    reelected: bool = False
    crosses: bool = False
    both_heads: bool = False
    secretary: bool = False


def is_secretary(seat: Seat) -> bool:
    return seat.body == "branch" and "书记" in seat.post and "副" not in seat.post


def is_director(seat: Seat) -> bool:
    return seat.body == "committee" and "主任" in seat.post and "副" not in seat.post


def with_marks(seats: Sequence[Seat], before: Iterable[str] = ()) -> list[Seat]:
    """The seats with what follows from the others: each person counted once (at the highest seat of the
    branch first), 连任, 交叉任职, 一肩挑. ``before``: the keys of the last team."""
    known = set(before)
    bodies: dict[str, set[str]] = {}
    heads = {
        seat.key: (seat.key in {s.key for s in seats if is_director(s)})
        for seat in seats
        if is_secretary(seat)
    }
    for seat in seats:
        bodies.setdefault(seat.key, set()).add(seat.body)
    ordered = sorted(seats, key=lambda seat: (not is_secretary(seat), not is_director(seat)))
    seen: set[str] = set()
    marked = []
    for seat in ordered:
        college = seat.education in COLLEGE
        marked.append(
            replace(
                seat,
                counted=seat.key not in seen,
                college=college,
                young=college and seat.age is not None and seat.age <= YOUNG_AGE,
                reelected=seat.key in known,
                crosses=len(bodies[seat.key]) > 1,
                both_heads=heads.get(seat.key, False),
                secretary=is_secretary(seat),
            )
        )
        seen.add(seat.key)
    return marked


# ------------------------------------------------------------------ the vote


def same_sheets(boxes: Sequence[Mapping[str, object]], least: int = 20) -> list[str]:
    """Boxes whose counts are the same number for number, post by post. A box of few ballots says nothing."""
    counts: dict[str, list[str]] = {}
    for box in boxes:
        recovered = box.get("recovered")
        if isinstance(recovered, int) and recovered >= least and box.get("posts"):
            counts.setdefault(repr((recovered, box["posts"])), []).append(str(box["name"]))
    return ["和".join(names) for names in counts.values() if len(names) > 1]


# What is listed, with the line from which it is; the numbers stand beside it and nothing is concluded.
HIGH_TURNOUT, LOW_TURNOUT, MANY_PROXIES, MANY_VOID, JUMP = 98, 55, 30, 10, 20
AGE_JUMP, TEAM_JUMP, TEAM_LEAST = 10, 3, 3
LINES = (
    f"参选率{HIGH_TURNOUT}%以上或者{LOW_TURNOUT}%以下，委托投票占{MANY_PROXIES}%以上，无效票占{MANY_VOID}%以上，"
    f"两个以上票箱计票逐项相同，参选率、登记人数比上届变动{JUMP}%以上，"
    f"参选率与其他村的中位数相差{JUMP}个百分点以上，"
    f"班子平均年龄比上届变动{AGE_JUMP}岁以上、人数增减{TEAM_JUMP}人以上或者上届成员没有一人连任的，"
    f"列在这里。只列数字，不作结论。"
)


@dataclass(frozen=True, slots=True)
class Vote:
    """The vote of a village; ``last`` is that of the term before, where it is on record."""

    election_id: int
    village: str
    registered: int
    voted: int
    issued: int
    proxies: int
    recovered: int
    void: int
    same: Sequence[str] = ()
    last_registered: int = 0
    last_voted: int = 0


@dataclass(frozen=True, slots=True)
class Teams:
    """The team of a village and the one before it, each person once. ``ages``: where the age is known."""

    election_id: int
    village: str
    people: int
    last_people: int
    ages: Sequence[int]
    last_ages: Sequence[int]
    reelected: int


@dataclass(frozen=True, slots=True)
class Odd:
    election_id: int
    village: str
    what: str
    numbers: str


def share(part: int, whole: int) -> float:
    return 100 * part / whole if whole else 0.0


def percent(part: int, whole: int) -> str:
    """``93.4%``; a dash where there is nothing to divide by."""
    return f"{share(part, whole):.1f}%" if whole else "—"


def odd(votes: Sequence[Vote]) -> list[Odd]:
    """What somebody may want to look at, village by village."""
    usual = median(share(vote.voted, vote.registered) for vote in votes) if votes else 0.0
    found: list[Odd] = []
    for vote in votes:
        found += [
            Odd(vote.election_id, vote.village, what, numbers)
            for what, numbers in _odd(vote, usual, len(votes))
        ]
    return found


def _odd(vote: Vote, usual: float, villages: int) -> Iterable[tuple[str, str]]:
    turnout = share(vote.voted, vote.registered)
    said = f"登记{vote.registered}人，参加投票{vote.voted}人，参选率{percent(vote.voted, vote.registered)}"
    if turnout >= HIGH_TURNOUT or turnout <= LOW_TURNOUT:
        yield "参选率", f"{said}。"
    elif villages >= 3 and abs(turnout - usual) >= JUMP:
        yield "参选率与其他村", f"{said}，各村中位数{usual:.1f}%。"
    if share(vote.proxies, vote.issued) >= MANY_PROXIES:
        yield (
            "委托投票",
            f"发出{vote.issued}张，其中委托{vote.proxies}张，占{percent(vote.proxies, vote.issued)}。",
        )
    if share(vote.void, vote.recovered) >= MANY_VOID:
        yield "无效票", f"收回{vote.recovered}张，无效{vote.void}张，占{percent(vote.void, vote.recovered)}。"
    for names in vote.same:
        yield "计票相同", f"{names}收回票数和各项得票逐项相同。"
    yield from _jumps(vote, turnout)


def odd_teams(teams: Sequence[Teams]) -> list[Odd]:
    """Jumps of a team against the last; where one of the two is not on record there is nothing to compare."""
    return [
        Odd(team.election_id, team.village, what, numbers)
        for team in teams
        if team.people and team.last_people
        for what, numbers in _team_jumps(team)
    ]


def _team_jumps(team: Teams) -> Iterable[tuple[str, str]]:
    if abs(team.people - team.last_people) >= TEAM_JUMP:
        yield "班子人数比上届", f"上届{team.last_people}人，本届{team.people}人。"
    if team.ages and team.last_ages:
        before, now = (sum(ages) / len(ages) for ages in (team.last_ages, team.ages))
        if abs(now - before) >= AGE_JUMP:
            yield "班子平均年龄比上届", f"上届{before:.1f}岁，本届{now:.1f}岁。"
    if team.last_people >= TEAM_LEAST and not team.reelected:
        yield "上届成员连任", f"上届{team.last_people}人，本届{team.people}人，没有一人连任。"


def _jumps(vote: Vote, turnout: float) -> Iterable[tuple[str, str]]:
    if not vote.last_registered:
        return
    last = share(vote.last_voted, vote.last_registered)
    if abs(turnout - last) >= JUMP:
        yield "参选率比上届", f"上届{last:.1f}%，本届{turnout:.1f}%。"
    if abs(vote.registered - vote.last_registered) * 100 >= JUMP * vote.last_registered:
        yield "登记人数比上届", f"上届{vote.last_registered}人，本届{vote.registered}人。"


@dataclass(frozen=True, slots=True)
class Answerable:
    """A township's part of a report that the county asked for."""

    due_on: date
    answered_on: date | None = None

    def state(self, today: date) -> str:
        if self.answered_on is not None:
            return "late" if self.answered_on > self.due_on else "done"
        return "overdue" if today > self.due_on else "open"

    def words(self, today: date) -> str:
        state = self.state(today)
        if self.answered_on is not None:
            return f"迟报{(self.answered_on - self.due_on).days}天" if state == "late" else "按期上报"
        days = (self.due_on - today).days
        return f"超期{-days}天未报" if days < 0 else f"还有{days}天" if days else "今天到期"
