"""The facts of a 总结, counted. A fixed number of statements, for a village as for a county."""

from __future__ import annotations

from typing import Any

from django.db.models import Count, Max, Min, Q, Sum
from django.utils import timezone

from candidates.models import ReviewFile
from election_office.documents.models import Document, Posting
from election_office.figures.models import TeamMember
from election_office.figures.queries import COUNTY, VILLAGE, Figures, Scope, Team, figures_of, petitions_of
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
LEVELS = {COUNTY: "county", VILLAGE: "village"}


def figures_and_facts(scope: Scope) -> tuple[Figures, SummaryFacts]:
    figures = figures_of(scope)
    return figures, facts_of(figures)


def facts_of(figures: Figures) -> SummaryFacts:
    scope, whole = figures.scope, figures.whole
    level = LEVELS.get(scope.level, "township")
    count, sums = whole.villages, whole.sums
    words = words_for(scope.code)
    return SummaryFacts(
        name=scope.name,
        level=level,
        term=f"第{cn_number(scope.ordinal)}届",
        body=words.body if level == "village" else "村（居）民委员会",
        villages=count.get("villages", 0),
        townships=len(figures.rows) if level == "county" else 0,
        declared=count.get("declared", 0),
        deferred=_names(scope, Q(deferred=True)),
        later=_names(scope, Q(polling__later_rounds__gt=0)),
        at_first=count.get("at_first", 0),
        registered=sums.get("registered", 0),
        voted=sums.get("voted", 0),
        proxies=sums.get("proxies", 0),
        issued=sums.get("issued", 0),
        seats=sums.get("seats", 0),
        elected=sums.get("elected", 0),
        withdrawn=sums.get("withdrawn", 0),
        posts=_posts(scope),
        team=_team(whole.new),
        last_team=_team(whole.last),
        **_places(scope),
        **_preparation(scope),
        **_course(scope),
    )


def _names(scope: Scope, which: Q) -> tuple[str, ...]:
    rows = scope.elections.filter(which).order_by("village__code")
    return tuple(rows.values_list("village__name", flat=True))


def _team(team: Team) -> TeamFacts:
    names = ("people", "women", "young", "college", "party_member", "reelected", "crosses", "both_heads")
    return TeamFacts(
        **{name: team.counts.get(name, 0) for name in names},
        secretaries=team.counts.get("secretary", 0),
        age=team.age,
        secretary_age=team.secretary_age,
    )


def _posts(scope: Scope) -> dict[str, int]:
    """How many were elected to each post of the committee."""
    rows = (
        TeamMember.objects.filter(
            election__in=scope.elections.order_by().values("pk"), term=TeamMember.Term.NEW, body="committee"
        )
        .order_by()
        .values_list("post")
        .annotate(Count("pk"))
    )
    order = {"主任": 0, "副主任": 1, "委员": 2}
    return dict(sorted(rows, key=lambda row: (order.get(row[0], 3), row[0])))


def _places(scope: Scope) -> Numbers:
    """Population, groups and the days of the vote."""
    found = scope.elections.order_by().aggregate(
        population=Sum("village__population"),
        households=Sum("village__households"),
        first_day=Min("election_day", filter=Q(polling__rounds__gt=0)),
        last_day=Max("election_day", filter=Q(polling__rounds__gt=0)),
    )
    groups = scope.elections.aggregate(groups=Count("village__groups"))
    return {name: value or 0 for name, value in groups.items()} | {
        name: value if "day" in name else value or 0 for name, value in found.items()
    }


def _preparation(scope: Scope) -> Numbers:
    """What was done before the vote."""
    here = {"election__in": scope.elections.order_by().values("pk")}
    surveys = Survey.objects.filter(**here).aggregate(surveys=Count("pk"), visited=Sum("households"))
    audits = DepartureAudit.objects.filter(**here).aggregate(
        audits=Count("pk"),
        findings=Count("pk", filter=Q(no_findings=False)),
        remedied=Count("pk", filter=Q(no_findings=False, remedied_on__isnull=False)),
    )
    measures = Measure.objects.filter(**here).aggregate(
        measures=Count("pk"), measures_done=Count("pk", filter=Q(done_on__isnull=False))
    )
    return {
        "surveys": surveys["surveys"],
        "visited": surveys["visited"] or 0,
        **audits,
        **measures,
        "suitable": SuitablePerson.objects.filter(**here).count(),
        "talks": Talk.objects.filter(**here).count(),
        "liaisons": Liaison.objects.filter(**here, ended_on__isnull=True).count(),
        "leaders": 0
        if scope.is_village
        else WorkingMember.objects.filter(
            cycle__township__code__startswith=scope.code, cycle__ordinal=scope.ordinal, ended_on__isnull=True
        ).count(),
        "gatherings": _gatherings(scope),
    }


def _gatherings(scope: Scope) -> dict[str, Gathering]:
    """The work done once for many villages: its days, who came, how many it reached."""
    elections = scope.elections.order_by().values("pk")
    wanted = Activity.objects.filter(revoked_at__isnull=True, villages__election__in=elections).values("pk")
    rows: Any = (
        Activity.objects.filter(pk__in=wanted)
        .order_by()
        .values("kind")
        .annotate(count=Count("pk"), first=Min("held_on"), last=Max("held_on"), reach=Sum("reach"))
    )
    came = dict(
        Participant.objects.filter(activity__in=wanted, signed_in=True)
        .filter(Q(election__in=elections) if scope.is_village else Q())
        .order_by()
        .values_list("activity__kind")
        .annotate(Count("pk"))
    )
    return {
        row["kind"]: Gathering(
            row["count"], row["first"], row["last"], came.get(row["kind"], 0), row["reach"] or 0
        )
        for row in rows
    }


def _course(scope: Scope) -> Numbers:
    """Objections, reviews, papers, and what is late or still open."""
    here = {"election__in": scope.elections.order_by().values("pk")}
    ids = {"election_id__in": scope.elections.order_by().values("pk")}
    objections = Objection.objects.filter(**here).aggregate(
        objections=Count("pk"), objections_open=Count("pk", filter=Q(state=Objection.State.RECEIVED))
    )
    steps = Step.objects.filter(**here, dropped=False)
    counted = steps.aggregate(**_late_only())
    open_steps = (
        steps.filter(done_on__isnull=True, election__deferred=False)
        .exclude(code="summary")
        .order_by()
        .values_list("title")
        .annotate(Count("pk"), first=Min("order"))
        .order_by("first")
    )
    petitions, petitions_open = petitions_of(scope)
    return {
        **objections,
        "petitions": petitions,
        "petitions_open": petitions_open,
        "reviewed": ReviewFile.objects.filter(**here, state__in=ReviewFile.DECIDED).count(),
        "papers": Document.objects.in_force().filter(**ids).count(),
        "postings": Posting.objects.valid()
        .filter(**{f"document__{key}": rows for key, rows in ids.items()})
        .count(),
        "overdue": counted["overdue"],
        "done_late": counted["done_late"],
        "open_steps": tuple((title, number) for title, number, _ in open_steps),
    }


def _late_only() -> dict[str, Any]:
    counts = counts_by_state(timezone.localdate())
    return {name: counts[name] for name in ("overdue", "done_late")}


def first_election(scope: Scope) -> Election | None:
    return scope.elections.select_related("village__township__county", "cycle").first()
