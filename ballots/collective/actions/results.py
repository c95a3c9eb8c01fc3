"""What the vote decides, which reading holds, the heads of the bodies, and the change of registration."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from ballots.collective import queries, rules
from ballots.models import (
    Assembly,
    CollectiveTerm,
    CollectiveWinner,
    RegistrationChange,
)
from ballots.rules.codes import CODES
from ballots.rules.outcome import Outcome
from election_office.accounts.access import require
from election_office.accounts.models import User
from election_office.accounts.permissions import Permission
from election_office.audit.actions import record
from election_office.documents.queries import current_document
from election_office.law.rulebooks import Rulebook

HEADS = {"chair": "chair_by", "deputy_chair": "chair_by", "supervisory_chair": "supervisory_chair_by"}


@transaction.atomic
def decide_reading(
    *, term: CollectiveTerm, win_rule: str, paper: str, note: str, by: User, version: int | None = None
) -> CollectiveTerm:
    """Township or county says in writing which reading of the two thirds holds for this election."""
    require(by, Permission.RULES_OVERLAY, term)
    term = term.lock(version)
    if term.winners.filter(revoked_at__isnull=True).exists():
        raise ValidationError("结果已经宣布，不能再改认定；须先撤销结果。")
    if rules.charter_says(term.rulebook_on(timezone.localdate())) == rules.ALL:
        raise ValidationError("章程已经规定全体三分之二以上同意当选，不用另行认定。")
    term.win_rule, term.win_rule_paper, term.win_rule_note = win_rule, paper.strip(), note.strip()
    term.win_rule_by, term.win_rule_at = by, timezone.now()
    term.keep("win_rule", "win_rule_paper", "win_rule_note", "win_rule_by", "win_rule_at")
    record(
        "collective_term.reading_decided",
        target=term,
        by=by,
        after={"rule": win_rule, "paper": paper},
        reason=note,
    )
    return term


@transaction.atomic
def declare(*, assembly: Assembly, by: User, version: int | None = None) -> Assembly:
    """Name who is elected. Refused while the two readings name different people and nobody has decided."""
    require(by, Permission.COUNT_DECIDE, assembly)
    term = assembly.term.lock()
    assembly = assembly.lock(version)
    if assembly.is_declared:
        raise ValidationError("结果已经宣布。")
    if not assembly.votes.exists():
        raise ValidationError("还没有录入票数。")
    book = term.rulebook_on(assembly.day)
    rules.check_quorum(assembly.participants, assembly.entitled or 0, term.way, book).require()
    _require_still_eligible(assembly, term, book)
    counted = queries.counted(assembly, book)
    rules.check_reading(differ=counted.differ, decided=term.win_rule, book=book).require()
    win_rule = queries.rule_in_force(term, book)
    outcome = counted.by(win_rule)
    _require_possible(outcome)
    assembly.count = {
        "way": term.way,
        "win_rule": win_rule,
        "entitled": assembly.entitled,
        "participants": assembly.participants,
    }
    assembly.outcome = outcome.as_dict()
    assembly.declared_by, assembly.declared_at = by, timezone.now()
    assembly.keep("count", "outcome", "declared_by", "declared_at")
    winners = _seat(assembly, term, outcome, {name: pk for pk, name in counted.labels.items()})
    record("assembly.declared", target=assembly, by=by, after={"rule": win_rule, "elected": winners})
    return assembly


def _require_still_eligible(assembly: Assembly, term: CollectiveTerm, book: Rulebook) -> None:
    """Somebody may have begun to keep the books, or left, since the nomination."""
    standing = queries.standing_in(term, [row.nominee.member.person_id for row in queries.votes_of(assembly)])
    for row in queries.votes_of(assembly):
        member = row.nominee.member
        entitled = not member.is_revoked and rules.has_capacity(
            member.person.birth_date, member.capacity, assembly.day, book
        )
        rules.check_nominee(standing.facts(row.nominee, entitled), book).require()


def _require_possible(outcome: Outcome) -> None:
    wrong = [error.message for error in outcome.errors if CODES[error.code].stops == "count"]
    if wrong or not outcome.valid:
        raise ValidationError(wrong or [error.message for error in outcome.errors])


def _seat(assembly: Assembly, term: CollectiveTerm, outcome: Outcome, members: dict[str, int]) -> list[str]:
    said = []
    for post in outcome.posts:
        for row in post.seated:
            CollectiveWinner(
                term=term, assembly=assembly, kind=post.post, member_id=members[row.name], votes=row.votes
            ).keep()
            said.append(f"{rules.TITLES[post.post]}{row.name}")
    return said


@transaction.atomic
def withdraw_result(*, assembly: Assembly, reason: str, by: User) -> Assembly:
    """The declaration was wrong: its winners fall, the votes stay and may be corrected."""
    require(by, Permission.COUNT_DECIDE, assembly)
    term = assembly.term.lock()
    assembly = assembly.lock()
    if not assembly.is_declared:
        raise ValidationError("结果还没有宣布。")
    if current_document(assembly, queries.RESULT_NOTICE) is not None:
        raise ValidationError("结果公告已经签发，请先撤销公告。")
    if RegistrationChange.objects.filter(term=term).exists():
        raise ValidationError("已经申请变更登记，不能撤销结果。")
    if term.assemblies.filter(number__gt=assembly.number).exists():
        raise ValidationError("后面还有会议，不能撤销这次会议的结果。")
    before: dict[str, Any] = {"elected": [str(winner) for winner in queries.winners_of(term)]}
    for winner in assembly.winners.filter(revoked_at__isnull=True):
        winner.keep(*winner.revoke(by=by, reason=reason))
    assembly.count = assembly.outcome = assembly.declared_by = assembly.declared_at = None
    assembly.keep("count", "outcome", "declared_by", "declared_at")
    record("assembly.result_withdrawn", target=assembly, by=by, before=before, reason=reason)
    return assembly


@transaction.atomic
def choose_head(
    *,
    term: CollectiveTerm,
    kind: str,
    winner: CollectiveWinner,
    chosen_on: dt.date,
    present: int,
    votes: int,
    by: User,
) -> CollectiveWinner:
    """Where the charter lets a body choose its head: chosen among the newly elected (第三十一条)."""
    require(by, Permission.STEP_RECORD, term)
    term = term.lock()
    winner = winner.lock()
    book = term.rulebook_on(chosen_on)
    if book.value(HEADS[kind]) != "body":
        raise ValidationError({"kind": "章程没有规定由理事会、监事会在成员中推选，应当由会议选举。"})
    posts = rules.COUNCIL_POSTS if HEADS[kind] == "chair_by" else rules.SUPERVISING_POSTS
    body = [row for row in queries.winners_of(term) if row.kind in posts]
    if kind != "deputy_chair" and any(row.kind == kind for row in body):
        raise ValidationError({"kind": f"{rules.TITLES[kind]}已经产生。"})
    if not winner.assembly.day <= chosen_on <= timezone.localdate():
        raise ValidationError({"chosen_on": "推选日期应在会议以后、今天以前。"})
    rules.check_head(
        body=len(body),
        present=present,
        votes=votes,
        is_member=winner in body and winner.chosen_on is None,
        name=str(winner.member),
    ).require()
    winner.kind, winner.chosen_on, winner.chosen_by_votes = kind, chosen_on, votes
    winner.keep("kind", "chosen_on", "chosen_by_votes")
    record("collective_winner.chosen_head", target=winner, by=by, after={"name": str(winner), "votes": votes})
    return winner


# ------------------------------------------------------------------ registration


@transaction.atomic
def apply_change(*, term: CollectiveTerm, applied_on: dt.date, by: User) -> RegistrationChange:
    """The new chair is the legal representative: applied for at the county's agricultural office."""
    require(by, Permission.STEP_RECORD, term)
    term = term.lock()
    chair = next(
        (winner.member.person.name for winner in queries.winners_of(term) if winner.kind == "chair"), ""
    )
    before = term.collective.legal_representative
    book = term.rulebook_on(timezone.localdate())
    rules.check_registration_change(before=before, after=chair, book=book).require()
    if applied_on > timezone.localdate():
        raise ValidationError({"applied_on": "申请日期不能晚于今天。"})
    change = RegistrationChange(
        term=term, before=before, after=chair, applied_on=applied_on, applied_by=by
    ).keep()
    record(
        "registration_change.applied", target=change, by=by, before={"name": before}, after={"name": chair}
    )
    return change


@transaction.atomic
def accept_change(
    *,
    change: RegistrationChange,
    accepted_on: dt.date,
    certificate: str,
    by: User,
    handed_over_on: dt.date | None = None,
    version: int | None = None,
) -> RegistrationChange:
    """The county has entered it: the organisation's legal representative is the new chair."""
    require(by, Permission.STEP_RECORD, change)
    change = change.lock(version)
    if max(accepted_on, handed_over_on or accepted_on) > timezone.localdate():
        raise ValidationError({"accepted_on": "核准日期和移交日期不能晚于今天。"})
    change.accepted_on, change.certificate, change.accepted_by = accepted_on, certificate.strip(), by
    change.handed_over_on = handed_over_on
    change.keep("accepted_on", "certificate", "accepted_by", "handed_over_on")
    collective = change.term.collective.lock()
    collective.legal_representative = change.after
    collective.keep("legal_representative")
    record(
        "registration_change.accepted", target=change, by=by, after={"name": change.after, "day": accepted_on}
    )
    return change
