"""What the papers of the roll and of objections share."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet

from election_office.core.gather import rows_once
from election_office.documents.kinds import Place
from election_office.documents.models import Document
from election_office.law.dates import cn_date
from election_office.law.decision import Decision, Finding
from election_office.law.text import cn_number
from villages.models import Election
from villages.notices.shared import ElectionFacts, heading
from voters.models import Objection, Proxy, RollVersion

NO_GROUP = "未分组"
SEXES = {"male": "男", "female": "女"}


# ------------------------------------------------------------------ the roll


@rows_once
def versions(election: Election) -> QuerySet[RollVersion]:
    rows = RollVersion.objects.filter(election=election).without_entries()
    return rows.select_related("election__village", "document").defer("document__facts").order_by("number")


def roll_places(version: RollVersion) -> list[Place]:
    """The village's board, and every group's where the rulebook asks for it."""
    places = version.election.village.places()
    if version.election.rulebook.value("roll_places") == "village":
        return [Place(place.key, place.name, required=place.key == "village") for place in places]
    return places


def group_titles(election: Election) -> dict[int | None, str]:
    return {group.number: group.title for group in election.village.groups.all()}


def objection_sentence(election: Election) -> str:
    book = election.rulebook
    days, written = book.value("objection_days"), book.value("objection_written")
    how = "以书面形式" if written else ""
    committee = election.words.committee
    return (
        f"对名单有不同意见的，应当自名单公布之日起{cn_number(days)}日内{how}向{committee}申诉；"
        f"{committee}自收到申诉之日起{cn_number(book.value('decision_days'))}日内作出处理决定，"
        f"并公布处理结果（依据：{book.cite('objection_days')}）。"
    )


def version_of(document: Document) -> int:
    """The key of the version a notice is about."""
    return int(document.subject.rpartition(":")[2])


def withdrawn(document: Document) -> None:
    """A revoked notice tells nobody anything: its versions wait for another one."""
    RollVersion.objects.filter(document=document).update(document=None)


# ------------------------------------------------------------------ objections


@dataclass(frozen=True)
class ObjectionFacts(ElectionFacts):
    """``against``: the notice people call the objected version by."""

    roll: str
    number: int
    objector: str
    about: str
    about_place: str
    claim: str
    text: str
    how: str
    received: str
    against: str
    window_until: str
    in_time: bool
    due: str
    by: str
    decision_days: int


def objection_heading(objection: Objection, title: str) -> dict[str, Any]:
    """The facts of ``ObjectionFacts``. ``title``: of the paper, behind the village."""
    election = objection.election
    book = election.rulebook
    return heading(election, "") | {
        "title": f"{election.village.name}{title}",
        "roll": election.words.roll,
        "number": objection.number,
        "objector": objection.objector_name,
        "about": objection.about_name,
        "about_place": objection.about.place if objection.about else "不在名单上",
        "claim": objection.get_claim_display(),
        "text": objection.text,
        "how": objection.get_how_display(),
        "received": cn_date(objection.received_on),
        "against": _called(objection.roll_version),
        "window_until": cn_date(objection.window_until),
        "in_time": objection.in_time,
        "due": cn_date(objection.due_on),
        "by": str(book.cite("objection_days")),
        "decision_days": book.value("decision_days"),
    }


def _called(version: RollVersion) -> str:
    """How people call the version: the notice's number when it has one."""
    number = version.document.number if version.document else ""
    return f"{'补充公告' if version.kind == RollVersion.Kind.SUPPLEMENT else '公告'}{number}"


# ------------------------------------------------------------------ proxies


@dataclass(frozen=True)
class ProxyFacts(ElectionFacts):
    """``running``: which of the agent's proxies this is, of ``most``. ``id_copy``, ``witnesses``: of a
    request by telephone."""

    card: str
    number: str
    day_words: str
    place: str
    requested_on: str
    ground: str
    detail: str
    form: str
    witnesses: str
    id_copy: str
    relation: str
    principal: str
    principal_group: str
    principal_serial: str
    agent: str
    agent_group: str
    agent_serial: str
    running: int
    most: int
    card_taken_back: bool
    unpublished_void: bool
    by: str


FIRST_PROXY_FACTS = {"witnesses": "", "id_copy": ""}
"""What the first papers of a proxy did not print."""


def proxy_heading(proxy: Proxy, title: str) -> dict[str, Any]:
    """The facts of ``ProxyFacts``. ``title``: the whole title of the paper."""
    election, book = proxy.election, proxy.election.rulebook
    held = list(
        Proxy.objects.filter(agent=proxy.agent).in_force().order_by("number").values_list("pk", flat=True)
    )
    return heading(election, "") | {
        "title": title,
        "card": election.words.card,
        "number": f"{proxy.number:04d}",
        "day_words": cn_date(election.election_day),
        "place": election.polling_place,
        "requested_on": cn_date(proxy.requested_on),
        "ground": proxy.get_ground_display(),
        "detail": proxy.detail,
        "form": proxy.get_form_display(),
        "witnesses": proxy.witnesses,
        "id_copy": "已留存身份证复印件并核对号码" if proxy.id_copy_kept else "",
        "relation": proxy.relation_label,
        "principal": proxy.principal.person.name,
        "principal_group": proxy.principal.place,
        "principal_serial": str(proxy.principal.serial or ""),
        "agent": proxy.agent.person.name,
        "agent_group": proxy.agent.place,
        "agent_serial": str(proxy.agent.serial or ""),
        "running": held.index(proxy.pk) + 1 if proxy.pk in held else 0,
        "most": book.value("proxy_max"),
        "card_taken_back": proxy.card_taken_back,
        "unpublished_void": book.value("proxy_unpublished_void"),
        "by": str(book.cite("proxy_ground")),
    }


def in_force(proxy: Proxy) -> Decision:
    standing = proxy.revoked_at is None
    return Decision((Finding("proxy_revoked", standing, "这项委托已经撤销，不能再印制证件。"),))
