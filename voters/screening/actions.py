"""Asking for the comparison, and settling what it found. One act, one function, one transaction."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from itertools import groupby
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone

from election_office.accounts.access import can, can_in, require_held, require_in
from election_office.accounts.models import User
from election_office.accounts.permissions import Permission
from election_office.audit.actions import record
from election_office.jobs import actions as jobs
from election_office.jobs.models import Job
from election_office.law.dates import cn_date
from villages.actions import update_person
from villages.models import Cycle, Person
from voters.actions import cancel_registration, leave_off
from voters.models import Registration, ScreeningCase
from voters.screening import rules
from voters.screening.find import Tell
from voters.screening.runs import Screened, screen

JOB = "voters.screening"
MAX_AT_ONCE = 200


def ask_screening(*, cycle: Cycle, by: User) -> Job:
    """Have all rolls of a township's cycle compared in the background. Asked twice, it is one job."""
    return jobs.submit(
        JOB,
        params={"cycle": cycle.pk},
        key=f"cycle:{cycle.pk}",
        area_code=cycle.area_code,
        by=by,
        title=f"人员排查：{cycle}"[:120],
    )


@transaction.atomic
def screen_cycle(*, cycle: Cycle, by: User, tell: Tell | None = None) -> Screened:
    """Compare every roll of the cycle. Run twice, the second run adds nothing."""
    require_in(by, Permission.SUPERVISE, cycle.area_code)
    elections = list(cycle.elections.select_related("village").order_by("pk"))
    done = screen(elections, tell=tell)
    after = {"found": done.found, "opened": done.opened, "gone": done.gone}
    record("screening.run", target=cycle, by=by, after=after)
    return done


def may_settle(case: ScreeningCase, user: User) -> bool:
    """Whoever keeps the roll of one of the villages concerned."""
    return any(can_in(user, Permission.ROLL_EDIT, party.village.code) for party in case.parties.all())


def _locked(case: ScreeningCase, by: User) -> ScreeningCase:
    require_held(by, Permission.ROLL_EDIT)
    case = ScreeningCase.objects.select_for_update(of=("self",)).get(pk=case.pk)
    if not may_settle(case, by):
        raise PermissionDenied("您没有在此地办理此事项的权限。")
    return case


def _rows(case: ScreeningCase) -> list[Registration]:
    """The registrations of the case by village, as they are now."""
    rows = Registration.objects.with_people().select_related("person__village", "election__village__township")
    return list(rows.filter(screenings__case=case).order_by("election__village__code", "pk"))


@transaction.atomic
def settle_case(
    *,
    case: ScreeningCase,
    settlement: str,
    reason: str,
    by: User,
    remaining: Registration | None = None,
    paper_number: str = "",
    decided_on: dt.date | None = None,
    died_on: dt.date | None = None,
) -> ScreeningCase:
    """Decide one case and carry the decision out: the registrations that end, the person's own record.

    ``same_person`` needs ``remaining``: every other registration of the case is struck off. ``struck_off``
    strikes off the one there is; a death is noted with ``died_on``, lost rights are noted as such.
    Raises RuleRefused, ValidationError, PermissionDenied (a roll of somebody else's must be cleared there).
    """
    case = _locked(case, by)
    rows = _rows(case)
    facts = rules.SettlementFacts(
        kind=case.kind,
        settlement=settlement,
        reason=reason,
        settled=case.state == ScreeningCase.State.SETTLED,
        recorded=any(_on_record(case.kind, row.person) for row in rows),
        kept_is_party=remaining is not None and any(row.pk == remaining.pk for row in rows),
        kept_in_force=any(remaining is not None and row.pk == remaining.pk and _live(row) for row in rows),
    )
    rules.check_settlement(facts, rows[0].election.rulebook).require()
    ending = _ending(rows, settlement, remaining)
    _require_roll(ending, by)
    if settlement == rules.STRUCK_OFF:
        _note_on_person(case.kind, rows[0].person, died_on=died_on, reason=reason, by=by)
    case.remaining = remaining if settlement == rules.SAME else None
    _decide(case, settlement, reason, paper_number, by)
    # One division after the other, in the order of their codes: so the trails are locked in one order.
    for code, group in groupby(rows, key=lambda row: row.area_code):
        for row in group:
            if row in ending:
                _strike(row, case, reason, paper_number, decided_on, by)
        _record_settlement(case, code, by)
    if ending:
        elections = list({row.election_id: row.election for row in rows}.values())
        screen(elections, people={row.person_id for row in rows})
    return case


def _live(row: Registration) -> bool:
    return row.status in (Registration.Status.REGISTERED, Registration.Status.PENDING)


def _on_record(kind: str, person: Person) -> bool:
    return (kind == rules.DECEASED and person.died_on is not None) or (
        kind == rules.DEPRIVED and person.rights_deprived
    )


def _ending(rows: list[Registration], settlement: str, remaining: Registration | None) -> list[Registration]:
    """The registrations that the decision ends: of twins, those of the record that is not kept."""
    if settlement == rules.STRUCK_OFF:
        return [row for row in rows if _live(row)]
    if settlement == rules.SAME and remaining is not None:
        return [row for row in rows if row.pk != remaining.pk and _live(row)]
    return []


def _require_roll(ending: list[Registration], by: User) -> None:
    for row in ending:
        if not can(by, Permission.ROLL_EDIT, row):
            raise ValidationError(
                f"要取消的登记在{row.election.village.township.name}{row.election.village.name}的名单上，"
                "不在您的辖区，请由该村或者该乡镇换届办处理。"
            )


def _note_on_person(kind: str, person: Person, *, died_on: dt.date | None, reason: str, by: User) -> None:
    changes: dict[str, Any] = {}
    if kind == rules.DECEASED and died_on is not None and person.died_on != died_on:
        if died_on > timezone.localdate():
            raise ValidationError({"died_on": f"死亡日期{cn_date(died_on)}晚于今天，请核对。"})
        if died_on < person.birth_date:
            raise ValidationError({"died_on": f"死亡日期{cn_date(died_on)}早于出生日期，请核对。"})
        changes["died_on"] = died_on
    if kind == rules.DEPRIVED and not person.rights_deprived:
        changes["rights_deprived"] = True
    if not changes:
        return
    if not can(by, Permission.VILLAGE_EDIT, person):
        raise ValidationError(
            f"{person.name}的人员记录在{person.village.name}，不在您的辖区，请由乡镇换届办处理。"
        )
    update_person(person=person, by=by, reason=reason, **changes)


def _strike(
    row: Registration,
    case: ScreeningCase,
    reason: str,
    paper_number: str,
    decided_on: dt.date | None,
    by: User,
) -> None:
    if row.status == Registration.Status.PENDING:
        # Registered elsewhere, the person does not meet the conditions here (RO-06).
        leave_off(
            registration=row,
            ground="conditions",
            reason=reason,
            decided_on=decided_on,
            paper_number=paper_number,
            by=by,
        )
        return
    cancel_registration(
        registration=row,
        ground=rules.GROUNDS[case.kind],
        reason=reason,
        decided_on=decided_on,
        paper_number=paper_number,
        by=by,
    )


def _decide(case: ScreeningCase, settlement: str, reason: str, paper_number: str, by: User) -> None:
    case.state, case.settlement = ScreeningCase.State.SETTLED, settlement
    case.reason, case.paper_number = reason.strip(), paper_number.strip()
    case.settled_at, case.settled_by = timezone.now(), by
    case.keep(
        "state", "settlement", "remaining", "reason", "paper_number", "settled_at", "settled_by"
    )  # fmt: skip


def _record_settlement(case: ScreeningCase, area_code: str, by: User) -> None:
    record(
        "screening.settled",
        target=case,
        area_code=area_code,
        by=by,
        before={"state": ScreeningCase.State.OPEN},
        after={
            "kind": case.kind,
            "detail": case.detail,
            "settlement": case.settlement,
            "kept": case.remaining_id,
            "paper": case.paper_number,
        },
        reason=case.reason,
    )


@transaction.atomic
def settle_as_different(*, cases: Sequence[ScreeningCase], reason: str, by: User) -> int:
    """Decide for many pairs at once that they are different people; all of them or none.

    Raises ValidationError for more than 200, RuleRefused when one is settled or of another kind.
    """
    require_held(by, Permission.ROLL_EDIT)
    if not cases:
        raise ValidationError("请至少选择一项。")
    if len(cases) > MAX_AT_ONCE:
        raise ValidationError(f"一次最多处理{MAX_AT_ONCE}项，现选了{len(cases)}项，请分几次处理。")
    locked = list(
        ScreeningCase.objects.select_for_update(of=("self",))
        .filter(pk__in=[case.pk for case in cases])
        .prefetch_related("parties__village", "parties__registration__election__village")
        .order_by("pk")
    )
    trail: list[tuple[str, ScreeningCase]] = []
    for case in locked:
        if not may_settle(case, by):
            raise PermissionDenied("您没有在此地办理此事项的权限。")
        parties = list(case.parties.all())
        facts = rules.SettlementFacts(
            kind=case.kind,
            settlement=rules.DIFFERENT,
            reason=reason,
            settled=case.state == ScreeningCase.State.SETTLED,
        )
        rules.check_settlement(facts, parties[0].registration.election.rulebook).require()
        _decide(case, rules.DIFFERENT, reason, "", by)
        trail += [(code, case) for code in {party.village.code for party in parties}]
    for code, case in sorted(trail, key=lambda pair: (pair[0], pair[1].pk)):
        _record_settlement(case, code, by)
    return len(locked)


@transaction.atomic
def recheck_case(*, case: ScreeningCase, by: User) -> ScreeningCase:
    """Look once more at the people of one open case, after their records were corrected."""
    case = _locked(case, by)
    rows = _rows(case)
    elections = list({row.election_id: row.election for row in rows}.values())
    done = screen(elections, people={row.person_id for row in rows})
    record(
        "screening.rechecked",
        target=case,
        area_code=rows[0].area_code,
        by=by,
        after={"found": done.found, "opened": done.opened, "gone": done.gone},
    )
    case.refresh_from_db()
    return case
