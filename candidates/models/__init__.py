"""Who stands for which post, and who looked into whom before."""

from candidates.models.candidates import Candidate, CandidateQuerySet
from candidates.models.decisions import ExceptionStatement, Inspection, ReviewRuling
from candidates.models.nomination import (
    NominationPlan,
    NominationSheet,
    Nominee,
    NomineeObjection,
)
from candidates.models.party import (
    PartyCount,
    PartyExemption,
    PartyNominee,
    PartyPlan,
    PartyReply,
    PartySeat,
)
from candidates.models.preselection import Preselection
from candidates.models.review import (
    AdoptedClause,
    Opinion,
    Purpose,
    ReviewBatch,
    ReviewDepartment,
    ReviewFile,
    ReviewPaper,
    ReviewPlan,
    ReviewRequest,
    ReviewTeam,
)

__all__ = [
    "AdoptedClause",
    "Candidate",
    "CandidateQuerySet",
    "ExceptionStatement",
    "Inspection",
    "NominationPlan",
    "NominationSheet",
    "Nominee",
    "NomineeObjection",
    "Opinion",
    "PartyCount",
    "PartyExemption",
    "PartyNominee",
    "PartyPlan",
    "PartyReply",
    "PartySeat",
    "Preselection",
    "Purpose",
    "ReviewBatch",
    "ReviewDepartment",
    "ReviewFile",
    "ReviewPaper",
    "ReviewPlan",
    "ReviewRequest",
    "ReviewRuling",
    "ReviewTeam",
]
