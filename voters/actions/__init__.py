"""Every change to the roll and to proxies. One act, one function, one transaction."""

from voters.actions.proxies import (
    CandidateMark,
    grant_proxy,
    mark_candidate,
    revoke_proxy,
    take_card_back,
    unmark_candidate,
)

__all__ = [
    "CandidateMark",
    "grant_proxy",
    "mark_candidate",
    "revoke_proxy",
    "take_card_back",
    "unmark_candidate",
]
