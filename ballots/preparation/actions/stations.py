"""Acts about places and people that come in numbers: many voters of a mobile box, the staff of a round."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Sequence

from django.core.exceptions import ValidationError
from django.db import transaction

from ballots.models import Box, MobileVoter, PollWorker, Round, Station
from ballots.preparation import actions, queries
from ballots.preparation.rules.staffing import Serving, check_serving
from election_office.accounts.access import require
from election_office.accounts.models import User
from election_office.accounts.permissions import Permission
from election_office.audit.actions import record
from villages.preparation.queries import Somebody, may_work_each
from voters.models import Registration

MOST_AT_ONCE = 200


def _standing_station(box: Box) -> Station:
    return Station.objects.filter(box=box).first() or Station(box=box)


def equip(
    *,
    box: Box,
    booths: int = 0,
    route: str = "",
    assisted: str = "",
    by: User,
    version: int | None = None,
) -> Station:
    """Booths or route, and who has a writer; what the township approved stays as it is."""
    remaining = _standing_station(box)
    return actions.set_station(
        box=box,
        booths=booths,
        route=route,
        approval=remaining.approval,
        approved_on=remaining.approved_on,
        assisted=assisted,
        by=by,
        version=version,
    )


def approve(
    *, box: Box, approval: str, approved_on: dt.date | None, by: User, version: int | None = None
) -> Station:
    """The township's paper about a mobile box; both empty take it back."""
    require(by, Permission.COUNT_DECIDE, box)
    if box.kind != Box.Kind.MOBILE:
        raise ValidationError("只有流动票箱登记乡镇批准。")
    remaining = _standing_station(box)
    return actions.set_station(
        box=box,
        booths=remaining.booths,
        route=remaining.route,
        approval=approval,
        approved_on=approved_on,
        by=by,
        version=version,
    )


def find_voters(round: Round, words: Sequence[str]) -> list[Registration]:
    """The registered voters meant by numbers on the roll and by full names, each once, in the order of the
    roll. Two statements. Raises ValidationError naming every word that means nobody, or several people."""
    serials = {int(word) for word in words if word.isdecimal() and len(word) < 6}
    names = {word for word in words if not word.isdecimal()}
    roll = Registration.objects.filter(election=round.election).registered().with_people().in_roll_order()
    by_serial = {row.serial: row for row in roll.filter(serial__in=serials)}
    by_name: dict[str, list[Registration]] = defaultdict(list)
    for row in roll.filter(person__name__in=names):
        by_name[row.person.name].append(row)
    problems, found = [], {}
    for word in words:
        meant = by_name[word] if word in names else [by_serial[n] for n in by_serial if str(n) == word]
        if len(meant) == 1:
            found[meant[0].pk] = meant[0]
        elif meant:
            serials_of = "、".join(f"{row.serial or '未编号'}（{row.place}）" for row in meant)
            problems.append(f"“{word}”有{len(meant)}人，请改填名单序号：{serials_of}。")
        else:
            problems.append(f"{round.election.words.roll_short}上没有“{word}”。")
    if problems:
        raise ValidationError({"who": problems})
    return list(found.values())


@transaction.atomic
def list_mobile_voters(
    *, box: Box, registrations: Sequence[Registration], reason: str, by: User
) -> list[MobileVoter]:
    """Several voters of one reason at once. All or none; the statements do not grow with their number."""
    require(by, Permission.BALLOT_EDIT, box)
    voting = actions.open_round(box.round)
    if box.kind != Box.Kind.MOBILE:
        raise ValidationError(f"只有流动票箱列出使用的{voting.election.words.people}。")
    if not registrations:
        raise ValidationError({"who": "请填写或者勾选要列入的人。"})
    if len(registrations) > MOST_AT_ONCE:
        raise ValidationError({"who": f"一次最多列入{MOST_AT_ONCE}人。"})
    if not reason.strip():
        raise ValidationError({"reason": "请写明不能到站投票的原因。"})
    _require_listable(voting, registrations)
    rows = [
        MobileVoter(box=box, registration=registration, reason=reason.strip(), listed_by=by)
        for registration in registrations
    ]
    for row in rows:
        row.clean_fields(exclude=["box", "registration", "listed_by"])
    made = MobileVoter.objects.bulk_create(rows)
    after = {
        "voter": "、".join(str(registration) for registration in registrations),
        "reason": reason.strip(),
    }
    record("mobile_voter.listed", target=box, by=by, after=after)
    return made


def _require_listable(round: Round, registrations: Sequence[Registration]) -> None:
    for registration in registrations:
        if (
            registration.election_id != round.election_id
            or registration.status != Registration.Status.REGISTERED
        ):
            raise ValidationError(
                {"who": f"{registration}不在本次选举的{round.election.words.roll_short}上。"}
            )
    listed = MobileVoter.objects.filter(box__round=round, registration__in=registrations)
    taken = [f"{row.registration}已列入“{row.box.name}”，只列一处。" for row in listed.select_related(
        "box", "registration__person"
    )]  # fmt: skip
    if taken:
        raise ValidationError({"who": taken})


@transaction.atomic
def assign_worker(*, worker: PollWorker, box: Box | None, by: User) -> PollWorker:
    """At which box somebody serves; None: the main hall and the count as a whole."""
    require(by, Permission.BALLOT_EDIT, worker)
    actions.open_round(worker.round)
    if box is not None and box.round_id != worker.round_id:
        raise ValidationError({"box": "这个票箱不属于本轮投票。"})
    before = {"box": worker.box.name if worker.box else ""}
    worker.box = box
    worker.keep("box")
    after = {"name": worker.name, "box": box.name if box else ""}
    record("worker.assigned", target=worker, by=by, before=before, after=after)
    return worker


@transaction.atomic
def carry_staff_over(*, round: Round, by: User) -> tuple[list[PollWorker], list[str]]:
    """The staff of the round before serve again: those who may. Returns who was taken, and a sentence for
    each who stands in this round or is related to somebody who does. Boxes are matched by their names."""
    require(by, Permission.BALLOT_EDIT, round)
    voting = actions.open_round(round)
    before = (
        Round.objects.held()
        .filter(election=voting.election, number__lt=voting.number)
        .order_by("-number")
        .first()
    )
    if before is None:
        raise ValidationError("这是第一次投票，没有上一轮的名单。")
    if PollWorker.objects.filter(round=voting).exists():
        raise ValidationError("本轮已经有工作人员，请逐人增加。")
    old = queries.workers_of(before)
    boxes = {box.name: box for box in voting.boxes.all()}
    standing = queries.standing_among(voting, [row.person_id for row in old if row.person_id])
    taken, left = [], []
    trained = may_work_each(voting.election, [Somebody(row.name, person_id=row.person_id) for row in old])
    for row, learned in zip(old, trained, strict=True):
        serving = Serving(row.name, row.role, row.get_role_display(), row.person_id)
        decision = check_serving(serving, standing, voting.election.rulebook) + learned
        if decision.allowed:
            box = boxes.get(row.box.name) if row.box else None
            taken.append(
                PollWorker(
                    round=voting, role=row.role, person_id=row.person_id, name=row.name, box=box, listed_by=by
                )
            )
        else:
            left += [finding.message for finding in decision.refusals]
    made = PollWorker.objects.bulk_create(taken)
    after = {"name": "、".join(row.name for row in made)}
    record("worker.carried_over", target=voting, by=by, after=after)
    return made, left
