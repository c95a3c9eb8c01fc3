"""The meeting: its call, proxies of the household, who took part, the vote, the minutes."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import replace

from django.core.exceptions import ValidationError
from django.core.files.base import File
from django.db import transaction
from django.utils import timezone

from ballots.collective import queries, rules
from ballots.models import Assembly, CollectiveTerm, HouseholdProxy, Member, PersonVote
from election_office.accounts.access import require
from election_office.accounts.models import User
from election_office.accounts.permissions import Permission
from election_office.audit.actions import record


@transaction.atomic
def plan_assembly(
    *,
    term: CollectiveTerm,
    day: dt.date,
    at: dt.time,
    where: str,
    agenda: str,
    by: User,
    online_by: str = "",
) -> Assembly:
    """Call the meeting, early enough for its notice."""
    require(by, Permission.BALLOT_EDIT, term)
    term = term.lock()
    meetings = list(term.assemblies.all())
    if meetings and queries.is_pending(meetings[-1]):
        raise ValidationError("上一次会议还没有办完，请先召开、计票并宣布结果。")
    if not queries.to_vote_on(term):
        raise ValidationError("还没有候选人，或者名额已经选满，不用召开会议。")
    _check_plan(term, day, agenda)
    assembly = Assembly(
        term=term,
        number=len(meetings) + 1,
        day=day,
        at=at,
        where=where.strip(),
        agenda=agenda.strip(),
        online_by=online_by.strip(),
        called_by=by,
    ).keep()
    record("assembly.planned", target=assembly, by=by, after={"day": day, "where": assembly.where})
    return assembly


def _check_plan(term: CollectiveTerm, day: dt.date, agenda: str) -> None:
    rules.check_plan(
        day=day,
        today=timezone.localdate(),
        studied=term.studied_on is not None,
        agenda=agenda,
        book=term.rulebook_on(day),
    ).require()


@transaction.atomic
def change_assembly(
    *,
    assembly: Assembly,
    day: dt.date,
    at: dt.time,
    where: str,
    agenda: str,
    by: User,
    online_by: str = "",
    version: int | None = None,
) -> Assembly:
    """Another day, hour, place or agenda before the meeting; a notice that hangs becomes untrue by it."""
    require(by, Permission.BALLOT_EDIT, assembly)
    assembly = assembly.lock(version)
    if assembly.is_held:
        raise ValidationError("会议已经召开，不能再改。")
    _check_plan(assembly.term, day, agenda)
    before = {"day": assembly.day, "where": assembly.where}
    assembly.day, assembly.at, assembly.where = day, at, where.strip()
    assembly.agenda, assembly.online_by = agenda.strip(), online_by.strip()
    assembly.keep("day", "at", "where", "agenda", "online_by")
    after = {"day": day, "where": assembly.where}
    record("assembly.changed", target=assembly, by=by, before=before, after=after)
    return assembly


# ------------------------------------------------------------------ proxies


@transaction.atomic
def give_proxy(
    *, assembly: Assembly, member: Member, trustee: Member, written_on: dt.date, by: User
) -> HouseholdProxy:
    """A written proxy within the household (J08)."""
    require(by, Permission.PROXY_EDIT, assembly)
    assembly = assembly.lock()
    if assembly.is_held:
        raise ValidationError("会议已经召开，不能再登记委托。")
    term = assembly.term
    book, in_force = term.rulebook_on(assembly.day), assembly.proxies.filter(revoked_at__isnull=True)

    if in_force.filter(trustee=member).exists():
        raise ValidationError({"member": f"{member}已经接受他人委托，须本人到会，不能再委托他人。"})
    proxy = HouseholdProxy(
        assembly=assembly, member=member, trustee=trustee, written_on=written_on, entered_by=by
    )
    facts = replace(
        queries.proxy_facts(proxy, term, book),
        trustee_has=in_force.filter(trustee=trustee).count(),
        trustee_gave=in_force.filter(member=trustee).exists(),
    )
    rules.check_proxy(facts, book).require()
    proxy.keep()
    record(
        "household_proxy.given", target=proxy, by=by, after={"member": str(member), "trustee": str(trustee)}
    )
    return proxy


@transaction.atomic
def revoke_proxy(*, proxy: HouseholdProxy, reason: str, by: User) -> HouseholdProxy:
    require(by, Permission.PROXY_EDIT, proxy)
    proxy = proxy.lock()
    if proxy.is_revoked or proxy.assembly.is_held:
        raise ValidationError("这项委托已经撤回，或者会议已经召开。")
    proxy.keep(*proxy.revoke(by=by, reason=reason))
    record("household_proxy.revoked", target=proxy, by=by, before={"name": str(proxy)}, reason=reason)
    return proxy


# ------------------------------------------------------------------ as it was held


@transaction.atomic
def hold_assembly(
    *,
    assembly: Assembly,
    present: int,
    online: int,
    host: str,
    recorder: str,
    tellers: str,
    by: User,
    secret: bool = True,
    version: int | None = None,
) -> Assembly:
    """The meeting took place: present and online as signed in, proxies as registered, against those entitled.

    A meeting without its quorum is entered too; it decides nothing, and another is called."""
    require(by, Permission.BALLOT_EDIT, assembly)
    assembly = assembly.lock(version)
    if assembly.is_declared:
        raise ValidationError("结果已经宣布，不能再改参加人数。")
    term, book = assembly.term, assembly.term.rulebook_on(assembly.day)
    proxies = queries.proxies_of(assembly)
    proxied = len(proxies)
    entitled = queries.entitled_count(term, assembly.day)
    decision = rules.check_notice(
        notified_on=queries.hung_on(assembly, queries.MEETING_NOTICE), day=assembly.day, book=book
    ) + rules.check_held(
        present=present,
        online=online,
        proxied=proxied,
        entitled=entitled,
        online_open=bool(assembly.online_by),
        day=assembly.day,
        today=timezone.localdate(),
    )
    for proxy in proxies:  # somebody may have moved to another household since
        decision += rules.check_proxy(queries.proxy_facts(proxy, term, book), book)
    if term.by_representatives:
        rows = queries.representatives_of(term.collective)
        women = sum(row.member.person.sex == "female" for row in rows)
        decision += rules.check_representatives(len(rows), women, book)
    register = queries.register_of(term.collective)
    if register is None:
        raise ValidationError("成员名册还没有定册，不能确定应到人数。")
    shown = queries.hung_on(register, queries.REGISTER_NOTICE)
    decision += rules.register_shown(shown, queries.open_disputes(term.collective), assembly.day, book)
    decision.require()
    assembly.entitled, assembly.present, assembly.online, assembly.proxied = (
        entitled,
        present,
        online,
        proxied,
    )
    assembly.host, assembly.recorder, assembly.tellers = host.strip(), recorder.strip(), tellers.strip()
    assembly.secret, assembly.held_by = secret, by
    assembly.keep(
        "entitled", "present", "online", "proxied", "host", "recorder", "tellers", "secret", "held_by"
    )
    record(
        "assembly.held",
        target=assembly,
        by=by,
        after={"entitled": entitled, "present": present, "online": online, "proxied": proxied},
    )
    return assembly


@transaction.atomic
def enter_votes(
    *, assembly: Assembly, votes: Mapping[int, tuple[int, int, int]], by: User, version: int | None = None
) -> Assembly:
    """The count, person by person: nominee → (yes, against, abstained)."""
    require(by, Permission.COUNT_ENTER, assembly)
    assembly = assembly.lock(version)
    _require_countable(assembly)
    standing = queries.to_vote_on(assembly.term)
    if {row.pk for row in standing} != set(votes):
        raise ValidationError("候选人名单已经变动，请重新打开页面。")
    labels = queries.labels_of(row.member for row in standing)
    counts = [rules.PersonCount(labels[row.member_id], *votes[row.pk]) for row in standing]
    rules.check_votes(counts, assembly.participants).require()
    assembly.votes.all().delete()
    PersonVote.objects.bulk_create(
        PersonVote(assembly=assembly, nominee=row, yes=yes, against=against, abstained=abstained)
        for row in standing
        for yes, against, abstained in [votes[row.pk]]
    )
    assembly.keep()
    record(
        "assembly.counted",
        target=assembly,
        by=by,
        after={"votes": {count.name: f"{count.yes}/{count.against}/{count.abstained}" for count in counts}},
    )
    return assembly


def _require_countable(assembly: Assembly) -> None:
    if not assembly.is_held:
        raise ValidationError("请先登记会议的参加人数。")
    if assembly.is_declared:
        raise ValidationError("结果已经宣布，不能再改票数。")
    rules.check_quorum(
        assembly.participants,
        assembly.entitled or 0,
        assembly.term.way,
        assembly.term.rulebook_on(assembly.day),
    ).require()


@transaction.atomic
def write_minutes(
    *, assembly: Assembly, minutes: str, by: User, scan: File[bytes] | None = None, version: int | None = None
) -> Assembly:
    """What was said and decided (第三十三条), and the signed sheet."""
    require(by, Permission.BALLOT_EDIT, assembly)
    assembly = assembly.lock(version)
    if not assembly.is_held:
        raise ValidationError("会议还没有召开。")
    assembly.minutes = minutes.strip()
    if scan is not None:
        assembly.minutes_scan = scan
    assembly.keep("minutes", "minutes_scan")
    record("assembly.minuted", target=assembly, by=by, after={"signed": bool(assembly.minutes_scan)})
    return assembly
