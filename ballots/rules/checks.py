"""Whether the numbers of a count can be true together, and whether the voting was valid at all."""

from __future__ import annotations

from dataclasses import dataclass

from ballots.rules.codes import finding
from ballots.rules.facts import ROUND_NAMES, Box, CountInput, PostCount
from ballots.rules.ruleset import OLDEST_TEXT, CountRules
from election_office.law.dates import cn_date
from election_office.law.decision import Finding


@dataclass(frozen=True, slots=True)
class Ballots:
    """The ballots that count after boxes with too many were set aside (where that is the rule)."""

    voted: int
    issued: int
    voided: tuple[Box, ...]


def ballots_of(count: CountInput, rules: CountRules) -> Ballots:
    voided = tuple(box for box in count.boxes if box.recovered > box.issued) if rules.box_level_void else ()
    return Ballots(
        voted=max(0, count.recovered - sum(box.recovered for box in voided)),
        issued=max(0, count.issued - sum(box.issued for box in voided)),
        voided=voided,
    )


def turnout_is_enough(voted: int, registered: int, rules: CountRules) -> bool:
    """More than the threshold of the registered; exactly half is not more than half."""
    return rules.turnout_den * voted > rules.turnout_num * registered


def check_ballots(count: CountInput, rules: CountRules, ballots: Ballots) -> tuple[bool, list[Finding]]:
    """Whether the voting as a whole is valid, and every finding about turnout, ballots and boxes."""
    findings = [*_about_rules(count, rules), *_about_boxes(count, rules, ballots)]
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
                f"收回选票{ballots.voted}张，多于登记参加选举的村民{count.registered}人，不可能成立。",
                rules.cite("excess_compare"),
            )
        )
    if count.issued > count.registered:
        findings.append(
            finding(
                "issued_exceeds_registered",
                f"发出选票{count.issued}张，多于登记参加选举的村民{count.registered}人。",
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
    least = rules.turnout_num * count.registered // rules.turnout_den + 1
    numbers = f"参加投票{turnout}人，登记参加选举的村民{count.registered}人，至少须有{least}人投票"
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
                f"没有超过登记参加选举的村民{count.registered}人的半数。",
                rules.cite("turnout_threshold"),
            )
        )
    return findings


def check_posts(count: CountInput, rules: CountRules, ballots: Ballots) -> list[Finding]:
    """Every finding about the numbers of the posts, apart from who wins."""
    findings: list[Finding] = []
    for entry in count.posts:
        findings += _about_numbers(entry, rules, count, ballots)
        if entry.post == "director" and entry.seats > 1:
            findings.append(
                finding(
                    "director_seats",
                    f"主任应选名额写的是{entry.seats}人，只能是一人。",
                    rules.cite("seats_min"),
                )
            )
        names = len(entry.votes)
        if count.round == "runoff" and names <= entry.seats:
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
    seats = sum(entry.seats for entry in count.posts) + len(count.elected_before)
    if seats > rules.seats_max:
        findings.append(
            finding(
                "seats_over_limit",
                f"应选名额和已选出的成员合计{seats}人，村民委员会不超过{rules.seats_max}人。",
                rules.cite("seats_max"),
            )
        )
    return findings


def _about_numbers(entry: PostCount, rules: CountRules, count: CountInput, ballots: Ballots) -> list[Finding]:
    faults = _impossible(entry, ballots.voted)
    if faults and ballots.voided and not _impossible(entry, count.recovered):
        return [
            finding(
                "votes_include_voided_box",
                f"{entry.title}的票数超过其余票箱的{ballots.voted}张选票，应当去掉作废票箱中的选票。",
                rules.cite("box_level_void"),
            )
        ]
    return [finding(code, message, rules.cite("open_count")) for code, message in faults]


def _impossible(entry: PostCount, voted: int) -> list[tuple[str, str]]:
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
    if total > entry.seats * valid:
        faults.append(
            (
                "votes_exceed_places",
                f"{entry.title}各人得票合计{total}票，多于有效票{valid}张乘以应选名额{entry.seats}人"
                f"（{entry.seats * valid}票）。",
            )
        )
    return faults
