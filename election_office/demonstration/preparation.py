"""The preparation of demonstration villages: working bodies, survey, audits, talks, meeting, training, money.

Every step closes by these records, as in a real township.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Mapping, Sequence
from decimal import Decimal

from django.utils import timezone

from election_office.accounts.models import User
from election_office.demonstration import groundwork
from election_office.demonstration.stations import EVERYBODY
from election_office.documents import actions as documents
from election_office.law.words import GENERAL
from villages.models import Activity, Cycle, Election
from villages.preparation import actions, queries
from villages.preparation.actions.township import Attendance

Kind = Activity.Kind
INCUMBENTS = (
    ("committee", GENERAL.chair, "male", 1968, "senior"),
    ("committee", GENERAL.deputy, "male", 1975, "senior"),
    ("committee", GENERAL.member, "female", 1983, "college"),
    ("branch", "书记", "male", 1966, "senior"),
)
# Kind → name, days before the day of the training, paper, what is asked of that kind.
ACTS: Mapping[str, tuple[str, int, str, dict[str, object]]] = {
    Kind.FOUNDING: ("成立换届工作领导小组和换届办", 30, "16号", {}),
    Kind.ANALYSIS: ("镇党委研究换届选情", 20, "17号", {}),
    Kind.MEETING: ("全镇换届工作动员部署会", 10, "19号", {"place_held": "镇政府三楼会议室"}),
    Kind.TRAINING: ("换届业务培训班", 8, "20号", {"hours": 8, "pass_mark": 80}),
    Kind.FUNDS: ("换届工作专项经费", 8, "21号", {"amount": Decimal("180000")}),
    Kind.SUPPLIES: (f"统一印制{GENERAL.card}和当选证书", 7, "22号", {"quantity": 20000}),
}
COVERED_STEPS = {Kind.TRAINING: "training", Kind.MEETING: "mobilize", Kind.FUNDS: "supplies"}
EXAM_MARK = 92


def prepare(
    elections: Sequence[Election], today: dt.date, officer: User, behind: Mapping[str, Collection[str]]
) -> None:
    """Everything on record for these villages of one plan, but for the steps they are ``behind`` with."""
    cycle = elections[0].cycle
    late = {election.pk: set(behind.get(election.village.name, ())) for election in elections}
    _bodies(cycle, officer)
    for election in elections:
        actions.set_liaison(
            election=election,
            leader="包村领导甲",
            duty="镇党委委员",
            from_on=_before(today, 30),
            by=officer,
        )
        _survey(election, _before(today, 25), officer)
    for kind in ACTS:
        step = COVERED_STEPS.get(Kind(kind), "")
        _act(
            cycle,
            kind,
            today,
            [election for election in elections if step not in late[election.pk]],
            officer,
        )
    for election in elections:
        _team(election, _before(today, 15), officer, late[election.pk])
    if "supplies" not in late[elections[0].pk]:
        groundwork.prepare(cycle, elections, today, officer)


def _before(today: dt.date, days: int) -> dt.date:
    return today - dt.timedelta(days=days)


def _bodies(cycle: Cycle, officer: User) -> None:
    if cycle.working_members.exists():
        return
    for body, name, duty, unit, head in (
        ("leading", "领导小组甲", "组长", "镇党委书记", True),
        ("leading", "领导小组乙", "副组长", "镇长", False),
        ("office", "换届办甲", "主任", "组织委员", True),
        ("office", "换届办乙", "成员", "民政办主任", False),
        ("guidance", "指导组甲", "组长", "人大主席", True),
    ):
        actions.add_member(cycle=cycle, body=body, name=name, duty=duty, unit=unit, head=head, by=officer)


def _survey(election: Election, day: dt.date, officer: User) -> None:
    actions.set_survey(
        election=election,
        surveyed_on=day,
        surveyors="指导组甲、包村干部甲",
        households=60,
        team="班子配合较好，分工明确。",
        reserves="有两名返乡青年可以培养。",
        mood="党员群众支持换届。",
        plan_disturbance="派出所和包村干部每天巡查。",
        plan_petition="信访专干驻点接访，当日答复。",
        plan_opinion="换届办统一发布信息，专人看网。",
        plan_epidemic="会场通风消毒，备足口罩。",
        by=officer,
    )
    for name, sex, born, source in (("人选甲", "male", 1996, "young"), ("人选乙", "female", 1990, "woman")):
        person = actions.add_suitable(
            election=election,
            name=name,
            sex=sex,
            birth_year=born,
            education="college",
            source=source,
            meant_for=GENERAL.member,
            by=officer,
        )
        actions.decide_suitable(person=person, approved=True, approved_on=day, opinion="", by=officer)
    actions.classify(
        election=election, category="ordinary", category_reasons="班子稳定，没有信访积案。", by=officer
    )


def _act(
    cycle: Cycle,
    kind: str,
    today: dt.date,
    covered: Sequence[Election],
    officer: User,
) -> None:
    if not covered:
        return
    title, days, paper, more = ACTS[kind]
    activity = actions.record_activity(
        cycle=cycle,
        kind=kind,
        title=title,
        held_on=_before(today, days),
        paper_number=f"{cycle.township.name[:2]}发〔{today.year}〕{paper}",
        elections=covered,
        by=officer,
        **more,  # type: ignore[arg-type]
    )
    if kind in (Kind.MEETING, Kind.TRAINING):
        mark = EXAM_MARK if kind == Kind.TRAINING else None
        lines = [
            Attendance(election, name, duty, mark=mark)
            for election in covered
            for name, duty in _called(election)
        ]
        actions.register_participants(activity=activity, lines=lines, by=officer)


def _called(election: Election) -> list[tuple[str, str]]:
    """The village's own staff, somebody where it has none yet, and who will serve at its polls."""
    names = [person.name for person in queries.staff_of(election)]
    staff = [(name, "工作人员") for name in names] or [(f"{election.village.name}干部甲", "干部")]
    return staff + [(name, "选举工作人员") for name in EVERYBODY]


def _team(election: Election, day: dt.date, officer: User, late: Collection[str]) -> None:
    """The team in office, as last term's table named it or else four invented people: audited, talked to."""
    named = [] if queries.incumbents(election) else INCUMBENTS
    for number, (body, post, sex, born, education) in enumerate(named, start=1):
        actions.add_incumbent(
            election=election,
            body=body,
            post=post,
            name=f"{election.village.name[:2]}现任{'甲乙丙丁'[number - 1]}",
            sex=sex,
            birth_year=born,
            birth_month=number,
            education=education,
            party_member=body == "branch",
            by=officer,
        )
    for number, incumbent in enumerate(queries.incumbents(election), start=1):
        actions.record_audit(
            election=election,
            member=incumbent.member,
            auditor="示例县农村审计站",
            paper_number=f"示审〔{day.year}〕{election.village.code[-2:]}{number}号",
            reported_on=day,
            no_findings=True,
            by=officer,
        )
    if "talks" not in late:
        for incumbent in queries.incumbents(election):
            actions.record_talk(
                election=election,
                member=incumbent.member,
                talked_on=day,
                first_leader="镇党委书记甲",
                second_leader="组织委员甲",
                outlook="stands",
                by=officer,
            )
    if "audit" not in late:
        at = min(dt.datetime.combine(day, dt.time(9), timezone.get_current_timezone()), timezone.now())
        paper = documents.issue(
            "villages.audit_notice", election, by=officer, election_id=election.pk, dated=day, at=at
        )
        for place in paper.places:
            documents.record_posting(
                paper, place_key=place["key"], posted_at=at, posted_by="张贴员甲", by=officer
            )


def train(election: Election, names: Sequence[str], officer: User) -> None:
    """More people of the village at the training it had: they passed, so they may count."""
    [training, *_] = queries.activities(election, Kind.TRAINING)
    lines = [Attendance(election, name, "计票员", mark=EXAM_MARK) for name in names]
    actions.register_participants(activity=training, lines=lines, by=officer)
