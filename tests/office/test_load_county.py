"""The county to test on: every stage, numbers of its own, a trail that holds."""

from __future__ import annotations

import io

import pytest
from django.core.management import CommandError, call_command
from django.db.models import Count

from ballots import counts
from ballots.models import HandOut, HandoverItem, Result, Round, Winner
from candidates.models import Candidate
from election_office.audit.models import AuditEvent
from election_office.documents.models import Document, Posting
from tests.factories import PersonFactory
from villages.models import Election, Person, Step
from voters.models import Registration

pytestmark = pytest.mark.django_db


def load(**size):
    out = io.StringIO()
    call_command("load_county", stdout=out, **({"townships": 2, "villages": 20, "people": 200} | size))
    return out.getvalue()


def test_a_small_county_has_every_stage_people_papers_and_postings():
    said = load(townships=3, villages=30, people=900, events=150)

    assert "试验县已装入" in said
    assert (Election.objects.count(), Person.objects.count()) == (30, 900)
    stages = dict(Election.objects.values_list("stage").annotate(Count("pk")).order_by())
    deferred = Election.objects.filter(deferred=True)
    assert [election.stage for election in deferred] == ["preparation"] * 3  # one in each township
    assert stages == {"preparation": 6, "election": 18, "follow_up": 3, "closed": 3}
    assert Registration.objects.count() == 720
    assert Document.objects.filter(kind="villages.day_notice").count() == 21
    # Six are declared and follow: hung, reported, a certificate each; three handed everything over.
    kinds = dict(Document.objects.values_list("kind").annotate(Count("pk")).order_by())
    assert (kinds["ballots.result_notice"], kinds["ballots.result_report"]) == (6, 6)
    elected = Winner.objects.filter(
        status="elected", result__round__election__stage__in=("follow_up", "closed")
    )
    assert kinds["ballots.certificate"] == elected.count() >= 12
    assert Posting.objects.count() == (21 + 6) * 7
    handed = Step.objects.filter(code="handover", evidence__contains="移交")
    assert {step.election.stage for step in handed} == {"closed"}
    assert HandoverItem.objects.filter(kind="seal", handed_on__isnull=True).count() == 3
    assert Step.objects.filter(code="day_notice", done_on__isnull=False).count() == 21
    assert AuditEvent.objects.filter(action="step.recorded").count() == 150
    states = dict(Round.objects.values_list("state").annotate(Count("pk")).order_by())
    assert states == {"preparing": 4, "voting": 1, "counting": 1, "declared": 7}
    runoff = Round.objects.get(number=2)
    assert runoff.kind == "runoff"
    assert Candidate.objects.filter(election=runoff.election, round_number=2).exists()
    assert HandOut.objects.count() == 8 * 27 + 14
    for result in Result.objects.with_places():
        known = counts.build_count(result.round)
        assert (counts.sha256(known), counts.decide(known).as_dict()) == (result.count_sha256, result.outcome)
        assert result.winners.filter(status="elected").count() >= 2
    call_command("verify_audit", stdout=io.StringIO())


def test_its_trail_and_its_numbers_are_the_products_own():
    taken = PersonFactory(id_number="369901193801010009")
    load(people=40, events=20)

    call_command("verify_audit", stdout=io.StringIO())
    person = Person.objects.exclude(pk=taken.pk).order_by("pk").first()
    again = Person(village=person.village)
    again.set_name(person.name)
    assert (again.stroke_key, again.initials) == (person.stroke_key, person.initials)
    assert Person.objects.values("id_hash").distinct().count() == 41
    assert person.id_cipher
    assert "369901" not in person.id_cipher


def test_it_is_loaded_once_and_says_what_is_out_of_reach():
    load(people=20, events=0)
    with pytest.raises(CommandError, match="已经装入"):
        load()
    with pytest.raises(CommandError, match="每个乡镇"):
        load(townships=2, villages=1)
