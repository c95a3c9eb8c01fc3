"""What follows for a candidate from a petition found true: lent to the supervision, carried out by
the acts of this app, whose rules judge it."""

from __future__ import annotations

from candidates import queries
from candidates.actions import withdraw_candidate
from candidates.models import Candidate, Nominee
from candidates.nomination.actions import leave_list
from election_office.accounts.models import User
from election_office.accounts.permissions import Permission
from villages.models import Election, Person, Petition
from villages.supervision import lending


def people_on_lists(election: Election) -> list[tuple[str, str]]:
    """Formal candidates, and who was put forward while there are none."""
    formal = Candidate.objects.filter(election=election, state=Candidate.State.FORMAL)
    rows = [
        (f"candidate-{row.pk}", f"{row.person.name}（{row.post.title}正式候选人）")
        for row in formal.select_related("person", "post")
    ]
    if rows:
        return rows
    named = Nominee.objects.filter(election=election).standing().select_related("person", "post")
    return [(f"nominee-{row.pk}", f"{row.person.name}（{row.post.title}被提名人）") for row in named]


def grounds(election: Election) -> list[tuple[str, str]]:
    return list(queries.removal_grounds(election).items())


def bar(
    *, petition: Petition, target: str, ground: str, paper_number: str, reason: str, by: User
) -> tuple[str, str]:
    """Take the person off the list, as the page of the candidates does."""
    election = petition.election
    kind, _, key = target.partition("-")
    if kind == "candidate":
        candidate = Candidate.objects.get(pk=key, election=election)
        withdraw_candidate(candidate=candidate, reason=reason, by=by, ground=ground, paper=paper_number)
        name, post = candidate.person.name, candidate.post.title
    else:
        nominee = Nominee.objects.get(pk=key, election=election)
        leave_list(nominee=nominee, reason=reason, ground=ground, paper=paper_number, by=by)
        name, post = nominee.person.name, nominee.post.title
    return f"取消{name}的{post}参选资格", queries.ground_label(election, ground)


def formal_people(election: Election) -> list[Person]:
    """Of whom the three promises are asked. One statement."""
    rows = Candidate.objects.filter(election=election).standing().select_related("person")
    return [row.person for row in rows]


def lend_to_supervision() -> None:
    lending.lend_promisers(formal_people)
    lending.lend_consequence(
        lending.Consequence(
            code="bar-candidate",
            label="取消参选资格",
            warning="此人退出名单，不再印上选票；名单已经张贴的须更正，差额不足的须补足。",
            permission=Permission.CANDIDATE_EDIT,
            targets=people_on_lists,
            grounds=grounds,
            carry_out=bar,
        )
    )
