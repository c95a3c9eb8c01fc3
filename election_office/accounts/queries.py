"""What the staff pages read, and the facts their rules ask about."""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import Q, QuerySet

from election_office.accounts.access import within
from election_office.accounts.models import Assignment, User
from election_office.accounts.permissions import Duty, Permission
from election_office.accounts.rules import OFFICERS
from election_office.core.searching import named


def visible_staff(user: User) -> QuerySet[User]:
    """Persons who serve, or served, in the divisions whose accounts the user manages."""
    posts = within(Assignment.objects.all(), user, Permission.STAFF_MANAGE, "area_code")
    return User.objects.filter(pk__in=posts.values("user"))


def current_posts(people: Iterable[User]) -> dict[int, list[Assignment]]:
    """The posts each of these people holds now, in one query for all."""
    posts: dict[int, list[Assignment]] = {person.pk: [] for person in people}
    held = Assignment.objects.filter(user__in=list(posts), ended_at__isnull=True)
    for post in held.order_by("area_code", "role"):
        posts[post.user_id].append(post)
    return posts


def officers_posts(user: User) -> list[Assignment]:
    """The posts held now in the offices of county and townships that the user manages."""
    posts = within(Assignment.objects.all(), user, Permission.STAFF_MANAGE, "area_code")
    held = posts.filter(ended_at__isnull=True, role__in=OFFICERS, user__is_active=True)
    return list(held.select_related("user").order_by("area_code", "user__name"))


def joined(posts: Iterable[Assignment]) -> list[tuple[User, str]]:
    """Who holds more than one duty that two people should hold: from the time before they were held apart."""
    held: dict[int, dict[str, User]] = {}
    for post in posts:
        held.setdefault(post.user_id, {})[post.duty or Duty.BUSINESS] = post.user
    return [
        (
            next(iter(of.values())),
            f"{'、'.join(Duty(duty).label for duty in of)}由同一人负责，请结束其中的任职，另选人员。",
        )
        for of in held.values()
        if len(of) > 1
    ]


def found(people: QuerySet[User], *, words: str = "", area: str = "", ended: bool = False) -> QuerySet[User]:
    """People by name, its letters or part of the user name, by division and below, in service or not."""
    if words:
        people = people.filter(Q(username__icontains=words) | named(words))
    if area:
        serving = Assignment.objects.filter(ended_at__isnull=True, area_code__startswith=area)
        people = people.filter(pk__in=serving.values("user"))
    return people.filter(is_active=not ended).order_by("username")


def home_area(user: User) -> str:
    """The division whose audit trail tells of this person: the first post held now, else the last held."""
    if user.current_assignments:
        return user.current_assignments[0].area_code
    last = user.assignments.order_by("-ended_at", "area_code").first()
    return "" if last is None else last.area_code
