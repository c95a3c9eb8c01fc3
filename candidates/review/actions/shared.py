"""What every act of the review begins with."""

from __future__ import annotations

from candidates.models import ReviewFile
from candidates.review import rules
from villages.actions import require_stage
from villages.actions.elections import locked
from villages.models.elections import Stage

# People are reviewed before the election stage opens (the party branch first) and after it, when a person
# who was written in has won.
STAGES = (Stage.PREPARATION, Stage.ELECTION, Stage.FOLLOW_UP)


def locked_file(file: ReviewFile, *states: str) -> ReviewFile:
    """The file with its election, both rows locked; raises RuleRefused unless it stands at one of ``states``
    and its village is on the clock. No states: any."""
    election = locked(file.election)
    require_stage(election, *STAGES)
    fresh = (
        ReviewFile.objects.select_for_update(of=("self",)).select_related("person__village").get(pk=file.pk)
    )
    fresh.election = election
    if states:
        rules.check_state(fresh.state, states, fresh.person.name).require()
    return fresh
