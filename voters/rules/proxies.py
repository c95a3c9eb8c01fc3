"""Voting for another: who may ask whom, until when, and what becomes of it. PX-01 to PX-12."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal

from election_office.law.dates import cn_date, latest_day
from election_office.law.decision import Decision, Finding
from election_office.law.electorates import check_proxies_allowed
from election_office.law.relations import SET_LABELS, related
from election_office.law.rulebooks import Rulebook

Ground = Literal["away", "special", "other"]

_GROUNDS: dict[str, frozenset[Ground]] = {
    "away": frozenset({"away"}),
    "away_or_special": frozenset({"away", "special"}),
    "any_cause": frozenset({"away", "special", "other"}),
}
_GROUND_WORDS = {
    "away": "选举期间外出",
    "away_or_special": "选举期间外出或者有特殊原因",
    "any_cause": "因故不能直接投票",
}
_PHONE_WITNESSES = 2


@dataclass(frozen=True, slots=True)
class ProxyFacts:
    """One voter (principal) asking another (agent) to vote in their place.

    ``relation``: what the agent is to the principal (law.relations), empty for no near relative.
    ``agent_holds``: principals the agent already votes for, this one not counted; ``agent_holds_for``: their
    names.
    ``principal_holds``: principals the principal votes for; ``agent_gave``: the agent has given away the
    own vote. ``by_phone``: asked over the telephone, heard by ``phone_witnesses`` committee members.
    """

    requested_on: date
    ground: Ground = "away"
    written: bool = True
    principal_registered: bool = True
    principal_has_proxy: bool = False
    principal_has_voted: bool = False
    principal_holds: int = 0
    agent_registered: bool = True
    agent_is_principal: bool = False
    agent_is_candidate: bool = False
    agent_gave: bool = False
    agent_holds: int = 0
    agent_holds_for: tuple[str, ...] = ()
    relation: str = ""
    card_returned: bool = True
    by_phone: bool = False
    phone_witnesses: int = 0
    id_copy_kept: bool = False
    way: str = ""
    """How a community elects; empty for a village."""


@dataclass(frozen=True, slots=True)
class CandidacyEffect:
    """What an agent's candidacy does to the proxies held: all end, and until when new agents may be found.

    ``may_replace`` is False when that day has passed; the principals then vote in person.
    """

    ended: int
    replace_until: date
    may_replace: bool
    finding: Finding


@dataclass(frozen=True, slots=True)
class BallotClaimFacts:
    """A voter at the table asking for the own ballot. The proxy, if one was given, is in force or used."""

    registered: bool = True
    has_voted: bool = False
    proxy_in_force: bool = False
    proxy_used: bool = False


def proxy_deadline(book: Rulebook) -> date:
    """The last day for granting a proxy (PX-07)."""
    return latest_day(book.election_day, book.value("proxy_apply_days"), book.value("count_mode"))


def check_proxy(facts: ProxyFacts, book: Rulebook) -> Decision:
    """May this voter ask this agent to vote in their place? Every reason against it at once."""
    findings = (*_about_the_principal(facts, book), *_about_the_agent(facts, book), *_about_form(facts, book))
    return check_proxies_allowed(facts.way, book) + Decision(findings)


def _about_the_principal(facts: ProxyFacts, book: Rulebook) -> tuple[Finding, ...]:
    ground = book.value("proxy_ground")
    return (
        Finding(
            "principal_not_registered",
            facts.principal_registered,
            f"委托人不在{book.words.here}{book.words.roll}上，不能委托投票。",
            book.cite("proxy_ground"),
        ),
        Finding(
            "ground_not_allowed",
            facts.ground in _GROUNDS[ground],
            f"只有{_GROUND_WORDS[ground]}的，才能委托他人投票。",
            book.cite("proxy_ground"),
        ),
        Finding(
            "principal_has_proxy",
            not facts.principal_has_proxy,
            "委托人已经委托了他人，一人只能委托一次；改换受委托人须先撤销原委托。",
            book.cite("proxy_written"),
        ),
        Finding(
            "principal_has_voted",
            not facts.principal_has_voted,
            "委托人已经投票，不能再委托。",
            book.cite("proxy_ground"),
        ),
        Finding(
            "principal_is_agent",
            facts.principal_holds == 0 or book.value("proxy_subdelegation"),
            f"委托人已接受{facts.principal_holds}人委托，不能再委托他人。",
            book.cite("proxy_subdelegation"),
        ),
    )


def _named(names: tuple[str, ...]) -> str:
    return f"（{'、'.join(names)}）" if names else ""


def _about_the_agent(facts: ProxyFacts, book: Rulebook) -> tuple[Finding, ...]:
    most = book.value("proxy_max")
    return (
        Finding(
            "agent_not_registered",
            facts.agent_registered,
            f"受委托人不在{book.words.here}{book.words.roll}上，不能接受委托。",
            book.cite("proxy_relation"),
        ),
        Finding(
            "agent_is_principal",
            not facts.agent_is_principal,
            "委托人和受委托人是同一个人。",
            book.cite("proxy_relation"),
        ),
        *_relation(facts, book),
        Finding(
            "agent_full",
            facts.agent_holds < most,
            f"受委托人已接受{facts.agent_holds}人委托{_named(facts.agent_holds_for)}，每人最多接受{most}人。",
            book.cite("proxy_max"),
        ),
        Finding(
            "agent_is_candidate",
            not facts.agent_is_candidate or book.value("proxy_candidate_agent"),
            "受委托人是候选人，不得接受委托投票。",
            book.cite("proxy_candidate_agent"),
        ),
        Finding(
            "agent_gave_proxy",
            not facts.agent_gave or book.value("proxy_subdelegation"),
            "受委托人自己也委托了他人投票，不能再替别人投票。",
            book.cite("proxy_subdelegation"),
        ),
    )


def _relation(facts: ProxyFacts, book: Rulebook) -> list[Finding]:
    """PX-03. An older provincial circle that is narrower than the national law has been overtaken by it."""
    parameter = book.parameter("proxy_relation")
    return [
        Finding(
            "agent_not_relative",
            _inside(facts.relation, parameter.value),
            f"只能委托{book.words.here}有选举权的{SET_LABELS.get(parameter.value, book.words.people)}。",
            parameter.citation,
        )
    ]


def _inside(relation: str, circle: str) -> bool:
    return circle == "any_villager" or (relation != "" and related(relation, circle))


def _about_form(facts: ProxyFacts, book: Rulebook) -> tuple[Finding, ...]:
    deadline = proxy_deadline(book)
    swap = book.parameter("proxy_card_swap")
    on_the_spot = facts.requested_on >= book.election_day and not book.value("proxy_on_the_spot")
    return (
        Finding(
            "not_written",
            facts.written or not book.value("proxy_written"),
            "委托投票应当有书面委托书。",
            book.cite("proxy_written"),
        ),
        Finding(
            "too_late",
            facts.requested_on <= deadline,
            f"办理委托的截止日期是{cn_date(deadline)}，提出的日期是{cn_date(facts.requested_on)}，已经超过。",
            book.cite("proxy_apply_days"),
        ),
        Finding(
            "on_the_spot",
            not on_the_spot,
            "选举日当天不能临时委托，委托人仍可本人投票。",
            book.cite("proxy_on_the_spot"),
        ),
        Finding(
            "card_not_returned",
            facts.card_returned or not swap.value,
            f"办理委托时应收回委托人的{book.words.card}件，换发委托投票证。",
            swap.citation,
            # Where the law is silent the office's own habit does not stop a voter.
            "error" if swap.kind == "法定" else "warning",
        ),
        Finding(
            "phone_not_witnessed",
            not facts.by_phone or facts.phone_witnesses >= _PHONE_WITNESSES,
            f"电话委托应有{_PHONE_WITNESSES}名以上{book.words.committee}成员免提接听并签字，"
            f"现为{facts.phone_witnesses}名。",
            None,
            "warning",
        ),
        Finding(
            "phone_without_id_copy",
            not facts.by_phone or facts.id_copy_kept,
            "电话委托应留存委托人的身份证复印件，并当场核对身份证号码。",
            None,
            "warning",
        ),
    )


def check_proxy_publication(published_on: date | None, book: Rulebook) -> Decision:
    """Was the list of principals and agents posted in time? PX-08.

    Only where the province says that an unpublished proxy is void does a missing list stop the vote.
    """
    deadline = latest_day(book.election_day, book.value("proxy_publish_days"), book.value("count_mode"))
    void = book.value("proxy_unpublished_void")
    when = "没有公布" if published_on is None else f"{cn_date(published_on)}才公布"
    return Decision(
        (
            Finding(
                "proxy_not_published",
                published_on is not None and published_on <= deadline,
                f"委托名单应在{cn_date(deadline)}以前公布，{when}" + ("，委托无效。" if void else "。"),
                book.cite("proxy_unpublished_void" if void else "proxy_publish_days"),
                "error" if void else "warning",
            ),
        )
    )


def effect_of_candidacy(held: int, became_on: date, book: Rulebook) -> CandidacyEffect:
    """An agent holding ``held`` proxies becomes a candidate: they end, principals may choose anew (PX-05)."""
    forbidden = not book.value("proxy_candidate_agent")
    until = proxy_deadline(book)
    open_still = became_on <= until
    then = (
        f"委托人可在{cn_date(until)}以前另行委托。" if open_still else "委托截止日期已过，由委托人本人投票。"
    )
    return CandidacyEffect(
        ended=held if forbidden else 0,
        replace_until=until,
        may_replace=open_still,
        finding=Finding(
            "agent_became_candidate",
            not (forbidden and held),
            f"受委托人{cn_date(became_on)}成为候选人，所接受的{held}人委托一并取消。{then}",
            book.cite("proxy_candidate_agent"),
        ),
    )


def check_ballot_claim(facts: BallotClaimFacts, book: Rulebook) -> Decision:
    """May this voter be given the own ballot? Never two ballots for one voter (PX-10)."""
    return Decision(
        (
            Finding(
                "not_registered",
                facts.registered,
                f"本人不在{book.words.roll}上，不能领取选票。",
                book.cite("roll_days"),
            ),
            Finding("already_voted", not facts.has_voted, "本人已经领取选票，一人只能投一次票。"),
            Finding(
                "proxy_used",
                not facts.proxy_used,
                "受委托人已经代本人投票，本人不能再领取选票。",
                book.cite("proxy_ground"),
            ),
            Finding(
                "proxy_in_force",
                not facts.proxy_in_force or facts.proxy_used,
                "本人的委托仍然有效，须先由受委托人交回委托投票证、撤销委托，才能领取选票。",
                book.cite("proxy_card_swap"),
            ),
        )
    )
