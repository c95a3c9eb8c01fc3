"""An empty office answers every address with its set-up page."""

from __future__ import annotations

from collections.abc import Callable

from django.db import Error
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from election_office.dashboard.begin.codes import needs_founding


class Founding:
    """Asks the database until somebody can log in, and never again in this process: an office that has
    begun pays one comparison a request."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response
        self.begun = False
        self.open: tuple[str, ...] = ()

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if not self.begun:
            self.open = self.open or (
                reverse("dashboard:founding"),
                reverse("health"),
                reverse("metrics"),
                "/static/",
            )
            try:
                self.begun = not needs_founding()
            except Error:
                # The monitor asks just then: it is told so, all others see that nothing can be done.
                if request.path != reverse("health"):
                    raise
            if not self.begun and not request.path.startswith(self.open):
                return redirect("dashboard:founding")
        return self.get_response(request)
