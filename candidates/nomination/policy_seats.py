"""The plan's policy posts: what is wanted, who is marked for them, how those who stand compare."""

from __future__ import annotations

from dataclasses import dataclass

from candidates.models import Candidate, NominationPlan, Nominee, Purpose, ReviewFile
from candidates.nomination import policy, queries
from candidates.nomination.policy import PolicyPerson, PolicySeat
from candidates.review.queries import reference_day
from election_office.law.decision import Decision
from villages.models import Election, Person


@dataclass(frozen=True)
class Structure:
    rows: list[PolicySeat]
    decision: Decision


def those_who_stand(election: Election) -> list[Person]:
    """The formal candidates; before there are any, those put forward who did not step back."""
    standing = Candidate.objects.filter(election=election).standing().with_people()
    people = [row.person for row in standing]
    if not people:
        nominees = Nominee.objects.filter(election=election).standing().with_people()
        people = list({nominee.person_id: nominee.person for nominee in nominees}.values())
    return sorted(people, key=lambda row: row.stroke_key)


def structure_of(election: Election) -> Structure | None:
    """What the plan wants against those who stand; None while it wants nothing. Five statements."""
    plan = queries.plan_of(election)
    wanted = wanted_of(plan)
    if not any(wanted.values()):
        return None
    schooling = dict(
        ReviewFile.objects.filter(election=election, purpose=Purpose.COMMITTEE).values_list(
            "person_id", "education"
        )
    )
    marked = marked_of(plan)
    people = [
        PolicyPerson(
            row.name,
            row.sex,
            row.birth_date,
            schooling.get(row.pk, ""),
            [code for code, keys in marked.items() if row.pk in keys],
        )
        for row in those_who_stand(election)
    ]
    rows = policy.structure(people, wanted, reference_day(election), election.rulebook)
    rows = [row for row in rows if row.wanted]
    return Structure(rows, policy.check_structure(rows, election.rulebook))


def wanted_of(plan: NominationPlan | None) -> dict[str, int]:
    if plan is None:
        return {}
    return {kind.code: kind.wanted for kind in plan.policy_kinds.all() if kind.wanted}


def marked_of(plan: NominationPlan | None) -> dict[str, list[int]]:
    """Code → people meant for it. Two statements."""
    if plan is None:
        return {}
    kinds = plan.policy_kinds.prefetch_related("people")
    meant = {kind.code: sorted(person.pk for person in kind.people.all()) for kind in kinds}
    return {code: people for code, people in meant.items() if people}
