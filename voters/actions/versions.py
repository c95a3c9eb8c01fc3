from __future__ import annotations

import datetime as dt

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from election_office.accounts.access import require
from election_office.accounts.models import User
from election_office.accounts.permissions import Permission
from election_office.audit.actions import record
from villages.actions import close_step, require_stage
from villages.actions.elections import locked
from villages.models import Election
from villages.models.elections import Stage
from villages.order.queries import check_turn
from voters import queries, rules
from voters.models import Registration, RollVersion
from voters.rolls import digest_of

BATCH = 500


@transaction.atomic
def confirm_roll(*, election: Election, by: User) -> RollVersion:
    """The electoral committee confirms the roll: serial numbers, version 1, the step of registration done.

    Numbers run group by group, within a group by strokes, from 1. From here on the roll changes only by
    supplement. Raises RuleRefused while somebody is pending or nobody is registered.
    """
    require(by, Permission.ROLL_CONFIRM, election)
    election = locked(election)
    require_stage(election)
    check_turn(election, "register").require()
    rules.check_confirmation(queries.confirmation_facts(election), election.rulebook).require()
    _number(election)
    entries = queries.entries_now(election)
    version = RollVersion(
        election=election,
        number=1,
        kind=RollVersion.Kind.INITIAL,
        voter_count=len(entries),
        entries=[list(entry) for entry in entries],
        digest=digest_of(entries),
        frozen_at=timezone.now(),
        frozen_by=by,
    )
    version.keep()
    Registration.objects.filter(election=election).registered().update(added_in=version)
    record(
        "roll.confirmed",
        target=version,
        by=by,
        after={"voters": version.voter_count, "digest": version.digest},
    )
    close_step(
        election=election,
        code="register",
        done_on=timezone.localdate(),
        evidence=f"{election.committee_title}确认名单，共{version.voter_count}人",
        by=by,
    )
    return version


def _number(election: Election) -> None:
    """Give everybody registered without one the next serial numbers, in the order of the notice."""
    rows = Registration.objects.filter(election=election)
    last = rows.aggregate(last=Max("serial"))["last"] or 0
    voters = list(rows.registered().filter(serial__isnull=True).in_roll_order().only("pk"))
    for serial, registration in enumerate(voters, start=last + 1):
        registration.serial = serial
    Registration.objects.bulk_update(voters, ["serial"], batch_size=BATCH)


def require_open_roll(election: Election) -> None:
    """First thing of every act that changes a roll: RuleRefused once the polls have opened on it, and
    outside the stage. A roll opened again for a runoff may change after the first result as well."""
    final = queries.final_version(election)
    rules.check_unfrozen(
        frozen_on=timezone.localdate(final.frozen_at) if final else None,
        moment=final.moment if final else "",
        book=election.rulebook,
    ).require()
    _require_stage(election)


def _require_stage(election: Election) -> None:
    reopened = RollVersion.objects.filter(election=election, reopened_at__isnull=False).exists()
    require_stage(election, *((Stage.ELECTION, Stage.FOLLOW_UP) if reopened else ()))


@transaction.atomic
def freeze_roll(*, election: Election, by: User, at: dt.datetime, opening: bool = False) -> RollVersion:
    """Close the roll as the polls open: its last version, with count and digest, that nothing changes.

    It is the base of turnout. Called inside the act that opens the polls (``opening``), and again as they
    close, for a village where nobody recorded the opening. A roll closed already stays as it is (a runoff
    on the same roll, a vote repeated for a tie). Someone registered without a number gets one, so that the
    version holds everybody who could vote.
    """
    require(by, Permission.BALLOT_EDIT, election)
    election = locked(election)
    known = queries.final_version(election)
    if known is not None:
        return known
    _number(election)
    entries = queries.entries_now(election)
    last = RollVersion.objects.filter(election=election).aggregate(last=Max("number"))["last"] or 0
    version = RollVersion(
        election=election,
        number=last + 1,
        kind=RollVersion.Kind.FINAL,
        reason=RollVersion.AT_OPENING if opening else "",
        voter_count=len(entries),
        entries=[list(entry) for entry in entries],
        digest=digest_of(entries),
        frozen_at=at,
        frozen_by=by,
    )
    version.keep()
    record(
        "roll.frozen",
        target=version,
        by=by,
        after={"number": version.number, "voters": version.voter_count, "digest": version.digest},
    )
    return version


@transaction.atomic
def reopen_roll(*, election: Election, by: User, at: dt.datetime) -> RollVersion | None:
    """A runoff is called: where the rules of the place have the roll checked anew, supplements are open again
    until the polls of the runoff close. Elsewhere, or with no closed roll, nothing happens (None)."""
    require(by, Permission.COUNT_DECIDE, election)
    election = locked(election)
    final = queries.final_version(election)
    if final is None or election.rulebook.value("runoff_roll") != "updated":
        return None
    final.reopened_at = at
    final.save(update_fields=["reopened_at", "updated_at"])
    record(
        "roll.reopened",
        target=final,
        by=by,
        after={"number": final.number, "voters": final.voter_count},
    )
    return final


def supplement(*, election: Election, reason: str, decision_number: str, by: User) -> RollVersion:
    """The next version: what changed since the last one. Called inside the act that changed the roll,
    which holds the lock and has asked the rule."""
    entries = queries.entries_now(election)
    changes = queries.untold_changes(election)
    last = RollVersion.objects.filter(election=election).aggregate(last=Max("number"))["last"]
    version = RollVersion(
        election=election,
        number=last + 1,
        kind=RollVersion.Kind.SUPPLEMENT,
        voter_count=len(entries),
        entries=changes.as_json(),
        digest=digest_of(entries),
        decision_number=decision_number.strip(),
        reason=reason.strip(),
        frozen_at=timezone.now(),
        frozen_by=by,
    )
    version.keep()
    record(
        "roll.supplemented",
        target=version,
        by=by,
        after={
            "number": version.number,
            "added": len(changes.added),
            "removed": len(changes.removed),
            "corrected": len(changes.corrected),
            "voters": version.voter_count,
            "paper": version.decision_number,
        },
        reason=version.reason,
    )
    return version


@transaction.atomic
def record_corrections(*, election: Election, reason: str, decision_number: str, by: User) -> RollVersion:
    """Take over into the roll what was corrected in the people's own records since the last version."""
    require(by, Permission.ROLL_CONFIRM, election)
    election = locked(election)
    require_open_roll(election)
    confirmed = queries.is_confirmed(election)
    rules.check_change_paper(
        confirmed=confirmed, reason=reason, paper_number=decision_number, book=election.rulebook
    ).require()
    if not confirmed or queries.untold_changes(election).empty:
        raise ValidationError("名单与最近一版一致，没有需要更正的内容。")
    return supplement(election=election, reason=reason, decision_number=decision_number, by=by)


@transaction.atomic
def choose_paper(*, roll: RollVersion, paper_size: str, by: User, version: int | None = None) -> RollVersion:
    """On which sheets the notice of a version is printed; fixed once it is issued."""
    require(by, Permission.ROLL_CONFIRM, roll)
    roll = roll.lock(version)
    if not roll.notice_code:
        raise ValidationError("投票时封存的名单只用于核对，不另发公告。")
    if roll.document_id is not None:
        raise ValidationError("这一版名单的公告已经签发，纸张不再改动；内容有误的，请在公文页办理更正。")
    roll.paper_size = paper_size
    roll.keep("paper_size")
    record("roll.paper_chosen", target=roll, by=by, after={"number": roll.number, "size": paper_size})
    return roll
