"""When a person may be passed, rejected or only reported upwards; and the acts on the way there."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Final, Literal

from candidates.review.rules.grounds import Clause, Found, cite_ground, standing_of
from candidates.review.rules.lines import NEEDS_REPLY
from election_office.law.dates import cn_date
from election_office.law.decision import Decision, Finding
from election_office.law.rulebooks import Rulebook

Verdict = Literal["wait", "pass", "reject", "escalate"]

LEVELS: Final[dict[str, str]] = {
    "drafting": "填写材料",
    "village": "村初审",
    "township": "镇初审",
    "county": "县联审",
    "inspection": "考察",
    "passed": "联审通过",
    "rejected": "联审不通过",
    "escalated": "报县研究",
}


# ── The person's file ────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class Declaration:
    """One of the three papers of discipline (三个100%). ``excused``: why this person signs none."""

    label: str
    has_scan: bool
    excused: str = ""
    may_be_excused: bool = True


@dataclass(frozen=True, slots=True)
class FileFacts:
    """What the person's file holds. ``blank``: titles of the fields left empty."""

    name: str
    blank: Sequence[str]
    has_photo: bool
    has_number: bool
    declarations: Sequence[Declaration]


def check_file(facts: FileFacts, book: Rulebook) -> Decision:
    """May the file be handed in? Every gap at once."""
    gaps = [f"没有填写{title}" for title in facts.blank]
    if not facts.has_photo:
        gaps.append("没有照片")
    if not facts.has_number:
        gaps.append("没有登记身份证号，无法核查")
    for declaration in facts.declarations:
        if not declaration.has_scan and not (declaration.excused.strip() and declaration.may_be_excused):
            gaps.append(f"没有{declaration.label}的签字扫描件")
    return Decision(
        tuple(
            Finding(
                "file_incomplete", False, f"{facts.name}的材料{gap}。", book.cite("policy_review_departments")
            )
            for gap in gaps
        )
    )


def check_state(state: str, wanted: Collection[str], name: str) -> Decision:
    """Does the file stand where this act belongs?"""
    return Decision(
        (
            Finding(
                "file_elsewhere",
                state in wanted,
                f"{name}的材料现在处于“{LEVELS[state]}”，不能办理这一步"
                f"（应处于{'、'.join(f'“{LEVELS[item]}”' for item in LEVELS if item in wanted)}）。",
            ),
        )
    )


# ── Sending ──────────────────────────────────────────────────────────────────────────────────────────


def check_sending(
    *, files: int, departments: int, due_on: date, today: date, repeated: Sequence[str], book: Rulebook
) -> Decision:
    """May this batch be sent? ``repeated``: "某人已送某单位", for what was sent before in this round."""
    return Decision(
        (
            Finding("no_files", files > 0, "请选择至少一名送审人员。"),
            Finding(
                "no_departments",
                departments > 0,
                "请选择至少一个联审单位。",
                book.cite("policy_review_departments"),
            ),
            Finding(
                "due_passed", due_on >= today, f"反馈期限{cn_date(due_on)}已过，今天是{cn_date(today)}。"
            ),
            *(Finding("sent_before", False, f"{item}，不重复送审。") for item in repeated),
        )
    )


# ── Inspection (考察) ────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class InspectionFacts:
    """民主测评 ballots, talks, the visit. ``votes``: good, competent, basic, poor in that order."""

    issued: int
    recovered: int
    votes: tuple[int, int, int, int]
    talks: int
    held_on: date
    visited_on: date
    today: date
    conclusion: str  # fit, unfit
    text: str
    has_scan: bool


def check_inspection(facts: InspectionFacts, book: Rulebook) -> Decision:
    """Do the numbers agree and is each of the three steps on record?"""
    cite = book.cite("policy_review_departments")
    total = sum(facts.votes)
    return Decision(
        (
            Finding(
                "survey_more_than_issued",
                facts.recovered <= facts.issued,
                f"民主测评发出{facts.issued}张，收回{facts.recovered}张，收回的不能多于发出的。",
            ),
            Finding(
                "survey_does_not_add_up",
                total == facts.recovered,
                f"民主测评各档合计{total}票，收回{facts.recovered}张，应当相等。",
            ),
            Finding("survey_empty", facts.recovered > 0, "民主测评没有收回测评票，不能作为考察依据。", cite),
            Finding("talks_missing", facts.talks > 0, "没有个别谈话，考察应当经过个别谈话。", cite),
            Finding(
                "inspection_future",
                max(facts.held_on, facts.visited_on) <= facts.today,
                "民主测评和实地查看的日期不能晚于今天。",
            ),
            Finding("conclusion_text_missing", bool(facts.text.strip()), "请写明考察结论。"),
            Finding("inspection_scan_missing", facts.has_scan, "请上传考察材料扫描件。"),
        )
    )


# ── The decision ─────────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class Unit:
    """One unit that answers. ``conclusion`` None: it has said nothing, and nothing passes by silence."""

    name: str
    conclusion: str | None
    has_scan: bool = True
    sent: bool = True


@dataclass(frozen=True, slots=True)
class ReviewFacts:
    """Everything the decision on one person is taken from.

    ``levels``: 村初审 and 镇初审. ``found``: every ground found by a unit whose opinion stands.
    ``sanctions``: posts a sanction in its period bars.
    ``lines``: the policy lines the person is outside of. ``statements``: line code → state of its
    专项说明: drafted, issued, approved or refused.
    """

    name: str
    state: str
    file: Decision
    levels: Sequence[Unit]
    departments: Sequence[Unit]
    found: Sequence[Found]
    clause: Clause | None
    inspection: str | None  # fit, unfit, None: not held
    lines: Decision
    statements: Mapping[str, str]
    sanctions: Decision = field(default_factory=Decision)


def check_complete(facts: ReviewFacts, book: Rulebook) -> Decision:
    """Is everything there that a decision to pass needs? Every missing thing at once."""
    cite = book.cite("policy_review_departments")
    silent_levels = [unit.name for unit in facts.levels if unit.conclusion is None]
    unsent = [unit.name for unit in facts.departments if not unit.sent]
    silent = [unit.name for unit in facts.departments if unit.sent and unit.conclusion is None]
    unscanned = [
        unit.name
        for unit in (*facts.levels, *facts.departments)
        if unit.conclusion is not None and not unit.has_scan
    ]
    return facts.file + Decision(
        (
            Finding(
                "levels_silent",
                not silent_levels,
                f"{facts.name}还没有{'、'.join(silent_levels)}意见。",
                cite,
            ),
            Finding(
                "no_departments",
                bool(facts.departments),
                "本县、本镇还没有设定联审单位，不能认定联审通过。",
                cite,
            ),
            Finding(
                "departments_unsent",
                not unsent,
                f"{facts.name}还没有送{len(unsent)}个单位审查：{'、'.join(unsent)}。",
                cite,
            ),
            Finding(
                "departments_silent",
                not silent,
                f"{facts.name}还有{len(silent)}个单位没有答复：{'、'.join(silent)}。不答复不等于通过。",
                cite,
            ),
            Finding(
                "scan_missing", not unscanned, f"{'、'.join(unscanned)}的审查表没有签字盖章的扫描件。", cite
            ),
            Finding("inspection_missing", facts.inspection is not None, f"{facts.name}还没有考察。", cite),
            Finding(
                "inspection_unfit", facts.inspection != "unfit", f"{facts.name}的考察结论是不合适。", cite
            ),
        )
    )


def check_grounds(facts: ReviewFacts, book: Rulebook) -> Decision:
    """What was found against the person, each ground with what it can do."""
    findings = []
    for found in facts.found:
        cite = cite_ground(found, facts.clause, book)
        match standing_of(found.key, facts.clause, book):
            case "barred":
                findings.append(
                    Finding("statutory_bar", False, f"{found.sentence}，依法不得作为候选人。", cite)
                )
            case "adopted":
                findings.append(
                    Finding("adopted_ground", False, f"{found.sentence}，按选举办法不能作为候选人。", cite)
                )
            case _:
                findings.append(
                    Finding(
                        "policy_only",
                        False,
                        f"{found.sentence}，但没有写入{book.words.here}选举办法，不能据此取消资格，只能报县换届办研究。",
                        cite,
                    )
                )
    objecting = [unit.name for unit in (*facts.levels, *facts.departments) if unit.conclusion == "disagree"]
    grounded = {found.unit for found in facts.found}
    baseless = [name for name in objecting if name not in grounded]
    reserved = [unit.name for unit in (*facts.levels, *facts.departments) if unit.conclusion == "reserved"]
    return Decision(
        (
            *findings,
            Finding(
                "objection_without_ground",
                not baseless,
                f"{'、'.join(baseless)}不同意，但没有指出审查表所列情形，只能报县换届办研究。",
                book.cite("policy_review_departments"),
            ),
            Finding(
                "reserved",
                not reserved,
                f"{'、'.join(reserved)}有保留意见，决定时请写明怎样处理。",
                book.cite("policy_review_departments"),
                "warning",
            ),
        )
    )


def check_exceptions(facts: ReviewFacts) -> Decision:
    """Each policy line the person is outside of needs its 专项说明; the age limit the county's answer too."""
    findings = []
    for line in (*facts.lines.warnings, *facts.lines.refusals):
        state = facts.statements.get(line.code, "")
        settled = state == "approved" or (state == "issued" and line.code not in NEEDS_REPLY)
        if settled:
            continue
        if state == "refused":
            gap = "县换届办没有同意专项说明"
        elif state == "issued":
            gap = "专项说明已报县换届办，还没有同意的批复"
        elif state == "drafted":
            gap = "专项说明还没有签发"
        else:
            gap = "作为例外须有报县换届办的专项说明"
        findings.append(
            Finding("exception_missing", False, f"{line.message.rstrip('。')}；{gap}。", line.citation)
        )
    return Decision(tuple(findings))


def check_pass(facts: ReviewFacts, book: Rulebook) -> Decision:
    """May the person be passed?"""
    found = check_grounds(facts, book) + facts.sanctions
    return check_complete(facts, book) + found + facts.lines + check_exceptions(facts)


def check_reject(facts: ReviewFacts, cited: Collection[str], book: Rulebook) -> Decision:
    """May the person be rejected on these grounds? Only on what a unit found, and at least one of them
    must be a bar of the law or adopted by the village's own 选举办法."""
    found = {row.key: row for row in facts.found}
    unknown = [key for key in cited if key not in found]
    basis = [key for key in cited if key in found and standing_of(key, facts.clause, book) != "policy_only"]
    unfit = facts.inspection == "unfit"
    return Decision(
        (
            Finding("ground_not_chosen", bool(cited), "请选择取消资格所依据的情形，至少一项。"),
            Finding("ground_not_found", not unknown, "所选情形没有任何单位查明，不能作为依据。"),
            Finding(
                "no_basis",
                bool(basis) or not cited or bool(unknown),
                f"所选情形都没有写入{book.words.here}选举办法，不能据此取消资格，只能报县换届办研究"
                f"{'；考察结论不合适的也应报县研究' if unfit else ''}。",
                book.cite("policy_unfit_needs_village_rules"),
            ),
        )
    )


def check_escalation(facts: ReviewFacts, book: Rulebook) -> Decision:
    """Is there anything for the county to decide?"""
    barred = any(standing_of(row.key, facts.clause, book) != "policy_only" for row in facts.found)
    open_points = (
        any(standing_of(row.key, facts.clause, book) == "policy_only" for row in facts.found)
        or not check_grounds(facts, book).allowed
        or facts.inspection == "unfit"
        or not facts.sanctions.allowed
        or "refused" in facts.statements.values()
    )
    return Decision(
        (
            Finding(
                "nothing_to_escalate",
                open_points,
                f"{facts.name}没有需要报县研究的问题。",
                book.cite("policy_review_departments"),
            ),
            Finding(
                "bar_is_clear",
                not barred,
                f"{facts.name}已查明依法依规不得作为候选人的情形，应当作出不通过的决定，不再报县研究。",
                book.cite("statutory_bars"),
            ),
        )
    )


def check_settled(
    facts: ReviewFacts, *, passed: bool, paper: str, has_scan: bool, book: Rulebook
) -> Decision:
    """May the county's answer to an escalated case be entered? No answer lifts a bar of the law."""
    decision = Decision(
        (
            Finding("paper_missing", bool(paper.strip()), "请填写县换届办批复的文号。"),
            Finding("scan_missing", has_scan, "请上传县换届办批复的扫描件。"),
        )
    )
    if not passed:
        return decision
    bars = tuple(
        finding
        for finding in check_grounds(facts, book).refusals
        if finding.code in ("statutory_bar", "adopted_ground")
    )
    complete = tuple(
        finding for finding in check_complete(facts, book).findings if finding.code != "inspection_unfit"
    )
    found = Decision((*complete, *bars)) + facts.sanctions
    return decision + found + facts.lines + check_exceptions(facts)


def verdict(facts: ReviewFacts, book: Rulebook) -> Verdict:
    """What the sheets say so far: a bar rejects at once; a policy ground alone is for the county; otherwise
    the person waits until everything is there."""
    standings = {standing_of(row.key, facts.clause, book) for row in facts.found}
    if standings & {"barred", "adopted"}:
        return "reject"
    complete = tuple(
        finding for finding in check_complete(facts, book).refusals if finding.code != "inspection_unfit"
    )
    if complete or not check_exceptions(facts).allowed:
        return "wait"
    if not check_pass(facts, book).allowed:
        return "escalate"
    return "pass"


def check_reopen(state: str, name: str) -> Decision:
    """A decided file is opened again; one that is still under way needs no reopening."""
    return check_state(state, ("passed", "rejected", "escalated"), name)


# ── Entering a candidate ─────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class EntryReview:
    """What the review says of a person about to become a candidate. ``required``: this election reviews
    its candidates. ``state`` None: no file."""

    required: bool
    state: str | None = None
    post: str = ""
    post_title: str = ""


def entry_gap(name: str, review: EntryReview, post: str) -> str:
    """Why the person cannot be entered for that post, as a sentence; empty when nothing stands in the way."""
    if review.state is None:
        return f"{name}没有经过资格联审，不能作为正式候选人。" if review.required else ""
    if review.state != "passed":
        return f"{name}的资格联审处于“{LEVELS[review.state]}”，没有通过的不能作为正式候选人。"
    if review.post != post:
        return f"{name}通过联审的职位是{review.post_title}，改变职位须重新报审。"
    return ""
