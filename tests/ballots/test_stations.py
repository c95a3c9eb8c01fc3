"""Places, mobile boxes, staff, the opening of a box and the notices before the vote."""

from __future__ import annotations

import datetime as dt
import uuid
from itertools import count

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from ballots import actions as ballots
from ballots.issuing import actions as issuing
from ballots.issuing.actions import Act
from ballots.models import MobileVoter, Opening, PollWorker, Round
from ballots.notices.mobile import CODE as MOBILE_NOTICE
from ballots.notices.staff import CODE as STAFF_NOTICE
from ballots.notices.void_rules import CODE as VOID_RULES_NOTICE
from ballots.notices.writers import CODE as WRITERS_NOTICE
from ballots.preparation import actions, queries
from ballots.preparation.actions import stations
from ballots.preparation.rules.opening import ListFacts, check_opening
from ballots.preparation.rules.staffing import MobileVoter as Listed
from ballots.preparation.rules.staffing import Serving, Standing, StationFacts
from ballots.prints.checklist import CHECKLIST
from election_office.documents import actions as documents
from election_office.law.rulebooks import rulebook_for
from tests.ballots.conftest import words_of
from tests.ballots.scenes import Scene
from tests.factories import CandidateFactory, PersonFactory, RegistrationFactory
from tests.tails import tail_of
from villages.models import Kinship
from voters.models import Registration

DAY = dt.date(2026, 12, 20)
ZHEJIANG, DEFAULT = rulebook_for("330101", DAY), rulebook_for("369901", DAY)
READY = StationFacts("流动票箱一", True, 0, 3, "演示镇〔2026〕9号", (Listed("演示甲", "行动不便"),))


def build_scene() -> Scene:
    made = Scene()
    made.main, made.mobile = made.box(), made.box("流动票箱一", "mobile")  # type: ignore[attr-defined]
    for serial, one in zip(count(1), Registration.objects.filter(election=made.election), strict=False):
        Registration.objects.filter(pk=one.pk).update(serial=serial)
    return made


@pytest.fixture
def client(scene: Scene) -> Client:
    made = Client()
    made.force_login(scene.clerk)
    return made


def url(name: str, *args: object) -> str:
    return reverse(f"ballots:{name}", args=args)


def voters(scene: Scene) -> list[Registration]:
    standing = [one.registration_id for one in scene.candidates.values()]
    rows = Registration.objects.filter(election=scene.election).exclude(pk__in=standing)
    return list(rows.select_related("person").order_by("serial"))


def serve(scene: Scene, role: str, name: str, box: object = None) -> PollWorker:
    row, _ = actions.add_worker(round=scene.round, role=role, name=name, box=box, by=scene.clerk)  # type: ignore[arg-type]
    return row


def equipped(scene: Scene, watchers: int = 3) -> None:
    """A mobile box with its watchers, its route and two voters."""
    mobile = scene.mobile  # type: ignore[attr-defined]
    stations.equip(box=mobile, route="上午九时从村部出发", by=scene.clerk)
    for name in ("监票甲", "监票乙", "监票丙")[:watchers]:
        serve(scene, "scrutineer", name, mobile)
    stations.list_mobile_voters(
        box=mobile, registrations=voters(scene)[:2], reason="行动不便", by=scene.clerk
    )


def hang(scene: Scene, kind: str) -> None:
    paper = documents.issue(kind, scene.round, by=scene.clerk)
    for place in paper.places:
        documents.record_posting(
            paper, place_key=place["key"], posted_at=timezone.now(), posted_by="张贴员", by=scene.clerk
        )


# ------------------------------------------------------------------ rules


def test_a_mobile_box_its_law_forbids_does_not_open_and_by_default_opens_with_a_warning() -> None:  # G44
    bare = StationFacts("流动票箱一", True, 0, 2)
    nobody, unposted = Standing({}), ListFacts(posted=False)
    missing = {"mobile_watchers", "mobile_not_approved", "mobile_no_voters", "mobile_not_posted"}
    refused = check_opening(bare, unposted, [], nobody, ZHEJIANG)
    assert {one.code for one in refused.refusals} == missing
    assert all("第二十四条" in str(one.citation) for one in refused.refusals)
    warned = check_opening(bare, unposted, [], nobody, DEFAULT)
    assert warned.allowed
    assert {one.code for one in warned.warnings} == missing - {"mobile_not_approved"}
    assert not check_opening(READY, ListFacts(posted=True), [], nobody, ZHEJIANG).refusals
    later = check_opening(READY, ListFacts(posted=True, unposted=("演示乙",)), [], nobody, ZHEJIANG)
    assert [one.code for one in later.refusals] == ["mobile_listed_later"]


def test_no_box_opens_while_somebody_serves_there_who_stands() -> None:
    standing = Standing({7: ("演示丙", "主任")}, [(7, 8, "sibling")])
    main = StationFacts("主会场票箱", False, 3, 1)
    for person in (7, 8):
        staff = [Serving("演示", "scrutineer", "监票人", person)]
        assert not check_opening(main, ListFacts(posted=False), staff, standing, DEFAULT).allowed
    assert check_opening(
        main, ListFacts(posted=False), [Serving("演示", "issuer", "发票人", 9)], standing, DEFAULT
    ).allowed


# ------------------------------------------------------------------ voters of a mobile box


def test_voters_are_listed_in_bulk_by_number_or_name_all_or_none(scene: Scene, client: Client) -> None:
    mobile, people = scene.mobile, voters(scene)  # type: ignore[attr-defined]
    twin = RegistrationFactory(election=scene.election, name=people[3].person.name, entered_by=scene.clerk)
    page = url("mobile_voters", mobile.pk)
    sent = {"who": f"{people[0].serial}、{people[3].person.name}\n无此人", "reason": "卧病在家"}
    answer = client.post(page, sent).content.decode()
    assert "有2人，请改填名单序号" in answer
    assert "选民名单上没有“无此人”" in answer
    assert not MobileVoter.objects.exists()
    found = client.get(page, {"q": people[5].person.name}).content.decode()
    assert f'value="{people[5].pk}"' in found
    ticked = {"who": f"{people[0].serial} {people[1].serial}", "reason": "卧病在家", "chosen": people[5].pk}
    assert client.post(f"{page}?q={people[5].person.name}", ticked).status_code == 302
    assert set(MobileVoter.objects.values_list("registration_id", flat=True)) == {
        people[0].pk, people[1].pk, people[5].pk,
    }  # fmt: skip
    with pytest.raises(ValidationError, match="只列一处"):
        stations.list_mobile_voters(
            box=mobile, registrations=[twin, people[0]], reason="卧病", by=scene.clerk
        )
    assert MobileVoter.objects.count() == 3
    spent = []
    for group in (people[6:8], people[8:16]):
        with CaptureQueriesContext(
            connection,
        ) as captured:
            stations.list_mobile_voters(box=mobile, registrations=group, reason="卧病", by=scene.clerk)
        spent.append(len(captured))
    assert spent[0] == spent[1]
    row = MobileVoter.objects.first()
    assert row is not None
    assert client.post(url("mobile_voter_remove", row.pk)).status_code == 302
    assert not MobileVoter.objects.filter(pk=row.pk).exists()


def test_only_the_township_approves_and_the_clerk_keeps_the_route(scene: Scene, client: Client) -> None:
    mobile = scene.mobile  # type: ignore[attr-defined]
    paper = {"approval": "演示镇〔2026〕9号", "approved_on": timezone.localdate().isoformat()}
    assert client.post(url("station_approve", mobile.pk), paper).status_code == 403
    with pytest.raises(PermissionDenied):
        stations.approve(box=mobile, approval="9号", approved_on=timezone.localdate(), by=scene.clerk)
    client.force_login(scene.officer)
    assert client.post(url("station_approve", mobile.pk), paper).status_code == 302
    client.force_login(scene.clerk)
    assert client.post(url("station_edit", mobile.pk), {"route": "上午八时东片"}).status_code == 302
    row = queries.station_row(scene.round, mobile)
    assert (row.station.route, row.station.approval) == ("上午八时东片", "演示镇〔2026〕9号")
    typed = {"booths": "4", "assisted": "丁须代写"}
    assert client.post(url("station_edit", scene.main.pk), typed).status_code == 302  # type: ignore[attr-defined]
    page = client.get(url("stations", scene.election.pk)).content.decode()
    assert "上午八时东片" in page
    assert "丁须代写" in page
    assert "至少须有3名" in page


# ------------------------------------------------------------------ staff


def test_staff_are_listed_moved_and_replaced_and_a_candidate_is_refused_with_the_article(
    scene: Scene, client: Client
) -> None:
    add = url("worker_add", scene.election.pk)
    person = scene.candidates["主甲"].person
    answer = client.post(add, {"role": "counter", "person": person.pk}).content.decode()
    assert "不得担任计票人" in answer
    assert "依据：" in answer
    assert "请查找并选择本村人员" in client.post(add, {"role": "counter"}).content.decode()
    main = scene.main  # type: ignore[attr-defined]
    assert client.post(add, {"role": "issuer", "name": "外村甲", "box": main.pk}).status_code == 302
    worker = PollWorker.objects.get()
    assert client.post(url("worker_assign", worker.pk), {"box": ""}).status_code == 302
    worker.refresh_from_db()
    assert worker.box is None
    instead = client.post(url("worker_remove", worker.pk))
    assert instead["Location"] == f"{add}?role=issuer&box="
    assert not PollWorker.objects.exists()


def test_a_candidate_named_later_must_be_replaced_before_the_list_hangs_or_a_box_opens(
    scene: Scene, client: Client
) -> None:
    main = scene.main  # type: ignore[attr-defined]
    person, sister = voters(scene)[0].person, PersonFactory(village=scene.election.village)
    worker, _ = actions.add_worker(
        round=scene.round, role="scrutineer", person=sister, box=main, by=scene.clerk
    )
    Kinship.objects.create(person=person, relative=sister, kind="sibling", declared_by="演示甲")
    page = url("staff", scene.election.pk)
    assert "须回避，请撤换" not in client.get(page).content.decode()
    registration = Registration.objects.get(election=scene.election, person=person)
    post = scene.election.posts.get(kind="member")
    CandidateFactory(election=scene.election, post=post, registration=registration, entered_by=scene.clerk)
    assert "须回避，请撤换" in client.get(page).content.decode()
    with pytest.raises(ValidationError, match="请先撤换"):
        documents.issue(STAFF_NOTICE, scene.round, by=scene.clerk)
    sent = dict.fromkeys(actions.CHECKS, "on") | {"names": "演示甲", "opened_at": _now()}
    assert "不得担任监票人" in client.post(url("opening", main.pk), sent).content.decode()
    assert not Opening.objects.exists()
    actions.remove_worker(worker=worker, by=scene.clerk)
    assert client.post(url("opening", main.pk), sent).status_code == 302


def test_a_runoff_takes_the_staff_over_without_those_who_now_stand(scene: Scene) -> None:
    main, person = scene.main, voters(scene)[0].person  # type: ignore[attr-defined]
    serve(scene, "issuer", "外村甲", main)
    actions.add_worker(round=scene.round, role="counter", person=person, by=scene.clerk)
    with pytest.raises(ValidationError, match="没有上一轮"):
        stations.carry_staff_over(round=scene.round, by=scene.clerk)
    Round.objects.filter(pk=scene.round.pk).update(
        state="declared", registered=24, proxies=0, counting_at=timezone.now(), counting_by=scene.clerk
    )
    scene.election.stage = "follow_up"
    scene.election.save(update_fields=["stage"])
    runoff = Round.objects.create(
        election=scene.election, number=2, kind="runoff", polling_day=timezone.localdate()
    )
    post = scene.election.posts.get(kind="member")
    runoff.posts.create(post=post, seats=1)
    CandidateFactory(
        election=scene.election,
        post=post,
        registration=Registration.objects.get(election=scene.election, person=person),
        round_number=2,
        entered_by=scene.clerk,
    )
    scene.box("另行选举票箱")
    made, left = stations.carry_staff_over(round=scene.round, by=scene.clerk)
    assert [one.name for one in made] == ["外村甲"]
    assert made[0].box is None
    assert len(left) == 1
    assert person.name in left[0]
    with pytest.raises(ValidationError, match="已经有工作人员"):
        stations.carry_staff_over(round=scene.round, by=scene.clerk)


# ------------------------------------------------------------------ papers and the opening


def test_the_four_notices_say_what_was_prepared_and_never_a_number_of_a_person(scene: Scene) -> None:
    equipped(scene)
    serve(scene, "chief", "总监甲")
    serve(scene, "writer", "代写甲")
    staff = words_of(STAFF_NOTICE, scene.round)
    assert "总监甲" in staff
    assert "监票甲（监票人）" in staff
    mobile = words_of(MOBILE_NOTICE, scene.round)
    for one in voters(scene)[:2]:
        assert one.person.name in mobile
        assert tail_of(one.person) not in mobile
    assert "行动不便" in mobile
    stations.equip(box=scene.main, booths=4, assisted="丁须代写、戊须代写", by=scene.clerk)  # type: ignore[attr-defined]
    writers = words_of(WRITERS_NOTICE, scene.round)
    assert "代写甲" in writers
    assert "丁须代写、戊须代写" in writers
    rules = words_of(VOID_RULES_NOTICE, scene.round)
    assert "另选他人的有效" in rules
    actions.decide_design(
        round=scene.round, form="combined", sheet="A4", per_sheet=2, reserve_percent=3, with_stub=True,
        void_rules="字迹无法辨认的，辨认不清的部分无效。", by=scene.clerk,
    )  # fmt: skip
    own = words_of(VOID_RULES_NOTICE, scene.round)
    assert "辨认不清的部分无效" in own
    assert "另选他人的有效" not in own
    sheet = words_of(CHECKLIST, scene.round)
    assert "票箱当众打开" in sheet
    assert "流动票箱投票人名单（2人）" in sheet


def _now() -> str:
    return timezone.localtime().strftime("%Y-%m-%dT%H:%M")


def test_a_mobile_box_opens_when_its_list_hangs_and_wants_a_reason_until_then(
    scene: Scene, client: Client
) -> None:
    equipped(scene)
    mobile, election = scene.mobile, scene.election  # type: ignore[attr-defined]
    sent = dict.fromkeys(actions.CHECKS, "on") | {"names": "监票甲", "opened_at": _now()}
    assert "名单还没有张贴公布" in client.post(url("opening", mobile.pk), sent).content.decode()
    assert not Opening.objects.exists()
    hang(scene, MOBILE_NOTICE)
    assert election.steps.get(code="mobile_notice").done_on == timezone.localdate()
    later = voters(scene)[2]
    row = stations.list_mobile_voters(box=mobile, registrations=[later], reason="卧病", by=scene.clerk)[0]
    refused = client.post(url("opening", mobile.pk), sent).content.decode()
    assert f"{later.person.name}是名单公布以后才列入" in refused
    actions.unlist_mobile_voter(voter=row, by=scene.clerk)
    day = url("polling_day", election.pk)
    assert "还没有登记开始投票检查" in client.get(day).content.decode()
    assert "还没有登记开始投票检查" in client.get(url("desk", mobile.pk)).content.decode()
    assert client.post(url("opening", mobile.pk), sent).status_code == 302
    assert client.get(url("opening", mobile.pk)).content.decode().count("做到") >= len(actions.CHECKS)
    assert "还没有登记开始投票检查" not in client.get(url("desk", mobile.pk)).content.decode()
    stranger = voters(scene)[4]
    token = uuid.uuid4()
    issuing.take_acts(box=mobile, acts=[Act(token, "own", stranger.pk, timezone.now())], by=scene.clerk)
    shown = client.get(day).content.decode()
    assert "给名单以外的人发了选票" in shown
    assert stranger.person.name in shown


def test_the_pages_take_as_many_statements_for_ten_boxes_as_for_two(scene: Scene, client: Client) -> None:
    equipped(scene)
    names = ("stations", "staff", "openings", "notices", "polling_day")

    def spent() -> dict[str, int]:
        found = {}
        for name in names:
            with CaptureQueriesContext(connection) as captured:
                assert client.get(url(name, scene.election.pk)).status_code == 200
            found[name] = len(captured)
        return found

    client.get(url("stations", scene.election.pk))
    before = spent()
    for number in range(8):
        box = scene.box(f"流动票箱{number + 2}", "mobile")
        serve(scene, "scrutineer", f"监票{number}", box)
    ballots.edit_box(box=box, name="末箱", kind="mobile", place="", staff="", by=scene.clerk)
    assert spent() == before
    assert max(before.values()) <= 25, before
