"""What the work holds in its hand while it runs."""

from __future__ import annotations

from election_office.accounts.models import User
from election_office.jobs.models import Job
from election_office.jobs.pulse import Heart, Pulse


class JobFailed(Exception):
    """The work cannot be done, for a reason people can read: a Chinese sentence ending with 。"""


class Progress:
    """Tells how far the work is. Safe to call for every row: it writes at most twice a second."""

    def __init__(self, job: Job, heart: Heart) -> None:
        self.job = job
        self._heart = heart

    @property
    def by(self) -> User:
        """Who asked for the work: the ``by`` of the actions it calls."""
        return self.job.requested_by

    @property
    def area_code(self) -> str:
        return self.job.area_code

    @property
    def told(self) -> Pulse:
        """What was last told."""
        return self._heart.pulse

    def step(self, done: int, total: int | None = None, doing: str = "") -> None:
        """``done`` of ``total`` things are ready; ``doing``: a few words, kept until the next words."""
        said = self.told
        self._heart.tell(done, said.total if total is None else total, (doing or said.doing)[:200])
