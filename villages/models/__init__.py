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
from villages.models.last_term import LastTermMember
from villages.models.lawtexts import FrozenRules, LawText, LawTextRow
from villages.models.order import OrderException
from villages.models.people import Kinship, Person
from villages.models.places import County, Group, Township, Village
from villages.models.plan_changes import PlanChange
from villages.models.steps import Step, StepRecord

__all__ = [
    "Body",
    "CalendarLink",
    "CommitteeChange",
    "CommitteeChoice",
    "CommitteeMeeting",
    "CommitteeMember",
    "CommitteeNominee",
    "CommitteeObjection",
    "County",
    "Cycle",
    "Deferral",
    "Election",
    "FrozenRules",
    "Group",
    "Holder",
    "Kinship",
    "LastTermMember",
    "LawText",
    "LawTextRow",
    "NominatedPerson",
    "OrderException",
    "Person",
    "PlanChange",
    "PlanStep",
    "Post",
    "RuleOverlay",
    "Step",
    "StepRecord",
    "Township",
    "Village",
]
