"""The organisation, its charter, and those who keep its books."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.core.files.base import File
from django.db import transaction
from django.utils import timezone

from ballots.collective import rules
from ballots.models import Charter, CharterArticle, Collective, FinanceStaff
from election_office.accounts.access import require
from election_office.accounts.models import User
from election_office.accounts.permissions import Permission
from election_office.audit.actions import record
from election_office.law.overlays import Overlay
from election_office.law.parameters import Unlawful
from election_office.law.rulebooks import rulebook_for
from villages.models import Person, Village


@transaction.atomic
def add_collective(
    *, village: Village, name: str, by: User, credit_code: str = "", legal_representative: str = ""
) -> Collective:
    """Enter the organisation of a village as its certificate names it."""
    require(by, Permission.VILLAGE_EDIT, village)
    rules.check_name(name).require()
    collective = Collective(
        village=village,
        name=name.strip(),
        credit_code=credit_code.strip().upper(),
        legal_representative=legal_representative.strip(),
    ).keep()
    record("collective.added", target=collective, by=by, after={"name": collective.name})
    return collective


@transaction.atomic
def update_collective(
    *,
    collective: Collective,
    name: str,
    by: User,
    credit_code: str = "",
    legal_representative: str = "",
    version: int | None = None,
) -> Collective:
    """Correct what the certificate says."""
    require(by, Permission.VILLAGE_EDIT, collective)
    collective = collective.lock(version)
    rules.check_name(name).require()
    before = {"name": collective.name, "representative": collective.legal_representative}
    collective.name, collective.credit_code = name.strip(), credit_code.strip().upper()
    collective.legal_representative = legal_representative.strip()
    collective.keep("name", "credit_code", "legal_representative")
    after = {"name": collective.name, "representative": collective.legal_representative}
    record("collective.changed", target=collective, by=by, before=before, after=after)
    return collective


@transaction.atomic
def enter_charter(
    *,
    collective: Collective,
    title: str,
    passed_on: dt.date,
    paper_number: str,
    filed_on: dt.date,
    articles: Mapping[str, tuple[Any, str]],
    by: User,
    scan: File[bytes] | None = None,
) -> Charter:
    """The filed charter with what it says (key → value, article); it takes the place of the one before.

    What the law does not leave to a charter is refused with the article of the law."""
    require(by, Permission.RULES_OVERLAY, collective)
    collective = collective.lock()
    today = timezone.localdate()
    if max(passed_on, filed_on) > today:
        raise ValidationError({"filed_on": "通过日期和备案日期不能晚于今天。"})
    _require_lawful(collective, title, passed_on, articles, today)
    for old in Charter.objects.filter(collective=collective, revoked_at__isnull=True):
        old.keep(*old.revoke(by=by, reason=f"由{title}替代"))
    charter = Charter(
        collective=collective,
        title=title.strip(),
        passed_on=passed_on,
        paper_number=paper_number.strip(),
        filed_on=filed_on,
        entered_by=by,
    )
    if scan is not None:
        charter.scan = scan
    charter.keep()
    CharterArticle.objects.bulk_create(
        CharterArticle(charter=charter, key=key, value=value, article=article)
        for key, (value, article) in articles.items()
    )
    said = {key: article for key, (_, article) in articles.items()}
    record("charter.entered", target=charter, by=by, after={"title": charter.title, "articles": said})
    return charter


def _require_lawful(
    collective: Collective,
    title: str,
    passed_on: dt.date,
    articles: Mapping[str, tuple[Any, str]],
    day: dt.date,
) -> None:
    code, faults = collective.village.code, {}
    for key, (value, article) in articles.items():
        try:
            rulebook_for(
                code,
                day,
                [Overlay(key, value, f"《{title}》{article}", passed_on, "charter")],
                kind="collective",
            )
        except Unlawful as error:
            faults[f"article-{key}"] = error.sentence
        except ValueError as error:
            faults[f"article-{key}"] = str(error)
    if faults:
        raise ValidationError(faults)


@transaction.atomic
def end_charter(*, charter: Charter, reason: str, by: User) -> Charter:
    """The charter was entered by mistake or fell away; the law's own values hold again."""
    require(by, Permission.RULES_OVERLAY, charter)
    charter = charter.take_back(by=by, reason=reason, again="这份章程已经停用。")
    record("charter.ended", target=charter, by=by, before={"title": charter.title}, reason=reason)
    return charter


@transaction.atomic
def add_staff(*, collective: Collective, person: Person, duty: str, by: User) -> FinanceStaff:
    """Who keeps money or books: they and their near relatives do not supervise."""
    require(by, Permission.ROLL_EDIT, collective)
    staff = FinanceStaff(collective=collective, person=person, duty=duty, entered_by=by).keep()
    record("finance_staff.added", target=staff, by=by, after={"name": person.name, "duty": duty})
    return staff


@transaction.atomic
def end_staff(*, staff: FinanceStaff, reason: str, by: User) -> FinanceStaff:
    require(by, Permission.ROLL_EDIT, staff)
    staff = staff.take_back(by=by, reason=reason, again="此人已经不再登记为财务或者会计人员。")
    record("finance_staff.ended", target=staff, by=by, before={"name": str(staff)}, reason=reason)
    return staff
