"""Places, people, elections and their dated steps: what every later app stands on."""

from villages.models.elections import Cycle, Deferral, Election, PlanStep, Post, RuleOverlay
from villages.models.people import Kinship, Person
from villages.models.places import County, Group, Township, Village
from villages.models.steps import Step, StepRecord

__all__ = [
    "County",
    "Cycle",
    "Deferral",
    "Election",
    "Group",
    "Kinship",
    "Person",
    "PlanStep",
    "Post",
    "RuleOverlay",
    "Step",
    "StepRecord",
    "Township",
    "Village",
]
