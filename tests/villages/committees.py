"""A committee and its village as tests need them: chosen with the votes of the golden case."""

from __future__ import annotations

import datetime as dt

from django.utils import timezone

from tests.factories import ElectionFactory, PersonFactory, UserFactory
from villages.committee import actions
from villages.models import CommitteeChoice, Election, Group, Kinship, Person

VOTES = (30, 28, 25, 21, 19, 17)


class Chosen:
    """``Chosen()``: an election whose committee of five is confirmed; ``people`` in the order of votes."""

    def __init__(self, *, settle: bool = True, election: Election | None = None, **kwargs: object) -> None:
        self.election = election or ElectionFactory(steps=True, **kwargs)
        self.clerk = UserFactory(serving=self.election.area_code)
        self.people = [
            PersonFactory(
                village=self.election.village, name=f"演示{word}", sex="female" if at == 2 else "male"
            )
            for at, word in enumerate("甲乙丙丁戊己")
        ]
        self.choice = self.record(seats=5)
        for person, votes in zip(self.people, VOTES, strict=True):
            actions.add_nominee(choice=self.choice, person=person, votes=votes, by=self.clerk)
        if settle:
            # Typed from the minutes by one person: whoever confirms says why nobody read the ballots again.
            self.settle(accepted="得票已当场核对")

    @property
    def today(self) -> dt.date:
        return timezone.localdate()

    def record(self, **changes: object) -> CommitteeChoice:
        values = {
            "body": "representatives_meeting",
            "held_on": self.today,
            "seats": 5,
            "secret": True,
        }
        choice = actions.record_choice(election=self.election, by=self.clerk, **values | changes)
        entry = actions.MeetingEntry(group=None, eligible=45, present=40)
        return actions.set_attendance(choice=choice, meetings=[entry], by=self.clerk)

    def settle(self, **changes: object) -> None:
        values = {"chair": self.people[0], "vices": [self.people[1]]}
        actions.settle_choice(choice=self.choice, by=self.clerk, **values | changes)

    def member(self, at: int) -> object:
        return self.election.committee_members.get(person=self.people[at])

    def brother_of(self, at: int) -> Person:
        brother = PersonFactory(village=self.election.village, name="演示兄")
        Kinship.objects.create(person=self.people[at], relative=brother, kind="sibling", declared_by="测试员")
        return brother

    def leave(self, *at: int, **changes: object) -> object:
        values = {"ground": "due", "happened_on": self.today, "fill": "succession"}
        members = [self.member(one) for one in at]
        return actions.leave_committee(
            election=self.election, members=members, by=self.clerk, **values | changes
        )

    @property
    def groups(self) -> list[Group]:
        return list(self.election.village.groups.all())
