from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from ballots import queries
from ballots.actions.gates import require_round_stage
from ballots.actions.sheets import withdraw_entries
from ballots.issuing.queries import totals_of, unsettled_conflicts
from ballots.issuing.rules import Totals, check_conflicts, check_totals
from ballots.models import BallotName, Box, CountSheet, Round, RoundPost
from ballots.rules.polls import BoxNumbers, check_ballots_day, check_box, check_start_counting
from election_office.accounts.access import require
from election_office.accounts.models import User
from election_office.accounts.permissions import Permission
from election_office.audit.actions import record
from villages.actions.elections import locked
from villages.models import Election
from villages.preparation.actions import settle
from voters.actions import freeze_roll


def _locked_box(box: Box) -> Box:
    """The box behind the lock of its election: one desk at a time."""
    election = locked(box.round.election)
    require_round_stage(election, box.round)
    row = Box.objects.select_for_update(of=("self",)).select_related("round").get(pk=box.pk)
    row.round.election = election
    return row


def _require_open(round: Round) -> None:
    if not round.takes_ballots:
        raise ValidationError(f"{round.get_kind_display()}{round.get_state_display()}，票箱不能再改。")


def _numbers(box: Box) -> dict[str, Any]:
    names = ("issued_own", "issued_proxy", "spoiled", "recovered", "opened_by")
    return {name: getattr(box, name) for name in names}


@transaction.atomic
def add_box(*, election: Election, name: str, kind: str, place: str, staff: str, by: User) -> Box:
    """A box of the round at hand; with the first box the first round begins to be prepared."""
    require(by, Permission.BALLOT_EDIT, election)
    election = locked(election)
    voting = queries.current_round(election)
    require_round_stage(election, voting)
    if voting is None:
        voting = Round(election=election, number=1, kind=Round.Kind.FIRST)
        voting.keep()
    _require_open(voting)
    last = voting.boxes.aggregate(last=Max("order"))["last"] or 0
    box = Box(round=voting, name=name, kind=kind, place=place, staff=staff, order=last + 1)
    box.keep()
    record(
        "box.added",
        target=box,
        by=by,
        after={"name": name, "kind": kind, "place": place, "staff": staff},
    )
    settle(election=election, code="ballots_ready", by=by)
    return box


@transaction.atomic
def edit_box(
    *, box: Box, name: str, kind: str, place: str, staff: str, by: User, version: int | None = None
) -> Box:
    """Name, kind, place and staff; not after the polls have closed."""
    require(by, Permission.BALLOT_EDIT, box)
    box = _locked_box(box).expect(version)
    _require_open(box.round)
    names = ("name", "kind", "place", "staff")
    before = {key: getattr(box, key) for key in names}
    box.name, box.kind, box.place, box.staff = name, kind, place, staff
    box.keep(*names)
    record(
        "box.edited",
        target=box,
        by=by,
        before=before,
        after={key: getattr(box, key) for key in names},
    )
    return box


@transaction.atomic
def remove_box(*, box: Box, by: User) -> None:
    """A box entered by mistake, before it has any number; it never had any effect."""
    require(by, Permission.BALLOT_EDIT, box)
    box = _locked_box(box)
    _require_open(box.round)
    if box.issued is not None:
        raise ValidationError(f"票箱“{box.name}”已经录入票数，不能删除。")
    if box.handouts.exists() or box.exchanges.exists() or box.issue_conflicts.exists():
        raise ValidationError(f"票箱“{box.name}”已经登记发票，不能删除。")
    record("box.removed", target=box, by=by, before={"name": box.name})
    election = box.round.election
    box.delete()
    settle(election=election, code="ballots_ready", by=by)


@transaction.atomic
def enter_ballots(
    *,
    box: Box,
    issued_own: int,
    issued_proxy: int,
    by: User,
    spoiled: int = 0,
    recovered: int | None = None,
    opened_by: str = "",
    recounted: bool = False,
    difference: str = "",
    version: int | None = None,
) -> Box:
    """Keep what was handed out at a box and, once it is opened, what was found in it.

    ``difference``: why the numbers are not those of the check-off at the table, where there was one.
    ``recounted``: the box was counted again before the people, and still holds more than was handed out.
    The first numbers of a round begin its voting. Raises RuleRefused before the polling day.
    """
    require(by, Permission.BALLOT_EDIT, box)
    box = _locked_box(box).expect(version)
    voting = box.round
    _require_open(voting)
    if box.mixed_into_id is not None or box.mixed_recovered:
        raise ValidationError(
            f"票箱“{box.name}”已经登记混合计票，票数不能再改；确有错误的，计票时由乡镇更正。"
        )
    book = voting.election.rulebook
    check_ballots_day(voting.day, timezone.localdate(), book).require()
    before = _numbers(box)
    typed = Totals(issued_own, issued_proxy, spoiled)
    check_totals(box.name, totals_of(box), typed, difference).require()
    _set_numbers(box, issued_own, issued_proxy, spoiled, recovered, opened_by, recounted, by)
    if voting.state == Round.State.PREPARING:
        voting.state = Round.State.VOTING
        voting.save(update_fields=["state", "updated_at"])
    record(
        "box.ballots_entered",
        target=box,
        by=by,
        before=before,
        after=_numbers(box),
        reason=difference.strip(),
    )
    return box


def _set_numbers(
    box: Box,
    issued_own: int,
    issued_proxy: int,
    spoiled: int,
    recovered: int | None,
    opened_by: str,
    recounted: bool,
    by: User,
) -> None:
    if recovered is not None and not opened_by.strip():
        raise ValidationError({"opened_by": "录入收回的选票须写明当众开箱的人。"})
    received = queries.received_by(box, queries.stock_sums(box.round))
    numbers = BoxNumbers(box.name, issued_own, issued_proxy, recovered, spoiled=spoiled, received=received)
    check_box(numbers, recounted, box.round.election.rulebook).require()
    box.issued_own, box.issued_proxy, box.spoiled = issued_own, issued_proxy, spoiled
    box.recovered, box.opened_by = recovered, opened_by.strip()
    box.entered_by, box.entered_at = by, timezone.now()
    box.keep("issued_own", "issued_proxy", "spoiled", "recovered", "opened_by", "entered_by", "entered_at")


@transaction.atomic
def mix_boxes(*, box: Box, into: Box, witnesses: str, by: User) -> Box:
    """集中开箱: the few ballots of ``box`` are shuffled among those of ``into`` before the people, and both
    are counted as one. Both keep their own numbers handed out and found."""
    require(by, Permission.BALLOT_EDIT, box)
    box = _locked_box(box)
    into = Box.objects.select_for_update(of=("self",)).get(pk=into.pk)
    _require_open(box.round)
    if into.round_id != box.round_id or into.pk == box.pk:
        raise ValidationError({"into": "请选择本轮投票的另一个票箱。"})
    if box.recovered is None or into.recovered is None:
        raise ValidationError("两个票箱都录入收回的选票以后，才能混合计票。")
    if box.mixed_into_id is not None or box.mixed_recovered or into.mixed_into_id is not None:
        raise ValidationError("其中一个票箱已经登记混合计票。")
    if box.recovered > (box.issued or 0) or into.recovered > (into.issued or 0):
        raise ValidationError("收回多于发出的票箱不能与其他票箱混合，请先重新清点。")
    if not witnesses.strip():
        raise ValidationError({"witnesses": "请写明在场的监票人。"})
    box.mixed_into = into
    into.mixed_recovered += box.recovered
    for row, field in ((box, "mixed_into"), (into, "mixed_recovered")):
        row.keep(field)
    record(
        "box.mixed",
        target=box,
        by=by,
        after={"into": into.name, "ballots": box.recovered, "witnesses": witnesses.strip()},
    )
    return box


@transaction.atomic
def start_counting(*, round: Round, by: User) -> Round:
    """Close the polls: freeze who was registered and what the ballot says, and lay out the count sheets.

    A round that is void by its ballots alone (too many found, too few voters) gets no sheets: nothing is
    counted, and the result is declared as void. Raises RuleRefused with every reason.
    """
    require(by, Permission.BALLOT_EDIT, round)
    election = locked(round.election)
    require_round_stage(election, round)
    voting = Round.objects.select_for_update(of=("self",)).get(pk=round.pk)
    voting.election = election
    _require_open(voting)
    boxes = queries.boxes_of(voting)
    facts = queries.poll_facts(voting, boxes)
    conflicts = check_conflicts(unsettled_conflicts(voting))
    (check_start_counting(facts, election.rulebook) + conflicts).require()
    now = timezone.now()
    voting.registered, voting.proxies = facts.registered, facts.proxies
    voting.polling_day = voting.day
    voting.state = Round.State.COUNTING
    voting.counting_at, voting.counting_by = now, by
    voting.keep("registered", "proxies", "polling_day", "state", "counting_at", "counting_by")
    freeze_roll(election=election, by=by, at=now)
    fix_ballot(voting)
    open_sheets(voting)
    record(
        "round.counting_started",
        target=voting,
        by=by,
        after={
            "registered": facts.registered,
            "issued": facts.issued,
            "recovered": facts.recovered,
            "boxes": len(boxes),
        },
    )
    return voting


def fix_ballot(round: Round) -> None:
    """Posts, seats and printed names as they stand now are those of the count."""
    if not round.posts.exists():
        RoundPost.objects.bulk_create(
            RoundPost(round=round, post=contest.post, seats=contest.seats)
            for contest in queries.contests_of(round)
        )
    names, gone = queries.printed_names(round), queries.left_after_printing(round)
    rows = []
    for row in round.posts.all():
        standing = names.get(row.post_id, [])
        taken = {printed.name for printed in standing}
        rows += [
            BallotName(round_post=row, candidate=printed.candidate, name=printed.name, order=order)
            for order, printed in enumerate(standing, start=1)
        ]
        rows += [
            BallotName(
                round_post=row,
                candidate=entry,
                name=entry.person.name
                if entry.person.name not in taken
                else f"{entry.person.name}（{entry.registration.place}）",
                order=order,
                left=True,
            )
            for order, entry in enumerate(gone.get(row.post_id, []), start=len(standing) + 1)
        ]
    BallotName.objects.bulk_create(rows)


def open_sheets(round: Round) -> None:
    """A sheet for every counted box and post that has none yet."""
    poll = queries.poll_of(round)
    if not poll.valid:
        return
    known = set(CountSheet.objects.filter(box__round=round).values_list("box_id", "post_id"))
    posts = list(round.posts.all())
    CountSheet.objects.bulk_create(
        CountSheet(box=box, post_id=row.post_id, seats=row.seats)
        for box in queries.boxes_of(round)
        if box.name not in poll.set_aside and box.mixed_into_id is None
        for row in posts
        if (box.pk, row.post_id) not in known
    )


@transaction.atomic
def correct_ballots(
    *,
    box: Box,
    issued_own: int,
    issued_proxy: int,
    spoiled: int,
    recovered: int,
    opened_by: str,
    reason: str,
    by: User,
    recounted: bool = False,
    version: int | None = None,
) -> Box:
    """Put right the numbers of a box while its sheets are being counted, with the reason.

    When another number of ballots was found, what was typed for this box counts for nothing any more:
    its sheets are opened again.
    """
    require(by, Permission.COUNT_DECIDE, box)
    box = _locked_box(box).expect(version)
    if not box.round.is_counting:
        raise ValidationError("只有计票过程中才更正票数；计票以前请直接修改，宣布结果以后不能修改。")
    if not reason.strip():
        raise ValidationError({"reason": "请写明更正的事由。"})
    before = _numbers(box)
    _set_numbers(box, issued_own, issued_proxy, spoiled, recovered, opened_by, recounted, by)
    facts = queries.poll_facts(box.round, queries.boxes_of(box.round))
    check_start_counting(facts, box.round.election.rulebook).require()
    if before["recovered"] != recovered:
        counted = box
        if box.mixed_into is not None:
            counted = box.mixed_into
            counted.mixed_recovered += recovered - (before["recovered"] or 0)
            counted.save(update_fields=["mixed_recovered", "updated_at"])
        for sheet in counted.sheets.select_for_update(of=("self",)):
            withdraw_entries(sheet, reason=f"更正票箱票数：{reason.strip()}", by=by)
    open_sheets(box.round)
    record(
        "box.ballots_corrected",
        target=box,
        by=by,
        before=before,
        after=_numbers(box),
        reason=reason,
    )
    return box
