"""选举结果公告 as it hangs, and 选举结果报告单 as it goes to the township."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError

from ballots.aftermath.queries import public_files
from ballots.models import Box, Result
from ballots.preparation.queries import stock_remarks
from ballots.queries import fixed_posts
from ballots.rules.irregularities import IRREGULARITIES
from ballots.rules.results import TOLD, told_in_public
from ballots.summary import summary_of
from election_office.documents.kinds import DocumentKind, NumberRule, register
from election_office.documents.models import Posting
from election_office.documents.paper import (
    Align,
    Block,
    Column,
    Heading1,
    Heading2,
    Paper,
    Para,
    Table,
)
from election_office.law.dates import age_on, cn_date
from election_office.law.text import cn_number
from villages.actions import document_issued, notice_posted, notice_voided, notice_withdrawn
from villages.documents import NOTICE_NUMBER, election_of, heading_facts, places_of, two_line_title
from villages.lawtexts.queries import rules_line

RESULT_NOTICE = "ballots.result_notice"
RESULT_REPORT = "ballots.result_report"


def _summary(result: Result) -> dict[str, Any]:
    if result.superseded_at is not None:
        raise ValidationError("这次选举结果已经作废，不能再签发公文。")
    election, round = result.election, result.round
    return heading_facts(election) | {
        "polled": round.day.isoformat(),
        "polled_words": cn_date(round.day),
        "basis": str(election.rulebook.cite("result_on_the_spot")),
        "told": told_in_public(result.outcome),
        "summary": summary_of(result.count, result.outcome, election.rulebook, round.day)
        | {"round": round.title},
    }


# ------------------------------------------------------------------ the notice


def _notice_facts(result: Result) -> dict[str, Any]:
    election = result.election
    kind = "" if result.round.number == 1 else result.round.title
    return _summary(result) | {
        "title": f"{election.village.name}{election.cycle.title}村民委员会{kind or '换届选举'}结果公告"
    }


def _notice(facts: dict[str, Any]) -> Paper:
    summary = facts["summary"]
    blocks: list[Block] = [
        Para(
            f"根据{facts['basis']}，{facts['polled_words']}举行的{facts['term']}村民委员会"
            f"{summary['round']}经公开计票，结果公布如下："
        ),
        Heading1("一、投票情况"),
        Para(
            f"登记参加选举的村民{summary['registered']}人，发出选票{summary['issued']}张，"
            f"收回选票{summary['recovered']}张。" + ("选举有效。" if summary["valid"] else "选举无效。")
        ),
    ]
    if not summary["valid"]:
        blocks += [Para(one["message"]) for one in summary["findings"] if one["severity"] == "error"]
        blocks += [Para(sentence) for sentence in summary["next"]]
        return Paper(title=_two_lines(facts), blocks=tuple(blocks), signature=(facts["committee"],))
    blocks.append(Heading1("二、各职位得票情况"))
    for number, post in enumerate(summary["posts"], start=1):
        blocks += _post_blocks(number, post)
    blocks.append(Heading1("三、当选名单"))
    blocks += [Para(line) for line in _winner_lines(summary)]
    blocks += [Para(line) for line in facts.get("told", [])]  # older papers have none
    if summary["next"]:
        blocks.append(Heading1("四、未选足的名额"))
        blocks += [Para(line) for line in _open_lines(summary)]
        blocks += [Para(sentence) for sentence in summary["next"]]
    return Paper(title=_two_lines(facts), blocks=tuple(blocks), signature=(facts["committee"],))


def _two_lines(facts: dict[str, Any]) -> str:
    kind = facts["summary"]["round"]
    return two_line_title(facts, "结果公告" if kind == "第一次投票" else f"{kind}结果公告")


def _post_blocks(number: int, post: dict[str, Any]) -> list[Block]:
    rows = [
        [
            f"{line['name']}（另选）" if line["write_in"] else line["name"],
            str(line["votes"]),
            # A winner who was written in: the votes are public at once, the seat after the review.
            "" if line["status"] == "pending_review" else line["word"],
        ]
        for line in post["votes"]
    ]
    return [
        Heading2(f"（{cn_number(number)}）{post['title']}（应选{post['seats']}名）"),
        Para(f"有效票{post['valid_ballots']}张，无效票{post['void']}张，弃权票{post['blank']}张。"),
        Table([Column("姓名", 2), Column("得票", 1), Column("结果", 1)], rows, points=14),
    ]


def _winner_lines(summary: dict[str, Any]) -> list[str]:
    lines = []
    for post in summary["posts"]:
        names = "、".join(post["elected"])
        line = f"{post['title']}：{names or '暂无'}。"
        if post["pending"]:
            line += (
                f"另选他人达到当选票数的{len(post['pending'])}人，先公布得票，经资格审查后另行公布是否当选。"
            )
        if post.get("undetermined"):
            line += f"{'、'.join(post['undetermined'])}得票在前，这一名额的结果不能确定，应当重新投票。"
        if post["annulled"]:
            line += f"{'、'.join(post['annulled'])}依法不得当选，当选无效。"
        lines.append(line)
    return lines


def _open_lines(summary: dict[str, Any]) -> list[str]:
    lines = []
    for post in summary["posts"]:
        if post["next"] == "tie_vote":
            lines.append(f"{post['title']}缺{post['unfilled']}名，{'、'.join(post['tied'])}得票相等。")
        elif post["next"] == "runoff":
            names = "、".join(post["runoff_candidates"]) or "按规定另行提名"
            lines.append(f"{post['title']}缺{post['unfilled']}名，另行选举候选人：{names}。")
    return lines


def _posted(posting: Posting) -> None:
    """The notice of a void vote ends nothing: the vote is to be repeated."""
    if posting.document.facts["summary"]["valid"]:
        notice_posted(posting)


register(
    DocumentKind(
        code=RESULT_NOTICE,
        title="选举结果公告",
        facts=_notice_facts,
        compose=_notice,
        number_rule=NOTICE_NUMBER,
        places=places_of,
        public=True,
        single=True,
        signed_by=lambda facts: str(facts["committee"]),
        public_files=public_files,
        on_posted=_posted,
        on_voided=notice_voided,
        on_revoked=notice_withdrawn,
    )
)


# ------------------------------------------------------------------ the report


def _persons(result: Result) -> dict[str, list[str]]:
    """Name → sex, age and party of everybody printed or elected, for the township's statistics."""
    day = result.round.day
    people = {
        name.name: name.candidate.person
        for row in fixed_posts(result.round)
        for name in row.ballot_names.all()
    }
    for winner in result.winners.select_related("person"):
        if winner.person is not None:
            people[winner.name] = winner.person
    return {
        name: [
            person.get_sex_display(),
            str(age_on(person.birth_date, day)),
            "中共党员" if person.party_member else "群众",
        ]
        for name, person in people.items()
    }


def _report_facts(result: Result) -> dict[str, Any]:
    election = result.election
    boxes = list(result.round.boxes.all())
    mobile = [box for box in boxes if box.kind == Box.Kind.MOBILE]
    return _summary(result) | {
        "title": f"{election.village.name}{election.cycle.title}村民委员会选举结果报告单",
        "place": election.polling_place or election.village.name,
        "township": election.village.township.name,
        "boxes": len(boxes),
        "issued_own": sum(box.issued_own or 0 for box in boxes),
        "issued_proxy": sum(box.issued_proxy or 0 for box in boxes),
        "spoiled": sum(box.spoiled for box in boxes),
        "mobile": sum(box.recovered or 0 for box in mobile),
        "stock": stock_remarks(result.round),
        "persons": _persons(result),
        "count_sha256": result.count_sha256,
        "rules": rules_line(election),
    }


SIGNERS = ("选举委员会主任", "总监票人", "监票人", "唱票人、计票人", "乡镇监督人")


def _report(facts: dict[str, Any]) -> Paper:
    """Facts alone, on one page: what is to be done about them stands on the office's pages."""
    summary = facts["summary"]
    unreturned = summary["issued"] - summary["recovered"]
    figures = {
        "登记人数": f"{summary['registered']}人",
        "发出选票": f"{summary['issued']}张",
        "收回选票": f"{summary['recovered']}张",
        "没有退回": f"{max(0, unreturned)}张",
        "本人投票": f"{facts['issued_own']}张",
        "委托投票": f"{facts['issued_proxy']}张",
        "写坏换发": f"{facts['spoiled']}张",
        "票箱": f"{facts['boxes']}个",
        "流动票": f"{facts['mobile']}张",
    }
    valid = "选举有效" if summary["valid"] else "选举无效"
    blocks: list[Block] = [
        Para(
            f"{facts['polled_words']}，{facts['village']}在{facts['place']}举行{facts['term']}村民委员会"
            f"{'换届选举' if summary['round'] == '第一次投票' else ''}{summary['round']}，{valid}。结果如下："
        ),
        Table([Column(title) for title in figures], [list(figures.values())], points=9),
    ]
    if summary["valid"]:
        blocks.append(_report_votes(summary, facts.get("persons", {})))  # older papers have none
    # In the small type of a table: with three posts and five signatures everything has to fit on one page.
    remarks = [f"{number}．{line}" for number, line in enumerate(_report_remarks(facts), start=1)]
    remarks.append(f"计票数据校验值{facts['count_sha256'][:16]}。本报告单一式三份，村、镇、县各存一份。")
    remarks += [facts["rules"]] if facts.get("rules") else []  # older papers have none
    blocks += [
        Table([Column("需要说明的情况", align=Align.LEFT)], [[line] for line in remarks], points=9),
        Table([Column(title) for title in SIGNERS], [[""] * len(SIGNERS)], points=9, row_height_mm=10),
        Para(f"{facts['committee']}　　{facts['polled_words']}", align=Align.RIGHT),
    ]
    return Paper(
        title=str(facts["title"]),
        addressee=f"{facts['township']}人民政府：",
        blocks=tuple(blocks),
    )


def _report_votes(summary: dict[str, Any], persons: dict[str, list[str]]) -> Table:
    unknown = ["", "", ""]
    rows: list[list[str]] = []
    for post in summary["posts"]:
        missing = f"，缺{post['unfilled']}名" if post["unfilled"] else ""
        heads = [
            f"{post['title']}（{post['seats']}名{missing}）",
            f"有效{post['valid_ballots']}　无效{post['void']}　弃权{post['blank']}",
        ]
        for line in post["votes"]:
            name = f"{line['name']}（另选）" if line["write_in"] else line["name"]
            person = persons.get(line["name"], unknown)
            head = heads.pop(0) if heads else ""
            rows.append([head, name, str(line["votes"]), line["word"] or "—", *person])
        rows += [[head, "", "", "", *unknown] for head in heads]
    columns = [
        Column("职位", 2.1),
        Column("姓名", 1.5),
        Column("得票", 0.7),
        Column("结果", 1.8),
        Column("性别", 0.6),
        Column("年龄", 0.6),
        Column("政治面貌", 1),
    ]
    return Table(columns, rows, points=9)


def _report_open(summary: dict[str, Any]) -> list[str]:
    lines = []
    for post in summary["posts"]:
        if not post["unfilled"]:
            continue
        missing = f"{post['title']}应选{post['seats']}名，缺{post['unfilled']}名"
        if post["next"] == "tie_vote":
            lines.append(f"{missing}，{'、'.join(post['tied'])}得票相等，再次投票。")
        elif post["runoff_candidates"]:
            lines.append(f"{missing}，另行选举，候选人为{'、'.join(post['runoff_candidates'])}。")
        else:
            lines.append(f"{missing}。")
    return lines


def _report_remarks(facts: dict[str, Any]) -> list[str]:
    """What happened, without what the office should do about it."""
    summary = facts["summary"]
    lines = _report_open(summary) if summary["valid"] else list(summary["next"])
    lines += [
        one["message"]
        for one in summary["findings"]
        if one["code"] != "relative_no_method"  # the question itself; who stays is told by relative_left
        and (one["severity"] == "error" or one["code"] in TOLD or one["code"] in IRREGULARITIES)
    ]
    if summary["excess_proxies"]:
        lines.append(f"超出有效委托发出的委托选票{summary['excess_proxies']}张。")
        lines += [f"{post['title']}：{post['robust']}" for post in summary["posts"] if post["robust"]]
    # Older papers have none; what older ones were told to do about it is no fact.
    lines += [line.replace("，请核对领用登记", "") for line in facts.get("stock", [])]
    return lines


def _report_number(subject: Result, year: int, serial: int) -> str:
    return f"{election_of(subject).village.name}选报〔{year}〕{serial}号"


register(
    DocumentKind(
        code=RESULT_REPORT,
        title="选举结果报告单",
        facts=_report_facts,
        compose=_report,
        number_rule=NumberRule(
            "result_report",
            label=_report_number,
            scope=lambda subject: f"report:{election_of(subject).pk}",
        ),
        single=True,
        signed_by=lambda facts: str(facts["committee"]),
        public_files=public_files,
        on_issued=document_issued,
        on_revoked=notice_withdrawn,
    )
)
