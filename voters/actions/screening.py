"""What the import of a roll does about people who may be on two rolls."""

from __future__ import annotations

from django.db import transaction

from election_office.accounts.models import User
from election_office.audit.actions import record
from villages.models import Election
from voters.screening.runs import Screened, screen


@transaction.atomic
def screen_election(election: Election, by: User | None = None) -> Screened:
    """Compare one village's roll with all others: what an import calls when its people are written.

    No permission is asked: the caller's act has asked its own. Traced when it changed the work list.
    """
    done = screen([election])
    if done.opened or done.gone:
        after = {"found": done.found, "opened": done.opened, "gone": done.gone}
        record("screening.run", target=election, by=by, after=after)
    return done
