"""Words and short cuts of these tests."""

from __future__ import annotations

from django.utils import timezone

from candidates.review import actions
from election_office.law.decision import RuleRefused
from tests.candidates.review_scenes import Review, scan

TODAY = timezone.localdate


def codes(refused: RuleRefused) -> list[str]:
    return [finding.code for finding in refused.decision.refusals]


def refusal(refused: RuleRefused) -> str:
    return "".join(finding.message for finding in refused.decision.refusals)


def adopt(review: Review, *keys: str, **values: object) -> None:
    actions.record_clause(
        **(
            {
                "election": review.election,
                "purpose": "village_committee",
                "keys": keys,
                "article": "第十二条",
                "body": "村民代表会议",
                "passed_on": TODAY(),
                "scan": scan("选举办法.pdf"),
                "by": review.clerk,
            }
            | values
        )
    )
