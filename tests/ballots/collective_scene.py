"""A collective of thirty members, brought to its meeting through the actions themselves."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.core.files.base import ContentFile
from django.utils import timezone

from ballots.collective import actions, queries
from ballots.models import Assembly, Collective, CollectiveTerm, Member
from election_office.accounts.models import User
from election_office.accounts.permissions import Role
from election_office.documents import actions as documents
from election_office.law.text import cn_number
from tests.factories import CycleFactory, TownshipFactory, UserFactory, VillageFactory, made_up_number

HOUSEHOLDS, OF_ONE = 10, 3
SEATS = {"chair": 1, "council": 2, "supervisor": 1}
STANDING = {
    "chair": (1,),
    "council": (4, 7, 10),
    "supervisor": (13,),
}  # the first of these households' members
BORN = dt.date(1980, 6, 15)


def name_of(number: int) -> str:
    return f"演成员{cn_number(number)}"


def csv(
    *, people: int = HOUSEHOLDS * OF_ONE, head: str = "户号,姓名,公民身份号码,与户主关系,民事行为能力"
) -> bytes:
    lines = [head]
    for number in range(1, people + 1):
        household = (number - 1) // OF_ONE + 1
        sex = "female" if number % 3 == 2 else "male"
        relation = "户主" if number % OF_ONE == 1 else "家庭成员"
        lines.append(f"{household},{name_of(number)},{made_up_number(BORN, sex, 300 + number)},{relation},")
    return "\n".join(lines).encode()


class CollectiveScene:
    """``officer`` of the township, ``clerk`` of the village, ``county``: who decides between the readings."""

    def __init__(self) -> None:
        township = TownshipFactory()
        self.today = timezone.localdate()
        self.cycle = CycleFactory(township=township, ordinal=12)
        self.village = VillageFactory(township=township, groups=1)
        self.officer: User = UserFactory(serving=township.code, role=Role.TOWNSHIP_OFFICER)
        self.county: User = UserFactory(serving=township.code[:6], role=Role.COUNTY_SUPERVISOR)
        self.clerk: User = UserFactory(serving=self.village.code)
        self.collective: Collective = actions.add_collective(
            village=self.village,
            name=f"演示县{self.village.name}集体经济组织",
            legal_representative="演示旧理事长",
            by=self.clerk,
        )
        self.load(csv())

    def load(self, content: bytes, **more: Any) -> Any:
        file = ContentFile(content, name="成员名册.csv")
        return actions.import_members(collective=self.collective, file=file, by=self.clerk, **more)

    def member(self, number: int) -> Member:
        return Member.objects.with_people().get(collective=self.collective, person__name=name_of(number))

    def hang(self, code: str, subject: object, days_ago: int = 0) -> Any:
        at = timezone.now() - dt.timedelta(days=days_ago)
        paper = documents.issue(code, subject, by=self.officer, dated=timezone.localdate(at), at=at)
        for place in paper.places:
            documents.record_posting(paper, place_key=place["key"], posted_at=at, by=self.officer)
        return paper

    def open(self) -> CollectiveTerm:
        """The register shown, the term opened, everybody nominated."""
        register = actions.fix_register(collective=self.collective, as_of=self.today, by=self.clerk)
        self.hang(queries.REGISTER_NOTICE, register, days_ago=8)
        term = actions.open_term(
            collective=self.collective, cycle=self.cycle, way="members", seats=SEATS, by=self.officer
        )
        for kind, numbers in STANDING.items():
            for number in numbers:
                actions.nominate(
                    term=term, kind=kind, member=self.member(number), source="members", by=self.clerk
                )
        return term

    def call(self, term: CollectiveTerm, *, told_days_ago: int = 10) -> Assembly:
        """A meeting that takes place today. The act refuses a day that leaves no time for the notice, so the
        day is set behind its back, as the demonstration does."""
        assembly = actions.plan_assembly(
            term=term,
            day=self.today + dt.timedelta(days=10),
            at=dt.time(9, 0),
            where="演示村文化礼堂",
            agenda="选举理事会成员、监事会成员。",
            online_by="微信群视频会议",
            by=self.clerk,
        )
        Assembly.objects.filter(pk=assembly.pk).update(day=self.today)
        assembly.refresh_from_db()
        self.hang(queries.MEETING_NOTICE, assembly, days_ago=told_days_ago)
        return assembly

    def hold(self, assembly: Assembly, present: int, online: int = 0) -> Assembly:
        return actions.hold_assembly(
            assembly=assembly,
            present=present,
            online=online,
            host="演示主持",
            recorder="演示记录",
            tellers="演示监票、演示计票",
            by=self.clerk,
        )

    def count(self, assembly: Assembly, *yes: int) -> Assembly:
        """Votes for the nominees in their order; the others of those who took part are against."""
        standing = queries.to_vote_on(assembly.term)
        votes = {
            one.pk: (number, assembly.participants - number, 0)
            for one, number in zip(standing, yes, strict=True)
        }
        return actions.enter_votes(assembly=assembly, votes=votes, by=self.officer)
