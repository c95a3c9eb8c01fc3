"""The law after a result was declared. Plain values in, a Decision out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from ballots.rules.recall import RecallPetition, RecallVote, check_recall, check_recall_vote
from election_office.law.dates import cn_date, months_after
from election_office.law.decision import Citation, Decision, Finding
from election_office.law.meetings import Meeting, check_called, check_vote
from election_office.law.passages import passage
from election_office.law.rulebooks import Rulebook

# ------------------------------------------------------------------ opening a declared result again


@dataclass(frozen=True, slots=True)
class ReopeningFacts:
    """``later``: the round called after this result, if any; ``begun``: ballots of it were handed out or it
    was declared. ``handed_over``: the day the work was handed over, if it was."""

    in_force: bool
    later: str
    begun: bool
    handed_over: date | None


def check_reopening(facts: ReopeningFacts, book: Rulebook) -> Decision:
    """A result may be withdrawn until a later vote has begun and until the new committee has taken over;
    after that only a declaration of invalidity, a recall or a by-election changes who holds a seat. A later
    vote that has not begun is cancelled with the result it was called on."""
    over = cn_date(facts.handed_over) if facts.handed_over else ""
    return Decision(
        (
            Finding("result_superseded", facts.in_force, "这次结果已经作废，不能再次申请撤销。"),
            Finding(
                "later_round_begun",
                not (facts.later and facts.begun),
                f"这次结果公布以后组织的{facts.later}已经开始投票，不能再撤销；"
                "认为结果不实的，由乡镇或者县调查处理。",
                passage("investigation", book),
            ),
            Finding(
                "handed_over",
                facts.handed_over is None,
                f"已于{over}完成工作移交，新一届{book.words.body}已经履职，不能撤销已宣布的结果；"
                "以不正当手段当选的，由乡镇或者县调查处理，成员出缺的依法补选。",
                passage("investigation", book),
            ),
        )
    )


def check_second_person(requested_by: int, decided_by: int) -> Decision:
    return Decision(
        (
            Finding(
                "own_request",
                requested_by != decided_by,
                "申请人不能审批自己提出的申请，请由乡镇另一名工作人员审批。",
            ),
        )
    )


# ------------------------------------------------------------------ winners under review


@dataclass(frozen=True, slots=True)
class ReviewFacts:
    """``file``: state of the person's file ("" without one). ``clause``: the village's 选举办法 takes up
    grounds. ``escalated``: the case was sent upward before."""

    name: str
    status: str
    person_known: bool
    file: str
    clause: str
    escalated: bool
    paper_number: str


def check_confirm(facts: ReviewFacts, book: Rulebook) -> Decision:
    """A write-in winner takes the seat once the review was passed."""
    by_paper = facts.escalated and bool(facts.paper_number.strip())
    return _open_case(facts) + Decision(
        (
            Finding(
                "nobody_of_that_name",
                facts.person_known,
                f"还不能确定{facts.name}是哪一位{book.words.people}，请先核对人员信息，再确认当选。",
                book.cite("winner_review"),
            ),
            Finding(
                "review_not_passed",
                facts.file == "passed" or by_paper,
                f"{facts.name}的资格审查还没有通过，不能确认当选；先公布得票，审查通过后颁发当选证书。",
                book.cite("winner_review"),
            ),
        )
    )


def check_annul(facts: ReviewFacts, basis: str, book: Rulebook, bar: str = "") -> Decision:
    """当选无效 only with a text: a bar of the law (``bar``: which), a clause of the village,
    misconduct found by a government, or the answer to a case sent upward. A policy
    alone is no basis: then the case is sent upward."""
    acts = book.value("review_failure") == "committee_voids"
    if basis == "own":
        return Decision(
            (Finding("own_will_declines", False, "本人不愿任职的，决定请选“书面表示不任职”，不是当选无效。"),)
        )
    paper = bool(facts.paper_number.strip())
    cite = book.cite("review_failure")
    return _open_case(facts) + Decision(
        (
            Finding(
                "policy_is_no_basis",
                basis != "policy",
                f"{facts.name}只是不符合政策要求，没有写入{book.words.here}选举办法，不能宣布当选无效；应当报上级研究。",
                cite,
            ),
            Finding(
                "no_clause",
                basis != "adopted" or bool(facts.clause),
                f"{book.words.here}选举办法没有登记相应条款，不能据此宣布当选无效；应当报上级研究。",
                cite,
            ),
            Finding(
                "no_statutory_bar",
                basis != "statutory" or (bool(book.value("statutory_bars")) and acts),
                f"{book.words.here}适用的法律没有规定可以直接宣布当选无效，应当报上级研究。",
                cite,
            ),
            Finding(
                "bar_unnamed",
                basis != "statutory" or bar in bars_of(book),
                f"请选定{facts.name}有法律列明的哪一种情形；正在接受调查、尚未判决或者处分的，都不是法定情形。",
                book.cite("statutory_bars"),
            ),
            Finding(
                "file_not_rejected",
                basis != "file" or facts.file == "rejected",
                f"{facts.name}的资格审查没有作出不通过的结论，不能据此宣布当选无效。",
                cite,
            ),
            Finding(
                "not_escalated",
                basis != "higher" or facts.escalated,
                f"{facts.name}还没有报上级研究，没有上级答复可以依据。",
                cite,
            ),
            Finding(
                "paper_missing",
                basis == "file" or paper,
                "请填写认定文书的文号。",
                passage("investigation", book) if basis == "misconduct" else cite,
            ),
        )
    )


def check_decline(facts: ReviewFacts, certified: bool, basis: str) -> Decision:
    """A winner may say in writing that he does not take the seat, until the certificate was given; then he
    resigns as any member does."""
    return _open_case(facts) + Decision(
        (
            Finding(
                "certificate_given",
                not certified,
                f"{facts.name}已经颁发当选证书，不愿任职的按辞职办理。",
            ),
            Finding(
                "own_will_only",
                basis == "own",
                "书面表示不任职的，依据只能是本人书面意愿。",
            ),
            Finding(
                "paper_missing",
                bool(facts.paper_number.strip()),
                f"请写明{facts.name}书面意愿的名称和日期，例如“本人声明，2026年12月21日”。",
            ),
        )
    )


def check_escalate(facts: ReviewFacts, book: Rulebook) -> Decision:
    return _open_case(facts) + Decision(
        (Finding("escalated_already", not facts.escalated, f"{facts.name}已经报上级研究，请等答复。"),)
    )


def _open_case(facts: ReviewFacts) -> Decision:
    return Decision(
        (Finding("annulled_already", facts.status != "annulled", f"{facts.name}已经决定当选无效。"),)
    )


def bars_of(book: Rulebook) -> dict[str, str]:
    """Code → words of the bars of candidacy the law lists."""
    return {item["code"]: item["label"] for item in book.value("statutory_bars")}


def annul_article(
    basis: str,
    clause: str,
    file_grounds: Sequence[str],
    book: Rulebook,
    paper_number: str = "",
    bar: str = "",
) -> str:
    """The text a declaration of invalidity names; where no text speaks, the answer from above."""
    if basis == "higher":
        return f"上级答复，{paper_number.strip()}"
    if basis == "adopted" or (basis == "file" and clause and not file_grounds):
        return clause
    if basis == "file" and file_grounds:
        return "；".join(dict.fromkeys(file_grounds))
    if basis == "misconduct":
        return str(passage("misconduct", book))
    if basis == "statutory":
        return f"{book.cite('statutory_bars')}“{bars_of(book).get(bar, '')}”"
    key = {"proxies": "proxy_max"}.get(basis, "review_failure")
    return str(book.cite(key))


# ------------------------------------------------------------------ voting again


@dataclass(frozen=True, slots=True)
class AgainPost:
    """A post voted on again: ``key`` (kind, reserved), its seats, and who loses the seat by it."""

    key: tuple[str, str]
    seats: int
    endangered: tuple[str, ...] = ()


def repeat_posts(outcome: Mapping[str, Any], count: Mapping[str, Any]) -> list[AgainPost]:
    """What a repeat (重新选举) is held for: every post of a void vote, or the seats of a valid one that the
    proxies beyond the limit leave undetermined (twice their number reaches the lead over the first loser)."""
    again = []
    for post, entry in zip(outcome["posts"], count["posts"], strict=True):
        key = (post["post"], post.get("reserved") or "")
        if not outcome["valid"]:
            again.append(AgainPost(key, entry["seats"]))
            continue
        names = endangered(post, entry)
        if names:
            again.append(AgainPost(key, len(names), tuple(names)))
    return again


def endangered(post: Mapping[str, Any], entry: Mapping[str, Any]) -> list[str]:
    """Winners of a post whose lead over the first loser is within reach of the excess proxies."""
    robust = post["robustness"]
    if not robust or robust["verdict"] != "undetermined":
        return []
    last = min(item["votes"] for item in post["elected"] if item["status"] != "annulled")
    first_loser = last - robust["margin"]
    return [
        item["name"]
        for item in post["elected"]
        if item["status"] != "annulled" and item["votes"] - first_loser <= 2 * robust["excess_proxies"]
    ]


def repeat_by(last: date, book: Rulebook) -> date:
    return last + timedelta(days=book.value("repeat_days"))


def by_election_by(left: int, since: date | None, book: Rulebook) -> date | None:
    """The last day of a by-election: where too few members are left and the place sets a limit."""
    months = int(book.value("by_election_months"))
    if not months or since is None or left >= int(book.value("seats_min")):
        return None
    return months_after(since, months)


@dataclass(frozen=True, slots=True)
class CallFacts:
    day: date
    today: date
    ordered_on: date
    last_day: date | None
    names: Mapping[str, Sequence[str]]
    seats: Mapping[str, int]
    with_candidates: bool


def check_call(facts: CallFacts, what: str, cite: Citation, book: Rulebook) -> Decision:
    """``what``: 重新选举 or 补选. A day not in the past and within the limit; more names than seats
    (候选人的名额应当多于应选名额)."""
    latest = facts.last_day
    findings = [
        Finding(
            "day_in_the_past", facts.day >= facts.today, f"投票日不能早于今天（{cn_date(facts.today)}）。"
        ),
        Finding(
            "ordered_later",
            facts.ordered_on <= facts.today,
            f"决定日期{cn_date(facts.ordered_on)}晚于今天，请核对。",
        ),
        Finding(
            "too_late",
            latest is None or facts.day <= latest,
            f"{what}最迟在{cn_date(latest) if latest else ''}以前举行，所填日期为{cn_date(facts.day)}。",
            cite,
        ),
        Finding("no_posts", bool(facts.seats), f"没有选定{what}的职位。"),
    ]
    if facts.with_candidates:
        findings += [
            Finding(
                "too_few_candidates",
                len(facts.names.get(title, ())) > seats,
                f"{title}{what}{seats}名，候选人{len(facts.names.get(title, ()))}名，应当多于应选名额。",
                book.cite("differential"),
            )
            for title, seats in facts.seats.items()
        ]
    return Decision(tuple(findings))


# ------------------------------------------------------------------ meetings, vacancies, departures


@dataclass(frozen=True, slots=True)
class MeetingVote:
    """A meeting's resolution in whole people, or households. None where nothing was entered."""

    kind: str
    eligible: int | None
    present: int | None
    in_favour: int | None
    by_households: bool = False


def check_meeting(vote: MeetingVote, book: Rulebook) -> Decision:
    """Was the meeting of people, of households or of representatives large enough, and did it agree?"""
    known = vote.eligible is not None and vote.present is not None
    held = Meeting(vote.kind, vote.eligible or 0, vote.present or 0, vote.by_households)
    return check_vote(held, vote.in_favour, book, known=known)


@dataclass(frozen=True, slots=True)
class DepartureFacts:
    """``meeting``: of a resignation, held on the day it ends the post and called on ``called_on``.
    ``petition`` and ``vote``: of a recall; there is no petition where the township suggested it."""

    cause: str
    name: str
    ended_on: date
    today: date
    term_from: date
    meeting: MeetingVote | None = None
    petition: RecallPetition | None = None
    vote: RecallVote | None = None
    called_on: date | None = None
    call_note: str = ""
    demanded_by_township: bool = False


def departure_article(cause: str, book: Rulebook) -> Citation:
    if cause == "resigned":
        return book.cite("resignation_effect")
    if cause == "recalled":
        return passage("recall", book)
    if cause == "avoided":
        return book.cite("relative_resolution")
    if cause == "incompetent":
        return passage("incompetent", book)
    return passage("by_election" if cause == "died" else "self_ending", book)


def check_departure(facts: DepartureFacts, book: Rulebook) -> Decision:
    """A seat ends by a resignation a meeting accepted, a recall by the voters, avoidance of a near relative
    elected to a higher post later, or by itself."""
    decision = Decision(
        (
            Finding(
                "ended_later",
                facts.ended_on <= facts.today,
                f"终止日期{cn_date(facts.ended_on)}在今天之后，请核对。",
            ),
            Finding(
                "ended_before_term",
                facts.ended_on >= facts.term_from,
                f"终止日期不能早于任期开始的{cn_date(facts.term_from)}。",
            ),
        )
    )
    if facts.cause == "avoided":
        decision += Decision(
            (
                Finding(
                    "no_avoidance",
                    book.value("relative_resolution") != "none",
                    f"{book.words.here}适用的法律没有规定当选人之间回避，不能因此终止职务。",
                    book.cite("relative_resolution"),
                ),
            )
        )
    if facts.cause == "resigned" and facts.meeting is not None:
        decision += check_meeting(facts.meeting, book)
        decision += check_called(
            facts.meeting.kind, facts.called_on, facts.ended_on, book, note=facts.call_note
        )
    if facts.cause == "recalled":
        asked = facts.petition is not None or facts.demanded_by_township
        if not asked or facts.vote is None:
            return decision + Decision(
                (
                    Finding(
                        "recall_numbers",
                        False,
                        "请填写联名人数和罢免表决的各项数字。",
                        passage("recall", book),
                    ),
                )
            )
        if facts.petition is not None:
            decision += check_recall(facts.petition, facts.vote, book)
        else:
            decision += check_recall_vote(facts.vote, book)
    return decision
