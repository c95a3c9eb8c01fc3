"""The forms of 两推一选 that are written on or signed by hand, from the recommendation ballot to the record
of the committee's meeting. They are printed from the branch's page."""

from __future__ import annotations

from dataclasses import asdict
from functools import partial
from typing import Any

from candidates.models import PartyCount, PartyExemption
from candidates.notices.branch import head, numbers, rounds, seated, titled
from candidates.party import queries
from candidates.prints import specimens
from election_office.documents.kinds import DocumentKind, register
from election_office.documents.paper import Align, Block, Column, Fields, Paper, Para, Signatures, Table
from election_office.law.dates import cn_date
from election_office.law.text import cn_number
from villages.models import Election
from villages.prints.parts import row_height


def _titled(facts: dict[str, Any]) -> str:
    return titled(facts["branch"], facts["what"])


# ── Recommendation ───────────────────────────────────────────────────────────────────────────────────


def _recommend_ballot(facts: dict[str, Any]) -> Paper:
    return Paper(
        title=_titled(facts),
        blocks=(
            Para(f"请从有选举权的党员中推荐新一届委员会委员人选{cn_number(facts['seats'])}名以内。"),
            Table(
                columns=(Column("序号", 1), Column("推荐人选姓名", 4), Column("备注", 2)),
                rows=tuple((str(n), "", "") for n in range(1, facts["seats"] + 1)),
                row_height_mm=row_height(facts["seats"]),
            ),
            Para("说明：一、推荐的人数可以少于、不得多于格数，多于的无效；"),
            Para("二、不署名，字迹应当能够辨认；三、不推荐的可以空白。"),
        ),
    )


def _counted(election: Election, kind: str) -> dict[str, Any]:
    count = PartyCount.objects.filter(election=election, kind=kind).order_by("-number").first()
    if count is None or not count.agreed:
        return {}
    return numbers(count)


def _recommend_facts(election: Election) -> dict[str, Any]:
    counts, nominees = queries.counts_of(election), queries.nominees_of(election)
    return head(election, "推荐情况汇总表") | {
        "members": _counted(election, "members"),
        "villagers": _counted(election, "villagers"),
        "rows": [
            [
                row.name,
                str(row.members),
                str(row.villagers),
                f"{row.nominee.person.name}（{election.said(row.nominee.get_intended_display())}）"
                if row.nominee
                else "",
            ]
            for row in queries.recommended_names(counts, nominees)
        ],
        "named": [
            f"{nominee.person.name}（{nominee.reason}）"
            for nominee in nominees
            if nominee.source == nominee.Source.TOWNSHIP
        ],
    }


def _meeting_words(title: str, count: dict[str, Any]) -> Para:
    if not count:
        return Para(f"{title}：尚未计票。")
    return Para(
        f"{title}：{count['held']}召开，应到{count['due']}人，实到{count['present']}人，"
        f"发出推荐票{count['issued']}张，收回{count['recovered']}张，"
        f"其中无效票{count['void']}张、弃权票{count['blank']}张。"
    )


def _recommend_report(facts: dict[str, Any]) -> Paper:
    blocks: list[Block] = [
        _meeting_words("党员推荐", facts["members"]),
        _meeting_words("群众推荐", facts["villagers"]),
        Table(
            columns=(
                Column("姓名", 2),
                Column("党员推荐票", 1.4),
                Column("群众推荐票", 1.4),
                Column("初步人选", 3),
            ),
            rows=tuple(tuple(row) for row in facts["rows"]),
        ),
    ]
    if facts["named"]:
        blocks.append(Para(f"乡镇党委直接提名：{'、'.join(facts['named'])}。"))
    blocks.append(Signatures(("监票人", "计票人", "会议主持人")))
    return Paper(title=_titled(facts), blocks=tuple(blocks), signature=(facts["branch"],))


# ── The members' meeting ─────────────────────────────────────────────────────────────────────────────


def _again(what: str, number: int) -> str:
    return what if number == 1 else f"{what}（第{cn_number(number)}次投票）"


def _ballot_facts(election: Election) -> dict[str, Any]:
    counts = [count for count in queries.counts_of(election) if count.kind == PartyCount.Kind.MEETING]
    open_count = next((count for count in counts if count.declared_on is None), None)
    everybody, plan = queries.seated(election), queries.plan_of(election)
    seats = queries.seats_of(plan, counts, everybody) if plan else queries.Seats(0, 0, ())
    among = set(open_count.tied if open_count else seats.tied)
    seated = {seat.person_id for seat in everybody}
    names = [
        nominee.person.name
        for nominee in queries.nominees_of(election)
        if nominee.prepared
        and nominee.person_id not in seated
        and (not among or nominee.person.name in among)
    ]
    # Equal names that were written in stand on the ballot too: only among them may be voted.
    names += sorted(among.difference(names))
    again = open_count.number if open_count else len(counts) + 1
    return head(election, _again("选票", again)) | {
        "again": again,
        "names": names,
        "open": open_count.seats if open_count else seats.open,
        "among": bool(among),
    }


def _ballot(facts: dict[str, Any]) -> Paper:
    writing = 0 if facts["among"] else facts["open"]
    rows = [(name, "") for name in facts["names"]] + [("", "")] * writing
    return Paper(
        title=_titled(facts),
        blocks=(
            Para(f"应选委员{cn_number(facts['open'])}名。候选人按姓氏笔画为序。"),
            Table(
                columns=(Column("候选人", 3), Column("符号", 1)),
                rows=tuple(rows),
                row_height_mm=row_height(len(rows)),
            ),
            Para("一、赞成的在姓名后画“○”，不赞成的画“×”，弃权的不画符号；"),
            Para(
                f"二、所选人数不得多于{cn_number(facts['open'])}名，多于的无效；"
                + ("" if facts["among"] else "另选他人的，在空格内写上姓名并画“○”。")
            ),
            Para("三、本人不能填写的，可以委托不是候选人的党员代写；不能委托他人投票。"),
        ),
    )


def _tally_facts(election: Election) -> dict[str, Any]:
    ballot = _ballot_facts(election)
    return ballot | head(election, _again("计票单", ballot["again"]))


def _tally(facts: dict[str, Any]) -> Paper:
    """One mark a vote, five to a 正; lines below for names that are written in."""
    writing = 0 if facts["among"] else facts["open"] + 1
    return Paper(
        title=_titled(facts),
        blocks=(
            Fields(
                (
                    ("投票日期", ""),
                    ("发出选票", ""),
                    ("收回选票", ""),
                    ("有效票", ""),
                    ("无效票", ""),
                    ("弃权票", ""),
                ),
                per_line=3,
            ),
            Table(
                columns=(Column("姓名", 2), Column("赞成票（画“正”字）", 5), Column("合计", 1)),
                rows=tuple((name, "", "") for name in [*facts["names"], *[""] * writing]),
                row_height_mm=row_height(len(facts["names"]) + writing, area=105, most=24, least=9),
            ),
            Para(f"应选委员{cn_number(facts['open'])}名。空行填写另选他人的姓名。"),
            Signatures(("监票人", "计票人", "唱票人")),
        ),
    )


def _count_facts(election: Election) -> dict[str, Any]:
    base = "应到会" if election.rulebook.value("party_win_base") == "due" else "实到会"
    return head(election, "计票结果报告单") | {
        "rounds": [asdict(counted) for counted in rounds(election)],
        "base": base,
    }


def _outcome(name: str, ballot: dict[str, Any]) -> str:
    if name in ballot["elected"]:
        return "当选"
    return "得票相等，再次投票" if name in ballot["tied"] else ""


def _count_report(facts: dict[str, Any]) -> Paper:
    blocks: list[Block] = []
    for number, ballot in enumerate(facts["rounds"], start=1):
        blocks += [
            Para(
                f"第{cn_number(number)}次投票（{ballot['held']}）：有选举权的党员{ballot['members']}人，不计入应到会"
                f"{ballot['exempt']}人，应到会{ballot['due']}人，实到会{ballot['present']}人。发出选票{ballot['issued']}张，"
                f"收回{ballot['recovered']}张，其中无效票{ballot['void']}张、弃权票{ballot['blank']}张。应选{ballot['seats']}名。"
            ),
            Table(
                columns=(Column("姓名", 2), Column("得赞成票", 1), Column("结果", 2)),
                rows=tuple(
                    (name, str(votes), _outcome(name, ballot))
                    for name, votes in sorted(ballot["votes"].items(), key=lambda line: -line[1])
                ),
            ),
        ]
    blocks.append(Para(f"得票超过{facts['base']}有选举权人数一半的当选。"))
    blocks.append(Signatures(("总监票人", "监票人", "计票人")))
    return Paper(title=_titled(facts), blocks=tuple(blocks))


def _exemption_facts(election: Election) -> dict[str, Any]:
    labels = {ground["code"]: ground["label"] for ground in election.rulebook.value("party_not_due_grounds")}
    return head(election, "不计入应到会党员情况表") | {
        "rows": [
            [
                row.name,
                labels.get(row.ground, row.ground),
                f"{row.consented_by}，{cn_date(row.consented_on)}",
                f"{row.approval}，{cn_date(row.approved_on)}",
                cn_date(row.passed_on) if row.passed_on else "",
            ]
            for row in PartyExemption.objects.filter(election=election)
        ],
    }


def _exemptions(facts: dict[str, Any]) -> Paper:
    return Paper(
        title=_titled(facts),
        landscape=True,
        blocks=(
            Para(f"根据{facts['basis']}，征求本人和家属意见，报乡镇党委同意，并经党员大会通过。"),
            Table(
                columns=(
                    Column("姓名", 1.4),
                    Column("情形", 2.8, Align.LEFT),
                    Column("征求意见", 3.6, Align.LEFT),
                    Column("乡镇党委同意", 3.6, Align.LEFT),
                    Column("党员大会通过", 2),
                ),
                rows=tuple(tuple(row) for row in facts["rows"]),
                min_rows=4,
            ),
            Signatures(("填表人", "支部负责人", "乡镇党委经办人")),
        ),
        signature=(facts["branch"],),
    )


# ── The committee's meeting ──────────────────────────────────────────────────────────────────────────


def _office_facts(election: Election) -> dict[str, Any]:
    people = [asdict(person) for person in seated(election)]
    return head(election, "委员会第一次全体会议选举记录") | {"people": people}


def _office_record(facts: dict[str, Any]) -> Paper:
    chosen = [person for person in facts["people"] if person["held"]]
    names = "、".join(person["name"] for person in facts["people"])
    return Paper(
        title=_titled(facts),
        blocks=(
            Fields(
                (
                    ("会议时间", "、".join(dict.fromkeys(person["held"] for person in chosen))),
                    ("会议地点", ""),
                    ("主持人", ""),
                    ("记录人", ""),
                ),
                per_line=2,
            ),
            Para(f"新一届委员会委员{len(facts['people'])}人：{names}。"),
            Table(
                columns=(Column("当选职务"), Column("姓名"), Column("委员实到"), Column("得票")),
                rows=tuple(
                    (person["role"], person["name"], str(person["present"]), str(person["chosen"]))
                    for person in chosen
                ),
                min_rows=2,
            ),
            Para("书记、副书记由委员会全体会议从委员中选举产生，报乡镇党委批准。"),
            Signatures(("主持人", "监票人", "记录人")),
        ),
        signature=(facts["branch"],),
    )


def _by_branch(facts: dict[str, Any]) -> str:
    return str(facts["branch"])


WORKING = {
    code: register(
        DocumentKind(
            code=f"candidates.party_{code}",
            title=title,
            facts=facts,
            compose=compose,
            single=True,
            signed_by=_by_branch,
            specimen=partial(dict, specimens.PARTY[code]),
        )
    )
    for code, title, facts, compose in (
        ("recommend_ballot", "党组织推荐票", lambda election: head(election, "推荐票"), _recommend_ballot),
        ("recommend_report", "党组织推荐情况汇总表", _recommend_facts, _recommend_report),
        ("exemptions", "不计入应到会党员情况表", _exemption_facts, _exemptions),
        ("ballot", "党组织选举选票", _ballot_facts, _ballot),
        ("tally", "党组织选举计票单", _tally_facts, _tally),
        ("count_report", "党组织选举计票结果报告单", _count_facts, _count_report),
        ("office_record", "党组织委员会选举记录", _office_facts, _office_record),
    )
}
"""Papers written on or signed by hand, printed from the branch's page: code of the address → kind."""
