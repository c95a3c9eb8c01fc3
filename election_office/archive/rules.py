"""How long ballots and rolls are kept, when they may be destroyed, how boxes are named. Plain values in,
Decisions out."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from election_office.archive.boxes import file_name
from election_office.law.dates import cn_date
from election_office.law.decision import Citation, Decision, Finding
from election_office.law.rulebooks import Rulebook

BoxRow = Mapping[str, Any]  # code, number, title

BALLOTS = ("ballots", "spare_ballots")
FEWEST_WITNESSES = 2
FIRST_BOX, LAST_BOX = 1, 99


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


def check_boxes(
    boxes: Sequence[BoxRow], *, known: Iterable[str], before: Sequence[BoxRow], basis: str
) -> Decision:
    """Every box once, each with a number and a name of its own that can be a folder on every system. Findings
    are called after the field they belong to."""
    findings = []
    if sorted(row["code"] for row in boxes) != sorted(known):
        findings.append(Finding("boxes", False, "每个档案盒都要有盒号和盒名，不能增减。"))
    numbers, titles = dict[int, str](), dict[str, str]()
    for row in boxes:
        code, number, title = row["code"], row["number"], row["title"]
        if not FIRST_BOX <= number <= LAST_BOX:
            said = f"盒号{number}不在{FIRST_BOX}至{LAST_BOX}之间，请改正。"
            findings.append(Finding(f"number_{code}", False, said))
        if number in numbers:
            said = f"盒号{number}已用于“{numbers[number]}”，请另编一号。"
            findings.append(Finding(f"number_{code}", False, said))
        if title != file_name(title):
            said = '盒名用作文件夹的名称，不能空着，也不能有空格和\\/:*?"<>|。'
            findings.append(Finding(f"title_{code}", False, said))
        if title in titles:
            findings.append(Finding(f"title_{code}", False, f"盒名“{title}”用了两次，请另起一名。"))
        numbers.setdefault(number, title)
        titles.setdefault(title, code)
    if list(boxes) == list(before):
        findings.append(Finding("same", False, "与现行的次序和名称相同，没有改动。"))
    if not basis.strip():
        findings.append(Finding("basis", False, "请写明依据，例如县档案主管部门通知的文号。"))
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
