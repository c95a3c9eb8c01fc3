"""Why a person or a team stays outside a line of policy, for the county (专项说明)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from django.db.models import QuerySet

from candidates.models import ExceptionStatement
from candidates.review import queries, rules
from election_office.accounts.access import within
from election_office.accounts.permissions import Permission
from election_office.core.gather import rows_once
from election_office.documents.facts import Facts
from election_office.documents.notice import Notice, NumberRule, register
from election_office.documents.paper import Block, Fields, Heading1, Paper, Para
from election_office.law.dates import cn_date
from villages.models import Election


@dataclass(frozen=True)
class StatementFacts(Facts):
    """``person``: label and value; empty when it is about the team."""

    version: ClassVar[int] = 1

    title: str
    township: str
    county: str
    village: str
    about: str
    person: tuple[tuple[str, str], ...]
    lines: tuple[str, ...]
    reason: tuple[str, ...]
    measures: tuple[str, ...]
    day: str


def facts(statement: ExceptionStatement) -> StatementFacts:
    statement = ExceptionStatement.objects.select_related(
        "election__village__township__county", "election__cycle__review_plan", "file__person"
    ).get(pk=statement.pk)
    election, file = statement.election, statement.file
    about = (
        f"{file.person.name}同志作为{election.said(file.get_post_display())}人选" if file else "班子人选结构"
    )
    return StatementFacts(
        title=f"关于{election.village.name}{about}有关情况的专项说明",
        township=election.village.township.name,
        county=election.village.township.county.name,
        village=election.village.name,
        about=about,
        person=_person(statement),
        lines=tuple(line["message"] for line in statement.lines),
        reason=tuple(statement.reason.splitlines()),
        measures=tuple(statement.measures.splitlines()),
        day=cn_date(election.election_day),
    )


def _person(statement: ExceptionStatement) -> tuple[tuple[str, str], ...]:
    file, election = statement.file, statement.election
    if file is None:
        return ()
    plan = getattr(election.cycle, "review_plan", None)
    reference = (plan.reference_day if plan else None) or election.election_day
    born = file.person.birth_date
    assert born is not None, "nobody is reviewed without a date of birth"
    return (
        ("姓名", file.person.name),
        ("性别", file.person.get_sex_display()),
        ("出生日期", cn_date(born)),
        ("年龄", f"{rules.full_years(born, reference)}周岁"),
        ("计算到", cn_date(reference)),
        ("学历", file.get_education_display()),
        ("任职情况", file.current_post or election.said(file.get_incumbency_display())),
    )


def layout(facts: StatementFacts) -> Paper:
    blocks: list[Block] = [
        Para(f"按照换届政策要求，现将{facts.village}{facts.about}的有关情况说明如下（选举日为{facts.day}）：")
    ]
    if facts.person:
        blocks.append(Fields(facts.person, per_line=2))
    blocks.append(Heading1("一、不符合政策要求的情况"))
    blocks += [Para(f"{number}．{line}") for number, line in enumerate(facts.lines, start=1)]
    blocks.append(Heading1("二、原因"))
    blocks += [Para(line) for line in facts.reason if line.strip()]
    blocks.append(Heading1("三、拟采取的措施"))
    blocks += [Para(line) for line in facts.measures if line.strip()]
    blocks.append(Para("以上情况属实，特此说明，请予审定。"))
    return Paper(
        title=_two_lines(facts),
        addressee=f"{facts.county}换届选举工作领导（指导）小组办公室：",
        blocks=tuple(blocks),
        signature=(f"{facts.township}换届办",),
    )


def _two_lines(facts: StatementFacts) -> str:
    who, _, rest = facts.about.partition("同志作为")
    if rest:
        return f"关于{facts.village}{who}同志作为\n{rest}有关情况的专项说明"
    return f"关于{facts.village}{who}\n有关情况的专项说明"


def _all() -> QuerySet[ExceptionStatement]:
    return ExceptionStatement.objects.select_related("election__village", "file__person")


@rows_once
def _of(election: Election) -> QuerySet[ExceptionStatement]:
    return election.exception_statements.standing().select_related("election__village")


def _number(statement: ExceptionStatement, year: int, serial: int) -> str:
    return f"{statement.election.village.name}专〔{year}〕{serial}号"


NOTICE = register(
    Notice(
        code=queries.STATEMENT,
        title="专项说明",
        about="人选或者班子结构不符合政策要求的原因，报县换届办。",
        subject=ExceptionStatement,
        facts_type=StatementFacts,
        facts=facts,
        layout=layout,
        number=NumberRule(
            "review_statement", label=_number, scope=lambda subject: f"election:{subject.election_id}"
        ),
        signed_by=lambda facts: f"{facts.township}换届办",
        subjects=_of,
        reads=(_of,),
        visible=lambda user: (
            within(_all(), user, Permission.CANDIDATE_EDIT, "election__village__code")
            | within(_all(), user, Permission.AUDIT_VIEW, "election__village__code")
        ),
        link="candidates:review_list",
        permission=Permission.REVIEW_DECIDE,
        view_permission=Permission.AUDIT_VIEW,
        public=False,
    )
)
