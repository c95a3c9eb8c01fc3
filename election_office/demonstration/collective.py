"""A village whose collective elects its own bodies in the same cycle, from the register to a declared result.

Its members are people of that village's roll, in their households; the two registers are kept apart.
"""

from __future__ import annotations

import csv
import datetime as dt
import io

from django.core.files.base import ContentFile
from django.utils import timezone

from ballots.collective import actions, queries
from ballots.models import Assembly, Collective, CollectiveTerm, Member
from election_office.accounts.models import User
from election_office.documents import actions as documents
from villages import numbers
from villages.models import Cycle, Person, Village

SEATS = {"chair": 1, "council": 4, "supervisor": 2}
STANDING = {"chair": 1, "council": 5, "supervisor": 2}
# What the meeting said of each, in the order of the nominees, of all who took part.
YES = (0.98, 0.97, 0.96, 0.95, 0.95, 0.4, 0.97, 0.96)
PRESENT, ONLINE = 0.74, 0.03
NOTICE_DAYS, REGISTER_DAYS = 12, 25


def elect(village: Village, cycle: Cycle, officer: User, today: dt.date) -> CollectiveTerm:
    collective = actions.add_collective(
        village=village,
        name=f"{cycle.township.name}{village.name}集体经济组织",
        legal_representative="丁甲子",
        by=officer,
    )
    _charter(collective, officer, today)
    actions.import_members(
        collective=collective, file=ContentFile(_table(village), "成员名册.csv"), by=officer
    )
    register = actions.fix_register(
        collective=collective, as_of=today - dt.timedelta(days=REGISTER_DAYS + 2), by=officer
    )
    _hang(queries.REGISTER_NOTICE, register, REGISTER_DAYS, officer)
    term = actions.open_term(collective=collective, cycle=cycle, way="members", seats=SEATS, by=officer)
    actions.note_study(
        term=term,
        studied_by=f"{village.name}党支部",
        studied_on=today - dt.timedelta(days=20),
        by=officer,
    )
    _nominate(term, officer)
    _declare(_meeting(term, officer, today), officer)
    actions.apply_change(term=term, applied_on=today, by=officer)
    return term


def _charter(collective: Collective, officer: User, today: dt.date) -> None:
    actions.enter_charter(
        collective=collective,
        title=f"{collective.name}章程",
        passed_on=today - dt.timedelta(days=400),
        paper_number="青岭集〔2025〕6号",
        filed_on=today - dt.timedelta(days=390),
        articles={"notice_days": (12, "第十四条"), "register_days": (7, "第八条")},
        by=officer,
    )


def _table(village: Village) -> bytes:
    """The register as the village would bring it."""
    text = io.StringIO()
    lines = csv.writer(text)
    lines.writerow(["户号", "姓名", "公民身份号码", "与户主关系"])
    for person in Person.objects.filter(village=village).exclude(id_cipher="").order_by("household", "pk"):
        lines.writerow([person.household, person.name, numbers.decrypt(person.id_cipher), ""])
    return text.getvalue().encode()


def _nominate(term: CollectiveTerm, officer: User) -> None:
    """One of every third household, so that nobody has relatives beside him."""
    rows = Member.objects.with_people().filter(collective=term.collective)
    one_of_each = list({row.household: row for row in rows}.values())[::3]
    for kind, number in STANDING.items():
        for _ in range(number):
            actions.nominate(
                term=term, kind=kind, member=one_of_each.pop(0), source="village_party", by=officer
            )


def _meeting(term: CollectiveTerm, officer: User, today: dt.date) -> Assembly:
    """Held today: only a loader sets that day, since the act leaves time for the notice."""
    assembly = actions.plan_assembly(
        term=term,
        day=today + dt.timedelta(days=NOTICE_DAYS),
        at=dt.time(9, 0),
        where=f"{term.collective.village.name}文化礼堂",
        agenda="选举理事会成员、监事会成员。",
        online_by="微信群视频会议",
        by=officer,
    )
    Assembly.objects.filter(pk=assembly.pk).update(day=today)
    assembly.refresh_from_db()
    _hang(queries.MEETING_NOTICE, assembly, NOTICE_DAYS, officer)
    households = Member.objects.with_people().filter(collective=term.collective)
    for household in list(dict.fromkeys(households.values_list("household", flat=True)))[:3]:
        trustee, member = households.filter(household=household)[:2]
        actions.give_proxy(assembly=assembly, member=member, trustee=trustee, written_on=today, by=officer)
    entitled = queries.entitled_count(term, today)
    return actions.hold_assembly(
        assembly=assembly,
        present=round(entitled * PRESENT),
        online=round(entitled * ONLINE),
        host="演示主持甲",
        recorder="演示记录甲",
        tellers="演示监票甲、演示计票甲",
        by=officer,
    )


def _declare(assembly: Assembly, officer: User) -> None:
    took_part = assembly.participants
    votes = {}
    for row, share in zip(queries.to_vote_on(assembly.term), YES, strict=True):
        yes = round(took_part * share)
        votes[row.pk] = (yes, took_part - yes, 0)
    assembly = actions.enter_votes(assembly=assembly, votes=votes, by=officer)
    assembly = actions.declare(assembly=assembly, by=officer)
    assembly = actions.write_minutes(
        assembly=assembly,
        minutes="主持人清点参加人数，宣读候选人情况。\n监票人、计票人当场发票、唱票、计票。\n主持人宣布表决结果。",
        by=officer,
    )
    _hang(queries.RESULT_NOTICE, assembly, 0, officer)
    documents.issue(queries.MINUTES, assembly, by=officer)


def _hang(code: str, subject: object, days_ago: int, officer: User) -> None:
    """A paper of that day, hung everywhere at once."""
    at = timezone.now() - dt.timedelta(days=days_ago)
    paper = documents.issue(code, subject, by=officer, dated=timezone.localdate(at), at=at)
    for place in paper.places:
        documents.record_posting(
            paper, place_key=place["key"], posted_at=at, posted_by="张贴员甲", by=officer
        )
