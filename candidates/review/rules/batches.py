"""A unit's answer to a whole letter: who was looked into, what was found of whom. No Django."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from candidates.review.rules.grounds import Ground
from election_office.law.decision import Decision, Finding

SEEN_WORDS = ("是", "已核", "已核查", "√", "Y", "y", "1")


@dataclass(frozen=True, slots=True)
class FoundLine:
    """Something found of one person. ``row``: the line of the form or the workbook it stands in."""

    row: int
    request: int
    key: str
    reason: str
    conclusion: str = "disagree"


@dataclass(frozen=True, slots=True)
class BatchFacts:
    """``open``: request → name, of those still to be answered; ``seen``: who was looked into."""

    open: Mapping[int, str]
    seen: Collection[int]
    found: Sequence[FoundLine]
    asked: Sequence[Ground]


def check_batch(facts: BatchFacts) -> Decision:
    """May this answer be taken? Of persons of this letter, each looked into, on lines of the unit."""
    keys = {ground.key: ground for ground in facts.asked}
    findings = [
        Finding("nobody_seen", bool(facts.seen), "请逐人核查后勾选“已核查”，没有勾选的人不提交。"),
        Finding(
            "not_of_this_letter",
            set(facts.seen) <= set(facts.open),
            "有人不在这封联审名单上，或者已经答复，请刷新本页后重新提交。",
        ),
    ]
    said: set[tuple[int, str]] = set()
    for row in facts.found:
        name = facts.open.get(row.request, "")
        ground = keys.get(row.key)
        findings += [
            Finding(f"person@{row.row}", bool(name), "请选择这封联审名单上没有答复的人。"),
            Finding(f"line@{row.row}", ground is not None, "请选择本单位掌握的情形。"),
            Finding(f"reason@{row.row}", bool(row.reason.strip()), "请写明查明的具体情况。"),
            Finding(
                f"person@{row.row}",
                not name or row.request in facts.seen,
                f"查出{name}有问题，请同时勾选{name}“已核查”。",
            ),
            Finding(
                f"conclusion@{row.row}",
                ground is None or ground.group != "statutory" or row.conclusion == "disagree",
                "查明有法定情形的，审查结论只能是不同意。",
            ),
            Finding(f"line@{row.row}", (row.request, row.key) not in said, f"{name}的这一项已经填写。"),
        ]
        said.add((row.request, row.key))
    return Decision(tuple(findings))


def conclusion_of(found: Sequence[FoundLine]) -> str:
    """The gravest of what was found; agreed where nothing was."""
    given = {row.conclusion for row in found}
    return "disagree" if "disagree" in given else "reserved" if given else "agree"
