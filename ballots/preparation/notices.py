"""What hangs on the wall before the polls (notices 11, 12, 14 and 15), and the checklist of a station.

The subject is the round: a runoff has its own staff, mobile boxes and rules.
"""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError

from ballots.models import Box, PollWorker, Round
from ballots.preparation import queries
from ballots.preparation.rules.void_rules import void_rules_for
from ballots.queries import boxes_of, contests_of
from election_office.core.forms import refusal_sentence
from election_office.documents.kinds import DocumentKind, Place, register
from election_office.documents.paper import (
    Align,
    Block,
    Column,
    Fields,
    Heading1,
    Lines,
    PageBreak,
    Paper,
    Para,
    Signatures,
    Table,
)
from election_office.law.dates import cn_date
from election_office.law.text import cn_number
from villages.actions import notice_posted, notice_voided, notice_withdrawn
from villages.documents import NOTICE_NUMBER, heading_facts, places_of, two_line_title

STAFF_NOTICE = "ballots.staff_notice"
MOBILE_NOTICE = queries.MOBILE_NOTICE
WRITERS_NOTICE = "ballots.writers_notice"
VOID_RULES_NOTICE = "ballots.void_rules_notice"
CHECKLIST = "ballots.opening_checklist"

Facts = dict[str, Any]
POINTS_OF_OPENING = (
    "票箱当众打开，验明是空箱",
    "票箱加锁，贴封条，监票人在封条上签名",
    "秘密写票处已设好，一人一处，旁人看不到",
    "选票当众启封，张数清点无误",
    "监票人、发票人等工作人员到齐，佩戴标志",
    "候选人名单、投票须知和无效票认定规则已张贴",
)


def _round_facts(round: Round, what: str) -> Facts:
    election = round.election
    kind = "" if round.number == 1 else f"（{round.title}）"
    title = f"{election.village.name}{election.cycle.title}村民委员会选举{what}{kind}"
    return heading_facts(election) | {
        "title": title,
        "what": f"{what}{kind}",
        "polled": cn_date(round.day),
        "polled_day": round.day.isoformat(),
    }


def _title(facts: Facts) -> str:
    return two_line_title(facts, facts["what"])


def _station_places(round: Round) -> list[Place]:
    """At the village, and at every place where people vote."""
    village = [place for place in round.election.village.places() if place.key == "village"]
    stations = [
        Place(f"box:{box.pk}", box.place or box.name)
        for box in boxes_of(round)
        if box.kind == Box.Kind.STATION
    ]
    return [*village, *stations]


def _require_free_of_kin(round: Round, workers: list[PollWorker]) -> None:
    """A page that shows a draft expects sentences, not a refusal."""
    refusals = queries.staff_decision(round, workers).refusals
    if refusals:
        raise ValidationError([f"{refusal_sentence(one)}请先撤换。" for one in refusals])


# ------------------------------------------------------------------ no. 11: 选举工作人员名单


def _staff_facts(round: Round) -> Facts:
    workers = queries.workers_of(round)
    if not workers:
        raise ValidationError("还没有列入工作人员，请先在“工作人员”页确定。")
    _require_free_of_kin(round, workers)
    book = round.election.rulebook
    return _round_facts(round, "工作人员名单公告") | {
        "basis": str(book.cite("staff_relation_set")) if book.cite("staff_relation_set").verified else "",
        "groups": [
            {"title": label, "names": [one.name for one in workers if one.role == role]}
            for role, label in PollWorker.Role.choices
            if any(one.role == role for one in workers)
        ],
        "boxes": [
            {"name": box.name, "staff": [f"{one.name}（{one.get_role_display()}）" for one in mine]}
            for box in boxes_of(round)
            if (mine := [one for one in workers if one.box_id == box.pk])
        ],
    }


def _staff(facts: Facts) -> Paper:
    begin = f"根据{facts['basis']}，" if facts["basis"] else ""
    rows = [[group["title"], f"{len(group['names'])}名", _names(group["names"])] for group in facts["groups"]]
    blocks: list[Block] = [
        Para(
            f"{begin}经村民选举委员会研究，现将{facts['polled']}投票选举的工作人员名单公布如下。"
            "名单上的人应当回避的，村民可以在投票日以前向村民选举委员会提出。"
        ),
        Table([Column("工作", 1), Column("人数", 0.7), Column("姓名", 4, Align.LEFT)], rows, points=14),
    ]
    if facts["boxes"]:
        rows = [[box["name"], "、".join(box["staff"])] for box in facts["boxes"]]
        blocks += [
            Table([Column("票箱", 1.3), Column("分工", 4.4, Align.LEFT)], rows, points=13),
        ]
    return Paper(title=_title(facts), blocks=tuple(blocks), signature=(facts["committee"],))


def _names(names: list[str]) -> str:
    """Names of two characters are spread, so that the columns of a list stand straight."""
    return "　".join(f"{name[0]}　{name[1]}" if len(name) == 2 else name for name in names)


# ------------------------------------------------------------------ no. 12: 流动票箱投票人员名单


def _mobile_facts(round: Round) -> Facts:
    rows = [row for row in queries.station_rows(round) if row.box.kind == Box.Kind.MOBILE]
    if not rows:
        raise ValidationError("本轮投票没有流动票箱，不用签发这份公告。")
    for row in rows:
        if not row.voters:
            raise ValidationError(f"流动票箱“{row.box.name}”还没有列出投票人。")
    book = round.election.rulebook
    return _round_facts(round, "流动票箱投票人员名单公告") | {
        "basis": str(book.cite("mobile_box")) if book.cite("mobile_box").verified else "",
        "boxes": [
            {
                "key": row.box.pk,
                "keys": [one.registration_id for one in row.voters],
                "name": row.box.name,
                "route": row.station.route,
                "approval": row.station.approval,
                "approved_on": cn_date(row.station.approved_on) if row.station.approved_on else "",
                "watchers": [one.name for one in row.workers if one.role in ("chief", "scrutineer")],
                "voters": [
                    {
                        "serial": str(one.registration.serial or ""),
                        "name": one.registration.person.name,
                        "group": one.registration.place,
                        "reason": one.reason,
                    }
                    for one in row.voters
                ],
            }
            for row in rows
        ],
    }


def _mobile(facts: Facts) -> Paper:
    begin = f"根据{facts['basis']}，" if facts["basis"] else ""
    blocks: list[Block] = [
        Para(f"{begin}现将{facts['polled']}使用流动票箱投票的村民和护送票箱的监票人公布如下：")
    ]
    for number, box in enumerate(facts["boxes"], start=1):
        blocks.append(Heading1(f"{cn_number(number)}、{box['name']}（{len(box['voters'])}人）"))
        if box["approval"]:
            blocks.append(Para(f"批准文件：{box['approval']}（{box['approved_on']}）。"))
        if box["route"]:
            blocks.append(Para(f"路线和时间：{box['route']}。"))
        if box["watchers"]:
            blocks.append(Para(f"监票人：{'、'.join(box['watchers'])}。"))
        blocks.append(
            Table(
                [
                    Column("名单序号", 0.9),
                    Column("姓名", 1.1),
                    Column("村民小组", 1.4),
                    Column("不能到站投票的原因", 2.6, Align.LEFT),
                ],
                [[one["serial"], one["name"], one["group"], one["reason"]] for one in box["voters"]],
                points=14,
            )
        )
    blocks.append(Para("不在名单上的村民，请到选举大会会场或者投票站投票。"))
    return Paper(title=_title(facts), blocks=tuple(blocks), signature=(facts["committee"],))


# ------------------------------------------------------------------ no. 14: 代写人员名单

WRITER_RULES = {
    "official": "本人不能填写选票的，由村民选举委员会确定的代写人代写。",
    "trusted": "本人不能填写选票的，可以委托自己信任的人代写。",
    "either": "本人不能填写选票的，可以请代写人代写，也可以委托自己信任的人代写。",
}


def _writers_facts(round: Round) -> Facts:
    writers = [one for one in queries.workers_of(round) if one.role == PollWorker.Role.WRITER]
    if not writers:
        raise ValidationError("还没有确定代写人，请先在“工作人员”页列入；本村不设代写人的不用签发。")
    _require_free_of_kin(round, writers)
    book = round.election.rulebook
    return _round_facts(round, "代写人员名单公告") | {
        "basis": str(book.cite("writer_rule")) if book.cite("writer_rule").verified else "",
        "rule": WRITER_RULES[book.value("writer_rule")],
        "writers": [
            {"name": one.name, "box": one.box.name if one.box else "选举大会会场"} for one in writers
        ],
        "assisted": [
            {"box": row.box.name, "names": row.station.assisted}
            for row in queries.station_rows(round)
            if row.station.assisted
        ],
    }


def _writers(facts: Facts) -> Paper:
    begin = f"根据{facts['basis']}，" if facts["basis"] else ""
    rows = [[str(number), one["name"], one["box"]] for number, one in enumerate(facts["writers"], start=1)]
    asked = [(one["box"], one["names"]) for one in facts.get("assisted", [])]
    voters: tuple[Para | Table, ...] = ()
    if asked:
        voters = (
            Para("需要代写的选民："),
            Table([Column("投票地点", 1.6), Column("选民", 3.3, Align.LEFT)], asked, points=14),
        )
    return Paper(
        title=_title(facts),
        blocks=(
            Para(f"{begin}现将{facts['polled']}投票选举的代写人公布如下："),
            Table([Column("序号", 0.7), Column("代写人", 1.6), Column("代写的地点", 2.6)], rows, points=14),
            *voters,
            Para(f"一、{facts['rule']}"),
            Para("二、代写人照本人的意愿填写，填好后念给本人听；不得诱导、改变，不得泄露。"),
            Para("三、候选人及其规定范围内的亲属不担任代写人。"),
            Para("四、代写在秘密写票处进行，写好的选票由本人投入票箱。"),
        ),
        signature=(facts["committee"],),
    )


# ------------------------------------------------------------------ no. 15: 投票须知和无效票认定规则


def _void_facts(round: Round) -> Facts:
    book, facts = round.election.rulebook, queries.ballot_facts(round)
    design = queries.design_of(round)
    lines = [line for line in design.void_rules.splitlines() if line]
    return _round_facts(round, "投票须知和无效票认定规则公告") | {
        "basis": str(book.cite("secret_ballot")),
        "seats": [f"{one.post.title}{one.seats}名" for one in contests_of(round)],
        "separate": design.form == "separate",
        "write_in": book.value("write_in_allowed")[round.judged_as],
        "writer": WRITER_RULES[book.value("writer_rule")],
        "proxy_limit": book.value("proxy_max"),
        "rules": lines or void_rules_for(facts, book),
    }


def _void(facts: Facts) -> Paper:
    seats = "、".join(facts["seats"])
    form = "每个职位一张选票" if facts["separate"] else "各职位印在一张选票上"
    marks = "同意的在姓名上方的符号栏内画“〇”，不同意的画“×”，弃权的不画符号。"
    if facts["write_in"]:
        marks += "另选他人的，在空格内写清姓名，并在上方画“〇”。"
    guide = [
        f"本次应选{seats}，{form}。所选人数可以等于或者少于应选名额，不能多于应选名额。",
        marks,
        "凭有效证件领票，当场核对登记；在秘密写票处独自写票，折好后投入票箱。",
        f"接受委托投票的，凭委托投票证领票，每人接受委托不超过{facts['proxy_limit']}人。",
        facts["writer"],
        "写坏的选票，在投入票箱以前交回发票处，可以换一张。",
    ]
    blocks: list[Block] = [
        Para(
            f"{facts['polled']}投票选举，依照{facts['basis']}实行无记名投票、公开计票。现将有关事项公布如下："
        ),
        Heading1("一、投票须知"),
        *(Para(f"（{cn_number(number)}）{line}") for number, line in enumerate(guide, start=1)),
        Heading1("二、无效票认定规则"),
        *(Para(f"（{cn_number(number)}）{line}") for number, line in enumerate(facts["rules"], start=1)),
    ]
    return Paper(title=_title(facts), blocks=tuple(blocks), signature=(facts["committee"],))


# ------------------------------------------------------------------ 开始投票检查表


def _checklist_facts(round: Round) -> Facts:
    rows = queries.station_rows(round)
    if not rows:
        raise ValidationError("还没有建立票箱。")
    return _round_facts(round, "开始投票检查表") | {
        "boxes": [
            {
                "name": row.box.name,
                "kind": row.box.get_kind_display(),
                "place": row.station.route or row.box.place or round.election.polling_place,
                "mobile": row.box.kind == Box.Kind.MOBILE,
                "watchers": [one.name for one in row.workers if one.role in ("chief", "scrutineer")],
                "voters": len(row.voters),
                "approval": row.station.approval,
            }
            for row in rows
        ],
    }


def _checklist(facts: Facts) -> Paper:
    """A page for each box, to be ticked by hand where the box stands."""
    blocks: list[Block] = []
    for number, box in enumerate(facts["boxes"]):
        points = list(POINTS_OF_OPENING)
        if box["mobile"]:
            points[2] = "便携写票板、遮挡物齐全，写票时旁人看不到"
            points += [f"流动票箱投票人名单（{box['voters']}人）已张贴，随箱带一份"]
            points += [f"乡镇批准文件：{box['approval']}"] if box["approval"] else []
        rows = [[str(n), point, "□是　□否", ""] for n, point in enumerate(points, start=1)]
        blocks += [
            *([PageBreak()] if number else []),
            Heading1(f"{box['name']}（{box['kind']}）"),
            Fields([("地点" if not box["mobile"] else "路线", box["place"])]),
            Fields([("监票人", "、".join(box["watchers"]))]),
            Fields(
                [
                    ("投票日", facts["polled"]),
                    ("开始时间", "　　时　　分"),
                    ("领到选票", "　　　　张"),
                    ("封条编号", ""),
                ],
                per_line=2,
            ),
            Table(
                [
                    Column("序号", 0.6),
                    Column("检查项目", 4, Align.LEFT),
                    Column("检查情况", 1.4),
                    Column("备注", 1),
                ],
                rows,
                points=12,
            ),
            Para("有一项为“否”的，写明原因和处理办法；检查完毕当场登记到系统，本表存档。", indent=False),
            Lines(1),
            Signatures(("监票人", "监票人", "发票人"), per_line=3),
        ]
    return Paper(title=_title(facts), blocks=tuple(blocks))


def _notice(code: str, title: str, facts: Any, compose: Any, places: Any) -> DocumentKind:
    return register(
        DocumentKind(
            code=code,
            title=title,
            facts=facts,
            compose=compose,
            number_rule=NOTICE_NUMBER,
            places=places,
            public=True,
            single=True,
            signed_by=lambda frozen: str(frozen["committee"]),
            on_posted=notice_posted,
            on_voided=notice_voided,
            on_revoked=notice_withdrawn,
        )
    )


_notice(STAFF_NOTICE, "选举工作人员名单公告", _staff_facts, _staff, places_of)
_notice(MOBILE_NOTICE, "流动票箱投票人员名单公告", _mobile_facts, _mobile, places_of)
_notice(WRITERS_NOTICE, "代写人员名单公告", _writers_facts, _writers, _station_places)
_notice(VOID_RULES_NOTICE, "投票须知和无效票认定规则公告", _void_facts, _void, _station_places)
register(DocumentKind(code=CHECKLIST, title="开始投票检查表", facts=_checklist_facts, compose=_checklist))
