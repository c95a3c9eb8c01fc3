"""Who stands for which post, and who looked into whom before."""

from candidates.models.candidates import Candidate, CandidateQuerySet
from candidates.models.decisions import ExceptionStatement, Inspection, ReviewRuling
from candidates.models.meeting import MeetingSpeaker, VotersMeeting
from candidates.models.nomination import (
    NominationLine,
    NominationPlace,
    NominationPlan,
    NominationReading,
    NominationSheet,
    Nominee,
    NomineeObjection,
    PolicySeat,
)
from candidates.models.party import (
    PartyCount,
    PartyExemption,
    PartyLine,
    PartyNominee,
    PartyObjection,
    PartyPlan,
    PartyReading,
    PartyReply,
    PartySeat,
)
from candidates.models.preselection import Preselection, PreselectionLine
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
from candidates.models.sanctions import Sanction

__all__ = [
    "AdoptedClause",
    "Candidate",
    "CandidateQuerySet",
    "ExceptionStatement",
    "Inspection",
    "MeetingSpeaker",
    "NominationLine",
    "NominationPlace",
    "NominationPlan",
    "NominationReading",
    "NominationSheet",
    "Nominee",
    "NomineeObjection",
    "Opinion",
    "PartyCount",
    "PartyExemption",
    "PartyLine",
    "PartyNominee",
    "PartyObjection",
    "PartyPlan",
    "PartyReading",
    "PartyReply",
    "PartySeat",
    "PolicySeat",
    "Preselection",
    "PreselectionLine",
    "Purpose",
    "ReviewBatch",
    "ReviewDepartment",
    "ReviewFile",
    "ReviewPaper",
    "ReviewPlan",
    "ReviewRequest",
    "ReviewRuling",
    "ReviewTeam",
    "Sanction",
    "VotersMeeting",
]
