"""Whether the numbers of a count can be true together, and whether the voting was valid at all."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from ballots.rules.box_sheets import Ballots, about_sheets
from ballots.rules.codes import finding
from ballots.rules.facts import POST_NAMES, ROUND_NAMES, SUPERVISING, CountInput, PostCount
from ballots.rules.ruleset import OLDEST_TEXT, CountRules
from election_office.law.counts import CountLaw
from election_office.law.dates import cn_date
from election_office.law.decision import Finding

LEAST_REPRESENTATIVES: Final = 20
"""A meeting of representatives has more than so many (农村集体经济组织法第二十八条第二款)."""
COUNCIL: Final = (3, 7)
"""The usual size of a council, an odd number (第二十九条第一款)."""


def ballots_of(count: CountInput, rules: CountRules) -> Ballots:
    voided = tuple(box for box in count.boxes if box.recovered > box.issued) if rules.box_level_void else ()
    return Ballots(
        voted=max(0, count.recovered - sum(box.recovered for box in voided)),
        issued=max(0, count.issued - sum(box.issued for box in voided)),
        voided=voided,
    )


def turnout_is_enough(voted: int, registered: int, rules: CountRules) -> bool:
    """More than the threshold of the registered; exactly half is not more than half. A collective's quorum is
    reached by the part itself (以上); a meeting of representatives may have none."""
    if rules.turnout_at_least:
        return rules.turnout_den * voted >= rules.turnout_num * registered
    return not rules.needs_quorum or rules.turnout_den * voted > rules.turnout_num * registered


def check_ballots(count: CountInput, rules: CountRules, ballots: Ballots) -> tuple[bool, list[Finding]]:
    """Whether the voting as a whole is valid, and every finding about turnout, ballots and boxes."""
    findings = [*_about_rules(count, rules), *_about_boxes(count, rules, ballots)]
    findings += about_sheets(count, rules, ballots)
    valid = True
    if ballots.voted > ballots.issued:
        valid = False
        against = "领票投票的" if rules.excess_against_voters else "发出的"
        findings.append(
            finding(
                "recovered_exceeds_issued",
                f"收回选票{ballots.voted}张，多于{against}{ballots.issued}张，{ROUND_NAMES[count.round]}无效。",
                rules.cite("excess_compare"),
            )
        )
    if ballots.voted > count.registered:
        # Nobody may cast two ballots, so more ballots than voters on the roll are more than voters at all.
        valid = valid and not rules.excess_against_voters
        findings.append(
            finding(
                "recovered_exceeds_registered",
                f"收回选票{ballots.voted}张，多于{count.words.voter}{count.registered}人，不可能成立。",
                rules.cite("excess_compare"),
            )
        )
    if count.issued > count.registered:
        findings.append(
            finding(
                "issued_exceeds_registered",
                f"发出选票{count.issued}张，多于{count.words.voter}{count.registered}人。",
                rules.cite("excess_compare"),
            )
        )
    turnout = ballots.issued if rules.turnout_of_issued else ballots.voted
    if not turnout_is_enough(turnout, count.registered, rules):
        low = _low_turnout(count, rules, turnout)
        valid = valid and low.severity != "error"
        findings.append(low)
    findings += _about_proxies(count, rules, ballots, turnout)
    return valid, findings


def _low_turnout(count: CountInput, rules: CountRules, turnout: int) -> Finding:
    if rules.is_collective:
        return finding(
            "quorum_not_reached",
            f"参加投票{turnout}人，{count.words.voter}{count.registered}人，"
            f"须有{rules.turnout_den}分之{rules.turnout_num}以上参加，至少"
            f"{-(-rules.turnout_num * count.registered // rules.turnout_den)}人，会议不能作出决定。",
            rules.cite("turnout_threshold"),
        )
    least = rules.turnout_num * count.registered // rules.turnout_den + 1
    numbers = f"参加投票{turnout}人，{count.words.voter}{count.registered}人，至少须有{least}人投票"
    if count.round == "tie":
        return finding(
            "tie_turnout_not_over_half", f"{numbers}；再次投票以得票多的当选。", rules.cite("tie_rule")
        )
    if count.round == "runoff" and not rules.runoff_turnout:
        return finding(
            "turnout_half_not_required",
            f"{numbers}；所选规则不要求另行选举过半数投票。",
            rules.cite("runoff_turnout"),
        )
    key = "runoff_turnout" if count.round == "runoff" else "turnout_threshold"
    return finding("turnout_not_over_half", f"{numbers}，{ROUND_NAMES[count.round]}无效。", rules.cite(key))


def _about_rules(count: CountInput, rules: CountRules) -> list[Finding]:
    findings = []
    if rules.law is not None:
        return _about_law(count, rules, rules.law)
    if rules.changed:
        labels = "、".join(
            f"{rules.book.parameter(key).label}（{key}）为“{rules.book.parameter(key).display}”"
            for key in rules.changed
        )
        findings.append(finding("params_override", f"本次计算自定了参数：{labels}。"))
    if count.election_day < OLDEST_TEXT:
        findings.append(
            finding(
                "law_text_not_held",
                f"选举日是{cn_date(count.election_day)}，按{cn_date(OLDEST_TEXT)}起施行的文本计算。",
                rules.cite("turnout_threshold"),
            )
        )
    return findings


def _about_law(count: CountInput, rules: CountRules, law: CountLaw) -> list[Finding]:
    """What has to be said of the law of another kind than a village's, whatever the votes."""
    findings = []
    if count.election_day < law.since:
        findings.append(
            finding(
                "law_sets_no_shares",
                f"选举日是{cn_date(count.election_day)}，《{law.law}》的现行文本{cn_date(law.since)}起施行；"
                "此前由地方规定或者章程确定，这里按现行文本试算，请核对当地文件。",
                law.cite("turnout_threshold"),
            )
        )
    if not rules.is_collective:
        if rules.changed:
            findings.append(finding("params_override", f"本次计算自定了参数：{'、'.join(rules.changed)}。"))
        return findings
    key = "win_threshold" if count.way == "members" else "representatives_win"
    if rules.win_of_registered:
        findings.append(
            finding(
                "charter_may_differ",
                "本次按全体三分之二以上同意当选计算；章程对产生办法另有规定的从其规定，请核对章程。",
                rules.cite(key),
            )
        )
    else:
        findings.append(
            finding(
                "charter_win_rule",
                "本次按章程规定的“得票过参加人数半数”计算，法律对决定事项要求全体三分之二以上同意，"
                "是否适用于选举由乡镇和县级主管部门认定。",
                rules.cite(key),
            )
        )
    if not rules.needs_quorum:
        findings.append(
            finding(
                "charter_quorum_missing",
                "法律没有规定成员代表大会的参加人数，章程也没有写明，请核对章程。",
                rules.cite("representatives_win"),
            )
        )
    if count.way == "representatives" and count.registered <= LEAST_REPRESENTATIVES:
        findings.append(
            finding(
                "representatives_too_few",
                f"成员代表{count.registered}人，应当多于{LEAST_REPRESENTATIVES}人。",
                rules.cite("representatives_number"),
            )
        )
    return findings


def _about_boxes(count: CountInput, rules: CountRules, ballots: Ballots) -> list[Finding]:
    findings = []
    for box in count.boxes:
        if box.recovered <= box.issued:
            continue
        numbers = f"票箱“{box.name}”收回{box.recovered}张，多于发出的{box.issued}张"
        if box in ballots.voided:
            findings.append(
                finding(
                    "box_voided",
                    f"{numbers}，该箱选票不计，按其余{ballots.voted}张计算。",
                    rules.cite("box_level_void"),
                )
            )
        else:
            findings.append(finding("box_excess", f"{numbers}。", rules.cite("box_level_void")))
    if count.boxes:
        issued = sum(box.issued for box in count.boxes)
        recovered = sum(box.recovered for box in count.boxes)
        if (issued, recovered) != (count.issued, count.recovered):
            findings.append(
                finding(
                    "boxes_do_not_sum",
                    f"各票箱合计发出{issued}张、收回{recovered}张，"
                    f"与总数发出{count.issued}张、收回{count.recovered}张不一致。",
                )
            )
    return findings


def _about_proxies(count: CountInput, rules: CountRules, ballots: Ballots, turnout: int) -> list[Finding]:
    excess = count.excess_proxies
    if not excess:
        return []
    findings = [
        finding(
            "excess_proxies", f"有{excess}张超出限额的委托票，应当写入结果报告。", rules.cite("proxy_max")
        )
    ]
    if excess > ballots.voted:
        findings.append(
            finding(
                "excess_proxies_impossible",
                f"超限委托票{excess}张，多于收回的选票{ballots.voted}张。",
                rules.cite("proxy_max"),
            )
        )
    binding = count.round == "first" or (count.round == "runoff" and rules.runoff_turnout)
    if (
        binding
        and turnout_is_enough(turnout, count.registered, rules)
        and not turnout_is_enough(turnout - excess, count.registered, rules)
    ):
        findings.append(
            finding(
                "turnout_uncertain",
                f"去掉{excess}张超限委托票后参加投票{turnout - excess}人，"
                f"没有超过{count.words.voter}{count.registered}人的半数。",
                rules.cite("turnout_threshold"),
            )
        )
    return findings


def check_posts(count: CountInput, rules: CountRules, ballots: Ballots) -> list[Finding]:
    """Every finding about the numbers of the posts, apart from who wins."""
    findings: list[Finding] = []
    for entry in count.posts:
        findings += _about_numbers(entry, rules, count, ballots)
        if entry.post in ("director", "chair") and entry.seats > 1:
            findings.append(
                finding(
                    "director_seats",
                    f"{POST_NAMES[entry.post]}应选名额写的是{entry.seats}人，只能是一人。",
                    rules.cite("seats_min"),
                )
            )
        names = len(entry.votes)
        if count.round == "runoff" and names <= entry.seats and not rules.is_collective:
            findings.append(
                finding(
                    "runoff_not_differential",
                    f"{entry.title}另行选举{entry.seats}个名额，只有{names}人得票，没有差额。",
                    rules.cite("differential"),
                )
            )
        if count.round == "tie" and names <= entry.seats:
            findings.append(
                finding(
                    "tie_candidates_too_few",
                    f"{entry.title}再次投票{entry.seats}个名额，只有{names}人得票。",
                    rules.cite("tie_rule"),
                )
            )
    if rules.is_collective:
        return findings + _about_council(count, rules)
    seats = sum(entry.seats for entry in count.posts) + len(count.elected_before)
    if seats > rules.seats_max:
        findings.append(
            finding(
                "seats_over_limit",
                f"应选名额和已选出的成员合计{seats}人，{count.words.body}不超过{rules.seats_max}人。",
                rules.cite("seats_max"),
            )
        )
    return findings


def _about_council(count: CountInput, rules: CountRules) -> list[Finding]:
    """理事会一般三至七名单数: told where the whole council is in the count, never refused."""
    seats = sum(entry.seats for entry in count.posts if entry.rank < SUPERVISING)
    seats += sum(1 for seat in count.elected_before if seat.rank < SUPERVISING)
    whole = any(entry.post == "council" for entry in count.posts) and seats >= COUNCIL[0] - 1
    if not whole or (seats % 2 and COUNCIL[0] <= seats <= COUNCIL[1]):
        return []
    return [
        finding(
            "council_size_unusual",
            f"理事会应选名额合计{seats}人，一般由{COUNCIL[0]}至{COUNCIL[1]}名单数成员组成。",
            rules.cite("seats_min"),
        )
    ]


def names_too_many(findings: Iterable[Finding]) -> bool:
    """Whether the count fills more seats than there are: nobody is elected on such a count."""
    return any(row.code in ("seats_over_limit", "director_seats") for row in findings)


def _about_numbers(entry: PostCount, rules: CountRules, count: CountInput, ballots: Ballots) -> list[Finding]:
    by_person = rules.is_collective
    faults = _impossible(entry, ballots.voted, by_person=by_person)
    if faults and ballots.voided and not _impossible(entry, count.recovered, by_person=by_person):
        return [
            finding(
                "votes_include_voided_box",
                f"{entry.title}的票数超过其余票箱的{ballots.voted}张选票，应当去掉作废票箱中的选票。",
                rules.cite("box_level_void"),
            )
        ]
    return [finding(code, message, rules.cite("open_count")) for code, message in faults]


def _impossible(entry: PostCount, voted: int, *, by_person: bool) -> list[tuple[str, str]]:
    """``by_person``: each name is voted on by itself, so that nobody is held to as many names as seats."""
    unmarked = entry.void + entry.blank
    if unmarked > voted:
        return [
            (
                "unmarked_exceed_recovered",
                f"{entry.title}无效票{entry.void}张、弃权票{entry.blank}张，合计{unmarked}张，"
                f"多于收回的{voted}张。",
            )
        ]
    valid = voted - unmarked
    faults = [
        (
            "votes_exceed_valid",
            f"{entry.title}{line.name}得{line.votes}票，多于有效票{valid}张。",
        )
        for line in entry.votes
        if line.votes > valid
    ]
    total = sum(line.votes for line in entry.votes)
    if not by_person and total > entry.seats * valid:
        faults.append(
            (
                "votes_exceed_places",
                f"{entry.title}各人得票合计{total}票，多于有效票{valid}张乘以应选名额{entry.seats}人"
                f"（{entry.seats * valid}票）。",
            )
        )
    return faults
