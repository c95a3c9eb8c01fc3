"""What an officer does with many accounts at once. Each account keeps its own trace."""

from __future__ import annotations

from collections.abc import Collection

from django.contrib.auth.hashers import PBKDF2PasswordHasher, get_hasher
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from election_office.accounts import limits
from election_office.accounts.access import require_in
from election_office.accounts.actions import PASSWORD_FIELDS, temporary_password
from election_office.accounts.models import Assignment, User
from election_office.accounts.permissions import Permission, Role
from election_office.accounts.queries import home_area
from election_office.accounts.rules import check_appointment, check_reach
from election_office.accounts.trail import record

# A slip's password is drawn at random (twelve of 54 letters, 69 bits): hashing it a million times, as a
# chosen one must be, adds nothing but a minute for 120 accounts. The person's own password, asked for at
# the first login, is hashed in full.
_ROUNDS_OF_A_SLIP = 20_000
MANY = 500


@transaction.atomic
def enter_staff(
    *, username: str, name: str, phone: str, role: str, area_code: str, unit: str, by: User
) -> User:
    """An account without a password yet: nobody can log in with it until its slip is printed."""
    require_in(by, Permission.STAFF_MANAGE, area_code)
    managed = by.areas(Permission.STAFF_MANAGE)
    check_appointment(managed=managed, role=role, area_code=area_code, unit=unit).require()
    user = User(username=username, name=name, phone=phone, must_change_password=True)
    user.set_unusable_password()
    user.full_clean()
    user.save(force_insert=True)
    post = Assignment(user=user, role=role, area_code=area_code, unit=unit)
    post.full_clean()
    post.save(force_insert=True)
    after = {
        "username": username,
        "name": name,
        "role": Role(role).label,
        "area_code": area_code,
        "unit": unit,
    }
    record("staff.created", target=user, area_code=area_code, by=by, after=after)
    return user


def _hash_of_a_slip(password: str) -> str:
    hasher = get_hasher()
    if isinstance(hasher, PBKDF2PasswordHasher):
        return hasher.encode(password, hasher.salt(), iterations=_ROUNDS_OF_A_SLIP)
    return hasher.encode(password, hasher.salt())


@transaction.atomic
def hand_out_passwords(*, people: Collection[int], area_code: str, by: User) -> list[tuple[User, str]]:
    """A new one-time password for each of these people of a division, all or none. The old ones end with
    their sessions."""
    require_in(by, Permission.STAFF_MANAGE, area_code)
    if not people:
        raise ValidationError("请至少勾选一个账号。")
    if len(people) > MANY:
        raise ValidationError(f"一次最多打印{MANY}个账号的密码条，现勾选{len(people)}个。")
    managed = by.areas(Permission.STAFF_MANAGE)
    rows = list(User.objects.select_for_update(of=("self",)).filter(pk__in=people, is_active=True))
    if len(rows) != len(set(people)):
        raise ValidationError("有账号已经停用或者不存在，请刷新后重新勾选。")
    posts: dict[int, list[str]] = {row.pk: [] for row in rows}
    for user_id, code in Assignment.objects.filter(user__in=rows, ended_at__isnull=True).values_list(
        "user_id", "area_code"
    ):
        posts[user_id].append(code)
    answers = []
    # The trail of many divisions is written in the order of their codes.
    homes = {row.pk: min(posts[row.pk], default="") or home_area(row) for row in rows}
    for row in sorted(rows, key=lambda entry: (homes[entry.pk], entry.username)):
        held = posts[row.pk] or [homes[row.pk]]
        check_reach(managed=managed, posts=held, manages_self=row.pk == by.pk).require()
        password = temporary_password()
        row.password = _hash_of_a_slip(password)
        row.must_change_password = True
        row.password_set_at = row.password_given_at = timezone.now()
        row.password_given_by = by
        row.save(update_fields=PASSWORD_FIELDS)
        limits.lift(row.username)
        home, after = homes[row.pk], {"name": row.name}
        record("staff.password_reset", target=row, area_code=home, by=by, after=after, reason="密码条")
        answers.append((row, password))
    return answers
