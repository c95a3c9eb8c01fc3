"""Run by test_demonstration in the demonstration that the walks start from: loading it takes a minute."""

from __future__ import annotations

import os

os.environ["OFFICE_EAGER"] = "1"  # what a page still has to print is printed here

import django

django.setup()

from django.test import Client  # noqa: E402
from django.urls import reverse  # noqa: E402
from django.utils import timezone  # noqa: E402

from ballots.collective.queries import RESULT_NOTICE, hung_on  # noqa: E402
from ballots.models import Assembly, HandOut, Result, Round  # noqa: E402
from election_office.accounts.models import User  # noqa: E402
from election_office.dashboard.queries import board, county_board  # noqa: E402
from election_office.demonstration import loading, second  # noqa: E402
from election_office.documents.models import Document  # noqa: E402
from villages.models import Election, Step, Township, Village  # noqa: E402
from voters.models import Registration  # noqa: E402


def look(client: Client) -> None:
    """Asserts what stands in it; the first thing that does not ends it with a traceback."""
    today = timezone.localdate()
    elections = {one.village.name: one for one in Election.objects.with_places()}

    assert list(Township.objects.values_list("name", flat=True).order_by("code")) == ["清禾镇", "青岭乡"]
    assert Village.objects.count() == len(elections) == 25
    first = elections["东山村"].pk  # 1 in an empty database
    named = [one.pk for name, one in elections.items() if name in ("东山村", "南溪村", "老街村")]
    assert named == [first, first + 1, first + 11]
    assert elections["枫树村"].deferred
    assert elections["长冲村"].deferrals.get().state == "requested"
    assert HandOut.objects.filter(box__round__election=elections["桐木村"]).count() == second.TURNOUT
    assert Round.objects.get(election=elections["水口村"]).is_counting
    short = Result.objects.get(round__election=elections["沙田村"], round__number=1)
    assert short.outcome["posts"]
    again = Round.objects.get(election=elections["沙田村"], number=2)
    assert again.day > today
    handover = Step.objects.get(election=elections["横岭村"], code="handover")
    assert handover.done_on == today

    # What hangs says what the books say.
    for name in ("南溪村", "黄泥村", "杨梅村", "新塘村"):
        election = elections[name]
        voters = Registration.objects.filter(election=election).registered().count()
        notices = Document.objects.in_force().filter(election_id=election.pk, kind="voters.roll_notice")
        assert voters > 0
        for paper in notices:
            assert str(voters) in str(paper.facts), name
        assert bool(notices) == (name != "黄泥村")
    assert not Document.objects.untrue().exists()

    # The community is through: five winners, each with a certificate in its own words.
    certificates = Document.objects.in_force().filter(
        election_id=elections[second.COMMUNITY[0]].pk, kind="ballots.certificate"
    )
    assert [paper.facts["body"] for paper in certificates] == [f"{second.COMMUNITY[0]}居民委员会"] * 5

    # A village holds two elections in one cycle: its own, and that of its collective.
    meeting = Assembly.objects.select_related("term__collective__village").get()
    assert meeting.term.collective.village == elections[second.COLLECTIVE].village
    assert meeting.is_declared
    assert hung_on(meeting, RESULT_NOTICE) == today
    client.force_login(User.objects.get(username="qingling"))
    for row in (meeting, meeting.term, meeting.term.collective):
        assert client.get(row.get_absolute_url()).status_code == 200

    # The county's numbers are those of its two townships.
    county = county_board(User.objects.get(username="xian"), today)
    towns = [board(User.objects.get(username=name), today) for name in ("zhen", "qingling")]
    for name in ("villages", "overdue", "late_villages", "deferred"):
        assert county.counts[name] == sum(town.counts[name] for town in towns), name

    for account in loading.ACCOUNTS:
        client.force_login(User.objects.get(username=account.username))
        for page in ("dashboard:home", "dashboard:board"):
            assert client.get(reverse(page)).status_code == 200, account.username


if __name__ == "__main__":
    look(Client(HTTP_HOST="127.0.0.1"))
