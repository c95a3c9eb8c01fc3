"""Every change to an account or a post, and every coming and going, with its trace."""

from __future__ import annotations

import secrets

from django.conf import settings
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone

from election_office.accounts import limits, sessions
from election_office.accounts.access import require_held, require_in
from election_office.accounts.models import Assignment, OpenSession, UsedPassword, User
from election_office.accounts.permissions import Duty, Permission, Role
from election_office.accounts.queries import home_area
from election_office.accounts.rules import check_appointment, check_duties, check_reach
from election_office.accounts.trail import record

# Read aloud and typed by hand: no 0 and O, no 1 and l and I.
_LETTERS = "ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnpqrstuvwxyz"
_DIGITS = "23456789"
PASSWORD_FIELDS = [
    "password", "must_change_password", "password_set_at", "password_given_by", "password_given_at",
]  # fmt: skip


def temporary_password() -> str:
    """Twelve characters in three groups, to be read out once and changed at the first login."""
    groups = ("".join(secrets.choice(_LETTERS + _DIGITS) for _ in range(4)) for _ in range(3))
    return "-".join(groups)


# ------------------------------------------------------------------ managing staff


@transaction.atomic
def create_staff(
    *,
    username: str,
    name: str,
    phone: str = "",
    role: str,
    area_code: str,
    unit: str = "",
    duty: str = "",
    by: User,
) -> tuple[User, str]:
    """A new account with its first post; returns it with the password to be read out once.

    Raises PermissionDenied, RuleRefused, ValidationError (a user name that is taken).
    """
    require_in(by, Permission.STAFF_MANAGE, area_code)
    managed = by.areas(Permission.STAFF_MANAGE)
    check_appointment(managed=managed, role=role, area_code=area_code, unit=unit).require()
    check_duties(held=[], role=role, duty=duty, apart=settings.OFFICE_DUTIES_APART).require()
    user, password = _new_user(username=username, name=name, phone=phone, by=by)
    _appoint(user, role=role, area_code=area_code, unit=unit, duty=duty)
    record(
        "staff.created",
        target=user,
        area_code=area_code,
        by=by,
        after={
            "username": username,
            "name": name,
            "role": Role(role).label,
            "area_code": area_code,
            "unit": unit,
            **_duty(duty),
        },
    )
    return user, password


def _new_user(
    *, username: str, name: str, phone: str, password: str = "", by: User | None = None
) -> tuple[User, str]:
    user = User(username=username, name=name, phone=phone, must_change_password=not password)
    chosen = password or temporary_password()
    user.set_password(chosen)
    user.password_set_at = timezone.now()
    user.password_given_by = by
    user.password_given_at = user.password_set_at if by else None
    user.full_clean()
    user.save(force_insert=True)
    return user, chosen


def _duty(duty: str) -> dict[str, str]:
    """For the trail: told where duties are held apart."""
    return {"duty": Duty(duty).label} if duty else {}


def _appoint(user: User, *, role: str, area_code: str, unit: str, duty: str = "") -> Assignment:
    assignment = Assignment(user=user, role=role, area_code=area_code, unit=unit.strip(), duty=duty)
    assignment.full_clean()
    assignment.save(force_insert=True)
    user.__dict__.pop("current_assignments", None)
    return assignment


def in_reach(user: User, by: User) -> User:
    """The person's row, locked, when `by` may change this account."""
    managed = require_held(by, Permission.STAFF_MANAGE)
    locked = User.objects.select_for_update(of=("self",)).get(pk=user.pk)
    posts = [held.area_code for held in locked.current_assignments] or [home_area(locked)]
    check_reach(managed=managed, posts=posts, manages_self=locked.pk == by.pk).require()
    return locked


@transaction.atomic
def edit_staff(user: User, *, name: str, phone: str, by: User, version: int | None = None) -> User:
    user = in_reach(user, by).lock(version)
    before = {"name": user.name, "phone": user.phone}
    user.name, user.phone = name, phone
    user.keep("name", "phone")
    after = {"name": name, "phone": phone}
    record("staff.edited", target=user, area_code=home_area(user), by=by, before=before, after=after)
    return user


@transaction.atomic
def reset_password(user: User, *, by: User) -> str:
    """A new password to be read out once; ends every session of the person and a lock-out."""
    user = in_reach(user, by)
    password = temporary_password()
    _set_password(user, password, must_change=True, by=by)
    sessions.end_all(user)
    limits.lift(user.username)
    record("staff.password_reset", target=user, area_code=home_area(user), by=by, after={"name": user.name})
    return password


def _set_password(user: User, password: str, *, must_change: bool, by: User | None = None) -> None:
    """``by``: whoever else knows it; it stays on record when the person chooses an own one."""
    user.set_password(password)
    user.must_change_password = must_change
    user.password_set_at = timezone.now()
    if by is not None:
        user.password_given_by = by
        user.password_given_at = user.password_set_at
    user.save(update_fields=PASSWORD_FIELDS)
    UsedPassword.objects.create(user=user, password=user.password)


@transaction.atomic
def deactivate_staff(user: User, *, reason: str, by: User) -> User:
    """The person can no longer log in, and is logged out with the next click. Posts stay on record."""
    user = in_reach(user, by)
    if not user.is_active:
        raise ValidationError("此账号已经停用。")
    user.is_active = False
    user.save(update_fields=["is_active"])
    _record_active(user, "staff.deactivated", by=by, reason=reason)
    return user


@transaction.atomic
def reactivate_staff(user: User, *, by: User) -> tuple[User, str]:
    """The account works again, with a new password to be read out once."""
    user = in_reach(user, by)
    if user.is_active:
        raise ValidationError("此账号没有停用。")
    password = temporary_password()
    user.is_active = True
    user.save(update_fields=["is_active"])
    _set_password(user, password, must_change=True, by=by)
    _record_active(user, "staff.reactivated", by=by)
    return user, password


def _record_active(user: User, action: str, *, by: User, reason: str = "") -> None:
    record(
        action,
        target=user,
        area_code=home_area(user),
        by=by,
        before={"is_active": not user.is_active},
        after={"is_active": user.is_active, "name": user.name},
        reason=reason,
    )


@transaction.atomic
def assign(user: User, *, role: str, area_code: str, unit: str = "", duty: str = "", by: User) -> Assignment:
    """One more post for a person. Raises ValidationError when the same post is held already."""
    require_in(by, Permission.STAFF_MANAGE, area_code)
    user = in_reach(user, by)
    managed = by.areas(Permission.STAFF_MANAGE)
    check_appointment(managed=managed, role=role, area_code=area_code, unit=unit).require()
    held = [(post.role, post.duty) for post in user.current_assignments]
    check_duties(held=held, role=role, duty=duty, apart=settings.OFFICE_DUTIES_APART).require()
    assignment = _appoint(user, role=role, area_code=area_code, unit=unit, duty=duty)
    after = {
        "person": user.name, "role": Role(role).label, "area_code": area_code, "unit": unit, **_duty(duty),
    }  # fmt: skip
    record("assignment.started", target=assignment, by=by, after=after)
    return assignment


@transaction.atomic
def end_assignment(assignment: Assignment, *, reason: str, by: User) -> Assignment:
    """End a post from the person's next click on. A post elsewhere does not stand in the way."""
    require_in(by, Permission.STAFF_MANAGE, assignment.area_code)
    held = Assignment.objects.select_for_update(of=("self",)).select_related("user").get(pk=assignment.pk)
    reach = check_reach(
        managed=by.areas(Permission.STAFF_MANAGE),
        posts=[held.area_code],
        manages_self=held.user_id == by.pk,
    )
    reach.require()
    if held.ended_at is not None:
        raise ValidationError("此任职已经结束。")
    held.ended_at = timezone.now()
    held.save(update_fields=["ended_at", "updated_at"])
    before = {
        "person": held.user.name,
        "role": Role(held.role).label,
        "area_code": held.area_code,
        "unit": held.unit,
    }
    record("assignment.ended", target=held, by=by, before=before, reason=reason)
    return held


# ------------------------------------------------------------------ one's own account


@transaction.atomic
def change_own_password(*, password: str, by: User) -> None:
    """The person's own new password. Raises ValidationError for a weak one or the one in use."""
    if by.check_password(password):
        raise ValidationError("新密码不能与现在的密码相同。")
    validate_password(password, by)
    _set_password(by, password, must_change=False)
    record("staff.password_changed", target=by, area_code=home_area(by), by=by)


@transaction.atomic
def end_session(*, row: OpenSession, by: User) -> None:
    """One's own log-in elsewhere; an officer ends another's by a new password or by closing the account."""
    if row.user_id != by.pk:
        raise PermissionDenied("只能退出本人的登录。")
    sessions.end(row)
    record("login.ended_elsewhere", target=by, area_code=home_area(by), by=by, after={"browser": row.browser})


@transaction.atomic
def note_login(user: User) -> None:
    limits.lift(user.username)
    record("login.succeeded", target=user, area_code=home_area(user), by=user)


@transaction.atomic
def note_logout(user: User) -> None:
    record("login.ended", target=user, area_code=home_area(user), by=user)


@transaction.atomic
def note_failed_login(username: str, *, locked: bool) -> None:
    """Told under the person's own division. A user name that is nobody's is not written down:
    people type their password there by mistake."""
    user = User.objects.filter(username=username).first()
    if user is not None:
        record("login.failed", target=user, area_code=home_area(user), by=None, after={"locked": locked})


# ------------------------------------------------------------------ from the server's own console


@transaction.atomic
def create_first_officer(*, username: str, name: str, password: str, role: str, area_code: str) -> User:
    """The account that makes all others. Refused once anybody can manage accounts at this place."""
    duty = Duty.SECURITY if settings.OFFICE_DUTIES_APART else ""
    posts = Assignment.objects.filter(ended_at__isnull=True, user__is_active=True)
    officers = posts.filter(role__in=[Role.COUNTY_SUPERVISOR, Role.TOWNSHIP_OFFICER])
    managers = [held for held in officers.iterator() if Permission.STAFF_MANAGE in held.grants]
    if any(area_code.startswith(held.area_code) for held in managers):
        raise ValidationError(f"区划{area_code}已有可以管理账号的人员，请由其在“人员”页新建账号。")
    check_appointment(managed=[area_code], role=role, area_code=area_code, unit="").require()
    validate_password(password, User(username=username, name=name))
    user, _ = _new_user(username=username, name=name, phone="", password=password)
    _appoint(user, role=role, area_code=area_code, unit="", duty=duty)
    after = {
        "username": username, "name": name, "role": Role(role).label, "area_code": area_code, **_duty(duty),
    }  # fmt: skip
    record("staff.created", target=user, area_code=area_code, by=None, after=after, reason="服务器命令行")
    return user


@transaction.atomic
def set_password_from_console(*, username: str, password: str) -> User:
    """For whoever nobody else can help; the person changes it at the next login."""
    user = User.objects.select_for_update(of=("self",)).filter(username=username).first()
    if user is None:
        raise ValidationError(f"没有用户名为“{username}”的人员。")
    validate_password(password, user)
    _set_password(user, password, must_change=True)
    limits.lift(username)
    record(
        "staff.password_reset",
        target=user,
        area_code=home_area(user),
        by=None,
        after={"name": user.name},
        reason="服务器命令行",
    )
    return user
