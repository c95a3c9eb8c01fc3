"""What a change of the election means for the roll and for the cards that are printed already."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping

from django.utils import timezone

from election_office.law.dates import born_by, cn_date
from villages import consequences
from villages.models import Election, Person
from villages.queries import book_for_day
from voters.models import Card, Registration

NAMED = 20
"""So many names stand in a sentence; of the rest the number."""


def _names(people: list[str]) -> str:
    more = f"等{len(people)}人" if len(people) > NAMED else f"，共{len(people)}人"
    return "、".join(people[:NAMED]) + more


def who_comes_of_age(election: Election, typed: Mapping[str, object]) -> Iterable[str]:
    """By name: who has a vote on the day typed and not on the day in force, and the other way round."""
    day = typed.get("day")
    if not isinstance(day, dt.date) or day <= timezone.localdate():
        return  # the act refuses it
    roll, years = election.words.roll_short, book_for_day(election, day).value("voting_age")
    before, after = born_by(election.election_day, years), born_by(day, years)
    registered = Registration.objects.registered().filter(election=election)
    if after > before:
        people = Person.objects.filter(village=election.village_id, died_on__isnull=True)
        people = people.filter(birth_date__gt=before, birth_date__lte=after).order_by("stroke_key", "pk")
        missing = people.exclude(pk__in=registered.values("person_id"))
        if names := list(missing.values_list("name", flat=True)):
            who = f"到{cn_date(day)}新满{years}周岁、尚未列入{roll}的：{_names(names)}"
            yield f"{who}，须补充登记并公布。"
    elif after < before:
        minors = registered.filter(person__birth_date__gt=after, person__birth_date__lte=before)
        if names := list(minors.in_roll_order().values_list("person__name", flat=True)):
            who = f"到{cn_date(day)}未满{years}周岁、已列入{roll}的：{_names(names)}"
            yield f"{who}，须从名单中除名并公布。"


def printed_cards(election: Election, _typed: Mapping[str, object]) -> Iterable[str]:
    """The cards in force that are printed say the day, the hours and the place."""
    printed = Card.objects.in_force().filter(election=election, printed_at__isnull=False).count()
    if printed:
        yield f"已打印{election.words.card}{printed}张，印有投票时间和地点；改变后须重新打印或者逐户告知。"


def lend() -> None:
    consequences.lend("election.day_moved", who_comes_of_age)
    for act in ("election.day_moved", "election.polling_set"):
        consequences.lend(act, printed_cards)
