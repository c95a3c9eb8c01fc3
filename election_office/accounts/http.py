from django.http import HttpRequest
from django_htmx.middleware import HtmxDetails

from election_office.accounts.models import User


class StaffRequest(HttpRequest):
    """A request behind the login: its user is a member of staff."""

    user: User
    htmx: HtmxDetails
