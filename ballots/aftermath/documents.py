"""The papers of what follows a result: each says what was decided, by whom, and on which article."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.core.exceptions import ValidationError

from ballots.aftermath.queries import ROUND_NOTICE as ROUND_NOTICE
from ballots.aftermath.queries import RUNOFF_NOTICE as RUNOFF_NOTICE
from ballots.models import Departure, Reopening, Round, RoundCall, SeatVacancy, WinnerDecision
from ballots.queries import boxes_of, contests_of
from ballots.rules.results import basis
from candidates.queries import formal_candidates
from election_office.documents.kinds import DocumentKind, register
from election_office.documents.paper import Block, Column, Fields, Paper, Para, Table
from election_office.law.dates import cn_clock, cn_date
from election_office.law.text import cn_number
from villages.documents import NOTICE_NUMBER, heading_facts, places_of, two_line_title

REOPENING_NOTICE = "ballots.reopening_notice"
WINNER_NOTICE = "ballots.winner_notice"
WINNER_REPORT = "ballots.winner_report"
VACANCY_NOTICE = "ballots.vacancy_notice"
DEPARTURE_NOTICE = "ballots.departure_notice"

Facts = dict[str, Any]


def _title(facts: Facts, what: str) -> str:
    return f"{facts['village']}{facts['term']}村民委员会选举\n{what}"


def _paper(facts: Facts, what: str, *sentences: str, blocks: tuple[Block, ...] = ()) -> Paper:
    return Paper(
        title=_title(facts, what),
        blocks=(Para("全体村民：", indent=False), *(Para(one) for one in sentences), *blocks),
        signature=(facts["committee"],),
    )


def _register(
    code: str, title: str, facts: Callable[[Any], Facts], compose: Callable[[Facts], Paper]
) -> None:
    register(
        DocumentKind(
            code=code,
            title=title,
            facts=facts,
            compose=compose,
            number_rule=NOTICE_NUMBER,
            places=places_of,
            public=True,
            single=True,
            signed_by=lambda facts: str(facts["committee"]),
        )
    )


# ------------------------------------------------------------------ 撤销结果


def _reopening_facts(request: Reopening) -> Facts:
    if request.state != Reopening.State.APPROVED or request.decided_at is None:
        raise ValidationError("申请还没有批准，不能公布撤销结果。")
    return heading_facts(request.election) | {
        "title": "撤销选举结果公告",
        "round": request.result.round.title,
        "declared": cn_date(request.result.declared_at.date()),
        "decided": cn_date(request.decided_at.date()),
        "reason": request.reason.rstrip("。"),
        "paper": request.paper_number,
        "sha256": request.result.count_sha256[:16],
    }


def _reopening(facts: Facts) -> Paper:
    return _paper(
        facts,
        "撤销选举结果公告",
        f"{facts['declared']}宣布的{facts['round']}结果，因{facts['reason']}，经申请（{facts['paper']}）和审批，"
        f"于{facts['decided']}撤销，原结果公告和当选证书同时停止使用。",
        "计票单将重新核对、录入，选举结果重新当场公布。原选票和计票单封存备查。",
        f"被撤销结果的计票数据校验值：{facts['sha256']}。",
    )


# ------------------------------------------------------------------ 当选资格


def _winner_facts(decision: WinnerDecision) -> Facts:
    if decision.kind == WinnerDecision.Kind.ESCALATED:
        raise ValidationError("报上级研究的，请签发请示，不张贴公告。")
    return _decision_facts(decision) | {"title": f"{decision.winner.name}当选资格审查结果公告"}


def _decision_facts(decision: WinnerDecision) -> Facts:
    winner = decision.winner
    return heading_facts(decision.election) | {
        "name": winner.name,
        "post": winner.post.title,
        "votes": winner.votes,
        "round": winner.result.round.title,
        "polled": cn_date(winner.result.round.day),
        "kind": decision.kind,
        "basis": decision.get_basis_display(),
        "article": decision.article,
        "reason": decision.reason.rstrip("。"),
        "paper": decision.paper_number,
        "decided": cn_date(decision.decided_on),
    }


def _winner(facts: Facts) -> Paper:
    votes = f"{facts['polled']}{facts['round']}中，{facts['name']}得{facts['votes']}票，得票已经当场公布。"
    paper = f"（{facts['paper']}）" if facts["paper"] else ""
    if facts["kind"] == "confirmed":
        return _paper(
            facts,
            "当选资格审查结果公告",
            votes,
            f"经审查{paper}，{facts['name']}符合任职条件，确认当选{facts['post']}。（依据：{facts['article']}）",
        )
    if facts["kind"] == "declined":
        return _paper(
            facts,
            "当选人不任职公告",
            votes,
            f"{facts['decided']}，{facts['name']}书面表示不担任{facts['post']}{paper}，所得票数照实公布，"
            "不颁发当选证书。",
            "空出的名额依法另行选举，具体时间另行公告。",
        )
    return _paper(
        facts,
        "当选无效公告",
        votes,
        f"经{facts['decided']}认定{paper}：{facts['reason']}。{facts['name']}的{facts['post']}当选无效，"
        f"所得票数照实公布，不颁发当选证书。（依据：{facts['article']}）",
        "空出的名额依法另行选举或者重新选举，具体时间另行公告。",
    )


def _report_facts(decision: WinnerDecision) -> Facts:
    if decision.kind != WinnerDecision.Kind.ESCALATED:
        raise ValidationError("已经作出决定的，请签发公告。")
    return _decision_facts(decision) | {"title": f"关于{decision.winner.name}当选资格的请示"}


def _report(facts: Facts) -> Paper:
    return Paper(
        title=f"关于{facts['village']}{facts['name']}当选资格的请示",
        addressee="县村级组织换届选举工作领导小组办公室：",
        blocks=(
            Para(
                f"{facts['polled']}，{facts['village']}{facts['round']}中，{facts['name']}以另选他人得"
                f"{facts['votes']}票，达到{facts['post']}当选票数。得票已经公布，当选证书暂不颁发。"
            ),
            Para(
                f"审查中发现：{facts['reason']}。该情形属于“{facts['basis']}”，没有可以直接宣布当选无效的依据。"
            ),
            Para("妥否，请批示。"),
        ),
        signature=(facts["committee"],),
    )


# ------------------------------------------------------------------ 另行选举、再次投票


def _posts_of(round: Round) -> list[Facts]:
    """What is voted on and who stands, in ballot order, with the votes of the vote before."""
    standing = {row.post.pk: row.candidates for row in formal_candidates(round.election, round.number)}
    return [
        {
            "title": one.post.title,
            "seats": one.seats,
            "names": [row.person.name for row in standing.get(one.post.pk, [])],
            "votes": [row.nomination_votes for row in standing.get(one.post.pk, [])],
        }
        for one in contests_of(round)
    ]


def _runoff_facts(round: Round) -> Facts:
    if round.kind not in (Round.Kind.RUNOFF, Round.Kind.TIE):
        raise ValidationError("这份公告只用于另行选举和再次投票。")
    if round.state == Round.State.CANCELLED:
        raise ValidationError("这一轮投票已经取消，不能再签发公告。")
    election = round.election
    if not election.polling_place:
        raise ValidationError("还没有填写投票时间和地点，请先在“投票时间和地点”页填写。")
    book = election.rulebook
    share = book.value("runoff_threshold")
    tie = round.kind == Round.Kind.TIE
    part = f"{cn_number(share['den'])}分之{cn_number(share['num'])}"
    wide = bool(book.value("runoff_turnout")) and not tie
    return heading_facts(election) | {
        "title": f"{election.village.name}{election.cycle.title}村民委员会{round.title}公告",
        "what": round.title,
        "tie": tie,
        "polled": cn_date(round.day),
        "opens": cn_clock(election.opens_at),
        "closes": cn_clock(election.closes_at),
        "place": election.polling_place,
        "boxes": [[box.name, box.place or election.polling_place] for box in boxes_of(round)],
        "posts": _posts_of(round),
        "majority": "只在得票相等的人中投票，得票多的当选"
        if tie
        else f"得票多的当选，但所得票数不得少于这次投票总数的{part}",
        "majority_by": str(book.cite("tie_rule" if tie else "runoff_threshold")),
        "turnout": "登记参加选举的村民过半数投票，投票有效。" if wide else "",
        "roll_anew": not tie and book.value("runoff_roll") == "updated",
        "write_ins": bool(book.value("write_in_allowed")["tie" if tie else "runoff"]),
        "proxy_max": book.value("proxy_max"),
        "proxy_by": str(book.cite("proxy_max")),
    }


def _runoff(facts: Facts) -> Paper:
    why = "得票相等，不能确定当选人" if facts["tie"] else "当选人数不足应选名额"
    rows = [
        [f"{post['title']}（{post['seats']}名）" if at == 0 else "", name, str(votes)]
        for post in facts["posts"]
        for at, (name, votes) in enumerate(
            zip(post["names"], post["votes"], strict=True) if post["names"] else [("不提候选人", "")]
        )
    ]
    columns = [Column("职位和名额", 1.4), Column("候选人", 1.2), Column("上一轮得票", 1)]
    roll = (
        "名单重新核对，补正后公布；以补正后的名单为准。"
        if facts["roll_anew"]
        else "沿用本次选举已经公布的名单。"
    )
    others = "可以另选他人。" if facts["write_ins"] else "不得另选他人。"
    points = [
        f"投票日：{facts['polled']}，{facts['opens']}开始，{facts['closes']}结束。",
        f"投票地点：{facts['place']}。",
        f"职位、名额和候选人如下，{others}",
        f"当选票数：{facts['majority']}。{facts['turnout']}{basis(facts['majority_by'])}",
        f"参加投票的村民：{roll}",
        f"委托投票：按公布的委托投票名单办理，每人接受委托不超过{facts['proxy_max']}人。"
        f"{basis(facts['proxy_by'])}",
        "投票结束后，票箱当众开启，公开唱票、计票，当场公布结果。",
    ]
    blocks: list[Block] = [Para(f"因{why}，定于{facts['polled']}举行{facts['what']}，现公告如下：")]
    for number, point in enumerate(points, start=1):
        blocks.append(Para(f"{cn_number(number)}、{point}"))
        if number == 2 and len(facts["boxes"]) > 1:
            blocks.append(Table([Column("票箱", 1), Column("地点", 1.6)], facts["boxes"], points=14))
        if number == 3:
            blocks.append(Table(columns, rows, points=14))
    title = two_line_title(facts, f"{facts['what']}公告")
    return Paper(title=title, blocks=tuple(blocks), signature=(facts["committee"],))


# ------------------------------------------------------------------ 重新选举、补选


def _round_facts(call: RoundCall) -> Facts:
    election, round = call.election, call.round
    book = election.rulebook
    repeat = round.kind == round.Kind.REPEAT
    return heading_facts(election) | {
        "title": f"{round.title}公告",
        "what": round.title,
        "ordered_by": call.ordered_by,
        "ordered": cn_date(call.ordered_on),
        "paper": call.paper_number,
        "reason": call.reason.rstrip("。"),
        "polled": cn_date(round.day),
        "place": election.polling_place or "另行公布",
        "article": str(book.cite("repeat_days" if repeat else "by_election_body")),
        "majority": str(book.cite("win_threshold")),
        "posts": _posts_of(round),
        "repeat": repeat,
    }


def _round(facts: Facts) -> Paper:
    rest = "" if facts["repeat"] else "补选的成员，任期到本届村民委员会任期届满时止。"
    pairs = [
        (f"{post['title']}（{post['seats']}名）", "、".join(post["names"]) or "不提候选人")
        for post in facts["posts"]
    ]
    return _paper(
        facts,
        f"{facts['what']}公告",
        f"因{facts['reason']}，经{facts['ordered_by']}{facts['ordered']}决定（{facts['paper']}），"
        f"定于{facts['polled']}举行{facts['what']}。{basis(facts['article'])}",
        f"投票地点：{facts['place']}。职位、名额和候选人如下：",
        blocks=(
            Fields(pairs),
            Para(
                "登记参加选举的村民过半数投票，选举有效；得到参加投票的村民过半数选票的，始得当选。"
                f"{basis(facts['majority'])}"
            ),
            *((Para(rest),) if rest else ()),
        ),
    )


# ------------------------------------------------------------------ 空缺、职务终止


def _vacancy_facts(vacancy: SeatVacancy) -> Facts:
    return heading_facts(vacancy.election) | {
        "title": "名额空缺公告",
        "post": vacancy.post.title,
        "seats": vacancy.seats,
        "meeting": vacancy.get_meeting_display(),
        "decided": cn_date(vacancy.decided_on),
        "numbers": [vacancy.eligible, vacancy.present, vacancy.in_favour],
        "paper": vacancy.paper_number,
        "article": vacancy.article,
    }


def _vacancy(facts: Facts) -> Paper:
    whole, here, yes = facts["numbers"]
    voted = "" if whole is None else f"（应到{whole}人，实到{here}人，同意{yes}人）"
    paper = f"（{facts['paper']}）" if facts["paper"] else ""
    return _paper(
        facts,
        "名额空缺公告",
        f"本届村民委员会{facts['post']}缺{facts['seats']}名。经{facts['meeting']}{facts['decided']}决定"
        f"{voted}{paper}，所缺名额暂时空缺。（依据：{facts['article']}）",
        "空缺的名额需要补足时，依法举行补选。",
    )


def _departure_facts(departure: Departure) -> Facts:
    return heading_facts(departure.election) | {
        "title": "村民委员会成员职务终止公告",
        "name": departure.holder.person.name,
        "post": departure.holder.post_title,
        "cause": departure.get_cause_display(),
        "ended": cn_date(departure.ended_on),
        "paper": departure.paper_number,
        "article": departure.article,
        "numbers": _numbers(departure.numbers),
    }


def _numbers(found: dict[str, Any]) -> list[str]:
    lines = []
    if meeting := found.get("meeting"):
        lines.append(
            f"会议应到{meeting['eligible']}人，实到{meeting['present']}人，同意{meeting['in_favour']}人。"
        )
    if vote := found.get("vote"):
        lines.append(
            f"登记参加选举的村民{vote['registered']}人，投票{vote['cast']}人，同意罢免{vote['in_favour']}人。"
        )
    return lines


def _departure(facts: Facts) -> Paper:
    return _paper(
        facts,
        "村民委员会成员职务终止公告",
        f"{facts['name']}（{facts['post']}）因{facts['cause']}（{facts['paper']}），自{facts['ended']}起职务终止。"
        f"（依据：{facts['article']}）",
        *facts["numbers"],
        "空出的名额依法补选。",
    )


_register(REOPENING_NOTICE, "撤销选举结果公告", _reopening_facts, _reopening)
_register(WINNER_NOTICE, "当选资格审查结果公告", _winner_facts, _winner)
_register(RUNOFF_NOTICE, "另行选举公告", _runoff_facts, _runoff)
_register(ROUND_NOTICE, "重新选举、补选公告", _round_facts, _round)
_register(VACANCY_NOTICE, "名额空缺公告", _vacancy_facts, _vacancy)
_register(DEPARTURE_NOTICE, "村民委员会成员职务终止公告", _departure_facts, _departure)
register(
    DocumentKind(
        code=WINNER_REPORT,
        title="当选资格请示",
        facts=_report_facts,
        compose=_report,
        number_rule=NOTICE_NUMBER,
        single=True,
        signed_by=lambda facts: str(facts["committee"]),
    )
)
