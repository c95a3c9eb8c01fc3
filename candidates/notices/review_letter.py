"""Whom a unit is asked to look into (换届人选资格联审名单)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import ClassVar

from django.utils import timezone

from candidates.models import ReviewBatch
from candidates.review import actions, queries
from election_office.accounts.permissions import Permission
from election_office.documents.facts import Facts, Json
from election_office.documents.notice import Notice, NumberRule, register
from election_office.documents.paper import Align, Column, Paper, Para, Signatures, Table
from election_office.law.dates import cn_date
from election_office.law.text import cn_number
from election_office.law.words import GENERAL, first_words
from villages import numbers
from villages.models import Cycle, Election

WHOLE = "内部名单，含公民身份证号，专人传递、专柜保管，审查结束后随审查材料归档，不得复印、外传。"
MASKED = "身份证号只印部分；需核对全部号码的，凭联审账号在系统内登记用途后查看。"
NONE = "身份证号不印在名单上；需核对号码的，凭联审账号在系统内登记用途后查看。"


@dataclass(frozen=True)
class LetterPerson:
    name: str
    sex: str
    born: str
    number: str
    village: str
    post: str


@dataclass(frozen=True)
class LetterFacts(Facts):
    """``numbers``: whole, masked or none. Version 1 did not say it: the first letters had masked numbers.
    Version 3 added ``places``: what the places of these people are, villages or communities or both."""

    version: ClassVar[int] = 3

    title: str
    township: str
    term: str
    department: str
    serial: int
    sent: str
    due: str
    people: tuple[LetterPerson, ...]
    numbers: str
    places: str


def facts(batch: ReviewBatch) -> LetterFacts:
    batch = ReviewBatch.objects.select_related("cycle__township__county", "department").get(pk=batch.pk)
    township = batch.cycle.township
    rows = batch.requests.select_related("file__person", "file__election__village").order_by(
        "file__election__village__code", "file__person__stroke_key", "pk"
    )
    return LetterFacts(
        title=f"{township.name}{batch.cycle.title}换届人选资格联审名单",
        township=township.name,
        term=batch.cycle.title,
        department=batch.department.printed_name,
        serial=batch.serial,
        sent=cn_date(timezone.localdate(batch.sent_at)),
        due=cn_date(batch.due_on),
        people=tuple(
            LetterPerson(
                name=row.file.person.name,
                sex=row.file.person.get_sex_display(),
                born=cn_date(row.file.person.birth_date),
                number=numbers.decrypt(row.file.person.id_cipher),
                village=row.file.election.village.name,
                post=row.file.election.said(row.file.get_post_display()),
            )
            for row in rows
        ),
        numbers="whole",
        places=_places(row.file.election for row in rows),
    )


def _places(elections: Iterable[Election]) -> str:
    """村, 社区 or 村（社区）."""
    kinds = sorted({(row.kind != Election.Kind.VILLAGE, row.words.place) for row in elections})
    first, *more = [place for _, place in kinds] or [GENERAL.place]
    return first + "".join(f"（{place}）" for place in more)


def from_version_1(old: Json) -> Json:
    people = [{"number": ""} | person for person in old["people"]]
    printed = [person["number"] for person in people if person["number"]]
    masked = any("*" in number for number in printed)
    return old | {
        "people": people,
        "numbers": "masked" if masked else "whole" if printed else "none",
    }


def from_version_2(old: Json) -> Json:
    return old | {"places": first_words().place}


def layout(facts: LetterFacts) -> Paper:
    whole, masked = facts.numbers == "whole", facts.numbers == "masked"
    columns = [Column("序号", 0.6), Column("姓名", 1.1), Column("性别", 0.6)]
    if not whole:
        columns.append(Column("出生年月", 1.1))
    if whole or masked:
        columns.append(Column("身份证号", 2.1))
    columns += [
        Column(facts.places, 1.3),
        Column("拟任职务", 1.7),
        Column("审查意见", 2.6 if whole else 3.2, Align.LEFT),
    ]
    rows = [
        (
            str(number),
            person.name,
            person.sex,
            *(() if whole else (person.born,)),
            *((person.number,) if whole or masked else ()),
            person.village,
            person.post,
            "",
        )
        for number, person in enumerate(facts.people, start=1)
    ]
    return Paper(
        title=f"{facts.township}{facts.term}{facts.places}“两委”换届\n人选资格联审名单",
        addressee=f"{facts.department}：",
        blocks=(
            Para(
                f"现将{facts.township}第{cn_number(facts.serial)}批换届人选{len(facts.people)}名送请审查。"
                f"请逐人逐项核查，于{facts.due}前反馈，由经办人、分管领导签字并加盖单位印章。"
                "谁审查、谁负责；没有反馈的不视为同意。"
            ),
            Table(columns, rows, points=11, row_height_mm=12),
            Signatures(("经办人", "分管领导", "单位（盖章）"), per_line=3),
        ),
        signature=(f"{facts.township}换届办",),
        note=WHOLE if whole else MASKED if masked else NONE,
        landscape=True,
    )


def _number(batch: ReviewBatch, year: int, serial: int) -> str:
    return f"{batch.cycle.township.name}联审〔{year}〕{serial}号"


NOTICE = register(
    Notice(
        code=queries.LETTER,
        title="换届人选资格联审名单",
        about="送一个联审单位审查的人选。",
        subject=ReviewBatch,
        facts_type=LetterFacts,
        facts=facts,
        layout=layout,
        upgrades={1: from_version_1, 2: from_version_2},
        number=NumberRule("review_letter", label=_number),
        signed_by=lambda facts: f"{facts.township}换届办",
        visible=lambda user: ReviewBatch.objects.filter(
            cycle__in=Cycle.objects.visible_to(user)
        ).select_related("cycle__township", "department"),
        link="candidates:review_batches",
        permission=Permission.REVIEW_DECIDE,
        view_permission=Permission.AUDIT_VIEW,
        public=False,
        on_issued=actions.numbers_printed,
    )
)
