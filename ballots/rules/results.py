"""Whether a result may be declared, and what the voters are told comes next."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import date, timedelta
from typing import Any

from ballots.rules.codes import CODES
from ballots.rules.outcome import Outcome
from election_office.law.dates import cn_date
from election_office.law.decision import Citation, Decision, Finding
from election_office.law.rulebooks import Rulebook


def check_declare(open_sheets: Sequence[str], outcome: Outcome, book: Rulebook) -> Decision:
    """Every sheet typed twice and agreed, and no number that cannot be true."""
    shown = "、".join(open_sheets[:8]) + ("等" if len(open_sheets) > 8 else "")
    return Decision(
        (
            Finding(
                "sheets_open",
                not open_sheets,
                f"还有{len(open_sheets)}张计票单没有两次录入一致：{shown}。",
                book.cite("open_count"),
            ),
            *(error for error in outcome.errors if CODES[error.code].stops == "count" and not open_sheets),
        )
    )


# What the voters are told beside the votes: why somebody with enough of them has no seat, and what is open.
TOLD = (
    "relative_left",
    "relatives_equal_votes",
    "relative_of_earlier_member",
    "no_woman_elected",
    "result_undetermined",
)


# Questions that people have to decide before a result is declared: it blocks, or is accepted by name.
QUESTIONS = (
    "relative_no_method",
    "barred_winner_escalated",
    "barred_on_ballot",
    "barred_in_tie",
    "tied_for_higher_post",
    "result_undetermined",
)


def check_questions(outcome: Outcome, accepted: Collection[str], reason: str) -> Decision:
    """``accepted``: codes of the open questions that whoever declares takes upon himself, with the reason."""
    open_codes = {error.code for error in outcome.errors if error.code in QUESTIONS}
    return Decision(
        tuple(
            Finding(
                "question_open",
                error.code in accepted and bool(reason.strip()),
                f"须先处理：{error.message}确需现在宣布的，请逐项勾选并写明理由。",
                error.citation,
            )
            for error in outcome.errors
            if error.code in open_codes
        )
    )


def told_in_public(outcome: Mapping[str, Any]) -> list[str]:
    """Sentences of the published outcome that belong on its notice, each with its article."""
    return [item["message"] + basis(item["citation"]) for item in outcome["findings"] if item["code"] in TOLD]


def basis(cite: Citation | str) -> str:
    """The bracket of an article on a paper for the wall; nothing where nobody has read the article."""
    source = str(cite)
    return "" if not source or source.endswith("（未核实）") else f"（依据：{source}）"


def next_step(outcome: Mapping[str, Any], day: date, book: Rulebook) -> list[str]:
    """What the published outcome (election-outcome/1) asks for next, as sentences with days and articles."""
    if not outcome["valid"]:
        by = day + timedelta(days=book.value("repeat_days"))
        return [f"本次选举无效，应当重新选举，最迟在{cn_date(by)}以前举行。{basis(book.cite('repeat_days'))}"]
    sentences = []
    if any(post["next"] == "tie_vote" for post in outcome["posts"]):
        sentences.append(
            "得票相等不能确定当选人的，应当就得票相等的人再次投票，得票多的当选。"
            f"{basis(book.cite('tie_rule'))}"
        )
    open_seats = sum(post["unfilled"] for post in outcome["posts"] if post["next"] == "runoff")
    if open_seats:
        by = day + timedelta(days=book.value("runoff_days"))
        share = book.value("runoff_threshold")
        sentences.append(
            f"不足的{open_seats}名应当另行选举，最迟在{cn_date(by)}以前举行，第一次投票未当选的人员"
            f"得票多的为候选人，得票多的当选，但得票数不得少于参加投票人数的{_share(share)}。"
            f"（依据：{book.cite('runoff_threshold')}）"
        )
    return sentences


def _share(value: Mapping[str, int]) -> str:
    words = {2: "二", 3: "三", 4: "四", 5: "五", 10: "十"}
    names = {1: "一", 2: "二", 3: "三", 4: "四"}
    return f"{words.get(value['den'], value['den'])}分之{names.get(value['num'], value['num'])}"
