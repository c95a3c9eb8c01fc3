"""A confirmed roll to print from, and a printed file read back."""

from __future__ import annotations

import datetime as dt
import io
from typing import Any

from pypdf import PdfReader

from election_office.documents.rendering import Pdf
from tests.factories import ElectionFactory, RegistrationFactory, UserFactory, VillageFactory
from villages import numbers
from villages.models import Election, Group, Person
from voters import actions
from voters.models import Registration

RARE = ("演䶮一", "演㛃二", "演𬱖三", "演𠅤四")


def election_with(*names: str, groups: int = 1, **fields: Any) -> Election:
    """An election whose roll holds these names, one group after the other."""
    village = VillageFactory(groups=groups)
    election = ElectionFactory(village=village, polling_place="村民委员会大院", **fields)
    every = list(village.groups.all())
    for index, name in enumerate(names):
        RegistrationFactory(
            election=election,
            name=name,
            sex="female" if index % 2 else "male",
            birth_date=dt.date(1950 + index % 50, 3, 7),
            group=every[index * groups // len(names)],
        )
    return election


def confirmed(*names: str, **options: Any) -> Election:
    """The same, confirmed by a clerk of the village: everybody has a number."""
    election = election_with(*names, **options)
    actions.confirm_roll(election=election, by=clerk_of(election))
    return election


def clerk_of(election: Election) -> Any:
    return UserFactory(serving=election.area_code)


def big_roll(count: int, *, groups: int = 10) -> Election:
    """A confirmed roll of that many made-up people, written in bulk."""
    election = ElectionFactory(village=VillageFactory(groups=groups), polling_place="村民委员会大院")
    clerk, every = clerk_of(election), list(Group.objects.filter(village=election.village))
    people = []
    for number in range(count):
        person = Person(
            village=election.village,
            sex="female" if number % 2 else "male",
            birth_date=dt.date(1940 + number % 66, 1 + number % 12, 1 + number % 28),
            household=f"{number // 4 + 1:04d}",
            id_cipher=numbers.encrypt(f"36990119400101{number % 10000:04d}"),
        )
        person.set_name(
            "演" + NAME_CHARS[number % len(NAME_CHARS)] + NAME_CHARS[number // 7 % len(NAME_CHARS)]
        )
        people.append(person)
    people = Person.objects.bulk_create(people, batch_size=500)
    Registration.objects.bulk_create(
        [
            Registration(
                election=election,
                cycle=election.cycle,
                person=person,
                group=every[number * groups // count],
                roll_class="A",
                entered_by=clerk,
            )
            for number, person in enumerate(people)
        ],
        batch_size=500,
    )
    actions.confirm_roll(election=election, by=clerk)
    return election


NAME_CHARS = (
    "安宝昌成达大德登东恩尔丰福刚高光贵国海汉和红宏厚华会吉佳建江杰金景静军开康科乐礼立利良林龙茂美民明木宁平奇"
    "启强青清庆全仁荣瑞善尚少生胜诗世寿树顺思松泰天庭万维文武喜贤祥向晓新兴秀学雅延阳耀义益英永友玉裕元远云泽章"
    "珍振正志智忠竹卓子宗"
)


def text_of(pdf: Pdf | bytes) -> list[str]:
    """The text of each page, as somebody who copies it gets it."""
    data = pdf.data if isinstance(pdf, Pdf) else pdf
    return [page.extract_text() for page in PdfReader(io.BytesIO(data)).pages]
