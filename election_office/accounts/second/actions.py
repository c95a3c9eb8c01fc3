"""Every change to a second factor, and every use of one, with its trace."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.crypto import salted_hmac

from election_office.accounts import limits, sessions
from election_office.accounts.actions import in_reach
from election_office.accounts.models import RecoveryCode, SecondFactor, User
from election_office.accounts.queries import home_area
from election_office.accounts.second import codes
from election_office.accounts.trail import record

WRONG = "动态口令不正确或者已经用过。请等手机上换出新的六位数再填；总不正确的，请核对手机和本机的时间。"


def _factor(user: User) -> SecondFactor:
    """The person's row, made where there is none, and locked."""
    factor, _ = SecondFactor.objects.get_or_create(user=user)
    return SecondFactor.objects.select_for_update(of=("self",)).get(pk=factor.pk)


def _hashed(factor: SecondFactor, code: str) -> str:
    """Under the key of sessions: the keys of personal numbers are changed, and a hash cannot be made anew."""
    text = f"{factor.pk}\n{codes.plain(code)}"
    return salted_hmac("accounts.recovery", text, algorithm="sha256").hexdigest()


@transaction.atomic
def begin(*, by: User) -> SecondFactor:
    """A new secret for one's own phone; nothing is asked for until it was confirmed."""
    factor = _factor(by)
    if factor.confirmed_at is not None:
        raise ValidationError("您已经启用动态口令。换手机的，请先停用，再重新设置。")
    factor.secret, factor.last_step = codes.new_secret(), 0
    factor.keep("secret", "last_step")
    return factor


@transaction.atomic
def confirm(*, code: str, by: User) -> list[str]:
    """The phone shows the right code: from now on one is asked for. Returns the recovery codes."""
    factor = _factor(by)
    if not factor.secret or factor.confirmed_at is not None:
        raise ValidationError("请先生成二维码。")
    _pass(factor, code)
    factor.confirmed_at = timezone.now()
    factor.keep("confirmed_at", "last_step")
    by.second_since = factor.confirmed_at
    by.save(update_fields=["second_since"])
    record("second.begun", target=by, area_code=home_area(by), by=by)
    return _new_codes(factor)


def _pass(factor: SecondFactor, code: str) -> None:
    now = timezone.now().timestamp()
    step = codes.passed_step(factor.secret, code, now=now, after=factor.last_step)
    if step is None:
        raise ValidationError({"code": WRONG})
    factor.last_step = step


def _new_codes(factor: SecondFactor) -> list[str]:
    made = codes.new_recovery_codes()
    factor.codes.all().delete()
    RecoveryCode.objects.bulk_create(
        RecoveryCode(factor=factor, code_hash=_hashed(factor, code)) for code in made
    )
    return made


def _confirmed(user: User) -> SecondFactor:
    factor = _factor(user)
    if factor.confirmed_at is None:
        raise ValidationError("没有启用动态口令。")
    return factor


@transaction.atomic
def enter(*, code: str, by: User) -> None:
    """The second half of a log-in: six digits from the phone, or one of the recovery codes, once."""
    factor = _confirmed(by)
    plain = codes.plain(code)
    if len(plain) > codes.DIGITS:
        unused = factor.codes.filter(code_hash=_hashed(factor, code), used_at=None)
        used = unused.update(used_at=timezone.now())
        if not used:
            raise ValidationError({"code": "恢复码不正确或者已经用过。"})
        left = factor.codes.filter(used_at=None).count()
        record("second.recovered", target=by, area_code=home_area(by), by=by, after={"left": left})
    else:
        _pass(factor, code)
        factor.keep("last_step")
        record("second.passed", target=by, area_code=home_area(by), by=by)
    limits.lift(by.username)


@transaction.atomic
def note_failure(user: User, *, locked: bool) -> None:
    record("second.failed", target=user, area_code=home_area(user), by=None, after={"locked": locked})


@transaction.atomic
def new_codes(*, code: str, by: User) -> list[str]:
    """Ten new recovery codes; the former ones are void."""
    factor = _confirmed(by)
    _pass(factor, code)
    factor.keep("last_step")
    record("second.codes_renewed", target=by, area_code=home_area(by), by=by)
    return _new_codes(factor)


@transaction.atomic
def end(*, code: str, by: User) -> None:
    """No more asked for: before changing the phone, or for good where no setting asks for it."""
    factor = _confirmed(by)
    _pass(factor, code)
    _clear(factor)
    factor.keep("secret", "confirmed_at", "last_step")
    by.second_since = None
    by.save(update_fields=["second_since"])
    record("second.ended", target=by, area_code=home_area(by), by=by)


def _clear(factor: SecondFactor) -> None:
    factor.secret, factor.confirmed_at = "", None
    factor.codes.all().delete()


@transaction.atomic
def reset(user: User, *, by: User) -> None:
    """For a lost phone and lost codes. Ends every session; for a day the two are not two people."""
    user = in_reach(user, by)
    factor = _confirmed(user)
    _clear(factor)
    factor.reset_by, factor.reset_at = by, timezone.now()
    factor.keep("secret", "confirmed_at", "reset_by", "reset_at")
    user.second_since = None
    user.save(update_fields=["second_since"])
    sessions.end_all(user)
    limits.lift(user.username)
    record("second.reset", target=user, area_code=home_area(user), by=by, after={"name": user.name})
