"""The one act of an empty office: its places and its first people, all in one transaction."""

from __future__ import annotations

from dataclasses import dataclass

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction

from election_office.accounts.actions import create_first_officer, create_staff, temporary_password
from election_office.accounts.models import User
from election_office.accounts.permissions import Duty, Role
from election_office.audit.actions import record
from election_office.dashboard.begin.codes import is_founding_code, needs_founding
from villages.models import County, Township


@dataclass(frozen=True)
class Founded:
    """What the last page of the set-up shows, once: the passwords stand nowhere else."""

    township: Township
    first: User
    handed_out: list[tuple[User, str]]


@transaction.atomic
def found_office(
    *,
    code: str,
    county_code: str,
    county_name: str,
    county_office: str,
    township_code: str,
    township_name: str,
    other_code: str,
    guidance_group: str,
    office_name: str,
    phone: str,
    name: str,
    username: str,
    password: str,
    second_name: str,
    second_username: str,
    supervisor_name: str = "",
    supervisor_username: str = "",
) -> Founded:
    """County, township, first and second officer, and the county's own supervisor where one is named.

    Nobody is logged in yet: the code from the terminal stands for the permission. Raises ValidationError.
    """
    if not is_founding_code(code):
        raise ValidationError("设立码不正确，请看服务器终端，或者运行 manage.py setup_code。")
    if not needs_founding():
        raise ValidationError("平台已经设立，请登录。")
    if not township_code.startswith(county_code):
        raise ValidationError({"township_code": f"乡镇的区划代码应以县的代码{county_code}开头，请核对。"})
    county = County(code=county_code, name=county_name.strip(), office_name=county_office.strip())
    county.full_clean()
    county.save()
    township = Township(
        county=county,
        code=township_code,
        name=township_name.strip(),
        other_code=other_code,
        guidance_group=guidance_group.strip(),
        office_name=office_name.strip(),
        phone=phone.strip(),
    )
    township.full_clean()
    township.save()
    first = _officer(username, name, password, Role.TOWNSHIP_OFFICER, township.code)
    second = create_staff(
        username=second_username,
        name=second_name,
        role=Role.TOWNSHIP_OFFICER,
        area_code=township.code,
        # Where duties are held apart the first looks after the accounts, and the second does the business.
        duty=Duty.BUSINESS if settings.OFFICE_DUTIES_APART else "",
        by=first,
    )
    handed_out = [second]
    if supervisor_username:
        handed_out.append(_supervisor(supervisor_username, supervisor_name, county))
    after = {"county": county.name, "township": township.name, "guidance_group": township.guidance_title}
    record("office.founded", target=township, by=first, after=after, reason="首次设立")
    return Founded(township, first, handed_out)


def _officer(username: str, name: str, password: str, role: Role, area_code: str) -> User:
    return create_first_officer(
        username=username, name=name, password=password, role=role, area_code=area_code
    )


def _supervisor(username: str, name: str, county: County) -> tuple[User, str]:
    """Nobody in the township may appoint above it, so the county's first account is made here."""
    password = temporary_password()
    user = _officer(username, name, password, Role.COUNTY_SUPERVISOR, county.code)
    user.must_change_password = True
    user.save(update_fields=["must_change_password"])
    return user, password
