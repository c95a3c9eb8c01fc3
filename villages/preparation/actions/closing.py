"""A step with a sheet closes when its records are complete, and opens when they no longer are."""

from __future__ import annotations

from election_office.accounts.models import User
from villages import queries
from villages.actions.steps import close_step, reopen_step
from villages.models import Election, Step
from villages.preparation import sheets
from villages.preparation.queries import rests_on_a_record


def settle_readers(*, election: Election, what: str, by: User) -> None:
    """Settle every step whose sheet looks at what the act has changed: for example "bodies"."""
    for code in sheets.readers(what):
        settle(election=election, code=code, by=by)


def settle(*, election: Election, code: str, by: User) -> None:
    """Compare the step with its sheet, then the steps that waited for it: within the act that wrote a record.

    What an entry of the time before the sheets closed stays closed.
    """
    step = Step.objects.filter(election=election, code=code, dropped=False).first()
    standing = sheets.standing(election, code)
    if step is None or standing is None or step.closes_with != sheets.BY_SHEET:
        return
    if step.done_on is None:
        if standing.done_on is None or not standing.complete or queries.missing_before(step):
            return
        close_step(election=election, code=code, done_on=standing.done_on, evidence=standing.evidence, by=by)
        for waiting in Step.objects.filter(election=election, done_on__isnull=True, dropped=False):
            if code in waiting.waits_for and sheets.has(waiting.code):
                settle(election=election, code=waiting.code, by=by)
    elif not standing.complete and not rests_on_a_record(step):
        reopen_step(step)
