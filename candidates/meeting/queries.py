"""What the candidates signed, as the page of their meeting shows it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

from django.urls import reverse

from candidates.models import MeetingSpeaker
from election_office.core import frame
from villages.models import Election, Pledge, SupervisionFile


def signed_papers(election: Election, speakers: Iterable[MeetingSpeaker]) -> dict[int, list[tuple[str, str]]]:
    """Speaker → what each scan is and where it opens: the three promises, and the pledge of discipline where
    an app above keeps its page ("pledge_file"). Two statements."""
    found: dict[int, list[tuple[str, str]]] = defaultdict(list)
    scans = SupervisionFile.objects.filter(election=election, promise__isnull=False)
    by_person: dict[int, list[SupervisionFile]] = defaultdict(list)
    for scan in scans.select_related("promise"):
        by_person[scan.promise.person_id].append(scan)  # type: ignore[union-attr]
    by_name: dict[str, list[Pledge]] = defaultdict(list)
    pledges = Pledge.objects.filter(election=election, kind=Pledge.Kind.PROMISE, revoked_at__isnull=True)
    for pledge in pledges:
        by_name[pledge.name].append(pledge)
    pages = frame.links_at("pledge_file")
    for speaker in speakers:
        person = speaker.candidate.person
        for scan in by_person[person.pk]:
            address = reverse("villages:supervision_file", args=[scan.pk])
            found[speaker.pk].append((scan.promise.get_kind_display(), address))  # type: ignore[union-attr]
        for pledge in by_name[person.name]:
            found[speaker.pk] += [(pledge.get_kind_display(), page.address(pledge.pk)) for page in pages]
    return dict(found)
