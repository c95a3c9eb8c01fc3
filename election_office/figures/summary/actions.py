"""The acts on a draft: begin it, change its words, take new numbers in."""

from __future__ import annotations

from collections.abc import Mapping

from django.db import transaction
from django.utils import timezone

from election_office.accounts.access import require_in
from election_office.accounts.models import User
from election_office.accounts.permissions import Permission
from election_office.audit.actions import record
from election_office.core.drafts import merge
from election_office.figures.models import SummaryDraft
from election_office.figures.queries import COUNTY, VILLAGE, Scope
from election_office.figures.summary import rules
from election_office.figures.summary.queries import figures_and_facts

# A village writes its own, a township its own, a county its own: nobody writes in another's name.
WRITES = {COUNTY: Permission.DEFER_APPROVE, VILLAGE: Permission.DOCUMENT_ISSUE}


def permission_for(code: str) -> Permission:
    return WRITES.get(len(code), Permission.CYCLE_PLAN)


def _words_now(code: str, name: str, ordinal: int) -> dict[str, str]:
    _, facts = figures_and_facts(Scope(code, name, ordinal))
    return rules.paragraphs(rules.pieces(facts))


@transaction.atomic
def begin_summary(*, scope: Scope, by: User) -> SummaryDraft:
    """A draft from the records as they are; a second call finds the first."""
    require_in(by, permission_for(scope.code), scope.code)
    found = SummaryDraft.objects.filter(division=scope.code, ordinal=scope.ordinal).first()
    if found is not None:
        return found
    words = _words_now(scope.code, scope.name, scope.ordinal)
    draft = SummaryDraft(
        division=scope.code,
        ordinal=scope.ordinal,
        base=words,
        text=words,
        refreshed_at=timezone.now(),
        written_by=by,
    )
    draft.keep()
    record("summary.drafted", target=draft, by=by, after={"ordinal": scope.ordinal})
    return draft


@transaction.atomic
def edit_summary(
    *, draft: SummaryDraft, text: Mapping[str, str], by: User, version: int | None = None
) -> SummaryDraft:
    """Paragraph by paragraph; an emptied one is left out of the paper and stays out."""
    require_in(by, permission_for(draft.division), draft.division)
    draft = draft.lock(version)
    words = {key: value.replace("\r\n", "\n").strip() for key, value in text.items() if key in draft.text}
    changed = sorted(key for key, value in words.items() if draft.text[key] != value)
    draft.text = draft.text | words
    draft.keep("text")
    record("summary.edited", target=draft, by=by, after={"paragraphs": len(changed)})
    return draft


@transaction.atomic
def refresh_summary(
    *, draft: SummaryDraft, take: frozenset[str] = frozenset(), by: User, name: str = ""
) -> dict[str, str]:
    """New numbers in: what nobody changed is said anew, what a person changed stays. ``take``: paragraphs
    whose new words are wanted all the same. Answers the new words that were not put in, by key."""
    require_in(by, permission_for(draft.division), draft.division)
    draft = draft.lock(None)
    new = _words_now(draft.division, name, draft.ordinal)
    merged = merge(draft.base, draft.text, new)
    text = merged.text | {key: new[key] for key in take if key in new}
    draft.base, draft.text, draft.refreshed_at = new, text, timezone.now()
    draft.keep("base", "text", "refreshed_at")
    record("summary.refreshed", target=draft, by=by, after={"kept": len(merged.clashes)})
    return {key: words for key, words in merged.clashes.items() if key not in take}
