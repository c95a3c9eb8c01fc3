from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from election_office.accounts.access import require
from election_office.accounts.models import User
from election_office.accounts.permissions import Permission
from election_office.audit.actions import record
from election_office.documents import notice as notices
from election_office.documents import queries as documents
from election_office.documents.actions import issue
from election_office.documents.models import Document
from villages.actions import require_stage
from villages.actions.elections import locked
from villages.models import Election, Person
from voters import queries, rules
from voters.handouts import is_used, require_unused_proxy
from voters.models import Proxy, Registration


@transaction.atomic
def grant_proxy(
    *,
    election: Election,
    principal: Registration,
    agent: Registration,
    by: User,
    ground: str = Proxy.Ground.AWAY,
    detail: str = "",
    relation: str = "",
    form: str = Proxy.Form.WRITTEN,
    witnesses: str = "",
    id_copy_kept: bool = False,
    card_taken_back: bool = False,
    on: dt.date | None = None,
) -> Proxy:
    """Let ``agent`` vote in the place of ``principal``, or raise RuleRefused with every reason at once.

    ``relation``: what the agent is to the principal; a declared kinship counts before it. ``on`` is
    today: a paper is not dated back (loaders of past records alone say otherwise).
    """
    require(by, Permission.PROXY_EDIT, election)
    # One desk at a time: two clerks must not each grant the third proxy to the same agent.
    election = locked(election)
    require_stage(election)
    people = Registration.objects.with_people().in_bulk([principal.pk, agent.pk])
    principal, agent = people[principal.pk], people[agent.pk]
    if {principal.election_id, agent.election_id} != {election.pk}:
        raise ValidationError(f"委托人和受委托人都应在{election.words.here}名单上。")
    proxy = Proxy(
        election=election,
        principal=principal,
        agent=agent,
        ground=ground,
        detail=detail,
        relation=queries.relation_between(principal, agent) or relation,
        form=form,
        witnesses=witnesses,
        id_copy_kept=id_copy_kept,
        card_taken_back=card_taken_back,
        requested_on=on or timezone.localdate(),
        granted_by=by,
    )
    rules.check_proxy(queries.proxy_facts(proxy), election.rulebook).require()
    proxy.number = 1 + (Proxy.objects.filter(election=election).aggregate(last=Max("number"))["last"] or 0)
    proxy.keep()
    record(
        "proxy.granted",
        target=proxy,
        by=by,
        after={
            "number": proxy.number,
            "principal": principal.person.name,
            "agent": agent.person.name,
            "ground": proxy.get_ground_display(),
            "relation": proxy.relation_label,
        },
        reason=detail,
    )
    return proxy


@transaction.atomic
def revoke_proxy(*, proxy: Proxy, reason: str, by: User) -> Proxy:
    """End a proxy: the principal votes in person or chooses anew. The row and its number stay."""
    require(by, Permission.PROXY_EDIT, proxy)
    election = locked(proxy.election)
    require_stage(election)
    proxy = Proxy.objects.with_people().get(pk=proxy.pk)
    if proxy.revoked_at:
        raise ValidationError("这项委托已经撤销。")
    if not reason.strip():
        raise ValidationError({"reason": "请写明撤销理由。"})
    return end_proxy(proxy, election=election, reason=reason.strip(), by=by)


@transaction.atomic
def take_card_back(*, proxy: Proxy, by: User) -> Proxy:
    """The principal's own card came in after the proxy was granted."""
    require(by, Permission.PROXY_EDIT, proxy)
    locked(proxy.election)
    proxy = Proxy.objects.get(pk=proxy.pk)
    if proxy.revoked_at:
        raise ValidationError("这项委托已经撤销，不再收回证件。")
    proxy.card_taken_back = True
    proxy.save(update_fields=["card_taken_back", "updated_at"])
    record("proxy.card_taken_back", target=proxy, by=by)
    return proxy


@transaction.atomic
def issue_proxy_paper(*, proxy: Proxy, kind: str, by: User) -> Document:
    """The card or the letter of a proxy in force. The one issued before is replaced when it says
    something else by now, and answered as it is otherwise."""
    require(by, Permission.PROXY_EDIT, proxy)
    locked(proxy.election)
    proxy = (
        Proxy.objects.with_people().select_related("election__village", "election__cycle").get(pk=proxy.pk)
    )
    if proxy.revoked_at:
        raise ValidationError("这项委托已经撤销，不能再印制证件。")
    old = documents.current_document(proxy, kind)
    notice = notices.get(kind)
    if old is not None and notice.printed(old) == notice.facts(proxy):
        return old
    return issue(
        kind,
        proxy,
        by=by,
        election_id=proxy.election_id,
        replaces=old,
        reason="登记内容变动，重新印制。" if old else "",
    )


def end_proxy(proxy: Proxy, *, election: Election, reason: str, by: User) -> Proxy:
    """Raises RuleRefused when the agent has already taken the ballot with it."""
    proxy.election = election
    require_unused_proxy(proxy)
    proxy.keep(*proxy.revoke(by=by, reason=reason[:200]))
    record(
        "proxy.revoked",
        target=proxy,
        by=by,
        before={
            "number": proxy.number,
            "principal": proxy.principal.person.name,
            "agent": proxy.agent.person.name,
        },
        reason=reason,
    )
    return proxy


@dataclass(frozen=True)
class CandidateMark:
    """What a candidacy did to the roll. ``registration`` is None for somebody not on this roll.

    ``ended``: the proxies that ended at once, with both people; ``effect`` says until when their
    principals may choose anew (None when nothing ended).
    """

    registration: Registration | None
    ended: tuple[Proxy, ...] = ()
    effect: rules.CandidacyEffect | None = None

    @property
    def principals(self) -> list[Registration]:
        """Who must be told that their proxy ended."""
        return [proxy.principal for proxy in self.ended]


@transaction.atomic
def mark_candidate(
    *, election: Election, person: Person, by: User, at: dt.date | None = None
) -> CandidateMark:
    """The person has become a candidate: may take no proxy, and those held end at once.

    ``at``: the day of the candidacy, today by default. Marking twice changes nothing.
    """
    require(by, Permission.CANDIDATE_EDIT, election)
    election = locked(election)
    registration = queries.registration_of(election, person.pk)
    if registration is None:
        return CandidateMark(None)
    held = list(Proxy.objects.filter(agent=registration).in_force().with_people().order_by("number"))
    # A ballot taken before the candidacy was taken lawfully: its authority stays.
    held = [proxy for proxy in held if not is_used(proxy)]
    effect = rules.effect_of_candidacy(len(held), at or timezone.localdate(), election.rulebook)
    if not registration.is_candidate:
        registration.is_candidate = True
        registration.save(update_fields=["is_candidate", "updated_at"])
        record(
            "registration.marked_candidate",
            target=registration,
            by=by,
            after={"name": registration.person.name},
        )
    ended = held if effect.ended else []
    for proxy in ended:
        end_proxy(proxy, election=election, reason="受委托人成为候选人，依法不得接受委托。", by=by)
    return CandidateMark(registration, tuple(ended), effect if ended else None)


@transaction.atomic
def unmark_candidate(*, election: Election, person: Person, by: User, reason: str) -> Registration | None:
    """The candidacy ended (withdrawn, rejected). Proxies that ended with it do not come back."""
    require(by, Permission.CANDIDATE_EDIT, election)
    election = locked(election)
    registration = queries.registration_of(election, person.pk)
    if registration is None or not registration.is_candidate:
        return registration
    registration.is_candidate = False
    registration.save(update_fields=["is_candidate", "updated_at"])
    record(
        "registration.unmarked_candidate",
        target=registration,
        by=by,
        before={"name": registration.person.name},
        reason=reason,
    )
    return registration
