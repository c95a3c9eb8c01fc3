"""Two people of one village before the joint review, so that a unit's inbox has something to answer."""

from __future__ import annotations

import datetime as dt
import io
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone
from PIL import Image

from candidates.models import ReviewFile
from candidates.review import actions, rules
from election_office.accounts.models import User
from election_office.law.words import GENERAL
from villages.models import Election, Person
from voters.models import Registration

ANSWER_WITHIN = dt.timedelta(days=7)
# The least and the greatest age, on the election day, of the people put forward.
AGES = (30, 50)

FILES = (
    {
        "post": "director",
        "incumbency": "same",
        "current_post": GENERAL.body + GENERAL.chair,
        "party": "中共党员",
    },
    {"post": "member", "incumbency": "new", "current_post": "", "party": "群众"},
)


def send_for_review(election: Election, officer: User) -> None:
    """Files filled, agreed to by village and township, and sent to every unit of the plan."""
    departments = actions.adopt_departments(area_code=election.village.township.code, by=officer)
    files = [
        _file(election, person, values, officer)
        for person, values in zip(_people(election), FILES, strict=True)
    ]
    actions.send_batch(
        cycle=election.cycle,
        files=files,
        departments=departments,
        due_on=timezone.localdate() + ANSWER_WITHIN,
        by=officer,
    )


def _people(election: Election) -> list[Person]:
    """A man and a woman of the roll in their middle years, the first of each in the roll's order."""
    rows = Registration.objects.filter(election=election).registered().with_people().in_roll_order()
    born = [election.election_day.replace(year=election.election_day.year - age, day=1) for age in AGES]
    fit = rows.filter(person__birth_date__range=(born[1], born[0]))
    return [fit.filter(person__sex=sex)[0].person for sex in ("male", "female")]


def _file(election: Election, person: Person, values: dict[str, str], officer: User) -> ReviewFile:
    file = actions.open_file(
        election=election,
        person=person,
        purpose="village_committee",
        by=officer,
        education="senior_secondary",
        party_joined_on=dt.date(2011, 7, 1) if values["party"] == "中共党员" else None,
        health="良好",
        cv="在本地务农，参加过村里的水利和道路建设。",
        posts_held="无处分记录。",
        family="配偶务农，无近亲属在村级组织任职。",
        **values,
    )
    actions.set_photo(file=file, photo=_portrait(), by=officer)
    today = timezone.localdate()
    actions.set_paper(file=file, kind="commitment", signed_on=today, scan=_scan("承诺书"), by=officer)
    for kind in ("responsibility", "guarantee"):
        actions.set_paper(file=file, kind=kind, excused="不担任该项工作。", by=officer)
    actions.submit_file(file=file, by=officer)
    actions.give_village_opinion(file=file, by=officer, **_sheet(election))
    actions.give_township_opinion(file=file, by=officer, **_sheet(election))
    file.refresh_from_db()
    return file


def _sheet(election: Election) -> dict[str, Any]:
    """Every ground looked at, nothing found."""
    return {
        "answers": [rules.Answer(ground, False, "") for ground in rules.grounds_of(election.rulebook)],
        "conclusion": "agree",
        "remark": "",
        "handler": "经办员甲",
        "leader": "分管领导乙",
        "stamped_on": timezone.localdate(),
        "scan": _scan("审查表"),
    }


def _scan(name: str) -> SimpleUploadedFile:
    """A blank page in place of a signed paper."""
    page = io.BytesIO()
    Image.new("L", (620, 877), 255).save(page, "PDF")
    return SimpleUploadedFile(f"{name}.pdf", page.getvalue(), content_type="application/pdf")


def _portrait() -> SimpleUploadedFile:
    """A plain grey card: the demonstration has no faces."""
    picture = io.BytesIO()
    Image.new("RGB", (300, 400), "#c9ced6").save(picture, "JPEG")
    return SimpleUploadedFile("照片.jpg", picture.getvalue(), content_type="image/jpeg")
