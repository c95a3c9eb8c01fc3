"""A village whose branch is on its way through 两推一选."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field

from django.utils import timezone

from candidates.models import Inspection, PartyCount, PartyNominee, ReviewFile
from candidates.nomination.rules import Reading
from candidates.party import actions
from candidates.party.rules import BRANCH
from election_office.accounts.models import User
from election_office.accounts.permissions import Role
from tests.factories import ElectionFactory, PersonFactory, UserFactory
from villages.models import Election, Person

NAMES = ("演示甲", "演示乙", "演示丙", "演示丁", "演示戊")


def inspect(file: ReviewFile, by: User) -> None:
    today = timezone.localdate()
    Inspection.objects.create(
        file=file, round=file.round, held_on=today, issued=20, recovered=20, good=15, competent=5, basic=0,
        poor=0, talks=8, talk_text="谈话八人。", visited_on=today, visit_text="看了村道。",
        inspectors="考察组甲", conclusion="fit", text="合适。", scan="inspections/x.pdf", filename="x.pdf",
        sha256="0" * 64, entered_by=by,
    )  # fmt: skip


@dataclass
class Branch:
    """Three seats, five 初步人选, four 预备人选. Each method takes the branch one stage further."""

    election: Election = field(default_factory=lambda: ElectionFactory(village__name="演示村", steps=True))

    def __post_init__(self) -> None:
        village = self.election.village
        self.today: dt.date = timezone.localdate()
        self.officer = UserFactory(serving=village.township.code, role=Role.TOWNSHIP_OFFICER)
        self.clerk, self.other = UserFactory(serving=village.code), UserFactory(serving=village.code)
        self.people: dict[str, Person] = {name: PersonFactory(village=village, name=name) for name in NAMES}

    def plan(self, **changes: int | str) -> None:
        given = {"seats": 3, "recommended": 5, "prepared": 4, "deputies": 1, "publicity_days": 5}
        actions.set_plan(election=self.election, by=self.clerk, body="branch", **(given | changes))

    def read(self, count: PartyCount, votes: dict[str, int], recovered: int = 40) -> PartyCount:
        reading = Reading(recovered, 0, 0, {BRANCH: votes})
        actions.read_count(count=count, reading=reading, by=self.clerk)
        return actions.read_count(count=count, reading=reading, by=self.other)

    def recommended(self) -> list[PartyNominee]:
        self.plan()
        for kind in ("members", "villagers"):
            count = actions.hold_recommendation(
                election=self.election,
                kind=kind,
                held_on=self.today,
                due=50,
                present=44,
                issued=40,
                by=self.clerk,
            )
            self.read(count, {name: 30 - 4 * order for order, name in enumerate(NAMES)})
        posts = ("secretary", "deputy_secretary", *["branch_member"] * 3)
        return [
            actions.propose(
                election=self.election,
                person=self.people[name],
                intended=post,
                written_as=[name],
                by=self.clerk,
            )
            for name, post in zip(NAMES, posts, strict=True)
        ]

    def reviewed(self) -> list[PartyNominee]:
        nominees = self.recommended()
        answer = {"incumbency": "new", "education": "junior_college", "party": "中共党员"}
        files = actions.open_reviews(
            election=self.election, answers={one.pk: answer for one in nominees}, by=self.clerk
        )
        for file in files:
            ReviewFile.objects.filter(pk=file.pk).update(state="passed", decided_on=self.today)
            inspect(file, self.officer)
        return nominees

    def prepared(self) -> list[PartyNominee]:
        return actions.prepare(election=self.election, chosen=self.reviewed()[:4], by=self.clerk)
