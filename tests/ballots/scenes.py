"""An election brought to the point a test of the count starts from, through the actions themselves."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.utils import timezone

from ballots import actions, queries
from ballots.models import Box, CountSheet, Round
from ballots.rules.sheets import Reading
from candidates.models import Candidate
from candidates.queries import FORMAL_NOTICE
from election_office.accounts.models import User
from election_office.accounts.permissions import Role
from election_office.documents import actions as documents
from tests.factories import (
    CandidateFactory,
    CycleFactory,
    ElectionFactory,
    RegistrationFactory,
    TownshipFactory,
    UserFactory,
)
from villages.models import Election, Township
from voters.electors.actions import add_elector
from voters.models import Elector, Registration

VOTERS = 24
PRINTED = {"director": ("主甲", "主乙"), "member": ("委甲", "委乙", "委丙")}


class Scene:
    """A village on its election day: 1 director, 2 members, 5 candidates, 24 voters, one or two boxes.

    ``officer`` decides, ``clerk`` keeps the boxes, ``one`` and ``two`` type the sheets.
    """

    def __init__(
        self,
        *,
        seats: tuple[int, int, int] = (1, 0, 2),
        day: dt.date | None = None,
        village: str = "",
        candidates: dict[str, tuple[str, ...]] | None = None,
        listed: bool = True,
        way: str = "",
        township: Township | None = None,
    ) -> None:
        township = township or TownshipFactory()
        cycle = CycleFactory(township=township, ordinal=12, default_day=day or timezone.localdate())
        names = {"village__name": village} if village else {}
        self.election: Election = ElectionFactory(
            village__township=township,
            cycle=cycle,
            posts=seats,
            steps=True,
            kind="community" if way else "village",
            village__kind="community" if way else "village",
            way=way,
            **names,
        )
        code = self.election.area_code
        self.officer: User = UserFactory(serving=township.code, role=Role.TOWNSHIP_OFFICER)
        self.clerk: User = UserFactory(serving=code)
        self.one: User = UserFactory(serving=code, role=Role.COUNT_CLERK)
        self.two: User = UserFactory(serving=code, role=Role.COUNT_CLERK)
        self.candidates: dict[str, Candidate] = {}
        for post in self.election.posts.all():
            for name in (candidates or PRINTED).get(post.kind, ()):
                sex = "female" if name == "委乙" else "male"
                registration = RegistrationFactory(
                    election=self.election, name=name, sex=sex, entered_by=self.clerk
                )
                self.candidates[name] = CandidateFactory(
                    election=self.election, post=post, registration=registration, entered_by=self.clerk
                )
        for _ in range(VOTERS - len(self.candidates)):
            RegistrationFactory(election=self.election, entered_by=self.clerk)
        if way in ("household_representatives", "residents_representatives"):
            self.seat_electors()
        if listed:
            self.hang_list()

    def hang_list(self) -> None:
        """The formal list hangs; the rules are frozen as they stand now."""
        election = Election.objects.with_places().get(pk=self.election.pk)
        documents.issue(FORMAL_NOTICE, election, by=self.clerk)

    def seat_electors(self, count: int = 12) -> list[Elector]:
        """As many of the voters vote for their household, or as representatives."""
        voters = Registration.objects.filter(election=self.election).order_by("pk")[:count]
        return [
            add_elector(
                election=self.election,
                registration=row,
                chosen_on=timezone.localdate(),
                household=f"演示第{number}户",
                signed=True,
                by=self.clerk,
            )
            for number, row in enumerate(voters, start=1)
        ]

    @property
    def round(self) -> Round:
        found = queries.current_round(Election.objects.with_places().get(pk=self.election.pk))
        assert found is not None
        return found

    def box(self, name: str = "主会场票箱", kind: str = "main") -> Box:
        return actions.add_box(
            election=self.election, name=name, kind=kind, place="", staff="", by=self.clerk
        )

    def ballots(self, box: Box, own: int, recovered: int, proxy: int = 0, **more: Any) -> Box:
        return actions.enter_ballots(
            box=box,
            issued_own=own,
            issued_proxy=proxy,
            recovered=recovered,
            opened_by="演示监票员",
            by=self.clerk,
            **more,
        )

    def counting(self, own: int = 20, recovered: int = 20, proxy: int = 0) -> Round:
        """One box with these ballots, the polls closed."""
        self.ballots(self.box(), own, recovered, proxy)
        return actions.start_counting(round=self.round, by=self.clerk)

    def sheet(self, kind: str = "director", box: str = "主会场票箱") -> CountSheet:
        return CountSheet.objects.with_places().get(
            box__round__election=self.election, post__kind=kind, box__name=box
        )

    def reading(self, void: int = 0, blank: int = 0, **votes: int) -> Reading:
        """``reading(主甲=12, 另选=3)``: names not printed are written in."""
        cells = {
            f"c{self.candidates[name].pk}" if name in self.candidates else f"w:{name}": count
            for name, count in votes.items()
        }
        return Reading(void=void, blank=blank, votes=cells)

    def enter(
        self, kind: str, reading: Reading, by: User, box: str = "主会场票箱", **more: Any
    ) -> CountSheet:
        sheet = self.sheet(kind, box)
        valid = more.pop("valid", (sheet.box.recovered or 0) - reading.void - reading.blank)
        return actions.enter_sheet(
            sheet=sheet,
            version=more.pop("version", sheet.version),
            reading=reading,
            valid=valid,
            by=by,
            **more,
        )

    def agree(self, kind: str, reading: Reading, box: str = "主会场票箱", **more: Any) -> CountSheet:
        self.enter(kind, reading, self.one, box, **more)
        return self.enter(kind, reading, self.two, box, **more)

    def agreed(self) -> Round:
        """20 ballots, counted: 主甲 12, 委甲 14 and 委乙 13 win."""
        self.counting()
        self.agree("director", self.reading(void=1, blank=1, 主甲=12, 主乙=6))
        self.agree("member", self.reading(void=1, 委甲=14, 委乙=13, 委丙=8))
        return self.round
