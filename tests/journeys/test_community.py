"""A community from its roll to its certificates: what its own law asks for, walked in the browser.

What any election does alike (people on the roll, papers on the walls, other nominees, the second reading) is
done by the acts themselves. The clock of this process is moved on between the roll and the polling day.
"""

from __future__ import annotations

import datetime as dt
import os
import re
from dataclasses import dataclass
from pathlib import Path

import pytest
import time_machine
from django.utils import timezone
from playwright.sync_api import Browser
from pytest_django.live_server_helper import LiveServer

from candidates.models import Candidate, Nominee
from candidates.nomination import actions as nomination
from election_office.documents import actions as documents
from election_office.documents import notice as register
from election_office.documents import rendering
from election_office.documents.models import Document
from tests.ballots.scenes import Scene
from tests.factories import RegistrationFactory, made_up_number
from tests.journeys.walk import PASSWORD, Person, people
from villages.models import Election
from voters.models import Registration

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]

DAYS = 25  # from the roll on the walls to the polling day
WORKER = "演示社工"
NAMED = {
    "director": ("主甲", "主乙"),
    "member": ("委甲", "委乙", "委丙", "委丁", "委戊"),
}


@dataclass(frozen=True)
class Here:
    """This process, as a person at a browser meets it."""

    url: str

    @property
    def today(self) -> dt.date:
        return timezone.localdate()


def words_of(paper: Document) -> str:
    return "".join(rendering.texts_of(register.get(paper.kind).as_kind(), paper.facts)).replace("\u3000", "")


class Walk:
    """The people of one community and what they do, in order."""

    def __init__(self, scene: Scene) -> None:
        self.scene = scene
        self.path = f"/elections/{scene.election.pk}/"

    @property
    def election(self) -> Election:
        return Election.objects.with_places().get(pk=self.scene.election.pk)

    def hang(self, kind: str, subject: object = None) -> str:
        """Issued by the act and on every wall; its words."""
        paper = documents.issue(kind, subject or self.election, by=self.scene.officer,
                                election_id=self.scene.election.pk)  # fmt: skip
        return self.post(paper)

    def post(self, paper: Document) -> str:
        for place in paper.places:
            documents.record_posting(
                paper, place_key=place["key"], posted_at=timezone.now(), posted_by="演示张贴员",
                by=self.scene.officer,
            )  # fmt: skip
        return words_of(paper)

    # ---------------------------------------------------------------- the roll

    def decide_the_way(self, officer: Person) -> None:
        officer.open(self.path + "way/")
        officer.page.get_by_label("由每户派代表选举").check()
        officer.page.locator("[name=way_decided_on]").fill(timezone.localdate().isoformat())
        officer.fill("会议决定情况", "居民代表会议应到40人、实到36人，36人同意。")
        officer.save()
        officer.sees("由每户派代表选举。")

    def register(self, clerk: Person) -> None:
        """A community worker of elsewhere, refused a day before six months are full, confirmed after them."""
        day = self.election.election_day
        clerk.open(self.path + "roll/add/")
        page, born = clerk.page, dt.date(1990, 5, 4)
        page.locator("[name=name]").fill(WORKER)
        page.locator("[name=id_number]").fill(made_up_number(born, "female", 777))
        page.locator("[name=sex][value=female]").check()
        page.locator("[name=birth_date]").fill(born.isoformat())
        for name in ("hukou_here", "lives_here"):
            page.locator(f"[name={name}][value='0']").check()
        page.locator("[name=declared]").check()
        page.locator("[name=works_since]").fill((day - dt.timedelta(days=100)).isoformat())
        page.locator("[name=committee_confirmed]").check()
        clerk.save()
        clerk.sees(re.compile("社区工作者在本社区工作到选举日.*不满6个月"))
        clerk.sees(re.compile("《城市居民委员会组织法》第十六条"))
        page.locator("[name=works_since]").fill((day - dt.timedelta(days=220)).isoformat())
        clerk.save()
        clerk.sees(WORKER)
        assert Registration.objects.get(person__name=WORKER).roll_class == "works"

    def confirm_the_roll(self, clerk: Person) -> None:
        clerk.open(self.path + "roll/confirm/")
        assert "选民名单" in clerk.main_text()
        clerk.press("确认名单，共32人")
        clerk.sees("名单已确认，共32人")
        clerk.press("签发")
        paper = Document.objects.get(kind="voters.roll_notice")
        assert "村" not in self.post(paper)
        assert "选民名单" in paper.title

    def name_households(self, clerk: Person) -> None:
        """Twelve households by the act, a thirteenth in the browser; the list hangs."""
        self.scene.seat_electors(12)
        clerk.open(self.path + "electors/add/")
        clerk.choose_person("registration", WORKER)
        clerk.page.locator("[name=household]").fill("演示第13户")
        clerk.page.locator("[name=signed]").check()
        clerk.save()
        clerk.sees("演示第13户")
        assert "演示第13户" in self.hang("voters.elector_notice")

    # ---------------------------------------------------------------- the candidates

    def nominate(self, clerk: Person) -> None:
        """One by the voters jointly: nine signatures are too few, ten suffice. The rest by the party."""
        clerk.open(self.path + "nomination/plan/")
        ways = clerk.page.locator("[name=ways]")
        assert {one.get_attribute("value") for one in ways.all()} == {"party", "joint"}
        for way in ways.all():
            way.check()
        for label in ("提名开始日期", "提名截止日期"):
            clerk.fill(label, timezone.localdate().isoformat())
        clerk.save()
        voters = list(
            Registration.objects.filter(election=self.election).order_by("pk").select_related("person")
        )
        names = [one.person.name for one in voters if one.person.name.startswith("演示")]
        clerk.open(self.path + "nomination/add/")
        clerk.page.locator("[name=source]").select_option("joint")
        clerk.page.locator("[name=post]").select_option(label="主任")
        clerk.choose_person("registration", "主甲")
        clerk.fill("联名", "、".join(names[:9]))
        clerk.save()
        clerk.sees(re.compile("10名以上选民署名，现有9名。.*《城市居民委员会组织法》第十八条"))
        clerk.fill("联名", "、".join(names[:10]))
        clerk.save()
        clerk.sees("已登记主甲被提名为主任人选")
        posts = {post.kind: post for post in self.election.posts.all()}
        for kind, people_ in NAMED.items():
            for name in people_:
                if name != "主甲":
                    nomination.nominate(
                        election=self.election, post=posts[kind], source="party",
                        registration=next(one for one in voters if one.person.name == name),
                        received_on=timezone.localdate(), by=self.scene.clerk,
                    )  # fmt: skip
        for nominee in Nominee.objects.all():
            nomination.answer_nomination(
                nominee=nominee, accepts=True, answered_on=timezone.localdate(), by=self.scene.clerk
            )
        nomination.make_preliminary(election=self.election, by=self.scene.clerk)
        self.hang("candidates.preliminary_notice")

    def list_hangs(self, clerk: Person) -> None:
        clerk.open(self.path + "nomination/formal/")
        clerk.page.locator("[name=checked]").check()
        clerk.press("确定正式候选人")
        clerk.sees("已确定正式候选人7名。")
        words = self.hang("candidates.formal_notice")
        assert "主甲" in words
        assert "村" not in words

    # ---------------------------------------------------------------- the polling day

    def poll(self, clerk: Person) -> None:
        clerk.open(self.path + "polling/")
        clerk.page.locator("[name=polling_place]").fill("居民活动中心")
        clerk.press("保存")
        clerk.open(self.path + "ballots/add/")
        clerk.fill("票箱名称", "主会场票箱")
        clerk.press("保存")
        assert "居民活动中心" in self.hang("ballots.polling_notice")

    def count(self, clerk: Person, typist: Person) -> None:
        clerk.open(self.path + "ballots/")
        clerk.follow("录票数", within=clerk.page.locator("tr", has_text="主会场票箱"))
        assert clerk.page.locator("[name=issued_proxy]").count() == 0
        for name, figure in (("issued_own", 13), ("spoiled", 0), ("recovered", 13)):
            clerk.page.locator(f"[name={name}]").fill(str(figure))
        clerk.page.locator("[name=opened_by]").fill("监票甲、监票乙")
        clerk.save()
        clerk.open(self.path + "ballots/close/")
        clerk.press("开始计票")
        scene = self.scene
        standing = Candidate.objects.filter(election=self.election).select_related("person")
        scene.candidates = {one.person.name: one for one in standing}
        director = {"主甲": 8, "主乙": 4}
        members = {"委甲": 12, "委乙": 11, "委丙": 9, "委丁": 8, "委戊": 3}
        for figures, void in ((director, 1), (members, 0)):
            typist.open(self.path + "count/")
            typist.follow("第一次录入")
            for label, figure in {**figures, "有效票": 13 - void, "无效票": void, "弃权票": 0}.items():
                typist.fill(label, str(figure))
            typist.press("保存本单")
            typist.page.wait_for_url(f"**{self.path}count/")
        scene.enter("director", scene.reading(void=1, **director), scene.two)
        scene.enter("member", scene.reading(**members), scene.two)

    def declare(self, officer: Person) -> None:
        officer.open(self.path + "result/")
        officer.follow("当场宣布结果")
        text = officer.main_text()
        assert "村" not in text
        officer.press("当场宣布结果")
        officer.sees("公开的计票数据")

    def certify(self, officer: Person) -> None:
        """The result hangs and each of the five gets the certificate of a residents' committee."""
        for row, act, kind in (
            ("选举结果公告", "签发", "ballots.result_notice"),
            ("当选证书 主甲", "颁发", "ballots.certificate"),
        ):
            officer.open(self.path + "result/")
            officer.follow(act, within=officer.page.locator("li", has_text=row))
            officer.press("签发")
            officer.sees("查验码")
            paper = Document.objects.filter(kind=kind).latest("pk")
            words = words_of(paper)
            assert "居民委员会" in words
            assert "村" not in words
            if kind == "ballots.result_notice":
                assert "户的代表13人" in words
            _look(paper)
            if kind == "ballots.result_notice":
                self.post(paper)


def _look(paper: Document) -> None:
    """With LOOK set, the paper as it is printed."""
    if folder := os.environ.get("LOOK"):
        marks = rendering.printed(paper)
        kind = register.get(paper.kind).as_kind()
        Path(folder, f"{paper.kind}.pdf").write_bytes(rendering.pdf_of(kind, paper.facts, marks).data)


def _shot(person: Person, name: str) -> None:
    folder = os.environ.get("LOOK")
    for width in (375, 1440) if folder else ():
        person.page.set_viewport_size({"width": width, "height": 900})
        person.page.screenshot(path=f"{folder}/{name}-{width}.png", full_page=True)
    person.page.set_viewport_size({"width": 1366, "height": 768})


def test_a_community_goes_from_its_roll_to_its_certificates(
    live_server: LiveServer, browser: Browser
) -> None:
    day = timezone.localdate() + dt.timedelta(days=DAYS)
    scene = Scene(
        way="all_voters",
        seats=(1, 0, 4),
        candidates={"director": ()},
        village="演示社区",
        listed=False,
        day=day,
    )
    for group in scene.election.village.groups.all():
        group.name = f"第{group.number}居民小组"
        group.save()
    for user, name in ((scene.officer, "sqzhen"), (scene.clerk, "shequ"), (scene.one, "sqjipiao")):
        user.username = name
        user.set_password(PASSWORD)
        user.save()
    for kind in NAMED:
        for name in NAMED[kind]:
            RegistrationFactory(
                election=scene.election, name=name, sex="female" if name == "委乙" else "male",
                roll_class="hukou", entered_by=scene.clerk,
            )  # fmt: skip
    walk, here = Walk(scene), Here(live_server.url)
    with time_machine.travel(timezone.now(), tick=True) as clock:
        with people(browser, here, "sqzhen", "shequ") as (officer, clerk):
            walk.decide_the_way(officer)
            walk.register(clerk)
            walk.confirm_the_roll(clerk)
            walk.name_households(clerk)
            walk.nominate(clerk)
        clock.shift(dt.timedelta(days=10))
        with people(browser, here, "shequ") as (clerk,):
            walk.list_hangs(clerk)
            walk.poll(clerk)
        clock.shift(dt.timedelta(days=DAYS - 10))
        with people(browser, here, "shequ", "sqjipiao", "sqzhen") as (clerk, typist, officer):
            walk.count(clerk, typist)
            walk.declare(officer)
            walk.certify(officer)
