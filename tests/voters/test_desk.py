"""The registrar at the door and the villagers who are away: acts that happen, acts that are refused."""

from __future__ import annotations

import datetime as dt
import io
import re

import pytest
import time_machine
from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import timezone
from pypdf import PdfReader

from election_office.accounts import viewer
from election_office.accounts.permissions import Role
from election_office.audit import presenters
from election_office.audit.models import AuditEvent
from election_office.documents import actions as documents
from election_office.law.decision import RuleRefused
from election_office.law.rulebooks import rulebook_for
from tests.factories import (
    CountyFactory,
    ElectionFactory,
    PersonFactory,
    RegistrationFactory,
    TownshipFactory,
    UserFactory,
    VillageFactory,
    made_up_number,
)
from tests.tails import tail_of
from villages.models import Election, Person
from voters import actions as roll
from voters.desk import actions, queries, rules
from voters.models import ContactAttempt, DeskEntry, Registration, RollSettings, RollVersion

pytestmark = pytest.mark.django_db
BORN = dt.date(1980, 6, 15)
JIANGXI, BEIJING, ZHEJIANG = "360101001001", "110101001001", "330101001001"


def make_election(code: str = "369901001001") -> Election:
    county = CountyFactory(code=code[:6])
    village = VillageFactory(township=TownshipFactory(county=county, code=code[:9]), code=code)
    return ElectionFactory(village=village, steps=True)


@pytest.fixture
def election() -> Election:
    return make_election()


def clerk_of(election: Election) -> object:
    return UserFactory(serving=election.area_code)


def villager(election: Election, name: str = "演示甲", n: int = 460, **values: object) -> Person:
    first = election.village.groups.order_by("number").first()
    lawful = {"birth_date": BORN, "group": first, "household": "12"} | values
    number = made_up_number(lawful["birth_date"], "male", n)
    return PersonFactory(village=election.village, name=name, id_number=number, **lawful)


def away_person(election: Election, name: str = "演示甲", n: int = 470, **values: object) -> Registration:
    pending = {"status": "pending", "roll_class": "B", "lives_here": False}
    number = made_up_number(BORN, "male", n)
    return RegistrationFactory(election=election, name=name, id_number=number, **pending | values)


def ask(row: Registration, how: str = "phone", answer: str = "none", **changes: object) -> ContactAttempt:
    said = {"at": timezone.now(), "by": clerk_of(row.election)} | changes
    return actions.log_contact(registration=row, how=how, answer=answer, **said)


def told(election: Election, days: int = 3) -> RollSettings:
    """A deadline ``days`` from now, made known by a paper made elsewhere."""
    by = timezone.localdate() + dt.timedelta(days=days)
    return actions.set_reply_deadline(
        election=election, reply_by=by, notice_number="东选〔2026〕2号", by=clerk_of(election)
    )


def after_deadline() -> time_machine.travel:
    return time_machine.travel(timezone.now() + dt.timedelta(days=4), tick=False)


def leave_off(election: Election, *rows: Registration, **changes: object) -> list[Registration]:
    said = {"resolution_number": "东选决〔2026〕5号", "resolved_on": timezone.localdate()}
    said["by"] = clerk_of(election)
    return actions.leave_off_away(election=election, registrations=rows, **said | changes)


def codes(refused: pytest.ExceptionInfo[RuleRefused]) -> list[str]:
    return [finding.code for finding in refused.value.decision.refusals]


# ------------------------------------------------------------------ at the door


def test_one_tap_registers_a_known_villager_as_class_a(election) -> None:
    person = villager(election)
    row = actions.register_at_door(election=election, person=person, by=clerk_of(election))
    assert (row.person, row.status, row.roll_class) == (person, "registered", "A")
    assert row.group == person.group


def test_away_without_a_day_of_saying_yes_is_refused_and_leaves_nothing(election) -> None:
    person = villager(election)
    with pytest.raises(RuleRefused) as refused:
        actions.register_at_door(election=election, person=person, lives_here=False, by=clerk_of(election))
    assert codes(refused) == ["not_declared"]
    assert not Registration.objects.exists()


def test_the_day_of_saying_yes_is_kept_with_class_b(election) -> None:
    today = timezone.localdate()
    row = actions.register_at_door(
        election=election,
        person=villager(election),
        lives_here=False,
        declared_on=today,
        by=clerk_of(election),
    )
    assert (row.roll_class, row.conditions) == ("B", {"declared": True, "declared_on": today.isoformat()})


def test_a_day_to_come_is_not_a_word_given(election) -> None:
    tomorrow = timezone.localdate() + dt.timedelta(days=1)
    with pytest.raises(ValidationError, match="不能晚于今天"):
        actions.register_at_door(
            election=election, person=villager(election), declared_on=tomorrow, by=clerk_of(election)
        )


def test_somebody_without_a_number_is_sent_to_the_desk(election) -> None:
    person = PersonFactory(village=election.village)
    with pytest.raises(ValidationError, match="缺公民身份号码"):
        actions.register_at_door(election=election, person=person, by=clerk_of(election))


def test_a_voter_of_another_village_is_refused_at_the_door_until_struck_off_there(election) -> None:
    """G33."""
    person = villager(election)
    other = ElectionFactory(village=VillageFactory(township=election.village.township), cycle=election.cycle)
    there = RegistrationFactory(election=other, person=person)
    with pytest.raises(RuleRefused) as refused:
        actions.register_at_door(election=election, person=person, by=clerk_of(election))
    assert codes(refused) == ["registered_elsewhere"]
    assert other.village.name in refused.value.decision.refusals[0].message
    roll.cancel_registration(registration=there, ground="elsewhere", reason="回户籍村", by=clerk_of(other))
    actions.register_at_door(election=election, person=person, by=clerk_of(election))
    assert Registration.objects.registered().get(person=person).election == election


def test_nobody_met_makes_a_pending_row_with_its_log(election) -> None:
    person = villager(election)
    away(election, person, how="visit", at=timezone.now())
    row = Registration.objects.get(person=person)
    assert (row.status, row.lives_here, row.contacts.get().answer) == ("pending", False, "none")


def away(election, person, **changes: object) -> Registration:
    said = {"known_from": "家属说在外务工", "by": clerk_of(election)} | changes
    return actions.note_away(election=election, person=person, **said)


def test_living_elsewhere_writes_no_visit_that_nobody_made(election) -> None:
    person = villager(election)
    row = away(election, person)
    assert (row.status, row.contacts.count()) == ("pending", 0)
    assert "家属说在外务工" in row.pending_reason
    assert AuditEvent.objects.get(action="registration.noted_away").reason == "家属说在外务工"
    for half in ({"how": "visit"}, {"at": timezone.now()}):
        with pytest.raises(ValidationError, match="一起填写"):
            away(election, person, **half)
    with pytest.raises(ValidationError, match="怎样得知"):
        away(election, person, known_from=" ")
    assert row.contacts.count() == 0


def test_a_contact_entered_by_mistake_is_taken_back_and_counts_no_more(election) -> None:
    row = away(election, villager(election), how="visit", at=timezone.now())
    contact = row.contacts.get()
    by = clerk_of(election)
    with pytest.raises(ValidationError, match="错在哪里"):
        actions.withdraw_contact(contact=contact, reason="", by=by)
    actions.withdraw_contact(contact=contact, reason="没有去过", by=by)
    contact.refresh_from_db()
    assert (contact.revoked_by, contact.revoked_reason) == (by, "没有去过")
    found = queries.with_contacts(Registration.objects.filter(pk=row.pk))
    assert [one.contacts for one in queries.away_rows(found, election)] == [[]]
    assert AuditEvent.objects.get(action="contact.withdrawn").reason == "没有去过"
    with pytest.raises(ValidationError, match="已经撤销"):
        actions.withdraw_contact(contact=contact, reason="再撤", by=by)


def test_a_contact_that_a_decision_stands_on_is_not_taken_back(election) -> None:
    row = away(election, villager(election), how="visit", at=timezone.now())
    Registration.objects.filter(pk=row.pk).update(
        status="left_off", reason="未表示参加", decided_by="演示委员会", decided_on=timezone.localdate()
    )
    with pytest.raises(ValidationError, match="先恢复列入"):
        actions.withdraw_contact(contact=row.contacts.get(), reason="没有去过", by=clerk_of(election))
    assert row.contacts.get().revoked_at is None


@pytest.mark.parametrize("act", ["away", "deceased", "moved", "deprived"])
def test_a_mistake_at_the_desk_is_undone(election, act: str) -> None:
    row = RegistrationFactory(election=election)
    Registration.objects.filter(pk=row.pk).update(conditions={"note": "原样"})
    row.refresh_from_db()
    before = {name: getattr(row, name) for name in actions.RESTORED}
    if act == "away":
        away(election, row.person)
    else:
        gone(row, act, **({"on": timezone.localdate()} if act == "deceased" else {}))
    row.refresh_from_db()
    assert row.status != "registered"

    entry = DeskEntry.objects.get()
    actions.undo_entry(entry=entry, reason="按错了人", by=clerk_of(election))
    row = Registration.objects.select_related("person").get(pk=row.pk)
    assert {name: getattr(row, name) for name in actions.RESTORED} == before
    assert (row.person.died_on, row.person.rights_deprived) == (None, False)
    entry.refresh_from_db()
    assert entry.is_revoked
    assert AuditEvent.objects.get(action="registration.desk_undone").reason == "按错了人"
    with pytest.raises(RuleRefused, match="已经撤销"):
        actions.undo_entry(entry=entry, reason="按错了人", by=clerk_of(election))


def test_a_registration_that_was_not_there_before_waits_after_it_is_undone(election) -> None:
    person = villager(election)
    actions.register_at_door(election=election, person=person, by=clerk_of(election))
    actions.undo_entry(entry=DeskEntry.objects.get(), reason="找错了人", by=clerk_of(election))
    row = Registration.objects.get(person=person)
    assert (row.status, row.roll_class, row.lives_here) == ("pending", "", None)


def test_what_came_after_or_a_confirmed_roll_stops_the_undoing(election) -> None:
    row = RegistrationFactory(election=election)
    away(election, row.person)
    first = DeskEntry.objects.get()
    actions.register_at_door(election=election, person=row.person, by=clerk_of(election))
    with pytest.raises(RuleRefused, match="又有变动"):
        actions.undo_entry(entry=first, reason="按错了", by=clerk_of(election))
    last = DeskEntry.objects.latest("pk")
    roll.confirm_roll(election=election, by=clerk_of(election))
    with pytest.raises(RuleRefused) as refused:
        actions.undo_entry(entry=last, reason="按错了", by=clerk_of(election))
    assert "roll_confirmed" in codes(refused)
    row.refresh_from_db()
    assert row.status == "registered"
    assert not DeskEntry.objects.exclude(revoked_at=None).exists()


@pytest.mark.parametrize(("days", "found"), [(2, ["reply_too_soon"]), (3, []), (4, [])])
def test_the_deadline_for_those_away_leaves_them_time(days: int, found: list[str]) -> None:
    today = dt.date(2026, 11, 1)
    decision = rules.check_reply_deadline(
        reply_by=today + dt.timedelta(days=days),
        today=today,
        election_day=dt.date(2026, 12, 20),
        book=rulebook_for("99", dt.date(2026, 12, 20)),
    )
    assert [finding.code for finding in decision.refusals] == found


@pytest.mark.parametrize(("day", "allowed"), [(19, True), (20, False), (21, False)])
def test_the_deadline_comes_before_the_vote(day: int, allowed: bool) -> None:
    decision = rules.check_reply_deadline(
        reply_by=dt.date(2026, 12, day),
        today=dt.date(2026, 11, 1),
        election_day=dt.date(2026, 12, 20),
        book=rulebook_for("99", dt.date(2026, 12, 20)),
    )
    assert decision.allowed is allowed


def test_a_voter_found_living_elsewhere_waits_for_their_own_word(election) -> None:
    row = RegistrationFactory(election=election)
    away(election, row.person)
    row.refresh_from_db()
    assert (row.status, row.roll_class) == ("pending", "B")
    assert AuditEvent.objects.get(action="registration.noted_away").before == {"status": "registered"}


def test_a_confirmed_roll_keeps_the_voter_until_the_committee_decides(election) -> None:
    row = RegistrationFactory(election=election)
    roll.confirm_roll(election=election, by=clerk_of(election))
    away(election, row.person)
    row.refresh_from_db()
    assert (row.status, row.lives_here, RollVersion.objects.count()) == ("registered", False, 1)


def test_nobody_leaves_the_roll_at_the_door_without_the_committee(election) -> None:
    row = RegistrationFactory(election=election)
    with pytest.raises(RuleRefused) as refused:
        gone(row, "moved", confirmed=False)
    assert codes(refused) == ["not_confirmed"]
    row.refresh_from_db()
    assert row.status == "registered"


def gone(row: Registration, what: str, **changes: object) -> Registration | None:
    said = {"confirmed": True, "by": clerk_of(row.election)} | changes
    return actions.note_gone(election=row.election, person=row.person, what=what, **said)


@pytest.mark.parametrize("what", ["deceased", "moved", "deprived"])
def test_who_is_gone_leaves_the_roll_and_the_person_s_record_says_why(election, what) -> None:
    row = RegistrationFactory(election=election)
    gone(row, what, on=timezone.localdate())
    row.refresh_from_db()
    assert (row.status, row.ground, row.decided_by) == ("cancelled", what, "村民选举委员会")
    person = Person.objects.get(pk=row.person_id)
    assert (person.died_on is not None, person.rights_deprived) == (what == "deceased", what == "deprived")


def test_who_is_gone_no_longer_waits_either(election) -> None:
    row = away_person(election)
    gone(row, "deceased", on=timezone.localdate())
    row.refresh_from_db()
    assert (row.status, row.ground) == ("left_off", "deceased")
    with pytest.raises(ValidationError, match="已登记为去世"):
        actions.register_at_door(
            election=election, person=Person.objects.get(pk=row.person_id), by=clerk_of(election)
        )


# ------------------------------------------------------------------ those who are away


def test_a_yes_on_the_telephone_registers_class_b(election) -> None:
    row = away_person(election)
    ask(row, answer="yes")
    row.refresh_from_db()
    assert (row.status, row.roll_class) == ("registered", "B")
    assert row.conditions["declared_on"] == timezone.localdate().isoformat()


def test_a_yes_the_rule_refuses_leaves_no_entry(election) -> None:
    row = away_person(election)
    Person.objects.filter(pk=row.person_id).update(rights_deprived=True)
    with pytest.raises(RuleRefused):
        ask(row, answer="yes")
    assert not ContactAttempt.objects.exists()


def test_an_entry_is_not_made_for_tomorrow(election) -> None:
    with pytest.raises(ValidationError, match="不能晚于现在"):
        ask(away_person(election), at=timezone.now() + dt.timedelta(days=1))


def test_silence_before_the_deadline_or_without_a_deadline_says_nothing(election) -> None:
    row = away_person(election)
    ask(row)
    with pytest.raises(RuleRefused) as refused:
        leave_off(election, row)
    assert codes(refused) == ["no_deadline"]
    told(election)
    with pytest.raises(RuleRefused) as refused:
        leave_off(election, row)
    assert codes(refused) == ["deadline_running"]
    row.refresh_from_db()
    assert (row.status, AuditEvent.objects.filter(action="contact.batch_left_off").count()) == ("pending", 0)


def test_a_deadline_nobody_was_told_of_says_nothing(election) -> None:
    row = away_person(election)
    ask(row)
    by = timezone.localdate() + dt.timedelta(days=3)
    actions.set_reply_deadline(election=election, reply_by=by, by=clerk_of(election))
    with after_deadline(), pytest.raises(RuleRefused) as refused:
        leave_off(election, row)
    assert codes(refused) == ["deadline_untold"]


@pytest.mark.parametrize(("code", "ground"), [(JIANGXI, "no_reply"), (ZHEJIANG, "conditions")])
def test_silence_after_the_deadline_is_decided_on_the_ground_of_the_place(code, ground) -> None:
    election = make_election(code)
    rows = [away_person(election, f"演示{n}", 470 + n) for n in range(3)]
    for row in rows:
        ask(row)
    told(election)
    with after_deadline():
        leave_off(election, *rows)
    assert {row.ground for row in Registration.objects.filter(status="left_off")} == {ground}
    assert {row.paper_number for row in Registration.objects.all()} == {"东选决〔2026〕5号"}
    assert AuditEvent.objects.get(action="contact.batch_left_off").after["count"] == 3
    assert "经电话联系1次" in Registration.objects.first().reason


def test_a_no_is_enough_before_the_deadline_where_the_rulebook_says_so() -> None:
    election = make_election(JIANGXI)
    row = away_person(election)
    ask(row, answer="no")
    [left] = leave_off(election, row)
    assert (left.ground, "表示不参加" in left.reason) == ("declined", True)


def test_beijing_asks_for_several_means() -> None:
    election = make_election(BEIJING)
    row = away_person(election)
    ask(row)
    ask(row)
    told(election)
    with after_deadline():
        with pytest.raises(RuleRefused) as refused:
            leave_off(election, row)
        assert codes(refused) == ["one_means"]
        assert "第十四条第一款" in str(refused.value.decision.refusals[0].citation)
        ask(row, how="letter")
        assert leave_off(election, row)[0].ground == "unreachable"


def test_one_person_in_the_way_stops_the_whole_batch_and_is_named(election) -> None:
    asked, unasked = away_person(election, "演示甲"), away_person(election, "演示乙", 471)
    ask(asked)
    told(election)
    with after_deadline(), pytest.raises(RuleRefused) as refused:
        leave_off(election, asked, unasked)
    assert [finding.message[:3] for finding in refused.value.decision.refusals] == ["演示乙"]
    assert Registration.objects.filter(status="pending").count() == 2


def test_voters_who_leave_a_confirmed_roll_are_told_of_in_one_supplement() -> None:
    election = make_election(JIANGXI)
    rows = [RegistrationFactory(election=election, name=f"演示{n}") for n in range(3)]
    by = clerk_of(election)
    roll.grant_proxy(election=election, principal=rows[0], agent=rows[2], by=by)
    roll.confirm_roll(election=election, by=by)
    for row in rows[:2]:
        away(election, row.person, by=by, how="visit", at=timezone.now())
    told(election)
    with after_deadline():
        leave_off(election, *rows[:2])
    version = RollVersion.objects.get(number=2)
    assert [entry[2] for entry in version.entries["removed"]] == ["演示0", "演示1"]
    assert Registration.objects.filter(removed_in=version).count() == 2
    assert rows[0].proxies_given.in_force().count() == 0


def test_who_says_yes_after_all_is_put_back_with_the_reason(election) -> None:
    row = away_person(election)
    ask(row)
    told(election)
    with after_deadline():
        leave_off(election, row)
        with pytest.raises(ValidationError, match="怎样消失"):
            put_back(row, reason=" ")
        back = put_back(row)
    assert (back.status, back.roll_class, back.reason) == ("registered", "B", "本人来电表示参加")


def put_back(row: Registration, **changes: object) -> Registration:
    said = {"declared_on": timezone.localdate(), "reason": "本人来电表示参加", "by": clerk_of(row.election)}
    return actions.put_back(registration=row, **said | changes)


def test_the_paper_makes_the_deadline_known_and_fixes_it(election) -> None:
    settings = actions.set_reply_deadline(
        election=election, reply_by=timezone.localdate() + dt.timedelta(days=9), by=clerk_of(election)
    )
    document = documents.issue("voters.reply_notice", settings, by=clerk_of(election))
    settings.refresh_from_db()
    assert (settings.notice, settings.notice_number) == (document, document.number)
    assert document.required_keys == {"village", "group-1", "group-2"}
    with pytest.raises(ValidationError, match="先撤销告知公告"):
        told(election)
    documents.revoke(document, reason="日期写错", by=clerk_of(election))
    settings.refresh_from_db()
    assert (settings.notice_id, settings.notice_number) == (None, "")


def test_the_paper_names_the_day_and_the_ground() -> None:
    election = make_election(JIANGXI)
    settings = told(election)
    pdf = PdfReader(io.BytesIO(documents.preview_pdf("voters.reply_notice", settings)))
    text = re.sub(r"\s", "", pdf.pages[0].extract_text())
    day = settings.reply_by
    assert f"请于{day.year}年{day.month}月{day.day}日以前" in text
    assert "外出村民在规定期限内没有书面表示" in text


def test_readers_and_neighbours_do_not_act(election) -> None:
    row = away_person(election)
    reader = UserFactory(serving=election.area_code, role=Role.OBSERVER)
    for by in (reader, UserFactory(serving="369901001002")):
        with pytest.raises(PermissionDenied):
            ask(row, by=by)
        with pytest.raises(PermissionDenied):
            leave_off(election, row, by=by)
        with pytest.raises(PermissionDenied):
            actions.register_at_door(election=election, person=row.person, by=by)


# ------------------------------------------------------------------ finding people


@pytest.mark.parametrize("words", ["王小", "wxm", "12", "TAIL"])
def test_people_are_found_by_name_initials_number_and_household(election, words) -> None:
    person = villager(election, "王小明")
    villager(election, "李大力", 461, household="13")
    words = tail_of(person) if words == "TAIL" else words
    with viewer.reading(clerk_of(election)):
        assert [one.person for one in queries.search(election, words)] == [person]


def test_a_household_is_everybody_of_that_number_in_that_group(election) -> None:
    person = villager(election, "演示甲", birth_date=dt.date(1950, 1, 1))
    child = villager(election, "演示乙", 461)
    villager(election, "演示丙", 462, group=election.village.groups.order_by("-number").first())
    assert [one.person for one in queries.household(election, person)] == [person, child]


def test_the_trail_has_words_for_every_act_at_the_desk() -> None:
    for act in (
        "registration.noted_away",
        "contact.logged",
        "contact.deadline_set",
        "contact.batch_left_off",
    ):
        assert presenters.label(act) != act
