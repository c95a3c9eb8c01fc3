"""The facts of a 总结, counted. A fixed number of statements, for a village as for a county."""

from __future__ import annotations

from typing import Any

from django.db.models import Count, Max, Min, Q, QuerySet, Sum
from django.utils import timezone

from candidates.models import ReviewFile
from election_office.core.fetching import fetch_together, totals
from election_office.documents.models import Document, Posting
from election_office.figures.models import TeamMember
from election_office.figures.queries import COUNTY, VILLAGE, Figures, Scope, Team, figures_of, petition_totals
from election_office.figures.summary.rules import Gathering, SummaryFacts, TeamFacts
from election_office.law.text import cn_number
from election_office.law.words import words_for
from villages.models import (
    Activity,
    DepartureAudit,
    Election,
    Liaison,
    Measure,
    Participant,
    Step,
    SuitablePerson,
    Survey,
    Talk,
    WorkingMember,
)
from villages.models.steps import counts_by_state
from voters.models import Objection

Numbers = dict[str, Any]
Asked = dict[str, QuerySet[Any, Any]]
LEVELS = {COUNTY: "county", VILLAGE: "village"}


def figures_and_facts(scope: Scope) -> tuple[Figures, SummaryFacts]:
    figures = figures_of(scope)
    return figures, facts_of(figures)


def facts_of(figures: Figures) -> SummaryFacts:
    scope, whole = figures.scope, figures.whole
    level = LEVELS.get(scope.level, "township")
    count, sums = whole.villages, whole.sums
    words = words_for(scope.code)
    asked = _asked(scope)
    fetch_together(*asked.values())
    return SummaryFacts(
        name=scope.name,
        level=level,
        term=f"第{cn_number(scope.ordinal)}届",
        body=words.body if level == "village" else "村（居）民委员会",
        villages=count.get("villages", 0),
        townships=len(figures.rows) if level == "county" else 0,
        declared=count.get("declared", 0),
        deferred=tuple(asked["deferred"]),
        later=tuple(asked["later"]),
        at_first=count.get("at_first", 0),
        registered=sums.get("registered", 0),
        voted=sums.get("voted", 0),
        proxies=sums.get("proxies", 0),
        issued=sums.get("issued", 0),
        seats=sums.get("seats", 0),
        elected=sums.get("elected", 0),
        withdrawn=sums.get("withdrawn", 0),
        posts=_posts(asked),
        team=_team(whole.new),
        last_team=_team(whole.last),
        **_places(asked),
        **_preparation(scope, asked),
        **_course(asked),
    )


def _asked(scope: Scope) -> Asked:
    """What is counted, each from a table of its own."""
    return {**_asked_of_the_place(scope), **_asked_of_the_preparation(scope), **_asked_of_the_course(scope)}


def _names(scope: Scope, which: Q) -> QuerySet[Any, Any]:
    rows = scope.elections.filter(which).order_by("village__code")
    return rows.values_list("village__name", flat=True)


def _team(team: Team) -> TeamFacts:
    names = ("people", "women", "young", "college", "party_member", "reelected", "crosses", "both_heads")
    return TeamFacts(
        **{name: team.counts.get(name, 0) for name in names},
        secretaries=team.counts.get("secretary", 0),
        age=team.age,
        secretary_age=team.secretary_age,
    )


def _asked_of_the_place(scope: Scope) -> Asked:
    """Villages by name, how many were elected to each post of the committee, population, groups and the days
    of the vote."""
    elected = TeamMember.objects.filter(
        election__in=scope.elections.order_by().values("pk"), term=TeamMember.Term.NEW, body="committee"
    )
    return {
        "deferred": _names(scope, Q(deferred=True)),
        "later": _names(scope, Q(polling__later_rounds__gt=0)),
        "posts": elected.order_by().values_list("post").annotate(Count("pk")),
        "places": totals(
            scope.elections,
            population=Sum("village__population"),
            households=Sum("village__households"),
            first_day=Min("election_day", filter=Q(polling__rounds__gt=0)),
            last_day=Max("election_day", filter=Q(polling__rounds__gt=0)),
        ),
        "groups": totals(scope.elections, groups=Count("village__groups")),
    }


def _posts(asked: Asked) -> dict[str, int]:
    order = {"主任": 0, "副主任": 1, "委员": 2}
    return dict(sorted(asked["posts"], key=lambda row: (order.get(row[0], 3), row[0])))


def _places(asked: Asked) -> Numbers:
    [found], [groups] = asked["places"], asked["groups"]
    return {name: value or 0 for name, value in groups.items()} | {
        name: value if "day" in name else value or 0 for name, value in found.items()
    }


def _asked_of_the_preparation(scope: Scope) -> Asked:
    """What was done before the vote, and the work done once for many villages."""
    elections = scope.elections.order_by().values("pk")
    here = {"election__in": elections}
    wanted = Activity.objects.filter(revoked_at__isnull=True, villages__election__in=elections).values("pk")
    came = Participant.objects.filter(activity__in=wanted, signed_in=True)
    counted = Count("pk")
    leaders = WorkingMember.objects.filter(
        cycle__township__code__startswith=scope.code, cycle__ordinal=scope.ordinal, ended_on__isnull=True
    )
    return {
        "surveys": totals(Survey.objects.filter(**here), surveys=counted, visited=Sum("households")),
        "audits": totals(
            DepartureAudit.objects.filter(**here),
            audits=counted,
            findings=Count("pk", filter=Q(no_findings=False)),
            remedied=Count("pk", filter=Q(no_findings=False, remedied_on__isnull=False)),
        ),
        "measures": totals(
            Measure.objects.filter(**here),
            measures=counted,
            measures_done=Count("pk", filter=Q(done_on__isnull=False)),
        ),
        "suitable": totals(SuitablePerson.objects.filter(**here), suitable=counted),
        "talks": totals(Talk.objects.filter(**here), talks=counted),
        "liaisons": totals(Liaison.objects.filter(**here, ended_on__isnull=True), liaisons=counted),
        "leaders": leaders.none() if scope.is_village else totals(leaders, leaders=counted),
        "gatherings": Activity.objects.filter(pk__in=wanted)
        .order_by()
        .values("kind")
        .annotate(count=Count("pk"), first=Min("held_on"), last=Max("held_on"), reach_of_all=Sum("reach")),
        "came": came.filter(Q(election__in=elections) if scope.is_village else Q())
        .order_by()
        .values_list("activity__kind")
        .annotate(Count("pk")),
    }


def _preparation(scope: Scope, asked: Asked) -> Numbers:
    numbers: Numbers = {"leaders": 0}
    for name in ("surveys", "audits", "measures", "suitable", "talks", "liaisons", "leaders"):
        for found in asked[name]:
            numbers |= {key: value or 0 for key, value in found.items()}
    came = dict(asked["came"])
    numbers["gatherings"] = {
        row["kind"]: Gathering(
            row["count"], row["first"], row["last"], came.get(row["kind"], 0), row["reach_of_all"] or 0
        )
        for row in asked["gatherings"]
    }
    return numbers


def _asked_of_the_course(scope: Scope) -> Asked:
    """Objections, reviews, papers, and what is late or still open."""
    here = {"election__in": scope.elections.order_by().values("pk")}
    papers = Document.objects.in_force().filter(election_id__in=here["election__in"])
    postings = Posting.objects.valid().filter(document__election_id__in=here["election__in"])
    steps = Step.objects.filter(**here, dropped=False)
    open_steps = steps.filter(done_on__isnull=True, election__deferred=False).exclude(code="summary")
    return {
        "objections": totals(
            Objection.objects.filter(**here),
            objections=Count("pk"),
            objections_open=Count("pk", filter=Q(state=Objection.State.RECEIVED)),
        ),
        "petitions": petition_totals(scope),
        "reviewed": totals(
            ReviewFile.objects.filter(**here, state__in=ReviewFile.DECIDED), reviewed=Count("pk")
        ),
        "papers": totals(papers, papers=Count("pk")),
        "postings": totals(postings, postings=Count("pk")),
        "steps": totals(steps, **_late_only()),
        "open_steps": open_steps.order_by()
        .values_list("title")
        .annotate(Count("pk"), first=Min("order"))
        .order_by("first"),
    }


def _course(asked: Asked) -> Numbers:
    numbers: Numbers = {}
    for name in ("objections", "reviewed", "papers", "postings", "steps"):
        [found] = asked[name]
        numbers |= found
    [petitions] = asked["petitions"]
    return numbers | {
        "petitions": petitions["count"],
        "petitions_open": petitions["open"],
        "open_steps": tuple((title, number) for title, number, _ in asked["open_steps"]),
    }


def _late_only() -> dict[str, Any]:
    counts = counts_by_state(timezone.localdate())
    return {name: counts[name] for name in ("overdue", "done_late")}


def first_election(scope: Scope) -> Election | None:
    return scope.elections.select_related("village__township__county", "cycle").first()
