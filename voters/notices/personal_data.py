"""What the office keeps about voters, why, for how long, and how they see and correct it (个人信息告知书)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from election_office.core.terms import FAULTS, MADE_FILES, NEVER_IMPORTED
from election_office.documents.notice import Notice, nothing_known, register
from election_office.documents.paper import Heading1, Paper, Para
from election_office.law.decision import Decision, Finding
from election_office.law.statutes import BY_KEY
from villages.models import Election
from villages.notices.shared import (
    NOTICE_NUMBER,
    ElectionFacts,
    heading,
    places_of,
    two_line_title,
    words_in,
)
from voters.notices.shared import objection_sentence

WHAT = "个人信息告知书"


@dataclass(frozen=True)
class DataWords:
    place: str
    here: str
    body: str
    people: str
    voter: str
    roll: str
    group: str
    committee: str


@dataclass(frozen=True)
class PersonalDataFacts(ElectionFacts):
    """``faults_days``, ``unused_days``, ``made_days``: the terms as they were when it was issued.
    ``basis``, ``rights``: places in the law, marked where nobody has read them."""

    office: str
    phone: str
    faults_days: int
    unused_days: int
    made_days: int
    objection: str
    basis: str
    sensitive: str
    rights: str
    words: DataWords


def facts(election: Election) -> PersonalDataFacts:
    township, law = election.village.township, BY_KEY["PI21"]
    return PersonalDataFacts(
        **heading(election, WHAT),
        office=township.office_name or election.guidance_title,
        phone=township.phone,
        faults_days=FAULTS.days,
        unused_days=NEVER_IMPORTED.days,
        made_days=MADE_FILES.days,
        # A collective corrects its roll in its own way: no days for objections are set.
        objection=objection_sentence(election) if "objection_days" in election.rulebook.by_key else "",
        basis=str(law.cite("第十三条、第三十五条", verified=False)),
        sensitive=str(law.cite("第二十八条至第三十二条", verified=False)),
        rights=str(law.cite("第四十四条至第五十条", verified=False)),
        words=words_in(DataWords, election.words),
    )


def sections(facts: PersonalDataFacts) -> Sequence[tuple[str, Sequence[str]]]:
    """The text, by its headings: the paper prints it and the page shows it."""
    words = facts.words
    return (
        (
            "一、登记什么，为了什么",
            (
                f"为办理{facts.term}{words.body}选举，{words.committee}登记参加选举人员的姓名、性别、出生日期、"
                f"居民身份证号、户号、住址和所在{words.group}，名册上写明的文化程度、是否党员一并登记，用来确认是否有权参加选举、是否在别处重复登记，"
                f"并在投票时核对本人（依据：{facts.basis}）。",
                f"外出{words.people}和受委托人的联系电话，只用来告知选举日期和地点。"
                "选票不记姓名，任何号码都不能把选票同投票人连在一起。",
            ),
        ),
        (
            "二、谁能看到",
            (
                f"张榜公布的{words.roll}只有姓名、性别标记和所在{words.group}。出生日期、住址、联系电话由办理登记的工作人员查看；"
                f"居民身份证号按敏感信息处理，加密保存，平时不显示全号（依据：{facts.sensitive}）。"
                "下载含有个人信息的文件，由平台记录下载人和时间。",
            ),
        ),
        (
            "三、保存多久",
            (
                f"上传的名册文件导入后立即删除，问题表在导入后{facts.faults_days}日删除；上传后没有导入的，"
                f"{facts.unused_days}日删除；为下载生成的文件，{facts.made_days}日删除。"
                f"{words.roll}、委托投票和选举结果属于选举档案，按档案规定保存。",
            ),
        ),
        (
            "四、怎样查阅和更正",
            (
                f"本人可以持居民身份证或者户口簿，到{words.committee}查阅自己的登记内容；有误的，当场申请更正、补充"
                f"（依据：{facts.rights}）。{facts.objection}",
                f"咨询和更正电话：{facts.phone or '尚未填写'}（{facts.office}）。",
            ),
        ),
    )


def layout(facts: PersonalDataFacts) -> Paper:
    blocks: list[Heading1 | Para] = [Para(f"{facts.words.voter}：", indent=False)]
    for title, lines in sections(facts):
        blocks += [Heading1(title), *map(Para, lines)]
    return Paper(
        title=two_line_title(facts, facts.words.body, WHAT),
        blocks=tuple(blocks),
        signature=(facts.committee,),
    )


def requires(election: Election) -> Decision:
    """People must be told whom to ask."""
    known = bool(election.village.township.phone)
    return Decision(
        (Finding("no_phone", known, "还没有填写换届办电话，请先在乡镇资料中填写，再签发告知书。"),)
    )


def spoken(facts: PersonalDataFacts) -> list[str]:
    return [
        f"{facts.words.here}办理选举登记，要记大家的姓名、出生日期和身份证号，只用来办选举。",
        f"想看自己的登记、发现写错了，请带身份证来找{facts.words.committee}，也可以打电话{facts.phone}。",
    ]


NOTICE = register(
    Notice(
        code="voters.personal_data_notice",
        title=WHAT,
        about="登记哪些个人信息、为了什么、谁能看到、保存多久、怎样查阅更正，同名单一起张贴。",
        subject=Election,
        facts_type=PersonalDataFacts,
        facts=facts,
        layout=layout,
        spoken=spoken,
        number=NOTICE_NUMBER,
        places=places_of,
        signed_by=lambda facts: facts.committee,
        requires=requires,
        # Linked from its own page; no text that was read says by when it must hang.
        subjects=nothing_known,
        link="voters:personal_data",
        untrue_when={"phone": "换届办电话"},
        untrue_by=("township.updated",),
    )
)
