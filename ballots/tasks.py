from ballots.powercut import tasks as powercut_tasks  # noqa: F401 -- the same
from ballots.preparation import tasks as preparation_tasks  # noqa: F401 -- registers its own
