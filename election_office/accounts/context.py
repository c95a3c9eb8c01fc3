"""What every page's frame needs to know."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest


def office(request: HttpRequest) -> dict[str, Any]:
    """``perms_held``: names of the permissions held anywhere, for hiding buttons; never a guard."""
    user = getattr(request, "user", None)
    held: set[str] = set()
    if user is not None and user.is_authenticated:
        held = user.permission_names
    return {"perms_held": held, "demo": settings.DEMO}
