"""Password slips: ten to a sheet, to be cut apart and handed over one by one."""

from __future__ import annotations

from collections.abc import Sequence

from django.template.loader import render_to_string

from election_office.accounts.models import Assignment, User
from election_office.accounts.permissions import Role
from election_office.documents.rendering import pdf_from_html, print_css
from villages.models import Township

PER_SHEET = 10


def slips_pdf(township: Township, accounts: Sequence[tuple[User, str]], address: str) -> bytes:
    names = dict(township.villages.values_list("code", "name"))
    posts: dict[int, Assignment] = {}
    people = [user.pk for user, _ in accounts]
    for post in Assignment.objects.filter(user__in=people, ended_at__isnull=True).order_by("-area_code"):
        posts[post.user_id] = post
    slips = []
    for user, password in accounts:
        held = posts.get(user.pk)
        slips.append(
            {
                "place": names.get(held.area_code, township.name) if held else township.name,
                "name": user.name,
                "role": (held.unit or Role(held.role).label) if held else "",
                "username": user.username,
                "password": password,
            }
        )
    sheets = [slips[start : start + PER_SHEET] for start in range(0, len(slips), PER_SHEET)]
    context = {
        "print_css": print_css(),
        "sheets": sheets,
        "township": township,
        "address": address,
    }
    return pdf_from_html(render_to_string("print/villages/password_slips.html", context)).data
