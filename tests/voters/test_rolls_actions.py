"""Registering, confirming and supplementing a roll: it happens and leaves its trace, or nothing does."""

from __future__ import annotations

import datetime as dt
import io
import json
import re

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import timezone
from pypdf import PdfReader

from election_office.accounts.permissions import Role
from election_office.audit.models import AuditEvent
from election_office.documents import actions as documents
from election_office.law.decision import RuleRefused
from tests.factories import (
    ElectionFactory,
    PersonFactory,
    RegistrationFactory,
    UserFactory,
    VillageFactory,
    made_up_number,
)
from villages import numbers
from villages.actions import update_person
from villages.models import Election, Person
from voters import actions, queries
from voters.forms import ConditionsForm
from voters.models import Proxy, Registration, RollVersion
from voters.rolls import Entry, digest_of

pytestmark = pytest.mark.django_db
BORN = dt.date(1980, 6, 15)


def clerk_of(election: Election) -> object:
    return UserFactory(serving=election.area_code)


def register(election: Election, **changes: object) -> Registration:
    values: dict[str, object] = {
        "name": "演示甲",
        "sex": "male",
        "birth_date": BORN,
        "id_number": made_up_number(BORN, "male", 400),
        "hukou_here": True,
        "lives_here": True,
        "by": clerk_of(election),
    }
    return actions.register_person(election=election, **values | changes)


def cancel(registration: Registration, **changes: object) -> Registration:
    values: dict[str, object] = {
        "ground": "moved",
        "reason": "户籍已迁出",
        "paper_number": "东选决〔2026〕1号",
        "by": clerk_of(registration.election),
    }
    return actions.cancel_registration(registration=registration, **values | changes)


def codes(refused: pytest.ExceptionInfo[RuleRefused]) -> list[str]:
    return [finding.code for finding in refused.value.decision.refusals]


@pytest.fixture
def election() -> Election:
    return ElectionFactory(steps=True)


# ------------------------------------------------------------------ one person


def test_a_villager_is_registered_at_the_desk(election) -> None:
    row = register(election)
    assert (row.status, row.roll_class, row.person.name) == ("registered", "A", "演示甲")
    assert AuditEvent.objects.get(action="registration.registered").after["name"] == "演示甲"


def test_no_identity_number_reaches_the_trail(election) -> None:
    row = register(election)
    number = made_up_number(BORN, "male", 400)
    assert numbers.decrypt(row.person.id_cipher) == number
    for event in AuditEvent.objects.all():
        assert number not in json.dumps([event.before, event.after, event.reason], ensure_ascii=False)


def test_somebody_too_young_on_the_day_is_refused_and_no_record_is_left(election) -> None:
    born = election.election_day.replace(year=election.election_day.year - 18) + dt.timedelta(days=1)
    with pytest.raises(RuleRefused) as refused:
        register(election, birth_date=born, id_number=made_up_number(born, "male", 1))
    assert codes(refused) == ["under_age"]
    assert not Registration.objects.exists()
    assert not AuditEvent.objects.exists()


def test_somebody_living_away_is_registered_only_when_declared(election) -> None:
    with pytest.raises(RuleRefused) as refused:
        register(election, lives_here=False)
    assert codes(refused) == ["not_declared"]
    assert register(election, lives_here=False, conditions={"declared": True}).roll_class == "B"


def test_an_outsider_needs_a_year_an_application_and_consent(election) -> None:
    with pytest.raises(RuleRefused) as refused:
        register(election, hukou_here=False)
    assert set(codes(refused)) == {"outsider_too_short", "outsider_no_application", "outsider_no_consent"}
    since = election.election_day - dt.timedelta(days=500)
    said = {"declared": True, "meeting_consent": True, "lives_since": since}
    row = register(election, hukou_here=False, conditions=said)
    assert (row.roll_class, row.conditions["lives_since"]) == ("C", since.isoformat())


def test_an_outsider_whose_meeting_had_no_quorum_is_refused_and_leaves_nothing(election) -> None:
    since = election.election_day - dt.timedelta(days=500)
    numbers_of = {"meeting_kind": "representatives_meeting", "meeting_eligible": 30}
    said = {"declared": True, "meeting_consent": True, "lives_since": since} | numbers_of
    with pytest.raises(RuleRefused) as refused:
        register(
            election,
            hukou_here=False,
            conditions=said | {"meeting_present": 19, "meeting_in_favour": 19},
        )
    assert codes(refused) == ["meeting_quorum"]
    assert not Registration.objects.exists()
    row = register(
        election, hukou_here=False, conditions=said | {"meeting_present": 20, "meeting_in_favour": 11}
    )
    assert (row.roll_class, row.conditions["meeting_present"]) == ("C", 20)


def test_who_ticks_the_consent_writes_down_the_meeting(election) -> None:
    typed = {"hukou_here": "0", "lives_here": "1", "declared": "on", "meeting_consent": "on"}
    form = ConditionsForm(typed, book=election.rulebook, confirmed=False)
    assert not form.is_valid()
    assert set(form.errors) == {
        "meeting_kind", "meeting_eligible", "meeting_present", "meeting_in_favour"
    }  # fmt: skip
    numbers_of = {"meeting_eligible": "30", "meeting_present": "25", "meeting_in_favour": "20"}
    whole = typed | numbers_of | {"meeting_kind": "representatives_meeting"}
    form = ConditionsForm(whole, book=election.rulebook, confirmed=False)
    assert form.is_valid(), form.errors
    assert form.arguments()["conditions"]["meeting_in_favour"] == 20


def test_a_voter_of_another_village_is_refused_with_its_name(election) -> None:
    other = ElectionFactory(village=VillageFactory(township=election.village.township), cycle=election.cycle)
    RegistrationFactory(election=other, name="演示甲", id_number=made_up_number(BORN, "male", 400))
    with pytest.raises(RuleRefused, match=other.village.name) as refused:
        register(election)
    assert codes(refused) == ["registered_elsewhere"]


def test_a_number_under_another_name_is_refused(election) -> None:
    RegistrationFactory(name="演示乙", id_number=made_up_number(BORN, "male", 400), status="pending")
    with pytest.raises(ValidationError, match="另一姓名"):
        register(election)


def test_the_other_name_is_said_only_where_the_record_is_kept(election) -> None:
    number = made_up_number(BORN, "male", 400)
    here = PersonFactory(village=election.village, name="演示乙", id_number=number)
    with pytest.raises(ValidationError, match="另一姓名“演示乙”"):
        register(election)
    other = VillageFactory(township=election.village.township)
    Person.objects.filter(pk=here.pk).update(village=other, group=None)
    with pytest.raises(ValidationError) as refused:
        register(election)
    assert other.name in str(refused.value)
    assert "演示乙" not in str(refused.value)


def test_nobody_is_registered_twice(election) -> None:
    register(election)
    with pytest.raises(ValidationError, match="已在本村名单上"):
        register(election)
    assert Registration.objects.count() == 1


def test_a_pending_voter_is_admitted_once_declared(election) -> None:
    row = RegistrationFactory(election=election, status="pending", roll_class="B", lives_here=False)
    admitted = actions.admit_registration(
        registration=row,
        hukou_here=True,
        lives_here=False,
        conditions={"declared": True},
        by=clerk_of(election),
    )
    assert (admitted.status, admitted.pending_reason) == ("registered", "")


def test_a_pending_voter_without_the_conditions_is_left_off_with_a_decision(election) -> None:
    row = RegistrationFactory(
        election=election, status="pending", roll_class="B", hukou_here=True, lives_here=False
    )
    row = actions.leave_off(
        registration=row, ground="conditions", reason="没有表示参加", by=clerk_of(election)
    )
    assert (row.status, row.decided_by, row.decided_on) == (
        "left_off",
        "村民选举委员会",
        timezone.localdate(),
    )
    assert AuditEvent.objects.get(action="registration.left_off").reason == "没有表示参加"


def test_somebody_who_meets_the_conditions_is_not_left_off(election) -> None:
    row = RegistrationFactory(election=election, status="pending")
    with pytest.raises(ValidationError, match="应当登记"):
        actions.leave_off(registration=row, ground="conditions", reason="不想登记", by=clerk_of(election))


def test_a_ground_the_rulebook_does_not_know_is_refused(election) -> None:
    row = RegistrationFactory(election=election, status="pending")
    with pytest.raises(RuleRefused) as refused:
        actions.leave_off(registration=row, ground="disliked", reason="其他", by=clerk_of(election))
    assert codes(refused) == ["ground_unknown"]


def test_a_cancelled_voter_takes_the_proxies_along(election) -> None:
    by, agent = clerk_of(election), RegistrationFactory(election=election)
    leaving, another = (RegistrationFactory(election=election) for _ in range(2))
    actions.grant_proxy(election=election, principal=leaving, agent=agent, by=by, card_taken_back=True)
    actions.grant_proxy(election=election, principal=another, agent=agent, by=by, card_taken_back=True)
    cancel(agent)
    assert not Proxy.objects.in_force().exists()


def test_a_candidate_is_not_struck_off(election) -> None:
    row = RegistrationFactory(election=election, is_candidate=True)
    with pytest.raises(RuleRefused) as refused:
        cancel(row)
    assert codes(refused) == ["is_candidate"]


def test_who_was_struck_off_may_be_registered_elsewhere(election) -> None:
    row = register(election)
    cancel(row)
    other = ElectionFactory(village=VillageFactory(township=election.village.township), cycle=election.cycle)
    assert register(other).person == row.person


def test_a_decision_is_not_dated_ahead(election) -> None:
    row = RegistrationFactory(election=election)
    with pytest.raises(ValidationError, match="不能晚于今天"):
        cancel(row, decided_on=timezone.localdate() + dt.timedelta(days=1))


# ------------------------------------------------------------------ versions


@pytest.fixture
def confirmed(election) -> Election:
    second = election.village.groups.get(number=2)
    RegistrationFactory(election=election, name="张三", group=second)
    RegistrationFactory(election=election, name="丁一", sex="female")
    RegistrationFactory(election=election, name="王五")
    actions.confirm_roll(election=election, by=clerk_of(election))
    return election


def serials(election: Election) -> list[tuple[int | None, str]]:
    rows = Registration.objects.filter(election=election).order_by("serial")
    return [(row.serial, row.person.name) for row in rows.select_related("person")]


def test_confirming_numbers_the_roll_by_group_and_strokes(confirmed) -> None:
    assert serials(confirmed) == [(1, "丁一"), (2, "王五"), (3, "张三")]


def test_confirming_seals_version_one_and_closes_the_registration(confirmed) -> None:
    version = RollVersion.objects.get()
    assert (version.number, version.kind, version.voter_count) == (1, "initial", 3)
    assert version.digest == digest_of(Entry(*row) for row in version.entries)
    assert version.digest == digest_of(queries.entries_now(confirmed))
    assert confirmed.steps.get(code="register").done_on == timezone.localdate()
    assert AuditEvent.objects.filter(action="roll.confirmed").count() == 1


def test_a_roll_with_somebody_pending_is_not_confirmed(election) -> None:
    RegistrationFactory(election=election)
    RegistrationFactory(election=election, status="pending")
    with pytest.raises(RuleRefused, match="还有1人待定"):
        actions.confirm_roll(election=election, by=clerk_of(election))
    assert not RollVersion.objects.exists()
    assert election.steps.get(code="register").done_on is None


def test_a_roll_is_confirmed_once(confirmed) -> None:
    with pytest.raises(RuleRefused) as refused:
        actions.confirm_roll(election=confirmed, by=clerk_of(confirmed))
    assert codes(refused) == ["already_confirmed"]


@pytest.mark.parametrize("role", [Role.OBSERVER, Role.COUNT_CLERK])
def test_other_roles_confirm_nothing(election, role) -> None:
    RegistrationFactory(election=election)
    with pytest.raises(PermissionDenied):
        actions.confirm_roll(election=election, by=UserFactory(serving=election.area_code, role=role))


def test_after_confirmation_an_addition_without_paper_is_refused(confirmed) -> None:
    with pytest.raises(RuleRefused) as refused:
        register(confirmed)
    assert codes(refused) == ["reason_missing", "paper_missing"]
    assert queries.roll_count(confirmed) == 3


def test_after_confirmation_an_addition_is_a_supplement_with_the_next_number(confirmed) -> None:
    row = register(confirmed, reason="漏登", paper_number="东选决〔2026〕2号")
    version = RollVersion.objects.get(number=2)
    assert (row.serial, row.added_in) == (4, version)
    assert version.entries["added"] == [[4, None, "演示甲", "male", row.person_id]]
    assert (version.voter_count, version.reason, version.decision_number) == (4, "漏登", "东选决〔2026〕2号")
    assert AuditEvent.objects.filter(action="roll.supplemented").count() == 1


def test_after_confirmation_a_removal_is_a_supplement_and_the_number_stays_used(confirmed) -> None:
    gone = Registration.objects.get(election=confirmed, serial=2)
    cancel(gone)
    assert RollVersion.objects.get(number=2).entries["removed"][0][:3] == [2, 1, "王五"]
    assert register(confirmed, reason="漏登", paper_number="2号").serial == 4
    assert queries.entries_sealed(confirmed).keys() == {1, 3, 4}


def test_a_corrected_name_waits_until_it_is_told_of(confirmed) -> None:
    row = Registration.objects.select_related("person").get(election=confirmed, serial=2)
    by = clerk_of(confirmed)
    update_person(person=row.person, name="王武", reason="户口簿为“武”", by=by)
    assert [one.after.name for one in queries.untold_changes(confirmed).corrected] == ["王武"]

    version = actions.record_corrections(
        election=confirmed, reason="更正姓名用字", decision_number="3号", by=by
    )

    assert [one[1][2] for one in version.entries["corrected"]] == ["王武"]
    assert queries.untold_changes(confirmed).empty
    with pytest.raises(ValidationError, match="没有需要更正"):
        actions.record_corrections(election=confirmed, reason="再次", decision_number="4号", by=by)


def test_moving_somebody_to_another_group_is_a_correction(confirmed) -> None:
    row = Registration.objects.get(election=confirmed, serial=2)
    second = confirmed.village.groups.get(number=2)
    actions.correct_registration(
        registration=row, group=second, note="", reason="分组有误", paper_number="5号", by=clerk_of(confirmed)
    )
    assert RollVersion.objects.get(number=2).entries["corrected"][0][1][1] == 2


# ------------------------------------------------------------------ the notices


def pages_of(data: bytes) -> str:
    return "".join(page.extract_text() for page in PdfReader(io.BytesIO(data)).pages)


def issue(version: RollVersion, size: str = "A4"):
    by = clerk_of(version.election)
    version = actions.choose_paper(roll=version, paper_size=size, by=by)
    return documents.issue(version.notice_code, version, by=by)


@pytest.mark.parametrize("size", ["A4", "A3"])
def test_the_notice_names_everybody_by_group_and_no_number_of_anybody(confirmed, size) -> None:
    version = RollVersion.objects.get()
    version.paper_size = size
    data = documents.preview_pdf("voters.roll_notice", version)
    text = pages_of(data).replace("\n", "").replace(" ", "").replace("\u3000", "")
    for words in ("第一村民小组（2人", "第二村民小组（1人", "丁一", "王五", "张三", "共3人，其中女性1人"):
        assert words in text
    assert "第十七条" in text
    assert confirmed.committee_title in text
    for row in Registration.objects.select_related("person"):
        assert numbers.decrypt(row.person.id_cipher)[-4:] not in text
    width, height = PdfReader(io.BytesIO(data)).pages[0].mediabox[2:]
    assert (round(width / 72 * 25.4), round(height / 72 * 25.4)) == (
        (210, 297) if size == "A4" else (297, 420)
    )


def test_the_step_closes_when_the_notice_hangs_everywhere(confirmed) -> None:
    version = RollVersion.objects.get()
    document = issue(version)
    version.refresh_from_db()
    assert version.document == document
    step = confirmed.steps.get(code="roll_notice")
    for place in document.places:
        step.refresh_from_db()
        assert step.done_on is None
        documents.record_posting(
            document, place_key=place["key"], posted_at=timezone.now(), by=clerk_of(confirmed)
        )
    step.refresh_from_db()
    assert step.done_on == timezone.localdate()


def test_a_roll_posted_too_late_stays_red_and_is_named_place_by_place(confirmed) -> None:
    day = timezone.localdate() + dt.timedelta(days=10)
    Election.objects.filter(pk=confirmed.pk).update(election_day=day)
    election = Election.objects.get(pk=confirmed.pk)
    step = election.steps.get(code="roll_notice")
    step.limit_on = day - dt.timedelta(days=20)
    step.save()
    decision = queries.roll_posting(election, timezone.localdate())
    assert {finding.code for finding in decision.refusals} == {"not_posted"}

    document = issue(RollVersion.objects.get())
    for place in document.places:
        documents.record_posting(
            document, place_key=place["key"], posted_at=timezone.now(), by=clerk_of(election)
        )

    step.refresh_from_db()
    assert step.is_late
    decision = queries.roll_posting(election, timezone.localdate())
    assert [finding.code for finding in decision.refusals] == ["posted_late"] * 3


def test_a_roll_that_can_still_be_posted_is_not_judged(confirmed) -> None:
    assert queries.roll_posting(confirmed, timezone.localdate()) is None


def test_a_notice_is_issued_once(confirmed) -> None:
    version = RollVersion.objects.get()
    issue(version)
    with pytest.raises(ValidationError, match="已经签发"):
        issue(version)


def test_a_revoked_notice_frees_its_version(confirmed) -> None:
    version = RollVersion.objects.get()
    document = issue(version)
    documents.revoke(document, by=clerk_of(confirmed), reason="印错届次")
    version.refresh_from_db()
    assert version.document is None
    assert issue(version) != document


def test_one_notice_tells_of_every_supplement_since_the_last(confirmed) -> None:
    issue(RollVersion.objects.get())
    register(confirmed, reason="漏登", paper_number="东选决〔2026〕2号")
    cancel(Registration.objects.get(election=confirmed, serial=2), paper_number="东选决〔2026〕3号")
    assert queries.untold_versions(confirmed) == 2

    document = issue(RollVersion.objects.get(number=3))

    assert queries.untold_versions(confirmed) == 0
    facts = document.facts
    assert [row[2] for row in facts["added"]] == ["演示甲"]
    assert [row[2] for row in facts["removed"]] == ["王五"]
    assert facts["decisions"] == ["东选决〔2026〕2号", "东选决〔2026〕3号"]
    assert facts["total"] == 3


def test_the_notice_of_proxies_lists_pairs_or_says_there_are_none(election) -> None:
    assert "本村无委托投票" in pages_of(documents.preview_pdf("voters.proxy_notice", election)).replace(
        "\n", ""
    )
    principal, agent = (RegistrationFactory(election=election, name=name) for name in ("丁一", "王五"))
    actions.grant_proxy(
        election=election, principal=principal, agent=agent, by=clerk_of(election), card_taken_back=True
    )
    text = pages_of(documents.preview_pdf("voters.proxy_notice", election)).replace("\n", "")
    assert "丁一" in text
    assert "王五" in text
    assert re.search(r"[0-9*]{6}", text) is None


@pytest.mark.parametrize("kind", ["voters.proxy_card", "voters.proxy_letter"])
def test_card_and_letter_are_printed_once_until_something_changes(election, kind) -> None:
    by = clerk_of(election)
    principal, agent = (RegistrationFactory(election=election, name=name) for name in ("丁一", "王五"))
    proxy = actions.grant_proxy(election=election, principal=principal, agent=agent, by=by)
    first = actions.issue_proxy_paper(proxy=proxy, kind=kind, by=by)
    assert actions.issue_proxy_paper(proxy=proxy, kind=kind, by=by) == first
    text = pages_of(documents.preview_pdf(kind, proxy)).replace("\n", "")
    assert "丁一" in text
    assert "王五" in text
    actions.revoke_proxy(proxy=proxy, reason="返村", by=by)
    with pytest.raises(ValidationError, match="已经撤销"):
        actions.issue_proxy_paper(proxy=proxy, kind=kind, by=by)
