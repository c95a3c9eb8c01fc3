"""What the rulebook asks of the branch's election. Plain values in, a Decision out. No Django.

The clauses of the party's election rules stand in the rulebook unverified; the plan's are marked 政策.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from candidates.rules import (
    PartyBallot,
    PartyResult,
    check_party_differential,
    check_party_quorum,
    decide_party_ballot,
    party_recommended_least,
    party_votes_win,
)
from election_office.law.dates import cn_date
from election_office.law.decision import Decision, Finding
from election_office.law.rulebooks import Rulebook
from villages.order.rules import check_time_is_over
from villages.readings.rules import Reading, check_votes

BRANCH: Final = "branch"
"""The one post of these ballots: a member of the committee."""
TITLES: Final = {BRANCH: "委员"}


def check_congress(members: int | None, scattered: bool, book: Rulebook) -> Decision:
    """May the branch elect by a congress of delegates? 500 members are enough, and so is a branch whose
    organisations lie apart; both need the consent of the party organisation above. ``members`` None asks
    what the rule says."""
    start = book.value("party_congress_from")
    return Decision(
        (
            Finding(
                "congress_not_open",
                members is None or scattered or members >= start,
                f"党员人数在{start}名以上或者所辖党组织驻地分散的，经上级党组织批准，可以召开党员代表大会进行选举。",
                book.cite("party_congress_from"),
            ),
        )
    )


def check_plan(seats: int, recommended: int, prepared: int, book: Rulebook, *, reason: str = "") -> Decision:
    """How many are recommended and put to the vote. From six seats up the plan's one more is under the
    share the election rules ask: under the share is refused, and another number than the plan's is
    shown and needs ``reason``, what the township's party committee decided."""
    least = party_recommended_least(seats, book)
    extra = seats + book.value("party_candidates_extra")
    ratio = book.value("party_recommended_ratio")
    return (
        Decision(
            (
                Finding(
                    "recommended_too_few",
                    recommended >= least,
                    f"委员应选{seats}人，初步人选不少于应选人数的{ratio['num'] / ratio['den']:g}倍，"
                    f"至少{least}人，安排的是{recommended}人。",
                    book.cite("party_recommended_ratio"),
                ),
                Finding(
                    "prepared_more_than_recommended",
                    prepared <= recommended,
                    f"预备人选{prepared}人，多于初步人选{recommended}人。",
                ),
            )
        )
        + check_party_differential(seats, prepared, book)
        + Decision(
            (
                Finding(
                    "prepared_not_as_planned",
                    prepared == extra,
                    f"方案要求预备人选比应选人数多{extra - seats}人，即{extra}人，安排的是{prepared}人。"
                    + (
                        f"乡镇党委意见：{reason}。"
                        if reason
                        else "方案与差额比例不一致，或者另有考虑的，请填写乡镇党委的意见。"
                    ),
                    book.cite("party_candidates_extra"),
                    severity="warning" if reason else "error",
                ),
            )
        )
    )


def check_reading(reading: Reading, issued: int, seats: int) -> Decision:
    """Can these numbers be true of one meeting's ballots?"""
    return check_votes(reading, issued, seats, BRANCH)


@dataclass(frozen=True, slots=True)
class Prospect:
    """Somebody who may become a 预备人选. ``review``: "", "open", "passed" or "rejected"; ``party``: the
    review file's 政治面貌."""

    name: str
    review: str
    inspected: bool
    party: str = ""

    @property
    def is_full_member(self) -> bool:
        return "党员" in self.party and not any(word in self.party for word in ("预备", "非"))


def check_prepared(prospects: Sequence[Prospect], planned: int, seats: int, book: Rulebook) -> Decision:
    """May these be the 预备人选? Nobody is passed by silence."""
    waiting = [prospect.name for prospect in prospects if prospect.review in ("", "open")]
    failed = [prospect.name for prospect in prospects if prospect.review == "rejected"]
    uninspected = [
        prospect.name for prospect in prospects if prospect.review == "passed" and not prospect.inspected
    ]
    outside = [
        f"{prospect.name}（{prospect.party}）"
        for prospect in prospects
        if prospect.review and not prospect.is_full_member
    ]
    named = Counter(prospect.name for prospect in prospects)
    twice = [name for name, number in named.items() if number > 1]
    by = book.cite("party_candidates_extra")
    return Decision(
        (
            Finding("review_open", not waiting, f"{'、'.join(waiting)}还没有通过资格联审。", by),
            Finding("review_failed", not failed, f"{'、'.join(failed)}没有通过资格联审，取消资格。", by),
            Finding("not_inspected", not uninspected, f"{'、'.join(uninspected)}还没有考察。", by),
            Finding(
                "not_a_full_member",
                not outside,
                f"{'、'.join(outside)}不是正式党员，不能作为党组织委员候选人。",
            ),
            Finding(
                "same_name",
                not twice,
                f"{'、'.join(twice)}有同名的人，选票上分不清；请先在{book.words.here}人员中给姓名加注。",
            ),
            Finding(
                "prepared_not_as_arranged",
                len(prospects) == planned,
                f"换届安排的预备人选是{planned}人，选定的是{len(prospects)}人。",
            ),
        )
    ) + check_party_differential(seats, len(prospects), book)


def publicity_until(posted_on: date, days: int) -> date:
    """The last day of 公示; the day it was posted is not counted."""
    return posted_on + timedelta(days=days)


def check_request(
    *, posted_on: date | None, days: int, today: date, open_objections: Sequence[str], excepted: bool
) -> Decision:
    """May the branch ask for its 预备人选? They hung their days; nothing said against them is open."""
    until = publicity_until(posted_on, days) if posted_on else None
    decision = Decision(
        (
            Finding("not_posted", until is not None, "预备人选还没有张榜公示，请先在各处张贴公示并登记。"),
            Finding(
                "objections_open",
                not open_objections,
                f"公示期间对{'、'.join(open_objections)}的反映还没有办结，不能上报请示。",
            ),
        )
    )
    if until is None:
        return decision
    what = (
        f"预备人选公示到{cn_date(until)}为止，{cn_date(until + timedelta(days=1))}起才能签发请示；"
        "公示结束后，村党组织才向乡镇党委上报。"
    )
    return decision + check_time_is_over(
        code="publicity_running", what=what, until=until, today=today, excepted=excepted
    )


def check_reply(
    *, requested: bool, posted_on: date | None, days: int, replied_on: date, subject: str
) -> Decision:
    """May the township's answer be entered? The list must have hung its days before it is approved."""
    until = publicity_until(posted_on, days) if posted_on else None
    findings = [
        Finding(
            "not_requested",
            requested,
            "请先签发村党组织的请示。" if subject == "candidates" else "请先签发选举结果报告。",
        )
    ]
    if subject == "candidates":
        findings.append(
            Finding(
                "publicity_not_over",
                until is not None and replied_on > until,
                "预备人选还没有张榜公示。"
                if until is None
                else f"预备人选公示到{cn_date(until)}止，批复应在公示结束以后。",
            )
        )
    return Decision(tuple(findings))


def check_exemption(
    *, ground: str, consented_on: date, approved_on: date, passed_on: date | None, book: Rulebook
) -> Decision:
    """One of the named cases; consent first, then the township's approval, then the members' meeting."""
    grounds = {item["code"]: item["label"] for item in book.value("party_not_due_grounds")}
    by = book.cite("party_not_due_grounds")
    return Decision(
        (
            Finding("ground_unknown", ground in grounds, "只有规定的情形才可以不计入应到会人数。", by),
            Finding(
                "approved_before_consent",
                consented_on <= approved_on,
                "应当先征求意见，再报乡镇党委同意。",
                by,
            ),
            Finding(
                "passed_before_approval",
                passed_on is None or passed_on >= approved_on,
                "乡镇党委同意以后，才能提交党员大会通过。",
                by,
            ),
        )
    )


def check_meeting(*, approved: bool, members: int, exempt: int, present: int, book: Rulebook) -> Decision:
    """May the members' meeting vote?"""
    due = members - exempt
    decision = Decision(
        (
            Finding(
                "candidates_not_approved", approved, "乡镇党委批复同意预备人选以后，才能召开党员大会选举。"
            ),
            Finding(
                "nobody_due", due > 0, f"有选举权的党员{members}人，不计入应到会{exempt}人，没有应到会的人。"
            ),
        )
    )
    return decision + check_party_quorum(due, present, book) if due > 0 else decision


def decide(count: PartyBallot, book: Rulebook) -> PartyResult:
    """Whom a ballot of the members' meeting elects."""
    return decide_party_ballot(count, book)


def check_reduction(*, open_seats: int, elected: int, due: int, in_favour: int, book: Rulebook) -> Decision:
    """Open seats may be given up where more than half of the members due agree and somebody is elected."""
    return Decision(
        (
            Finding("no_open_seat", open_seats > 0, "没有空缺的名额。"),
            Finding("nobody_elected", elected > 0, "还没有人当选，不能减少名额，应当另行选举。"),
            Finding(
                "reduction_without_majority",
                party_votes_win(in_favour, due, due, book),
                f"减少名额须经半数以上同意：应到{due}人，同意{in_favour}人，不够。",
                book.cite("party_win_threshold"),
            ),
        )
    )


def check_office(
    *,
    role: str,
    committee: int,
    present: int,
    votes: int,
    held: Mapping[str, int],
    deputies: int,
    book: Rulebook,
) -> Decision:
    """Secretary and deputies: chosen by the whole new committee among its members. ``held``: role → number
    already chosen."""
    by = book.cite("party_candidates_extra")
    full = held.get("secretary", 0) >= 1 if role == "secretary" else held.get(role, 0) >= deputies
    label = "书记" if role == "secretary" else "副书记"
    return Decision(
        (
            Finding("office_taken", not full, f"{label}已经选出。", by),
            Finding(
                "present_more_than_committee",
                present <= committee,
                f"新一届委员{committee}人，实到{present}人。",
            ),
            Finding("votes_more_than_present", votes <= present, f"实到{present}人，得票{votes}票。"),
            Finding(
                "office_without_majority",
                2 * votes > committee,
                f"{label}须得到委员过半数的赞成：委员{committee}人，得{votes}票，不够。",
                by,
            ),
        )
    )


def check_report(*, elected: int, open_seats: int, tied: Sequence[str], secretary: bool) -> Decision:
    """May the branch report its result upward?"""
    return Decision(
        (
            Finding("nobody_elected", elected > 0, "还没有宣布党员大会选举结果。"),
            Finding(
                "seats_open",
                open_seats == 0,
                f"还有{open_seats}个名额没有选出，应当另行选举或者由党员大会决定减少名额。",
            ),
            Finding("tie_open", not tied, f"{'、'.join(tied)}得票相等，应当再次投票。"),
            Finding("no_secretary", secretary, "委员会还没有选出书记。"),
        )
    )
