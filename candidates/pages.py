"""Where the pages of this app are linked."""

from election_office.core.frame import Link, register
from election_office.documents.kinds import issue_for_elections

register(
    Link("main", "candidates:review_inbox", "联审意见", 80, icon="review", any_of=("review",)),
    Link("election", "candidates:list", "候选人", 50, also=("candidates:",)),
    Link("cycle", "candidates:review_batches", "全镇送审", 10, any_of=("review_decide",)),
)

# Until each is declared in notices/.
issue_for_elections(
    "candidates.formal_notice",
    "candidates.preliminary_notice",
    "candidates.preselection_method",
    "candidates.preselection_notice",
    "candidates.nomination_report",
    "candidates.nomination_ballot",
    "candidates.nomination_self",
    "candidates.nomination_joint",
    "candidates.nomination_choice",
    "candidates.party_publicity",
    "candidates.party_request",
    "candidates.party_report",
)
