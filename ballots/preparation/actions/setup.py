"""Every act before the polls open. Each waits behind the lock of its election."""

from __future__ import annotations

import datetime as dt
import json
import secrets
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from ballots.actions.gates import require_declared_stage, require_round_stage
from ballots.issuing.actions import seal_box
from ballots.models import (
    BallotDesign,
    BallotMark,
    Box,
    BoxSeal,
    MarkDraw,
    MobileVoter,
    Opening,
    PollWorker,
    Round,
    Station,
    StockDifference,
    StockMovement,
)
from ballots.preparation import queries
from ballots.preparation.rules.design import check_form
from ballots.preparation.rules.staffing import Serving, check_serving
from ballots.preparation.rules.stock import AT_STATION, Movement, check_difference, check_movement
from ballots.preparation.rules.void_rules import check_void_rules
from ballots.preparation.tasks import PRINT
from ballots.queries import poll_facts, printed_names
from election_office.accounts.access import require
from election_office.accounts.models import User
from election_office.accounts.permissions import Permission
from election_office.audit.actions import record
from election_office.core.forms import refusal_sentence
from election_office.core.names import clean_name
from election_office.documents.actions import check_texts
from election_office.jobs.actions import submit
from election_office.jobs.models import Job
from election_office.law.dates import cn_date
from election_office.law.decision import Decision
from villages import numbers
from villages.actions.elections import locked
from villages.models import Person, Township
from villages.preparation.actions import settle
from villages.preparation.queries import Somebody, may_work
from voters.actions import freeze_roll
from voters.models import Registration

FEWEST_MARKS = 2
"""A draw from one is none."""
SEALED_LENGTH = 1024
"""Every sealed draw is as long as any other, so that its length tells nothing."""
CHECKS = ("box_empty", "box_sealed", "booths_ready", "ballots_checked", "staff_present", "notices_up")


def _locked_round(round: Round) -> Round:
    """The round behind the lock of its election, while its ballots may still change."""
    election = locked(round.election)
    require_round_stage(election, round)
    row = Round.objects.select_for_update(of=("self",)).get(pk=round.pk)
    row.election = election
    return row


def _locked_book(round: Round) -> Round:
    """The round for its book of ballots, which is closed only after the result hangs: what is left over is
    put away then, and a difference explained."""
    election = locked(round.election)
    require_declared_stage(election)
    row = Round.objects.select_for_update(of=("self",)).get(pk=round.pk)
    row.election = election
    return row


def open_round(round: Round) -> Round:
    """The locked round while it may still be prepared; raises ValidationError once the count began."""
    row = _locked_round(round)
    if not row.takes_ballots:
        raise ValidationError(f"{row.title}{row.get_state_display()}，投票准备不能再改。")
    return row


# ------------------------------------------------------------------ the ballot


@transaction.atomic
def decide_design(
    *,
    round: Round,
    form: str,
    sheet: str,
    per_sheet: int,
    reserve_percent: int,
    with_stub: bool,
    void_rules: str,
    by: User,
    accepted: bool = False,
    version: int | None = None,
) -> tuple[BallotDesign, Decision]:
    """Keep how the ballots are printed and the void rules that will hang on the wall.

    Refused where the form or a void rule contradicts the rulebook; where it only departs from a default,
    ``accepted`` says that somebody read the warning. Not after ballots were printed."""
    require(by, Permission.BALLOT_EDIT, round)
    voting = open_round(round)
    printed = StockMovement.objects.filter(round=voting, kind="printed", revoked_at__isnull=True)
    if printed.exists():
        raise ValidationError("选票已经登记印制，样式不能再改；印错的先在领用登记中划去印制记录。")
    lines = [line.strip() for line in void_rules.splitlines() if line.strip()]
    facts, book = queries.ballot_facts(voting), voting.election.rulebook
    decision = check_form(form, len(facts.seats), book) + check_void_rules(lines, facts, book)
    decision.require()
    if decision.warnings and not accepted:
        raise ValidationError({"accepted": [refusal_sentence(finding) for finding in decision.warnings]})
    design = queries.design_of(voting)
    if design.pk:
        design.expect(version)
    design.form, design.sheet, design.per_sheet = form, sheet, per_sheet
    design.reserve_percent, design.with_stub = reserve_percent, with_stub
    design.void_rules, design.decided_by = "\n".join(lines), by
    design.keep("form", "sheet", "per_sheet", "reserve_percent", "with_stub", "void_rules", "decided_by")
    after = {"form": form, "sheet": sheet, "per_sheet": per_sheet, "reserve": reserve_percent}
    after |= {"void_rules": lines, "accepted": [finding.code for finding in decision.warnings]}
    record("ballot.designed", target=design, by=by, after=after)
    return design, decision


@transaction.atomic
def ask_ballots(*, round: Round, by: User) -> Job:
    """Have all ballots of a round made ready for the printer in the background, numbered on their stubs.

    Refused before the design was decided and the formal list issued, and for a name no font can draw."""
    require(by, Permission.BALLOT_EDIT, round)
    voting = open_round(round)
    if queries.design_of(voting).pk is None:
        raise ValidationError("还没有确定选票样式，请先在“选票样式”页保存。")
    if not poll_facts(voting, []).listed:
        raise ValidationError("正式候选人名单还没有公布，选票上的姓名未定，不能排印。")
    check_texts(name.name for names in printed_names(voting).values() for name in names)
    return submit(
        PRINT,
        params={"round": voting.pk},
        key=f"round:{voting.pk}",
        area_code=voting.area_code,
        by=by,
        title=f"排印{voting}选票",
    )


# ------------------------------------------------------------------ colour and seal


@transaction.atomic
def add_mark(*, township: Township, kind: str, name: str, by: User) -> BallotMark:
    """A colour or a seal more on the township's list."""
    require(by, Permission.COUNT_DECIDE, township)
    mark = BallotMark(township=township, kind=kind, name=name.strip(), entered_by=by)
    mark.keep()
    record("mark.added", target=mark, by=by, after={"name": mark.name})
    return mark


@transaction.atomic
def end_mark(*, mark: BallotMark, by: User) -> BallotMark:
    require(by, Permission.COUNT_DECIDE, mark)
    mark = BallotMark.objects.select_for_update().get(pk=mark.pk)
    if mark.ended_at is None:
        mark.ended_at = timezone.now()
        mark.save(update_fields=["ended_at", "updated_at"])
        record("mark.ended", target=mark, by=by, before={"name": mark.name})
    return mark


@transaction.atomic
def draw_marks(*, round: Round, drawer: str, witness: str, by: User) -> MarkDraw:
    """Draw colour and seal, once, and keep the result sealed: it is returned to nobody and stands nowhere
    in the clear until `reveal_marks`."""
    require(by, Permission.BALLOT_EDIT, round)
    voting = open_round(round)
    if MarkDraw.objects.filter(round=voting).exists():
        raise ValidationError("本轮已经抽签，只抽一次。")
    options = queries.marks_of(voting)
    for kind, label in BallotMark.Kind.choices:
        if len(options[kind]) < FEWEST_MARKS:
            raise ValidationError(
                f"乡镇名录中的{label}有{len(options[kind])}种，至少须有{FEWEST_MARKS}种才能抽签。"
            )
    chance = secrets.SystemRandom()
    drawn = {kind: chance.choice(names) for kind, names in options.items()}
    draw = MarkDraw(
        round=voting,
        cipher=numbers.encrypt(json.dumps(drawn).ljust(SEALED_LENGTH)),
        options=options,
        drawer=drawer.strip(),
        witness=witness.strip(),
        drawn_at=timezone.now(),
        drawn_by=by,
        # What was printed before lies ready in every colour: the draw chooses among it.
        among_printed=queries.stock_of_round(voting).printed > 0,
    )
    draw.keep()
    names = {"drawer": draw.drawer, "witness": draw.witness}
    record("marks.drawn", target=draw, by=by, after=names)
    return draw


@transaction.atomic
def reveal_marks(*, round: Round, before: str, by: User) -> dict[str, str]:
    """Open the sealed draw before those present, on the polling day and not earlier."""
    require(by, Permission.BALLOT_EDIT, round)
    voting = open_round(round)
    draw = MarkDraw.objects.select_for_update(of=("self",)).filter(round=voting).first()
    if draw is None:
        raise ValidationError("本轮还没有抽签。")
    if draw.revealed_at is not None:
        raise ValidationError("抽签结果已经启封。")
    if timezone.localdate() < voting.day:
        raise ValidationError(f"投票日是{cn_date(voting.day)}，抽签结果到投票日发票前才能启封。")
    draw.revealed_at, draw.revealed_by, draw.revealed_before = timezone.now(), by, before.strip()
    draw.keep("revealed_at", "revealed_by", "revealed_before")
    drawn = revealed(draw)
    record("marks.revealed", target=draw, by=by, after=drawn)
    return drawn


@transaction.atomic
def open_draw_for_printing(*, round: Round, printer: str, by: User) -> dict[str, str]:
    """The one person in charge of printing learns colour and seal before the printing; once, by name, and on
    the record. The village learns them on the polling day. Answers with what was drawn."""
    require(by, Permission.COUNT_DECIDE, round)
    voting = open_round(round)
    draw = MarkDraw.objects.select_for_update(of=("self",)).filter(round=voting).first()
    if draw is None:
        raise ValidationError("本轮还没有抽签。")
    if draw.printer_opened_at is not None:
        at = timezone.localtime(draw.printer_opened_at)
        raise ValidationError(
            f"已由印制负责人{draw.printer}于{cn_date(at.date())}{at:%H:%M}启封，只启封一次。"
        )
    if not printer.strip():
        raise ValidationError({"printer": "请写明印制负责人的姓名。"})
    draw.printer, draw.printer_opened_at, draw.printer_opened_by = clean_name(printer), timezone.now(), by
    draw.keep("printer", "printer_opened_at", "printer_opened_by")
    record(
        "marks.opened_for_printing",
        target=draw,
        by=by,
        after={"printer": draw.printer},
    )
    drawn: dict[str, str] = json.loads(numbers.decrypt(draw.cipher))
    return drawn


def _require_known_marks(round: Round) -> None:
    """Nobody prints on a colour that is still sealed: it is opened for the printing, or it was drawn among
    what had been printed."""
    draw = MarkDraw.objects.filter(round=round).first()
    sealed = draw is not None and draw.revealed_at is None
    if draw is not None and sealed and draw.printer_opened_at is None and not draw.among_printed:
        raise ValidationError(
            {"kind": "颜色和印章已经抽签并密封，先由印制负责人启封，再登记印制；也可以先印好各色选票再抽签。"}
        )


def revealed(draw: MarkDraw) -> dict[str, str]:
    """Colour and seal once the draw is open; empty before, whoever asks."""
    if draw.revealed_at is None:
        return {}
    drawn: dict[str, str] = json.loads(numbers.decrypt(draw.cipher))
    return drawn


# ------------------------------------------------------------------ the book of ballots


@transaction.atomic
def move_stock(
    *,
    round: Round,
    kind: str,
    count: int,
    first_name: str,
    second_name: str,
    moved_at: dt.datetime,
    by: User,
    box: Box | None = None,
    note: str = "",
) -> StockMovement:
    """A line of the book. Allowed after the polls as well: what is left over is put away then."""
    require(by, Permission.BALLOT_EDIT, round)
    voting = _locked_book(round)
    if box is not None and box.round_id != voting.pk:
        raise ValidationError({"box": "这个票箱不属于本轮投票。"})
    if moved_at > timezone.now():
        raise ValidationError({"moved_at": "时间不能晚于现在。"})
    movement = Movement(kind, count, box.pk if box else None)  # type: ignore[arg-type]  # full_clean
    row = StockMovement(
        round=voting,
        kind=kind,
        box=box,
        count=count,
        first_name=first_name.strip(),
        second_name=second_name.strip(),
        moved_at=moved_at,
        note=note.strip(),
        recorded_by=by,
    )
    row.clean_fields()
    if kind == "printed":
        _require_known_marks(voting)
    stock = queries.stock_of_round(voting)
    check_movement(movement, stock, (first_name, second_name), box.name if box else "").require()
    row.keep()
    after = {"kind": row.get_kind_display(), "copies": count, "names": [row.first_name, row.second_name]}
    settle(election=voting.election, code="ballots_ready", by=by)
    record("stock.moved", target=row, by=by, after=after)
    return row


@transaction.atomic
def strike_movement(*, movement: StockMovement, reason: str, by: User) -> StockMovement:
    """A line entered by mistake stays readable, struck. Refused where the lines after it need it."""
    require(by, Permission.BALLOT_EDIT, movement)
    voting = _locked_book(movement.round)
    movement = StockMovement.objects.select_for_update(of=("self",)).get(pk=movement.pk)
    if movement.revoked_at is not None:
        raise ValidationError("这条登记已经划去。")
    if not reason.strip():
        raise ValidationError({"reason": "请写明划去的原因。"})
    movement.keep(*movement.revoke(by=by, reason=reason.strip()))
    stock = queries.stock_of_round(voting)
    if movement.kind != StockMovement.Kind.GIVEN and stock.at_printer < 0:
        raise ValidationError("后面的登记已经用到这些选票，请先划去后面的登记。")
    if stock.at_village < 0 or (movement.kind in AT_STATION and min(stock.at_box.values(), default=0) < 0):
        raise ValidationError("后面的登记已经用到这些选票，请先划去后面的登记。")
    before = {"kind": movement.get_kind_display(), "copies": movement.count}
    settle(election=voting.election, code="ballots_ready", by=by)
    record("stock.struck", target=movement, by=by, before=before, reason=reason)
    return movement


@transaction.atomic
def explain_difference(
    *, round: Round, explanation: str, first_name: str, second_name: str, by: User
) -> StockDifference:
    """Why the book does not balance, once the polls are closed; written anew as often as need be."""
    require(by, Permission.BALLOT_EDIT, round)
    voting = _locked_book(round)
    balance = queries.balance_of(voting)
    names = (first_name.strip(), second_name.strip())
    check_difference(balance, not voting.takes_ballots, explanation, names).require()
    row = StockDifference.objects.filter(round=voting).first() or StockDifference(round=voting)
    before = {"lines": row.lines, "explanation": row.explanation} if row.pk else None
    row.lines = [finding.message for finding in balance.refusals]
    row.explanation, row.recorded_by = explanation.strip(), by
    row.first_name, row.second_name = names
    row.keep("lines", "explanation", "recorded_by", "first_name", "second_name")
    after = {"lines": row.lines, "explanation": row.explanation, "names": list(names)}
    record("stock.difference", target=row, by=by, before=before, after=after)
    return row


# ------------------------------------------------------------------ stations and staff


@transaction.atomic
def set_station(
    *,
    box: Box,
    booths: int,
    route: str,
    approval: str,
    approved_on: dt.date | None,
    by: User,
    assisted: str | None = None,
    version: int | None = None,
) -> Station:
    """Booths of a fixed place; route and approval of a mobile box. The township enters the approval.

    ``assisted``: who has a writer there, for the list that is posted; None leaves it as it is."""
    require(by, Permission.BALLOT_EDIT, box)
    open_round(box.round)
    stored = Station.objects.filter(box=box).first()
    station = stored.expect(version) if stored else Station(box=box)
    if (approval.strip(), approved_on) != (station.approval, station.approved_on):
        require(by, Permission.COUNT_DECIDE, box)
    station.booths, station.route = booths, route.strip()
    station.approval, station.approved_on = approval.strip(), approved_on
    station.assisted = station.assisted if assisted is None else assisted.strip()
    station.keep("booths", "route", "approval", "approved_on", "assisted")
    after = {"booths": booths, "route": station.route, "approval": station.approval}
    record("station.set", target=station, by=by, after=after)
    return station


@transaction.atomic
def list_mobile_voter(*, box: Box, registration: Registration, reason: str, by: User) -> MobileVoter:
    """A voter who cannot come, with the reason, for the list that is posted."""
    require(by, Permission.BALLOT_EDIT, box)
    voting = open_round(box.round)
    if box.kind != Box.Kind.MOBILE:
        raise ValidationError(f"只有流动票箱列出使用的{voting.election.words.people}。")
    if registration.election_id != voting.election_id:
        raise ValidationError(
            {"registration": f"{registration}不在本次选举的{voting.election.words.roll_short}上。"}
        )
    other = MobileVoter.objects.filter(box__round=voting, registration=registration).exclude(box=box).first()
    if other is not None:
        raise ValidationError({"registration": f"{registration}已列入“{other.box.name}”，只列一处。"})
    row = MobileVoter(box=box, registration=registration, reason=reason.strip(), listed_by=by)
    row.keep()
    after = {"voter": str(registration), "reason": row.reason}
    record("mobile_voter.listed", target=row, by=by, after=after)
    return row


@transaction.atomic
def unlist_mobile_voter(*, voter: MobileVoter, by: User) -> None:
    require(by, Permission.BALLOT_EDIT, voter)
    open_round(voter.box.round)
    before = {"voter": str(voter.registration), "reason": voter.reason}
    record("mobile_voter.unlisted", target=voter, by=by, before=before)
    voter.delete()


@transaction.atomic
def add_worker(
    *, round: Round, role: str, by: User, person: Person | None = None, name: str = "", box: Box | None = None
) -> tuple[PollWorker, Decision]:
    """Ask somebody to serve; refused for a candidate and for the relatives the rulebook names."""
    require(by, Permission.BALLOT_EDIT, round)
    voting = open_round(round)
    if person is not None and person.village_id != voting.election.village_id:
        raise ValidationError(
            {"person": f"只能从{voting.election.words.here}人员中选择；外来人员请直接写姓名。"}
        )
    if box is not None and box.round_id != voting.pk:
        raise ValidationError({"box": "这个票箱不属于本轮投票。"})
    row = PollWorker(round=voting, role=role, person=person, box=box, listed_by=by)
    row.name = person.name if person else clean_name(name)
    row.full_clean()
    key = person.pk if person else None
    serving = Serving(row.name, role, row.get_role_display(), key)
    decision = check_serving(serving, queries.standing_of(voting, key), voting.election.rulebook)
    (decision + may_work(voting.election, Somebody(row.name, person_id=key))).require()
    row.save()
    after: dict[str, Any] = {"role": row.get_role_display(), "name": row.name, "box": box.name if box else ""}
    record("worker.added", target=row, by=by, after=after)
    return row, decision


@transaction.atomic
def remove_worker(*, worker: PollWorker, by: User) -> None:
    require(by, Permission.BALLOT_EDIT, worker)
    open_round(worker.round)
    before = {"role": worker.get_role_display(), "name": worker.name}
    record("worker.removed", target=worker, by=by, before=before)
    worker.delete()


@transaction.atomic
def record_opening(
    *, box: Box, names: str, opened_at: dt.datetime, checks: dict[str, bool], by: User, reason: str = ""
) -> Opening:
    """The checklist of a station on the polling day; a point not met needs the reason why it opened.
    A box sealed by this list is sealed in the book of seals too: nobody writes the same names twice."""
    require(by, Permission.BALLOT_EDIT, box)
    voting = open_round(box.round)
    if Opening.objects.filter(box=box).exists():
        raise ValidationError(f"票箱“{box.name}”已经登记开始投票检查。")
    if opened_at > timezone.now():
        raise ValidationError({"opened_at": "开始时间不能晚于现在。"})
    if timezone.localdate(opened_at) != voting.day:
        raise ValidationError({"opened_at": f"开始投票检查在投票日（{cn_date(voting.day)}）登记。"})
    row = Opening(box=box, names=names.strip(), opened_at=opened_at, reason=reason.strip(), recorded_by=by)
    for check in CHECKS:
        setattr(row, check, bool(checks.get(check)))
    row.full_clean()
    decision = queries.opening_decision(queries.station_row(voting, box), voting)
    decision.require()
    if decision.warnings and not row.reason:
        raise ValidationError(
            {"reason": [finding.message for finding in decision.warnings] + ["请写明原因。"]}
        )
    row.save()
    freeze_roll(election=voting.election, by=by, at=timezone.now(), opening=True)
    if row.box_sealed and not BoxSeal.objects.filter(box=box).exists():
        seal_box(box=box, names=row.names, at=opened_at, by=by)
    unmet = [check for check in CHECKS if not getattr(row, check)]
    unmet += [finding.code for finding in decision.warnings]
    after = {"names": row.names, "unmet": unmet}
    record("box.opening_checked", target=row, by=by, after=after, reason=row.reason)
    return row
