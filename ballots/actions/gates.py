from __future__ import annotations

from ballots.models import Round
from villages.actions import require_stage
from villages.models import Election
from villages.models.elections import Stage


def require_round_stage(election: Election, round: Round | None) -> None:
    """The first round belongs to the election stage; the notice of its result ends that stage, and a later
    round is voted on after it."""
    if round is not None and round.number > 1:
        require_stage(election, Stage.ELECTION, Stage.FOLLOW_UP)
    else:
        require_stage(election)
