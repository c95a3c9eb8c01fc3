from ballots.preparation import tasks as preparation_tasks  # noqa: F401 -- registers its own
