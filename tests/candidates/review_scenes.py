"""A township with its units and a person on the way through the joint review."""

from __future__ import annotations

import datetime as dt
import io
from dataclasses import dataclass, field
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone
from PIL import Image

from candidates.models import Opinion, ReviewBatch, ReviewDepartment, ReviewFile, ReviewRequest
from candidates.review import actions, rules
from election_office.accounts.models import User
from election_office.accounts.permissions import Role
from tests.factories import ElectionFactory, PersonFactory, UserFactory, VillageFactory, made_up_number
from tests.files import pdf
from villages.models import Election, Person

UNITS = ("公安", "法院", "纪委监委")
PDF = pdf()


def scan(name: str = "审查表.pdf", content: bytes = PDF) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content, content_type="application/pdf")


def picture() -> SimpleUploadedFile:
    target = io.BytesIO()
    Image.new("RGB", (120, 160), "lightgray").save(target, "JPEG")
    return SimpleUploadedFile("照片.jpg", target.getvalue(), content_type="image/jpeg")


FILE = {
    "post": "director",
    "incumbency": "same",
    "current_post": "村民委员会主任",
    "education": "senior_secondary",
    "party": "中共党员",
    "party_joined_on": dt.date(2005, 7, 1),
    "health": "良好",
    "cv": "1998年8月至今在村务农，2016年起任村民委员会主任。",
    "posts_held": "村民委员会主任。",
    "family": "配偶务农，无近亲属在村级组织任职。",
}

INSPECTION = {
    "issued": 40,
    "recovered": 38,
    "good": 20,
    "competent": 12,
    "basic": 4,
    "poor": 2,
    "talks": 9,
    "talk_text": "谈话九人，普遍反映较好。",
    "visit_text": "查看了村道和水渠。",
    "inspectors": "考察组演示甲、演示乙",
    "conclusion": "fit",
    "text": "同意作为人选。",
}


def sheet(election: Election, found: dict[str, str] | None = None, **values: Any) -> dict[str, Any]:
    """A complete sheet on which nothing was found, but for ``found``: key → reason."""
    found = found or {}
    answers = [
        rules.Answer(ground, ground.key in found, found.get(ground.key, ""))
        for ground in rules.grounds_of(election.rulebook)
    ]
    return {
        "answers": answers,
        "conclusion": "agree",
        "remark": "",
        "handler": "经办甲",
        "leader": "分管乙",
        "stamped_on": timezone.localdate(),
        "scan": scan(),
    } | values


@dataclass
class Review:
    """``Review()``: the officer, the clerk, three units with one reviewer each, and a file in drafting."""

    election: Election = field(default_factory=lambda: ElectionFactory(village=VillageFactory()))
    born: dt.date = dt.date(1985, 6, 15)
    values: dict[str, Any] = field(default_factory=dict)
    officer: User = field(init=False)
    clerk: User = field(init=False)
    reviewers: dict[str, User] = field(init=False)
    units: list[ReviewDepartment] = field(init=False)
    person: Person = field(init=False)
    file: ReviewFile = field(init=False)

    def __post_init__(self) -> None:
        village = self.election.village
        self.officer = UserFactory(serving=village.township.code, role=Role.TOWNSHIP_OFFICER)
        self.clerk = UserFactory(serving=village.code)
        county = village.township.county.code
        self.units = [
            ReviewDepartment.objects.get_or_create(area_code=county, name=name, defaults={"order": order})[0]
            for order, name in enumerate(UNITS, start=1)
        ]
        self.reviewers = {
            name: UserFactory(serving=county, role=Role.DEPARTMENT_REVIEWER, unit=name) for name in UNITS
        }
        self.person, self.file = self.another("演示审查甲")

    def another(self, name: str, **values: Any) -> tuple[Person, ReviewFile]:
        """One more person of the village with a file in drafting."""
        count = Person.objects.count()
        person = PersonFactory(
            village=self.election.village,
            name=name,
            birth_date=self.born,
            id_number=made_up_number(self.born, "male", 200 + count),
        )
        file = actions.open_file(
            election=self.election,
            person=person,
            purpose="village_committee",
            by=self.clerk,
            **(FILE | self.values | values),
        )
        return person, file

    # ---------------------------------------------------------------- the way

    def fill(self, file: ReviewFile | None = None) -> ReviewFile:
        file = file or self.file
        actions.set_photo(file=file, photo=picture(), by=self.clerk)
        actions.set_paper(
            file=file, kind="commitment", signed_on=timezone.localdate(), scan=scan(), by=self.clerk
        )
        for kind in ("responsibility", "guarantee"):
            actions.set_paper(file=file, kind=kind, excused="不担任该项工作", by=self.clerk)
        return self.fresh(file)

    def to_township(self, file: ReviewFile | None = None) -> ReviewFile:
        file = self.fill(file)
        actions.submit_file(file=file, by=self.clerk)
        actions.give_village_opinion(file=file, by=self.clerk, **sheet(self.election))
        return self.fresh(file)

    def to_county(self, file: ReviewFile | None = None, **township: Any) -> ReviewFile:
        file = self.to_township(file)
        actions.give_township_opinion(file=file, by=self.officer, **sheet(self.election, **township))
        return self.fresh(file)

    def send(self, *files: ReviewFile, due_on: dt.date | None = None) -> list[ReviewBatch]:
        return actions.send_batch(
            cycle=self.election.cycle,
            files=files or [self.file],
            departments=self.units,
            due_on=due_on or timezone.localdate() + dt.timedelta(days=5),
            by=self.officer,
        )

    def request(self, unit: str, file: ReviewFile | None = None) -> ReviewRequest:
        rows = ReviewRequest.objects.filter(file=file or self.file, department__name=unit)
        return rows.select_related("department", "batch", "file__election").latest("round")

    def answer(self, unit: str, file: ReviewFile | None = None, **values: Any) -> Opinion:
        return actions.answer_request(
            request=self.request(unit, file), by=self.reviewers[unit], **sheet(self.election, **values)
        )

    def to_inspection(self, file: ReviewFile | None = None, **first: Any) -> ReviewFile:
        """Sent, answered by every unit (``first``: what the first one says), inspected."""
        file = self.to_county(file)
        self.send(file)
        for number, unit in enumerate(UNITS):
            self.answer(unit, file, **(first if number == 0 else {}))
        self.inspect(file)
        return self.fresh(file)

    def inspect(self, file: ReviewFile | None = None, **values: Any) -> None:
        today = timezone.localdate()
        actions.record_inspection(
            file=file or self.file,
            by=self.officer,
            scan=scan(),
            **(INSPECTION | {"held_on": today, "visited_on": today} | values),
        )

    def passes(self, file: ReviewFile | None = None, **values: Any) -> ReviewFile:
        file = file or self.file
        decided = {"reason": "符合条件", "leader": "镇书记甲", "decided_on": timezone.localdate()}
        actions.pass_file(file=file, by=self.officer, **(decided | values))
        return self.fresh(file)

    def rejects(self, keys: list[str], file: ReviewFile | None = None, **values: Any) -> ReviewFile:
        file = file or self.file
        decided = {"reason": "依法不得作为候选人", "leader": "镇书记甲", "decided_on": timezone.localdate()}
        actions.reject_file(file=file, keys=keys, by=self.officer, **(decided | values))
        return self.fresh(file)

    def fresh(self, file: ReviewFile | None = None) -> ReviewFile:
        return ReviewFile.objects.with_places().get(pk=(file or self.file).pk)
