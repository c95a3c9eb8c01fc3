"""A collective's register, meeting and vote through its acts and pages; the law: test_collective_rules."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.test import Client
from django.urls import reverse

from ballots.collective import actions, progress, queries
from ballots.models import Assembly, CharterArticle, Member
from ballots.notices import collective_minutes, collective_result
from ballots.prints.collective_meeting import MEETING_SHEETS, Sheets
from election_office.audit.models import AuditEvent
from election_office.law.decision import RuleRefused
from tests.ballots.collective_scene import BORN, CollectiveScene, csv, name_of
from tests.ballots.conftest import words_of
from tests.factories import PersonFactory, UserFactory, made_up_number
from villages.models import Kinship, Person

build_scene = CollectiveScene
Scene = CollectiveScene


def refused(act: Any, **arguments: Any) -> list[str]:
    with pytest.raises(RuleRefused) as error:
        act(**arguments)
    return [one.code for one in error.value.decision.refusals]


def told(act: Any, **arguments: Any) -> str:
    with pytest.raises(ValidationError) as error:
        act(**arguments)
    return "".join(error.value.messages)


# ------------------------------------------------------------------ the register


def test_a_table_is_tried_then_taken_over_as_a_whole(scene: Scene) -> None:
    assert Member.objects.filter(collective=scene.collective).count() == 30
    grown = csv(people=33)
    tried = scene.load(grown, trial=True)
    assert (tried.added, tried.same, Member.objects.filter(collective=scene.collective).count()) == (
        3,
        30,
        30,
    )
    assert scene.load(grown).added == 3
    assert scene.load(csv()).same == 30  # who is not in the table stays
    assert Member.objects.in_force().filter(collective=scene.collective).count() == 33


def test_one_fault_and_nothing_is_written(scene: Scene) -> None:
    PersonFactory(name="演示别人", id_number=made_up_number(BORN, "male", 400))
    more = (
        f"\n11,演示新,{made_up_number(BORN, 'male', 400)},,"
        f"\n11,演示错,36990119800615001,,\n11,演示童工,{made_up_number(dt.date(2015, 1, 1), 'male', 1)},,"
        "以劳动收入为主要生活来源"
        f"\n12,演示何,{made_up_number(BORN, 'male', 401)},,半个"
    )
    before = Person.objects.count()
    said = told(scene.load, content=csv() + more.encode())
    assert "第32行" in said
    assert all(part in said for part in ("另一姓名", "第33行", "不满16周岁", "“半个”"))
    assert "演示别人" not in said
    assert Person.objects.count() == before


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"\xe5\xba\x8f,\xe6\x95\xb0\n1,2", "没有找到表头"),
        (csv(head="甲,姓名,公民身份号码,关系,丁"), "“户号”或者“户主”"),
    ],
)
def test_a_file_of_something_else_is_named(scene: Scene, content: bytes, sentence: str) -> None:
    assert sentence in told(scene.load, content=content)


def test_j10_who_votes_is_asked_of_the_database_as_the_rule_asks_it(scene: Scene) -> None:
    day = dt.date(2026, 12, 20)
    for number, (born, capacity) in enumerate(
        [
            (dt.date(2009, 12, 1), "earner"),
            (dt.date(2009, 12, 1), "full"),
            (dt.date(2008, 12, 20), "full"),
            (dt.date(2008, 12, 21), "full"),
            (dt.date(1970, 1, 1), "limited"),
        ]
    ):
        actions.add_member(
            collective=scene.collective,
            name=f"演示边{'甲乙丙丁戊'[number]}",
            id_number=made_up_number(born, "female", 7),
            household="88",
            capacity=capacity,
            in_prison=number == 2,
            by=scene.clerk,
        ) if number != 1 else PersonFactory(village=scene.village, name="演示学生", birth_date=born)
    rows = Member.objects.in_force().filter(collective=scene.collective, household="88")
    assert sorted(one.person.name for one in rows.entitled_on(day)) == ["演示边丙", "演示边甲"]


def test_membership_ends_by_the_grounds_of_the_law_alone(scene: Scene) -> None:
    member = scene.member(5)
    act = {"act": actions.remove_member, "member": member, "reason": "户口迁出", "by": scene.clerk}
    assert refused(loss="divorce", **act) == ["membership_kept"]
    actions.remove_member(member=member, loss="death", reason="死亡证明", by=scene.clerk)
    member.refresh_from_db()
    assert member.is_revoked
    assert AuditEvent.objects.filter(action="member.removed").exists()


def test_a_dispute_is_answered_once_and_counts_until_then(scene: Scene) -> None:
    dispute = actions.raise_dispute(
        collective=scene.collective,
        raised_by="演示外嫁女",
        about="出嫁后没有在别处取得成员身份，名册漏登。",
        raised_on=scene.today,
        route="township",
        by=scene.clerk,
    )
    assert queries.open_disputes(scene.collective) == 1
    answer = {
        "dispute": dispute, "answer": "upheld", "answered_on": scene.today, "route": "township",
        "reason": "经调解，补登为成员。", "by": scene.clerk,
    }  # fmt: skip
    actions.answer_dispute(**answer)
    assert queries.open_disputes(scene.collective) == 0
    assert "已经答复" in told(actions.answer_dispute, **answer)


# ------------------------------------------------------------------ the charter


def charter(scene: Scene, **articles: Any) -> Any:
    return actions.enter_charter(
        collective=scene.collective,
        title="演示村集体经济组织章程",
        passed_on=dt.date(2025, 8, 1),
        paper_number="演示备〔2025〕3号",
        filed_on=dt.date(2025, 8, 9),
        articles={key: (value, "第九条") for key, value in articles.items()},
        by=scene.officer,
    )


def test_a_charter_changes_the_rules_and_what_it_may_not_say_is_refused(scene: Scene) -> None:
    charter(scene, notice_days=15, win_rule="half_of_participants")
    book = scene.collective.rulebook_on(scene.today)
    assert book.value("notice_days") == 15
    assert "《演示村集体经济组织章程》第九条" in str(book.cite("win_rule"))
    with pytest.raises(ValidationError) as error:
        charter(scene, notice_days=9)
    assert "article-notice_days" in error.value.message_dict
    charter(scene, notice_days=12)  # a new one takes its place
    assert scene.collective.rulebook_on(scene.today).value("win_rule") == "two_thirds_of_all"
    with pytest.raises(PermissionDenied):
        actions.end_charter(charter=scene.collective.charters.first(), reason="误录", by=scene.clerk)


# ------------------------------------------------------------------ from the register to the registration


def test_from_the_register_to_the_registration(scene: Scene) -> None:
    term = scene.open()
    assembly = scene.call(term)
    actions.give_proxy(
        assembly=assembly,
        member=scene.member(2),
        trustee=scene.member(1),
        written_on=scene.today,
        by=scene.clerk,
    )
    assembly = scene.hold(assembly, present=17, online=4)
    assert (assembly.entitled, assembly.participants) == (30, 22)
    assembly = scene.count(assembly, 21, 20, 19, 12, 20)  # chair, council ×3, supervisor
    # By two thirds of all a seat of the council stays open, by half of 22 it is filled.
    assert refused(actions.declare, assembly=assembly, by=scene.officer) == ["reading_open"]
    assert not term.winners.exists()
    with pytest.raises(PermissionDenied):
        actions.decide_reading(term=term, win_rule="two_thirds_of_all", paper="甲", note="乙", by=scene.clerk)
    actions.decide_reading(
        term=term,
        win_rule="two_thirds_of_all",
        paper="演示农〔2026〕5号",
        note="章程没有写明，从严。",
        by=scene.county,
    )
    assembly = actions.declare(assembly=assembly, by=scene.officer)
    winners = [str(one) for one in queries.winners_of(term)]
    assert winners == [f"理事长{name_of(1)}", f"理事{name_of(4)}", f"监事{name_of(13)}"]
    assert queries.open_seats(term, queries.winners_of(term)) == {"council": 1}

    text = words_of(queries.RESULT_NOTICE, assembly)
    assert all(
        part in text
        for part in (
            "应到具有完全民事行为能力的成员30人，参加22人",
            "至少20票",
            "演示农〔2026〕5号",
            "理事缺1名，按章程办理",
        )
    )
    scene.hang(queries.RESULT_NOTICE, assembly)
    assert "先撤销公告" in told(
        actions.withdraw_result, assembly=assembly, reason="票数有误", by=scene.officer
    )

    assembly = actions.write_minutes(
        assembly=assembly, minutes="宣读候选人情况。\n逐人表决。", by=scene.clerk
    )
    assert collective_minutes.facts(assembly).minutes == ("宣读候选人情况。", "逐人表决。")
    assert collective_result.facts(assembly).needed == "全体成员的三分之二以上，至少20票"

    change = actions.apply_change(term=term, applied_on=scene.today, by=scene.clerk)
    assert words_of(queries.CHANGE_PAPER, change).count(name_of(1)) == 2
    actions.accept_change(change=change, accepted_on=scene.today, certificate="演示集0001", by=scene.clerk)
    scene.collective.refresh_from_db()
    assert scene.collective.legal_representative == name_of(1)
    done = set(AuditEvent.objects.values_list("action", flat=True))
    assert {"assembly.held", "assembly.declared", "registration_change.accepted"} <= done


def test_where_both_readings_agree_nobody_has_to_decide_and_a_result_can_be_withdrawn(scene: Scene) -> None:
    term = scene.open()
    assembly = scene.count(scene.hold(scene.call(term), present=22), 22, 21, 20, 5, 22)
    assembly = actions.declare(assembly=assembly, by=scene.officer)
    assert len(queries.winners_of(term)) == 4
    actions.withdraw_result(assembly=assembly, reason="计票单看错一行", by=scene.officer)
    assert queries.winners_of(term) == []
    assembly.refresh_from_db()
    assert (assembly.outcome, assembly.is_declared) == (None, False)
    assert actions.declare(assembly=assembly, by=scene.officer).is_declared


def test_a_meeting_without_its_quorum_is_on_record_and_decides_nothing(scene: Scene) -> None:
    term = scene.open()
    assembly = scene.hold(scene.call(term), present=19)
    with pytest.raises(RuleRefused, match="至少须有20人参加"):
        scene.count(assembly, 19, 19, 19, 0, 19)
    again = actions.plan_assembly(
        term=term,
        day=scene.today + dt.timedelta(days=12),
        at=dt.time(9),
        where="礼堂",
        agenda="选举",
        by=scene.clerk,
    )
    assert again.number == 2


def test_j07_a_late_notice_holds_the_meeting_up(scene: Scene) -> None:
    term = scene.open()
    assert refused(scene.hold, assembly=scene.call(term, told_days_ago=9), present=22) == ["notice_late"]
    late = {"day": scene.today + dt.timedelta(days=9), "at": dt.time(9), "where": "礼堂", "agenda": "选举"}
    assert refused(actions.change_assembly, assembly=term.assemblies.get(), by=scene.clerk, **late) == [
        "no_time_for_notice"
    ]


def test_j08_a_proxy_leaves_the_household_nowhere(scene: Scene) -> None:
    assembly = scene.call(scene.open())
    give = {"act": actions.give_proxy, "assembly": assembly, "written_on": scene.today, "by": scene.clerk}
    assert refused(member=scene.member(2), trustee=scene.member(4), **give) == ["other_household"]
    actions.give_proxy(
        **{k: v for k, v in give.items() if k != "act"}, member=scene.member(2), trustee=scene.member(1)
    )
    assert "不能再委托他人" in told(member=scene.member(1), trustee=scene.member(3), **give)
    assert refused(member=scene.member(3), trustee=scene.member(2), **give) == ["trustee_gave"]
    Member.objects.filter(pk=scene.member(2).pk).update(household="99")
    assert refused(scene.hold, assembly=assembly, present=20) == ["other_household"]


def test_j09_who_keeps_the_books_and_their_kin_do_not_supervise(scene: Scene) -> None:
    term = scene.open()
    accountant, brother = scene.member(20).person, scene.member(23)
    actions.add_staff(collective=scene.collective, person=accountant, duty="accounting", by=scene.clerk)
    Kinship.objects.create(person=accountant, relative=brother.person, kind="sibling", declared_by="测试")
    Kinship.objects.create(
        person=scene.member(4).person, relative=scene.member(26).person, kind="child", declared_by="测试"
    )
    run = {
        "act": actions.nominate,
        "term": term,
        "kind": "supervisor",
        "source": "members",
        "by": scene.clerk,
    }
    assert refused(member=scene.member(20), **run) == ["finance_supervises"]
    assert refused(member=brother, **run) == ["kin_of_finance_supervises"]
    assert "近亲属" in told(
        member=scene.member(26), **run
    )  # of a nominee of the council: a warning to be accepted
    accepted = actions.nominate(
        term=term,
        kind="supervisor",
        source="members",
        member=scene.member(26),
        accepted="对方落选即可任职",
        by=scene.clerk,
    )
    assert accepted.pk
    # Somebody begins to keep the books after the nomination: the declaration asks again.
    assembly = scene.count(scene.hold(scene.call(term), present=22), 22, 21, 20, 5, 22, 3)
    actions.add_staff(
        collective=scene.collective, person=scene.member(13).person, duty="finance", by=scene.clerk
    )
    assert refused(actions.declare, assembly=assembly, by=scene.officer) == ["finance_supervises"]


def test_the_council_chooses_its_chair_where_the_charter_says_so(scene: Scene) -> None:
    charter(scene, chair_by="body", win_rule="two_thirds_of_all")
    scene.hang(
        queries.REGISTER_NOTICE,
        actions.fix_register(collective=scene.collective, as_of=scene.today, by=scene.clerk),
        days_ago=8,
    )
    term = actions.open_term(
        collective=scene.collective,
        cycle=scene.cycle,
        way="members",
        seats={"council": 3, "supervisor": 1},
        by=scene.officer,
    )
    for kind, number in (("council", 1), ("council", 4), ("council", 7), ("supervisor", 10)):
        actions.nominate(
            term=term, kind=kind, member=scene.member(number), source="village_party", by=scene.clerk
        )
    assembly = scene.count(scene.hold(scene.call(term), present=22), 21, 21, 20, 12)
    actions.declare(assembly=assembly, by=scene.officer)  # the charter has spoken: no decision is needed
    winner = queries.winners_of(term)[1]
    act = {"term": term, "kind": "chair", "winner": winner, "chosen_on": scene.today, "by": scene.clerk}
    assert refused(actions.choose_head, present=1, votes=1, **act) == ["body_quorum", "body_majority"]
    actions.choose_head(present=3, votes=2, **act)
    assert str(queries.winners_of(term)[0]) == f"理事长{name_of(4)}"
    assert queries.open_seats(term, queries.winners_of(term)) == {"supervisor": 1}


def test_j04_j05_representatives_elect_only_where_the_charter_lets_more_than_twenty_of_them(
    scene: Scene,
) -> None:
    open_term = {
        "collective": scene.collective, "cycle": scene.cycle, "way": "representatives",
        "seats": {"chair": 1, "council": 2, "supervisor": 1}, "by": scene.officer,
    }  # fmt: skip
    assert refused(actions.open_term, **open_term) == ["charter_keeps_it_with_the_members"]
    charter(scene, elected_by="representatives", win_rule="two_thirds_of_all")
    for number in range(1, 21):
        actions.add_representative(
            collective=scene.collective,
            member=scene.member(number),
            households=5,
            chosen_on=scene.today,
            by=scene.clerk,
        )
    scene.hang(
        queries.REGISTER_NOTICE,
        actions.fix_register(collective=scene.collective, as_of=scene.today, by=scene.clerk),
        days_ago=8,
    )
    term = actions.open_term(**open_term)
    for kind, number in (("chair", 1), ("council", 4), ("council", 7), ("supervisor", 10)):
        actions.nominate(
            term=term, kind=kind, member=scene.member(number), source="village_party", by=scene.clerk
        )
    assembly = scene.call(term)
    give = {"assembly": assembly, "written_on": scene.today, "by": scene.clerk}
    proxy = actions.give_proxy
    assert "representatives_do_not_delegate" in refused(
        proxy, member=scene.member(2), trustee=scene.member(1), **give
    )
    assert refused(scene.hold, assembly=assembly, present=20) == ["representatives_too_few"]
    actions.add_representative(
        collective=scene.collective,
        member=scene.member(21),
        households=5,
        chosen_on=scene.today,
        by=scene.clerk,
    )
    sheets = words_of(MEETING_SHEETS, Sheets(assembly))
    assert "演成员二十一" in sheets
    assert "委托书" not in sheets
    assembly = scene.count(scene.hold(assembly, present=18), 14, 13, 14, 18)  # two thirds of 21 are 14
    actions.declare(assembly=assembly, by=scene.officer)
    assert [str(one) for one in queries.winners_of(term)] == [
        f"理事长{name_of(1)}", f"理事{name_of(7)}", f"监事{name_of(10)}",
    ]  # fmt: skip


# ------------------------------------------------------------------ pages


def test_the_pages_say_what_is_so_and_what_is_refused(scene: Scene, client: Client) -> None:
    term = scene.open()
    client.force_login(scene.officer)
    assembly = scene.count(scene.hold(scene.call(term), present=22), 22, 21, 19, 5, 22)
    page = client.get(reverse("ballots:assembly", args=[assembly.pk])).content.decode()
    assert all(
        part in page for part in ("两种算法得出的当选人不同", "至少20票", "至少12票", "第二十七条第三款")
    )
    answer = client.post(reverse("ballots:assembly_declare", args=[assembly.pk]), {})
    assert "请先由乡镇或者县级农业农村主管部门书面认定" in answer.content.decode()
    charter_url = reverse("ballots:collective_charter", args=[scene.collective.pk])
    data = {
        "title": "演示章程", "paper_number": "演示备3号", "passed_on": "2025-08-01", "filed_on": "2025-08-09",
        "notice_days-value": "9", "article-notice_days": "第八条", "win_rule-value": "half_of_participants",
    }  # fmt: skip
    assert "不得放宽，国家法律规定的是10日" in client.post(charter_url, data).content.decode()
    data |= {"notice_days-value": "15", "article-win_rule": "第九条"}
    assert client.post(charter_url, data).status_code == 302
    rows = CharterArticle.objects.values_list("key", "value", "article")
    assert set(rows) == {("notice_days", 15, "第八条"), ("win_rule", "half_of_participants", "第九条")}
    for name, pk in (
        ("collective", scene.collective.pk), ("collective_members", scene.collective.pk),
        ("collective_representatives", scene.collective.pk), ("collective_term", term.pk),
    ):  # fmt: skip
        assert client.get(reverse(f"ballots:{name}", args=[pk])).status_code == 200
    listed = reverse("ballots:collectives")
    assert scene.collective.name in client.get(listed, {"q": scene.village.name}).content.decode()
    assert "没有找到这样的集体经济组织" in client.get(listed, {"q": "没有此地"}).content.decode()
    client.force_login(UserFactory(serving="369901999001"))
    assert client.get(reverse("ballots:assembly", args=[assembly.pk])).status_code == 404


def test_the_township_sees_what_each_collective_waits_for(
    scene: Scene, client: Client, django_assert_num_queries: Any
) -> None:
    """In its own section of the first page and in the list, in one statement however many there are."""

    def waits() -> list[tuple[str, int]]:
        with django_assert_num_queries(1):
            found = progress.progress_of(scene.officer)
        assert found is not None
        assert found.done == dict(found.waits).get("已经办结", 0)
        return list(found.waits)

    scene.officer.areas_in_view()  # the posts are read once per request
    assert waits() == [("成员名册还没有确认", 1)]
    term = scene.open()
    assert waits() == [("还没有召集会议", 1)]
    assembly = scene.call(term)
    assert waits() == [("会议待召开", 1)]
    assembly = scene.count(scene.hold(assembly, present=22), 22, 22, 22, 22, 22)
    assert waits() == [("会议已开，待计票和宣布", 1)]
    actions.declare(assembly=assembly, by=scene.officer)
    other = actions.add_collective(village=scene.village, name="演示另一集体经济组织", by=scene.clerk)
    assert waits() == [("成员名册还没有确认", 1), ("已宣布结果，待申请变更登记", 1)]
    change = actions.apply_change(term=term, applied_on=scene.today, by=scene.clerk)
    assert waits()[1] == ("已申请变更登记，待核准", 1)
    actions.accept_change(change=change, accepted_on=scene.today, certificate="演示集1", by=scene.clerk)
    client.force_login(scene.officer)
    home = client.get(reverse("dashboard:home")).content.decode()
    assert "共2个，已经办结1个" in home
    assert "成员名册还没有确认：1个" in home
    listed = client.get(reverse("ballots:collectives")).content.decode()
    assert other.name in listed
    assert all(f'data-label="进展">{words}<' in listed for words in ("已经办结", "成员名册还没有确认"))
    assert progress.progress_of(UserFactory(serving="369901999001")) is None


def test_a_page_costs_the_same_for_thirty_members_and_for_forty(
    scene: Scene, client: Client, django_assert_max_num_queries: Any
) -> None:
    client.force_login(scene.clerk)
    url = reverse("ballots:collective_members", args=[scene.collective.pk])
    client.get(url)
    with django_assert_max_num_queries(40) as first:
        client.get(url)
    scene.load(csv(people=40))
    with django_assert_max_num_queries(len(first.captured_queries)):
        client.get(url)
    assert Assembly.objects.count() == 0
