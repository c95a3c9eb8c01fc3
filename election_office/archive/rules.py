"""How long ballots and rolls are kept, and when they may be destroyed. Plain values in, Decisions out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from election_office.law.dates import cn_date
from election_office.law.decision import Citation, Decision, Finding
from election_office.law.rulebooks import Rulebook

BALLOTS = ("ballots", "spare_ballots")
FEWEST_WITNESSES = 2


@dataclass(frozen=True, slots=True)
class Retention:
    """Who keeps the paper and until when. ``until`` None: ``words`` says why there is no day."""

    keeper: str
    until: date | None
    words: str
    citation: Citation


def years_after(day: date, years: int) -> date:
    """The same day of a later year; 28 February where there is no 29th."""
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return day.replace(year=day.year + years, day=28)


def retention_of(what: str, book: Rulebook, next_ended_on: date | None) -> Retention:
    """``next_ended_on``: the day on which the village's next election ended, where it has."""
    said = book.value("ballot_retention")
    cited = book.cite("ballot_retention")
    keeper = (
        "乡镇人民政府" if said["keeper"] == "township" and what in BALLOTS else f"{book.words.affairs}档案"
    )
    if what not in BALLOTS or said["until"] == "unlimited":
        return Retention(keeper, None, f"归入{keeper}，法律没有写明年限，长期保存。", cited)
    if said["until"] == "next_election":
        words = f"由{keeper}保存至下一届选举结束。"
        return Retention(keeper, next_ended_on, words, cited)
    until = years_after(book.election_day, said["years"])
    return Retention(keeper, until, f"由{keeper}保存{said['years']}年，至{cn_date(until)}。", cited)


def check_holding(*, sealed_on: date, today: date, election_day: date, what: str) -> Decision:
    findings = []
    if sealed_on > today:
        findings.append(Finding("later", False, "封存日期不能晚于今天。"))
    if what in BALLOTS and sealed_on < election_day:
        said = f"选举日是{cn_date(election_day)}，选票不能在此之前封存归档。"
        findings.append(Finding("before_day", False, said))
    return Decision(tuple(findings))


def check_destruction(
    *,
    retention: Retention,
    sealed_on: date,
    on: date,
    today: date,
    approval: str,
    witnesses: Sequence[str],
) -> Decision:
    """Destroyed only after its time, on a decision with a number, before two people who sign."""
    findings = []
    if on > today:
        findings.append(Finding("later", False, "销毁日期不能晚于今天。"))
    if on < sealed_on:
        said = f"销毁日期不能早于封存日期{cn_date(sealed_on)}。"
        findings.append(Finding("before_sealing", False, said))
    if retention.until is None:
        findings.append(Finding("kept_on", False, f"不能销毁：{retention.words}", retention.citation))
    elif on <= retention.until:
        said = f"保存期至{cn_date(retention.until)}，在此之前不能销毁。"
        findings.append(Finding("too_early", False, said, retention.citation))
    if not approval.strip():
        findings.append(Finding("no_approval", False, "请写明批准销毁的文号。"))
    if len({name.strip() for name in witnesses if name.strip()}) < FEWEST_WITNESSES:
        said = f"监销人不少于{FEWEST_WITNESSES}人，请分别写明姓名。"
        findings.append(Finding("witnesses", False, said))
    return Decision(tuple(findings))


def check_closing(stage: str, waiting_for: Sequence[str]) -> Decision:
    """Whether an archive made now is that of a finished election. An earlier one is an archive too, but ends
    nothing."""
    findings = []
    if stage not in ("follow_up", "closed"):
        findings.append(Finding("too_early", False, "选举还没有结束，归档事项没有办结。"))
    if waiting_for:
        findings.append(Finding("waiting", False, f"归档以前须办结：{'、'.join(waiting_for)}。"))
    return Decision(tuple(findings))
