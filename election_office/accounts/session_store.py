"""The session a request brings, with the person it belongs to and the posts they hold: one statement.

What every page asks first it asks at once. Nothing is kept from one request to the next, so a session that
was ended, an account that was closed and a post that was taken away count from the next click on, in every
process.
"""

from __future__ import annotations

from typing import Any, cast

from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.backends import db
from django.db.models import F, FilteredRelation, Q
from django.utils import timezone

from election_office.accounts.models import Assignment, StaffSession, User

_POST = [field.attname for field in Assignment._meta.concrete_fields]


class SessionStore(db.SessionStore):
    """``person``: whose session it is, as just read; None where nobody has logged in."""

    person: User | None = None

    @classmethod
    def get_model_class(cls) -> type[StaffSession]:
        return StaffSession

    def create_model_instance(self, data: dict[str, Any]) -> StaffSession:
        row = cast(StaffSession, super().create_model_instance(data))
        row.user_id = int(data[SESSION_KEY]) if SESSION_KEY in data else None
        return row

    def _get_session_from_db(self) -> StaffSession | None:
        rows = list(
            StaffSession.objects.filter(session_key=self.session_key, expire_date__gt=timezone.now())
            .select_related("user")
            .annotate(
                held=FilteredRelation(
                    "user__assignments", condition=Q(user__assignments__ended_at__isnull=True)
                ),
                **{f"post_{name}": F(f"held__{name}") for name in _POST},
            )
            .order_by("held__area_code", "held__role")
        )
        if not rows:
            self._session_key = None
            return None
        self.person = rows[0].user
        if self.person is not None:
            self.person.current_assignments = [
                Assignment.from_db(row._state.db, _POST, [getattr(row, f"post_{name}") for name in _POST])
                for row in rows
                if cast(Any, row).post_id is not None
            ]
        return rows[0]
