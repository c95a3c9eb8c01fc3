"""The age and education lines, and the make-up of a team (S003 三（三）、（四）). All of them are policy: a
person or a team outside a line is named, and the exception needs its paper (专项说明) to the county."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final, Literal

from election_office.law.dates import cn_date
from election_office.law.decision import Decision, Finding, Severity
from election_office.law.rulebooks import Rulebook

Incumbency = Literal["same", "team", "new"]
HEADS: Final = frozenset({"director", "secretary"})
DEPUTIES: Final = frozenset({"deputy", "deputy_secretary"})

# From the lowest to the highest.
EDUCATION: Final[tuple[tuple[str, str], ...]] = (
    ("primary", "小学及以下"),
    ("junior_secondary", "初中"),
    ("senior_secondary", "高中（中专）"),
    ("junior_college", "大专"),
    ("bachelor", "本科"),
    ("postgraduate", "研究生"),
)
_RANK: Final = {code: rank for rank, (code, _) in enumerate(EDUCATION)}
EDUCATION_LABELS: Final = dict(EDUCATION)

# A head beyond the age limit stays only when the county has agreed; the others explain themselves.
NEEDS_REPLY: Final = frozenset({"nominee_age"})


def full_years(born: date, on: date) -> int:
    """Age in full years; the birthday itself counts."""
    return on.year - born.year - ((on.month, on.day) < (born.month, born.day))


def reaches(education: str, least: str) -> bool:
    """Is this education at least that one? An education that is not known reaches nothing."""
    return education in _RANK and _RANK[education] >= _RANK[least]


@dataclass(frozen=True, slots=True)
class PersonLine:
    """A person and the post wanted. ``incumbency``: in the same post now, elsewhere in the team, or new."""

    name: str
    sex: str
    born: date
    education: str
    post: str
    post_title: str
    incumbency: Incumbency


def check_person_lines(person: PersonLine, reference: date, book: Rulebook) -> Decision:
    """Every policy line that touches this person, passed or not."""
    age = full_years(person.born, reference)
    severity = _severity(book)
    findings: list[Finding] = []

    def line(code: str, key: str, passed: bool, message: str) -> None:
        findings.append(Finding(code, passed, message, book.cite(key), severity))

    counted = f"{person.name}{cn_date(person.born)}出生，计算到{cn_date(reference)}为{age}周岁"
    if person.post in HEADS:
        key = f"policy_nominee_age_{person.sex}"
        limit = book.value(key)
        sexes = "男" if person.sex == "male" else "女"
        line(
            "nominee_age",
            key,
            age < limit,
            f"{counted}，{sexes}性满{limit}周岁的原则上不再提名为{person.post_title}人选。",
        )
        if person.incumbency != "same":
            most = book.value("policy_new_head_age")
            line(
                "new_head_age",
                "policy_new_head_age",
                age <= most,
                f"{counted}，新提名的{person.post_title}人选原则上不超过{most}周岁。",
            )
    if person.post in DEPUTIES:
        key = f"policy_deputy_age_{person.sex}"
        most = book.value(key)
        sexes = "男" if person.sex == "male" else "女"
        line("deputy_age", key, age <= most, f"{counted}，{sexes}性副职原则上不超过{most}周岁。")
    if person.incumbency == "new":
        most = book.value("policy_new_member_age")
        if person.post not in HEADS:  # a new head has the stricter line above
            line(
                "new_member_age",
                "policy_new_member_age",
                age <= most,
                f"{counted}，新进班子的注重选拔{most}周岁以下的人员。",
            )
        least = book.value("policy_new_member_education")
        line(
            "new_member_education",
            "policy_new_member_education",
            reaches(person.education, least),
            f"{person.name}的学历是{EDUCATION_LABELS.get(person.education, '未填')}，"
            f"新进班子的注重选拔{EDUCATION_LABELS[least]}以上文化程度的人员。",
        )
    return Decision(tuple(findings))


# ── The team as a whole ──────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class TeamMember:
    """A person under review. ``person`` tells one human in two files from two humans."""

    person: int
    sex: str
    born: date
    education: str
    purpose: str  # village_committee, party_branch
    post: str


@dataclass(frozen=True, slots=True)
class TeamFacts:
    """The people put forward for one village. ``paid_posts`` None: not yet fixed."""

    population: int
    members: Sequence[TeamMember]
    paid_posts: int | None


def check_team(facts: TeamFacts, reference: date, book: Rulebook) -> Decision:
    """Women, the young member, 一肩挑 and the number of paid posts. Nothing is said about an empty team."""
    if not facts.members:
        return Decision()
    severity = _severity(book)
    committee = {member.person: member for member in facts.members if member.purpose == "village_committee"}
    findings: list[Finding] = []
    if committee:
        women = sum(row.sex == "female" for row in committee.values())
        share = book.value("policy_women_target")
        findings.append(
            Finding(
                "women_target",
                share["den"] * women >= share["num"] * len(committee),
                f"{book.words.body}人选{len(committee)}人，其中妇女{women}人，"
                f"力争达到{share['num'] * 100 // share['den']}%。",
                book.cite("policy_women_target"),
                severity,
            )
        )
    findings.append(_young(facts.members, reference, book, severity))
    if book.value("policy_one_shoulder") != "none":
        findings.append(_one_shoulder(facts.members, book, severity))
    if facts.paid_posts is not None:
        findings.append(_paid_posts(facts.population, facts.paid_posts, book, severity))
    return Decision(tuple(findings))


def _young(members: Sequence[TeamMember], reference: date, book: Rulebook, severity: Severity) -> Finding:
    wanted: dict[str, Any] = book.value("policy_young_member")
    young = len(
        {
            member.person
            for member in members
            if full_years(member.born, reference) <= wanted["age"]
            and reaches(member.education, wanted["education"])
        }
    )
    return Finding(
        "young_member",
        young >= wanted["count"],
        f"人选中{wanted['age']}周岁以下且{EDUCATION_LABELS[wanted['education']]}以上学历的有{young}人，"
        f"原则上每个班子至少有{wanted['count']}人（计算到{cn_date(reference)}）。",
        book.cite("policy_young_member"),
        severity,
    )


def _one_shoulder(members: Sequence[TeamMember], book: Rulebook, severity: Severity) -> Finding:
    directors = {member.person for member in members if member.post == "director"}
    secretaries = {member.person for member in members if member.post == "secretary"}
    known = bool(directors and secretaries)
    return Finding(
        "one_shoulder",
        not known or bool(directors & secretaries),
        "书记人选和主任人选不是同一人，不能实现“一肩挑”的要作出说明，不搞一刀切。",
        book.cite("policy_one_shoulder"),
        severity,
    )


def _paid_posts(population: int, posts: int, book: Rulebook, severity: Severity) -> Finding:
    bands = book.value("policy_paid_posts")
    band = next((item for item in bands if item["below"] and population < item["below"]), bands[-1])
    return Finding(
        "paid_posts",
        band["min"] <= posts <= band["max"],
        f"{book.words.here}户籍人口{population}人，定工干部职数{posts}人；{band['label']}。",
        book.cite("policy_paid_posts"),
        severity,
    )


def _severity(book: Rulebook) -> Severity:
    return "error" if book.value("policy_severity") == "error" else "warning"
