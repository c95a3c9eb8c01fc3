from __future__ import annotations

from ballots.models import Round
from election_office.accounts.models import User
from villages.actions import require_stage
from villages.models import Election
from villages.models.elections import Stage
from villages.preparation.queries import account_may_work


def require_round_stage(election: Election, round: Round | None) -> None:
    """The first round belongs to the election stage; the notice of its result ends that stage, and a later
    round is voted on after it. A by-election, and what follows from it, belong to the
    term: also when the file is closed."""
    if round is None or round.number == 1:
        require_stage(election)
        return
    stages = [Stage.ELECTION, Stage.FOLLOW_UP]
    by_election = Round.Kind.BY_ELECTION
    if round.kind == by_election or Round.objects.held().filter(election=election, kind=by_election).exists():
        stages.append(Stage.CLOSED)
    require_stage(election, *stages)


def require_declared_stage(election: Election) -> None:
    """What follows a declared result may still be to do when the file of the election is closed."""
    require_stage(election, Stage.ELECTION, Stage.FOLLOW_UP, Stage.CLOSED)


def require_trained(election: Election, by: User) -> None:
    """Who counts has been trained, or was excused by name. Raises RuleRefused."""
    account_may_work(election, by).require()
