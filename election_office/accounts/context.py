"""What every page's frame needs to know."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse

from election_office.law.words import words_for


def office(request: HttpRequest) -> dict[str, Any]:
    """``perms_held``: names of the permissions held anywhere, for hiding buttons; never a guard.

    ``local_words``: the words of the place the user works in, for pages that are about no election; a page
    about an election says ``election.words``."""
    user = getattr(request, "user", None)
    held: set[str] = set()
    area = ""
    if user is not None and user.is_authenticated:
        held = user.permission_names
        area = next((assignment.area_code for assignment in user.current_assignments), "")
    return {
        "perms_held": held,
        "local_words": words_for(area),
        "demo": settings.DEMO,
        "typed_again": getattr(request, "typed_again", None),
        "typed_again_url": reverse("accounts:typed_discard"),
    }
