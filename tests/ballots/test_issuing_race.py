"""Two desks at the same moment; apart, because its rows are committed and no other test's may be open."""

from __future__ import annotations

import threading

import pytest
from django.db import connections

from ballots.models import Box, HandOut
from tests.ballots.test_issuing import Table, act


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_two_desks_and_one_right_make_exactly_one_ballot() -> None:
    table = Table()
    voter = table.voters[0]
    start = threading.Barrier(2)
    outcomes: list[str] = []

    def desk(box: Box) -> None:
        start.wait(30)
        try:
            outcomes.append(table.take(act(voter), box=box)[0].state)
        finally:
            connections.close_all()

    desks = [threading.Thread(target=desk, args=(box,)) for box in (table.main, table.east)]
    for thread in desks:
        thread.start()
    for thread in desks:
        thread.join(30)
    assert sorted(outcomes) == ["done", "refused"]
    assert HandOut.objects.count() == 1
