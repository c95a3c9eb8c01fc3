"""Objections: received in time, decided, carried out, told to the people; or refused and nothing is left."""

from __future__ import annotations

import datetime as dt
import io
import re

import pytest
import time_machine
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone
from pypdf import PdfReader

from election_office.accounts import viewer
from election_office.accounts.permissions import Role
from election_office.audit import presenters
from election_office.audit.models import AuditEvent
from election_office.documents import actions as documents
from election_office.documents.models import Document
from election_office.law.decision import RuleRefused
from tests.factories import (
    CountyFactory,
    ElectionFactory,
    RegistrationFactory,
    TownshipFactory,
    UserFactory,
    VillageFactory,
    made_up_number,
)
from tests.tails import says
from villages.models import Election
from voters import actions as roll
from voters.models import Objection, Proxy, Registration, RollVersion
from voters.objections import actions, queries

pytestmark = pytest.mark.django_db

# Golden case G31: the roll is posted on 1 March 2026, election day four weeks later.
POSTED = dt.date(2026, 3, 1)
BORN = dt.date(1980, 6, 15)
NUMBER = "东选决〔2026〕3号"


def at(day: int, hour: int = 9, month: int = 3) -> dt.datetime:
    return timezone.make_aware(dt.datetime(2026, month, day, hour))  # noqa: DTZ001 -- made aware here


def make_election(code: str = "369901001001") -> Election:
    county = CountyFactory(code=code[:6])
    village = VillageFactory(township=TownshipFactory(county=county, code=code[:9]), code=code)
    day = dt.date(2026, 3, 29)
    return ElectionFactory(village=village, cycle__default_day=day, election_day=day, steps=True)


def post(document: Document, when: dt.datetime, by: object) -> None:
    for place in document.place_list:
        documents.record_posting(document, place_key=place.key, posted_at=when, by=by)


def clerk_of(election: Election) -> object:
    return UserFactory(serving=election.area_code)


@pytest.fixture
def clock():
    with time_machine.travel(at(1, 8), tick=False) as clock:
        yield clock


@pytest.fixture
def election(clock) -> Election:
    return make_election()


def posted_roll(election: Election) -> RollVersion:
    """Two voters, confirmed and posted everywhere at this moment."""
    by = clerk_of(election)
    for name in ("演示甲", "演示乙"):
        RegistrationFactory(election=election, name=name)
    version = roll.confirm_roll(election=election, by=by)
    post(documents.issue("voters.roll_notice", version, by=by), timezone.now(), by)
    version.refresh_from_db()
    return version


def file(election: Election, version: RollVersion, received_at: dt.datetime, **changes: object) -> Objection:
    said: dict[str, object] = {
        "objector_name": "演示丙",
        "about_name": "演示甲",
        "claim": Objection.Claim.OTHER,
        "text": "名单上的情况与实际不符。",
        "by": clerk_of(election),
    }
    return actions.file_objection(
        election=election, version=version, received_at=received_at, **said | changes
    )


def decide(act, objection: Objection, **changes: object) -> Objection:
    said: dict[str, object] = {
        "text": "经核对，情况属实。",
        "decided_on": timezone.localdate(),
        "decision_number": NUMBER,
        "by": clerk_of(objection.election),
    }
    return act(objection=objection, **said | changes)


def codes(refused: pytest.ExceptionInfo[RuleRefused]) -> list[str]:
    return [finding.code for finding in refused.value.decision.refusals]


# ------------------------------------------------------------------ G31: five days, three days


def test_the_fifth_day_is_in_time_until_its_last_hour(election, clock) -> None:
    version = posted_roll(election)
    clock.move_to(at(6, 23))
    row = file(election, version, at(6, 23))
    assert (row.in_time, row.window_until, row.number) == (True, dt.date(2026, 3, 6), 1)
    assert AuditEvent.objects.get(action="objection.received").after["in_time"] is True


def test_the_sixth_day_is_late_and_only_taken_down(election, clock) -> None:
    version = posted_roll(election)
    clock.move_to(at(7))
    assert file(election, version, at(7)).in_time is False


def test_where_late_ones_are_refused_nothing_is_left(clock) -> None:
    election = make_election("410901001001")  # Henan's division code: 第二十一条第二款
    version = posted_roll(election)
    clock.move_to(at(7))
    before = AuditEvent.objects.count()
    with pytest.raises(RuleRefused) as refused:
        file(election, version, at(7))
    assert codes(refused) == ["too_late"]
    assert "第二十一条第二款" in str(refused.value.decision.refusals[0].citation)
    assert (Objection.objects.count(), AuditEvent.objects.count()) == (0, before)


def test_where_writing_is_asked_a_word_of_mouth_is_refused(clock) -> None:
    election = make_election("410901001001")
    version = posted_roll(election)
    with pytest.raises(RuleRefused) as refused:
        file(election, version, at(1, 8), how=Objection.How.ORAL)
    assert codes(refused) == ["not_written"]


def test_what_came_on_the_fifth_is_due_on_the_eighth(election, clock) -> None:
    version = posted_roll(election)
    clock.move_to(at(5))
    row = file(election, version, at(5))
    assert row.due_on == dt.date(2026, 3, 8)
    clock.move_to(at(8, 23))
    assert row.decided_late is False
    clock.move_to(at(9, 0))
    assert row.decided_late is True


def test_the_days_count_from_the_last_place_and_early_readers_may_object(election, clock) -> None:
    by = clerk_of(election)
    RegistrationFactory(election=election)
    version = roll.confirm_roll(election=election, by=by)
    notice = documents.issue("voters.roll_notice", version, by=by)
    places = [place.key for place in notice.place_list]
    documents.record_posting(notice, place_key=places[0], posted_at=at(1, 8), by=by)
    version.refresh_from_db()
    clock.move_to(at(2))
    assert file(election, version, at(2)).in_time is True
    for key in places[1:]:
        clock.move_to(at(3))
        documents.record_posting(notice, place_key=key, posted_at=at(3), by=by)
    version = RollVersion.objects.get(pk=version.pk)
    clock.move_to(at(8))
    later = file(election, version, at(8), objector_name="演示丁")
    assert later.window_until == dt.date(2026, 3, 8)


def test_the_same_objection_is_taken_in_once_until_it_is_decided(election, clock) -> None:
    version = posted_roll(election)
    about = Registration.objects.order_by("pk").first()
    same = {"about": about, "about_name": about.person.name, "claim": "remove"}
    first = file(election, version, at(1, 8), **same)
    with pytest.raises(RuleRefused, match="已受理为第1号"):
        file(election, version, at(1, 8), **same)
    assert Objection.objects.count() == 1
    other = file(election, version, at(1, 8), **same | {"objector_name": "演示丁"})
    assert queries.alike(other) == [first]
    decide(actions.reject_objection, first)
    assert file(election, version, at(1, 8), **same).number == 3


@pytest.mark.parametrize(
    ("status", "claim", "code"),
    [("registered", "add", "already_on_roll"), ("pending", "remove", "not_on_roll")],
)
def test_an_objection_that_asks_for_what_is_so_is_refused(election, clock, status, claim, code) -> None:
    version = posted_roll(election)
    about = RegistrationFactory(election=election, status=status)
    with pytest.raises(RuleRefused) as refused:
        file(election, version, at(1, 8), about=about, about_name=about.person.name, claim=claim)
    assert codes(refused) == [code]
    assert about.person.name in str(refused.value)
    assert not Objection.objects.exists()


def test_voters_of_the_same_name_are_shown_while_nobody_is_chosen(election, clock) -> None:
    version = posted_roll(election)
    voter = Registration.objects.registered().first()
    row = file(election, version, at(1, 8), about_name=voter.person.name, claim="add")
    assert queries.namesakes(row) == [voter]
    row = file(election, version, at(1, 8), about_name="演示查无此人", claim="add")
    assert queries.namesakes(row) == []


def test_before_anything_hangs_nothing_is_taken_in(election) -> None:
    RegistrationFactory(election=election)
    version = roll.confirm_roll(election=election, by=clerk_of(election))
    with pytest.raises(ValidationError, match="还没有张榜"):
        file(election, version, at(1, 8))
    assert not Objection.objects.exists()


# ------------------------------------------------------------------ the decision


def test_a_late_decision_stands_and_stays_red(election, clock) -> None:
    version = posted_roll(election)
    row = file(election, version, at(1, 8))
    clock.move_to(at(6))
    row = decide(actions.reject_objection, row)
    assert (row.state, row.decided_on, row.decided_late) == ("decided", dt.date(2026, 3, 6), True)


def test_a_decision_is_not_dated_back_without_the_signed_paper(election, clock) -> None:
    version = posted_roll(election)
    row = file(election, version, at(1, 8))
    clock.move_to(at(6))
    with pytest.raises(RuleRefused) as refused:
        decide(actions.reject_objection, row, decided_on=dt.date(2026, 3, 4))
    assert codes(refused) == ["dated_back"]
    signed = SimpleUploadedFile("决定.pdf", b"%PDF-1.4 signed")
    row = decide(actions.reject_objection, row, decided_on=dt.date(2026, 3, 4), decision_file=signed)
    assert (row.decided_late, row.decision_name) == (False, "决定.pdf")


def test_an_upheld_addition_registers_the_person_by_a_supplement_with_the_number(election, clock) -> None:
    version = posted_roll(election)
    row = file(election, version, at(1, 8), claim="add", about_name="演示丁")
    person = {
        "name": "演示丁",
        "sex": "male",
        "birth_date": BORN,
        "id_number": made_up_number(BORN, "male", 450),
        "hukou_here": True,
        "lives_here": True,
    }
    row = decide(actions.uphold_objection, row, change=actions.Change(registration=person))
    assert row.about.status == "registered"
    assert (row.supplement.number, row.supplement.decision_number) == (2, NUMBER)
    assert [entry[2] for entry in row.supplement.entries["added"]] == ["演示丁"]


def test_an_upheld_removal_strikes_the_voter_off_and_ends_the_proxy(election, clock) -> None:
    version = posted_roll(election)
    first, second = Registration.objects.order_by("pk")
    roll.grant_proxy(election=election, principal=first, agent=second, by=clerk_of(election))
    row = file(election, version, at(1, 8), claim="remove", about=first)
    row = decide(actions.uphold_objection, row)
    first.refresh_from_db()
    assert (first.status, first.ground, first.paper_number) == ("cancelled", "objection", NUMBER)
    assert Proxy.objects.in_force().count() == 0
    assert [entry[2] for entry in row.supplement.entries["removed"]] == ["演示甲"]


def test_an_upheld_correction_changes_name_and_group_in_one_supplement(election, clock) -> None:
    version = posted_roll(election)
    about = Registration.objects.order_by("pk").first()
    group = election.village.groups.order_by("-number").first()
    row = file(election, version, at(1, 8), claim="correct", about=about)
    change = actions.Change(corrected={"name": "演示佳", "sex": "male", "birth_date": BORN, "group": group})
    row = decide(actions.uphold_objection, row, change=change)
    [[before, after]] = row.supplement.entries["corrected"]
    assert (before[2], after[1:3]) == ("演示甲", [group.number, "演示佳"])
    assert RollVersion.objects.count() == 2


def test_a_correction_that_changes_nothing_is_no_decision(election, clock) -> None:
    version = posted_roll(election)
    about = Registration.objects.order_by("pk").first()
    row = file(election, version, at(1, 8), claim="correct", about=about)
    with pytest.raises(ValidationError, match="没有任何变动"):
        decide(actions.uphold_objection, row)
    row.refresh_from_db()
    assert (row.state, row.outcome, RollVersion.objects.count()) == ("received", "", 1)


# ------------------------------------------------------------------ G33 and G34: an objection is no back door


def test_who_stands_on_another_roll_is_not_added_and_the_decision_is_not_kept(election, clock) -> None:
    township = election.village.township
    other = ElectionFactory(village=VillageFactory(township=township), cycle=election.cycle)
    number = made_up_number(BORN, "male", 451)
    since = dt.date(2024, 1, 1)
    outsider = roll.register_person(
        election=other,
        by=clerk_of(other),
        name="演示丁",
        sex="male",
        birth_date=BORN,
        id_number=number,
        hukou_here=False,
        lives_here=True,
        conditions={"declared": True, "meeting_consent": True, "lives_since": since},
    )
    version = posted_roll(election)
    row = file(election, version, at(1, 8), claim="add", about_name="演示丁")
    home = {"name": "演示丁", "sex": "male", "birth_date": BORN, "id_number": number}
    change = actions.Change(registration=home | {"hukou_here": True, "lives_here": True})
    with pytest.raises(RuleRefused) as refused:
        decide(actions.uphold_objection, row, change=change)
    assert codes(refused) == ["registered_elsewhere"]
    assert other.village.name in refused.value.decision.refusals[0].message
    row.refresh_from_db()
    assert (row.state, row.supplement_id, RollVersion.objects.count()) == ("received", None, 1)

    roll.cancel_registration(
        registration=outsider, ground="elsewhere", reason="回户籍所在村参选", by=clerk_of(other)
    )
    assert decide(actions.uphold_objection, row, change=change).about.status == "registered"


@pytest.mark.parametrize(
    ("conditions", "lives_here", "refusals"),
    [
        ({"lives_since": dt.date(2025, 4, 29), "meeting_consent": True}, True, ["outsider_too_short"]),
        ({"lives_since": dt.date(2025, 1, 29)}, True, ["outsider_no_consent"]),
        ({"works_since": dt.date(2025, 2, 27), "meeting_consent": True}, False, []),
    ],
)
def test_an_outsider_is_added_on_an_objection_only_as_the_law_says(
    election, clock, conditions, lives_here, refusals
) -> None:
    version = posted_roll(election)
    row = file(election, version, at(1, 8), claim="add", about_name="演示丁")
    person = {"name": "演示丁", "sex": "male", "birth_date": BORN, "hukou_here": False}
    person |= {"id_number": made_up_number(BORN, "male", 452), "lives_here": lives_here}
    change = actions.Change(registration=person | {"conditions": conditions | {"declared": True}})
    if not refusals:
        assert decide(actions.uphold_objection, row, change=change).about.roll_class == "C"
        return
    with pytest.raises(RuleRefused) as refused:
        decide(actions.uphold_objection, row, change=change)
    assert codes(refused) == refusals
    assert RollVersion.objects.count() == 1


# ------------------------------------------------------------------ told to the people, and the step


def test_the_result_is_posted_when_village_and_group_have_it(election, clock) -> None:
    version = posted_roll(election)
    about = Registration.objects.order_by("pk").first()
    row = decide(actions.reject_objection, file(election, version, at(1, 8), about=about))
    by = clerk_of(election)
    document = documents.issue("voters.objection_decision", row, by=by)
    group = f"group-{about.group.number}"
    assert document.required_keys == {"village", group}
    assert document.number == NUMBER
    documents.record_posting(document, place_key="village", posted_at=at(1, 8), by=by)
    row.refresh_from_db()
    assert row.state == "decided"
    clock.move_to(at(2))
    posting = documents.record_posting(document, place_key=group, posted_at=at(2), by=by)
    row.refresh_from_db()
    assert (row.state, row.posted_on, row.posted_late) == ("posted", dt.date(2026, 3, 2), False)
    documents.void_posting(posting, reason="登错", by=by)
    row.refresh_from_db()
    assert (row.state, row.posted_on) == ("decided", None)


def test_the_decision_paper_says_why_and_carries_no_number_of_anybody(election, clock) -> None:
    version = posted_roll(election)
    row = file(election, version, at(1, 8), contact="13900001234", claim="remove", about_name="演示甲")
    text = paper_text("voters.objection_decision", decide(actions.reject_objection, row))
    assert "申诉不成立，名单不作变动。" in text
    assert "第十七条第二款" in text
    assert not says(text, 1234)
    receipt = paper_text("voters.objection_receipt", row)
    assert ("联系电话：已留" in receipt, "1234" in receipt) == (True, False)


def test_an_identity_number_in_the_reasons_stops_the_paper(election, clock) -> None:
    version = posted_roll(election)
    number = made_up_number(BORN, "male", 453)
    row = decide(
        actions.reject_objection, file(election, version, at(1, 8)), text=f"查明本人身份证号为{number}。"
    )
    with pytest.raises(ValidationError, match="含有身份证号码"):
        documents.issue("voters.objection_decision", row, by=clerk_of(election))
    row.refresh_from_db()
    assert row.document_id is None


def paper_text(kind: str, subject: object) -> str:
    reader = PdfReader(io.BytesIO(documents.preview_pdf(kind, subject)))
    return re.sub(r"\s", "", "".join(page.extract_text() for page in reader.pages))


def test_the_step_stays_open_while_anything_is_open(election, clock) -> None:
    version = posted_roll(election)
    by = clerk_of(election)
    row = file(election, version, at(1, 8))
    with pytest.raises(RuleRefused) as refused:
        actions.close_objections(election=election, by=by)
    assert codes(refused) == ["undecided", "window_open"]
    row = decide(actions.reject_objection, row)
    clock.move_to(at(7))
    with pytest.raises(RuleRefused) as refused:
        actions.close_objections(election=election, by=by)
    assert codes(refused) == ["unposted"]
    assert election.steps.get(code="objections").done_on is None
    assert not AuditEvent.objects.filter(action="objection.step_closed").exists()

    post(documents.issue("voters.objection_decision", row, by=by), at(7), by)
    actions.close_objections(election=election, by=by)
    step = election.steps.get(code="objections")
    assert (step.done_on, step.evidence) == (dt.date(2026, 3, 7), "收到申诉1件，均已处理并公布结果")


def test_a_supplement_nobody_was_told_of_keeps_the_step_open(election, clock) -> None:
    version = posted_roll(election)
    about = Registration.objects.order_by("pk").first()
    row = decide(actions.uphold_objection, file(election, version, at(1, 8), claim="remove", about=about))
    by = clerk_of(election)
    post(documents.issue("voters.objection_decision", row, by=by), at(1, 8), by)
    clock.move_to(at(7))
    with pytest.raises(RuleRefused) as refused:
        actions.close_objections(election=election, by=by)
    assert codes(refused) == ["untold"]
    post(documents.issue("voters.roll_supplement", row.supplement, by=by), at(7), by)
    with pytest.raises(RuleRefused) as refused:
        actions.close_objections(election=election, by=by)
    assert codes(refused) == ["window_open"]
    clock.move_to(at(13))
    assert actions.close_objections(election=election, by=by).done_on == dt.date(2026, 3, 13)


def test_without_objections_the_step_closes_when_the_window_is_over(election, clock) -> None:
    posted_roll(election)
    clock.move_to(at(7))
    assert actions.close_objections(election=election, by=clerk_of(election)).evidence == "申诉期满，没有申诉"


def test_taken_back_objections_hold_nothing_up(election, clock) -> None:
    version = posted_roll(election)
    row = file(election, version, at(1, 8))
    actions.withdraw_objection(objection=row, reason="本人书面撤回", by=clerk_of(election))
    with pytest.raises(ValidationError, match="不能再作决定"):
        decide(actions.reject_objection, row)
    clock.move_to(at(7))
    assert actions.close_objections(election=election, by=clerk_of(election)).done_on is not None


def test_only_the_roll_s_own_keepers_act(election, clock) -> None:
    version = posted_roll(election)
    row = file(election, version, at(1, 8))
    reader = UserFactory(serving=election.area_code, role=Role.OBSERVER)
    neighbour = UserFactory(serving="369901001002")
    for by in (reader, neighbour):
        with pytest.raises(PermissionDenied):
            file(election, version, at(1, 8), by=by)
        with pytest.raises(PermissionDenied):
            decide(actions.reject_objection, row, by=by)
        with pytest.raises(PermissionDenied):
            actions.close_objections(election=election, by=by)


def test_a_telephone_is_kept_sealed_and_each_look_is_written_down(election, clock) -> None:
    version = posted_roll(election)
    row = file(election, version, at(1, 8), contact="13900001234")
    assert (row.contact_masked, "13900001234" in row.contact_cipher) == ("已登记", False)
    with viewer.reading(clerk_of(election)):
        assert row.contact_masked == "尾号1234"
    number = actions.reveal_contact(objection=row, purpose="通知领取决定书", by=clerk_of(election))
    assert number == "13900001234"
    event = AuditEvent.objects.get(action="objection.contact_revealed")
    assert (event.reason, "1390000" in str(event.after)) == ("通知领取决定书", False)


def test_the_trail_has_words_for_every_act_on_objections() -> None:
    for act in ("received", "decided", "person_named", "withdrawn", "contact_revealed", "result_posted",
                "posting_voided", "step_closed"):  # fmt: skip
        assert presenters.label(f"objection.{act}") != f"objection.{act}"
