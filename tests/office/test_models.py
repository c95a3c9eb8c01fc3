"""What every row shares: its version, its division, who did it, and how it is taken back."""

from __future__ import annotations

import pytest
from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.utils import timezone

from election_office.core.models import Outdated, Revocable, TimestampedModel, together
from tests.factories import ElectionFactory, PersonFactory, UserFactory, VillageFactory
from villages.models import Body, Deferral, Election, Kinship, Person, Village
from voters.models import Registration

pytestmark = pytest.mark.django_db


def body(**more):
    return Body(
        election=ElectionFactory(),
        kind=Body.Kind.WOMEN,
        chosen_by=Body.ChosenBy.OWN_MEETING,
        chosen_on=timezone.localdate(),
        recorded_by=UserFactory(),
        **more,
    )


# ------------------------------------------------------------------ versions


def test_a_new_row_is_kept_whole_and_is_its_first_version():
    row = body(note="首次").keep()

    assert (Body.objects.get().note, row.version) == ("首次", 1)


def test_keep_saves_the_fields_named_and_raises_the_version():
    row = body().keep()
    row.note, row.name = "改过", "不保存"

    row.keep("note")

    stored = Body.objects.get()
    assert (stored.note, stored.name, stored.version) == ("改过", "", 2)
    assert stored.updated_at > stored.created_at


def test_keep_without_a_field_moves_only_the_version():
    row = body().keep()
    row.note = "不保存"

    row.keep()

    assert (Body.objects.get().note, Body.objects.get().version) == ("", 2)


def test_keep_checks_the_row_with_its_constraints():
    row = body(eligible=3, present=3).keep()
    row.present = 4

    with pytest.raises(ValidationError, match="实到不能多于应到"):
        row.keep("present")

    assert Body.objects.get().version == 1


def test_the_stored_row_is_locked_and_another_version_is_not():
    stale = body().keep()
    Body.objects.get().keep()

    with transaction.atomic():
        assert stale.lock(2).version == 2
        assert stale.lock().version == 2
        with pytest.raises(Outdated) as outdated:
            stale.lock(1)

    assert outdated.value.row.version == 2


def test_every_row_with_a_time_has_a_version_that_is_a_number():
    """No model may give the name to something else."""
    from django.apps import apps  # noqa: PLC0415 -- beside its only use

    rows = [model for model in apps.get_models() if issubclass(model, TimestampedModel)]
    assert len(rows) > 50
    assert [
        model
        for model in rows
        if not isinstance(model._meta.get_field("version"), models.PositiveIntegerField)
    ] == []


def test_a_row_written_past_the_model_begins_at_one():
    assert Registration._meta.get_field("version").db_default == 1


# ------------------------------------------------------------------ where a row lies


def test_a_row_knows_its_division_by_its_path():
    row = body().keep()

    assert row.area_code == row.election.village.code
    assert row.election.area_code == row.election.village.code
    assert row.election.village.area_code == row.election.village.code


def test_a_row_finds_its_election_by_its_path():
    row = body().keep()
    holder = row.holders.model(body=row)

    assert holder.election == row.election
    assert holder.election_id == row.election_id


def test_a_row_of_no_election_says_so():
    with pytest.raises(AttributeError, match="lies in no election"):
        _ = PersonFactory().election
    assert getattr(VillageFactory(), "election_id", None) is None


@pytest.mark.parametrize("model", [Village, Person, Election])
def test_a_user_sees_the_rows_of_their_division(model):
    mine, other = ElectionFactory(), ElectionFactory()
    PersonFactory(village=mine.village)
    PersonFactory(village=other.village)
    clerk = UserFactory(serving=mine.village.code)

    seen = model.objects.visible_to(clerk)

    assert {row.area_code for row in seen} == {mine.village.code}
    assert model.objects.filter(pk__gt=0).visible_to(clerk).count() == seen.count()


def test_a_row_two_steps_away_is_seen_by_its_path():
    mine, other = PersonFactory(), PersonFactory()
    for person in (mine, other):
        Kinship(
            person=person,
            relative=PersonFactory(village=person.village),
            kind=Kinship.Kind.SIBLING,
            declared_by="甲",
        ).keep()

    [seen] = Kinship.objects.visible_to(UserFactory(serving=mine.village.code))

    assert seen.person == mine


def test_a_closed_account_sees_nothing():
    village = VillageFactory()
    clerk = UserFactory(serving=village.code)
    clerk.is_active = False

    assert not Village.objects.visible_to(clerk).exists()


# ------------------------------------------------------------------ together, taken back


def test_who_and_when_are_set_together_or_not_at_all():
    deferral = Deferral(election=ElectionFactory(), reason="洪水", requested_by=UserFactory())
    deferral.keep()
    deferral.decided_at = timezone.now()

    with pytest.raises(ValidationError):
        deferral.keep("decided_at")


def test_together_counts_an_empty_text_as_nothing():
    condition = together("ended_on", texts=("ended_reason",), name="x").condition

    assert condition == models.Q(ended_on__isnull=True, ended_reason="") | (
        models.Q(ended_on__isnull=False) & ~models.Q(ended_reason="")
    )


def test_every_row_that_can_be_taken_back_says_who_when_and_why_together():
    """A Meta of its own hides the constraint of the base: it must be listed again."""
    from django.apps import apps  # noqa: PLC0415 -- beside its only use

    lacking = [
        model._meta.label
        for model in apps.get_models()
        if issubclass(model, Revocable)
        and not any(name.name.endswith("revoked_at_together") for name in model._meta.constraints)
    ]
    assert lacking == []
