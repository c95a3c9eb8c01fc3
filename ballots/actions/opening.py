from __future__ import annotations

from django.utils import timezone

from ballots.models import Round
from election_office.accounts.models import User
from voters.actions import freeze_roll


def begin_voting(round: Round, *, by: User) -> None:
    """The first ballot of a locked round was handed out: its voting has begun, and the roll as it stands is
    the base of turnout from here on. Asked again, nothing happens."""
    if round.state != Round.State.PREPARING:
        return
    round.state = Round.State.VOTING
    round.save(update_fields=["state", "updated_at"])
    freeze_roll(election=round.election, by=by, at=timezone.now(), opening=True)
