"""Every form that changes a shared row: the second window sees what differs, keeps what was typed."""

from __future__ import annotations

import ast
import datetime as dt
from typing import Any

import pytest
from django.conf import settings
from django.forms import BooleanField
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from ballots.actions import add_box
from election_office.accounts.permissions import Role
from election_office.core.models import Outdated
from tests.factories import CycleFactory, ElectionFactory, PersonFactory, RegistrationFactory, UserFactory
from villages.models import Cycle, Election, Person, Village

pytestmark = pytest.mark.django_db

TODAY = timezone.localdate()
LATER = timezone.localdate() + dt.timedelta(days=90)
LATEST = timezone.localdate() + dt.timedelta(days=95)


class Place:
    """One township with an election, a draft plan and a person."""

    def __init__(self, client: Client) -> None:
        self.election = ElectionFactory(steps=True, polling_place="祠堂")
        self.village = self.election.village
        self.township = self.village.township
        self.draft = CycleFactory(township=self.township)
        self.person = PersonFactory(village=self.village, name="演示甲")
        self.clerk = UserFactory(serving=self.village.code, name="演示乙")
        self.registration = RegistrationFactory(election=self.election)
        officer = UserFactory(serving=self.township.code, role=Role.TOWNSHIP_OFFICER)
        self.box = add_box(
            election=self.election, name="主会场票箱", kind="main", place="", staff="", by=officer
        )
        self.cycle = self.election.cycle
        client.force_login(officer)


# page, the row in its address, the field both windows change, the two values, how to read it back
PAGES: list[tuple[str, str, str, Any, Any]] = [
    ("villages:person_edit", "person", "address", "一号", "二号"),
    ("villages:edit", "village", "notice_place", "祠堂", "学校"),
    ("villages:groups", "village", "place_1", "井边", "桥头"),
    ("villages:posts", "election", "member", "4", "2"),
    ("villages:polling", "election", "polling_place", "学校", "村部"),
    ("villages:day_move", "election", "day", LATER.isoformat(), LATEST.isoformat()),
    ("villages:cycle_edit", "draft", "paper_number", "演示发1号", "演示发2号"),
    ("villages:cycle_edit", "draft", "band0_member", "4", "2"),
    ("villages:village_rename", "village", "name", "东演示村", "西演示村"),
    ("voters:registration_correct", "registration", "note", "住东头", "住西头"),
    ("ballots:box_edit", "box", "place", "祠堂", "学校"),
    ("ballots:station_edit", "box", "booths", "3", "5"),
    ("villages:township_edit", "township", "phone", "0699-1111111", "0699-2222222"),
    ("candidates:nomination_plan", "election", "joint_least", "11", "12"),
    ("candidates:party_plan", "election", "publicity_days", "6", "7"),
    ("candidates:review_team", "election", "paid_posts", "3", "4"),
    ("candidates:review_plan", "cycle", "paper_number", "演示发1号", "演示发2号"),
    ("accounts:staff_edit", "clerk", "phone", "0699-1111111", "0699-2222222"),
]

# What a page asks for beside, when nothing of it was decided yet.
ALSO: dict[str, dict[str, Any]] = {
    "candidates:nomination_plan": {"opens_on": TODAY.isoformat(), "closes_on": TODAY.isoformat()},
}


def typed_at(client: Client, url: str) -> dict[str, Any]:
    """What the browser would send back, nothing changed."""
    form = client.get(url).context["form"]
    data: dict[str, Any] = {"reason": "核对"}
    for bound in form:
        value = bound.value()
        if isinstance(bound.field, BooleanField):
            if value:
                data[bound.html_name] = "on"
        elif value not in (None, ""):
            data[bound.html_name] = getattr(value, "pk", value)
    return data


@pytest.mark.parametrize(("name", "row", "field", "first", "second"), PAGES)
def test_the_second_window_sees_what_differs_and_decides(
    client: Client, name: str, row: str, field: str, first: Any, second: Any
) -> None:
    place = Place(client)
    url = reverse(name, args=[getattr(place, row).pk])
    one, two = typed_at(client, url) | ALSO.get(name, {}), typed_at(client, url) | ALSO.get(name, {})

    assert client.post(url, one | {field: first}).status_code == 302
    page = client.post(url, two | {field: second})

    form = page.context["form"]
    assert page.status_code == 200
    assert "改过并保存" in form.non_field_errors()[0]
    assert form.errors[field][0].startswith("现在保存的是：")
    assert form[field].value() == second
    assert typed_at(client, url)[field] not in (second,)

    again = {bound.html_name: bound.value() for bound in form if bound.value() not in (None, "", False)}
    assert client.post(url, again).status_code == 302
    assert str(typed_at(client, url)[field]) == str(second)


def test_two_windows_on_the_dates_of_a_plan(client: Client) -> None:
    from villages.models import PlanStep  # noqa: PLC0415 -- beside its only use

    place = Place(client)
    PlanStep.objects.create(
        cycle=place.draft, code="audit", title="离任审计", stage="preparation", order=1, days_before=30,
        responsible="township",
    )  # fmt: skip
    url = reverse("villages:cycle_steps", args=[place.draft.pk])
    opened = typed_at(client, url)
    day = place.draft.default_day

    assert client.post(url, opened | {"audit_on": str(day - dt.timedelta(days=20))}).status_code == 302
    page = client.post(url, opened | {"audit_on": str(day - dt.timedelta(days=10))})

    assert "现在保存的是：" in page.context["form"].errors["audit_on"][0]
    assert PlanStep.objects.get().days_before == 20


def test_a_correction_never_writes_back_what_somebody_else_has_changed(client: Client) -> None:
    """The act reads the row anew: a caller's old copy brings no old address with it."""
    from villages import actions  # noqa: PLC0415 -- beside its only use

    place = Place(client)
    old = Person.objects.get(pk=place.person.pk)
    Person.objects.filter(pk=old.pk).update(address="新址")

    actions.update_person(person=old, by=place.clerk, reason="核对", household="7")

    stored = Person.objects.get(pk=old.pk)
    assert (stored.address, stored.household, stored.version) == ("新址", "7", 2)


def test_an_old_page_of_a_county_and_of_the_policy_posts_is_told_so(client: Client) -> None:
    from candidates.models import NominationPlan  # noqa: PLC0415 -- beside its only use
    from candidates.nomination import actions as nomination  # noqa: PLC0415
    from villages import actions  # noqa: PLC0415

    place = Place(client)
    county = place.township.county
    head = UserFactory(serving=county.code, role=Role.COUNTY_SUPERVISOR)
    NominationPlan.objects.create(
        election=place.election, opens_on=TODAY, closes_on=TODAY, set_by=place.clerk
    )

    assert actions.update_county(county=county, name="演示县", by=head, version=1).version == 2
    with pytest.raises(Outdated):
        actions.update_county(county=county, name="示例县", by=head, version=1)
    seats: dict[str, Any] = {"election": place.election, "wanted": {}, "marked": {}, "by": place.clerk}
    assert nomination.set_policy_seats(**seats, version=1).version == 2
    with pytest.raises(Outdated):
        nomination.set_policy_seats(**seats, version=1)

    county.refresh_from_db()
    assert (county.name, NominationPlan.objects.get().version) == ("演示县", 2)


@pytest.mark.parametrize("model", [Village, Person, Election, Cycle])
def test_a_save_of_one_row_leaves_the_version_of_another(client: Client, model: Any) -> None:
    place = Place(client)
    url = reverse("villages:edit", args=[place.village.pk])
    before = dict(model.objects.exclude(pk=place.village.pk).values_list("pk", "version"))

    client.post(url, typed_at(client, url) | {"notice_place": "桥头"})

    assert dict(model.objects.exclude(pk=place.village.pk).values_list("pk", "version")) == before


# Acts that correct a stored row and ask no version, and why.
ASK_NO_VERSION = {
    "candidates/review/actions/files.py:set_paper": "a new paper of its kind",
    "candidates/review/actions/files.py:set_photo": "a file in place of a file",
    "election_office/accounts/actions.py:change_own_password": "one's own",
    "election_office/archive/actions.py:set_boxes": "a new version; the one before stays",
    "election_office/audit/actions.py:correct_clock": "writes a new line of the trail",
    "election_office/figures/actions.py:set_target": "a value with its paper, in place of the last",
    "villages/bodies/calls/actions.py:set_group_calls": "rows entered anew as a whole",
    "villages/committee/actions/choices.py:set_attendance": "rows entered anew as a whole",
    "villages/groundwork/actions/township.py:set_shifts": "the same",
    "villages/lawtexts/actions.py:set_overlay": "a new row; the one before ends",
    "villages/methods/actions.py:set_value": "its draft has the version",
    "villages/plan/actions.py:set_village_days": "rows entered anew as a whole",
    "villages/preparation/actions/village.py:set_liaison": "a new row; the one before ends",
}
CORRECTING = {"update", "edit", "set", "correct", "change", "rename"}


def test_every_act_that_corrects_a_row_asks_for_its_version():
    silent = set()
    for app in ("election_office", "villages", "voters", "candidates", "ballots"):
        for path in (settings.BASE_DIR / app).rglob("*.py"):
            where = path.relative_to(settings.BASE_DIR)
            if "actions" not in {*where.parts, path.stem}:
                continue
            for act in ast.parse(path.read_text(encoding="utf-8")).body:
                if isinstance(act, ast.FunctionDef) and act.name.partition("_")[0] in CORRECTING:
                    asked = {one.arg for one in (*act.args.args, *act.args.kwonlyargs)}
                    if "by" in asked and "version" not in asked:
                        silent.add(f"{where}:{act.name}")

    assert silent == set(ASK_NO_VERSION)
