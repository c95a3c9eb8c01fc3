"""Places, people, elections and their dated steps: what every later app stands on."""

from villages.models.bodies import Body, Holder
from villages.models.calendars import CalendarLink
from villages.models.committee import (
    CommitteeChange,
    CommitteeChoice,
    CommitteeMeeting,
    CommitteeMember,
    CommitteeNominee,
    CommitteeObjection,
    NominatedPerson,
)
from villages.models.elections import Cycle, Deferral, Election, PlanStep, Post, RuleOverlay
from villages.models.groundwork import (
    CleanupItem,
    Draft,
    DutyShift,
    GoodsLine,
    Pledge,
    Question,
    Sitting,
    Spending,
    StandstillException,
    TaskForce,
    TaskReview,
    TermReport,
)
from villages.models.last_term import LastTermMember
from villages.models.lawtexts import FrozenRules, LawText, LawTextRow
from villages.models.methods import Method, MethodValue
from villages.models.order import OrderException
from villages.models.people import Kinship, Person
from villages.models.places import County, Group, Township, Village
from villages.models.plan_changes import PlanChange
from villages.models.preparation import (
    Activity,
    ActivityVillage,
    DepartureAudit,
    Liaison,
    Measure,
    Participant,
    SuitablePerson,
    Survey,
    Talk,
    TrainingExcuse,
    WorkingMember,
)
from villages.models.steps import Step, StepRecord

__all__ = [
    "Activity",
    "ActivityVillage",
    "Body",
    "CalendarLink",
    "CleanupItem",
    "CommitteeChange",
    "CommitteeChoice",
    "CommitteeMeeting",
    "CommitteeMember",
    "CommitteeNominee",
    "CommitteeObjection",
    "County",
    "Cycle",
    "Deferral",
    "DepartureAudit",
    "Draft",
    "DutyShift",
    "Election",
    "FrozenRules",
    "GoodsLine",
    "Group",
    "Holder",
    "Kinship",
    "LastTermMember",
    "LawText",
    "LawTextRow",
    "Liaison",
    "Measure",
    "Method",
    "MethodValue",
    "NominatedPerson",
    "OrderException",
    "Participant",
    "Person",
    "PlanChange",
    "PlanStep",
    "Pledge",
    "Post",
    "Question",
    "RuleOverlay",
    "Sitting",
    "Spending",
    "StandstillException",
    "Step",
    "StepRecord",
    "SuitablePerson",
    "Survey",
    "Talk",
    "TaskForce",
    "TaskReview",
    "TermReport",
    "Township",
    "TrainingExcuse",
    "Village",
    "WorkingMember",
]
