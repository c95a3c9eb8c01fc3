"""Every change from nomination to the formal list. One act, one function, one transaction."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from candidates import actions as candidates
from candidates import queries as candidate_queries
from candidates import rules as candidate_rules
from candidates.models import (
    Candidate,
    NominationPlan,
    NominationSheet,
    Nominee,
    NomineeObjection,
    Preselection,
    Purpose,
    ReviewFile,
)
from candidates.nomination import corrections, queries, rules
from candidates.nomination.rules import NominationFacts, Reading
from candidates.readings import reread, take_reading
from candidates.review.actions.files import open_file
from election_office.accounts.access import require
from election_office.accounts.models import User
from election_office.accounts.permissions import Permission
from election_office.audit.actions import record
from election_office.documents.models import Document
from villages.actions import require_stage
from villages.actions.elections import locked
from villages.committee import actions as committee
from villages.models import Election, Post
from voters.models import Registration

State = Nominee.State


def _begin(election: Election, by: User) -> Election:
    require(by, Permission.CANDIDATE_EDIT, election)
    election = locked(election)
    require_stage(election)
    return election


def _plan(election: Election) -> NominationPlan:
    plan = queries.plan_of(election)
    if plan is None:
        raise ValidationError("请先登记本村的提名安排。")
    return plan


@transaction.atomic
def set_plan(*, election: Election, places: Mapping[str, int], by: User, **values: Any) -> NominationPlan:
    """Fix how the village nominates; ``values``: fields of NominationPlan. Raises RuleRefused.

    Once somebody was put forward only the later days and the numbers change; ways in use stay."""
    election = _begin(election, by)
    plan = queries.plan_of(election) or NominationPlan(election=election)
    for name, value in values.items():
        setattr(plan, name, value)
    plan.places, plan.set_by = dict(places), by
    ways = {"ballot": plan.by_ballot, "party": plan.by_party, "joint": plan.by_joint, "self": plan.by_self}
    used = set(Nominee.objects.filter(election=election).values_list("source", flat=True))
    if gone := [Nominee.Source(one).label for one in sorted(used) if not ways[one]]:
        raise ValidationError(f"已有人选以{'、'.join(gone)}的方式提出，不能取消这种方式。")
    _keep_the_vote(plan)
    decision = rules.check_plan(
        ways=ways,
        closes_on=plan.closes_on,
        election_day=election.election_day,
        mode=election.mode,
        book=election.rulebook,
        consented_on=plan.consented_on,
        filed_on=plan.filed_on,
        preselects=plan.preselects,
    )
    if election.mode != Election.Mode.NO_CANDIDATES:
        posts = [queries.seats_of(post) for post in election.posts.all()]
        decision += rules.check_places(posts, places, election.rulebook)
    decision.require()
    plan.full_clean()
    plan.save()
    record(
        "nomination.planned",
        target=plan,
        area_code=election.area_code,
        by=by,
        after={
            "ways": [way for way, on in ways.items() if on],
            "places": dict(places),
            "preselects": plan.preselects,
            "joint_least": plan.joint_least,
            "policy_seats": plan.policy_seats,
        }
        | ({"consented_on": plan.consented_on, "filed_on": plan.filed_on} if plan.consented_on else {}),
    )
    return plan


def _keep_the_vote(plan: NominationPlan) -> None:
    """What a list or a vote already stands on does not change under it."""
    before = NominationPlan.objects.filter(pk=plan.pk).first()
    if before is None or (before.preselects == plan.preselects and before.places == plan.places):
        return
    if Preselection.objects.filter(election=plan.election_id).in_force().exists():
        raise ValidationError("已登记预选结果，候选人数和是否预选不能再改；须改的先作废预选结果。")
    if before.preselects != plan.preselects:
        _not_listed_yet(plan.election)


# ── Ballots of nomination (海选) ─────────────────────────────────────────────────────────────────────


@transaction.atomic
def add_sheet(*, election: Election, station: str, issued: int, by: User) -> NominationSheet:
    """A station at which ballots of nomination were handed out."""
    election = _begin(election, by)
    if not _plan(election).by_ballot:
        raise ValidationError("本村的提名安排没有采用选民投票提名。")
    _not_listed_yet(election)
    sheet = NominationSheet(election=election, station=station.strip(), issued=issued)
    sheet.full_clean()
    sheet.save()
    record(
        "nomination.sheet_added",
        target=sheet,
        area_code=election.area_code,
        by=by,
        after={"station": sheet.station, "issued": issued},
    )
    return sheet


def _not_listed_yet(election: Election) -> None:
    if Nominee.objects.filter(election=election, listed=True).exists():
        raise ValidationError("初步候选人名单已经产生，不能再改；须补充提名的先撤回名单。")


@transaction.atomic
def read_sheet(*, sheet: NominationSheet, reading: Reading, by: User) -> NominationSheet:
    """One person types the whole paper; the second must be somebody else. Raises RuleRefused."""
    election = _begin(sheet.election, by)
    _not_listed_yet(election)
    sheet = NominationSheet.objects.select_for_update().get(pk=sheet.pk)
    take_reading(sheet, reading, by)
    _check(reading, sheet, election)
    return _save_reading(sheet, election, by)


@transaction.atomic
def reread_cells(*, sheet: NominationSheet, cells: Mapping[str, int], by: User) -> NominationSheet:
    """One of the two who read the sheet reads the differing cells again."""
    election = _begin(sheet.election, by)
    _not_listed_yet(election)
    sheet = NominationSheet.objects.select_for_update().get(pk=sheet.pk)
    _check(reread(sheet, cells, by), sheet, election)
    return _save_reading(sheet, election, by)


def _check(reading: Reading, sheet: NominationSheet, election: Election) -> None:
    posts = [queries.seats_of(post) for post in election.posts.all()]
    rules.check_reading(reading, sheet.issued, posts, election.rulebook).require()


def _save_reading(sheet: NominationSheet, election: Election, by: User) -> NominationSheet:
    sheet.full_clean()
    sheet.save()
    record(
        "nomination.sheet_read",
        target=sheet,
        area_code=election.area_code,
        by=by,
        after={"station": sheet.station, "agreed": sheet.agreed},
    )
    return sheet


# ── People put forward ───────────────────────────────────────────────────────────────────────────────


@transaction.atomic
def nominate(
    *,
    election: Election,
    post: Post,
    registration: Registration,
    source: str,
    received_on: dt.date,
    by: User,
    written_as: Sequence[str] = (),
    merge_reason: str = "",
    signers: Sequence[Registration] = (),
    declared: bool = False,
) -> Nominee:
    """Somebody is put forward for a post. From ballots: ``written_as``: the names taken for this person
    (votes come from the agreed sheets); jointly: ``signers``; by oneself: ``declared``.

    Raises RuleRefused."""
    election = _begin(election, by)
    plan = _plan(election)
    _not_listed_yet(election)
    if post.election_id != election.pk:
        raise ValidationError({"post": "这个职位不属于本村选举。"})
    if received_on > timezone.localdate():
        raise ValidationError({"received_on": "收到日期不能晚于今天。"})
    signed = {
        one.pk
        for one in signers
        if one.election_id == election.pk and one.status == Registration.Status.REGISTERED
    }
    facts = NominationFacts(
        name=registration.person.name,
        sex=registration.person.sex,
        registered=registration.status == Registration.Status.REGISTERED
        and registration.election_id == election.pk,
        source=source,
        allowed=bool(getattr(plan, f"by_{source}")),
        post=queries.seats_of(post),
        received_on=received_on,
        opens_on=plan.opens_on,
        closes_on=plan.closes_on,
        merged=tuple(written_as),
        reason=merge_reason,
        signers=len(signed),
        least=plan.joint_least,
        declared=declared,
    )
    rules.check_nomination(facts, election.rulebook).require()
    votes = _votes(election, post, written_as) if source == Nominee.Source.BALLOT else 0
    nominee = Nominee(
        election=election,
        post=post,
        person=registration.person,
        registration=registration,
        source=source,
        votes=votes,
        written_as=list(written_as),
        merge_reason=merge_reason.strip(),
        received_on=received_on,
        entered_by=by,
    )
    nominee.full_clean()
    nominee.save()
    nominee.signers.set(signed)
    record(
        "nomination.nominated",
        target=nominee,
        area_code=election.area_code,
        by=by,
        after={
            "person": nominee.person_id,
            "post": post.title,
            "source": nominee.get_source_display(),
            "votes": votes,
            "written_as": list(written_as),
        },
        reason=nominee.merge_reason,
    )
    return nominee


def _votes(election: Election, post: Post, names: Sequence[str]) -> int:
    open_names = {row.name: row for row in queries.written_names(election) if row.post.pk == post.pk}
    if not names or any(name not in open_names for name in names):
        raise ValidationError("请选择提名票上的姓名。")
    for name in names:
        if (taken := open_names[name].nominee) is not None:
            raise ValidationError(f"票面姓名“{name}”已经认定为{taken}。")
    if not all(NominationSheet.objects.filter(election=election).values_list("agreed", flat=True)):
        raise ValidationError("提名计票单全部两次录入一致以后，才能认定姓名。")
    return sum(open_names[name].votes for name in names)


@transaction.atomic
def answer_nomination(*, nominee: Nominee, accepts: bool, answered_on: dt.date, by: User) -> Nominee:
    """The person says in writing whether to stand. Agreeing for one post is the written choice among several:
    the person's other nominations end. Whoever must now leave the committee is named on its page."""
    election = _begin(nominee.election, by)
    nominee = (
        Nominee.objects.select_for_update(of=("self",)).select_related("person", "post").get(pk=nominee.pk)
    )
    _not_listed_yet(election)
    if nominee.state != State.NOMINATED:
        raise ValidationError(f"{nominee}已经表态，现为“{nominee.get_state_display()}”。")
    if not nominee.received_on <= answered_on <= timezone.localdate():
        raise ValidationError({"answered_on": "表态日期应在提名以后，且不能晚于今天。"})
    if accepts:
        nominee.state, nominee.answered_on = State.ACCEPTED, answered_on
        nominee.full_clean()
        nominee.save()
        others = Nominee.objects.filter(election=election, person=nominee.person).standing()
        for other in others.exclude(pk=nominee.pk).select_related("person", "post"):
            _leave(other, State.REFUSED, f"本人书面选择{nominee.post.title}职位。", answered_on)
        committee.on_nominated(election=election, person=nominee.person, by=by)
    else:
        nominee.answered_on = answered_on
        _leave(nominee, State.REFUSED, "本人书面表示不参选。", answered_on)
    record(
        "nomination.answered",
        target=nominee,
        area_code=election.area_code,
        by=by,
        after={"person": nominee.person_id, "post": nominee.post.title, "accepts": accepts},
    )
    return nominee


def _leave(nominee: Nominee, state: str, reason: str, on: dt.date) -> None:
    nominee.state, nominee.listed = state, False
    nominee.left_on, nominee.left_reason = on, reason
    nominee.full_clean()
    nominee.save()


@transaction.atomic
def record_second_ballot(*, post: Post, votes: Mapping[int, int], by: User) -> list[Nominee]:
    """The votes among those equal on the edge; ``votes``: nominee → votes, for each of them.

    On a list already made the one who wins moves up (answered)."""
    election = _begin(post.election, by)
    row = next(one for one in queries.nominees_by_post(election) if one.post.pk == post.pk)
    if not row.tied or set(votes) != {one.pk for one in row.tied}:
        raise ValidationError("请填写得票相等的每一人在再次投票中的得票。")
    for nominee in row.tied:
        nominee.tie_votes = votes[nominee.pk]
        nominee.full_clean()
        nominee.save(update_fields=["tie_votes", "updated_at"])
    listed = Nominee.objects.filter(election=election, listed=True).exists()
    moved = _move_up(election) if listed else []
    record(
        "nomination.second_ballot",
        target=post,
        area_code=election.area_code,
        by=by,
        after={one.person.name: votes[one.pk] for one in row.tied}
        | ({"moved_up": [one.person_id for one in moved]} if moved else {}),
    )
    return moved


# ── The preliminary list ─────────────────────────────────────────────────────────────────────────────


@transaction.atomic
def make_preliminary(*, election: Election, by: User) -> list[Nominee]:
    """Fix who is on the preliminary list, by votes and the rule on women. Raises RuleRefused."""
    election = _begin(election, by)
    plan = _plan(election)
    if election.mode == Election.Mode.NO_CANDIDATES:
        raise ValidationError("本村不设候选人，只确定自荐竞职人员名单，不产生初步候选人名单。")
    _not_listed_yet(election)
    rows = queries.nominees_by_post(election)
    queries.check_preliminary(election, rows).require()
    listed = [one for row in rows for one in row.chosen]
    for nominee in listed:
        nominee.listed = True
        nominee.full_clean()
        nominee.save(update_fields=["listed", "updated_at"])
    record(
        "nomination.listed",
        target=plan,
        area_code=election.area_code,
        by=by,
        after={"people": [one.person_id for one in listed]},
    )
    return listed


@transaction.atomic
def undo_preliminary(*, election: Election, reason: str, by: User) -> None:
    """Take the preliminary list back to nominate further people; not once there are candidates."""
    election = _begin(election, by)
    if Candidate.objects.filter(election=election).standing().exists():
        raise ValidationError("已有正式候选人，不能撤回初步候选人名单。")
    if queries.preliminary_notice(election) is not None:
        raise ValidationError("初步候选人名单公告还有效，请先在公文页撤销公告。")
    if not reason.strip():
        raise ValidationError({"reason": "请写明撤回名单的理由。"})
    listed = Nominee.objects.filter(election=election, listed=True)
    before = list(listed.values_list("person_id", flat=True))
    if not before:
        raise ValidationError("还没有产生初步候选人名单。")
    listed.update(listed=False, updated_at=timezone.now())
    record(
        "nomination.unlisted",
        target=_plan(election),
        area_code=election.area_code,
        by=by,
        before={"people": before},
        reason=reason.strip(),
    )


@transaction.atomic
def leave_list(
    *, nominee: Nominee, reason: str, by: User, ground: str = "", paper: str = ""
) -> list[Nominee]:
    """Somebody withdraws in writing, or is taken off on ``ground``, proved by ``paper``; the next by votes
    moves up.

    Answers with those who moved up. Withdrawing knows the limit of the rulebook. Raises RuleRefused."""
    election = _begin(nominee.election, by)
    nominee = (
        Nominee.objects.select_for_update(of=("self",))
        .select_related("person", "post", "registration")
        .get(pk=nominee.pk)
    )
    if nominee.state not in Nominee.STANDING:
        raise ValidationError("此人已经不是人选。")
    if Candidate.objects.filter(election=election, person=nominee.person).standing().exists():
        raise ValidationError("此人已是正式候选人，请在正式候选人名单中办理退出。")
    if not reason.strip():
        raise ValidationError({"reason": "请写明原因和依据。"})
    if not ground:
        today = timezone.localdate()
        candidate_rules.check_withdrawal(today, election.election_day, None, election.rulebook).require()
        return _take_off(election, nominee, State.WITHDRAWN, reason, by)
    facts = candidate_queries.removal_facts(
        election, nominee.person, nominee.registration, ground=ground, reason=reason, paper=paper
    )
    candidate_rules.check_removal(facts, election.rulebook).require()
    nominee.left_ground, nominee.left_paper = ground, paper.strip()
    state = State.DROPPED if ground == candidate_rules.REVIEW_GROUND else State.BARRED
    return _take_off(election, nominee, state, reason, by)


LEFT_WORDS = {
    State.WITHDRAWN: "nomination.withdrew",
    State.DROPPED: "nomination.dropped",
    State.BARRED: "nomination.barred",
    State.OBJECTED: "nomination.objected",
}


def _take_off(election: Election, nominee: Nominee, state: State, reason: str, by: User) -> list[Nominee]:
    """End a nomination whose leaving was judged; answers with those who moved up."""
    was_listed = nominee.listed
    _leave(nominee, state, reason.strip(), timezone.localdate())
    committee.on_nomination_ended(election=election, person=nominee.person, by=by)
    moved = _move_up(election) if was_listed else []
    after: dict[str, Any] = {"moved_up": [one.person_id for one in moved]}
    if nominee.left_ground:
        label = candidate_queries.ground_label(election, nominee.left_ground)
        after |= {"ground": label, "paper": nominee.left_paper}
    record(
        LEFT_WORDS[state],
        target=nominee,
        area_code=election.area_code,
        by=by,
        before={"person": nominee.person_id, "post": nominee.post.title},
        after=after,
        reason=reason.strip(),
    )
    return moved


def _move_up(election: Election) -> list[Nominee]:
    """Fill what became free with the next by votes; equals on the edge wait for a second ballot.

    Every post is looked at: a director's leaving may bring a woman among the members."""
    moved = []
    for row in queries.nominees_by_post(election):
        for one in row.chosen:
            if not one.listed:
                one.listed = True
                one.full_clean()
                one.save(update_fields=["listed", "updated_at"])
                moved.append(one)
    return moved


@transaction.atomic
def open_reviews(
    *, election: Election, answers: Mapping[int, Mapping[str, str]], by: User
) -> list[ReviewFile]:
    """Open a file of the joint review for everybody on the preliminary list who has none yet.

    ``answers``: nominee → incumbency, education and party, which no file goes without. One missing: nothing.
    """
    election = _begin(election, by)
    return [
        open_file(
            election=election,
            person=one.person,
            purpose=Purpose.COMMITTEE,
            by=by,
            post=one.post.kind,
            **answers.get(one.pk, {}),
        )
        for one in queries.without_review(election)
    ]


# ── Objections ───────────────────────────────────────────────────────────────────────────────────────


@transaction.atomic
def object_to(
    *, nominee: Nominee, objector_name: str, text: str, received_on: dt.date, by: User
) -> NomineeObjection:
    """Take in what somebody says against a name on the posted list. A late one is taken in and marked."""
    election = _begin(nominee.election, by)
    plan = _plan(election)
    nominee = Nominee.objects.select_related("person", "election").get(pk=nominee.pk)
    if not nominee.listed:
        raise ValidationError("只受理对初步候选人名单上的人的意见。")
    if received_on > timezone.localdate():
        raise ValidationError({"received_on": "收到日期不能晚于今天。"})
    notice = queries.preliminary_notice(election)
    decision = rules.check_objection(
        notice.fully_posted_on if notice else None, received_on, plan.objection_days
    )
    same = NomineeObjection.objects.filter(
        nominee=nominee, objector_name=objector_name.strip(), text=text.strip()
    ).first()
    again = candidate_rules.check_same_objection(nominee.person.name, same.received_on if same else None)
    (decision + again).require()
    objection = NomineeObjection(
        nominee=nominee,
        objector_name=objector_name.strip(),
        text=text.strip(),
        received_on=received_on,
        due_on=rules.objection_due(received_on, plan.decision_days),
        in_time=not decision.warnings,
        entered_by=by,
    )
    objection.full_clean()
    objection.save()
    record(
        "nomination.objection",
        target=objection,
        area_code=election.area_code,
        by=by,
        after={"person": nominee.person_id, "due_on": objection.due_on, "in_time": objection.in_time},
        reason=objection.text[:480],
    )
    return objection


@transaction.atomic
def answer_objection(
    *, objection: NomineeObjection, upheld: bool, answer: str, decided_on: dt.date, by: User
) -> list[Nominee]:
    """The committee answers. Upheld: the person leaves the list and the next by votes moves up (answered)."""
    election = _begin(objection.nominee.election, by)
    objection = NomineeObjection.objects.select_for_update(of=("self",)).get(pk=objection.pk)
    if objection.outcome:
        raise ValidationError("这件意见已经答复。")
    if not objection.received_on <= decided_on <= timezone.localdate():
        raise ValidationError({"decided_on": "答复日期应在收到以后，且不能晚于今天。"})
    objection.outcome = objection.Outcome.UPHELD if upheld else objection.Outcome.REJECTED
    objection.answer, objection.decided_on = answer.strip(), decided_on
    objection.full_clean()
    objection.save()
    record(
        "nomination.objection_answered",
        target=objection,
        area_code=objection.area_code,
        by=by,
        after={"outcome": objection.get_outcome_display(), "decided_on": decided_on},
        reason=objection.answer[:480],
    )
    if not upheld or objection.nominee.state not in Nominee.STANDING:
        return []
    nominee = (
        Nominee.objects.select_for_update(of=("self",))
        .select_related("person", "post")
        .get(pk=objection.nominee_id)
    )
    if Candidate.objects.filter(election=election, person=nominee.person).standing().exists():
        raise ValidationError("此人已是正式候选人，请在正式候选人名单中办理退出。")
    nominee.left_ground = candidate_rules.OBJECTION_GROUND
    return _take_off(election, nominee, State.OBJECTED, f"意见成立：{objection.answer}"[:200], by)


# ── The formal list ──────────────────────────────────────────────────────────────────────────────────


@transaction.atomic
def make_formal(*, election: Election, by: User) -> list[Candidate]:
    """Everybody on the preliminary list, or whom the preselection chose there, becomes a formal candidate,
    or nobody does.

    The caller has had the statutory bars looked at one by one. Raises RuleRefused, also where the joint
    review does not carry somebody.
    """
    election = _begin(election, by)
    corrected = corrections.check_corrected(election, queries.preliminary_notice(election))
    (queries.check_formal(election) + corrected).require()
    standing = set(Candidate.objects.filter(election=election).standing().values_list("person_id", flat=True))
    made = []
    for nominee in [one for row in queries.nominees_by_post(election) for one in row.going_on]:
        if nominee.person_id in standing:
            continue
        candidate, _ = candidates.enter_candidate(
            election=election,
            post=nominee.post,
            registration=nominee.registration,
            nomination_votes=(
                nominee.counted if nominee.preselect_votes is None else nominee.preselect_votes
            ),
            from_list=True,
            by=by,
        )
        made.append(candidate)
    return made


def require_preliminary(document: Document) -> None:
    """Hook of the preliminary notice: without a list there is nothing to post."""
    assert document.election_id is not None, "a preliminary list belongs to an election"
    if not Nominee.objects.filter(election_id=document.election_id, listed=True).exists():
        raise ValidationError("还没有产生初步候选人名单。")
