"""Reads shared by actions, pages, papers and the apps above."""

from __future__ import annotations

import datetime as dt
import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, cast

from django.db.models import Count, Q, QuerySet
from django.utils import timezone

from election_office.core.fetching import totals
from election_office.core.gather import read_ahead, rows_once
from election_office.documents import notice as papers
from election_office.documents.models import Document
from election_office.law.dates import cn_date
from election_office.law.decision import Decision
from election_office.law.meetings import Meeting
from election_office.law.relations import INVERSE
from villages.models import Election
from villages.models.elections import Stage
from villages.queries import kin_pairs
from voters import rules
from voters.models import Objection, Proxy, Registration, RollChange, RollImport, RollVersion
from voters.models.registrations import RegistrationQuerySet
from voters.rolls import Difference, Entry, difference, replay


def registrations(election: Election) -> list[Registration]:
    """Everybody registered now, with person and group, in the order of the roll. One statement."""
    return list(Registration.objects.filter(election=election).registered().with_people().in_roll_order())


def roll_count(election: Election) -> int:
    """How many are registered now. After confirmation every change has its supplement and after the polls
    close nothing changes, so this is also what the newest version says."""
    return Registration.objects.filter(election=election).registered().count()


def proxy_count(election: Election) -> int:
    """Proxies in force."""
    return Proxy.objects.filter(election=election).in_force().count()


@dataclass(frozen=True, slots=True)
class GroupCount:
    """How many of one group are registered; ``number`` None for people without a group."""

    number: int | None
    title: str
    voters: int
    women: int
    proxies: int


def counts_by_group(election: Election) -> list[GroupCount]:
    """Registered voters and proxies in force by group of the principal. Two statements."""
    rows = (
        Registration.objects.filter(election=election)
        .registered()
        .order_by("group__number")
        .values("group__number", "group_id")
        .annotate(voters=Count("pk"), women=Count("pk", filter=Q(person__sex="female")))
    )
    given = dict(
        Proxy.objects.filter(election=election)
        .in_force()
        .order_by("principal__group_id")
        .values_list("principal__group_id")
        .annotate(count=Count("pk"))
    )
    titles = {group.pk: group.title for group in election.village.groups.all()}
    counted = [
        GroupCount(
            number=row["group__number"],
            title=titles.get(row["group_id"], "未分组"),
            voters=row["voters"],
            women=row["women"],
            proxies=given.get(row["group_id"], 0),
        )
        for row in rows
    ]
    return sorted(counted, key=lambda entry: (entry.number is None, entry.number or 0))


def registration_of(election: Election, person_id: int) -> Registration | None:
    """The person's row on this roll, whatever its status."""
    return Registration.objects.with_people().filter(election=election, person_id=person_id).first()


@rows_once
def version_rows(election: Election) -> QuerySet[RollVersion]:
    """Every version of the roll without its names: they are few."""
    return RollVersion.objects.filter(election=election).without_entries()


def current_version(election: Election) -> RollVersion | None:
    """The newest version, without its names; None before the roll is confirmed."""
    return max(version_rows(election), key=lambda row: row.number, default=None)


def proxies_in_force(election: Election) -> list[Proxy]:
    """With both people, by number. One statement."""
    return list(Proxy.objects.filter(election=election).in_force().with_people().order_by("number"))


def principals_of(agent_ids: Iterable[int]) -> dict[int, list[Registration]]:
    """Agent registration id → the voters who gave their vote to that agent."""
    found: dict[int, list[Registration]] = {}
    proxies = Proxy.objects.in_force().filter(agent_id__in=list(agent_ids))
    for proxy in proxies.select_related("principal__person"):
        found.setdefault(proxy.agent_id, []).append(proxy.principal)
    return found


def relation_between(principal: Registration, agent: Registration) -> str:
    """What the agent is to the principal by declared kinship; empty when nothing is declared."""
    for person, relative, kind in kin_pairs([principal.person_id, agent.person_id]):
        if (person, relative) == (principal.person_id, agent.person_id):
            return kind
        if (person, relative) == (agent.person_id, principal.person_id):
            return INVERSE[kind]
    return ""


def proxy_facts(proxy: Proxy) -> rules.ProxyFacts:
    """Everything the rule on proxies asks about one that is not saved yet. Three statements."""
    in_force = Proxy.objects.filter(election_id=proxy.election_id).in_force()
    counts = in_force.aggregate(
        given=Count("pk", filter=Q(principal=proxy.principal)),
        principal_holds=Count("pk", filter=Q(agent=proxy.principal)),
        agent_gave=Count("pk", filter=Q(principal=proxy.agent)),
    )
    held = in_force.filter(agent=proxy.agent).exclude(pk=proxy.pk).order_by("number")
    names = tuple(held.values_list("principal__person__name", flat=True))
    registered = Registration.Status.REGISTERED
    by_phone = proxy.form == Proxy.Form.PHONE
    return rules.ProxyFacts(
        requested_on=proxy.requested_on,
        ground=cast(Any, proxy.ground),
        # A telephone call counts only with its signed record, which is the paper then.
        written=not by_phone or bool(names_in(proxy.witnesses)),
        principal_registered=proxy.principal.status == registered,
        principal_has_proxy=counts["given"] > 0,
        principal_holds=counts["principal_holds"],
        agent_registered=proxy.agent.status == registered,
        agent_is_principal=proxy.principal_id == proxy.agent_id,
        agent_is_candidate=proxy.agent.is_candidate,
        agent_gave=counts["agent_gave"] > 0,
        agent_holds=len(names),
        agent_holds_for=names,
        relation=proxy.relation,
        card_returned=proxy.card_taken_back,
        by_phone=by_phone,
        phone_witnesses=len(names_in(proxy.witnesses)),
        id_copy_kept=proxy.id_copy_kept,
        way=proxy.election.electing_way,
    )


def names_in(text: str) -> list[str]:
    """Names typed one after the other, with 、 or commas or blanks between them; each counted once."""
    return list(dict.fromkeys(name for name in re.split(r"[\s、，,；;]+", text) if name))


# ------------------------------------------------------------------ the roll and its versions


def final_version(election: Election) -> RollVersion | None:
    """The version that closes the roll; None before the polls close and once a runoff opened it again."""
    final = [row for row in version_rows(election) if row.kind == RollVersion.Kind.FINAL]
    return next((row for row in final if row.reopened_at is None), None)


def is_confirmed(election: Election) -> bool:
    """Whether version 1 exists: from then on nothing changes without a supplement."""
    return RollVersion.objects.filter(election=election).exists()


def entries_now(election: Election) -> list[Entry]:
    """Everybody registered with a serial number, as the roll would say it today. One statement."""
    rows = (
        Registration.objects.filter(election=election, serial__isnull=False)
        .registered()
        .order_by("serial")
        .values_list("serial", "group__number", "person__name", "person__sex", "person_id")
    )
    return [Entry(*cast(Any, row)) for row in rows]


def entries_sealed(election: Election) -> dict[int, Entry]:
    """Serial → entry as the versions say. One statement."""
    versions = RollVersion.objects.filter(election=election).order_by("number")
    return replay(versions.values_list("kind", "entries"))


def untold_changes(election: Election) -> Difference:
    """What the people's own records now say otherwise than the last version: names, sexes, groups."""
    return difference(entries_sealed(election), entries_now(election))


def unchanged_by(roll_import: RollImport) -> RegistrationQuerySet:
    """Those on the roll whom a tried file leaves as they are; who stays decided is not among them."""
    said = roll_import.changes.filter(registration__isnull=False).values("registration_id")
    rows = Registration.objects.filter(election_id=roll_import.election_id).standing()
    return rows.exclude(pk__in=said).exclude(from_import=roll_import).with_people().in_roll_order()


def kept_off(registration: Registration) -> str:
    """Why the file that flagged this person names them as kept off the roll; empty when it names them not
    at all, or when nobody is flagged."""
    if registration.vanished_import_id is None:
        return ""
    said = RollChange.objects.filter(
        roll_import=registration.vanished_import_id,
        registration=registration,
        kind=RollChange.Kind.EXCLUDED,
    )
    return said.values_list("detail", flat=True).first() or ""


def vanished_count(election: Election) -> int:
    """People the last file does not name, and nobody has decided on yet."""
    return _vanished(election)[0]["vanished"]


@rows_once
def _vanished(election: Election) -> QuerySet[Any, dict[str, int]]:
    return totals(Registration.objects.filter(election=election).vanished(), vanished=Count("pk"))


@rows_once
def _counted(election: Election) -> QuerySet[Any, tuple[int | None, str, str, str, int]]:
    rows = Registration.objects.filter(election=election).order_by()
    return rows.values_list("group_id", "status", "roll_class", "person__sex").annotate(count=Count("pk"))


def read_roll_ahead(election: Election) -> None:
    """What stands above the list of voters, in one statement."""
    read_ahead(*(read.ask(election) for read in (version_rows, _vanished, _counted)))


def confirmation_facts(election: Election) -> rules.ConfirmationFacts:
    """Four counts and whether version 1 exists. Two statements."""
    status = Registration.Status
    counts = Registration.objects.filter(election=election).aggregate(
        registered=Count("pk", filter=Q(status=status.REGISTERED)),
        pending=Count("pk", filter=Q(status=status.PENDING)),
        groupless=Count("pk", filter=Q(status=status.REGISTERED, group__isnull=True)),
        vanished=Count("pk", filter=Q(status=status.REGISTERED, vanished_at__isnull=False)),
    )
    return rules.ConfirmationFacts(confirmed=is_confirmed(election), **counts)


@dataclass(frozen=True, slots=True)
class RollCounts:
    """Everything the top of the roll page shows, from one statement."""

    groups: list[tuple[str, int, int]]  # title, voters, women
    by_status: dict[str, int]
    by_class: dict[str, int]

    @property
    def voters(self) -> int:
        return self.by_status.get("registered", 0)

    @property
    def women(self) -> int:
        return sum(women for _, _, women in self.groups)


def roll_counts(election: Election, titles: dict[int | None, str]) -> RollCounts:
    """``titles``: group id → title, in order; a group without voters is listed with 0."""
    rows = _counted(election)
    groups = {key: [0, 0] for key in titles}
    by_status: Counter[str] = Counter()
    by_class: Counter[str] = Counter()
    for group_id, status, roll_class, sex, count in rows:
        by_status[status] += count
        if status != Registration.Status.REGISTERED:
            continue
        by_class[roll_class] += count
        groups.setdefault(group_id, [0, 0])[0] += count
        if sex == "female":
            groups[group_id][1] += count
    named = [(titles.get(key, "未分组"), voters, women) for key, (voters, women) in groups.items()]
    return RollCounts(named, dict(by_status), dict(by_class))


# ------------------------------------------------------------------ one person's registration


def registered_in(person_id: int, election: Election) -> str:
    """The other village on whose roll this person stands in an election still going on; or nothing."""
    row = (
        registered_elsewhere(election).filter(person_id=person_id).select_related("election__village").first()
    )
    return row.election.village.name if row else ""


def registered_elsewhere(election: Election) -> QuerySet[Registration]:
    """Registered on another roll of this cycle, or of any election that is not closed yet."""
    going_on = Q(cycle_id=election.cycle_id) | ~Q(election__stage=Stage.CLOSED)
    return Registration.objects.registered().filter(going_on).exclude(election=election)


def registration_facts(registration: Registration) -> rules.RegistrationFacts:
    """What the rule on registration asks about somebody; class and conditions as the row has them."""
    said = registration.conditions
    days = {
        name: dt.date.fromisoformat(said[name]) if said.get(name) else None
        for name in ("lives_since", "works_since", "any_work_since")
    }
    answers = ("declared", "meeting_consent", "committee_confirmed", "does_duties", "has_certificate")
    return rules.RegistrationFacts(
        birth_date=registration.person.birth_date,
        hukou_here=bool(registration.hukou_here),
        lives_here=bool(registration.lives_here),
        stable_residence=bool(said.get("stable_residence")),
        deprived=registration.person.rights_deprived,
        extra_class=registration.extra_class,
        meeting=_meeting_of(said),
        meeting_in_favour=said.get("meeting_in_favour"),
        registered_in=registered_in(registration.person_id, registration.election),
        **cast(Any, days),
        **cast(Any, {name: bool(said.get(name)) for name in answers}),
    )


def _meeting_of(said: dict[str, Any]) -> Meeting | None:
    """The meeting that agreed to somebody from elsewhere, when its numbers were written down."""
    if not said.get("meeting_kind"):
        return None
    return Meeting(said["meeting_kind"], said["meeting_eligible"], said["meeting_present"])


def is_removed_by_objection(registration: Registration) -> bool:
    """Whether an objection that asks to take this voter off the roll was upheld."""
    rows = Objection.objects.filter(about=registration, claim=Objection.Claim.REMOVE)
    return rows.filter(outcome=Objection.Outcome.UPHELD).exists()


def untold_versions(election: Election) -> int:
    """Versions whose notice has not been issued yet."""
    return sum(row.document_id is None and row.kind != "final" for row in version_rows(election))


# ------------------------------------------------------------------ proxies and what people know of them


def proxy_numbers(election: Election) -> frozenset[int]:
    """The numbers of the proxies in force."""
    return frozenset(Proxy.objects.filter(election=election).in_force().values_list("number", flat=True))


def proxies_told(election: Election) -> tuple[Document | None, frozenset[int]]:
    """The notice of proxies in force, and the numbers it tells of; (None, nothing) without one."""
    notice = Document.objects.for_election(election.pk).of_kind("voters.proxy_notice").in_force().first()
    if notice is None:
        return None, frozenset()
    return notice, frozenset(papers.get(notice.kind).printed(notice).numbers)


def agent_count(election: Election) -> int:
    """How many people vote for somebody else."""
    return Proxy.objects.filter(election=election).in_force().values("agent_id").distinct().count()


def roll_posting(election: Election, today: dt.date) -> Decision | None:
    """Whether version 1 hung everywhere in time (RO-09); None while that can still be done."""
    book = election.rulebook
    version = RollVersion.objects.without_entries().filter(election=election, number=1)
    row = version.select_related("document").defer("entries", "document__facts").first()
    document = row.document if row else None
    if today <= rules.roll_posting_deadline(book) and not (document and document.fully_posted_on):
        return None
    posted: dict[str, dt.date] = {}
    if document is not None:
        for posting in document.postings.filter(voided_at__isnull=True).order_by("-posted_at"):
            posted[posting.place_key] = timezone.localdate(posting.posted_at)
    postings = [
        rules.Posting(place.key, place.name, posted.get(place.key)) for place in election.village.places()
    ]
    return rules.check_roll_posting(rules.RollPostingFacts(tuple(postings)), book)


def posted_words(version: RollVersion) -> str:
    """公告情况 in a few words, for lists. From the version's document; no statement."""
    document = version.document
    if document is None:
        return "尚未公告"
    if document.fully_posted_on is None:
        return "已签发，尚未全部张贴"
    return f"{cn_date(document.fully_posted_on)}全部张贴"
