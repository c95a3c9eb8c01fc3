"""Who hears of ballots that went out or came back unused: parts above keep counts of their own by it."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from ballots.models import HandOut

Follower = Callable[[Sequence[HandOut], int], None]
_followers: list[Follower] = []


def follow(follower: Follower) -> None:
    """Have hand-outs told with their sign, inside the transaction of the act: 1 went out, -1 came back."""
    if follower not in _followers:
        _followers.append(follower)


def tell(handouts: Sequence[HandOut], sign: int = 1) -> None:
    for follower in _followers:
        follower(handouts, sign)
