"""What the law and the township's plan say about an election and its steps.

Plain values in, a Decision or plain values out; no database, no clock, no Django.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from election_office.law.dates import cn_date
from election_office.law.deadlines import Deadline, deadlines_for
from election_office.law.decision import Decision, Finding
from election_office.law.rulebooks import Rulebook
from election_office.law.terms import check_seats_for, check_term_end, first_election_by
from election_office.law.words import GENERAL, Words
from villages.catalogue import StepKind, step_kinds

KIND_ORDER = ("director", "deputy", "member")


@dataclass(frozen=True, slots=True)
class SeatRow:
    """One line of a village's posts. ``reserved``: "" or "woman"."""

    kind: str
    seats: int
    reserved: str = ""

    @property
    def title(self) -> str:
        name = {"director": "主任", "deputy": "副主任", "member": "委员"}[self.kind]
        return f"妇女{name}" if self.reserved == "woman" else name


def check_seats(rows: Sequence[SeatRow], book: Rulebook) -> Decision:
    """A committee of three to seven with exactly one director; a second line of one kind is refused."""
    total = sum(row.seats for row in rows)
    directors = sum(row.seats for row in rows if row.kind == "director")
    low, high = book.value("seats_min"), book.value("seats_max")
    return Decision(
        (
            Finding(
                code="seats_out_of_range",
                passed=low <= total <= high,
                message=f"{book.words.body}应由{low}至{high}人组成，现设{total}人。",
                citation=book.cite("seats_max"),
            ),
            Finding(
                code="one_director",
                passed=directors == 1,
                message=f"主任应设1人，现设{directors}人。",
                citation=book.cite("seats_max"),
            ),
            Finding(
                code="post_doubled",
                passed=len({(row.kind, row.reserved) for row in rows}) == len(rows),
                message="同一职位只能设一行，请合并名额。",
            ),
        )
    )


@dataclass(frozen=True, slots=True)
class SeatBand:
    """Up to how many people (``up_to`` None: no upper end) a village gets which seats."""

    up_to: int | None
    director: int
    deputy: int
    member: int
    woman: int = 0

    @property
    def total(self) -> int:
        return self.director + self.deputy + self.member + self.woman


def seats_for(population: int, bands: Sequence[SeatBand]) -> list[SeatRow]:
    """The township's table applied to one village: the first band that reaches its population."""
    for band in bands:
        if band.up_to is None or population <= band.up_to:
            break
    else:
        raise ValueError(f"The seat table does not reach {population} people.")
    rows = [
        SeatRow("director", band.director),
        SeatRow("deputy", band.deputy),
        SeatRow("member", band.member),
        SeatRow("member", band.woman, "woman"),
    ]
    return [row for row in rows if row.seats]


def seats_of(population: int, bands: Sequence[SeatBand], book: Rulebook) -> list[SeatRow]:
    """The township's table for this place. It is written for villages: where it gives a community fewer than
    its law asks for, the rest are plain members."""
    rows = seats_for(population, bands)
    missing = book.value("seats_min") - sum(row.seats for row in rows)
    if book.kind != "community" or missing <= 0:
        return rows
    plain = next((row for row in rows if row.kind == "member" and not row.reserved), None)
    others = [row for row in rows if row is not plain]
    member = SeatRow("member", (plain.seats if plain else 0) + missing)
    return sorted([*others, member], key=lambda row: (KIND_ORDER.index(row.kind), row.reserved))


@dataclass(frozen=True, slots=True)
class VillageInPlan:
    name: str
    population: int
    groups: int
    seats: tuple[SeatRow, ...]
    day: date
    term_end: date | None = None
    founded_on: date | None = None


def check_plan(villages: Sequence[VillageInPlan], books: Mapping[str, Rulebook], today: date) -> Decision:
    """May the township's plan be approved? ``books``: by village name, for its own election day."""
    findings = [
        Finding("no_villages", bool(villages), f"本镇还没有登记村庄，请先登记村和{GENERAL.group}。"),
    ]
    for village in villages:
        findings.append(
            Finding(
                "groups_missing",
                village.groups > 0,
                f"{village.name}还没有登记{books[village.name].words.group}，名单无处张贴，请先登记。",
                books[village.name].cite("roll_days"),
            )
        )
        findings.append(
            Finding(
                "day_passed",
                village.day > today,
                f"{village.name}的选举日{cn_date(village.day)}已过，请改为今后的日期。",
            )
        )
        if too_far(village.day, today):
            sentence = f"{village.name}的选举日{cn_date(village.day)}太远，请核对年份。"
            findings.append(Finding("day_passed", False, sentence))
        findings += [
            Finding(f.code, f.passed, f"{village.name}：{f.message}", f.citation, f.severity)
            for f in check_seats(village.seats, books[village.name]).findings
        ]
        findings += _seats_of_its_size(village, books[village.name])
        findings += _too_late_to_begin(village, books[village.name], today)
        findings += _after_the_term(village, books[village.name])
    return Decision(tuple(findings))


def _seats_of_its_size(village: VillageInPlan, book: Rulebook) -> list[Finding]:
    """Where a province gives the seats by population; a warning while its text was not read in full."""
    source = book.parameter("seats_by_population")
    if not source.value:
        return []
    total = sum(row.seats for row in village.seats)
    return [
        Finding(
            finding.code,
            finding.passed,
            f"{village.name}：{finding.message}",
            finding.citation,
            "error" if source.verified else "warning",
        )
        for finding in check_seats_for(village.population, total, book).findings
    ]


def _after_the_term(village: VillageInPlan, book: Rulebook) -> list[Finding]:
    """How far from the end of the term, or from the founding of a new village, the day may lie."""
    if village.founded_on is None:
        found = check_term_end(village.term_end, village.day, book).findings if village.term_end else ()
        # 一般不超过: a county may have approved it, so it is shown and stops nothing.
        return [
            replace(
                finding,
                message=f"{village.name}：{finding.message}经批准提前或者延期的，批准文件随方案存档。",
                severity="warning",
            )
            for finding in found
        ]
    last, source = first_election_by(village.founded_on, book), book.parameter("first_election_months")
    if last is None:
        return []
    return [
        Finding(
            "first_election_late",
            village.day <= last,
            f"{village.name}：{cn_date(village.founded_on)}批准设立，应当在{source.value}个月内、"
            f"即{cn_date(last)}以前选举，现定选举日{cn_date(village.day)}。",
            source.citation,
            "error" if source.verified else "warning",
        )
    ]


def _too_late_to_begin(village: VillageInPlan, book: Rulebook, today: date) -> list[Finding]:
    missed = [
        limit
        for limit in deadlines_for(book, village.day)
        if limit.kind == "hard" and limit.code == "D07" and limit.due is not None and limit.due < today
    ]
    return [
        Finding(
            "roll_limit_missed",
            False,
            f"{village.name}：{limit.what}最迟应在{cn_date(limit.due)}，现已错过，请推后选举日。",
            limit.citation,
        )
        for limit in missed
        if limit.due is not None
    ]


# ------------------------------------------------------------------ steps


@dataclass(frozen=True, slots=True)
class PlannedStep:
    """A step as the plan and the law make it for one election day."""

    kind: StepKind
    due_on: date
    limit_on: date | None
    limit_kind: str
    limit_source: str


def plan_steps(
    book: Rulebook, election_day: date, due: Mapping[str, date] | None = None
) -> list[PlannedStep]:
    """The steps in order. ``due``: the plan's own days by step code; a code missing there is left out,
    and without ``due`` the catalogue's default days count. A plan day is never later than the limit."""
    limits = {limit.code: limit for limit in deadlines_for(book, election_day)}
    steps = []
    for kind in step_kinds(book.words).values():
        if due is not None and kind.code not in due:
            continue
        due_on = due[kind.code] if due is not None else election_day - timedelta(days=kind.days_before)
        limit = limits.get(kind.deadline)
        steps.append(_planned(kind, due_on, limit, election_day))
    return steps


def _planned(kind: StepKind, due_on: date, limit: Deadline | None, election_day: date) -> PlannedStep:
    """A working date of the plan colours nothing red for ever; the last lawful day does."""
    if limit is None:
        return PlannedStep(kind, due_on, None, "plan", "")
    lawful = limit.last_lawful_day
    due_on = min(day for day in (due_on, limit.due, lawful) if day is not None)
    if lawful is None:
        return PlannedStep(kind, due_on, None, "plan", "")
    shown = {"hard": "hard", "province": "province", "plan": "hard"}.get(limit.kind, "guide")
    return PlannedStep(kind, due_on, lawful, shown, str(limit.citation))


def check_open_election_stage(
    *, open_gates: Sequence[str], deferred: bool, book: Rulebook, audit_open: bool
) -> Decision:
    """No departure audit or no training: the election stage does not open. A deferred village waits."""
    others = [title for title in open_gates if not (audit_open and "审计" in title)]
    return Decision(
        (
            Finding(
                "audit_open",
                not audit_open,
                "离任经济责任审计结果尚未公布，不得进入选举阶段；请先登记审计结果和公布日期。",
                book.cite("audit_before_election"),
            ),
            Finding(
                "gate_open",
                not others,
                f"以下准备工作尚未办结：{'、'.join(others)}。按本镇方案，办结后才能进入选举阶段。",
            ),
            Finding("deferred", not deferred, f"{book.words.here}已批准暂缓换届，恢复后才能进入选举阶段。"),
        )
    )


def check_stage(stage: str, wanted: Collection[str], deferred: bool, words: Words) -> Decision:
    """Is the village at a stage in which this act belongs?"""
    names = {"preparation": "准备阶段", "election": "选举阶段", "follow_up": "后续阶段", "closed": "已办结"}
    wanted_names = "或".join(names[name] for name in names if name in wanted)
    return Decision(
        (
            Finding("deferred", not deferred, f"{words.here}已批准暂缓换届，恢复后才能继续办理。"),
            Finding(
                "wrong_stage",
                stage in wanted,
                f"{words.here}现处{names[stage]}，此事项要在{wanted_names}办理；"
                "请先在“进程”页办结准备工作并进入选举阶段。"
                if stage == "preparation"
                else f"{words.here}现处{names[stage]}，此事项要在{wanted_names}办理。",
            ),
        )
    )


def check_record(
    *, done_on: date, today: date, closes_with: str, missing: Sequence[str], finishes: bool
) -> Decision:
    """May a step be recorded as done on that day? ``missing``: titles of open steps it waits for."""
    return Decision(
        (
            Finding(
                "future",
                done_on <= today,
                f"办理日期{cn_date(done_on)}在今天之后，只能登记已经办理的事项。",
            ),
            Finding(
                "closed_by_paper",
                not (finishes and closes_with != "record"),
                "本事项由公告张贴或者系统内的办理自动办结，不能手工登记为已办结；这里只能登记过程情况。",
            ),
            Finding(
                "waits_for",
                not (finishes and missing),
                f"前项尚未办结：{'、'.join(missing)}。请先办结前项。",
            ),
        )
    )


def check_explain(*, late: bool) -> Decision:
    return Decision((Finding("not_late", late, "本事项没有超过期限，无需说明。"),))


@dataclass(frozen=True, slots=True)
class MovedStep:
    """An open step whose new limit has already passed."""

    title: str
    limit_on: date
    source: str


def too_far(day: date, today: date) -> bool:
    """A slip of the year: nobody plans an election beyond the next term."""
    return day.year > today.year + 6


def check_move_day(
    *, day: date, today: date, polling_done: bool, roll_posted_on: date | None, book: Rulebook
) -> Decision:
    """May the election day move there? ``book`` is the rulebook of the new day."""
    roll_limit = next((limit.due for limit in deadlines_for(book, day) if limit.code == "D07"), None)
    posted_late = bool(roll_posted_on and roll_limit and roll_posted_on > roll_limit)
    return Decision(
        (
            Finding("polling_done", not polling_done, "投票已经结束，不能再改选举日。"),
            Finding("day_passed", day > today, f"新的选举日{cn_date(day)}已过，请填今后的日期。"),
            Finding("day_passed", not too_far(day, today), f"新的选举日{cn_date(day)}太远，请核对年份。"),
            Finding(
                "roll_posted_late",
                not posted_late,
                f"{book.words.roll_short}在{cn_date(roll_posted_on)}公布，改到{cn_date(day)}后距选举日不足法定天数。"
                if roll_posted_on
                else "",
                book.cite("roll_days"),
            ),
        )
    )


def check_deferral(*, stage: str, asked: bool, words: Words) -> Decision:
    return Decision(
        (
            Finding("closed", stage not in ("follow_up", "closed"), "选举已经完成，不能申请暂缓。"),
            Finding("asked", not asked, f"{words.here}已有在办的暂缓换届申请。"),
        )
    )


# ------------------------------------------------------------------ places


TWO_BOOKS = "民政部门和统计部门各编一套区划代码，约四分之一的乡镇两套不同；另一套请填在“另一套区划代码”里。"


def check_village_code(code: str, other_code: str, township: str, main: str, other: str) -> Decision:
    """A village's code begins with its township's, in the same book. ``main``, ``other``: the township's."""
    in_other_book = bool(other) and code.startswith(other) and not code.startswith(main)
    return Decision(
        (
            Finding(
                "code_of_other_book",
                not in_other_book,
                f"代码{code}属于{township}的另一套代码（{other}），本平台用的是{main}。{TWO_BOOKS}",
            ),
            Finding(
                "code_elsewhere",
                code.startswith(main) or in_other_book,
                f"{township}的村，区划代码应以{main}开头，现为{code}，请核对。{TWO_BOOKS}",
            ),
            Finding(
                "codes_equal",
                not other_code or other_code != code,
                "两套区划代码相同，只填一套即可。",
            ),
        )
    )


def check_merge(
    *,
    name: str,
    into_itself: bool,
    elsewhere: bool,
    running: bool,
    ended_on: date,
    today: date,
    ended: bool,
) -> Decision:
    """May a village be closed by merger or dissolution?"""
    return Decision(
        (
            Finding("ended", not ended, f"{name}已经撤并，不能再次办理。"),
            Finding("into_itself", not into_itself, f"{name}不能并入{GENERAL.here}自己，请另选一个村。"),
            Finding("elsewhere", not elsewhere, "只能并入本乡镇的村；跨乡镇撤并请先由县里调整区划。"),
            Finding("running", not running, f"{name}有正在进行的选举，请先办结，再办理撤并。"),
            Finding("future", ended_on <= today, f"撤并日期{cn_date(ended_on)}在今天之后，请填批准的日期。"),
        )
    )


def check_remove_group(*, title: str, last: str, is_last: bool, people: int) -> Decision:
    """An empty group may go, from the end: a gap in the numbers would rename the groups on paper."""
    return Decision(
        (
            Finding("not_empty", people == 0, f"{title}登记有{people}人，请先把他们改到别的小组，再删除。"),
            Finding("not_last", is_last, f"请从最后一组（{last}）开始删除，组号不能有空缺。"),
        )
    )


def check_polling_change(
    *, decided: bool, changed: bool, day: date, today: date, reason: str, book: Rulebook
) -> Decision:
    """People come by the notice: place and hours once decided are changed from the day of the vote on only
    with a reason. ``decided``: a place was set before."""
    late = decided and changed and today >= day
    return Decision(
        (
            Finding(
                "polling_changed_on_the_day",
                not late or bool(reason.strip()),
                f"选举日是{cn_date(day)}，已经到了，公告的投票时间和地点不能随意改；确需改的，请写明由谁决定、"
                "什么原因、怎样通知，理由写入选举结果。",
                book.cite("open_count"),
            ),
        )
    )
