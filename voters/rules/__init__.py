"""What the law says about voters: plain values in, a Decision out. No database, no clock, no Django."""

from __future__ import annotations

from election_office.law.dates import age_on, is_of_age
from voters.rules.changes import (
    SECOND_OFFICER_PERCENT,
    ChangeFacts,
    check_second_officer,
    check_unfrozen,
    needs_second_officer,
)
from voters.rules.confirmation import (
    ConfirmationFacts,
    RemovalFacts,
    check_change_paper,
    check_confirmation,
    check_open_roll,
    check_removal,
)
from voters.rules.handouts import UsedRight, check_unused
from voters.rules.proxies import (
    BallotClaimFacts,
    CandidacyEffect,
    ProxyFacts,
    check_ballot_claim,
    check_proxy,
    check_proxy_publication,
    effect_of_candidacy,
    proxy_deadline,
)
from voters.rules.registration import (
    LeavingOutFacts,
    RegistrationFacts,
    VoterClass,
    check_leaving_out,
    check_registration,
    class_of,
)
from voters.rules.rolls import (
    DecisionFacts,
    ObjectionFacts,
    Posting,
    RollPostingFacts,
    check_decision,
    check_objection,
    check_roll_posting,
    decision_due,
    objections_until,
    roll_posting_deadline,
)

__all__ = [
    "SECOND_OFFICER_PERCENT",
    "BallotClaimFacts",
    "CandidacyEffect",
    "ChangeFacts",
    "ConfirmationFacts",
    "DecisionFacts",
    "LeavingOutFacts",
    "ObjectionFacts",
    "Posting",
    "ProxyFacts",
    "RegistrationFacts",
    "RemovalFacts",
    "RollPostingFacts",
    "UsedRight",
    "VoterClass",
    "age_on",
    "check_ballot_claim",
    "check_change_paper",
    "check_confirmation",
    "check_decision",
    "check_leaving_out",
    "check_objection",
    "check_open_roll",
    "check_proxy",
    "check_proxy_publication",
    "check_registration",
    "check_removal",
    "check_roll_posting",
    "check_second_officer",
    "check_unfrozen",
    "check_unused",
    "class_of",
    "decision_due",
    "effect_of_candidacy",
    "is_of_age",
    "needs_second_officer",
    "objections_until",
    "proxy_deadline",
    "roll_posting_deadline",
]
