"""When the voting of a round ends and its count may begin."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from ballots.rules.box_sheets import Ballots
from ballots.rules.checks import ballots_of, check_ballots
from ballots.rules.codes import CODES
from ballots.rules.facts import Box, CountInput, Round
from ballots.rules.ruleset import rules_held
from election_office.law.dates import cn_date
from election_office.law.decision import Decision, Finding
from election_office.law.rulebooks import Rulebook


@dataclass(frozen=True, slots=True)
class BoxNumbers:
    """What was entered for one box; None where nothing was entered yet. Whole ballots."""

    name: str
    issued_own: int | None
    issued_proxy: int | None
    recovered: int | None
    is_main: bool = False
    spoiled: int = 0
    mixed: bool = False
    """Counted together with another box."""
    received: int | None = None
    """Ballots the book gave to this box; None where the book was not kept for it."""

    @property
    def issued(self) -> int | None:
        if self.issued_own is None or self.issued_proxy is None:
            return None
        return self.issued_own + self.issued_proxy


@dataclass(frozen=True, slots=True)
class PollFacts:
    """A round before its count. ``proxies``: granted and still in force. ``listed``: the list of candidates
    the ballots are printed from has been issued (or none is wanted). ``printed``: ballots the book of ballots
    has as printed; None where nobody keeps the book."""

    round: Round
    day: date
    today: date
    registered: int
    proxies: int
    boxes: tuple[BoxNumbers, ...]
    listed: bool
    printed: int | None = None
    way: str = ""
    """How a community elects; empty for a village."""

    @property
    def spoiled(self) -> int:
        return sum(box.spoiled for box in self.boxes)

    @property
    def issued(self) -> int:
        return sum(box.issued or 0 for box in self.boxes)

    @property
    def issued_proxy(self) -> int:
        return sum(box.issued_proxy or 0 for box in self.boxes)

    @property
    def recovered(self) -> int:
        return sum(box.recovered or 0 for box in self.boxes)

    @property
    def excess_proxies(self) -> int:
        """Ballots handed out for others beyond the authorities granted: each may have decided something."""
        return max(0, self.issued_proxy - self.proxies)

    @property
    def incomplete(self) -> list[str]:
        return [box.name for box in self.boxes if box.issued is None or box.recovered is None]


@dataclass(frozen=True, slots=True)
class Poll:
    """How the voting stands by its ballots alone. ``valid``: votes are counted; otherwise the round is void
    and nothing is counted. ``set_aside``: boxes whose ballots do not count."""

    valid: bool
    findings: tuple[Finding, ...]
    voted: int
    set_aside: frozenset[str]

    @property
    def stops_count(self) -> tuple[Finding, ...]:
        """Numbers that cannot be true: they are put right before anything is counted."""
        return tuple(finding for finding in self.findings if CODES[finding.code].stops == "count")


def judge_poll(facts: PollFacts, book: Rulebook) -> Poll:
    """Turnout and ballots as the adjudication itself judges them, before a single vote is counted."""
    rules = rules_held(book, facts.way)
    count = CountInput(
        area=book.area,
        election_day=book.election_day,
        round=facts.round,
        registered=facts.registered,
        issued=facts.issued,
        recovered=facts.recovered,
        posts=(),
        boxes=tuple(Box(box.name, box.issued or 0, box.recovered or 0) for box in facts.boxes),
        excess_proxies=facts.excess_proxies,
        kind="community" if facts.way else "village",
        way=facts.way,
    )
    ballots: Ballots = ballots_of(count, rules)
    valid, findings = check_ballots(count, rules, ballots)
    return Poll(
        valid=valid,
        findings=tuple(findings),
        voted=ballots.voted,
        set_aside=frozenset(box.name for box in ballots.voided),
    )


def check_box(numbers: BoxNumbers, recounted: bool, book: Rulebook) -> Decision:
    """May these numbers be kept for a box? More ballots found than handed out, or more used than the box was
    given, are kept only after everything was counted again before the people there."""
    too_many = numbers.recovered is not None and numbers.recovered > (numbers.issued or 0)
    return Decision(
        (
            Finding(
                code="issued_exceeds_received",
                passed=not _beyond(numbers) or recounted,
                message=f"{_used_words(numbers)}，多出{_beyond(numbers)}张。请当众重新清点发票登记和剩余选票，"
                "核对选票领用登记，确认无误后勾选“已当众重新清点”再保存。",
                citation=book.cite("excess_compare"),
            ),
            Finding(
                code="recovered_exceeds_issued",
                passed=not too_many or recounted,
                message=(
                    f"票箱“{numbers.name}”收回{numbers.recovered}张，多于发出的{numbers.issued or 0}张。"
                    "请当众重新清点，确认无误后勾选“已当众重新清点”再保存。"
                ),
                citation=book.cite("box_level_void" if book.value("box_level_void") else "excess_compare"),
            ),
        )
    )


def _beyond(numbers: BoxNumbers) -> int:
    """Ballots used at a box beyond those it was given; 0 where the book says nothing of it."""
    if numbers.received is None or numbers.issued is None:
        return 0
    return max(0, numbers.issued + numbers.spoiled - numbers.received)


def _used_words(numbers: BoxNumbers) -> str:
    spoiled = f"、写坏换发{numbers.spoiled}张" if numbers.spoiled else ""
    return f"票箱“{numbers.name}”领到选票{numbers.received or 0}张，发出{numbers.issued or 0}张{spoiled}"


def check_ballots_day(day: date, today: date, book: Rulebook) -> Decision:
    """Ballots are handed out on the day of the vote, not before."""
    return Decision(
        (
            Finding(
                code="before_polling_day",
                passed=today >= day,
                message=f"投票日为{cn_date(day)}，今天是{cn_date(today)}，投票还没有开始。",
                citation=book.cite("turnout_threshold"),
            ),
        )
    )


def check_start_counting(facts: PollFacts, book: Rulebook) -> Decision:
    """May the polls be closed and the count begin? Every reason at once."""
    incomplete = facts.incomplete
    decision = check_ballots_day(facts.day, facts.today, book) + Decision(
        (
            Finding("no_boxes", bool(facts.boxes), "还没有票箱，请先建立票箱并录入票数。"),
            Finding(
                "boxes_incomplete",
                not incomplete,
                f"还有{len(incomplete)}个票箱没有录完票数：{'、'.join(incomplete)}。",
                book.cite("open_count"),
            ),
            Finding(
                "list_not_issued",
                facts.listed,
                "正式候选人名单公告还没有签发，选票上的姓名没有依据。",
                book.cite("candidate_list_days"),
            ),
            Finding(
                "nobody_registered",
                facts.registered > 0,
                f"{book.words.roll_short}上还没有{book.words.voter}。",
                book.cite("turnout_threshold"),
            ),
        )
    )
    if incomplete or not facts.boxes or not facts.registered:
        return decision
    decision += check_printed(facts, book) + check_small_boxes(facts, book)
    return decision + Decision(judge_poll(facts, book).stops_count)


def check_small_boxes(facts: PollFacts, book: Rulebook) -> Decision:
    """A box with very few ballots, counted by itself, tells how somebody voted: its voters are known. It is
    mixed with another box first, as long as one with more ballots is there to mix it with; where all are
    small the finding is a warning, which stays in the result."""
    least = book.value("small_box")
    filled = [box for box in facts.boxes if box.recovered]
    larger = any((box.recovered or 0) >= least for box in filled)
    return Decision(
        tuple(
            Finding(
                "small_box",
                box.mixed or len(filled) < 2,
                f"票箱“{box.name}”只收回{box.recovered}张选票，少于{least}张，单独计票会看出个人的选择；"
                "请先在票箱页登记与其他票箱集中开箱、混合计票。",
                book.cite("small_box"),
                "error" if larger else "warning",
            )
            for box in filled
            if box.recovered is not None and box.recovered < least
        )
    )


def check_printed(facts: PollFacts, book: Rulebook) -> Decision:
    """No more ballots leave the tables than were printed: every voter's, and every one spoiled and replaced.
    Nothing is asked where no printing was entered."""
    if facts.printed is None:
        return Decision(())
    spoiled = f"，写坏换发{facts.spoiled}张" if facts.spoiled else ""
    return Decision(
        (
            Finding(
                "issued_exceeds_printed",
                facts.issued + facts.spoiled <= facts.printed,
                f"发出选票{facts.issued}张{spoiled}，选票领用登记印制{facts.printed}张。",
                book.cite("excess_compare"),
            ),
        )
    )


def missing_steps(titles: Sequence[str]) -> Decision:
    """What should have been done before the vote: told, not refused, since the people are at the polls."""
    return Decision(
        (
            Finding(
                "steps_open",
                not titles,
                f"投票以前还有{len(titles)}项没有办结：{'、'.join(titles)}。请补齐登记。",
                severity="warning",
            ),
        )
    )


def box_lines(box: BoxNumbers) -> list[tuple[str, bool, str]]:
    """Of one box: used against given, found against handed out. Only what can be compared, and only what does
    not fit: a right line for each box says nothing new."""
    lines = []
    if _beyond(box):
        lines.append(("received", False, f"{_used_words(box)}，多出{_beyond(box)}张，请重新清点。"))
    if box.recovered is not None and box.recovered > (box.issued or 0):
        lines.append(
            (
                "recovered",
                False,
                f"票箱“{box.name}”收回{box.recovered}张，多于发出的{box.issued or 0}张，请重新清点。",
            )
        )
    return lines


def balance(facts: PollFacts, book: Rulebook) -> list[Finding]:
    """How the ballots stand so far: each line with its numbers, right or wrong, for the page of boxes."""
    rules = rules_held(book, facts.way)
    voted = facts.issued if rules.turnout_of_issued else facts.recovered
    least = rules.turnout_num * facts.registered // rules.turnout_den + 1
    lines = [
        Finding(
            "issued",
            facts.issued <= facts.registered,
            f"发出选票{facts.issued}张，{book.words.voter}{facts.registered}人。",
            book.cite("excess_compare"),
        ),
        Finding(
            "proxies",
            not facts.excess_proxies,
            f"委托投票发出{facts.issued_proxy}张，有效委托{facts.proxies}份"
            + (f"，超出的{facts.excess_proxies}张要写入结果报告。" if facts.excess_proxies else "。"),
            book.cite("proxy_max"),
        ),
        Finding(
            "recovered",
            facts.recovered <= facts.issued,
            f"收回选票{facts.recovered}张，发出{facts.issued}张。",
            book.cite("excess_compare"),
        ),
    ]
    lines[:0] = check_printed(facts, book).findings
    lines += [
        Finding(
            "box_numbers",
            passed,
            message,
            book.cite("excess_compare"),
        )
        for box in facts.boxes
        for code, passed, message in box_lines(box)
    ]
    if facts.round != "tie":
        lines.append(
            Finding(
                "turnout",
                voted >= least,
                f"参加投票{voted}人，选举有效至少须有{least}人。",
                book.cite("turnout_threshold"),
            )
        )
    return lines
