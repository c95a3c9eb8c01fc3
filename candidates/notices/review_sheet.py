"""The sheet of the joint review about a person (换届人选资格审查表)."""

from __future__ import annotations

import base64
import io
from dataclasses import dataclass
from typing import Any, ClassVar, Final

from django.core.exceptions import ValidationError
from PIL import Image, ImageOps

from candidates.models import Opinion, ReviewFile
from candidates.review import queries, rules
from election_office.accounts.permissions import Permission
from election_office.documents.facts import Facts, Json
from election_office.documents.notice import Notice, NumberRule, register
from election_office.documents.paper import Align, Column, Paper, Para, Picture, Table
from election_office.law.dates import cn_date

TABLE_POINTS: Final = 16.0
FAMILY: Final = "家庭成员及在村级组织任职情况"
PORTRAIT = (295, 413)  # 一寸, in points of 300 to the inch


@dataclass(frozen=True)
class GroundGroup:
    title: str
    lines: tuple[str, ...]


@dataclass(frozen=True)
class UnitBox:
    """A unit's box: its answer, or empty places to be signed by hand."""

    name: str
    opinion: str
    handler: str
    leader: str
    stamped: str


@dataclass(frozen=True)
class SheetFacts(Facts):
    """``photo``: as a data address; empty: pasted by hand. Version 2 has the photograph, and no longer the
    masked number that papers of version 1 print; the number is written by hand.
    Version 3 added ``family_head``: the head of the line of the family."""

    version: ClassVar[int] = 3

    title: str
    township: str
    county: str
    village: str
    term: str
    name: str
    sex: str
    born: str
    age: int
    reference: str
    number: str
    photo: str
    post: str
    incumbency: str
    current_post: str
    education: str
    party: str
    health: str
    cv: tuple[str, ...]
    posts_held: tuple[str, ...]
    family: tuple[str, ...]
    grounds: tuple[GroundGroup, ...]
    units: tuple[UnitBox, ...]
    round: int
    family_head: str


def facts(file: ReviewFile) -> SheetFacts:
    file = ReviewFile.objects.with_places().get(pk=file.pk)
    election, person = file.election, file.person
    assert person.birth_date is not None, "nobody is reviewed without a date of birth"
    joined = f"（{cn_date(file.party_joined_on)}入党）" if file.party_joined_on else ""
    return SheetFacts(
        title=f"{election.village.name}{election.cycle.title}{election.words.place}“两委”换届人选资格审查表",
        township=election.village.township.name,
        county=election.village.township.county.name,
        village=election.village.name,
        term=election.cycle.title,
        name=person.name,
        sex=person.get_sex_display(),
        born=cn_date(person.birth_date),
        age=rules.full_years(person.birth_date, file.reference_day),
        reference=cn_date(file.reference_day),
        number="",
        photo=_portrait(file),
        post=election.said(file.get_post_display()),
        incumbency=election.said(file.get_incumbency_display()),
        current_post=file.current_post,
        education=file.get_education_display(),
        party=file.party + joined,
        health=file.health,
        cv=tuple(file.cv.splitlines()),
        posts_held=tuple(file.posts_held.splitlines()),
        family=tuple(file.family.splitlines()),
        grounds=tuple(
            GroundGroup(
                title,
                tuple(
                    ground.label for ground in rules.grounds_of(election.rulebook) if ground.group == group
                ),
            )
            for group, title in rules.GROUP_TITLES.items()
        ),
        units=_units(file),
        round=file.round,
        family_head=election.said(FAMILY),
    )


def _units(file: ReviewFile) -> tuple[UnitBox, ...]:
    opinions: dict[Any, Opinion] = {
        opinion.request_id or opinion.level: opinion
        for opinion in file.opinions.standing().filter(round=file.round).select_related("request")
    }
    requests = {request.department_id: request.pk for request in file.requests.filter(round=file.round)}
    return (
        _box(file.election.said("村初审"), opinions.get(Opinion.Level.VILLAGE)),
        _box("镇初审", opinions.get(Opinion.Level.TOWNSHIP)),
        *(
            _box(unit.printed_name, opinions.get(requests.get(unit.pk, -1)))
            for unit in queries.departments_of(file.election.area_code)
        ),
    )


def _box(name: str, opinion: Opinion | None) -> UnitBox:
    if opinion is None:
        return UnitBox(name, "", "", "", "")
    found = "；".join(f"{line['label']}（{line['reason']}）" for line in opinion.found)
    parts = [opinion.get_conclusion_display(), found, opinion.remark]
    return UnitBox(
        name=name,
        opinion="。".join(part.rstrip("。") for part in parts if part) + "。",
        handler=opinion.handler,
        leader=opinion.leader,
        stamped=cn_date(opinion.stamped_on),
    )


def _portrait(file: ReviewFile) -> str:
    """The photograph as it is printed on the sheet, small, as a data address; empty where there is none."""
    if not file.photo:
        return ""
    try:
        with file.photo.open("rb") as stored, Image.open(stored) as picture:
            small = ImageOps.fit(picture.convert("RGB"), PORTRAIT)
    except OSError as error:  # the file is gone, or it is no picture
        raise ValidationError("照片文件已经损坏或者丢失，请重新上传照片后再生成审查表。") from error
    target = io.BytesIO()
    small.save(target, "JPEG", quality=82)
    return f"data:image/jpeg;base64,{base64.b64encode(target.getvalue()).decode('ascii')}"


def from_version_1(old: Json) -> Json:
    return {"number": "", "photo": ""} | old


def from_version_2(old: Json) -> Json:
    return old | {"family_head": FAMILY}


def word_layout(facts: SheetFacts) -> Paper:
    again = f"第{facts.round}次审查　" if facts.round > 1 else ""
    picture = Picture(facts.photo, 25, 35, "照片") if facts.photo else Para("（贴照片）", align=Align.RIGHT)
    grounds = tuple(
        Para(
            f"{group.title}："
            + "；".join(f"{n}．{line}" for n, line in enumerate(group.lines, start=1))
            + "。"
        )
        for group in facts.grounds
        if group.lines
    )
    return Paper(
        title=facts.title,
        blocks=(
            Para(f"{facts.township}{facts.village}　{again}".rstrip("　"), indent=False),
            picture,
            Table(
                [
                    Column("姓名", 1.1),
                    Column("性别", 0.7),
                    Column("学历"),
                    Column("健康状况"),
                    Column("政治面貌"),
                ],
                [[facts.name, facts.sex, facts.education, facts.health, facts.party]],
                points=TABLE_POINTS,
            ),
            Table(
                [Column("出生日期", 2.4), Column("身份证号", 1.8), Column("拟任职务"), Column("现任职务")],
                [
                    [
                        f"{facts.born}（{facts.age}周岁，计算到{facts.reference}）",
                        facts.number,
                        facts.post,
                        facts.current_post or facts.incumbency,
                    ]
                ],
                points=TABLE_POINTS,
            ),
            Table(
                [Column("项目", 0.22), Column("内容", align=Align.LEFT)],
                [
                    ["个人简历", "\n".join(facts.cv)],
                    ["曾任职务和奖惩情况", "\n".join(facts.posts_held)],
                    [facts.family_head, "\n".join(facts.family)],
                ],
                points=TABLE_POINTS,
            ),
            Para("逐项审查内容", bold=True),
            *grounds,
            Table(
                [
                    Column("审查单位", 1.5),
                    Column("审查意见", 3.9, align=Align.LEFT),
                    Column("经办人（签字）", 1.4),
                    Column("分管领导（签字）", 1.4),
                    Column("单位盖章日期", 1.8),
                ],
                [
                    [unit.name, unit.opinion, unit.handler, unit.leader, unit.stamped or "　年　月　日"]
                    for unit in facts.units
                ],
                points=TABLE_POINTS,
                row_height_mm=9,
            ),
            Para(
                "谁审查、谁负责。经办人、分管领导签字并加盖单位印章，留存备查；没有签字盖章的不作数，"
                "不答复的不视为同意。"
            ),
        ),
        points=10,
        leading=0.9,
    )


def _number(file: ReviewFile, year: int, serial: int) -> str:
    return f"{file.election.village.name}审〔{year}〕{serial}号"


NOTICE = register(
    Notice(
        code=queries.SHEET,
        title="换届人选资格审查表",
        about="一名人选的基本情况和各单位审查意见。",
        subject=ReviewFile,
        facts_type=SheetFacts,
        facts=facts,
        template="print/candidates/review_sheet.html",
        word_layout=word_layout,
        upgrades={1: from_version_1, 2: from_version_2},
        number=NumberRule(
            "review_sheet", label=_number, scope=lambda subject: f"election:{subject.election_id}"
        ),
        signed_by=lambda facts: f"{facts.township}换届办",
        link="candidates:review_list",
        permission=Permission.REVIEW_DECIDE,
        view_permission=Permission.AUDIT_VIEW,
        public=False,
    )
)
