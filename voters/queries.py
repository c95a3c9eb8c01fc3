"""Reads shared by actions, pages, papers and the apps above."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, cast

from django.db.models import Count, Q

from election_office.law.relations import INVERSE
from villages.models import Election
from villages.queries import kin_pairs
from voters import rules
from voters.models import Proxy, Registration, RollVersion


def registrations(election: Election) -> list[Registration]:
    """Everybody registered now, with person and group, in the order of the roll. One statement."""
    return list(Registration.objects.filter(election=election).registered().with_people().in_roll_order())


def roll_count(election: Election) -> int:
    """How many are registered now. After confirmation every change has its supplement, so this is also
    what the newest version says."""
    return Registration.objects.filter(election=election).registered().count()


def proxy_count(election: Election) -> int:
    """Proxies in force."""
    return Proxy.objects.filter(election=election).in_force().count()


@dataclass(frozen=True, slots=True)
class GroupCount:
    """How many of one group are registered; ``number`` None for people without a group."""

    number: int | None
    title: str
    voters: int
    women: int
    proxies: int


def counts_by_group(election: Election) -> list[GroupCount]:
    """Registered voters and proxies in force by group of the principal. Two statements."""
    rows = (
        Registration.objects.filter(election=election)
        .registered()
        .order_by("group__number")
        .values("group__number", "group_id")
        .annotate(voters=Count("pk"), women=Count("pk", filter=Q(person__sex="female")))
    )
    given = dict(
        Proxy.objects.filter(election=election)
        .in_force()
        .order_by("principal__group_id")
        .values_list("principal__group_id")
        .annotate(count=Count("pk"))
    )
    titles = {group.pk: group.title for group in election.village.groups.all()}
    counted = [
        GroupCount(
            number=row["group__number"],
            title=titles.get(row["group_id"], "未分组"),
            voters=row["voters"],
            women=row["women"],
            proxies=given.get(row["group_id"], 0),
        )
        for row in rows
    ]
    return sorted(counted, key=lambda one: (one.number is None, one.number or 0))


def registration_of(election: Election, person_id: int) -> Registration | None:
    """The person's row on this roll, whatever its status."""
    return Registration.objects.with_people().filter(election=election, person_id=person_id).first()


def current_version(election: Election) -> RollVersion | None:
    """The newest version, without its names; None before the roll is confirmed."""
    return RollVersion.objects.filter(election=election).without_entries().order_by("-number").first()


def proxies_in_force(election: Election) -> list[Proxy]:
    """With both people, by number. One statement."""
    return list(Proxy.objects.filter(election=election).in_force().with_people().order_by("number"))


def principals_of(agent_ids: Iterable[int]) -> dict[int, list[Registration]]:
    """Agent registration id → the voters who gave their vote to that agent."""
    found: dict[int, list[Registration]] = {}
    proxies = Proxy.objects.in_force().filter(agent_id__in=list(agent_ids))
    for proxy in proxies.select_related("principal__person"):
        found.setdefault(proxy.agent_id, []).append(proxy.principal)
    return found


def relation_between(principal: Registration, agent: Registration) -> str:
    """What the agent is to the principal by declared kinship; empty when nothing is declared."""
    for person, relative, kind in kin_pairs([principal.person_id, agent.person_id]):
        if (person, relative) == (principal.person_id, agent.person_id):
            return kind
        if (person, relative) == (agent.person_id, principal.person_id):
            return INVERSE[kind]
    return ""


def proxy_facts(proxy: Proxy) -> rules.ProxyFacts:
    """Everything the rule on proxies asks about one that is not saved yet. Two statements."""
    in_force = Proxy.objects.filter(election_id=proxy.election_id).in_force()
    counts = in_force.aggregate(
        given=Count("pk", filter=Q(principal=proxy.principal)),
        principal_holds=Count("pk", filter=Q(agent=proxy.principal)),
        agent_gave=Count("pk", filter=Q(principal=proxy.agent)),
        agent_holds=Count("pk", filter=Q(agent=proxy.agent)),
    )
    registered = Registration.Status.REGISTERED
    by_phone = proxy.form == Proxy.Form.PHONE
    return rules.ProxyFacts(
        requested_on=proxy.requested_on,
        ground=cast(Any, proxy.ground),
        # A telephone call counts only with its signed record, which is the paper then.
        written=not by_phone or bool(names_in(proxy.witnesses)),
        principal_registered=proxy.principal.status == registered,
        principal_has_proxy=counts["given"] > 0,
        principal_holds=counts["principal_holds"],
        agent_registered=proxy.agent.status == registered,
        agent_is_principal=proxy.principal_id == proxy.agent_id,
        agent_is_candidate=proxy.agent.is_candidate,
        agent_gave=counts["agent_gave"] > 0,
        agent_holds=counts["agent_holds"],
        relation=proxy.relation,
        card_returned=proxy.card_taken_back,
        by_phone=by_phone,
        phone_witnesses=len(names_in(proxy.witnesses)),
    )


def names_in(text: str) -> list[str]:
    """Names typed one after the other, with 、 or commas or blanks between them; each counted once."""
    return list(dict.fromkeys(name for name in re.split(r"[\s、，,；;]+", text) if name))
