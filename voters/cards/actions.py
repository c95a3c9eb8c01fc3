"""Every change to cards: issued, printed, handed over, replaced, withdrawn."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from election_office.accounts.access import require
from election_office.accounts.models import User
from election_office.accounts.permissions import Permission
from election_office.audit.actions import record
from election_office.documents.actions import check_texts
from election_office.jobs.actions import submit
from election_office.jobs.models import Job
from election_office.law.words import GENERAL
from villages.actions import require_stage
from villages.actions.elections import locked
from villages.models import Cycle, Election
from voters import queries as roll
from voters.cards import codes, queries, rules
from voters.models import Card, Registration

BATCH = 1000


@transaction.atomic
def issue_cards(*, election: Election, by: User) -> int:
    """A card for everybody on the confirmed roll who has none; returns how many were made.

    Asked twice it makes nothing the second time. Cards of people who have left the roll become void.
    Raises RuleRefused before the roll is confirmed, ValidationError naming who has a character that
    cannot be printed: then no card is made at all.
    """
    require(by, Permission.ROLL_EDIT, election)
    election = locked(election)
    require_stage(election)
    rules.check_issue(
        confirmed=roll.is_confirmed(election), voters=roll.roll_count(election), book=election.rulebook
    ).require()
    missing = list(queries.without_card(election).select_related("person", "group").order_by("serial"))
    check_texts(f"{row.place}{row.person.name}" for row in missing)
    left = _void_those_who_left(election, by)
    editions = _last_editions(election)
    now = timezone.now()
    cards = [
        Card(
            election=election,
            registration=row,
            number=row.serial or 0,  # never 0: those without a number were not fetched
            edition=editions.get(row.pk, 0) + 1,
            code=code,
            issued_at=now,
            issued_by=by,
        )
        for row, code in zip(missing, _fresh_codes(len(missing)), strict=True)
    ]
    Card.objects.bulk_create(cards, batch_size=BATCH)
    if cards or left:
        record(
            "cards.issued",
            target=election,
            by=by,
            after={"cards": len(cards), "void_cards": left},
        )
    return len(cards)


def _fresh_codes(count: int) -> list[str]:
    """Codes no card has. One in a hundred thousand millions is guessed twice; asking is cheap."""
    made = codes.new_codes(count)
    taken: set[str] = set()
    for start in range(0, count, BATCH):
        some = made[start : start + BATCH]
        taken.update(Card.objects.filter(code__in=some).values_list("code", flat=True))
    return [code for code in made if code not in taken] + codes.new_codes(len(taken), made)


def _last_editions(election: Election) -> dict[int, int]:
    rows = Card.objects.filter(election=election).order_by("edition")
    return dict(rows.values_list("registration_id", "edition"))


def _void_those_who_left(election: Election, by: User) -> int:
    return queries.left_the_roll(election).update(
        revoked_at=timezone.now(), revoked_by=by, revoked_reason="已不在名单上", updated_at=timezone.now()
    )


@transaction.atomic
def reprint_card(*, card: Card, reason: str, by: User) -> Card:
    """A lost or spoilt card: the next edition is issued and this one is void from now on."""
    require(by, Permission.ROLL_EDIT, card)
    election = locked(card.election)
    require_stage(election)
    card = Card.objects.with_people().get(pk=card.pk)
    holder = card.registration
    rules.check_reprint(
        void=card.revoked_at is not None,
        registered=holder.status == Registration.Status.REGISTERED,
        reason=reason,
        book=election.rulebook,
    ).require()
    check_texts([f"{holder.place}{holder.person.name}"])
    _void(card, reason=reason.strip(), by=by)
    new = Card(
        election=election,
        registration=holder,
        number=card.number,
        edition=card.edition + 1,
        code=_fresh_codes(1)[0],
        issued_at=timezone.now(),
        issued_by=by,
    )
    new.keep()
    record(
        "card.reprinted",
        target=new,
        by=by,
        before={"serial": card.number, "edition": card.edition},
        after={"serial": new.number, "edition": new.edition},
        reason=reason.strip(),
    )
    return new


def _void(card: Card, *, reason: str, by: User) -> None:
    card.keep(*card.revoke(by=by, reason=reason[:200]))


@transaction.atomic
def withdraw_cards(*, election: Election, registrations: Collection[int], reason: str, by: User) -> int:
    """These voters (ids) have left the roll: their cards in force become void. Returns how many were."""
    require(by, Permission.ROLL_EDIT, election)
    election = locked(election)
    reason = reason.strip()
    if not reason:
        raise ValidationError({"reason": "请写明作废的原因。"})
    cards = list(Card.objects.in_force().filter(election=election, registration__in=registrations))
    for card in cards:
        card.election = election
        _void(card, reason=reason, by=by)
        record(
            "card.withdrawn",
            target=card,
            by=by,
            before={"serial": card.number, "edition": card.edition},
            reason=reason,
        )
    return len(cards)


@transaction.atomic
def hand_over_cards(*, election: Election, cards: Collection[int], by: User) -> int:
    """These cards (ids) are in their holders' hands; returns how many were not before."""
    require(by, Permission.ROLL_EDIT, election)
    election = locked(election)
    require_stage(election)
    rows = Card.objects.filter(election=election, pk__in=cards).in_force()
    if not cards:
        raise ValidationError("请先勾选已经发到本人手中的证件。")
    if rows.filter(printed_at__isnull=True).exists():
        raise ValidationError("勾选的证件中有还没有打印的，打印以后才能登记发放。")
    now = timezone.now()
    count = rows.filter(handed_over_at__isnull=True).update(
        handed_over_at=now, handed_over_by=by, updated_at=now
    )
    if count:
        record("cards.handed_over", target=election, by=by, after={"cards": count})
    return count


@transaction.atomic
def ask_cards(*, election: Election, only_new: bool, by: User) -> Job:
    """Have the cards printed in the background. Names are checked here, before anything is queued."""
    require(by, Permission.ROLL_EDIT, election)
    require_stage(election)
    card = election.words.card
    cards = queries.printable(election, only_new=only_new)
    if not cards:
        raise ValidationError(f"没有要打印的{card}。" if not only_new else f"没有新制发的{card}要打印。")
    check_texts(f"{row.registration.place}{row.registration.person.name}" for row in cards)
    return submit(
        "voters.cards_pdf",
        params={"election": election.pk, "only_new": only_new},
        key=f"election:{election.pk}:{'new' if only_new else 'all'}",
        area_code=election.area_code,
        by=by,
        title=f"打印{election.village.name}{card}",
    )


@transaction.atomic
def ask_township_cards(*, cycle: Cycle, by: User) -> Job:
    """Issue and print the cards of every village of a township whose roll is confirmed."""
    require(by, Permission.ROLL_EDIT, cycle)
    return submit(
        "voters.cards_pdf_township",
        params={"cycle": cycle.pk},
        key=f"cycle:{cycle.pk}",
        area_code=cycle.area_code,
        by=by,
        title=f"打印{cycle.township.name}各村{GENERAL.card}",
    )


@transaction.atomic
def mark_printed(*, election: Election, cards: Sequence[Card], job: Job, by: User) -> None:
    """These cards are on paper now; the first time is kept."""
    require(by, Permission.ROLL_EDIT, election)
    now = timezone.now()
    again = sum(1 for card in cards if card.printed_at and card.print_job_id != job.pk)
    for start in range(0, len(cards), BATCH):
        ids = [card.pk for card in cards[start : start + BATCH]]
        Card.objects.filter(pk__in=ids, printed_at__isnull=True).update(
            printed_at=now, print_job=job, updated_at=now
        )
    record(
        "cards.printed",
        target=election,
        by=by,
        after={"cards": len(cards), "printed_again": again},
    )
