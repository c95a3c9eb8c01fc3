"""The forms of nomination that are written on or signed by hand, printed from its page."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any

from candidates.nomination import queries
from candidates.prints import specimens
from election_office.documents.kinds import DocumentKind, register
from election_office.documents.paper import Column, Paper, Para, Signatures, Table
from election_office.law.dates import cn_date
from election_office.law.words import first_words
from villages.models import Election
from villages.notices.shared import heading, words_in
from villages.prints.parts import row_height


@dataclass(frozen=True)
class FormWords:
    here: str
    body: str
    people: str
    voter_short: str
    group: str


def _words(facts: dict[str, Any]) -> FormWords:
    """Forms issued before their words were facts say the first ones."""
    return FormWords(**facts["words"]) if "words" in facts else words_in(FormWords, first_words())


def _title(facts: dict[str, Any], what: str) -> str:
    return f"{facts['village']}{facts['term']}{_words(facts).body}选举\n{what}"


def _form_facts(election: Election) -> dict[str, Any]:
    plan = queries.plan_of(election)
    return heading(election, f"{election.words.body}选举提名用表") | {
        "words": asdict(words_in(FormWords, election.words)),
        "least": plan.joint_least if plan else 10,
        "window": f"{cn_date(plan.opens_on)}至{cn_date(plan.closes_on)}" if plan else "",
        "posts": [{"title": post.title, "seats": post.seats} for post in election.posts.all()],
    }


def _ballot_paper(facts: dict[str, Any]) -> Paper:
    words = _words(facts)
    rows = tuple((post["title"], "") for post in facts["posts"] for _ in range(post["seats"]))
    return Paper(
        title=_title(facts, "提名票"),
        blocks=(
            Table(
                columns=(Column("职位", 2), Column("提名人选姓名", 5)),
                rows=rows,
                points=14,
                row_height_mm=row_height(len(rows)),
            ),
            Para("一、每个职位提名的人数不得多于格数，多于的无效。"),
            Para("二、同一人不要写在两个职位下。"),
            Para(f"三、被提名的人须为登记参加{words.here}选举的{words.people}，字迹应当能够辨认。"),
        ),
        signature=(f"{facts['committee']}（盖章）",),
        page_numbers=False,
    )


def _self_paper(facts: dict[str, Any]) -> Paper:
    posts = "　".join(f"□{post['title']}" for post in facts["posts"])
    window = f"（报名时间：{facts['window']}）" if facts["window"] else ""
    fields = (
        ("姓名", "性别"),
        ("出生日期", "文化程度"),
        ("政治面貌", "联系电话"),
        (_words(facts).group, "现任职务"),
    )
    return Paper(
        title=_title(facts, "自荐表"),
        blocks=(
            Para(f"自荐职位（只选一项）：{posts}{window}", indent=False),
            Table(
                columns=(Column("项目", 2), Column("填写", 4), Column("项目", 2), Column("填写", 4)),
                rows=tuple((left, "", right, "") for left, right in fields),
                row_height_mm=12,
            ),
            Table(columns=(Column("个人简历和竞职承诺"),), rows=(("",),), row_height_mm=62),
            Para("本人自愿参加选举，以上内容属实，并遵守选举纪律。"),
            Signatures(("自荐人签名", "日期", "收表人", "收到日期"), per_line=2),
        ),
        page_numbers=False,
    )


def _joint_paper(facts: dict[str, Any]) -> Paper:
    """Two spare lines for signers who turn out not to be on the roll; twenty-six fit on the sheet."""
    lines = min(facts["least"] + 2, 26)
    return Paper(
        title=_title(facts, "联名提名表"),
        blocks=(
            Para(
                f"我们联名提名　　　　　为　　　　　人选（须有{facts['least']}名以上"
                f"登记{_words(facts).voter_short}署名）。"
            ),
            Table(
                columns=(Column("序号", 1), Column("署名", 3), Column("所在小组", 3), Column("日期", 3)),
                rows=tuple((str(n), "", "", "") for n in range(1, lines + 1)),
                row_height_mm=10 if lines <= 14 else 6,
            ),
            Signatures(("收表人", "收到日期"), per_line=2),
        ),
        page_numbers=False,
    )


def _choice_paper(facts: dict[str, Any]) -> Paper:
    posts = "　".join(f"□{post['title']}" for post in facts["posts"])
    return Paper(
        title=_title(facts, "参选意愿和职位选择书"),
        blocks=(
            Para(f"{facts['committee']}：", indent=False),
            Para("本人　　　　　　，对被提名一事表示（只选一项）："),
            Para("□同意参选，职位为（只选一项）："),
            Para(f"　　{posts}"),
            Para("□不同意参选，或者退出候选人名单。"),
            Para("本人知道一人只能作为一个职位的候选人，选择一个职位即不再作为其他职位的人选。"),
            Signatures(("本人签名", "日期", "收表人", "收到日期"), per_line=2),
        ),
        page_numbers=False,
    )


FORMS = {
    code: register(
        DocumentKind(
            code=f"candidates.nomination_{code}",
            title=title,
            facts=_form_facts,
            compose=compose,
            single=True,
            signed_by=lambda facts: str(facts["committee"]),
            specimen=lambda: dict(specimens.NOMINATION),
        )
    )
    for code, title, compose in (
        ("ballot", "提名票", _ballot_paper),
        ("self", "自荐表", _self_paper),
        ("joint", "联名提名表", _joint_paper),
        ("choice", "参选意愿和职位选择书", _choice_paper),
    )
}
"""Papers written on or signed by hand, printed from the page: code of the address → kind."""
