"""What pages and actions ask about the issuing table."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Q
from django.db.models.functions import TruncHour
from django.utils import timezone

from ballots.issuing.rules import OpeningFacts, Totals
from ballots.models import Box, Exchange, HandOut, Incident, IssueConflict, Round
from election_office.accounts.models import User
from election_office.documents.paper import Chart
from villages.models import Election
from voters.electors.queries import entitled
from voters.models import Card, Proxy, Registration

OVERLAP = dt.timedelta(seconds=30)


def box_totals(round: Round) -> dict[int, Totals]:
    """Box id → what the check-off of the round says; a box without any act is left out. Two statements."""
    rows = HandOut.objects.in_force().filter(round=round).order_by().values("box_id")
    spoiled = dict(
        Exchange.objects.filter(box__round=round).order_by().values_list("box_id").annotate(n=Count("pk"))
    )
    found = {
        row["box_id"]: Totals(row["own"], row["proxies"], spoiled.get(row["box_id"], 0))
        for row in rows.annotate(
            own=Count("pk", filter=Q(proxy__isnull=True)), proxies=Count("pk", filter=Q(proxy__isnull=False))
        )
    }
    return {box: Totals(0, 0, count) for box, count in spoiled.items()} | found


def totals_of(box: Box) -> Totals | None:
    """None where this box was never checked off here: the village keeps a sign-off book."""
    return box_totals(box.round).get(box.pk)


def announced_end(round: Round) -> dt.datetime | None:
    """When the voting ends by what the village has decided; None while place and hours are only proposed."""
    election = round.election
    if not election.polling_place:
        return None
    return timezone.make_aware(dt.datetime.combine(round.day, election.closes_at))


def opening_facts(box: Box, at: dt.datetime, reason: str, *, by_township: bool) -> OpeningFacts:
    """What the rule on opening a box asks. Two statements."""
    found = box_totals(box.round)
    here = found.pop(box.pk, Totals())
    return OpeningFacts(
        name=box.name,
        at=timezone.localtime(at),
        closes_at=announced_end(box.round),
        handed_out=here.issued if box.issued is None else box.issued,
        elsewhere=sum(row.issued for row in found.values()),
        reason=reason,
        by_township=by_township,
    )


def unsettled_conflicts(round: Round) -> int:
    return IssueConflict.objects.unsettled().filter(box__round=round).count()


def unsealed_boxes(round: Round) -> list[str]:
    rows = Box.objects.filter(round=round, seal__isnull=True)
    return list(rows.order_by("pk").values_list("name", flat=True))


def moment(at: dt.datetime) -> str:
    return timezone.localtime(at).strftime("%H:%M")


def standing_handouts(round: Round, voters: Collection[int]) -> dict[int, HandOut]:
    rows = HandOut.objects.in_force().filter(round=round, voter_id__in=voters).select_related("box")
    return {row.voter_id: row for row in rows}


def proxies_given(voters: Collection[int]) -> dict[int, Proxy]:
    rows = Proxy.objects.in_force().filter(principal_id__in=voters).select_related("agent__person")
    return {row.principal_id: row for row in rows}


def station_roll(round: Round) -> list[dict[str, Any]]:
    """The least a desk needs to work alone: number, name, initials, group, card code and who votes for whom.
    No ID number, no birth date, no telephone. Four statements."""
    election = round.election
    codes = dict(Card.objects.filter(election=election).in_force().values_list("registration_id", "code"))
    given = {
        principal: (number, agent)
        for principal, number, agent in Proxy.objects.filter(election=election)
        .in_force()
        .values_list("principal_id", "number", "agent__person__name")
    }
    groups = {group.pk: group.title for group in election.village.groups.all()}
    rows = entitled(election).in_roll_order()
    return [
        {
            "id": pk,
            "no": serial or 0,
            "name": name,
            "py": initials,
            "group": groups.get(group, ""),
            "code": codes.get(pk, ""),
            "proxy": given[pk][0] if pk in given else 0,
            "agent": given[pk][1] if pk in given else "",
        }
        for pk, serial, name, initials, group in rows.values_list(
            "pk", "serial", "person__name", "person__initials", "group_id"
        )
    ]


def entitled_among(election: Election, voters: Collection[int]) -> set[int] | None:
    """Which of these may have a ballot; None where everybody on the roll may. At most one statement."""
    if not election.by_delegates:
        return None
    return set(entitled(election).filter(pk__in=voters).values_list("pk", flat=True))


def issued_marks(round: Round) -> dict[int, str]:
    """Registration id → "主会场票箱 09:12". One statement."""
    rows = HandOut.objects.in_force().filter(round=round).values_list("voter_id", "box__name", "handed_at")
    return {voter: f"{box} {moment(at)}" for voter, box, at in rows}


def changed_marks(round: Round, since: dt.datetime) -> dict[int, str]:
    """The marks that changed after that moment, empty for a hand-out taken back. One statement.

    A little further back than asked: a row is written a moment after it was dated.
    """
    rows = HandOut.objects.filter(round=round, updated_at__gte=since - OVERLAP)
    marks: dict[int, str] = {}
    for voter, box, at, undone in rows.values_list("voter_id", "box__name", "handed_at", "revoked_at"):
        if undone is None:
            marks[voter] = f"{box} {moment(at)}"
        else:
            marks.setdefault(voter, "")
    return marks


@dataclass(frozen=True, slots=True)
class Hour:
    label: str
    cells: list[int]
    total: int
    so_far: int


def turnout_by_hour(round: Round, boxes: Iterable[Box]) -> list[Hour]:
    """Ballots handed out by hour, one cell a box in the order given. One statement."""
    rows = (
        HandOut.objects.in_force()
        .filter(round=round)
        .order_by()
        .values_list(TruncHour("handed_at"), "box_id")
        .annotate(n=Count("pk"))
    )
    hours: dict[dt.datetime, dict[int, int]] = defaultdict(dict)
    for hour, box, count in rows:
        hours[hour][box] = count
    order, so_far, lines = [box.pk for box in boxes], 0, []
    for hour in sorted(hours):
        total = sum(hours[hour].values())
        so_far += total
        lines.append(Hour(_hour(hour), [hours[hour].get(pk, 0) for pk in order], total, so_far))
    return lines


def hours_chart(hours: Iterable[Hour]) -> Chart:
    """People who were handed a ballot, hour by hour, with the sum so far."""
    bars = tuple((hour.label, ((hour.total, f"{hour.total}张，累计{hour.so_far}"),)) for hour in hours)
    return Chart("各时段发票", bars)


def _hour(begins: dt.datetime) -> str:
    start = timezone.localtime(begins)
    return f"{start:%H:%M}至{start + dt.timedelta(hours=1):%H:%M}"


@dataclass(frozen=True, slots=True)
class StationHours:
    """Ballots handed out at one box, one cell an hour."""

    village: str
    box: Box
    cells: list[int]

    @property
    def total(self) -> int:
        return sum(self.cells)


def stations_by_hour(rounds: Iterable[Round]) -> tuple[list[str], list[StationHours]]:
    """The hours in which anybody was handed a ballot, and every box of these rounds with its numbers. Two
    statements, however many villages."""
    known = {voting.pk: voting for voting in rounds}
    counts: dict[int, dict[dt.datetime, int]] = defaultdict(dict)
    rows = (
        HandOut.objects.in_force()
        .filter(round_id__in=known)
        .order_by()
        .values_list(TruncHour("handed_at"), "box_id")
        .annotate(n=Count("pk"))
    )
    for hour, box, number in rows:
        counts[box][hour] = number
    hours = sorted({hour for of_box in counts.values() for hour in of_box})
    order = list(known)
    boxes = sorted(Box.objects.filter(round_id__in=known), key=lambda box: order.index(box.round_id))
    return [_hour(hour) for hour in hours], [
        StationHours(
            known[box.round_id].election.village.name, box, [counts[box.pk].get(hour, 0) for hour in hours]
        )
        for box in boxes
    ]


def village_days(user: User, today: dt.date) -> list[tuple[Round, int, int, int, int]]:
    """(round, registered, issued, incidents, open conflicts) of every village the user sees which votes today
    or is being voted on. Six statements, however many villages."""
    rounds = [
        voting
        for voting in Round.objects.visible_to(user)
        .with_places()
        .exclude(state__in=(Round.State.DECLARED, Round.State.CANCELLED))
        .order_by("election__village__code")
        if voting.day == today or voting.state != Round.State.PREPARING
    ]
    ids = [voting.pk for voting in rounds]
    registered = dict(
        Registration.objects.filter(election__in=[voting.election_id for voting in rounds])
        .registered()
        .order_by()
        .values_list("election_id")
        .annotate(n=Count("pk"))
    )
    checked = dict(
        HandOut.objects.in_force()
        .filter(round_id__in=ids)
        .order_by()
        .values_list("box_id")
        .annotate(n=Count("pk"))
    )
    issued: dict[int, int] = defaultdict(int)
    for box in Box.objects.filter(round_id__in=ids):
        typed = box.issued
        issued[box.round_id] += checked.get(box.pk, 0) if typed is None else typed
    incidents = dict(
        Incident.objects.filter(round_id__in=ids).order_by().values_list("round_id").annotate(n=Count("pk"))
    )
    conflicts = dict(
        IssueConflict.objects.unsettled()
        .filter(box__round_id__in=ids)
        .order_by()
        .values_list("box__round_id")
        .annotate(n=Count("pk"))
    )
    return [
        (
            voting,
            registered.get(voting.election_id, 0) if voting.registered is None else voting.registered,
            issued[voting.pk],
            incidents.get(voting.pk, 0),
            conflicts.get(voting.pk, 0),
        )
        for voting in rounds
    ]
