"""What the pages of a 换届 and of its meeting show: what is done, what is next, both readings of the vote."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone

from ballots.collective import queries, rules
from ballots.models import Assembly, Charter, Collective, CollectiveTerm, CollectiveWinner, RegistrationChange
from election_office.core.gather import read_ahead, rows_once
from election_office.documents import notice as papers
from election_office.documents.models import Document
from election_office.documents.queries import subject_label
from election_office.law.decision import Decision
from election_office.law.rulebooks import Rulebook


@dataclass(frozen=True, slots=True)
class Task:
    """One thing to be done. ``url``: where; ``word``: how it stands; ``by_form``: a page of those who act."""

    title: str
    done: bool
    word: str
    url: str = ""
    by_form: bool = False


@dataclass(frozen=True, slots=True)
class PaperLine:
    """A paper of this election: its page, and the one in force."""

    title: str
    url: str
    paper: Document | None


@dataclass(frozen=True, slots=True)
class VoteLine:
    """One person of the vote, by either reading."""

    post: str
    name: str
    yes: int
    against: int
    abstained: int
    by_all: bool
    by_half: bool
    elected: bool


def paper_lines(*wanted: tuple[str, Any]) -> list[PaperLine]:
    """One statement for all of them."""
    subjects = [subject for _, subject in wanted if subject is not None]
    rows = Document.objects.in_force().filter(
        kind__in=[code for code, _ in wanted], subject__in=[subject_label(item) for item in subjects]
    )
    held = {(row.kind, row.subject): row for row in rows.order_by("pk")}
    lines = []
    for code, subject in wanted:
        if subject is not None:
            notice = papers.get(code)
            paper = held.get((code, subject_label(subject)))
            lines.append(PaperLine(notice.title, notice.issue_url(subject), paper))
    return lines


@rows_once
def _assemblies(term: CollectiveTerm) -> QuerySet[Assembly]:
    return term.assemblies.all()


@rows_once
def _changes(term: CollectiveTerm) -> QuerySet[RegistrationChange]:
    return RegistrationChange.objects.filter(term=term)


@rows_once
def _charters(collective: Collective) -> QuerySet[Charter]:
    return collective.charters.filter(revoked_at__isnull=True)


def of_term(term: CollectiveTerm) -> dict[str, Any]:
    book = term.rulebook_on(timezone.localdate())
    read_ahead(
        *(
            part.ask(term)
            for part in (queries.winner_rows, queries.nominee_rows, queries.seat_rows, _assemblies, _changes)
        ),
        *(part.ask(term.collective) for part in (queries.registers_of, _charters)),
    )
    collective, assemblies = term.collective, _assemblies(term)
    winners, nominees = queries.winners_of(term), queries.nominees_of(term)
    register = queries.register_of(collective)
    change = next(iter(_changes(term)), None)
    open_seats = queries.open_seats(term, winners)
    return {
        "term": term,
        "collective": collective,
        "seats": queries.seat_rows(term),
        "nominees": nominees,
        "assemblies": assemblies,
        "may_plan": bool(open_seats) and not (assemblies and queries.is_pending(assemblies[-1])),
        "winners": winners,
        "open_seats": [(rules.TITLES[post], number) for post, number in open_seats.items()],
        "warnings": _seat_warnings(term, book),
        "charter_says": rules.charter_says(book),
        "change": change,
        "heads_open": _heads_open(winners, book),
        "change_due": _change_due(term, winners, change),
        "tasks": _tasks(term, register, assemblies, winners, change, bool(nominees)),
        "papers": paper_lines((queries.REGISTER_NOTICE, register), (queries.CHANGE_PAPER, change)),
    }


def _seat_warnings(term: CollectiveTerm, book: Rulebook) -> Decision:
    return rules.check_seats(
        {row.kind: row.seats for row in queries.seat_rows(term)}, way=term.way, book=book
    )


def _heads_open(winners: Sequence[CollectiveWinner], book: Rulebook) -> bool:
    """Whether a body still has to choose its head among its own."""
    held = {winner.kind for winner in winners}
    chair = book.value("chair_by") == "body" and "council" in held and "chair" not in held
    other = book.value("supervisory_chair_by") == "body" and "supervisory_chair" not in held
    return chair or (other and "supervisor" in held)


def _chair(winners: Sequence[CollectiveWinner]) -> str:
    return next((winner.member.person.name for winner in winners if winner.kind == "chair"), "")


def _change_due(
    term: CollectiveTerm, winners: Sequence[CollectiveWinner], change: RegistrationChange | None
) -> bool:
    """J12: another chair than the registered legal representative, and nothing applied for yet."""
    chair = _chair(winners)
    return bool(chair) and chair != term.collective.legal_representative and change is None


def _tasks(
    term: CollectiveTerm,
    register: Any,
    assemblies: Sequence[Assembly],
    winners: Sequence[CollectiveWinner],
    change: RegistrationChange | None,
    nominated: bool,
) -> list[Task]:
    collective, last = term.collective, assemblies[-1] if assemblies else None
    has_charter = bool(_charters(collective))
    shown = queries.hung_on(register, queries.REGISTER_NOTICE) if register else None
    said = queries.hung_on(last, queries.MEETING_NOTICE) if last else None
    declared = last is not None and last.is_declared
    members = reverse("ballots:collective_members", args=[collective.pk])
    meeting = reverse("ballots:assembly", args=[last.pk]) if last else ""
    chair = _chair(winners)
    settled = bool(chair) and (
        chair == term.collective.legal_representative if change is None else change.accepted_on is not None
    )
    return [
        Task(
            "核对章程", has_charter, "已录入" if has_charter else "还没有录入", collective.get_absolute_url()
        ),
        Task("成员名册定册并公示", shown is not None, "已张贴" if shown else "待办", members),
        Task(
            "党组织研究讨论",
            term.studied_on is not None,
            term.studied_by or "待登记",
            reverse("ballots:collective_study", args=[term.pk]),
            by_form=True,
        ),
        Task("提名候选人", nominated, "已登记" if nominated else "待登记"),
        Task("会议通知", said is not None, "已张贴" if said else "待张贴", meeting),
        Task(
            "召开会议、逐人表决", last is not None and last.is_held, last.state if last else "待召集", meeting
        ),
        Task("宣布结果", declared, "已宣布" if declared else "待宣布", meeting),
        Task(
            "变更登记",
            settled,
            "已办结" if settled else "已申请" if change else "理事长变动的须办理",
        ),
    ]


def of_assembly(assembly: Assembly) -> dict[str, Any]:
    term, book = assembly.term, assembly.term.rulebook_on(assembly.day)
    entitled = assembly.entitled if assembly.is_held else queries.entitled_count(term, assembly.day)
    quorum = rules.check_quorum(assembly.participants, entitled or 0, term.way, book)
    said = queries.hung_on(assembly, queries.MEETING_NOTICE)
    context: dict[str, Any] = {
        "assembly": assembly,
        "term": term,
        "collective": term.collective,
        "entitled": entitled,
        "least": rules.least_participants(entitled or 0, term.way, book),
        "quorum": quorum if assembly.is_held else Decision(),
        "told": said,
        "notice": rules.check_notice(notified_on=said, day=assembly.day, book=book),
        "proxies": queries.proxies_of(assembly),
        "readings": (),
        "lines": [],
        "reading_open": Decision(),
        "findings": [],
        "papers": paper_lines(*_papers_of(assembly)),
    }
    if assembly.is_held and quorum.allowed and assembly.votes.exists():
        context |= _of_the_vote(assembly, book)
    return context


def _papers_of(assembly: Assembly) -> list[tuple[str, Assembly]]:
    codes = [queries.MEETING_NOTICE]
    codes += [queries.RESULT_NOTICE, queries.MINUTES] if assembly.is_declared else []
    return [(code, assembly) for code in codes]


def _of_the_vote(assembly: Assembly, book: Rulebook) -> dict[str, Any]:
    term, counted = assembly.term, queries.counted(assembly, book)
    every, half = rules.readings(assembly.entitled or 0, assembly.participants, term.way, book)
    rule = queries.rule_in_force(term, book)
    chosen = {(post.post, row.name) for post in counted.by(rule).posts for row in post.seated}
    lines = [
        VoteLine(
            post=rules.TITLES[row.nominee.kind],
            name=counted.labels[row.nominee.member_id],
            yes=row.yes,
            against=row.against,
            abstained=row.abstained,
            by_all=every.elects(row.yes),
            by_half=half.elects(row.yes),
            elected=(row.nominee.kind, counted.labels[row.nominee.member_id]) in chosen,
        )
        for row in queries.votes_of(assembly)
    ]
    return {
        "readings": (every, half),
        "lines": lines,
        "rule": rule,
        "differ": counted.differ,
        "reading_open": rules.check_reading(differ=counted.differ, decided=term.win_rule, book=book),
        "findings": [
            finding
            for finding in counted.by(rule).findings
            if finding.code not in ("charter_may_differ", "charter_win_rule")
        ],
        "unfilled": [
            (rules.TITLES[post.post], post.unfilled) for post in counted.by(rule).posts if post.unfilled
        ],
    }


def result_facts(assembly: Assembly) -> list[tuple[str, str]]:
    """What is read once more before it is declared."""
    seen = of_assembly(assembly)
    facts = [("参加人数", f"应到{assembly.entitled or 0}人，参加{assembly.participants}人")]
    facts += [(line.post, f"{line.name}　同意{line.yes}票") for line in seen["lines"] if line.elected]
    facts += [(f"{title}缺额", f"{number}名，按章程办理") for title, number in seen.get("unfilled", ())]
    return facts
