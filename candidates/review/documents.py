"""The papers of the joint review: a person's sheet, a unit's list, and the statement on an exception."""

from __future__ import annotations

import base64
import io
from typing import Any

from django.utils import timezone
from PIL import Image, ImageOps

from candidates.models import ExceptionStatement, Opinion, ReviewBatch, ReviewFile
from candidates.review import actions, queries, rules
from election_office.accounts.permissions import Permission
from election_office.documents.kinds import DocumentKind, NumberRule, register
from election_office.documents.paper import Align, Column, Fields, Heading1, Paper, Para, Signatures, Table
from election_office.law.dates import cn_date
from election_office.law.text import cn_number
from villages import numbers

PORTRAIT = (295, 413)  # 一寸, in points of 300 to the inch

# ── 资格审查表 ────────────────────────────────────────────────────────────────────────────────────────


def _sheet_facts(file: ReviewFile) -> dict[str, Any]:
    file = ReviewFile.objects.with_places().get(pk=file.pk)
    election, person = file.election, file.person
    opinions = {
        one.request_id or one.level: one
        for one in file.opinions.standing().filter(round=file.round).select_related("request")
    }
    requests = {one.department_id: one.pk for one in file.requests.filter(round=file.round)}
    units = [
        _unit_facts("村初审", opinions.get(Opinion.Level.VILLAGE)),
        _unit_facts("镇初审", opinions.get(Opinion.Level.TOWNSHIP)),
        *(
            _unit_facts(one.printed_name, opinions.get(requests.get(one.pk, -1)))
            for one in queries.departments_of(election.area_code)
        ),
    ]
    return {
        "title": f"{election.village.name}{election.cycle.title}村“两委”换届人选资格审查表",
        "township": election.village.township.name,
        "county": election.village.township.county.name,
        "village": election.village.name,
        "term": election.cycle.title,
        "name": person.name,
        "sex": person.get_sex_display(),
        "born": cn_date(person.birth_date),
        "age": rules.full_years(person.birth_date, file.reference_day),
        "reference": cn_date(file.reference_day),
        "photo": _portrait(file),
        "post": file.get_post_display(),
        "incumbency": file.get_incumbency_display(),
        "current_post": file.current_post,
        "education": file.get_education_display(),
        "party": file.party + (f"（{cn_date(file.party_joined_on)}入党）" if file.party_joined_on else ""),
        "health": file.health,
        "cv": file.cv.splitlines(),
        "posts_held": file.posts_held.splitlines(),
        "family": file.family.splitlines(),
        "grounds": [
            {
                "title": title,
                "lines": [one.label for one in rules.grounds_of(election.rulebook) if one.group == group],
            }
            for group, title in rules.GROUP_TITLES.items()
        ],
        "units": units,
        "round": file.round,
    }


def _portrait(file: ReviewFile) -> str:
    """The photograph as it is printed on the sheet, small, as a data address; empty where there is none."""
    if not file.photo:
        return ""
    with file.photo.open("rb") as stored, Image.open(stored) as picture:
        small = ImageOps.fit(picture.convert("RGB"), PORTRAIT)
    target = io.BytesIO()
    small.save(target, "JPEG", quality=82)
    return f"data:image/jpeg;base64,{base64.b64encode(target.getvalue()).decode('ascii')}"


def _unit_facts(name: str, opinion: Opinion | None) -> dict[str, str]:
    """A unit's box: its answer, or empty places to be signed by hand."""
    if opinion is None:
        return {"name": name, "opinion": "", "handler": "", "leader": "", "stamped": ""}
    found = "；".join(f"{line['label']}（{line['reason']}）" for line in opinion.found)
    parts = [opinion.get_conclusion_display(), found, opinion.remark]
    return {
        "name": name,
        "opinion": "。".join(part.rstrip("。") for part in parts if part) + "。",
        "handler": opinion.handler,
        "leader": opinion.leader,
        "stamped": cn_date(opinion.stamped_on),
    }


def _village_number(what: str, subject: Any, year: int, serial: int) -> str:
    return f"{subject.election.village.name}{what}〔{year}〕{serial}号"


SHEET = register(
    DocumentKind(
        code=queries.SHEET,
        title="换届人选资格审查表",
        facts=_sheet_facts,
        template="print/candidates/review_sheet.html",
        number_rule=NumberRule(
            "review_sheet",
            label=lambda subject, year, n: _village_number("审", subject, year, n),
            scope=lambda subject: f"election:{subject.election_id}",
        ),
        permission=Permission.REVIEW_DECIDE,
        view_permission=Permission.AUDIT_VIEW,
        signed_by=lambda facts: f"{facts['township']}换届办",
    )
)

# ── 联审名单 ──────────────────────────────────────────────────────────────────────────────────────────


def _letter_facts(batch: ReviewBatch) -> dict[str, Any]:
    batch = ReviewBatch.objects.select_related("cycle__township__county", "department").get(pk=batch.pk)
    township = batch.cycle.township
    rows = batch.requests.select_related("file__person", "file__election__village").order_by(
        "file__election__village__code", "file__person__stroke_key", "pk"
    )
    return {
        "title": f"{township.name}{batch.cycle.title}换届人选资格联审名单",
        "township": township.name,
        "term": batch.cycle.title,
        "department": batch.department.printed_name,
        "serial": batch.serial,
        "sent": cn_date(timezone.localdate(batch.sent_at)),
        "due": cn_date(batch.due_on),
        "people": [
            {
                "name": one.file.person.name,
                "sex": one.file.person.get_sex_display(),
                "born": cn_date(one.file.person.birth_date),
                "number": numbers.decrypt(one.file.person.id_cipher),
                "village": one.file.election.village.name,
                "post": one.file.get_post_display(),
            }
            for one in rows
        ],
    }


def _letter(facts: dict[str, Any]) -> Paper:
    """Letters of the time before bore no numbers; their reprints do not either."""
    whole = any(one.get("number") for one in facts["people"])
    return Paper(
        title=f"{facts['township']}{facts['term']}村“两委”换届\n人选资格联审名单",
        addressee=f"{facts['department']}：",
        blocks=(
            Para(
                f"现将{facts['township']}第{cn_number(facts['serial'])}批换届人选{len(facts['people'])}名送请审查。"
                f"请逐人逐项核查，于{facts['due']}前反馈，由经办人、分管领导签字并加盖单位印章。"
                "谁审查、谁负责；没有反馈的不视为同意。"
            ),
            Table(
                (
                    Column("序号", 0.6),
                    Column("姓名", 1.1),
                    Column("性别", 0.6),
                    Column("身份证号" if whole else "出生年月", 2.1 if whole else 1.1),
                    Column("村", 1.3),
                    Column("拟任职务", 1.7),
                    Column("审查意见", 2.6 if whole else 3.2, Align.LEFT),
                ),
                [
                    (
                        str(number),
                        one["name"],
                        one["sex"],
                        one.get("number") or one["born"],
                        one["village"],
                        one["post"],
                        "",
                    )
                    for number, one in enumerate(facts["people"], start=1)
                ],
                points=11,
                row_height_mm=12,
            ),
            Signatures(("经办人", "分管领导", "单位（盖章）"), per_line=3),
        ),
        signature=(f"{facts['township']}换届办",),
        note="内部名单，含公民身份证号，专人传递、专柜保管，审查结束后随审查材料归档，不得复印、外传。"
        if whole
        else "身份证号不印在名单上；需核对号码的，凭联审账号在系统内登记用途后查看。",
        landscape=True,
    )


LETTER = register(
    DocumentKind(
        code=queries.LETTER,
        title="换届人选资格联审名单",
        facts=_letter_facts,
        compose=_letter,
        number_rule=NumberRule(
            "review_letter",
            label=lambda subject, year, n: f"{subject.cycle.township.name}联审〔{year}〕{n}号",
        ),
        permission=Permission.REVIEW_DECIDE,
        view_permission=Permission.AUDIT_VIEW,
        single=True,
        signed_by=lambda facts: f"{facts['township']}换届办",
        on_issued=actions.numbers_printed,
    )
)

# ── 专项说明 ──────────────────────────────────────────────────────────────────────────────────────────


def _statement_facts(statement: ExceptionStatement) -> dict[str, Any]:
    statement = ExceptionStatement.objects.select_related(
        "election__village__township__county", "election__cycle__review_plan", "file__person"
    ).get(pk=statement.pk)
    election, file = statement.election, statement.file
    about = f"{file.person.name}同志作为{file.get_post_display()}人选" if file else "班子人选结构"
    person: list[list[str]] = []
    if file is not None:
        plan = getattr(election.cycle, "review_plan", None)
        reference = (plan.reference_day if plan else None) or election.election_day
        person = [
            ["姓名", file.person.name],
            ["性别", file.person.get_sex_display()],
            ["出生日期", cn_date(file.person.birth_date)],
            ["年龄", f"{rules.full_years(file.person.birth_date, reference)}周岁"],
            ["计算到", cn_date(reference)],
            ["学历", file.get_education_display()],
            ["任职情况", file.current_post or file.get_incumbency_display()],
        ]
    return {
        "title": f"关于{election.village.name}{about}有关情况的专项说明",
        "township": election.village.township.name,
        "county": election.village.township.county.name,
        "village": election.village.name,
        "about": about,
        "person": person,
        "lines": [one["message"] for one in statement.lines],
        "reason": statement.reason.splitlines(),
        "measures": statement.measures.splitlines(),
        "day": cn_date(election.election_day),
    }


def _statement(facts: dict[str, Any]) -> Paper:
    blocks: list[Any] = [
        Para(
            f"按照换届政策要求，现将{facts['village']}{facts['about']}的有关情况说明如下"
            f"（选举日为{facts['day']}）："
        )
    ]
    if facts["person"]:
        blocks.append(Fields([(label, value) for label, value in facts["person"]], per_line=2))
    blocks.append(Heading1("一、不符合政策要求的情况"))
    blocks += [Para(f"{number}．{line}") for number, line in enumerate(facts["lines"], start=1)]
    blocks.append(Heading1("二、原因"))
    blocks += [Para(line) for line in facts["reason"] if line.strip()]
    blocks.append(Heading1("三、拟采取的措施"))
    blocks += [Para(line) for line in facts["measures"] if line.strip()]
    blocks.append(Para("以上情况属实，特此说明，请予审定。"))
    head, _, rest = facts["about"].partition("同志作为")
    title = (
        f"关于{facts['village']}{head}同志作为\n{rest}有关情况的专项说明"
        if rest
        else f"关于{facts['village']}{head}\n有关情况的专项说明"
    )
    return Paper(
        title=title,
        addressee=f"{facts['county']}换届选举工作领导（指导）小组办公室：",
        blocks=tuple(blocks),
        signature=(f"{facts['township']}换届办",),
    )


STATEMENT = register(
    DocumentKind(
        code=queries.STATEMENT,
        title="专项说明",
        facts=_statement_facts,
        compose=_statement,
        number_rule=NumberRule(
            "review_statement",
            label=lambda subject, year, n: _village_number("专", subject, year, n),
            scope=lambda subject: f"election:{subject.election_id}",
        ),
        permission=Permission.REVIEW_DECIDE,
        view_permission=Permission.AUDIT_VIEW,
        single=True,
        signed_by=lambda facts: f"{facts['township']}换届办",
    )
)
