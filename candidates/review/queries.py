"""Reads of the joint review, shared by its acts, pages, papers and the boards above."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from django.db.models import Max, Prefetch

from candidates.models import (
    AdoptedClause,
    Candidate,
    ExceptionStatement,
    Opinion,
    Purpose,
    ReviewBatch,
    ReviewDepartment,
    ReviewFile,
    ReviewPaper,
    ReviewPlan,
    ReviewRequest,
    ReviewRuling,
    ReviewTeam,
)
from candidates.review import rules
from election_office.accounts.models import User
from election_office.documents.models import Document
from election_office.law.decision import Decision, Finding
from villages.models import Cycle, Election, Kinship, Person

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


def departments_of(area_code: str) -> list[ReviewDepartment]:
    """The units taking part for a village or a township: the county's and the township's own."""
    return list(ReviewDepartment.objects.filter(area_code__in=[area_code[:6], area_code[:9]], active=True))


def clause_of(election: Election, purpose: str) -> AdoptedClause | None:
    return AdoptedClause.objects.filter(election=election, purpose=purpose, withdrawn_at__isnull=True).first()


def clause_facts(clause: AdoptedClause | None, village: str) -> rules.Clause | None:
    if clause is None:
        return None
    return rules.Clause(
        frozenset(clause.keys), f"{village}选举办法{clause.article}", clause.body, clause.passed_on
    )


# ── One file ─────────────────────────────────────────────────────────────────────────────────────────


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
        has_number=bool(file.person.id_masked),
        declarations=declarations_of(file.papers.all()),
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
    opinions = list(file.opinions.standing().filter(round=file.round).select_related("request"))
    by_department = {one.request.department_id: one for one in opinions if one.request is not None}
    sent = set(file.requests.filter(round=file.round).values_list("department_id", flat=True))
    levels = {one.level: one for one in opinions if one.request is None}
    inspection = file.inspections.filter(round=file.round).first()
    return rules.ReviewFacts(
        name=file.person.name,
        state=file.state,
        file=check_file(file),
        levels=[
            _unit(title, levels.get(level.value), sent=True)
            for level, title in ((Opinion.Level.VILLAGE, "村初审"), (Opinion.Level.TOWNSHIP, "镇初审"))
        ],
        departments=[
            _unit(one.name, by_department.get(one.pk), sent=one.pk in sent)
            for one in departments_of(election.area_code)
        ],
        found=[
            rules.Found(line["key"], line["group"], line["label"], _unit_name(one), line["reason"])
            for one in opinions
            for line in one.found
        ],
        clause=clause_facts(clause_of(election, file.purpose), election.village.name),
        inspection=inspection.conclusion if inspection else None,
        lines=person_lines(file),
        statements=statement_states(list(file.statements.standing())),
    )


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
    requests = file.requests.filter(round=file.round).select_related("batch", "department")
    standing = Prefetch("opinions", queryset=Opinion.objects.standing(), to_attr="standing_opinions")
    by_department = {one.department_id: one for one in requests.prefetch_related(standing)}
    departments = {one.pk: one for one in departments_of(file.area_code)}
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


def family_of(person: Person) -> list[Kinship]:
    """The near relations on record, whichever way they were declared."""
    rows = Kinship.objects.filter(ended_on__isnull=True).select_related("person", "relative")
    return list(rows.filter(person=person) | rows.filter(relative=person))


# ── One election ─────────────────────────────────────────────────────────────────────────────────────


@dataclass
class FileRow:
    """A line of the election's list."""

    file: ReviewFile
    sent: int = 0
    answered: int = 0
    overdue: int = 0
    lines: Decision = field(default_factory=Decision)


def file_rows(election: Election, today: dt.date) -> list[FileRow]:
    """Every file of one election with how far the units have come. Three statements."""
    files = list(ReviewFile.objects.filter(election=election).select_related("person"))
    rows = {}
    for file in files:
        file.election = election
        rows[file.pk] = FileRow(file, lines=person_lines(file))
    standing = Prefetch(
        "opinions", queryset=Opinion.objects.standing().only("pk", "request_id"), to_attr="standing_opinions"
    )
    requests = ReviewRequest.objects.filter(file__election=election).select_related("batch")
    for request in requests.prefetch_related(standing):
        row = rows[request.file_id]
        if request.round != row.file.round:
            continue
        row.sent += 1
        answered = bool(request.standing_opinions)  # type: ignore[attr-defined]
        row.answered += answered
        row.overdue += not answered and request.batch.due_on < today and row.file.state == "county"
    return list(rows.values())


def reference_day(election: Election) -> dt.date:
    plan = ReviewPlan.objects.filter(cycle_id=election.cycle_id).first()
    return (plan.reference_day if plan else None) or election.election_day


def check_team(election: Election) -> Decision:
    """The make-up of the people put forward: women, the young member, 一肩挑, paid posts."""
    files = ReviewFile.objects.filter(election=election).exclude(state=ReviewFile.State.REJECTED)
    team = ReviewTeam.objects.filter(election=election).first()
    facts = rules.TeamFacts(
        population=election.village.population,
        members=[
            rules.TeamMember(
                one.person_id, one.person.sex, one.person.birth_date, one.education, one.purpose, one.post
            )
            for one in files.select_related("person")
        ],
        paid_posts=team.paid_posts if team else None,
    )
    return rules.check_team(facts, reference_day(election), election.rulebook)


# ── Before somebody becomes a candidate ──────────────────────────────────────────────────────────────


def is_required(election: Election) -> bool:
    """Are this election's candidates reviewed? By the plan, or because one of them is under review."""
    return (
        ReviewPlan.objects.filter(cycle_id=election.cycle_id, required=True).exists()
        or ReviewFile.objects.filter(election=election, purpose=Purpose.COMMITTEE).exists()
    )


def review_gap(election: Election, person: Person, post_kind: str) -> str:
    """Why this person cannot be a formal candidate for that post; empty when nothing stands in the way."""
    file = ReviewFile.objects.filter(election=election, person=person, purpose=Purpose.COMMITTEE).first()
    review = rules.EntryReview(
        required=file is not None or is_required(election),
        state=file.state if file else None,
        post=file.post if file else "",
        post_title=file.get_post_display() if file else "",
    )
    return rules.entry_gap(person.name, review, post_kind)


def list_gaps(election: Election) -> Decision:
    """Standing candidates whose review does not carry them: such a list is not issued. Three statements."""
    if not is_required(election):
        return Decision()
    files = {
        one.person_id: one for one in ReviewFile.objects.filter(election=election, purpose=Purpose.COMMITTEE)
    }
    standing = Candidate.objects.filter(election=election).standing().select_related("person", "post")
    findings = []
    for candidate in standing:
        file = files.get(candidate.person_id)
        review = rules.EntryReview(
            required=True,
            state=file.state if file else None,
            post=file.post if file else "",
            post_title=file.get_post_display() if file else "",
        )
        gap = rules.entry_gap(candidate.person.name, review, candidate.post.kind)
        if gap:
            cite = election.rulebook.cite("policy_review_departments")
            findings.append(Finding("review_incomplete", False, gap, cite))
    return Decision(tuple(findings))


# ── Sending, and what is late ────────────────────────────────────────────────────────────────────────


def files_to_send(cycle: Cycle) -> list[ReviewFile]:
    """Files of the township that stand at the county."""
    rows = ReviewFile.objects.filter(election__cycle=cycle, state=ReviewFile.State.COUNTY)
    return list(rows.select_related("person", "election__village").order_by("election__village__code", "pk"))


def next_serial(cycle: Cycle) -> int:
    return (ReviewBatch.objects.filter(cycle=cycle).aggregate(last=Max("serial"))["last"] or 0) + 1


@dataclass
class BatchRow:
    batch: ReviewBatch
    people: int
    answered: int
    overdue: bool


def batch_rows(cycle: Cycle, today: dt.date) -> list[BatchRow]:
    """Every letter of a township with how many were answered. Three statements."""
    standing = Prefetch(
        "opinions", queryset=Opinion.objects.standing().only("pk", "request_id"), to_attr="standing_opinions"
    )
    requests = ReviewRequest.objects.select_related("file").prefetch_related(standing)
    batches = ReviewBatch.objects.filter(cycle=cycle).select_related("department")
    rows = []
    for batch in batches.prefetch_related(Prefetch("requests", queryset=requests)):
        members = list(batch.requests.all())
        answered = [one for one in members if one.standing_opinions]  # type: ignore[attr-defined]
        waiting = [
            one
            for one in members
            if one not in answered and one.file.state == "county" and one.round == one.file.round
        ]
        rows.append(BatchRow(batch, len(members), len(answered), bool(waiting) and batch.due_on < today))
    return rows


@dataclass
class LateUnit:
    """One unit that owes answers: how many, to how many villages, since when."""

    department: str
    count: int
    oldest_due: dt.date
    villages: list[str]
    cycle_id: int


def overdue_requests(user: User, today: dt.date) -> list[ReviewRequest]:
    """What the units owe in this user's divisions, oldest first. One statement."""
    rows = ReviewRequest.objects.visible_to(user).overdue(today).with_people()
    return list(rows.order_by("batch__due_on", "department__order", "pk"))


def overdue_count(user: User, today: dt.date) -> int:
    return ReviewRequest.objects.visible_to(user).overdue(today).count()


def late_units(user: User, today: dt.date) -> list[LateUnit]:
    """``overdue_requests`` by unit, the ones that owe most first: for the township's board."""
    units: dict[tuple[int, int], LateUnit] = {}
    villages: dict[tuple[int, int], dict[str, None]] = defaultdict(dict)
    for request in overdue_requests(user, today):
        key = (request.file.election.cycle_id, request.department_id)
        unit = units.setdefault(
            key,
            LateUnit(request.department.name, 0, request.batch.due_on, [], request.file.election.cycle_id),
        )
        unit.count += 1
        villages[key][request.file.election.village.name] = None
    for key, unit in units.items():
        unit.villages = list(villages[key])
    return sorted(units.values(), key=lambda unit: (-unit.count, unit.oldest_due))


# ── 倒查: who passed whom ─────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True)
class TraceRow:
    """One act of the review of one person, as the export lists it."""

    at: dt.datetime
    election: str
    post: str
    round: int
    what: str
    unit: str
    conclusion: str
    detail: str
    handler: str
    leader: str
    stamped_on: dt.date | None
    entered_by: str
    scan: str
    withdrawn: str


def trace_files(person: Person, user: User) -> list[ReviewFile]:
    """Every file of the person this user may read, newest election first, with all that hangs on it."""
    rows = ReviewFile.objects.visible_to(user).filter(person=person).with_places()
    return list(
        rows.prefetch_related(
            Prefetch("opinions", queryset=Opinion.objects.select_related("given_by", "withdrawn_by")),
            Prefetch(
                "requests", queryset=ReviewRequest.objects.select_related("batch__sent_by", "department")
            ),
            Prefetch("rulings", queryset=ReviewRuling.objects.select_related("decided_by")),
            "inspections__entered_by",
        ).order_by("-election__election_day", "-pk")
    )


def trace_rows(file: ReviewFile) -> list[TraceRow]:
    """Everything done on one file, in the order it was done. No statement beyond ``trace_files``."""

    def row(at: dt.datetime, what: str, round_number: int, **values: object) -> TraceRow:
        blank: dict[str, object] = {
            "unit": "",
            "conclusion": "",
            "detail": "",
            "handler": "",
            "leader": "",
            "stamped_on": None,
            "entered_by": "",
            "scan": "",
            "withdrawn": "",
        }
        return TraceRow(
            at=at,
            election=str(file.election),
            post=file.get_post_display(),
            round=round_number,
            what=what,
            **(blank | values),  # type: ignore[arg-type]
        )

    rows = [
        row(
            one.batch.sent_at,
            "送审",
            one.round,
            unit=one.department.name,
            detail=f"第{one.batch.serial}批，反馈期限{one.batch.due_on.isoformat()}",
            entered_by=one.batch.sent_by.name,
        )
        for one in file.requests.all()
    ]
    for opinion in file.opinions.all():
        found = "；".join(f"{line['label']}：{line['reason']}" for line in opinion.found)
        rows.append(
            row(
                opinion.created_at,
                opinion.get_level_display(),
                opinion.round,
                unit=opinion.unit,
                conclusion=opinion.get_conclusion_display(),
                detail="；".join(part for part in (found or "逐项审查未发现问题", opinion.remark) if part),
                handler=opinion.handler,
                leader=opinion.leader,
                stamped_on=opinion.stamped_on,
                entered_by=opinion.given_by.name,
                scan=f"{opinion.filename}（{opinion.sha256[:12]}）",
                withdrawn=opinion.withdrawn_reason,
            )
        )
    for inspection in file.inspections.all():
        rows.append(
            row(
                inspection.created_at,
                "考察",
                inspection.round,
                unit=inspection.inspectors,
                conclusion=inspection.get_conclusion_display(),
                detail=(
                    f"测评发出{inspection.issued}张、收回{inspection.recovered}张，优秀{inspection.good}、"
                    f"称职{inspection.competent}、基本称职{inspection.basic}、不称职{inspection.poor}，"
                    f"谈话{inspection.talks}人；{inspection.text}"
                ),
                entered_by=inspection.entered_by.name,
                scan=f"{inspection.filename}（{inspection.sha256[:12]}）",
            )
        )
    for ruling in file.rulings.all():
        rows.append(
            row(
                ruling.created_at,
                "县换届办批复" if ruling.by_county else "决定",
                ruling.round,
                conclusion=ruling.get_kind_display(),
                detail=f"{ruling.paper_number} {ruling.reason}".strip(),
                leader=ruling.leader,
                stamped_on=ruling.decided_on,
                entered_by=ruling.decided_by.name,
                scan=ruling.filename,
            )
        )
    return sorted(rows, key=lambda one: one.at)
