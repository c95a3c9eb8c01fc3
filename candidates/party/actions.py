"""Every change of the branch's election. One act, one function, one transaction, behind its lock."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from candidates.models import (
    PartyCount,
    PartyExemption,
    PartyNominee,
    PartyObjection,
    PartyPlan,
    PartyReply,
    PartySeat,
    Purpose,
    ReviewFile,
)
from candidates.party import queries, rules
from candidates.party.rules import BRANCH
from candidates.review.actions.files import open_file
from candidates.review.actions.shared import STAGES
from election_office.accounts.access import require
from election_office.accounts.models import User
from election_office.accounts.permissions import Permission
from election_office.audit.actions import record
from election_office.documents.models import Document
from election_office.law.decision import Decision
from villages.actions import close_step, require_stage
from villages.actions.elections import locked
from villages.models import Election, Person
from villages.readings import acts
from villages.readings.rules import Reading

Kind = PartyCount.Kind
Subject = PartyReply.Subject
STEP = "party_branch"


def _begin(election: Election, by: User, permission: Permission = Permission.CANDIDATE_EDIT) -> Election:
    require(by, permission, election)
    election = locked(election)
    require_stage(election, *STAGES)
    return election


def _plan(election: Election) -> PartyPlan:
    plan = queries.plan_of(election)
    if plan is None:
        raise ValidationError("请先登记村党组织换届安排。")
    if queries.approved(election, Subject.RESULT) is not None:
        raise ValidationError("选举结果已经乡镇党委批复，不能再改。")
    return plan


def _not_later_than_today(**days: dt.date) -> None:
    for field, day in days.items():
        if day > timezone.localdate():
            raise ValidationError({field: "日期不能晚于今天。"})


def _record(action: str, target: Any, by: User, reason: str = "", **after: Any) -> None:
    record(action, target=target, area_code=target.area_code, by=by, after=after, reason=reason)


@transaction.atomic
def set_plan(*, election: Election, by: User, **values: Any) -> tuple[PartyPlan, Decision]:
    """Fix the numbers; ``values``: fields of PartyPlan. Not after the candidates were approved."""
    election = _begin(election, by)
    if queries.approved(election, Subject.CANDIDATES) is not None:
        raise ValidationError("预备人选已经乡镇党委批复，安排不能再改。")
    plan = queries.plan_of(election) or PartyPlan(election=election)
    for name, value in values.items():
        setattr(plan, name, value)
    plan.set_by = by
    plan.full_clean()
    decision = rules.check_plan(
        plan.seats, plan.recommended, plan.prepared, election.rulebook, reason=plan.prepared_reason
    )
    decision.require()
    plan.save()
    _record("party.planned", plan, by, seats=plan.seats, recommended=plan.recommended, prepared=plan.prepared)
    return plan, decision


# ── Meetings and their ballots ───────────────────────────────────────────────────────────────────────


@transaction.atomic
def hold_recommendation(
    *, election: Election, kind: str, held_on: dt.date, due: int, present: int, issued: int, by: User
) -> PartyCount:
    """The members or the villagers met to recommend the whole committee (全额推荐)."""
    election = _begin(election, by)
    plan = _plan(election)
    _not_later_than_today(held_on=held_on)
    if kind not in (Kind.MEMBERS, Kind.VILLAGERS):
        raise ValidationError({"kind": "请选择党员推荐或者群众推荐。"})
    count = PartyCount(
        election=election, kind=kind, held_on=held_on, due=due, present=present, issued=issued,
        seats=plan.seats, entered_by=by,
    )  # fmt: skip
    count.full_clean()
    count.save()
    _record("party.meeting_held", count, by, kind=count.get_kind_display(), present=present)
    return count


@transaction.atomic
def hold_meeting(
    *, election: Election, held_on: dt.date, members: int, present: int, issued: int, by: User
) -> PartyCount:
    """The members' meeting votes, for the first time or again for what is still open. Raises RuleRefused."""
    election = _begin(election, by)
    plan = _plan(election)
    _not_later_than_today(held_on=held_on)
    counts = queries.counts_of(election)
    earlier = [one for one in counts if one.kind == Kind.MEETING]
    if any(one.declared_on is None for one in earlier):
        raise ValidationError("上一次投票还没有宣布结果。")
    reply = queries.approved(election, Subject.CANDIDATES)
    if reply is not None and held_on < reply.replied_on:
        raise ValidationError({"held_on": "党员大会选举应在批复以后召开。"})
    seats = queries.seats_of(plan, counts, queries.seated(election))
    if reply is not None and not seats.open:
        raise ValidationError("委员已经选满。")
    exempt = queries.exemptions_in_force(election)
    rules.check_meeting(
        approved=reply is not None, members=members, exempt=exempt, present=present, book=election.rulebook
    ).require()
    count = PartyCount(
        election=election, kind=Kind.MEETING, number=len(earlier) + 1, held_on=held_on, members=members,
        due=members - exempt, present=present, issued=issued, seats=seats.open, tied=list(seats.tied),
        entered_by=by,
    )  # fmt: skip
    count.full_clean()
    count.save()
    _record("party.meeting_held", count, by, kind=str(count), due=count.due, present=present)
    return count


def _locked_count(count: PartyCount, election: Election) -> PartyCount:
    row = PartyCount.objects.select_for_update(of=("self",)).get(pk=count.pk)
    if row.declared_on is not None:
        raise ValidationError("结果已经宣布，计票不能再改。")
    if row.kind != Kind.MEETING and PartyNominee.objects.filter(election=election, prepared=True).exists():
        raise ValidationError("预备人选已经确定，推荐计票不能再改。")
    row.election = election
    return row


@transaction.atomic
def read_count(*, count: PartyCount, reading: Reading, by: User) -> PartyCount:
    """One person types the whole paper; the second must be somebody else. Raises RuleRefused."""
    election = _begin(count.election, by)
    _plan(election)
    count = _locked_count(count, election)
    _check_reading(count, reading)
    acts.take_reading(count, reading, by)
    return _save_reading(count, by)


@transaction.atomic
def reread_count(
    *, count: PartyCount, cells: Mapping[str, int], by: User, typed: int | None = None
) -> PartyCount:
    """One of the two who read the paper reads the differing cells again; ``typed``: the form's draft."""
    election = _begin(count.election, by)
    _plan(election)
    count = _locked_count(count, election)
    _check_reading(count, acts.reread(count, cells, by, typed))
    return _save_reading(count, by)


@transaction.atomic
def settle_count(*, count: PartyCount, number: int, names: str, reason: str, by: User) -> PartyCount:
    """Those who run the meeting choose one of three readings, by name and reason. Raises RuleRefused."""
    election = _begin(count.election, by, Permission.COUNT_DECIDE)
    _plan(election)
    count = _locked_count(count, election)
    acts.settle(count, number=number, names=names, reason=reason, by=by)
    count.full_clean()
    count.save()
    _record("party.count_settled", count, by, reason, meeting=str(count), entry=number, settled_by=names)
    return count


@transaction.atomic
def reset_count(*, count: PartyCount, reason: str, by: User) -> PartyCount:
    """Start a paper anew: what was typed is put aside with the reason. Not once people stand on its votes."""
    election = _begin(count.election, by, Permission.COUNT_DECIDE)
    _plan(election)
    count = _locked_count(count, election)
    if count.kind != Kind.MEETING and PartyNominee.objects.filter(election=election).exists():
        raise ValidationError("已经按推荐情况提出初步人选，计票单不能重新开始。")
    acts.reset(count, reason=reason, by=by)
    count.full_clean()
    count.save()
    _record("party.count_reset", count, by, reason, meeting=str(count))
    return count


def _check_reading(count: PartyCount, reading: Reading) -> None:
    rules.check_reading(reading, count.issued, count.seats).require()
    if beyond := sorted(set(reading.votes.get(BRANCH, {})) - set(count.tied)) if count.tied else []:
        raise ValidationError(f"再次投票只在{'、'.join(count.tied)}中进行，{'、'.join(beyond)}不能计票。")


def _save_reading(count: PartyCount, by: User) -> PartyCount:
    count.full_clean()
    count.save()
    _record("party.count_read", count, by, meeting=str(count), state=count.state)
    return count


@transaction.atomic
def cancel_count(*, count: PartyCount, reason: str, by: User) -> None:
    """Strike a meeting entered by mistake or void; its numbers stay in the audit trail."""
    election = _begin(count.election, by)
    _plan(election)
    count = _locked_count(count, election)
    if not reason.strip():
        raise ValidationError({"reason": "请写明原因。"})
    if count.kind != Kind.MEETING and PartyNominee.objects.filter(election=election).exists():
        raise ValidationError("已经按推荐情况提出初步人选，不能删除这次推荐。")
    # Only what two people agreed on is written down for others to read.
    before = {"meeting": str(count), "present": count.present, "votes": queries.votes_of(count)}
    record(
        "party.count_cancelled", target=count, area_code=count.area_code, by=by, before=before, reason=reason
    )
    count.delete()


# ── People ───────────────────────────────────────────────────────────────────────────────────────────


@transaction.atomic
def propose(
    *,
    election: Election,
    person: Person,
    intended: str,
    by: User,
    written_as: Sequence[str] = (),
    source: str = PartyNominee.Source.RECOMMENDED,
    reason: str = "",
) -> PartyNominee:
    """Make somebody a 初步人选: from the recommendation, or named by the township's party committee."""
    township = source == PartyNominee.Source.TOWNSHIP
    election = _begin(election, by, Permission.REVIEW_DECIDE if township else Permission.CANDIDATE_EDIT)
    _plan(election)
    if person.village_id != election.village_id:
        raise ValidationError({"person": "请从本村人员中选择；外来人员先登记到本村人员。"})
    _not_prepared_yet(election)
    counts, nominees = queries.counts_of(election), queries.nominees_of(election)
    agreed = {one.kind for one in counts if one.agreed}
    if not {Kind.MEMBERS, Kind.VILLAGERS} <= agreed:
        raise ValidationError("党员推荐和群众推荐都计票一致以后，才能提出初步人选。")
    names = {row.name: row.nominee for row in queries.recommended_names(counts, nominees)}
    if not township and not written_as:
        raise ValidationError({"written_as": "请选择推荐票上属于此人的姓名。"})
    for name in written_as:
        if name not in names:
            raise ValidationError({"written_as": f"推荐票上没有“{name}”。"})
        if (other := names[name]) is not None:
            raise ValidationError({"written_as": f"“{name}”已认定为{other.person.name}。"})
    row = PartyNominee(
        election=election, person=person, intended=intended, written_as=list(written_as), source=source,
        reason=reason.strip(), entered_by=by,
    )  # fmt: skip
    row.full_clean()
    row.save()
    _record("party.proposed", row, by, person=person.pk, post=row.get_intended_display())
    return row


def _not_prepared_yet(election: Election) -> None:
    if PartyNominee.objects.filter(election=election, prepared=True).exists():
        raise ValidationError("预备人选已经确定。需要调整的，先撤回预备人选。")


@transaction.atomic
def leave(*, nominee: PartyNominee, reason: str, by: User) -> PartyNominee:
    """Somebody leaves before the 预备人选 are fixed: by own will, or found unfit."""
    election = _begin(nominee.election, by)
    _plan(election)
    _not_prepared_yet(election)
    nominee = PartyNominee.objects.select_for_update(of=("self",)).get(pk=nominee.pk)
    if nominee.left_on is not None:
        raise ValidationError("此人已经退出。")
    nominee.left_on, nominee.left_reason = timezone.localdate(), reason.strip()
    nominee.full_clean()
    nominee.save()
    _record("party.left", nominee, by, reason, person=nominee.person_id)
    return nominee


@transaction.atomic
def open_reviews(
    *, election: Election, answers: Mapping[int, Mapping[str, str]], by: User
) -> list[ReviewFile]:
    """Open a file of the joint review for every 初步人选 without one. ``answers``: nominee → incumbency,
    education, party."""
    election = _begin(election, by)
    plan = _plan(election)
    standing = PartyNominee.objects.filter(election=election, left_on__isnull=True).count()
    if standing < plan.recommended:
        raise ValidationError(f"换届安排的初步人选是{plan.recommended}人，现有{standing}人，还不能报联审。")
    return [
        open_file(
            election=election,
            person=one.person,
            purpose=Purpose.BRANCH,
            by=by,
            post=one.intended,
            **answers.get(one.pk, {}),
        )
        for one in queries.without_review(election)
    ]


@transaction.atomic
def prepare(*, election: Election, chosen: Sequence[PartyNominee], by: User) -> list[PartyNominee]:
    """Fix the 预备人选 among those reviewed and 考察ed. Raises RuleRefused."""
    election = _begin(election, by)
    plan = _plan(election)
    _not_prepared_yet(election)
    wanted = {one.pk for one in chosen}
    nominees = [one for one in queries.nominees_of(election) if one.pk in wanted and one.left_on is None]
    rows = queries.standings(election, queries.counts_of(election), nominees)
    prospects = [row.prospect for row in rows]
    rules.check_prepared(prospects, plan.prepared, plan.seats, election.rulebook).require()
    for one in nominees:
        one.prepared = True
        one.full_clean()
        one.save(update_fields=["prepared", "updated_at"])
    _record("party.prepared", plan, by, people=[one.person_id for one in nominees])
    return nominees


@transaction.atomic
def undo_prepared(*, election: Election, reason: str, by: User) -> None:
    """Take the 预备人选 back before they were approved; their notice and request must be withdrawn first."""
    election = _begin(election, by)
    plan = _plan(election)
    if queries.approved(election, Subject.CANDIDATES) is not None:
        raise ValidationError("预备人选已经乡镇党委批复，不能撤回。")
    for kind, title in ((queries.PUBLICITY, "公示"), (queries.REQUEST, "请示")):
        if queries.paper_in_force(election, kind) is not None:
            raise ValidationError(f"请先撤销已签发的{title}。")
    if not PartyNominee.objects.filter(election=election, prepared=True).update(prepared=False):
        raise ValidationError("还没有确定预备人选。")
    _record("party.prepared_undone", plan, by, reason)


@transaction.atomic
def take_objection(
    *, election: Election, nominee: PartyNominee, text: str, received_on: dt.date, by: User
) -> PartyObjection:
    """Take in what somebody said against a 预备人选 whose list hangs. Who it was is not written down."""
    election = _begin(election, by)
    _plan(election)
    _not_later_than_today(received_on=received_on)
    if nominee.election_id != election.pk or not nominee.prepared:
        raise ValidationError({"nominee": "只登记对预备人选的反映。"})
    notice = queries.paper_in_force(election, queries.PUBLICITY)
    if notice is None or notice.first_posted_on is None or received_on < notice.first_posted_on:
        raise ValidationError({"received_on": "公示张贴以后收到的反映才在这里登记。"})
    row = PartyObjection(
        election=election, nominee=nominee, text=text.strip(), received_on=received_on, entered_by=by
    ).keep()
    _record("party.objection", row, by, person=nominee.person_id, received_on=received_on)
    return row


@transaction.atomic
def answer_objection(
    *, objection: PartyObjection, outcome: str, answer: str, decided_on: dt.date, by: User
) -> PartyObjection:
    """The township's answer after looking into it. What is true is followed by taking the 预备人选 back."""
    election = _begin(objection.election, by, Permission.REVIEW_DECIDE)
    _plan(election)
    objection = objection.lock()
    if objection.outcome:
        raise ValidationError("这件反映已经办结。")
    if not objection.received_on <= decided_on <= timezone.localdate():
        raise ValidationError({"decided_on": "办结日期应在收到以后，且不能晚于今天。"})
    objection.outcome, objection.answer, objection.decided_on = outcome, answer.strip(), decided_on
    objection.keep("outcome", "answer", "decided_on")
    _record("party.objection_answered", objection, by, objection.answer[:480], outcome=outcome)
    return objection


def require_publicity(document: Document) -> None:
    """Hook of the request: the list hung its days, nothing against it is open. Raises RuleRefused."""
    require_prepared(document)
    election = Election.objects.with_places().get(pk=document.election_id)
    queries.check_request(election).require()


def require_prepared(document: Document) -> None:
    """Hook of the notice and the request: nothing is posted or asked before the 预备人选 are fixed."""
    assert document.election_id is not None, "a list of candidates belongs to an election"
    if not PartyNominee.objects.filter(election_id=document.election_id, prepared=True).exists():
        raise ValidationError("还没有确定预备人选。")


# ── Members not counted, and the township's answers ──────────────────────────────────────────────────


@transaction.atomic
def exempt(*, election: Election, by: User, **values: Any) -> PartyExemption:
    """A member not counted among those due. ``values``: fields of PartyExemption. Raises RuleRefused."""
    election = _begin(election, by, Permission.REVIEW_DECIDE)
    _plan(election)
    _no_meeting_yet(election)
    row = PartyExemption(election=election, entered_by=by, **values)
    row.full_clean()
    _not_later_than_today(consented_on=row.consented_on, approved_on=row.approved_on)
    rules.check_exemption(
        ground=row.ground, consented_on=row.consented_on, approved_on=row.approved_on,
        passed_on=row.passed_on, book=election.rulebook,
    ).require()  # fmt: skip
    row.save()
    _record("party.exempted", row, by, ground=row.ground, approval=row.approval)
    return row


@transaction.atomic
def pass_exemptions(*, election: Election, passed_on: dt.date, by: User) -> int:
    """The members' meeting agreed to everybody listed; how many count from now on."""
    election = _begin(election, by)
    _plan(election)
    _no_meeting_yet(election)
    _not_later_than_today(passed_on=passed_on)
    rows = list(PartyExemption.objects.select_for_update().filter(election=election, passed_on__isnull=True))
    if not rows:
        raise ValidationError("没有等待党员大会通过的人员。")
    for row in rows:
        rules.check_exemption(
            ground=row.ground, consented_on=row.consented_on, approved_on=row.approved_on,
            passed_on=passed_on, book=election.rulebook,
        ).require()  # fmt: skip
        row.passed_on = passed_on
        row.save(update_fields=["passed_on", "updated_at"])
        _record("party.exemption_passed", row, by)
    return len(rows)


@transaction.atomic
def end_exemption(*, exemption: PartyExemption, reason: str, by: User) -> None:
    """Somebody is counted after all."""
    election = _begin(exemption.election, by)
    _plan(election)
    _no_meeting_yet(election)
    before = {"ground": exemption.ground, "approval": exemption.approval}
    record(
        "party.exemption_ended", target=exemption, area_code=election.area_code, by=by, before=before,
        reason=reason,
    )  # fmt: skip
    exemption.delete()


def _no_meeting_yet(election: Election) -> None:
    if PartyCount.objects.filter(election=election, kind=Kind.MEETING).exists():
        raise ValidationError("党员大会已经投票，应到会人数不能再改。")


@transaction.atomic
def reply(
    *,
    election: Election,
    subject: str,
    approved: bool,
    number: str,
    replied_on: dt.date,
    by: User,
    note: str = "",
) -> PartyReply:
    """Enter the township party committee's answer; approving the result closes the step of the plan."""
    election = _begin(election, by, Permission.REVIEW_DECIDE)
    plan = _plan(election)
    _not_later_than_today(replied_on=replied_on)
    row = PartyReply(
        election=election, subject=subject, approved=approved, number=number.strip(), replied_on=replied_on,
        note=note.strip(), entered_by=by,
    )  # fmt: skip
    row.full_clean()
    asked = queries.paper_in_force(
        election, queries.REQUEST if subject == Subject.CANDIDATES else queries.REPORT
    )
    notice = queries.paper_in_force(election, queries.PUBLICITY)
    decision = rules.check_reply(
        requested=asked is not None,
        posted_on=notice.fully_posted_on if notice else None,
        days=plan.publicity_days,
        replied_on=replied_on,
        subject=subject,
    )
    decision.require()
    row.save()
    _record("party.replied", row, by, number=row.number, approved=approved)
    if subject == Subject.RESULT and approved:
        close_step(election=election, code=STEP, done_on=replied_on, evidence=f"批复{row.number}", by=by)
    return row


# ── The result ───────────────────────────────────────────────────────────────────────────────────────


@transaction.atomic
def declare(
    *, count: PartyCount, by: User, people: Mapping[str, Person] | None = None
) -> tuple[list[PartySeat], Decision]:
    """Declare who a ballot of the members' meeting elected. ``people``: who a written-in name is; nobody
    takes a seat without a passed joint review. Raises RuleRefused."""
    election = _begin(count.election, by)
    _plan(election)
    count = _locked_count(count, election)
    result = queries.result_of(count) if count.kind == Kind.MEETING else None
    if result is None:
        raise ValidationError("计票单还没有两人录入一致。")
    result.decision.require()
    known = queries.standing_by_name(election) | dict(people or {})
    if nameless := [name for name in result.elected if name not in known]:
        raise ValidationError({"people": f"{'、'.join(nameless)}是另选的人，请先选定是本村哪一位。"})
    passed = set(
        ReviewFile.objects.filter(
            election=election, purpose=Purpose.BRANCH, state=ReviewFile.State.PASSED
        ).values_list("person_id", flat=True)
    )
    if unreviewed := [name for name in result.elected if known[name].pk not in passed]:
        raise ValidationError(f"{'、'.join(unreviewed)}还没有通过资格联审，审查通过后才能宣布当选。")
    votes = queries.votes_of(count)
    seats = [
        PartySeat(election=election, count=count, person=known[name], votes=votes[name], entered_by=by)
        for name in result.elected
    ]
    for seat in seats:
        seat.full_clean()
        seat.save()
    count.declared_on, count.declared_by = timezone.localdate(), by
    count.full_clean()
    count.save()
    _record("party.declared", count, by, elected=[seat.person_id for seat in seats], open=result.unfilled)
    return seats, result.decision


@transaction.atomic
def reduce_seats(*, election: Election, held_on: dt.date, due: int, in_favour: int, by: User) -> PartyPlan:
    """The members' meeting gives up the seats nobody won. Raises RuleRefused."""
    election = _begin(election, by)
    plan = _plan(election)
    _not_later_than_today(held_on=held_on)
    counts = queries.counts_of(election)
    if any(one.kind == Kind.MEETING and one.declared_on is None for one in counts):
        raise ValidationError("上一次投票还没有宣布结果。")
    seats = queries.seats_of(plan, counts, queries.seated(election))
    rules.check_reduction(
        open_seats=seats.open, elected=seats.elected, due=due, in_favour=in_favour, book=election.rulebook
    ).require()
    plan.reduced, plan.reduced_on = seats.open, held_on
    plan.reduced_due, plan.reduced_for = due, in_favour
    plan.full_clean()
    plan.save()
    _record("party.seats_reduced", plan, by, seats=plan.reduced, due=due, in_favour=in_favour)
    return plan


@transaction.atomic
def elect_office(
    *, seat: PartySeat, role: str, held_on: dt.date, present: int, votes: int, by: User
) -> PartySeat:
    """The new committee elects its secretary or a deputy. Raises RuleRefused."""
    election = _begin(seat.election, by)
    plan = _plan(election)
    _not_later_than_today(held_on=held_on)
    everybody = queries.seated(election)
    seats = queries.seats_of(plan, queries.counts_of(election), everybody)
    if seats.open:
        raise ValidationError(f"还有{seats.open}个委员名额没有选出，委员会选出后再选书记、副书记。")
    row = PartySeat.objects.select_for_update(of=("self",)).get(pk=seat.pk)
    if row.role != PartySeat.Role.MEMBER:
        raise ValidationError(f"{seat.person.name}已经当选{row.get_role_display()}。")
    held = {one: sum(other.role == one for other in everybody) for one in ("secretary", "deputy_secretary")}
    rules.check_office(
        role=role, committee=len(everybody), present=present, votes=votes, held=held,
        deputies=plan.deputies, book=election.rulebook,
    ).require()  # fmt: skip
    row.role, row.chosen_on, row.chosen_present, row.chosen_votes = role, held_on, present, votes
    row.full_clean()
    row.save()
    _record("party.office_elected", row, by, role=row.get_role_display(), present=present, votes=votes)
    return row


def check_report(election: Election) -> Decision:
    """May the branch report its result?"""
    plan = queries.plan_of(election)
    if plan is None:
        return rules.check_report(elected=0, open_seats=0, tied=(), secretary=False)
    everybody = queries.seated(election)
    seats = queries.seats_of(plan, queries.counts_of(election), everybody)
    secretary = any(one.role == PartySeat.Role.SECRETARY for one in everybody)
    return rules.check_report(
        elected=seats.elected, open_seats=seats.open, tied=seats.tied, secretary=secretary
    )


def require_report(document: Document) -> None:
    """Hook of the result's report."""
    assert document.election_id is not None, "a result belongs to an election"
    election = Election.objects.with_places().get(pk=document.election_id)
    check_report(election).require()
