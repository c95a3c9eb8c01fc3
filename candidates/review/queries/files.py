"""One file under review: what it holds, who was asked, what is missing, where it stands."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Prefetch, QuerySet
from django.utils import timezone

from candidates.models import (
    AdoptedClause,
    ExceptionStatement,
    Inspection,
    Opinion,
    Purpose,
    ReviewDepartment,
    ReviewFile,
    ReviewPaper,
    ReviewRequest,
    ReviewRuling,
    Sanction,
)
from candidates.review import rules
from election_office.core.gather import read_ahead, rows_once
from election_office.documents.models import Document
from election_office.documents.queries import documents_about
from election_office.law.decision import Decision
from election_office.law.words import in_words_of
from villages.methods.queries import unfit_clause
from villages.models import Election, Kinship, Person

SHEET = "candidates.review_sheet"
LETTER = "candidates.review_letter"
STATEMENT = "candidates.review_exception"

# What a file must hold before it is handed in; the party day only for a party member.
NEEDED = ("health", "cv", "posts_held", "family")
TITLES = {
    "health": "健康状况",
    "cv": "个人简历",
    "posts_held": "曾任职务和奖惩情况",
    "family": "家庭成员情况",
}


# ── Who is asked, and on what clause ─────────────────────────────────────────────────────────────────


@rows_once
def departments_of(area_code: str) -> QuerySet[ReviewDepartment]:
    """The units taking part for a village or a township: the county's and the township's own."""
    return ReviewDepartment.objects.filter(area_code__in=[area_code[:6], area_code[:9]], active=True)


@rows_once
def _clauses(election: Election, purpose: str) -> QuerySet[AdoptedClause]:
    return AdoptedClause.objects.filter(election=election, purpose=purpose, revoked_at__isnull=True)


def clause_of(election: Election, purpose: str) -> AdoptedClause | None:
    return next(iter(_clauses(election, purpose)), None)


def clause_in_force(election: Election, purpose: str) -> rules.Clause | None:
    """The clause that takes up grounds: entered by hand with its scan, or else that of the 选举办法 which
    the village drafted and passed here; it speaks of its committee alone."""
    clause, village = clause_of(election, purpose), election.village.name
    if clause is not None:
        text = f"{village}选举办法{clause.article}"
        return rules.Clause(frozenset(clause.keys), text, clause.body, clause.passed_on)
    found = unfit_clause(election) if purpose == Purpose.COMMITTEE else None
    if found is None or found[0].held_on is None:
        return None
    method, article, grounds = found
    assert method.held_on is not None  # a text that is in force was passed
    keys = frozenset(f"unfit-{ground['code']}" for ground in grounds)
    return rules.Clause(keys, f"{village}选举办法{article}", method.meeting_title, method.held_on)


# ── One file ─────────────────────────────────────────────────────────────────────────────────────────


@rows_once
def _papers(file: ReviewFile) -> QuerySet[ReviewPaper]:
    return file.papers.all()


@rows_once
def _opinions(file: ReviewFile) -> QuerySet[Opinion]:
    """Those that stand in the present round."""
    return file.opinions.standing().filter(round=file.round).select_related("request", "given_by")


@rows_once
def _requests(file: ReviewFile) -> QuerySet[ReviewRequest]:
    standing = Prefetch("opinions", queryset=Opinion.objects.standing(), to_attr="standing_opinions")
    requests = file.requests.filter(round=file.round).select_related("batch", "department")
    return requests.prefetch_related(standing)


@rows_once
def _inspections(file: ReviewFile) -> QuerySet[Inspection]:
    return file.inspections.filter(round=file.round)


@rows_once
def _statements(file: ReviewFile) -> QuerySet[ExceptionStatement]:
    return file.statements.standing()


@rows_once
def _sanctions(file: ReviewFile) -> QuerySet[Sanction]:
    return file.sanctions.select_related("entered_by", "tolerated_by")


@rows_once
def _rulings(file: ReviewFile) -> QuerySet[ReviewRuling]:
    return file.rulings.select_related("decided_by")


def declarations_of(papers: Iterable[ReviewPaper]) -> list[rules.Declaration]:
    """The three papers; the candidate's own 承诺书 can never be excused."""
    held = {paper.kind: paper for paper in papers}
    made = []
    for kind in ReviewPaper.Kind:
        paper = held.get(kind.value)
        made.append(
            rules.Declaration(
                label=kind.label,
                has_scan=bool(paper and paper.scan),
                excused=paper.excused if paper else "",
                may_be_excused=kind != ReviewPaper.Kind.COMMITMENT,
            )
        )
    return made


def file_facts(file: ReviewFile) -> rules.FileFacts:
    return rules.FileFacts(
        name=file.person.name,
        blank=[TITLES[name] for name in NEEDED if not str(getattr(file, name)).strip()],
        has_photo=bool(file.photo),
        has_number=bool(file.person.id_cipher),
        declarations=declarations_of(_papers(file)),
    )


def check_file(file: ReviewFile) -> Decision:
    return rules.check_file(file_facts(file), file.election.rulebook)


def person_lines(file: ReviewFile) -> Decision:
    """The policy lines that touch this person on the plan's reference day."""
    line = rules.PersonLine(
        name=file.person.name,
        sex=file.person.sex,
        born=file.person.birth_date,
        education=file.education,
        post=file.post,
        post_title=file.get_post_display(),
        incumbency=file.incumbency,  # type: ignore[arg-type]
    )
    return rules.check_person_lines(line, file.reference_day, file.election.rulebook)


def check_sanctions(file: ReviewFile, today: dt.date) -> Decision:
    """Sanctions whose period is not over, against the post wanted; of a decided file on its day."""
    rows = [row for row in _sanctions(file) if row.revoked_at is None]
    facts = [
        rules.SanctionFacts(
            title=row.get_kind_display(),
            given_on=row.given_on,
            until=row.until,
            before=row.before,
            before_title=in_words_of(file.election.kind, row.get_before_display()),
            paper=row.paper_number,
            tolerated=row.tolerated_on is not None,
        )
        for row in rows
    ]
    title = in_words_of(file.election.kind, file.get_post_display())
    day = file.decided_on or today
    return rules.check_sanctions(file.person.name, file.post, title, facts, day, file.election.rulebook)


def issued_subjects(kind: str, subjects: Iterable[str]) -> set[str]:
    """Of these subjects, the ones about which a paper of that kind is in force."""
    rows = Document.objects.filter(kind=kind, subject__in=list(subjects)).in_force()
    return set(rows.values_list("subject", flat=True))


def statement_states(statements: Sequence[ExceptionStatement]) -> dict[str, str]:
    """Line code → how far its 专项说明 has come; the furthest of several counts. One statement of SQL."""
    labels = {row.pk: f"{ExceptionStatement._meta.label}:{row.pk}" for row in statements}
    issued = issued_subjects(STATEMENT, labels.values()) if labels else set()
    order = ["drafted", "issued", "refused", "approved"]
    states: dict[str, str] = {}
    for row in statements:
        state = row.reply if row.reply != row.Reply.NONE else "drafted"
        if state == "drafted" and labels[row.pk] in issued:
            state = "issued"
        for line in row.lines:
            known = states.get(line["code"])
            if known is None or order.index(state) > order.index(known):
                states[line["code"]] = state
    return states


def review_facts(file: ReviewFile) -> rules.ReviewFacts:
    """Everything the decision on one person is taken from. Constant number of statements."""
    election = file.election
    opinions = _opinions(file)
    by_department = {
        opinion.request.department_id: opinion for opinion in opinions if opinion.request is not None
    }
    sent = {request.department_id for request in _requests(file)}
    levels = {opinion.level: opinion for opinion in opinions if opinion.request is None}
    inspection = next(iter(_inspections(file)), None)
    return rules.ReviewFacts(
        name=file.person.name,
        state=file.state,
        file=check_file(file),
        levels=[
            _unit(title, levels.get(level.value), sent=True)
            for level, title in ((Opinion.Level.VILLAGE, "村初审"), (Opinion.Level.TOWNSHIP, "镇初审"))
        ],
        departments=[
            _unit(department.name, by_department.get(department.pk), sent=department.pk in sent)
            for department in departments_of(election.area_code)
        ],
        found=[
            rules.Found(line["key"], line["group"], line["label"], _unit_name(opinion), line["reason"])
            for opinion in opinions
            for line in opinion.found
        ],
        clause=clause_in_force(election, file.purpose),
        inspection=inspection.conclusion if inspection else None,
        lines=person_lines(file),
        statements=statement_states(_statements(file)),
        sanctions=check_sanctions(file, timezone.localdate()),
    )


def level_opinions(file: ReviewFile) -> list[Opinion]:
    """The standing opinions of the village and the township in the present round."""
    return [opinion for opinion in _opinions(file) if opinion.request_id is None]


def _unit_name(opinion: Opinion) -> str:
    """As the decision names it: the level, or the department's name on the day."""
    return opinion.unit if opinion.request_id else Opinion.Level(opinion.level).label


def _unit(name: str, opinion: Opinion | None, *, sent: bool) -> rules.Unit:
    if opinion is None:
        return rules.Unit(name, None, has_scan=False, sent=sent)
    return rules.Unit(_unit_name(opinion), opinion.conclusion, has_scan=bool(opinion.scan), sent=sent)


@dataclass(frozen=True)
class RequestRow:
    """One unit as the page of a file shows it. ``opinion`` is shown to those who may read it."""

    department: str
    request: ReviewRequest | None
    opinion: Opinion | None
    overdue: bool

    @property
    def tone(self) -> str:
        if self.opinion is not None:
            tones = {"agree": "done", "reserved": "soon", "disagree": "overdue"}
            return tones[self.opinion.conclusion]
        return "overdue" if self.overdue else ("doing" if self.request else "todo")

    @property
    def status(self) -> str:
        if self.opinion is not None:
            return self.opinion.get_conclusion_display()
        if self.request is None:
            return "未送审"
        return "逾期未答复" if self.overdue else "待答复"

    @property
    def answered(self) -> str:
        """For those who may not read the opinion: whether there is one, not what it says."""
        return "已答复" if self.opinion is not None else self.status


def request_rows(file: ReviewFile, today: dt.date) -> list[RequestRow]:
    """Every unit taking part, in its order, with what it was sent and what it answered. Two statements."""
    by_department = {row.department_id: row for row in _requests(file)}
    departments = {row.pk: row for row in departments_of(file.area_code)}
    for request in by_department.values():
        departments.setdefault(request.department_id, request.department)
    rows = []
    for pk, department in departments.items():
        found = by_department.get(pk)
        opinion: Opinion | None = None
        if found is not None:
            answers: list[Opinion] = found.standing_opinions  # type: ignore[attr-defined]
            opinion = answers[0] if answers else None
        overdue = (
            found is not None and opinion is None and found.batch.due_on < today and file.state == "county"
        )
        rows.append(RequestRow(department.name, found, opinion, overdue))
    return rows


@dataclass(frozen=True)
class StageRow:
    """One level on the way, as the page draws it."""

    title: str
    tone: str
    status: str


def stages_of(file: ReviewFile) -> list[StageRow]:
    """The five levels of the way and the decision; a file that is decided against shows that alone."""
    way = ("drafting", "village", "township", "county", "inspection")
    if file.state == "passed":
        return [
            *(StageRow(rules.LEVELS[item], "done", "已完成") for item in way),
            StageRow("决定", "done", "联审通过"),
        ]
    if file.state in way:
        at = way.index(file.state)
        tones = ["done"] * at + ["doing"] + ["todo"] * (len(way) - at - 1)
        words = {"done": "已完成", "doing": "办理中", "todo": "未开始"}
        rows = [
            StageRow(rules.LEVELS[item], tone, words[tone]) for item, tone in zip(way, tones, strict=True)
        ]
        return [*rows, StageRow("决定", "todo", "未开始")]
    tone, status = ("void", "联审不通过") if file.state == "rejected" else ("soon", "报县研究")
    return [StageRow("决定", tone, status)]


@rows_once
def family_of(person: Person) -> QuerySet[Kinship]:
    """The near relations on record, whichever way they were declared."""
    rows = Kinship.objects.filter(ended_on__isnull=True).select_related("person", "relative")
    return rows.filter(person=person) | rows.filter(relative=person)


def file_page(file: ReviewFile, today: dt.date, *, reads_opinions: bool) -> dict[str, Any]:
    """Everything the page of one file shows. What the units found is given to those alone who may read it."""
    parts = (_papers, _opinions, _requests, _inspections, _statements, _sanctions, _rulings)
    read_ahead(
        *(part.ask(file) for part in parts),
        *file.election.rule_asks(),
        departments_of.ask(file.election.area_code),
        _clauses.ask(file.election, file.purpose),
        family_of.ask(file.person),
    )
    book, facts = file.election.rulebook, review_facts(file)
    opinions = level_opinions(file)
    papers, units = _papers(file), request_rows(file, today)
    return {
        "file": file,
        "election": file.election,
        "steps": stages_of(file),
        "declarations": declarations_of(papers),
        "papers": papers,
        "family": family_of(file.person),
        "units": units,
        "heard": all(row.opinion is not None for row in units),
        "opinions": opinions,
        "township_heard": any(opinion.level == Opinion.Level.TOWNSHIP for opinion in opinions),
        "inspection": next(iter(_inspections(file)), None),
        "rulings": _rulings(file),
        "statements": _statements(file),
        "sheets": documents_about(file, SHEET) if reads_opinions else [],
        "missing": rules.check_complete(facts, book),
        "grounds": rules.check_grounds(facts, book) if reads_opinions else None,
        "lines": facts.lines,
        "exceptions": rules.check_exceptions(facts),
        "sanctions": _sanctions(file),
        "sanctioned": facts.sanctions,
        "verdict": rules.verdict(facts, book) if reads_opinions else "",
        "reads_opinions": reads_opinions,
    }
