"""How the papers of meetings stand, and what they say once two people agree."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection

from election_office.audit.models import AuditEvent
from villages.meetings import rules
from villages.models import Body, CommitteeChoice, Group, MeetingSheet, Person, Village
from villages.models.committee import ChosenBy
from villages.models.meetings import MEETING
from villages.readings.acts import agreed_reading

GROUPED = {ChosenBy.GROUP_MEETINGS.value, Body.ChosenBy.HOUSEHOLDS.value}


def sheets_of(subject: CommitteeChoice | Body) -> list[MeetingSheet]:
    """With their readings. Three statements."""
    sheets = list(subject.sheets.with_readings().select_related("group", "first_by", "second_by"))
    for sheet in sheets:
        sheet.election = subject.election
        if isinstance(subject, Body):
            sheet.body = subject
        else:
            sheet.choice = subject
    return sheets


def votes_on(sheets: Collection[MeetingSheet]) -> dict[str, int]:
    """Written name → votes of all the papers two people agree on, most first."""
    found: Counter[str] = Counter()
    for sheet in sheets:
        if sheet.agreed:
            found.update(agreed_reading(sheet).votes.get(MEETING, {}))
    return dict(found.most_common())


def people_called(village: Village, names: Collection[str]) -> dict[str, list[int]]:
    """One statement."""
    people: dict[str, list[int]] = defaultdict(list)
    rows = Person.objects.filter(village=village, name__in=names, died_on__isnull=True)
    for pk, name in rows.values_list("pk", "name"):
        people[name].append(pk)
    return people


def papers_of(choice: CommitteeChoice) -> rules.Papers:
    """Four statements."""
    sheets = sheets_of(choice)
    return rules.Papers(
        secret=choice.secret,
        any=bool(sheets),
        not_agreed=[str(sheet) for sheet in sheets if not sheet.agreed],
        missing=_missing(choice, sheets) if sheets else (),
        unsure=list(open_names(choice, sheets)),
        here=choice.election.words.here,
    )


def _missing(choice: CommitteeChoice, sheets: Collection[MeetingSheet]) -> list[str]:
    if choice.body != ChosenBy.GROUP_MEETINGS:
        return []
    held = {sheet.group_id for sheet in sheets}
    return [f"{group.title}会议" for group in choice.election.village.groups.all() if group.pk not in held]


def open_names(choice: CommitteeChoice, sheets: Collection[MeetingSheet]) -> dict[str, int]:
    """Written names nobody was found for yet, with their votes; none while a paper is open."""
    if not sheets or not all(sheet.agreed for sheet in sheets):
        return {}
    taken = {name for row in choice.nominees.all() for name in row.names}
    return {name: votes for name, votes in votes_on(sheets).items() if votes and name not in taken}


def names_borne(person: Person) -> list[str]:
    """The name of today and, after a correction, those the trail knows from before: a paper that was read
    keeps what is written on it, and its line is the same person's. One statement."""
    corrected = AuditEvent.objects.filter(
        action="person.updated", target=f"{person._meta.label}:{person.pk}"
    ).order_by("pk")
    before = [str(event.before.get("name", "")) for event in corrected]
    return list(dict.fromkeys(name for name in (person.name, *reversed(before)) if name))


def votes_as_read(body: Body, group: Group | None, person: Person, votes: int | None) -> int | None:
    """The votes of a body's member: those of the meeting's paper, where there is one. Raises RuleRefused
    where that paper is open or says another number than ``votes``."""
    sheets = [sheet for sheet in sheets_of(body) if sheet.group_id in (None, group.pk if group else None)]
    if not sheets:
        return votes
    on_paper = votes_on(sheets)
    name = next((name for name in names_borne(person) if name in on_paper), person.name)
    rules.check_votes_as_read(
        name=name,
        votes=votes,
        read=on_paper.get(name, 0),
        open_papers=[str(sheet) for sheet in sheets if not sheet.agreed],
    ).require()
    return on_paper.get(name, 0)
