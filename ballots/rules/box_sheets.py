"""The sheets of each box added up again: a published count shows which box does not add up."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from ballots.rules.codes import finding
from ballots.rules.facts import Box, BoxPost, Cell, CountInput, PostCount
from ballots.rules.ruleset import CountRules
from election_office.law.decision import Finding


@dataclass(frozen=True, slots=True)
class Ballots:
    """The ballots that count after boxes with too many were set aside (where that is the rule)."""

    voted: int
    issued: int
    voided: tuple[Box, ...]


def about_sheets(count: CountInput, rules: CountRules, ballots: Ballots) -> list[Finding]:
    """Every box against its own ballots, then all boxes against the totals of each post. Nothing where the
    count tells no sheets. A cell that could not be read is no nought: the sum is then only a least."""
    boxes = [box for box in count.boxes if box not in ballots.voided]
    if not any(box.posts for box in boxes):
        return []
    findings: list[Finding] = []
    for box in boxes:
        for sheet in box.posts:
            findings += _about_sheet(count, rules, box, sheet)
    for entry in count.posts:
        findings += _about_totals(entry, boxes, rules)
    return findings


def _entry_of(count: CountInput, sheet: BoxPost) -> PostCount | None:
    return next(
        (post for post in count.posts if (post.post, post.reserved) == (sheet.post, sheet.reserved)), None
    )


def _read(cells: Iterable[Cell]) -> int:
    return sum(cell for cell in cells if isinstance(cell, int))


def _about_sheet(count: CountInput, rules: CountRules, box: Box, sheet: BoxPost) -> list[Finding]:
    by = rules.cite("open_count")
    entry = _entry_of(count, sheet)
    if entry is None:
        return [finding("box_sheet_unknown", f"票箱“{box.name}”的计票单上有本次计票没有的职位。", by)]
    where = f"票箱“{box.name}”{entry.title}"
    findings = []
    unmarked = _read((sheet.void, sheet.blank))
    votes = _read(sheet.votes.values())
    if sheet.unread:
        findings.append(
            finding("box_not_read", f"{where}的计票单上{'、'.join(sheet.unread)}没有数字，不按零计算。", by)
        )
    most = box.recovered - unmarked
    said = f"{where}收回{box.recovered}张，无效和弃权{unmarked}张，各人得票合计{votes}票"
    over = next((name for name, cell in sheet.votes.items() if isinstance(cell, int) and cell > most), "")
    places = 1 if rules.is_collective else entry.seats
    if most < 0 or over or (not rules.is_collective and votes > places * most):
        findings.append(finding("box_does_not_add_up", f"{said}，相互不符。", by))
    elif not sheet.unread and entry.seats == 1 and not rules.is_collective and votes < most:
        findings.append(finding("box_votes_missing", f"{said}，少{most - votes}票，请对照该箱的计票单。", by))
    return findings


def _about_totals(entry: PostCount, boxes: list[Box], rules: CountRules) -> list[Finding]:
    sheets = {
        box.name: sheet
        for box in boxes
        for sheet in box.posts
        if (sheet.post, sheet.reserved) == (entry.post, entry.reserved)
    }
    by, findings = rules.cite("open_count"), []
    missing = [box.name for box in boxes if box.name not in sheets and box.recovered]
    if missing:
        findings.append(
            finding("box_not_read", f"票箱“{'”“'.join(missing)}”没有{entry.title}的计票单，不按零计算。", by)
        )
    totals: dict[str, int] = {"无效票": entry.void, "弃权票": entry.blank}
    totals |= {line.name: line.votes for line in entry.votes}
    names = dict.fromkeys([*totals, *(name for sheet in sheets.values() for name in sheet.votes)])
    for name in names:
        cells = [_cell(sheet, name) for sheet in sheets.values()]
        total, read = totals.get(name, 0), _read(cells)
        complete = not missing and all(isinstance(cell, int) for cell in cells)
        if read > total or (complete and read != total):
            parts = "、".join(f"“{box}”{_cell(sheet, name) or 0}" for box, sheet in sheets.items())
            findings.append(
                finding(
                    "box_sheets_do_not_sum",
                    f"{entry.title}{name}各票箱相加{read}票（{parts}），公布的总数是{total}票，"
                    f"相差{abs(read - total)}票。",
                    by,
                )
            )
    return findings


def _cell(sheet: BoxPost, name: str) -> Cell:
    if name == "无效票":
        return sheet.void
    if name == "弃权票":
        return sheet.blank
    return sheet.votes.get(name, 0)
