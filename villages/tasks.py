"""The background work of this app."""

from villages.shelf import tasks as shelf_tasks  # noqa: F401 -- registers its kind
