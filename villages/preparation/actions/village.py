"""What is found out, decided and done in one village before its election stage."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from election_office.accounts.access import require
from election_office.accounts.models import User
from election_office.accounts.permissions import Permission
from election_office.audit.actions import record
from villages.actions.elections import locked
from villages.models import (
    DepartureAudit,
    Election,
    LastTermMember,
    Liaison,
    Measure,
    SuitablePerson,
    Survey,
    Talk,
)
from villages.preparation import queries, rules
from villages.preparation.actions.closing import settle


@transaction.atomic
def add_incumbent(
    *,
    election: Election,
    body: str,
    post: str,
    name: str,
    sex: str,
    birth_year: int,
    birth_month: int,
    education: str,
    by: User,
    party_member: bool = False,
    wealth: bool = False,
    veteran: bool = False,
) -> LastTermMember:
    """A member of the team in office whom the township's workbook did not bring."""
    require(by, Permission.CYCLE_PLAN, election)
    election = locked(election)
    row = LastTermMember(
        village=election.village,
        election=election if election.team_before.exists() else None,
        body=body,
        post=post.strip(),
        name=name.strip(),
        sex=sex,
        birth_year=birth_year,
        birth_month=birth_month,
        education=education,
        party_member=party_member or body == LastTermMember.Body.BRANCH,
        wealth=wealth,
        veteran=veteran,
    ).keep()
    settle(election=election, code="talks", by=by)
    record("incumbent.added", target=row, by=by, after={"name": row.name, "post": row.post})
    return row


@transaction.atomic
def correct_incumbent(
    *, member: LastTermMember, by: User, version: int | None = None, **answers: Any
) -> LastTermMember:
    """Put right what the workbook or the form said of a member of the last team. ``answers``: the fields."""
    require(by, Permission.CYCLE_PLAN, member)
    member = member.lock(version)
    before = {name: getattr(member, name) for name in answers}
    for name, value in answers.items():
        setattr(member, name, value.strip() if isinstance(value, str) else value)
    member.party_member = member.party_member or member.body == LastTermMember.Body.BRANCH
    member.keep(*answers)
    after = {name: getattr(member, name) for name in answers}
    record("incumbent.corrected", target=member, by=by, before=before, after=after)
    return member


@transaction.atomic
def bring_team(*, election: Election, by: User) -> list[LastTermMember]:
    """The team elected the last time becomes the team in office before this election: who sits in the
    committee and in the branch today, as the office itself knows them."""
    require(by, Permission.CYCLE_PLAN, election)
    election = locked(election)
    if election.team_before.exists():
        raise ValidationError("现任班子已经带入。")
    holders = queries.team_elected_before(election)
    if not holders:
        raise ValidationError("平台上没有这个村上一届选举的结果，请逐人登记或者从全镇资料表导入。")
    known = queries.sources_before(election)
    rows = [
        LastTermMember(
            village=election.village,
            election=election,
            **known.get((holder.person.name, holder.person.birth_date.year), {}),
            body=body,
            post=holder.post_title,
            name=holder.person.name,
            sex=holder.person.sex,
            birth_year=holder.person.birth_date.year,
            birth_month=holder.person.birth_date.month,
            education=rules.education_of(holder.person.education),
            party_member=holder.person.party_member or body == LastTermMember.Body.BRANCH,
        ).keep()
        for body, holder in holders
    ]
    settle(election=election, code="talks", by=by)
    record("incumbent.brought", target=election, by=by, after={"names": [row.name for row in rows]})
    return rows


@transaction.atomic
def set_liaison(
    *, election: Election, leader: str, duty: str, from_on: dt.date, by: User, members: str = ""
) -> Liaison:
    """Who of the township answers for this village; the leader before ends on that day."""
    require(by, Permission.CYCLE_PLAN, election)
    election = locked(election)
    rules.check_day(from_on, timezone.localdate(), "包村起始日期", "from_later").require()
    before = election.liaisons.select_for_update(of=("self",)).filter(ended_on__isnull=True).first()
    if before is not None:
        before.ended_on = from_on
        before.keep("ended_on")
    row = Liaison(
        election=election,
        leader=leader.strip(),
        duty=duty.strip(),
        members=members.strip(),
        from_on=from_on,
        recorded_by=by,
    ).keep()
    settle(election=election, code="organize", by=by)
    record(
        "liaison.set",
        target=row,
        by=by,
        before={"leader": before.leader} if before else {},
        after={"leader": row.leader},
    )
    return row


@transaction.atomic
def set_survey(*, election: Election, by: User, version: int | None = None, **answers: Any) -> Survey:
    """The sheet of the survey, filled in and corrected as more becomes known. ``answers``: its fields."""
    require(by, Permission.SUPERVISE, election)
    election = locked(election)
    row = Survey.objects.select_for_update(of=("self",)).filter(election=election).first()
    row = row.expect(version) if row else Survey(election=election, recorded_by=by)
    today = timezone.localdate()
    rules.check_day(answers["surveyed_on"], today, "摸底日期", "surveyed_later").require()
    marks = tuple(answers.get(name) for name in ("good", "competent", "basic", "poor"))
    rules.check_assessment(rules.Votes(answers.get("issued"), answers.get("recovered"), marks)).require()
    for name, value in answers.items():
        setattr(row, name, value)
    row.keep(*answers)
    settle(election=election, code="survey", by=by)
    record("survey.set", target=row, by=by, after={"surveyed_on": row.surveyed_on})
    return row


@transaction.atomic
def classify(*, election: Election, category: str, category_reasons: str, by: User) -> Survey:
    """The township's class of the village, with its reasons: a weak one is put in order before it votes."""
    require(by, Permission.CYCLE_PLAN, election)
    election = locked(election)
    row = Survey.objects.select_for_update(of=("self",)).filter(election=election).first()
    if row is None:
        raise ValidationError("请先填写摸底表，再登记选情分类。")
    before = row.category
    row.category, row.category_reasons = category, category_reasons.strip()
    row.keep("category", "category_reasons")
    for code in ("analysis", "rectify"):
        settle(election=election, code=code, by=by)
    record("survey.classified", target=row, by=by, before={"category": before}, after={"category": category})
    return row


@transaction.atomic
def add_suitable(*, election: Election, by: User, **who: Any) -> SuitablePerson:
    """Somebody found suitable for the new team; the township's office decides. ``who``: the fields."""
    require(by, Permission.SUPERVISE, election)
    election = locked(election)
    row = SuitablePerson(election=election, recorded_by=by, **who).keep()
    settle(election=election, code="survey", by=by)
    record("suitable.added", target=row, by=by, after={"name": row.name})
    return row


@transaction.atomic
def decide_suitable(
    *, person: SuitablePerson, approved: bool, approved_on: dt.date, opinion: str, by: User
) -> SuitablePerson:
    """换届办审定: agreed or not, with the day and the reason for a no."""
    require(by, Permission.CYCLE_PLAN, person)
    locked(person.election)
    person = person.lock()
    rules.check_day(approved_on, timezone.localdate(), "审定日期").require()
    if not approved and not opinion.strip():
        raise ValidationError({"opinion": "不同意的，请写明理由。"})
    person.approved, person.approved_on, person.opinion = approved, approved_on, opinion.strip()
    person.keep("approved", "approved_on", "opinion")
    settle(election=person.election, code="survey", by=by)
    record("suitable.decided", target=person, by=by, after={"name": person.name, "approved": approved})
    return person


@transaction.atomic
def add_measure(
    *, election: Election, problem: str, measure: str, owner: str, due_on: dt.date, by: User
) -> Measure:
    """A line of 整顿台账: the problem, what is done, by whom, until when."""
    require(by, Permission.SUPERVISE, election)
    election = locked(election)
    row = Measure(
        election=election,
        problem=problem.strip(),
        measure=measure.strip(),
        owner=owner.strip(),
        due_on=due_on,
        recorded_by=by,
    ).keep()
    settle(election=election, code="rectify", by=by)
    record("measure.added", target=row, by=by, after={"owner": row.owner, "due_on": due_on})
    return row


@transaction.atomic
def finish_measure(*, measure: Measure, done_on: dt.date, result: str, by: User) -> Measure:
    require(by, Permission.SUPERVISE, measure)
    locked(measure.election)
    measure = measure.lock()
    if measure.done_on:
        raise ValidationError("这项整顿已经登记完成。")
    rules.check_day(done_on, timezone.localdate(), "完成日期").require()
    measure.done_on, measure.result = done_on, result.strip()
    measure.keep("done_on", "result")
    settle(election=measure.election, code="rectify", by=by)
    record("measure.finished", target=measure, by=by, after={"done_on": done_on})
    return measure


@transaction.atomic
def record_audit(
    *,
    election: Election,
    member: LastTermMember,
    auditor: str,
    paper_number: str,
    reported_on: dt.date,
    no_findings: bool,
    by: User,
    findings: str = "",
    remedy: str = "",
) -> DepartureAudit:
    """The result of the departure audit of one member of the team in office, with the report's number.

    The step closes when the notice of all results hangs.
    """
    require(by, Permission.CYCLE_PLAN, election)
    election = locked(election)
    if member.village_id != election.village_id:
        raise ValidationError({"member": "此人不是这个村的现任班子成员。"})
    rules.check_audit(
        no_findings=no_findings,
        findings=findings,
        remedy=remedy,
        reported_on=reported_on,
        today=timezone.localdate(),
    ).require()
    row = DepartureAudit(
        election=election,
        member=member,
        auditor=auditor.strip(),
        paper_number=paper_number.strip(),
        reported_on=reported_on,
        no_findings=no_findings,
        findings=findings.strip(),
        remedy=remedy.strip(),
        recorded_by=by,
    ).keep()
    record("audit_result.recorded", target=row, by=by, after={"name": member.name, "paper": row.paper_number})
    return row


@transaction.atomic
def remedy_audit(*, audit: DepartureAudit, remedied_on: dt.date, by: User) -> DepartureAudit:
    """What the audit found has been put right."""
    require(by, Permission.CYCLE_PLAN, audit)
    audit = audit.lock()
    if audit.no_findings:
        raise ValidationError("这份审计没有发现问题，不须登记整改。")
    rules.check_day(remedied_on, timezone.localdate(), "整改完成日期").require()
    if remedied_on < audit.reported_on:
        raise ValidationError({"remedied_on": "整改完成日期不能早于审计报告日期。"})
    audit.remedied_on = remedied_on
    audit.keep("remedied_on")
    record("audit_result.remedied", target=audit, by=by, after={"remedied_on": remedied_on})
    return audit


@transaction.atomic
def record_talk(
    *,
    election: Election,
    member: LastTermMember,
    talked_on: dt.date,
    first_leader: str,
    outlook: str,
    by: User,
    second_leader: str = "",
    summary: str = "",
) -> Talk:
    """A talk with a member of the team in office; with a head two leaders talk together."""
    require(by, Permission.SUPERVISE, election)
    election = locked(election)
    if member.village_id != election.village_id:
        raise ValidationError({"member": "此人不是这个村的现任班子成员。"})
    rules.check_talk(
        post=member.post, second=second_leader, talked_on=talked_on, today=timezone.localdate()
    ).require()
    row = Talk(
        election=election,
        member=member,
        talked_on=talked_on,
        first_leader=first_leader.strip(),
        second_leader=second_leader.strip(),
        outlook=outlook,
        summary=summary.strip(),
        recorded_by=by,
    ).keep()
    settle(election=election, code="talks", by=by)
    record("talk.recorded", target=row, by=by, after={"name": member.name, "talked_on": talked_on})
    return row
