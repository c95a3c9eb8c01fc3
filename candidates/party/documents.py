"""The papers of 两推一选, from the recommendation ballot to the report of the result."""

from __future__ import annotations

from typing import Any

from candidates.models import PartyCount, PartyExemption, PartyPlan, PartySeat
from candidates.party import actions, queries
from candidates.party.publicity import publicity_facts, publicity_words
from candidates.party.rules import BRANCH
from election_office.documents.kinds import DocumentKind, NumberRule, register
from election_office.documents.paper import Align, Column, Fields, Paper, Para, Signatures, Table
from election_office.law.dates import cn_date
from election_office.law.text import cn_number
from villages.documents import heading_facts, places_of
from villages.models import Election
from villages.readings.acts import agreed_reading

BODIES = {"branch": "支部委员会", "general": "总支部委员会", "committee": "委员会"}
OFFICES = {"secretary": "书记", "deputy_secretary": "副书记", "branch_member": "委员", "member": "委员"}


def _number(election: Election, year: int, serial: int) -> str:
    return f"{election.village.name}党字〔{year}〕{serial}号"


NUMBER = NumberRule("party", label=_number, scope=lambda subject: f"election:{subject.pk}")


def _head(election: Election, what: str) -> dict[str, Any]:
    plan = queries.plan_of(election) or PartyPlan(election=election, seats=0)
    name = f"中共{election.village.name}{BODIES[plan.body]}"
    return heading_facts(election) | {
        "title": f"{name}换届选举{what}",
        "what": what,
        "branch": name,
        "above": f"中共{election.village.township.name}委员会",
        "basis": _basis(election),
        "seats": plan.seats,
        "recommended": plan.recommended,
        "prepared": plan.prepared,
        "days": plan.publicity_days,
    }


def _basis(election: Election) -> str:
    """The township's plan of the change of term, by its number where it has one."""
    paper = election.cycle.paper_number
    return f"{election.village.township.name}换届选举工作方案" + (f"（{paper}）" if paper else "")


def _titled(facts: dict[str, Any]) -> str:
    return f"{facts['branch']}换届选举\n{facts['what']}"


# ── Recommendation ───────────────────────────────────────────────────────────────────────────────────


def _recommend_ballot(facts: dict[str, Any]) -> Paper:
    return Paper(
        title=_titled(facts),
        blocks=(
            Para(f"请从有选举权的党员中推荐新一届委员会委员人选{cn_number(facts['seats'])}名以内。"),
            Table(
                columns=(Column("序号", 1), Column("推荐人选姓名", 4), Column("备注", 2)),
                rows=tuple((str(n), "", "") for n in range(1, facts["seats"] + 1)),
                row_height_mm=13,
            ),
            Para("说明：一、推荐的人数可以少于、不得多于格数，多于的无效；"),
            Para("二、不署名，字迹应当能够辨认；三、不推荐的可以空白。"),
        ),
        note="党员推荐和群众推荐用票相同，请用不同颜色的纸印制。",
    )


def _counted(election: Election, kind: str) -> dict[str, Any]:
    count = PartyCount.objects.filter(election=election, kind=kind).order_by("-number").first()
    if count is None or not count.agreed:
        return {}
    return _numbers(count)


def _numbers(count: PartyCount) -> dict[str, Any]:
    reading = agreed_reading(count)
    assert reading is not None, "only an agreed count is printed"
    return {
        "held": cn_date(count.held_on),
        "due": count.due,
        "present": count.present,
        "issued": count.issued,
        "recovered": reading.recovered,
        "void": reading.void,
        "blank": reading.blank,
        "votes": dict(reading.votes.get(BRANCH, {})),
    }


def _recommend_facts(election: Election) -> dict[str, Any]:
    counts, nominees = queries.counts_of(election), queries.nominees_of(election)
    return _head(election, "推荐情况汇总表") | {
        "members": _counted(election, "members"),
        "villagers": _counted(election, "villagers"),
        "rows": [
            [
                row.name,
                str(row.members),
                str(row.villagers),
                f"{row.nominee.person.name}（{row.nominee.get_intended_display()}）" if row.nominee else "",
            ]
            for row in queries.recommended_names(counts, nominees)
        ],
        "named": [
            f"{one.person.name}（{one.reason}）" for one in nominees if one.source == one.Source.TOWNSHIP
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
    blocks: list[Any] = [
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


# ── Publicity and request ────────────────────────────────────────────────────────────────────────────


def _prepared_facts(what: str) -> Any:
    def facts(election: Election) -> dict[str, Any]:
        rows = queries.standings(
            election,
            queries.counts_of(election),
            [one for one in queries.nominees_of(election) if one.prepared],
        )
        return _head(election, what) | {
            "reason": plan.prepared_reason if (plan := queries.plan_of(election)) else "",
            "people": [
                {
                    "name": row.nominee.person.name,
                    "sex": row.nominee.person.get_sex_display(),
                    "born": f"{row.nominee.person.birth_date:%Y.%m}" if row.nominee.person.birth_date else "",
                    "education": row.file.get_education_display() if row.file else "",
                    "now": row.file.current_post if row.file else "",
                    "post": OFFICES[row.nominee.intended],
                    "members": row.members,
                    "villagers": row.villagers,
                }
                for row in rows
            ],
        }

    return facts


def _request_facts(election: Election) -> dict[str, Any]:
    facts: dict[str, Any] = _prepared_facts("关于确定委员候选人预备人选的请示")(election)
    return facts | publicity_facts(election)


def _publicity(facts: dict[str, Any]) -> Paper:
    return Paper(
        title=_titled(facts),
        blocks=(
            Para(
                f"经党员推荐、群众推荐，资格联审和组织考察，研究确定了新一届委员会委员候选人预备人选"
                f"{cn_number(len(facts['people']))}名（委员应选{cn_number(facts['seats'])}名），"
                "现按姓氏笔画为序公示如下："
            ),
            Table(
                columns=(
                    Column("姓名", 2),
                    Column("性别", 1),
                    Column("学历", 2),
                    Column("现任职务", 3),
                    Column("拟任职务", 2),
                ),
                rows=tuple(
                    (one["name"], one["sex"], one["education"], one["now"] or "—", one["post"])
                    for one in facts["people"]
                ),
            ),
            Para(f"公示时间：自张贴之日的次日起{cn_number(facts['days'])}日。"),
            Para(
                f"对公示人选有意见的，请在公示期内向{facts['above']}反映。反映情况应当实事求是，"
                "提倡署真实姓名，组织上将予以保密。"
            ),
        ),
        signature=(facts["branch"],),
    )


def _request(facts: dict[str, Any]) -> Paper:
    return Paper(
        title=f"{facts['branch']}\n{facts['what']}",
        addressee=f"{facts['above']}：",
        blocks=(
            Para(
                f"根据{facts['basis']}，我村党组织换届经党员推荐、群众推荐、资格联审、组织考察{publicity_words(facts)}"
                f"新一届委员会委员应选{cn_number(facts['seats'])}名，拟提出候选人预备人选"
                f"{cn_number(len(facts['people']))}名，名单如下（按姓氏笔画为序）："
            ),
            Table(
                columns=(
                    Column("姓名", 2),
                    Column("性别", 1),
                    Column("出生年月", 1.7),
                    Column("学历", 2),
                    Column("党员推荐", 1.4),
                    Column("群众推荐", 1.4),
                    Column("拟任职务", 1.6),
                ),
                rows=tuple(
                    (
                        one["name"],
                        one["sex"],
                        one["born"],
                        one["education"],
                        f"{one['members']}票",
                        f"{one['villagers']}票",
                        one["post"],
                    )
                    for one in facts["people"]
                ),
            ),
            *(
                (Para(f"预备人选人数与换届方案不一致，按乡镇党委意见确定：{facts['reason'].rstrip('。')}。"),)
                if facts["reason"]
                else ()
            ),
            Para("妥否，请批示。"),
        ),
        signature=(facts["branch"],),
    )


# ── The members' meeting ─────────────────────────────────────────────────────────────────────────────


def _again(what: str, number: int) -> str:
    return what if number == 1 else f"{what}（第{cn_number(number)}次投票）"


def _ballot_facts(election: Election) -> dict[str, Any]:
    counts = [one for one in queries.counts_of(election) if one.kind == PartyCount.Kind.MEETING]
    open_count = next((one for one in counts if one.declared_on is None), None)
    everybody, plan = queries.seated(election), queries.plan_of(election)
    seats = queries.seats_of(plan, counts, everybody) if plan else queries.Seats(0, 0, ())
    among = set(open_count.tied if open_count else seats.tied)
    seated = {seat.person_id for seat in everybody}
    names = [
        one.person.name
        for one in queries.nominees_of(election)
        if one.prepared and one.person_id not in seated and (not among or one.person.name in among)
    ]
    # Equal names that were written in stand on the ballot too: only among them may be voted.
    names += sorted(among.difference(names))
    again = open_count.number if open_count else len(counts) + 1
    return _head(election, _again("选票", again)) | {
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
                row_height_mm=13,
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
    return ballot | _head(election, _again("计票单", ballot["again"]))


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
                row_height_mm=12,
            ),
            Para(f"应选委员{cn_number(facts['open'])}名。空行填写另选他人的姓名。"),
            Signatures(("监票人", "计票人", "唱票人")),
        ),
    )


def _count_facts(election: Election) -> dict[str, Any]:
    counts = [
        one for one in queries.counts_of(election) if one.kind == PartyCount.Kind.MEETING and one.agreed
    ]
    rows = []
    for count in counts:
        count.election = election
        result = queries.result_of(count)
        rows.append(
            _numbers(count)
            | {
                "members": count.members,
                "exempt": (count.members or count.due) - count.due,
                "seats": count.seats,
                "elected": list(result.elected) if result else [],
                "tied": list(result.tied) if result else [],
            }
        )
    book = election.rulebook
    base = "应到会" if book.value("party_win_base") == "due" else "实到会"
    return _head(election, "计票结果报告单") | {"rounds": rows, "base": base}


def _outcome(name: str, ballot: dict[str, Any]) -> str:
    if name in ballot["elected"]:
        return "当选"
    return "得票相等，再次投票" if name in ballot["tied"] else ""


def _count_report(facts: dict[str, Any]) -> Paper:
    blocks: list[Any] = []
    for number, one in enumerate(facts["rounds"], start=1):
        blocks += [
            Para(
                f"第{cn_number(number)}次投票（{one['held']}）：有选举权的党员{one['members']}人，不计入应到会"
                f"{one['exempt']}人，应到会{one['due']}人，实到会{one['present']}人。发出选票{one['issued']}张，"
                f"收回{one['recovered']}张，其中无效票{one['void']}张、弃权票{one['blank']}张。应选{one['seats']}名。"
            ),
            Table(
                columns=(Column("姓名", 2), Column("得赞成票", 1), Column("结果", 2)),
                rows=tuple(
                    (name, str(votes), _outcome(name, one))
                    for name, votes in sorted(one["votes"].items(), key=lambda line: -line[1])
                ),
            ),
        ]
    blocks.append(Para(f"得票超过{facts['base']}有选举权人数一半的当选。"))
    blocks.append(Signatures(("总监票人", "监票人", "计票人")))
    return Paper(title=_titled(facts), blocks=tuple(blocks))


def _exemption_facts(election: Election) -> dict[str, Any]:
    labels = {one["code"]: one["label"] for one in election.rulebook.value("party_not_due_grounds")}
    return _head(election, "不计入应到会党员情况表") | {
        "rows": [
            [
                one.name,
                labels.get(one.ground, one.ground),
                f"{one.consented_by}，{cn_date(one.consented_on)}",
                f"{one.approval}，{cn_date(one.approved_on)}",
                cn_date(one.passed_on) if one.passed_on else "",
            ]
            for one in PartyExemption.objects.filter(election=election)
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
                    Column("情形", 4, Align.LEFT),
                    Column("征求意见", 3, Align.LEFT),
                    Column("乡镇党委同意", 3, Align.LEFT),
                    Column("党员大会通过", 2),
                ),
                rows=tuple(tuple(row) for row in facts["rows"]),
                min_rows=4,
            ),
            Signatures(("填表人", "支部负责人", "乡镇党委经办人")),
        ),
        signature=(facts["branch"],),
    )


# ── The committee's meeting and the report ───────────────────────────────────────────────────────────


def _committee(election: Election) -> list[dict[str, Any]]:
    order = [PartySeat.Role.SECRETARY, PartySeat.Role.DEPUTY, PartySeat.Role.MEMBER]
    seats = sorted(
        queries.seated(election),
        key=lambda seat: (order.index(PartySeat.Role(seat.role)), seat.person.stroke_key),
    )
    return [
        {
            "name": seat.person.name,
            "role": OFFICES[seat.role],
            "votes": seat.votes,
            "held": cn_date(seat.chosen_on) if seat.chosen_on else "",
            "present": seat.chosen_present,
            "chosen": seat.chosen_votes,
        }
        for seat in seats
    ]


def _office_facts(election: Election) -> dict[str, Any]:
    return _head(election, "委员会第一次全体会议选举记录") | {"people": _committee(election)}


def _office_record(facts: dict[str, Any]) -> Paper:
    chosen = [one for one in facts["people"] if one["held"]]
    names = "、".join(one["name"] for one in facts["people"])
    return Paper(
        title=_titled(facts),
        blocks=(
            Fields(
                (
                    ("会议时间", "、".join(dict.fromkeys(one["held"] for one in chosen))),
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
                    (one["role"], one["name"], str(one["present"]), str(one["chosen"])) for one in chosen
                ),
                min_rows=2,
            ),
            Para("书记、副书记由委员会全体会议从委员中选举产生，报乡镇党委批准。"),
            Signatures(("主持人", "监票人", "记录人")),
        ),
        signature=(facts["branch"],),
    )


def _report_facts(election: Election) -> dict[str, Any]:
    counted = _count_facts(election)
    plan = queries.plan_of(election)
    reply = queries.approved(election, "candidates")
    return _head(election, "选举结果的报告") | {
        "rounds": counted["rounds"],
        "people": _committee(election),
        "approved": reply.number if reply else "",
        "reduced": plan.reduced if plan else 0,
        "held": counted["rounds"][-1]["held"] if counted["rounds"] else "",
    }


def _report(facts: dict[str, Any]) -> Paper:
    last = facts["rounds"][-1]
    by_role = {
        role: [one["name"] for one in facts["people"] if one["role"] == role]
        for role in ("书记", "副书记", "委员")
    }
    words = "；".join(f"{role}：{'、'.join(names)}" for role, names in by_role.items() if names)
    blocks: list[Any] = [
        Para(
            f"根据{facts['approved']}，{facts['branch']}于{facts['held']}召开党员大会，应到会{last['due']}人，"
            f"实到会{last['present']}人，以无记名投票方式差额选举产生新一届委员会。"
        ),
        Table(
            columns=(Column("姓名", 2), Column("党员大会得票", 1.5), Column("职务", 1.5)),
            rows=tuple((one["name"], str(one["votes"]), one["role"]) for one in facts["people"]),
        ),
        Para(f"委员会全体会议选举结果：{words}。"),
    ]
    if facts["reduced"]:
        blocks.append(Para(f"经党员大会表决同意，减少委员名额{cn_number(facts['reduced'])}名。"))
    blocks.append(Para("以上选举结果，请批复。"))
    return Paper(
        title=f"{facts['branch']}关于\n换届选举结果的报告",
        addressee=f"{facts['above']}：",
        blocks=tuple(blocks),
        signature=(facts["branch"],),
    )


def _by_branch(facts: dict[str, Any]) -> str:
    return str(facts["branch"])


PUBLICITY = register(
    DocumentKind(
        code=queries.PUBLICITY,
        title="党组织预备人选公示",
        facts=_prepared_facts("委员候选人预备人选公示"),
        compose=_publicity,
        number_rule=NUMBER,
        places=places_of,
        public=True,
        single=True,
        signed_by=_by_branch,
        on_issued=actions.require_prepared,
    )
)
REQUEST = register(
    DocumentKind(
        code=queries.REQUEST,
        title="党组织预备人选的请示",
        facts=_request_facts,
        compose=_request,
        number_rule=NUMBER,
        single=True,
        signed_by=_by_branch,
        on_issued=actions.require_publicity,
    )
)
REPORT = register(
    DocumentKind(
        code=queries.REPORT,
        title="党组织选举结果的报告",
        facts=_report_facts,
        compose=_report,
        number_rule=NUMBER,
        single=True,
        signed_by=_by_branch,
        on_issued=actions.require_report,
    )
)
WORKING = {
    code: register(
        DocumentKind(
            code=f"candidates.party_{code}",
            title=title,
            facts=facts,
            compose=compose,
            single=True,
            signed_by=_by_branch,
        )
    )
    for code, title, facts, compose in (
        ("recommend_ballot", "党组织推荐票", lambda election: _head(election, "推荐票"), _recommend_ballot),
        ("recommend_report", "党组织推荐情况汇总表", _recommend_facts, _recommend_report),
        ("exemptions", "不计入应到会党员情况表", _exemption_facts, _exemptions),
        ("ballot", "党组织选举选票", _ballot_facts, _ballot),
        ("tally", "党组织选举计票单", _tally_facts, _tally),
        ("count_report", "党组织选举计票结果报告单", _count_facts, _count_report),
        ("office_record", "党组织委员会选举记录", _office_facts, _office_record),
    )
}
"""Papers written on or signed by hand, printed from the branch's page: code of the address → kind."""
