"""The figures of a village, a township or a county: one code, two statements, whatever lies below."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Count, F, Max, Q, QuerySet, Sum

from ballots.models import Result
from election_office.accounts import places
from election_office.accounts.models import User
from election_office.core.fetching import fetch_together, totals
from election_office.figures.models import HourCount, LastPolling, Polling, Target, TeamMember
from election_office.figures.rules import Odd, Teams, Vote, odd, odd_teams, percent
from villages.models import Election, Petition

COUNTY, TOWNSHIP, VILLAGE = 6, 9, 12


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure of the new teams. ``of``: which members it counts; a share of all of them."""

    key: str
    label: str
    of: Q
    share: bool = True


MEMBERS = (
    Figure("people", "班子成员", Q(), share=False),
    Figure("women", "女性", Q(sex="female")),
    Figure("young", "35周岁以下大专以上", Q(young=True)),
    Figure("college", "大专以上", Q(college=True)),
    Figure("party_member", "中共党员", Q(party_member=True)),
    Figure("reelected", "连任", Q(reelected=True)),
    Figure("crosses", "两委交叉任职", Q(crosses=True)),
    Figure("both_heads", "书记主任一肩挑", Q(both_heads=True)),
    Figure("wealth", "致富能手", Q(wealth=True)),
    Figure("veteran", "退役军人", Q(veteran=True)),
    Figure("secretary", "书记", Q(secretary=True), share=False),
    Figure("secretary_college", "大专以上的书记", Q(secretary=True, college=True)),
    Figure("secretary_wealth", "致富能手的书记", Q(secretary=True, wealth=True)),
)
# Shares of the secretaries, not of all members.
OF_SECRETARIES = ("both_heads", "secretary_college", "secretary_wealth")
# Of villages: what a card or a cell counts, and the villages behind it.
VILLAGES = (
    Figure("villages", "村（社区）", Q(), share=False),
    Figure("declared", "已宣布结果", Q(polling__rounds__gt=0)),
    Figure("at_first", "一次选举成功", Q(polling__at_first=True)),
    Figure("later_rounds", "另行选举或者再次投票", Q(polling__later_rounds__gt=0)),
    Figure("withdrawn", "撤销过结果", Q(polling__withdrawn__gt=0)),
    Figure("deferred", "暂缓换届", Q(deferred=True)),
    Figure("open_seats", "名额没有选满", Q(polling__rounds__gt=0, polling__elected__lt=F("polling__seats"))),
)
# Counted by a statement of its own, for those who supervise.
PETITIONS = Figure("petitions", "有信访举报", Q(petitions__isnull=False), share=False)
BY_KEY = {figure.key: figure for figure in (*VILLAGES, PETITIONS, *MEMBERS)}
SHOWN = ("registered", "voted", "elected", "later_rounds", "withdrawn")
SUMS = ("registered", "voted", "issued", "proxies", "recovered", "void", "seats", "elected", "withdrawn")


@dataclass(frozen=True, slots=True)
class Scope:
    """What a page is about: a county, a township or a village, in one term."""

    code: str
    name: str
    ordinal: int

    @property
    def level(self) -> int:
        return len(self.code)

    @property
    def is_village(self) -> bool:
        return self.level == VILLAGE

    @property
    def elections(self) -> QuerySet[Election]:
        rows: QuerySet[Election] = Election.objects.filter(
            village__code__startswith=self.code, cycle__ordinal=self.ordinal
        ).exclude(kind=Election.Kind.COLLECTIVE)
        return rows

    @property
    def members(self) -> QuerySet[TeamMember]:
        rows: QuerySet[TeamMember] = TeamMember.objects.filter(
            counted=True, election__village__code__startswith=self.code, election__cycle__ordinal=self.ordinal
        ).exclude(election__kind=Election.Kind.COLLECTIVE)
        return rows

    def group(self, way: str = "") -> tuple[str, str, str]:
        """The columns by which the rows below are made: townships of a county, else villages."""
        below = "village__township" if self.level < TOWNSHIP else "village"
        return f"{way}{below}_id", f"{way}{below}__code", f"{way}{below}__name"


def scope_of(user: User, code: str = "", ordinal: int = 0, *, named: bool = True) -> Scope | None:
    """The division asked for, else the widest this user looks at. None outside of what he may look at.

    ``named``: with its name, by a statement more.
    """
    areas = sorted(user.areas_in_view(), key=len)
    if not areas:
        return None
    code = code or areas[0]
    if not code.isdecimal() or len(code) not in (COUNTY, TOWNSHIP, VILLAGE):
        return None
    if not any(code.startswith(area) for area in areas):
        return None
    if not ordinal:
        found = Election.objects.filter(village__code__startswith=code).aggregate(last=Max("cycle__ordinal"))
        ordinal = found["last"] or 0
    return Scope(code, places.names([code])[code] if named else "", ordinal)


@dataclass
class Team:
    """The members of one term in numbers."""

    counts: dict[str, int] = field(default_factory=dict)
    ages: int = 0
    with_age: int = 0
    secretary_ages: int = 0
    secretaries_with_age: int = 0

    @property
    def people(self) -> int:
        return self.counts.get("people", 0)

    @property
    def age(self) -> str:
        return f"{self.ages / self.with_age:.1f}" if self.with_age else "—"

    @property
    def secretary_age(self) -> str:
        return f"{self.secretary_ages / self.secretaries_with_age:.1f}" if self.secretaries_with_age else "—"

    def share(self, key: str) -> str:
        whole = "secretary" if key in OF_SECRETARIES else "people"
        return percent(self.counts.get(key, 0), self.counts.get(whole, 0))

    def add(self, found: Mapping[str, Any]) -> None:
        for figure in MEMBERS:
            self.counts[figure.key] = self.counts.get(figure.key, 0) + found[f"n_{figure.key}"]
        self.ages += found["ages"] or 0
        self.with_age += found["with_age"]
        self.secretary_ages += found["secretary_ages"] or 0
        self.secretaries_with_age += found["secretaries_with_age"]


@dataclass
class Row:
    """A place in numbers: one line of the table, or the whole."""

    code: str
    name: str
    villages: dict[str, int] = field(default_factory=dict)
    sums: dict[str, int] = field(default_factory=dict)
    new: Team = field(default_factory=Team)
    last: Team = field(default_factory=Team)

    @property
    def turnout(self) -> str:
        return percent(self.sums.get("voted", 0), self.sums.get("registered", 0))

    @property
    def proxies(self) -> str:
        return percent(self.sums.get("proxies", 0), self.sums.get("issued", 0))

    @property
    def void(self) -> str:
        return percent(self.sums.get("void", 0), self.sums.get("recovered", 0))

    @property
    def success(self) -> str:
        return percent(self.villages.get("at_first", 0), self.villages.get("declared", 0))

    def add(self, found: Mapping[str, Any]) -> None:
        for figure in VILLAGES:
            self.villages[figure.key] = self.villages.get(figure.key, 0) + found[f"n_{figure.key}"]
        for name in SUMS:
            self.sums[name] = self.sums.get(name, 0) + (found[f"sum_{name}"] or 0)


@dataclass
class Figures:
    scope: Scope
    whole: Row
    rows: list[Row]


def figures_of(scope: Scope) -> Figures:
    """Everything about a place and what lies directly below it. One statement."""
    group = scope.group("election__")
    polled = _polling_rows(scope)
    teams: QuerySet[TeamMember, dict[str, Any]] = (
        scope.members.order_by()
        .values(*group, "term")
        .annotate(
            **{f"n_{figure.key}": Count("pk", filter=figure.of) for figure in MEMBERS},
            ages=Sum("age"),
            with_age=Count("age"),
            secretary_ages=Sum("age", filter=Q(secretary=True)),
            secretaries_with_age=Count("age", filter=Q(secretary=True)),
        )
    )
    fetch_together(polled, teams)
    whole, rows = _polled(scope, polled)
    for found in teams:
        for row in (rows[found[group[0]]], whole):
            (row.new if found["term"] == TeamMember.Term.NEW else row.last).add(found)
    return Figures(scope, whole, sorted(rows.values(), key=lambda row: row.code))


def polling_of(scope: Scope) -> Row:
    """How the vote stands in a place, for the boards. One statement."""
    return _polled(scope, _polling_rows(scope))[0]


def _polling_rows(scope: Scope) -> QuerySet[Election, dict[str, Any]]:
    rows: QuerySet[Election, dict[str, Any]] = (
        scope.elections.order_by()
        .values(*scope.group())
        .annotate(
            **{f"n_{figure.key}": Count("pk", filter=figure.of) for figure in VILLAGES},
            **{f"sum_{name}": Sum(f"polling__{name}") for name in SUMS},
        )
    )
    return rows


def _polled(scope: Scope, polled: Iterable[Mapping[str, Any]]) -> tuple[Row, dict[int, Row]]:
    whole = Row(scope.code, scope.name)
    rows: dict[int, Row] = {}
    group = scope.group()
    for found in polled:
        row = rows[found[group[0]]] = Row(found[group[1]], found[group[2]])
        row.add(found)
        whole.add(found)
    return whole, rows


# ------------------------------------------------------------------ cards


@dataclass(frozen=True, slots=True)
class Card:
    """A number with its words, and the list behind it."""

    key: str
    label: str
    value: str
    note: str = ""
    tone: str = ""
    term: str = ""


def petition_totals(scope: Scope) -> QuerySet[Any, dict[str, Any]]:
    rows = Petition.objects.filter(election__in=scope.elections.order_by().values("pk"))
    answered = (Petition.State.ANSWERED, Petition.State.PASSED_ON)
    return totals(rows, count=Count("pk"), open=Count("pk", filter=~Q(state__in=answered)))


def petitions_of(scope: Scope) -> tuple[int, int]:
    """信访举报 of the place, and those not yet answered. One statement."""
    found = petition_totals(scope).get()
    return found["count"], found["open"]


def day_cards(whole: Row, petitions: tuple[int, int] | None = None) -> list[Card]:
    """How the vote stands: the same cards for a township and a county. ``petitions``: for who supervises."""
    count, sums = whole.villages, whole.sums
    declared, villages = count.get("declared", 0), count.get("villages", 0)
    cards = [
        Card("declared", "已宣布结果", f"{declared}/{villages}村"),
        Card("declared", "参选率", whole.turnout, f"登记{sums.get('registered', 0)}人"),
        Card("at_first", "一次选举成功率", whole.success, f"{count.get('at_first', 0)}村一次选成"),
        Card("later_rounds", "另行选举或者再次投票", f"{count.get('later_rounds', 0)}村"),
        Card("withdrawn", "撤销过结果", f"{count.get('withdrawn', 0)}村"),
        Card("deferred", "暂缓换届", f"{count.get('deferred', 0)}村"),
    ]
    if petitions is not None:
        count_of, open_of = petitions
        cards.append(Card("petitions", "信访举报", f"{count_of}件", f"办理中{open_of}件"))
    return cards


def team_cards(whole: Row, targets: Mapping[str, int]) -> list[Card]:
    """What the new teams are made of, beside the last term and the target."""
    new, last = whole.new, whole.last
    cards = [
        Card("people", "平均年龄", new.age, _beside(last.age, targets.get("age"), "岁", "不高于"), term="new")
    ]
    for figure in MEMBERS:
        number = f"{new.counts.get(figure.key, 0)}人"
        if not figure.share:
            cards.append(
                Card(figure.key, figure.label, number, f"上届{last.counts.get(figure.key, 0)}人", "", "new")
            )
            continue
        note = _beside(last.share(figure.key), targets.get(figure.key), "", "不低于")
        cards.append(Card(figure.key, figure.label, new.share(figure.key), f"{number}；{note}", "", "new"))
    cards.append(
        Card(
            "secretary",
            "书记平均年龄",
            new.secretary_age,
            _beside(last.secretary_age, targets.get("secretary_age"), "岁", "不高于"),
            term="new",
        )
    )
    return cards


def _beside(last: str, target: int | None, unit: str, words: str) -> str:
    wanted = f"，目标{words}{target}{unit or '%'}" if target is not None else ""
    return f"上届{last}{unit if last != '—' else ''}{wanted}"


def targets_of(code: str) -> dict[str, int]:
    """The targets in force: a township's own before those of its county. One statement."""
    codes = [code[:length] for length in (COUNTY, TOWNSHIP, VILLAGE) if length <= len(code)]
    rows = Target.objects.filter(division__in=codes).order_by("division").values_list("key", "value")
    return dict(rows)


@dataclass(frozen=True, slots=True)
class Move:
    """A direction that the new teams should take, and where they went: 两升一降 of the secretaries first."""

    key: str
    label: str
    last: str
    new: str
    words: str


def moves(whole: Row) -> list[Move]:
    new, last = whole.new, whole.last
    pairs = [
        (
            "secretary_college",
            "书记大专以上学历比例（升）",
            last.share("secretary_college"),
            new.share("secretary_college"),
        ),
        (
            "secretary_wealth",
            "书记致富能手比例（升）",
            last.share("secretary_wealth"),
            new.share("secretary_wealth"),
        ),
        ("secretary", "书记平均年龄（降）", last.secretary_age, new.secretary_age),
        ("college", "班子大专以上学历比例（升）", last.share("college"), new.share("college")),
        ("wealth", "班子致富能手比例（升）", last.share("wealth"), new.share("wealth")),
        ("women", "女性比例（升）", last.share("women"), new.share("women")),
        ("people", "班子平均年龄（降）", last.age, new.age),
    ]
    return [Move(key, label, before, after, _moved(before, after)) for key, label, before, after in pairs]


def _moved(before: str, after: str) -> str:
    if "—" in (before, after):
        return "没有可比的数字"
    change = float(after.rstrip("%")) - float(before.rstrip("%"))
    unit = "个百分点" if after.endswith("%") else "岁"
    return f"{'上升' if change > 0 else '下降'}{abs(change):.1f}{unit}" if round(change, 1) else "没有变化"


# ------------------------------------------------------------------ the rows behind a number


def people_behind(scope: Scope, key: str, term: str) -> QuerySet[TeamMember]:
    rows = scope.members.filter(BY_KEY[key].of, term=term)
    return rows.select_related("election__village__township").order_by("election__village__code", "pk")


def villages_behind(scope: Scope, key: str) -> QuerySet[Election]:
    rows = scope.elections.filter(BY_KEY[key].of).annotate(**{name: F(f"polling__{name}") for name in SHOWN})
    return rows.select_related("village__township").order_by("village__code").distinct()


def odd_villages(scope: Scope) -> list[Odd]:
    """What looks odd, from the stored numbers of this term and of the one before. Four statements."""
    typed = LastPolling.objects.filter(election__in=scope.elections.order_by().values("pk"))
    before = {
        village: (registered, voted)
        for village, registered, voted in typed.values_list("election__village_id", "registered", "voted")
    }
    before |= {
        village: (registered, voted)
        for village, registered, voted in Polling.objects.filter(
            election__village__code__startswith=scope.code,
            election__cycle__ordinal=scope.ordinal - 1,
            declared_at__isnull=False,
        )
        .exclude(election__kind=Election.Kind.COLLECTIVE)
        .values_list("election__village_id", "registered", "voted")
    }
    rows = (
        Polling.objects.filter(
            election__in=scope.elections.order_by().values("pk"), declared_at__isnull=False
        )
        .select_related("election__village")
        .order_by("election__village__code")
    )
    votes = [
        Vote(
            election_id=row.election_id,
            village=row.election.village.name,
            registered=row.registered,
            voted=row.voted,
            issued=row.issued,
            proxies=row.proxies,
            recovered=row.recovered,
            void=row.void,
            same=tuple(row.same_sheets),
            last_registered=before.get(row.election.village_id, (0, 0))[0],
            last_voted=before.get(row.election.village_id, (0, 0))[1],
        )
        for row in rows
    ]
    found = [*odd(votes), *odd_teams(_teams(scope))]
    order = {vote.election_id: number for number, vote in enumerate(votes)}
    return sorted(found, key=lambda row: order.get(row.election_id, len(order)))


def own_last_polling(election: Election) -> Polling | None:
    """The vote of the term before, where this office ran it. One statement."""
    rows = Polling.objects.filter(
        election__village=election.village_id,
        election__cycle__ordinal=election.cycle.ordinal - 1,
        declared_at__isnull=False,
    )
    return rows.exclude(election__kind=Election.Kind.COLLECTIVE).first()


@dataclass(frozen=True, slots=True)
class LastVote:
    """The vote of the term before in one village. ``election_id``: for which it may be typed."""

    election_id: int
    words: str
    own: bool


def last_polling_of(scope: Scope) -> LastVote | None:
    """What is known of the vote before in the village of the page. Three statements at most."""
    election = scope.elections.select_related("cycle").first()
    if election is None:
        return None
    own = own_last_polling(election)
    row = own or LastPolling.objects.filter(election=election).first()
    words = "还没有上届的数字。"
    if row is not None:
        words = (
            f"上届登记{row.registered}人，参加投票{row.voted}人，参选率{percent(row.voted, row.registered)}。"
        )
    return LastVote(election.pk, words, own is not None)


def _teams(scope: Scope) -> list[Teams]:
    """The team of each village beside the last one. One statement."""
    rows = scope.members.order_by("election__village__code").values_list(
        "election_id", "election__village__name", "term", "age", "reelected"
    )
    found: dict[int, dict[str, Any]] = {}
    for election_id, village, term, age, reelected in rows:
        team = found.setdefault(election_id, {"village": village, "new": [], "last": [], "reelected": 0})
        team[term].append(age)
        team["reelected"] += reelected and term == TeamMember.Term.NEW
    return [
        Teams(
            election_id=election_id,
            village=team["village"],
            people=len(team["new"]),
            last_people=len(team["last"]),
            ages=[age for age in team["new"] if age is not None],
            last_ages=[age for age in team["last"] if age is not None],
            reelected=team["reelected"],
        )
        for election_id, team in found.items()
    ]


# ------------------------------------------------------------------ the day

FEED = 30


def results_of_the_day(scope: Scope, day: dt.date) -> Sequence[Result]:
    """The results as they come in, the newest first, with those withdrawn among them. One statement."""
    rows = Result.objects.filter(
        round__election__village__code__startswith=scope.code, declared_at__date=day
    ).select_related("round__election__village__township")
    return list(rows.order_by("-declared_at").defer("count")[:FEED])


@dataclass(frozen=True, slots=True)
class Hour:
    hour: int
    voters: int
    sofar: int


def hours_of(scope: Scope, day: dt.date) -> list[Hour]:
    """Ballots handed out by the hour and until then, where the tables hand out with the program."""
    rows = (
        HourCount.objects.filter(day=day, round__election__village__code__startswith=scope.code)
        .order_by("hour")
        .values_list("hour")
        .annotate(Sum("voters"))
    )
    found, sofar = [], 0
    for hour, voters in rows:
        sofar += voters
        found.append(Hour(hour, voters, sofar))
    return found


def snapshot(code: str) -> list[list[str]]:
    """The figures of a township as it sends them to the county: label and value."""
    last = Election.objects.filter(village__code__startswith=code).aggregate(last=Max("cycle__ordinal"))[
        "last"
    ]
    whole = figures_of(Scope(code, "", last or 0)).whole
    return [
        [card.label, card.value, card.note]
        for card in (*day_cards(whole), *team_cards(whole, targets_of(code)))
    ]
