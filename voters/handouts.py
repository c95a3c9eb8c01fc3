"""What this app knows of ballots handed out, without knowing what a ballot is.

The app that hands ballots out lends one function at start-up. Every act that would take a right to vote away
asks ``require_unused`` here, and no other place.
"""

from __future__ import annotations

from collections.abc import Callable, Collection

from villages.models import Election
from voters.models import Proxy
from voters.rules.handouts import UsedRight, check_unused

Finder = Callable[[Election, Collection[int]], list[tuple[UsedRight, frozenset[int]]]]

_finders: list[Finder] = []


def register(finder: Finder) -> None:
    """``finder(election, registrations)``: the rights used in the voting at hand that one of these voters
    (ids) gave, took or used, each with the ids of the authorities it was used under. A second registration
    replaces the first."""
    _finders[:] = [finder]


def used_rights(election: Election, voters: Collection[int]) -> list[tuple[UsedRight, frozenset[int]]]:
    return _finders[0](election, voters) if _finders and voters else []


def require_unused(election: Election, voters: Collection[int]) -> None:
    """Raise RuleRefused, naming each right, when a ballot was handed out for one of these or to them."""
    used = [right for right, _proxies in used_rights(election, voters)]
    check_unused(used, election.rulebook).require()


def is_used(proxy: Proxy) -> bool:
    """Whether the ballot of its principal was taken under this authority."""
    found = used_rights(proxy.election, [proxy.principal_id])
    return any(proxy.pk in proxies for _right, proxies in found)


def require_unused_proxy(proxy: Proxy) -> None:
    """Raise RuleRefused when the ballot of its principal was taken under this authority."""
    found = used_rights(proxy.election, [proxy.principal_id])
    used = [right for right, proxies in found if proxy.pk in proxies]
    check_unused(used, proxy.election.rulebook).require()
