"""Plans, gates and steps as acts: they happen and leave their trace, or are refused and leave nothing."""

import datetime as dt

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import timezone

from election_office.accounts import viewer
from election_office.accounts.permissions import Role
from election_office.audit.models import AuditEvent
from election_office.law.decision import RuleRefused
from tests.factories import (
    CycleFactory,
    ElectionFactory,
    PersonFactory,
    TownshipFactory,
    UserFactory,
    VillageFactory,
    done,
)
from villages import actions
from villages.lawtexts import actions as lawtexts
from villages.models import Cycle, Election, Person, Step
from villages.models.elections import Stage

pytestmark = pytest.mark.django_db

ID_MAN_1980 = "369901198006150010"


@pytest.fixture
def township():
    return TownshipFactory()


@pytest.fixture
def officer(township):
    return UserFactory(serving=township.code, role=Role.TOWNSHIP_OFFICER)


def draft(township, officer, **changes):
    lawful = {
        "ordinal": 12,
        "default_day": timezone.localdate() + dt.timedelta(days=80),
        "paper_number": "演示发〔2026〕1号",
    }
    return actions.create_cycle(township=township, by=officer, **lawful | changes)


def test_an_approved_plan_gives_every_village_its_election_posts_and_steps(township, officer):
    villages = [VillageFactory(township=township, population=count) for count in (800, 1500)]
    cycle = draft(township, officer)

    elections = actions.approve_cycle(cycle=cycle, by=officer)

    assert {election.village for election in elections} == set(villages)
    assert [sum(post.seats for post in election.posts.all()) for election in elections] == [3, 5]
    assert all(election.steps.count() == cycle.plan_steps.count() for election in elections)
    assert AuditEvent.objects.filter(action="cycle.approved", area_code=township.code).count() == 1


def test_a_village_without_groups_stops_the_plan_and_nothing_is_made(township, officer):
    VillageFactory(township=township)
    VillageFactory(township=township, groups=0)
    cycle = draft(township, officer)

    with pytest.raises(RuleRefused, match="村民小组"):
        actions.approve_cycle(cycle=cycle, by=officer)

    cycle.refresh_from_db()
    assert cycle.state == Cycle.State.DRAFT
    assert not Election.objects.exists()


def test_an_approved_plan_is_not_changed_again(township, officer):
    VillageFactory(township=township)
    cycle = draft(township, officer)
    actions.approve_cycle(cycle=cycle, by=officer)
    cycle.refresh_from_db()

    with pytest.raises(RuleRefused, match="已经批准"):
        actions.set_plan_steps(cycle=cycle, changes={}, by=officer)


def test_a_clerk_may_not_approve_a_plan(township):
    village = VillageFactory(township=township)
    cycle = CycleFactory(township=township)

    with pytest.raises(PermissionDenied):
        actions.approve_cycle(cycle=cycle, by=UserFactory(serving=village.code))


@pytest.fixture
def election(township):
    return ElectionFactory(village__township=township, stage=Stage.PREPARATION, steps=True)


@pytest.fixture
def by_word(election):
    """A step that an entry with date and paper closes."""
    return Step.objects.create(
        election=election,
        code="own-1",
        title="自定事项",
        stage="preparation",
        order=11,
        responsible="township",
    )


def record(election, code, officer, **changes):
    entry = {"done_on": timezone.localdate(), "what": "已办理", "paper_number": "演示审〔2026〕3号"}
    return actions.record_step(step=election.steps.get(code=code), by=officer, **entry | changes)


def test_audit_and_training_open_the_election_stage(election, officer):
    done(election, "audit", "training", by=officer)

    actions.open_election_stage(election=election, by=officer)

    election.refresh_from_db()
    assert election.stage == Stage.ELECTION


def test_without_training_the_stage_stays_shut(election, officer):
    done(election, "audit", by=officer)

    with pytest.raises(RuleRefused, match="业务培训"):
        actions.open_election_stage(election=election, by=officer)

    election.refresh_from_db()
    assert election.stage == Stage.PREPARATION


def test_a_record_closes_its_step_on_the_day_it_was_really_done(election, officer, by_word):
    done_on = timezone.localdate() - dt.timedelta(days=2)

    record(election, "own-1", officer, done_on=done_on)

    step = election.steps.get(code="own-1")
    assert (step.done_on, step.closed_by) == (done_on, officer.name)
    assert AuditEvent.objects.get(action="step.recorded").after["done_on"] == done_on.isoformat()


def test_a_withdrawn_record_opens_the_step_again_and_stays_to_be_read(election, officer, by_word):
    entry = record(election, "own-1", officer)

    actions.withdraw_record(entry=entry, reason="登记错村", by=officer)

    step = election.steps.get(code="own-1")
    assert step.done_on is None
    assert step.records.get().revoked_reason == "登记错村"


BY_A_WORD_NO_LONGER = [
    "organize", "survey", "analysis", "rectify", "audit", "talks", "mobilize", "training", "supplies",
    "party_branch", "day_notice", "nomination", "preliminary", "objections", "review", "ballots_ready",
    "handover", "counsel", "induction", "systems",
]  # fmt: skip


@pytest.mark.parametrize("code", BY_A_WORD_NO_LONGER)
def test_a_step_that_papers_or_records_close_is_not_closed_by_a_word(election, officer, code):
    with pytest.raises(RuleRefused, match="自动办结"):
        record(election, code, officer)

    assert election.steps.get(code=code).done_on is None
    assert not AuditEvent.objects.filter(action="step.recorded").exists()


def test_a_note_about_the_course_of_such_a_step_stays_a_note(election, officer):
    record(election, "training", officer, finishes=False)

    step = election.steps.get(code="training")
    assert step.done_on is None
    assert step.records.get().what == "已办理"


def test_a_step_done_after_its_limit_stays_late_and_can_be_explained(election, officer):
    step = election.steps.get(code="audit")
    step.limit_on = timezone.localdate() - dt.timedelta(days=1)
    step.save(update_fields=["limit_on"])
    done(election, "audit", by=officer)

    explained = actions.explain_step(
        step=election.steps.get(code="audit"), explanation="审计人手不足", paper_number="", by=officer
    )

    assert explained.state_on(timezone.localdate()) == Step.State.DONE_LATE


def test_a_step_in_time_needs_no_explanation(election, officer):
    with pytest.raises(RuleRefused, match="没有超过期限"):
        actions.explain_step(
            step=election.steps.get(code="audit"), explanation="无", paper_number="", by=officer
        )


def test_moving_the_day_moves_open_steps_and_names_what_is_now_impossible(election, officer):
    day = timezone.localdate() + dt.timedelta(days=10)

    missed = actions.move_election_day(election=election, day=day, reason="统一安排", by=officer)

    assert "公布选民名单" in [step.title for step in missed]
    assert election.steps.get(code="roll_notice").limit_on == day - dt.timedelta(days=20)


def test_a_closed_step_keeps_its_limit_when_the_day_moves(election, officer):
    before = election.steps.get(code="audit").limit_on
    done(election, "audit", by=officer)

    actions.move_election_day(
        election=election,
        day=election.election_day + dt.timedelta(days=7),
        reason="推迟一周",
        by=officer,
    )

    assert election.steps.get(code="audit").limit_on == before


def test_only_the_county_takes_a_village_off_the_clock(election, officer):
    deferral = actions.request_deferral(election=election, reason="选情特别复杂", by=officer)
    with pytest.raises(PermissionDenied):
        actions.decide_deferral(deferral=deferral, approve=True, paper_number="x", opinion="", by=officer)
    county = UserFactory(serving=election.area_code[:6], role=Role.COUNTY_SUPERVISOR)

    actions.decide_deferral(
        deferral=deferral, approve=True, paper_number="演示县〔2026〕8号", opinion="", by=county
    )

    election.refresh_from_db()
    assert election.deferred
    assert not Step.objects.overdue(dt.date(2099, 1, 1)).filter(election=election).exists()


def test_a_deferred_village_does_not_enter_the_election_stage(election, officer):
    Election.objects.filter(pk=election.pk).update(deferred=True)

    with pytest.raises(RuleRefused, match="暂缓"):
        actions.open_election_stage(election=election, by=officer)


def test_a_hard_national_value_cannot_be_loosened_by_the_township(township, officer):
    with pytest.raises(ValidationError):
        lawtexts.set_overlay(
            area_code=township.code,
            key="roll_days",
            value=15,
            paper_number="演示发〔2026〕2号",
            paper_date=timezone.localdate(),
            by=officer,
        )


def test_a_stricter_township_value_takes_effect_with_its_paper(election, officer):
    lawtexts.set_overlay(
        area_code=election.area_code[:9],
        key="roll_days",
        value=25,
        paper_number="演示发〔2026〕2号",
        paper_date=timezone.localdate(),
        by=officer,
    )

    book = Election.objects.get(pk=election.pk).rulebook
    assert book.value("roll_days") == 25
    assert "演示发〔2026〕2号" in str(book.cite("roll_days"))


def test_a_person_is_found_by_name_initials_and_number_tail_and_the_number_is_encrypted():
    person = PersonFactory(name="演小示", id_number=ID_MAN_1980)

    assert Person.objects.matching("小示").get() == person
    assert Person.objects.matching("yxs").get() == person
    assert ID_MAN_1980 not in person.id_cipher
    clerk = UserFactory(serving=person.village.code)
    with viewer.reading(clerk):
        assert Person.objects.matching("0010").get() == person
        assert person.id_masked == "尾号0010"


def test_the_end_of_a_number_finds_nobody_for_who_may_not_know_it():
    person = PersonFactory(name="演小示", id_number=ID_MAN_1980)
    village = person.village.code
    elsewhere = UserFactory(serving=VillageFactory().code)

    for user in (UserFactory(serving=village, role=Role.OBSERVER), elsewhere):
        with viewer.reading(user):
            assert not Person.objects.matching("0010").exists()
            assert person.id_masked == "已登记"
    assert not Person.objects.matching("0010").exists()


def test_looking_at_a_number_is_recorded_with_its_purpose_and_without_the_number(officer, township):
    village = VillageFactory(township=township)
    person = PersonFactory(village=village, id_number=ID_MAN_1980)

    number = actions.reveal_number(person=person, what="id", purpose="核对户口簿", by=officer)

    assert number == ID_MAN_1980
    event = AuditEvent.objects.get(action="person.number_revealed")
    assert (event.reason, ID_MAN_1980 in str(event.after)) == ("核对户口簿", False)


def test_two_records_of_one_id_number_are_refused(officer, township):
    village = VillageFactory(township=township)
    PersonFactory(village=village, id_number=ID_MAN_1980)

    with pytest.raises(ValidationError, match="已登记在"):
        actions.add_person(
            village=village,
            name="演示乙",
            sex="male",
            birth_date=dt.date(1980, 6, 15),
            id_number=ID_MAN_1980,
            by=officer,
        )


def test_a_relation_is_declared_once_for_a_pair(officer, township):
    village = VillageFactory(township=township)
    one, other = PersonFactory(village=village), PersonFactory(village=village)
    actions.add_kinship(person=one, relative=other, kind="spouse", source="户口簿", by=officer)

    with pytest.raises(ValidationError, match="已经登记"):
        actions.add_kinship(person=other, relative=one, kind="spouse", source="", by=officer)


def test_a_person_is_stored_in_one_spelling_and_refused_with_made_up_characters() -> None:
    village = VillageFactory()
    clerk = UserFactory(serving=village.code)
    typed = {"village": village, "sex": "male", "birth_date": dt.date(1970, 1, 5), "by": clerk}

    person = actions.add_person(name="⻢ 小.明", **typed)

    assert person.name == "马小·明"
    with pytest.raises(ValidationError):
        actions.add_person(name="沈\ue863", **typed)
    assert Person.objects.count() == 1
    assert Person.objects.matching("马小").get() == person


def test_a_surname_is_found_by_its_own_letter_and_in_other_forms() -> None:
    village = VillageFactory()
    for name in ("曾小明", "单文山", "呂布衣"):
        PersonFactory(village=village, name=name)

    found = lambda words: [person.name for person in Person.objects.matching(words)]  # noqa: E731
    assert found("z") == ["曾小明"]
    assert found("sws") == found("dws") == ["单文山"]
    assert found("吕") == found("呂布") == ["呂布衣"]
