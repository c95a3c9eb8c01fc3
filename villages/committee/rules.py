"""What the law says about the electoral committee (村民选举委员会).

Plain values in, a Decision or plain values out; no database, no clock, no Django. People are numbers (the
key of their record); a relation reads (person, relative, kind): ``relative`` is the ``kind`` of ``person``.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from election_office.law.dates import cn_date, window_end
from election_office.law.decision import Citation, Decision, Finding, Severity
from election_office.law.meetings import Meeting, name_of, quorum
from election_office.law.relations import INVERSE, RELATION_LABELS, related
from election_office.law.rulebooks import Rulebook
from election_office.law.words import Words

Pair = tuple[int, int, str]


# ------------------------------------------------------------------ the meeting


@dataclass(frozen=True, slots=True)
class Attendance:
    """One meeting: who could come and who came. ``by_households``: one voice for each household."""

    where: str
    eligible: int
    present: int
    by_households: bool = False


def check_attendance(
    body: str, meetings: Sequence[Attendance], missing_groups: Sequence[str], book: Rulebook
) -> Decision:
    """Was each meeting large enough to decide? ``missing_groups``: groups whose meeting is not entered."""
    if not meetings:
        return Decision(
            (Finding("attendance_missing", False, "还没有登记应到和实到人数，请先登记到会情况。"),)
        )
    findings = [_quorum(body, meeting, book) for meeting in meetings]
    if body == "group_meetings":
        findings.append(
            Finding(
                "groups_missing",
                not missing_groups,
                f"以下{book.words.group}还没有登记会议到会情况：{'、'.join(missing_groups)}。",
                book.cite("ec_chosen_by"),
            )
        )
    return Decision(tuple(findings))


def _quorum(body: str, meeting: Attendance, book: Rulebook) -> Finding:
    held = Meeting(body, meeting.eligible, meeting.present, meeting.by_households, meeting.where)
    return quorum(held, book, so="，不能推选")


# ------------------------------------------------------------------ the ranked list


@dataclass(frozen=True, slots=True)
class Ranked:
    """A nominee with the votes received. ``tie_votes``: of the vote held among equals; ``passed_over``:
    why this person does not enter although the votes would do (for example 本人不愿担任)."""

    person: int
    name: str
    votes: int
    woman: bool = False
    tie_votes: int | None = None
    passed_over: str = ""

    @property
    def strength(self) -> tuple[int, int]:
        return self.votes, self.tie_votes if self.tie_votes is not None else -1


def ranking(rows: Sequence[Ranked]) -> list[Ranked]:
    """Most votes first; equals by the vote held among them, then in the order entered."""
    return sorted(rows, key=lambda row: row.strength, reverse=True)


def standing(rows: Sequence[Ranked]) -> list[Ranked]:
    return [row for row in ranking(rows) if not row.passed_over]


def elected(rows: Sequence[Ranked], seats: int) -> list[Ranked]:
    """The first ``seats`` of those who stand."""
    return standing(rows)[:seats]


def tied_at_cut(rows: Sequence[Ranked], seats: int) -> list[str]:
    """Names of equals of whom some would enter and some not; empty when the cut is clear."""
    order = standing(rows)
    if seats <= 0 or len(order) <= seats or order[seats - 1].strength != order[seats].strength:
        return []
    return [row.name for row in order if row.strength == order[seats].strength]


@dataclass(frozen=True, slots=True)
class ChoiceFacts:
    """One choice as entered. ``serving``: people already in the committee (a choice for a vacancy), where a
    vice may preside until there is a chair again."""

    body: str
    secret: bool
    seats: int
    rows: Sequence[Ranked]
    present: int = 0
    chair: int | None = None
    vices: Sequence[int] = ()
    serving: Sequence[Ranked] = ()
    vice_presides: bool = False
    pairs: Sequence[Pair] = ()
    barred: Mapping[int, str] = field(default_factory=dict)


def check_choice(facts: ChoiceFacts, book: Rulebook) -> Decision:
    """May the members be taken from this list? Severities as the rulebook of the place sets them."""
    entering = elected(facts.rows, facts.seats)
    members = [*facts.serving, *entering]
    tied = tied_at_cut(facts.rows, facts.seats)
    over = [row.name for row in facts.rows if facts.present and row.votes > facts.present]
    barred = [row.name for row in entering if row.person in facts.barred]
    head = Decision(
        (
            Finding(
                "body",
                facts.body in book.value("ec_chosen_by"),
                f"{book.words.committee}应由"
                f"{'、'.join(name_of(item, book) for item in book.value('ec_chosen_by'))}推选产生。",
                book.cite("ec_chosen_by"),
            ),
            Finding(
                "not_secret",
                facts.secret or not book.value("ec_secret_choice"),
                "本地规定应当以无记名投票方式推选，现登记为未采用无记名投票。",
                book.cite("ec_secret_choice"),
            ),
            Finding(
                "too_few",
                len(entering) == facts.seats,
                f"应推选{facts.seats}人，名单上可以进入的只有{len(entering)}人，请补充登记。",
            ),
            Finding(
                "votes_over",
                not over,
                f"{'、'.join(over)}的得票多于到会的{facts.present}人，请核对。",
            ),
            Finding(
                "tied",
                not tied,
                f"{'、'.join(tied)}得票相同，不能确定谁进入；请再次投票并登记再次投票的得票。",
            ),
            Finding(
                "barred",
                not barred,
                f"{'、'.join(barred)}已被提名为候选人或者其近亲属被提名，不能进入{book.words.committee}。",
                book.cite("ec_withdraw_trigger"),
            ),
        )
    )
    return head + check_composition(members, facts.pairs, book) + _check_heads(facts, members, book)


def _check_heads(facts: ChoiceFacts, members: Sequence[Ranked], book: Rulebook) -> Decision:
    keys = {row.person for row in members}
    return Decision(
        (
            Finding(
                "chair",
                facts.chair in keys or (facts.chair is None and facts.vice_presides),
                "请在成员中确定一名主任。",
                book.cite("ec_has_deputy"),
            ),
            Finding(
                "vice",
                set(facts.vices) <= keys and facts.chair not in facts.vices,
                "副主任应在成员中确定，并且不能由主任兼任。",
                book.cite("ec_has_deputy"),
            ),
            Finding(
                "vice_unknown",
                not facts.vices or book.value("ec_has_deputy"),
                "选举日适用的规定只设主任和委员，不设副主任。",
                book.cite("ec_has_deputy"),
            ),
        )
    )


def check_composition(members: Sequence[Ranked], pairs: Sequence[Pair], book: Rulebook) -> Decision:
    """Size, odd number, a woman, and no near relatives together; advice warns, a rule refuses."""
    count = len(members)
    low, high = book.value("ec_size_min"), book.value("ec_size_max")
    severity: Severity = "error" if book.value("ec_size_severity") == "error" else "warning"
    odd = book.value("ec_size_odd")
    findings = [
        Finding(
            "size_small",
            count >= low,
            f"{book.words.committee}一般不少于{low}人，现为{count}人。",
            book.cite("ec_size_min"),
            severity,
        ),
        Finding(
            "size_large",
            count <= high,
            f"{book.words.committee}不超过{high}人，现为{count}人。",
            book.cite("ec_size_max"),
            severity,
        ),
        Finding(
            "size_even",
            odd == "none" or count % 2 == 1,
            f"{book.words.committee}人数{'应当为单数' if odd == 'required' else '以单数为宜'}，"
            f"现为{count}人。",
            book.cite("ec_size_odd"),
            "error" if odd == "required" else "warning",
        ),
        Finding(
            "no_woman",
            not book.value("ec_size_woman") or any(row.woman for row in members),
            f"{book.words.committee}中应当有妇女成员。",
            book.cite("ec_size_woman"),
            severity,
        ),
    ]
    return Decision((*findings, *_relatives_together(members, pairs, book)))


def _relatives_together(members: Sequence[Ranked], pairs: Sequence[Pair], book: Rulebook) -> list[Finding]:
    rule = book.value("ec_mutual_relatives")
    if rule == "none":
        return []
    names = {row.person: row.name for row in members}
    severity: Severity = "error" if rule == "forbidden" else "warning"
    return [
        Finding(
            "relatives",
            False,
            f"{names[relative]}是{names[person]}的{RELATION_LABELS[kind]}，"
            f"{'不得' if rule == 'forbidden' else '不宜'}同时担任{book.words.committee}成员。",
            book.cite("ec_mutual_relatives"),
            severity,
        )
        for person, relative, kind in pairs
        if person in names and relative in names
    ]


# ------------------------------------------------------------------ who must leave


@dataclass(frozen=True, slots=True)
class Nominated:
    """Somebody put forward for the village committee. ``determined``: already a (preliminary or formal)
    candidate by decision, not only by nomination."""

    person: int
    name: str
    determined: bool = False


@dataclass(frozen=True, slots=True)
class MustLeave:
    """A member who must leave, and why. ``ground``: "nominated" or "relative"."""

    person: int
    name: str
    ground: str
    nominee: int
    nominee_name: str
    relation: str
    citation: Citation
    words: Words

    @property
    def reason(self) -> str:
        """The words after the name, as the notice has them."""
        if self.ground == "nominated":
            return f"被提名为{self.words.body}成员候选人"
        return f"{self.relation}{self.nominee_name}被提名为{self.words.body}成员候选人"

    @property
    def sentence(self) -> str:
        whose = "" if self.ground == "nominated" else "的"
        return f"{self.name}{whose}{self.reason}，应当退出{self.words.committee}。"


def who_must_leave(
    members: Mapping[int, str], nominated: Sequence[Nominated], pairs: Sequence[Pair], book: Rulebook
) -> list[MustLeave]:
    """Members who are nominated and, where the law in force says so, whose near relative is.

    ``members``: person → name. One line for a member, the own nomination before a relative's.
    """
    wanted = book.value("ec_withdraw_trigger")
    counting = {first.person: first for first in nominated if wanted == "nominated" or first.determined}
    found: dict[int, MustLeave] = {
        person: MustLeave(
            person, name, "nominated", person, name, "", book.cite("ec_withdraw_trigger"), book.words
        )
        for person, name in members.items()
        if person in counting
    }
    if book.value("ec_withdraw_relatives"):
        circle = book.value("ec_relation_set")
        for first, other, kind in pairs:
            for member, nominee, relation in ((first, other, kind), (other, first, INVERSE[kind])):
                if member not in members or nominee not in counting or member in found:
                    continue
                if related(relation, circle):
                    found[member] = MustLeave(
                        member,
                        members[member],
                        "relative",
                        nominee,
                        counting[nominee].name,
                        RELATION_LABELS[relation],
                        book.cite("ec_withdraw_relatives"),
                        book.words,
                    )
    return [found[person] for person in members if person in found]


@dataclass(frozen=True, slots=True)
class LeavingFacts:
    """``ground``: "due" (nominated, or a relative is), "absent", "resigned", "other"."""

    ground: str
    people: Mapping[int, str]
    due: Collection[int] = ()
    nominated: Collection[int] = ()
    relatives_nominated: Collection[int] = ()
    absences: int = 0
    note: str = ""


def check_leaving(facts: LeavingFacts, book: Rulebook) -> Decision:
    """May these members leave on that ground today?"""
    if not facts.people:
        return Decision((Finding("nobody", False, "请至少选一名退出的成员。"),))
    if facts.ground == "due":
        return Decision(tuple(_due(person, name, facts, book) for person, name in facts.people.items()))
    if facts.ground == "absent":
        return Decision(tuple(_absent(facts, book)))
    return Decision(
        (
            Finding(
                "note_missing", bool(facts.note.strip()), "请写明退出的原因，例如“本人书面申请”“因病去世”。"
            ),
        )
    )


def _due(person: int, name: str, facts: LeavingFacts, book: Rulebook) -> Finding:
    if person in facts.nominated:
        why = f"本地规定被确定为候选人的才应当退出，{name}尚未被确定为候选人。"
        cite = book.cite("ec_withdraw_trigger")
    elif person in facts.relatives_nominated and not book.value("ec_withdraw_relatives"):
        why = f"选举日适用的规定只要求被提名的成员本人退出，{name}可以留任。"
        cite = book.cite("ec_withdraw_relatives")
    elif person in facts.relatives_nominated:
        why = f"被提名的亲属不在应当退出的亲属范围内，或者尚未被确定为候选人，{name}可以留任。"
        cite = book.cite("ec_relation_set")
    else:
        why = f"没有登记{name}或者其近亲属被提名，不能以此为由退出；确需退出的请选其他原因。"
        cite = book.cite("ec_withdraw_trigger")
    return Finding("not_due", person in facts.due, why, cite)


def _absent(facts: LeavingFacts, book: Rulebook) -> list[Finding]:
    needed = book.value("ec_auto_leave_absences")
    cite = book.cite("ec_auto_leave_absences")
    if not needed:
        return [
            Finding("absence_unknown", False, "适用的规定没有缺席视为退出的办法，不能以缺席为由办理。", cite)
        ]
    return [
        Finding(
            "absences_few",
            facts.absences >= needed,
            f"连续缺席{needed}次才可以视为退出，现登记{facts.absences}次。",
            cite,
        )
    ]


# ------------------------------------------------------------------ who follows


@dataclass(frozen=True, slots=True)
class NextInLine:
    """The list from which a vacancy is filled: those who may enter in order, and those passed by and why."""

    people: Sequence[Ranked]
    skipped: Sequence[tuple[str, str]]


def next_in_line(
    rows: Sequence[Ranked],
    *,
    been: Collection[int],
    barred: Mapping[int, str],
    staying: Mapping[int, str],
    pairs: Sequence[Pair],
    book: Rulebook,
) -> NextInLine:
    """By the recorded votes. ``been``: who sits or has sat; ``barred``: person → why not."""
    people, skipped = [], []
    forbidden = book.value("ec_mutual_relatives") == "forbidden"
    taken = dict(staying)
    for row in ranking(rows):
        if row.person in been:
            continue
        kin = _kin_among(row.person, taken, pairs) if forbidden else ""
        why = row.passed_over or barred.get(row.person, "") or kin
        if why:
            skipped.append((row.name, why))
            continue
        people.append(row)
        taken[row.person] = row.name
    return NextInLine(people, skipped)


def _kin_among(person: int, taken: Mapping[int, str], pairs: Sequence[Pair]) -> str:
    for first, other, kind in pairs:
        if first == person and other in taken:
            return f"{taken[other]}是其{RELATION_LABELS[kind]}"
        if other == person and first in taken:
            return f"是{taken[first]}的{RELATION_LABELS[kind]}"
    return ""


@dataclass(frozen=True, slots=True)
class FillingFacts:
    """``fill``: "succession", "new_choice" or "none". ``chair``: after the act; ``vices`` who remain."""

    fill: str
    vacancies: int
    line: Sequence[Ranked]
    chair: int | None
    serving: Collection[int]
    vices: Collection[int] = ()


def check_filling(facts: FillingFacts, book: Rulebook) -> Decision:
    """Is the vacancy filled as the law has it, and does somebody preside?"""
    tied = tied_at_cut(facts.line, facts.vacancies) if facts.fill == "succession" else []
    return Decision(
        (
            Finding(
                "line_empty",
                facts.fill != "succession" or bool(facts.line),
                "原推选名单上没有可以递补的人，请另行推选。",
                book.cite("ec_vacancy_rule"),
            ),
            Finding(
                "line_tied",
                not tied,
                f"可以递补的{'、'.join(tied)}原得票相同，请再次投票并登记再次投票的得票。",
                book.cite("ec_vacancy_rule"),
            ),
            Finding(
                "line_first",
                not (
                    facts.fill == "new_choice"
                    and facts.line
                    and book.value("ec_vacancy_rule") == "ranked_then_new"
                ),
                "本地规定先按原得票依次递补，名单上还有可以递补的人，不能直接另行推选。",
                book.cite("ec_vacancy_rule"),
            ),
            Finding(
                "nobody_presides",
                facts.chair is not None or bool(facts.vices),
                "主任退出后没有副主任主持，请在成员中推选新的主任。",
                book.cite("ec_has_deputy"),
            ),
            Finding(
                "chair_outside",
                facts.chair is None or facts.chair in facts.serving,
                "新的主任应在退出和递补之后的成员中推选。",
                book.cite("ec_has_deputy"),
            ),
        )
    )


# ------------------------------------------------------------------ objections


def check_objection(received_on: date, posted_on: date | None, today: date, book: Rulebook) -> Decision:
    """May an opinion on the list be entered with that day? A late one is entered and said to be late."""
    days = book.value("ec_objection_days")
    last = window_end(posted_on, days) if posted_on else None
    return Decision(
        (
            Finding("future", received_on <= today, f"收到日期{cn_date(received_on)}在今天之后，请核对。"),
            Finding(
                "not_posted",
                posted_on is not None and received_on >= posted_on,
                "名单公告全部张贴之后才能提出意见，请先登记张贴情况或者核对收到日期。",
            ),
            Finding(
                "late",
                last is None or received_on <= last,
                f"对名单的意见应在公布之日起{days}日内提出，最后一天是{cn_date(last)}。" if last else "",
                book.cite("ec_objection_days"),
                "warning",
            ),
        )
    )
