"""Every act at the issuing table. Desks of one election wait for each other behind its lock."""

from __future__ import annotations

import datetime as dt
import hashlib
import secrets
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal

from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile, File
from django.db import transaction
from django.utils import timezone

from ballots.actions.gates import require_round_stage
from ballots.actions.opening import begin_voting
from ballots.issuing import outgoing, queries
from ballots.issuing.rules import RightFacts, TableFacts, check_hand_out, check_open_box
from ballots.models import Box, BoxSeal, Exchange, HandOut, Incident, IssueConflict, Round
from ballots.rules.polls import check_ballots_day
from election_office.accounts.access import can, require
from election_office.accounts.models import User
from election_office.accounts.permissions import Permission
from election_office.audit.actions import record
from election_office.documents.photos import clean_photo
from election_office.law.dates import cn_date
from villages.actions.elections import locked
from voters.models import Registration

MOST_ACTS = 200
"""One sending; a desk that was cut off for hours sends several."""


@dataclass(frozen=True, slots=True)
class Act:
    """What a desk did. ``offline``: the paper was handed out before the office could be asked."""

    token: uuid.UUID
    kind: Literal["own", "proxy", "exchange"]
    voter: int | None
    at: dt.datetime
    offline: bool = False


@dataclass(frozen=True, slots=True)
class Answer:
    """``state``: done, or refused with the reasons in ``message``."""

    token: uuid.UUID
    state: Literal["done", "refused"]
    message: str = ""


def locked_box(box: Box) -> Box:
    """The stored row, behind the lock of its election, while its round may be worked on."""
    election = locked(box.round.election)
    require_round_stage(election, box.round)
    row = Box.objects.select_for_update(of=("self",)).select_related("round", "seal").get(pk=box.pk)
    row.round.election = election
    return row


def closed_because(box: Box) -> str:
    """Why this table hands nothing out now; empty while it does. Wants ``round`` and ``seal``."""
    day, today = box.round.day, timezone.localdate()
    if today < day:
        return f"投票日是{cn_date(day)}，今天是{cn_date(today)}，还没有开始发票。"
    if not box.round.takes_ballots:
        return f"{box.round.title}{box.round.get_state_display()}，不再发票。"
    seal = getattr(box, "seal", None)
    if box.recovered is not None or (seal is not None and seal.opened_at is not None):
        return f"票箱“{box.name}”已经开箱，不再发票。"
    if box.issued is not None:
        return f"票箱“{box.name}”的发票数已经录入（{box.issued}张），不再发票。"
    return ""


@transaction.atomic
def take_acts(*, box: Box, acts: Sequence[Act], by: User) -> list[Answer]:
    """Keep what a desk did, each token once, each right once; the answers come in the order of the acts.

    An act that was done offline and is refused leaves an open conflict. Raises RuleRefused before the
    polling day. The number of statements does not depend on the number of acts.
    """
    require(by, Permission.BALLOT_EDIT, box)
    if len(acts) > MOST_ACTS:
        raise ValidationError(f"一次最多送{MOST_ACTS}条。")
    box = locked_box(box)
    voting = box.round
    check_ballots_day(voting.day, timezone.localdate(), voting.election.rulebook).require()
    table = Table(box, acts, by)
    answers = [table.answer(act) for act in acts]
    table.keep()
    return answers


class Table:
    """One sending, judged act by act against what is known and what the earlier acts of it did."""

    def __init__(self, box: Box, acts: Sequence[Act], by: User, at: dt.datetime | None = None) -> None:
        """``at``: when all of it happened, where it is typed in from paper."""
        self.box, self.by, self.now, self.at = box, by, timezone.now(), at
        self.facts = TableFacts(closed_because(box))
        voters = {act.voter for act in acts if act.voter is not None}
        tokens = [act.token for act in acts]
        self.people = {
            row.pk: row
            for row in Registration.objects.filter(election=box.round.election, pk__in=voters).with_people()
        }
        self.entitled = queries.entitled_among(box.round.election, voters)
        self.issued = queries.standing_handouts(box.round, voters)
        self.proxies = queries.proxies_given(voters)
        self.known = set(HandOut.objects.filter(token__in=tokens).values_list("token", flat=True))
        self.known |= set(Exchange.objects.filter(token__in=tokens).values_list("token", flat=True))
        refused = IssueConflict.objects.filter(token__in=tokens).values_list("token", "message")
        self.refused: dict[uuid.UUID, str] = dict(refused)
        self.handouts: list[HandOut] = []
        self.exchanges: list[Exchange] = []
        self.conflicts: list[IssueConflict] = []

    def answer(self, act: Act) -> Answer:
        if act.token in self.known:
            return Answer(act.token, "done")
        if act.token in self.refused:
            return Answer(act.token, "refused", self.refused[act.token])
        if act.kind == "exchange":
            return self._exchange(act)
        voter = self.people.get(act.voter or 0)
        if voter is None:
            return Answer(
                act.token,
                "refused",
                f"{self.box.round.election.words.roll_short}上没有这个人，请刷新名单后重试。",
            )
        decision = check_hand_out(
            self._right(voter), act.kind == "proxy", self.facts, self.box.round.election.rulebook
        )
        if decision.allowed:
            self._hand_out(act, voter)
            return Answer(act.token, "done")
        message = "".join(
            finding.message + (finding.citation.basis if finding.citation else "")
            for finding in decision.refusals
        )
        if act.offline:
            self._conflict(act, voter, message)
        return Answer(act.token, "refused", message)

    def _right(self, voter: Registration) -> RightFacts:
        out, proxy = self.issued.get(voter.pk), self.proxies.get(voter.pk)
        return RightFacts(
            name=voter.person.name,
            registered=voter.status == Registration.Status.REGISTERED,
            entitled=self.entitled is None or voter.pk in self.entitled,
            issued=f"{queries.moment(out.handed_at)}在“{out.box.name}”" if out else "",
            proxy=f"委托证第{proxy.number}号，受委托人{proxy.agent.person.name}" if proxy else "",
        )

    def _when(self, act: Act) -> dt.datetime:
        """A desk's clock may be wrong: never later than now, and on the day of the vote."""
        if self.at is not None:
            return self.at
        at = min(act.at, self.now)
        return at if act.offline and timezone.localdate(at) == timezone.localdate(self.now) else self.now

    def _hand_out(self, act: Act, voter: Registration) -> None:
        row = HandOut(
            round=self.box.round,
            box=self.box,
            voter=voter,
            proxy=self.proxies.get(voter.pk) if act.kind == "proxy" else None,
            token=act.token,
            handed_at=self._when(act),
            handed_by=self.by,
        )
        self.issued[voter.pk] = row
        self.known.add(act.token)
        self.handouts.append(row)

    def _exchange(self, act: Act) -> Answer:
        if self.facts.closed:
            return Answer(act.token, "refused", self.facts.closed)
        self.known.add(act.token)
        self.exchanges.append(
            Exchange(box=self.box, token=act.token, exchanged_at=self._when(act), exchanged_by=self.by)
        )
        return Answer(act.token, "done")

    def _conflict(self, act: Act, voter: Registration, message: str) -> None:
        self.refused[act.token] = message[:400]
        self.conflicts.append(
            IssueConflict(
                box=self.box,
                voter=voter,
                as_proxy=act.kind == "proxy",
                token=act.token,
                happened_at=self._when(act),
                reported_by=self.by,
                message=message[:400],
            )
        )

    def keep(self) -> None:
        """Store it, and leave the line in the trail."""
        if self.store():
            # Totals only: who voted is in the sign-off itself, and the trail needs no second list of it.
            record(
                "box.handed_out",
                target=self.box,
                by=self.by,
                after=self.totals(),
            )

    def totals(self) -> dict[str, int]:
        return {
            "issued_own": sum(1 for row in self.handouts if row.proxy is None),
            "issued_proxy": sum(1 for row in self.handouts if row.proxy is not None),
            "spoiled": len(self.exchanges),
            "conflicts": len(self.conflicts),
        }

    def store(self) -> bool:
        """False: there was nothing to store. The caller records it."""
        if not (self.handouts or self.exchanges or self.conflicts):
            return False
        HandOut.objects.bulk_create(self.handouts)
        outgoing.tell(self.handouts)
        Exchange.objects.bulk_create(self.exchanges)
        IssueConflict.objects.bulk_create(self.conflicts)
        if self.handouts or self.exchanges:
            begin_voting(self.box.round, by=self.by)
        return True


@transaction.atomic
def undo_hand_out(*, handout: HandOut, reason: str, by: User) -> HandOut:
    """A slip at the table: the ballot came back unused. Only while the box is closed and its numbers open."""
    require(by, Permission.BALLOT_EDIT, handout)
    box = locked_box(handout.box)
    handout = (
        HandOut.objects.select_for_update(of=("self",)).select_related("voter__person").get(pk=handout.pk)
    )
    handout.round = box.round
    if handout.revoked_at:
        raise ValidationError("这次发票已经撤回。")
    if closed := closed_because(box):
        raise ValidationError(f"{closed}发票登记也不能再撤回。")
    if not reason.strip():
        raise ValidationError({"reason": "请写明撤回的理由。"})
    handout.keep(*handout.revoke(by=by, reason=reason.strip()[:300]))
    outgoing.tell([handout], -1)
    record(
        "handout.undone",
        target=handout,
        by=by,
        before={"name": handout.voter.person.name, "box": box.name},
        reason=reason,
    )
    return handout


@transaction.atomic
def settle_conflict(*, conflict: IssueConflict, settlement: str, by: User) -> IssueConflict:
    """What was found about a ballot that went out while the desk was cut off."""
    require(by, Permission.BALLOT_EDIT, conflict)
    locked(conflict.box.round.election)
    conflict = IssueConflict.objects.select_related("box__round__election", "voter__person").get(
        pk=conflict.pk
    )
    if conflict.settled_at:
        raise ValidationError("这条冲突已经处理。")
    if not settlement.strip():
        raise ValidationError({"reason": "请写明核实和处理情况。"})
    conflict.settled_at, conflict.settled_by = timezone.now(), by
    conflict.settlement = settlement.strip()[:300]
    conflict.save(update_fields=["settled_at", "settled_by", "settlement", "updated_at"])
    record(
        "issue_conflict.settled",
        target=conflict,
        by=by,
        before={"name": conflict.voter.person.name, "box": conflict.box.name},
        reason=settlement,
    )
    return conflict


@transaction.atomic
def seal_box(*, box: Box, names: str, at: dt.datetime, by: User) -> BoxSeal:
    """The box was shown empty and sealed, before the first ballot."""
    require(by, Permission.BALLOT_EDIT, box)
    box = locked_box(box)
    if getattr(box, "seal", None) is not None:
        raise ValidationError(f"票箱“{box.name}”已经登记加封。")
    if closed := closed_because(box):
        raise ValidationError(closed)
    if at > timezone.now():
        raise ValidationError({"at": "加封时间不能晚于现在。"})
    seal = BoxSeal(box=box, sealed_at=at, sealed_by_names=names.strip(), sealed_recorded_by=by)
    seal.keep()
    record("box.sealed", target=box, by=by, after={"sealed_by": names})
    return seal


@transaction.atomic
def open_box(
    *, box: Box, names: str, at: dt.datetime, intact: bool, by: User, early_reason: str = ""
) -> BoxSeal:
    """The box was opened before the people; from here on it hands out nothing.

    ``early_reason``: why it is opened before the announced end (the township alone), or although nobody
    took a ballot here. Raises RuleRefused otherwise; ``close_box_again`` puts a slip right."""
    require(by, Permission.BALLOT_EDIT, box)
    box = locked_box(box)
    seal: BoxSeal | None = getattr(box, "seal", None)
    if seal is None:
        raise ValidationError(f"票箱“{box.name}”还没有登记加封，先补登加封的时间和监票人。")
    if seal.opened_at is not None:
        raise ValidationError(f"票箱“{box.name}”已经登记开箱。")
    if at > timezone.now() or at < seal.sealed_at:
        raise ValidationError({"at": "开箱时间须在加封以后，并且不能晚于现在。"})
    facts = queries.opening_facts(box, at, early_reason, by_township=can(by, Permission.COUNT_DECIDE, box))
    check_open_box(facts, box.round.election.rulebook).require()
    seal.opened_at, seal.opened_by_names, seal.seal_intact = at, names.strip(), intact
    seal.opened_recorded_by = by
    seal.keep("opened_at", "opened_by_names", "seal_intact", "opened_recorded_by")
    record(
        "box.opened",
        target=box,
        by=by,
        after={"opened_by": names, "intact": intact, "handed_out": facts.handed_out},
        reason=early_reason.strip(),
    )
    return seal


@transaction.atomic
def close_box_again(*, box: Box, reason: str, by: User) -> BoxSeal:
    """The opening was recorded by mistake: the township takes it back with the reason, and the box hands out
    ballots again. Not once ballots were counted out of it."""
    require(by, Permission.COUNT_DECIDE, box)
    box = locked_box(box)
    seal: BoxSeal | None = getattr(box, "seal", None)
    if seal is None or seal.opened_at is None:
        raise ValidationError(f"票箱“{box.name}”没有登记开箱，不用更正。")
    if box.recovered is not None or not box.round.takes_ballots:
        raise ValidationError(f"票箱“{box.name}”的收回选票已经录入，开箱登记不能再撤回。")
    if not reason.strip():
        raise ValidationError({"reason": "请写明误登开箱的经过和票箱当时的封存情况。"})
    before = {"opened_at": seal.opened_at, "opened_by": seal.opened_by_names}
    seal.opened_at, seal.opened_by_names, seal.seal_intact, seal.opened_recorded_by = None, "", None, None
    seal.keep("opened_at", "opened_by_names", "seal_intact", "opened_recorded_by")
    record(
        "box.opening_undone",
        target=box,
        by=by,
        before=before,
        reason=reason.strip(),
    )
    return seal


@transaction.atomic
def record_incident(
    *,
    round: Round,
    kind: str,
    happened_at: dt.datetime,
    what: str,
    by: User,
    box: Box | None = None,
    done: str = "",
    handled_by: str = "",
    photo: File[bytes] | None = None,
) -> Incident:
    """Write down what happened. A photograph is re-encoded: place and device do not survive."""
    require(by, Permission.BALLOT_EDIT, round)
    if box is not None and box.round_id != round.pk:
        raise ValidationError({"box": "这个票箱不属于本轮投票。"})
    if happened_at > timezone.now():
        raise ValidationError({"happened_at": "发生时间不能晚于现在。"})
    row = Incident(
        round=round,
        box=box,
        kind=kind,
        happened_at=happened_at,
        what=what.strip(),
        done=done.strip(),
        handled_by=handled_by.strip(),
        recorded_by=by,
    )
    row.full_clean()
    if photo is not None:
        _keep_photo(row, photo)
    row.save()
    after: dict[str, Any] = {"kind": row.get_kind_display(), "what": row.what, "done": row.done}
    record("incident.recorded", target=row, by=by, after=after)
    return row


def _keep_photo(row: Incident, photo: File[bytes]) -> None:
    try:
        picture = clean_photo(photo)
    except ValidationError as error:
        raise ValidationError({"photo": error.messages}) from error
    row.photo_sha256 = hashlib.sha256(picture.jpeg).hexdigest()
    row.photo.save(f"{row.round_id}-{secrets.token_hex(8)}.jpg", ContentFile(picture.jpeg), save=False)
