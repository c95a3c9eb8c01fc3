"""What the adjudication answers with, and its open form (election-outcome/1)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final, Literal

from election_office.law.decision import Finding

OUTCOME_FORMAT: Final = "election-outcome/1"

Status = Literal["elected", "pending_review", "annulled"]
Next = Literal["none", "tie_vote", "runoff", "repeat", "charter"]
Verdict = Literal["stands", "undetermined", "majority_uncertain"]


@dataclass(frozen=True, slots=True)
class Winner:
    """A person with enough votes for a seat. `pending_review`: no certificate before the review of a
    write-in. `annulled`: the seat is empty."""

    name: str
    votes: int
    status: Status

    @property
    def seated(self) -> bool:
        return self.status != "annulled"


@dataclass(frozen=True, slots=True)
class Robustness:
    """Whether proxies beyond the limit could have changed a post; `margin` is last winner − first loser."""

    excess_proxies: int
    margin: int
    verdict: Verdict


@dataclass(frozen=True, slots=True)
class PostOutcome:
    """The result of one entry of the count, in the order of the input."""

    post: str
    reserved: str | None
    elected: tuple[Winner, ...]
    tied: tuple[str, ...]
    unfilled: int
    next: Next
    runoff_candidates: tuple[str, ...]
    robustness: Robustness | None

    @property
    def seated(self) -> tuple[Winner, ...]:
        return tuple([winner for winner in self.elected if winner.status != "annulled"])


@dataclass(frozen=True, slots=True)
class Outcome:
    """The whole result. `valid` is False when too few voted or too many ballots were found; then no post
    has winners. `findings` hold only what went wrong or needs a person: errors first stop the closing."""

    valid: bool
    findings: tuple[Finding, ...]
    voted: int
    registered: int
    posts: tuple[PostOutcome, ...]

    @property
    def errors(self) -> tuple[Finding, ...]:
        return tuple(finding for finding in self.findings if finding.refused)

    @property
    def warnings(self) -> tuple[Finding, ...]:
        return tuple(finding for finding in self.findings if finding.warned)

    def as_dict(self) -> dict[str, Any]:
        """The open form, ready for JSON."""
        return {
            "format": OUTCOME_FORMAT,
            "valid": self.valid,
            "findings": [_finding(finding) for finding in self.findings],
            "turnout": {"voted": self.voted, "registered": self.registered},
            "posts": [_post(post) for post in self.posts],
        }


def _finding(finding: Finding) -> dict[str, Any]:
    return {
        "code": finding.code,
        "severity": finding.severity,
        "message": finding.message,
        "citation": str(finding.citation) if finding.citation else "",
    }


def _post(post: PostOutcome) -> dict[str, Any]:
    robustness = post.robustness
    return {
        "post": post.post,
        # Posts stand in the order of the input; only reserved seats need to be told from their neighbours.
        **({"reserved": post.reserved} if post.reserved else {}),
        "elected": [
            {"name": winner.name, "votes": winner.votes, "status": winner.status} for winner in post.elected
        ],
        "tied": list(post.tied),
        "unfilled": post.unfilled,
        "next": post.next,
        "runoff_candidates": list(post.runoff_candidates),
        "robustness": robustness
        and {
            "excess_proxies": robustness.excess_proxies,
            "margin": robustness.margin,
            "verdict": robustness.verdict,
        },
    }
