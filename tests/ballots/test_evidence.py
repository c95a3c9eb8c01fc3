"""A count that was altered after it was typed or declared is named."""

import pytest
from django.db.models import F

from ballots import actions, counts
from ballots.evidence import count_faults
from ballots.models import CountEntry, CountLine, Result
from election_office.audit import evidence


def named():
    return [(fault.code, fault.area_code) for fault in count_faults("")]


@pytest.fixture
def result(scene):
    return actions.declare_result(round=scene.agreed(), by=scene.officer)


def test_an_untouched_count_agrees(result):
    assert named() == []
    assert count_faults in evidence._checks


@pytest.mark.parametrize("column", ["void", "blank"])
def test_an_altered_reading_is_named(result, column):
    CountEntry.objects.filter(pk=CountEntry.objects.first().pk).update(**{column: F(column) + 1})
    assert named() == [("count_changed", result.area_code)]


def test_an_altered_line_is_named(result):
    line = CountLine.objects.first()
    CountLine.objects.filter(pk=line.pk).update(votes=F("votes") + 100)
    (fault,) = count_faults(result.area_code)
    assert str(line.entry.sheet) in fault.sentence
    assert list(count_faults("999999")) == []


def test_a_reading_taken_away_is_named(result):
    CountLine.objects.filter(entry=CountEntry.objects.last()).delete()
    CountEntry.objects.filter(pk=CountEntry.objects.last().pk).delete()
    assert named() == [("count_missing", result.area_code)]


def test_an_altered_outcome_is_named_even_with_a_fitting_checksum(result):
    outcome = {**result.outcome, "valid": False}
    Result.objects.filter(pk=result.pk).update(outcome=outcome)
    assert named() == [("result_changed", result.area_code)]
    Result.objects.filter(pk=result.pk).update(outcome_sha256=counts.sha256(outcome))
    assert named() == [("result_changed", result.area_code)]
