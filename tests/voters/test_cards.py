"""Cards: one in force a voter, ten to a sheet, a reprint makes the first one void."""

from __future__ import annotations

import hashlib
import io
import json
import zipfile

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.storage import default_storage
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from election_office.accounts.permissions import Role
from election_office.audit.models import AuditEvent
from election_office.jobs import actions as jobs
from election_office.jobs.models import Job
from election_office.law.decision import RuleRefused
from tests.factories import ElectionFactory, UserFactory, VillageFactory
from tests.tails import tail_of
from tests.voters.printed import RARE, clerk_of, confirmed, election_with, text_of
from voters import actions as roll
from voters.cards import actions, codes, queries
from voters.cards.sheets import card_sheets
from voters.models import Card, Registration
from voters.prints.typeset import print_sheets

pytestmark = pytest.mark.django_db
NO_GLYPH = "演\U0002fa2f"


def issued(*names, **options):
    election = confirmed(*names, **options)
    actions.issue_cards(election=election, by=clerk_of(election))
    return election


def printed(election):
    return text_of(print_sheets(list(card_sheets(election, queries.printable(election, only_new=True))), "x"))


def card_of(name):
    return Card.objects.in_force().get(registration__person__name=name)


# ------------------------------------------------------------------ issuing


def test_everybody_on_the_confirmed_roll_gets_a_card_with_the_number_on_the_roll():
    election = issued("演示甲", "演示乙", "演示丙")
    rows = list(Card.objects.order_by("number"))
    assert [row.number for row in rows] == [1, 2, 3]
    assert [row.number for row in rows] == [row.registration.serial for row in rows]
    assert {row.edition for row in rows} == {1}
    assert all(codes.is_code(row.code) for row in rows)
    assert AuditEvent.objects.get(action="cards.issued").after == {"cards": 3, "void_cards": 0}
    assert election.cards.count() == 3


def test_asked_twice_nothing_is_made_the_second_time():
    election = issued("演示甲", "演示乙")
    assert actions.issue_cards(election=election, by=clerk_of(election)) == 0
    assert Card.objects.count() == 2
    assert AuditEvent.objects.filter(action="cards.issued").count() == 1


def test_no_card_before_the_roll_is_confirmed():
    election = election_with("演示甲")
    with pytest.raises(RuleRefused) as refused:
        actions.issue_cards(election=election, by=clerk_of(election))
    assert [finding.code for finding in refused.value.decision.refusals] == ["roll_not_confirmed"]
    assert not Card.objects.exists()


def test_a_clerk_of_another_village_may_issue_none():
    election = confirmed("演示甲")
    with pytest.raises(PermissionDenied):
        actions.issue_cards(election=election, by=UserFactory(serving="369901999999"))
    assert not Card.objects.exists()


def test_a_card_of_somebody_struck_off_becomes_void_in_the_same_act():
    election = issued("演示甲", "演示乙")
    clerk = clerk_of(election)
    registration = Registration.objects.get(person__name="演示甲")
    roll.cancel_registration(
        registration=registration, ground="died", reason="死亡", paper_number="演示决1号", by=clerk
    )
    card = Card.objects.get(registration=registration)
    assert (card.revoked_by, card.revoked_reason) == (clerk, "演示甲已取消选民登记。")
    assert AuditEvent.objects.get(action="card.withdrawn").target.endswith(str(card.pk))
    assert queries.card_counts(election).stale == 0
    assert Card.objects.in_force().get() == card_of("演示乙")
    again = actions.withdraw_cards(
        election=election, registrations=[registration.pk], reason="死亡", by=clerk
    )
    assert again == 0


def test_a_name_no_font_can_draw_stops_everything_and_is_named():
    election = confirmed("演示甲", NO_GLYPH)
    with pytest.raises(ValidationError) as refused:
        actions.issue_cards(election=election, by=clerk_of(election))
    assert NO_GLYPH in refused.value.messages[0]
    assert "U+2FA2F" in refused.value.messages[0]
    assert not Card.objects.exists()
    assert not AuditEvent.objects.filter(action="cards.issued").exists()


# ------------------------------------------------------------------ reprints


def test_a_reprint_is_the_next_edition_and_voids_the_first():
    election = issued("演示甲")
    clerk, first = clerk_of(election), card_of("演示甲")
    second = actions.reprint_card(card=first, reason="遗失", by=clerk)
    first.refresh_from_db()
    assert (second.edition, second.number, second.revoked_at) == (2, first.number, None)
    assert second.code != first.code
    assert (first.revoked_by, first.revoked_reason) == (clerk, "遗失")
    event = AuditEvent.objects.get(action="card.reprinted")
    assert (event.before["edition"], event.after["edition"], event.reason) == (1, 2, "遗失")


def test_a_void_card_is_not_replaced_again():
    election = issued("演示甲")
    clerk, first = clerk_of(election), card_of("演示甲")
    actions.reprint_card(card=first, reason="遗失", by=clerk)
    with pytest.raises(RuleRefused) as refused:
        actions.reprint_card(card=first, reason="又丢了", by=clerk)
    assert [finding.code for finding in refused.value.decision.refusals] == ["card_void"]
    assert Card.objects.count() == 2


def test_a_reprint_needs_its_reason():
    election = issued("演示甲")
    with pytest.raises(RuleRefused) as refused:
        actions.reprint_card(card=card_of("演示甲"), reason=" ", by=clerk_of(election))
    assert [finding.code for finding in refused.value.decision.refusals] == ["reason_missing"]


def test_the_database_itself_refuses_two_cards_in_force():
    election = issued("演示甲")
    card = card_of("演示甲")
    with pytest.raises(IntegrityError), transaction.atomic():
        Card.objects.create(
            election=election,
            registration=card.registration,
            number=card.number,
            edition=2,
            code="ANOTHER",
            issued_at=timezone.now(),
            issued_by=card.issued_by,
        )


# ------------------------------------------------------------------ codes


def test_one_wrong_character_and_two_exchanged_always_show():
    code = codes.new_codes(1)[0]
    for place in range(codes.LENGTH):
        for char in codes.ALPHABET:
            changed = code[:place] + char + code[place + 1 :]
            assert codes.is_code(changed) == (changed == code)
    for place in range(codes.LENGTH - 1):
        swapped = code[:place] + code[place + 1] + code[place] + code[place + 2 :]
        assert codes.is_code(swapped) == (swapped == code)


def test_codes_differ_and_avoid_what_is_taken():
    made = codes.new_codes(2000)
    assert len(set(made)) == 2000
    assert not set(codes.new_codes(500, made)) & set(made)


# ------------------------------------------------------------------ on paper


def test_ten_cards_a_sheet_and_every_group_begins_a_new_one():
    election = issued(*(f"演示{n}" for n in "甲乙丙丁戊己庚辛壬癸子丑寅卯"), groups=2)
    pages = printed(election)
    names = [sum(f"演示{n}" in page for n in "甲乙丙丁戊己庚辛壬癸子丑寅卯") for page in pages]
    assert names == [7, 7]
    assert "第一村民小组" in pages[0]
    assert "第二村民小组" in pages[1]


def test_eleven_of_one_group_take_two_sheets():
    election = issued(*(f"演示{n}" for n in "甲乙丙丁戊己庚辛壬癸子"))
    pages = printed(election)
    found = [sum(f"{card.shown_code}" in page for card in Card.objects.all()) for page in pages]
    assert found == [10, 1]


def test_a_card_says_who_where_and_when_and_no_identity_number():
    election = issued("演示甲")
    card = card_of("演示甲")
    text = printed(election)[0]
    for words in ("演示甲", "0001", "第一村民小组", card.shown_code):
        assert words in text
    assert tail_of(card.registration.person) not in text
    assert "369901" not in text


def test_a_card_names_no_place_and_no_hour_that_nobody_decided():
    election = issued("演示甲")
    election.polling_place = ""
    said = [one.text for one in next(card_sheets(election, [card_of("演示甲")])).ground.texts]
    assert sum(text.startswith("投票日期") for text in said) == 10
    assert "时间和地点　以投票公告为准" in said
    assert not any("—" in text or text.startswith("投票地点") for text in said)


def test_what_all_cards_share_is_printed_once_under_them():
    election = issued("演示甲")
    sheet = next(card_sheets(election, [card_of("演示甲")]))
    said = [one.text for one in sheet.ground.texts]
    assert sum(text.startswith("投票时间") for text in said) == 10
    assert "限本人使用，凭本证领取选票；补发后原证作废。" in said
    assert f"{election.committee_title}（盖章）" in said


def test_a_reprint_says_which_edition_it_is():
    election = issued("演示甲")
    actions.reprint_card(card=card_of("演示甲"), reason="遗失", by=clerk_of(election))
    assert "补发第2次" in printed(election)[0]


def test_rare_characters_come_out_as_themselves():
    election = issued(*RARE)
    pages = printed(election)
    assert [name for name in RARE if name in pages[0]] == list(RARE)


# ------------------------------------------------------------------ in the background


def run(job):
    jobs.run(job.pk)
    return Job.objects.get(pk=job.pk)


def stored(job):
    with default_storage.open(job.result["file"]) as file:
        return file.read()


def test_a_village_is_printed_by_a_job_and_marked_printed():
    election = issued("演示甲", "演示乙", "演示丙")
    job = run(actions.ask_cards(election=election, only_new=True, by=clerk_of(election)))
    assert (job.state, job.done, job.total, job.error) == ("done", 3, 3, "")
    pages = text_of(stored(job))
    assert len(pages) == 1
    assert "演示乙" in pages[0]
    assert Card.objects.unprinted().count() == 0
    assert AuditEvent.objects.get(action="cards.printed").after == {"cards": 3, "printed_again": 0}


def test_a_job_that_is_run_again_prints_the_same_cards():
    election = issued("演示甲", "演示乙")
    job = run(actions.ask_cards(election=election, only_new=True, by=clerk_of(election)))
    Job.objects.filter(pk=job.pk).update(state="pending", finished_at=None)
    again = run(job)
    assert (again.state, again.result["cards"], again.result["file"]) == ("done", 2, job.result["file"])


def test_after_a_reprint_only_the_new_card_is_printed():
    election = issued("演示甲", "演示乙")
    clerk = clerk_of(election)
    run(actions.ask_cards(election=election, only_new=True, by=clerk))
    actions.reprint_card(card=card_of("演示乙"), reason="破损", by=clerk)
    job = run(actions.ask_cards(election=election, only_new=True, by=clerk))
    assert job.result["cards"] == 1
    with pytest.raises(ValidationError):
        actions.ask_cards(election=election, only_new=True, by=clerk)


def test_a_township_is_one_archive_with_a_manifest_of_what_is_in_it_and_what_is_not():
    first = confirmed("演示甲", "演示乙")
    village = VillageFactory(township=first.village.township)
    late = ElectionFactory(village=village, cycle=first.cycle)
    officer = UserFactory(serving=first.village.township.code, role=Role.TOWNSHIP_OFFICER)
    job = run(actions.ask_township_cards(cycle=first.cycle, by=officer))
    assert (job.state, job.error) == ("done", "")
    with zipfile.ZipFile(io.BytesIO(stored(job))) as archive:
        manifest = json.loads(archive.read("manifest.json"))
        files = {name: archive.read(name) for name in archive.namelist() if name.endswith(".pdf")}
    assert (manifest["cards"], [one["cards"] for one in manifest["files"]]) == (2, [2])
    assert [one["village"] for one in manifest["skipped"]] == [late.village.name]
    assert "还没有确认" in manifest["skipped"][0]["reason"]
    assert late.village.name in job.result["message"]
    assert {name: hashlib.sha256(data).hexdigest() for name, data in files.items()} == {
        one["file"]: one["sha256"] for one in manifest["files"]
    }


def test_a_village_clerk_may_not_print_the_township():
    election = confirmed("演示甲")
    with pytest.raises(PermissionDenied):
        actions.ask_township_cards(cycle=election.cycle, by=clerk_of(election))


# ------------------------------------------------------------------ pages


@pytest.fixture
def village(client):
    election = confirmed("演示甲", "演示乙")
    client.force_login(clerk_of(election))
    return election


def url(name, election):
    return reverse(f"voters:{name}", args=[election.pk])


def test_one_button_issues_and_prints(client, village):
    response = client.post(url("cards_issue", village))
    job = Job.objects.get(kind="voters.cards_pdf")
    assert response.url == reverse("jobs:detail", args=[job.pk])
    assert Card.objects.count() == 2
    page = client.get(url("cards", village))
    assert page.context["counts"].in_force == 2


def test_reading_the_page_changes_nothing(client, village):
    assert client.get(url("cards_issue", village)).status_code == 405
    client.get(url("cards", village))
    assert not Card.objects.exists()


def test_cards_are_handed_over_only_when_printed(client, village):
    clerk = clerk_of(village)
    actions.issue_cards(election=village, by=clerk)
    card = card_of("演示甲")
    client.post(url("cards_hand_over", village), {"card": [card.pk]})
    card.refresh_from_db()
    assert card.handed_over_at is None
    run(actions.ask_cards(election=village, only_new=True, by=clerk))
    client.post(url("cards_hand_over", village), {"card": [card.pk]})
    card.refresh_from_db()
    assert card.handed_over_at is not None
    assert AuditEvent.objects.get(action="cards.handed_over").after == {"cards": 1}


@pytest.mark.parametrize("words", ["演示甲", "1", "ysj", "code", "address"])
def test_a_card_is_found_by_name_number_initials_and_what_a_scanner_types(client, village, words):
    actions.issue_cards(election=village, by=clerk_of(village))
    card = card_of("演示甲")
    asked = {
        "1": str(card.number),
        "code": card.shown_code.lower(),
        "address": f"http://office.example/cards/{card.code}/",
    }.get(words, words)
    rows = client.get(url("cards", village), {"q": asked}).context["rows"]
    assert [row.registration.person.name for row, _ in rows] == ["演示甲"]


def test_the_qr_page_warns_of_a_void_card_and_leads_to_the_one_in_force(client, village):
    actions.issue_cards(election=village, by=clerk_of(village))
    first = card_of("演示甲")
    new = actions.reprint_card(card=first, reason="遗失", by=clerk_of(village))
    page = client.get(reverse("voters:card", args=[first.code])).content.decode()
    assert "此证已作废" in page
    assert new.shown_code in page
    assert "此证有效" in client.get(reverse("voters:card", args=[new.code])).content.decode()


def test_a_card_is_reprinted_on_its_page_with_a_reason(client, village):
    actions.issue_cards(election=village, by=clerk_of(village))
    card = card_of("演示甲")
    address = reverse("voters:card_reprint", args=[card.pk])
    assert "请填写补发原因" in client.post(address, {"reason": ""}).content.decode()
    client.post(address, {"reason": "遗失"})
    assert card_of("演示甲").edition == 2


def test_another_village_finds_nothing(client, village):
    actions.issue_cards(election=village, by=clerk_of(village))
    card = card_of("演示甲")
    client.force_login(UserFactory(serving="369901999999"))
    assert client.get(url("cards", village)).status_code == 404
    assert client.post(url("cards_issue", village)).status_code == 404
    assert client.get(reverse("voters:card", args=[card.code])).status_code == 404
    assert client.post(reverse("voters:card_reprint", args=[card.pk]), {"reason": "遗失"}).status_code == 404


def test_an_observer_sees_the_cards_and_may_do_nothing(client, village):
    client.force_login(UserFactory(serving=village.area_code, role=Role.OBSERVER))
    page = client.get(url("cards", village))
    assert page.status_code == 200
    assert "制发并打印</button>" not in page.content.decode()
    assert client.post(url("cards_issue", village)).status_code == 403
    assert not Card.objects.exists()


def test_the_township_page_counts_every_village_with_the_same_statements(
    client, django_assert_max_num_queries
):
    first = issued("演示甲", "演示乙")
    ElectionFactory(village=VillageFactory(township=first.village.township), cycle=first.cycle)
    client.force_login(UserFactory(serving=first.village.township.code, role=Role.TOWNSHIP_OFFICER))
    with django_assert_max_num_queries(16):
        page = client.get(reverse("voters:cards_township", args=[first.cycle_id]))
    assert [(row.voters, row.in_force, row.confirmed) for row in page.context["rows"]] == [
        (2, 2, True),
        (0, 0, False),
    ]


def test_a_card_taken_back_for_a_proxy_is_shown_so(client, village):
    actions.issue_cards(election=village, by=clerk_of(village))
    principal, agent = (card_of(name).registration for name in ("演示甲", "演示乙"))
    roll.grant_proxy(
        election=village, principal=principal, agent=agent, card_taken_back=True, by=clerk_of(village)
    )
    page = client.get(url("cards", village)).content.decode()
    assert page.count("已收回") == 1
    assert "委托演示乙" in page
    card = client.get(reverse("voters:card", args=[card_of("演示甲").code])).content.decode()
    assert "本人已委托他人投票" in card
    assert "原证已收回" in card
