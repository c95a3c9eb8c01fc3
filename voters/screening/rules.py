"""What a comparison of rolls calls a case, and how each kind of case may be settled.

Plain values in, plain values out. One voter stands on one roll (RO-06); the age counts on the election
day (RO-01); whoever is deprived of political rights is not registered (RO-01).
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from election_office.law.dates import cn_date, is_of_age
from election_office.law.decision import Citation, Decision, Finding
from election_office.law.rulebooks import Rulebook
from voters.imports.check import note_tells

SAME_ID, TWIN, ELSEWHERE = "same_id", "twin", "registered_elsewhere"
DECEASED, DEPRIVED, UNDER_AGE = "deceased_noted", "deprived_noted", "under_age"
NO_ID, UNPRINTABLE = "no_id", "unprintable_name"
SAME, DIFFERENT, STRUCK_OFF, STAYS, GONE = "same_person", "different_people", "struck_off", "stays", "gone"

# In the order the form offers them.
WAYS: dict[str, tuple[str, ...]] = {
    SAME_ID: (SAME,),
    ELSEWHERE: (SAME,),
    TWIN: (SAME, DIFFERENT),
    DECEASED: (STRUCK_OFF, STAYS),
    DEPRIVED: (STRUCK_OFF, STAYS),
    UNDER_AGE: (STRUCK_OFF,),
    NO_ID: (STAYS, STRUCK_OFF),
    UNPRINTABLE: (STAYS,),
}
# Decisions that hold as long as the facts do. After the others the situation is over, and when it is
# found again something has happened since.
REMEMBERED = frozenset({DIFFERENT, STAYS})
# Grounds of a cancelled registration, as the roll's own pages name them.
GROUNDS = {
    SAME_ID: "doubled",
    TWIN: "doubled",
    ELSEWHERE: "elsewhere",
    DECEASED: "deceased",
    DEPRIVED: "deprived",
    UNDER_AGE: "mistake",
    NO_ID: "mistake",
}
# Parts of the words that note_tells knows: what a database can look for before the note is read.
NOTE_PARTS = {DECEASED: ("故", "亡", "世", "死", "殁", "逝", "卒", "火化", "不在"), DEPRIVED: ("剥", "褫")}
_LABELS = {
    SAME: "是同一人",
    DIFFERENT: "不是同一人",
    STRUCK_OFF: "取消登记",
    STAYS: "保留登记",
}


@dataclass(frozen=True, slots=True)
class Voter:
    """One registration as the comparison reads it."""

    registration: int
    person: int
    election: int
    cycle: int
    village: int
    code: str
    village_name: str
    registered: bool
    name: str
    birth_date: date
    sex: str
    id_hash: str | None
    note: str = ""
    died_on: date | None = None
    deprived: bool = False


@dataclass(frozen=True, slots=True)
class Found:
    """A situation found: what it is, whom it is about, and the digest of its facts."""

    kind: str
    key: str
    facts: str
    detail: str
    voters: tuple[Voter, ...]

    @property
    def area_code(self) -> str:
        return smallest_division(voter.code for voter in self.voters)


@dataclass(frozen=True, slots=True)
class SettlementFacts:
    """``recorded``: the person's own record says it (died, deprived), not only a note on the roll.
    ``kept_is_party``: the registration to keep is one of the case's; ``kept_in_force``: and still counts."""

    kind: str
    settlement: str
    reason: str
    settled: bool = False
    recorded: bool = False
    kept_is_party: bool = False
    kept_in_force: bool = False


def one_roll_article(book: Rulebook) -> Citation:
    """The paragraph that allows one roll a voter, in the version of the day; of communities none does."""
    if book.kind == "community":
        return book.cite("double_registration")
    age = book.parameter("voting_age")
    return Citation(book.law_name(age.law), age.article.removesuffix("第一款") + "第三款", age.verified)


def check_settlement(facts: SettlementFacts, book: Rulebook) -> Decision:
    """May the case be settled like this?"""
    ways = WAYS[facts.kind]
    offered = "、".join(f"“{_LABELS[way]}”" for way in ways)
    keeps = facts.settlement == SAME
    return Decision(
        (
            Finding("settled", not facts.settled, "这一事项已经处理，不能重复处理。"),
            Finding(
                "way_unknown", facts.settlement in ways, f"这一情形只能按{offered}处理。", _basis(facts, book)
            ),
            Finding(
                "recorded",
                not (facts.settlement == STAYS and facts.recorded),
                "人员记录本身写明了这一情况，不能保留登记；记录有误的，请先在人员页更正，再重新核对。",
                book.cite("rolloff_grounds") if facts.kind == DEPRIVED else None,
            ),
            Finding(
                "kept_missing",
                not keeps or facts.kept_is_party,
                "请选择保留哪一处登记，其他各处将取消。",
                one_roll_article(book),
            ),
            Finding(
                "kept_not_in_force",
                not keeps or not facts.kept_is_party or facts.kept_in_force,
                "选择保留的登记已经取消，请重新核对后再处理。",
            ),
            Finding("reason_missing", bool(facts.reason.strip()), "请写明理由和核实的经过。"),
        )
    )  # fmt: skip


def _basis(facts: SettlementFacts, book: Rulebook) -> Citation | None:
    if facts.kind in (SAME_ID, ELSEWHERE):
        return one_roll_article(book)
    return book.cite("voting_age") if facts.kind == UNDER_AGE else None


def smallest_division(codes: Iterable[str]) -> str:
    """The smallest division that holds all of these: a village, a township or a county."""
    first, *others = sorted(set(codes))
    shared = [size for size in (6, 9, 12) if all(code[:size] == first[:size] for code in others)]
    return first[: max(shared, default=0)]


def last_birth_date(day: date, age: int, *, birthday_counts: bool) -> date:
    """The latest date of birth with which somebody is of age on ``day``."""
    born = date(day.year - age, day.month, 1) + timedelta(days=day.day)
    while not is_of_age(born, day, age, birthday_counts=birthday_counts):
        born -= timedelta(days=1)
    return born


def key_of(people: Iterable[int]) -> str:
    """The people a case is about, in order: the same people are the same case."""
    return "-".join(map(str, sorted(set(people))))


def digest_of(*parts: object) -> str:
    """Equal for equal facts; says nothing about them."""
    return hashlib.sha256("\x1f".join(map(str, parts)).encode()).hexdigest()


# ------------------------------------------------------------------ what makes a case


def on_two_rolls(rows: list[Voter]) -> Found | None:
    """One person on several rolls; ``rows`` are all that person's, at least one of them in force."""
    if len(rows) < 2 or not any(row.registered for row in rows):
        return None
    rows = sorted(rows, key=lambda row: (row.code, row.registration))
    kind = SAME_ID if len({row.cycle for row in rows}) == 1 else ELSEWHERE
    places = "、".join(f"{row.village_name}（{'已登记' if row.registered else '待定'}）" for row in rows)
    return Found(
        kind,
        key_of(row.person for row in rows),
        digest_of(*((row.registration, row.registered) for row in rows)),
        f"{rows[0].name}同一身份证号列在{len(rows)}处名单：{places}。"[:400],
        tuple(rows),
    )


def twins(first: list[Voter], second: list[Voter]) -> Found | None:
    """Two records with one name and one date of birth. Not a case when both have identity numbers and
    these tell a man from a woman."""
    entry, other = first[0], second[0]
    if entry.sex != other.sex and entry.id_hash and other.id_hash:
        return None
    rows = sorted([*first, *second], key=lambda row: (row.code, row.registration))
    places = "和".join(dict.fromkeys(row.village_name for row in rows))
    who = sorted((row.person, row.name, row.birth_date, row.sex, row.id_hash or "") for row in (entry, other))
    return Found(
        TWIN,
        key_of((entry.person, other.person)),
        digest_of(*who),
        f"{entry.name}，{cn_date(entry.birth_date)}出生，{places}有两条人员记录，可能是同一人。"[:400],
        tuple(rows),
    )


def deceased(voter: Voter) -> Found | None:
    if voter.died_on:
        said = f"人员记录写明{cn_date(voter.died_on)}死亡"
    elif note_tells(voter.note).deceased:
        said = f"备注写有「{voter.note[:60]}」"
    else:
        return None
    return _about(DECEASED, voter, f"{voter.name}仍在名单上，{said}。", voter.note, voter.died_on)


def deprived(voter: Voter) -> Found | None:
    if voter.deprived:
        said = "人员记录写明依法被剥夺政治权利"
    elif note_tells(voter.note).deprived:
        said = f"备注写有「{voter.note[:60]}」"
    else:
        return None
    return _about(DEPRIVED, voter, f"{voter.name}仍在名单上，{said}。", voter.note, voter.deprived)


def under_age(voter: Voter, day: date, age: int) -> Found:
    said = f"{voter.name}{cn_date(voter.birth_date)}出生，到选举日{cn_date(day)}未满{age}周岁。"
    return _about(UNDER_AGE, voter, said, voter.birth_date, day, age)


def without_number(voter: Voter) -> Found:
    said = f"{voter.name}在名单上，没有身份证号，无法与其他名单比对。"
    return _about(NO_ID, voter, said, voter.name, voter.birth_date)


def unprintable(voter: Voter, characters: Iterable[str]) -> Found:
    codes = "、".join(f"U+{ord(char):04X}" for char in characters)
    said = f"{voter.name}的姓名中有打印不出的字（{codes}），请按身份证用标准字更正。"
    return _about(UNPRINTABLE, voter, said, voter.name)


def _about(kind: str, voter: Voter, detail: str, *facts: object) -> Found:
    # A person on two rolls has a case for each: the acts that settle them differ.
    key = f"{voter.person}@{voter.registration}"
    return Found(kind, key, digest_of(*facts), detail[:400], (voter,))
