"""What the papers of the village's party branch have in common (两推一选)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar

from candidates.models import PartyCount, PartyNominee, PartyPlan, PartySeat
from candidates.party import queries
from candidates.party.rules import BRANCH
from election_office.documents.notice import NumberRule
from election_office.law.dates import cn_date
from election_office.law.decision import Decision, Finding
from villages.models import Election
from villages.notices.shared import ElectionFacts, heading
from villages.readings.acts import agreed_reading

BODIES = {"branch": "支部委员会", "general": "总支部委员会", "committee": "委员会"}
OFFICES = {"secretary": "书记", "deputy_secretary": "副书记", "branch_member": "委员", "member": "委员"}


@dataclass(frozen=True)
class BranchFacts(ElectionFacts):
    """``branch``: who signs. ``above``: the party committee to which it reports. It never changes."""

    what: str
    branch: str
    above: str
    basis: str
    seats: int
    recommended: int
    prepared: int
    days: int


@dataclass(frozen=True)
class PreparedPerson:
    name: str
    sex: str
    born: str
    education: str
    now: str
    post: str
    members: int
    villagers: int


@dataclass(frozen=True)
class PreparedFacts(BranchFacts):
    """``people``: whom the branch puts forward (预备人选)."""

    version: ClassVar[int] = 1

    reason: str
    people: tuple[PreparedPerson, ...]


def head(election: Election, what: str) -> dict[str, Any]:
    """The facts of ``BranchFacts``."""
    plan = queries.plan_of(election) or PartyPlan(election=election, seats=0)
    name = f"中共{election.village.name}{BODIES[plan.body]}"
    return heading(election, "") | {
        "title": f"{name}换届选举{what}",
        "what": what,
        "branch": name,
        "above": f"中共{election.village.township.name}委员会",
        "basis": _basis(election),
        "seats": plan.seats,
        "recommended": plan.recommended,
        "prepared": plan.prepared,
        "days": plan.publicity_days,
    }


def _basis(election: Election) -> str:
    """The township's plan of the change of term, by its number where it has one."""
    paper = election.cycle.paper_number
    return f"{election.village.township.name}换届选举工作方案" + (f"（{paper}）" if paper else "")


def titled(branch: str, what: str) -> str:
    return f"{branch}换届选举\n{what}"


def prepared_head(election: Election, what: str) -> dict[str, Any]:
    """The facts of ``PreparedFacts``."""
    plan = queries.plan_of(election)
    nominees = [nominee for nominee in queries.nominees_of(election) if nominee.prepared]
    rows = queries.standings(election, queries.counts_of(election), nominees)
    return head(election, what) | {
        "reason": plan.prepared_reason if plan else "",
        "people": tuple(_prepared(row) for row in rows),
    }


def _prepared(row: queries.Standing) -> PreparedPerson:
    person = row.nominee.person
    return PreparedPerson(
        name=person.name,
        sex=person.get_sex_display(),
        born=f"{person.birth_date:%Y.%m}" if person.birth_date else "",
        education=row.file.get_education_display() if row.file else "",
        now=row.file.current_post if row.file else "",
        post=OFFICES[row.nominee.intended],
        members=row.members,
        villagers=row.villagers,
    )


def check_branch(election: Election) -> Decision:
    """The branch signs: its change of term was fixed before."""
    exists = PartyPlan.objects.filter(election=election).exists()
    return Decision((Finding("no_branch", exists, "还没有登记村党组织换届安排，不能以村党组织名义签发。"),))


def check_prepared(election: Election) -> Decision:
    made = PartyNominee.objects.filter(election=election, prepared=True).exists()
    return check_branch(election) + Decision((Finding("not_prepared", made, "还没有确定预备人选。"),))


# ── What the meeting and the committee decided ───────────────────────────────────────────────────────


@dataclass(frozen=True)
class CountedRound:
    """One vote of the members' meeting. ``members``: who may vote; ``exempt``: of them not due."""

    held: str
    due: int
    present: int
    issued: int
    recovered: int
    void: int
    blank: int
    votes: dict[str, int]
    members: int | None
    exempt: int
    seats: int
    elected: tuple[str, ...]
    tied: tuple[str, ...]


@dataclass(frozen=True)
class Seated:
    """``votes``: at the members' meeting. ``held``, ``present``, ``chosen``: of the committee's own vote."""

    name: str
    role: str
    votes: int
    held: str
    present: int | None
    chosen: int | None


def numbers(count: PartyCount) -> dict[str, Any]:
    """What an agreed count says."""
    reading = agreed_reading(count)
    assert reading is not None, "only an agreed count is printed"
    return {
        "held": cn_date(count.held_on),
        "due": count.due,
        "present": count.present,
        "issued": count.issued,
        "recovered": reading.recovered,
        "void": reading.void,
        "blank": reading.blank,
        "votes": dict(reading.votes.get(BRANCH, {})),
    }


def rounds(election: Election) -> tuple[CountedRound, ...]:
    counts = [
        count
        for count in queries.counts_of(election)
        if count.kind == PartyCount.Kind.MEETING and count.agreed
    ]
    made = []
    for count in counts:
        count.election = election
        result = queries.result_of(count)
        made.append(
            CountedRound(
                **numbers(count),
                members=count.members,
                exempt=(count.members or count.due) - count.due,
                seats=count.seats,
                elected=tuple(result.elected) if result else (),
                tied=tuple(result.tied) if result else (),
            )
        )
    return tuple(made)


def seated(election: Election) -> tuple[Seated, ...]:
    order = [PartySeat.Role.SECRETARY, PartySeat.Role.DEPUTY, PartySeat.Role.MEMBER]
    seats = sorted(
        queries.seated(election),
        key=lambda seat: (order.index(PartySeat.Role(seat.role)), seat.person.stroke_key),
    )
    return tuple(
        Seated(
            name=seat.person.name,
            role=OFFICES[seat.role],
            votes=seat.votes,
            held=cn_date(seat.chosen_on) if seat.chosen_on else "",
            present=seat.chosen_present,
            chosen=seat.chosen_votes,
        )
        for seat in seats
    )


def _number(election: Election, year: int, serial: int) -> str:
    return f"{election.village.name}党字〔{year}〕{serial}号"


NUMBER = NumberRule(
    "party", label=_number, scope=lambda subject: f"election:{subject.pk}", title="党组织换届公文"
)
