"""What a person is reviewed for: the bars of the law, the township's 十不选, and six contents of the post.

Only the bars of the law stand by themselves. The others reject nobody unless the village's own 选举办法 has
taken them up; without that clause they can only be reported upwards.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final, Literal

from election_office.law.dates import cn_date
from election_office.law.decision import Citation, Decision, Finding
from election_office.law.rulebooks import Rulebook
from election_office.law.words import GENERAL, in_words_of

Group = Literal["statutory", "unfit", "content"]

GROUP_TITLES: Final[dict[str, str]] = {
    "statutory": "法律规定不得作为候选人的情形",
    "unfit": "“十不选”情形（政策）",
    "content": "任职条件（六项审查内容）",
}

# The six contents of a qualification review. They are conditions of the post; no statute lists them.
CONTENTS: Final[tuple[tuple[str, str], ...]] = (
    ("voter", f"具备{GENERAL.here}{GENERAL.voter_short}资格"),
    ("age_health", "年龄符合职务要求，身体能够胜任日常工作"),
    ("education", "具备职务要求的文化程度"),
    ("ability", "有管理组织能力和带领群众致富的能力"),
    ("political", f"自觉遵守法律法规和政策，履行{GENERAL.people}义务"),
    ("morals", f"品行端正，廉洁公道，热心为{GENERAL.people}服务"),
)


@dataclass(frozen=True, slots=True)
class Ground:
    """One line of the review sheet."""

    group: Group
    code: str
    label: str

    @property
    def key(self) -> str:
        return f"{self.group}-{self.code}"


def grounds_of(book: Rulebook) -> tuple[Ground, ...]:
    """Every line of the sheet in the order it is answered."""
    return (
        *(Ground("statutory", bar["code"], bar["label"]) for bar in book.value("statutory_bars")),
        *(Ground("unfit", item["code"], item["label"]) for item in book.value("policy_unfit_grounds")),
        *(Ground("content", code, in_words_of(book.kind, label)) for code, label in CONTENTS),
    )


# What a unit by its kind of work can know of a person; a suggestion the office changes as it needs.
KNOWS: Final[dict[str, tuple[str, ...]]] = {
    "组织": (
        "statutory-expelled_from_party", "unfit-political", "unfit-not_performing", "content-age_health",
        "content-education", "content-ability", "content-political", "content-morals",
    ),
    "纪": ("statutory-expelled_from_party", "unfit-disciplined", "unfit-vote_buying", "content-morals"),
    "政法": (
        "statutory-clan_or_dark_forces", "statutory-dark_forces", "statutory-cult_activity",
        "unfit-criminal_or_cult",
    ),
    "统战": ("statutory-illegal_religious_activity", "statutory-cult_activity"),
    "信访": ("unfit-illegal_petition",),
    "法院": ("statutory-criminal_punishment", "unfit-unlawful_land_use"),
    "检察": ("statutory-criminal_punishment",),
    "公安": (
        "statutory-criminal_punishment", "statutory-clan_or_dark_forces", "statutory-dark_forces",
        "statutory-cult_activity", "statutory-illegal_religious_activity", "unfit-criminal_or_cult",
        "unfit-administrative_penalty",
    ),
    "司法": ("statutory-criminal_punishment",),
    "民政": ("unfit-vote_buying", "unfit-morals", "content-voter"),
    "资源": ("unfit-unlawful_land_use",),
    "环境": ("unfit-unlawful_land_use",),
    "住建": ("unfit-unlawful_land_use",),
    "城管": ("unfit-unlawful_land_use",),
    "农业": ("unfit-harmed_villagers",),
    "振兴": ("unfit-harmed_villagers", "content-ability"),
    "卫健": ("content-age_health",),
}  # fmt: skip


def known_to(unit: str, book: Rulebook) -> list[str]:
    """Keys of the lines a unit of this name can be asked; empty, that is all, where its name says nothing."""
    suggested = {key for word, keys in KNOWS.items() if word in unit for key in keys}
    return [ground.key for ground in grounds_of(book) if ground.key in suggested]


def asked_of(keys: Collection[str], book: Rulebook) -> tuple[Ground, ...]:
    """The lines a unit answers: those it can know (``keys``), or every line where none are named."""
    lines = grounds_of(book)
    return tuple(ground for ground in lines if ground.key in keys) or lines


def check_covered(units: Sequence[Collection[str]], book: Rulebook) -> Decision:
    """Is every line asked of at least one of the units? Nobody passes because nobody was asked."""
    asked = {ground.key for keys in units for ground in asked_of(keys, book)}
    missing = [ground.label for ground in grounds_of(book) if ground.key not in asked]
    return Decision(
        (
            Finding(
                "lines_nobody_knows",
                not missing,
                f"所选单位都不掌握{'、'.join(f'“{label}”' for label in missing)}，请增加单位，"
                "或者调整各单位掌握的情形。",
                book.cite("policy_review_departments"),
            ),
        )
    )


def adoptable(book: Rulebook) -> tuple[Ground, ...]:
    """The grounds that count against a person only once the village's 选举办法 says so."""
    return tuple(ground for ground in grounds_of(book) if ground.group != "statutory")


@dataclass(frozen=True, slots=True)
class Clause:
    """The clause of the 选举办法 that takes up grounds: where it stands, who passed it and when."""

    keys: frozenset[str]
    text: str  # "东山村选举办法第十二条"
    body: str  # 村民会议, 村民代表会议 or 党员大会
    passed_on: date

    @property
    def citation(self) -> Citation:
        return Citation("", f"{self.text}，{cn_date(self.passed_on)}{self.body}通过")


@dataclass(frozen=True, slots=True)
class Found:
    """A ground that somebody found, and in which unit's words."""

    key: str
    group: Group
    label: str
    unit: str
    reason: str

    @property
    def sentence(self) -> str:
        what = f"不符合“{self.label}”" if self.group == "content" else f"有“{self.label}”情形"
        return f"{self.unit}审查认为{what}：{self.reason.rstrip('。')}"


Standing = Literal["barred", "adopted", "policy_only"]


def standing_of(key: str, clause: Clause | None, book: Rulebook) -> Standing:
    """What a found ground can do: bar by law, bar by the village's own rules, or only be reported."""
    if key.startswith("statutory-"):
        return "barred"
    if clause is not None and key in clause.keys:
        return "adopted"
    if key.startswith("unfit-") and not book.value("policy_unfit_needs_village_rules"):
        return "adopted"  # the township has a paper that needs no village clause
    return "policy_only"


def cite_ground(found: Found, clause: Clause | None, book: Rulebook) -> Citation:
    """The text the ground rests on."""
    match standing_of(found.key, clause, book):
        case "barred":
            return book.cite("statutory_bars")
        case "adopted" if clause is not None and found.key in clause.keys:
            return clause.citation
        case _:
            return book.cite("policy_unfit_needs_village_rules")


def check_clause(
    *, keys: Collection[str], body: str, purpose: str, passed_on: date, today: date, book: Rulebook
) -> Decision:
    """May this clause be recorded? It names grounds of the sheet and was passed by the body entitled to."""
    known = {ground.key for ground in adoptable(book)}
    bodies = ("党员大会",) if purpose == "party_branch" else (GENERAL.meeting, GENERAL.representatives)
    return Decision(
        (
            Finding("clause_empty", bool(keys), "请选择选举办法写明的情形，至少一项。"),
            Finding("clause_unknown", set(keys) <= known, "所选情形不在审查表内，请重新选择。"),
            Finding(
                "clause_body",
                body in bodies,
                in_words_of(book.kind, f"选举办法应当由{'或者'.join(bodies)}通过，填写的是{body}。"),
                book.cite("policy_unfit_needs_village_rules"),
            ),
            Finding(
                "clause_future",
                passed_on <= today,
                f"通过日期{cn_date(passed_on)}晚于今天，尚未通过的不能作为依据。",
            ),
        )
    )


# ── One unit's answer ────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class Answer:
    """What one unit answers to one line; ``found`` None: not answered."""

    ground: Ground
    found: bool | None
    reason: str = ""


@dataclass(frozen=True, slots=True)
class OpinionFacts:
    """One unit's sheet as it was filled in. ``sent_on``: the day it was asked, if it was."""

    unit: str
    answers: Sequence[Answer]
    conclusion: str  # agree, reserved, disagree
    remark: str
    handler: str
    leader: str
    stamped_on: date
    has_scan: bool
    today: date
    sent_on: date | None = None
    asked: Collection[str] = ()


def check_opinion(facts: OpinionFacts, book: Rulebook) -> Decision:
    """Is the sheet complete and of one piece? Every line asked (``asked``, none named: all) is answered, with
    both signatures, the stamp and the scan."""
    expected = asked_of(facts.asked, book)
    answered = {answer.ground.key: answer for answer in facts.answers if answer.found is not None}
    silent = [ground for ground in expected if ground.key not in answered]
    unexplained = [row for row in answered.values() if row.found and not row.reason.strip()]
    barred = [row for row in answered.values() if row.found and row.ground.group == "statutory"]
    findings = [
        Finding(
            "lines_unanswered",
            not silent,
            f"还有{len(silent)}项没有回答：{'、'.join(row.label for row in silent)}。"
            "请逐项答复，不答不算通过。",
            book.cite("policy_review_departments"),
        ),
        *(
            Finding(f"reason-{row.ground.key}", False, f"“{row.ground.label}”一项请写明具体情况。")
            for row in unexplained
        ),
        Finding(
            "conclusion_contradicts",
            not barred or facts.conclusion == "disagree",
            f"已查明{'、'.join(f'“{row.ground.label}”' for row in barred)}，审查结论只能是不同意。",
            book.cite("statutory_bars"),
        ),
        Finding(
            "remark_missing",
            facts.conclusion == "agree" or bool(facts.remark.strip()),
            "不同意或者有保留的，请写明意见。",
        ),
        Finding("signature_missing", bool(facts.handler.strip()), "请填写经办人。"),
        Finding("leader_missing", bool(facts.leader.strip()), "请填写分管领导。"),
        Finding(
            "same_signature",
            not facts.handler.strip() or facts.handler.strip() != facts.leader.strip(),
            "经办人和分管领导应当是两个人，分别签字。",
            book.cite("policy_review_departments"),
        ),
        Finding(
            "stamped_future",
            facts.stamped_on <= facts.today,
            f"盖章日期{cn_date(facts.stamped_on)}晚于今天。",
        ),
        Finding(
            "stamped_early",
            facts.sent_on is None or facts.sent_on <= facts.stamped_on,
            f"盖章日期{cn_date(facts.stamped_on)}早于送审日期"
            f"{cn_date(facts.sent_on) if facts.sent_on else ''}。",
        ),
        Finding("scan_missing", facts.has_scan, "请上传签字盖章的审查表扫描件。"),
    ]
    return Decision(tuple(findings))
