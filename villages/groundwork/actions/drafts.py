"""Reports of the township, drafted from its records and kept as a person wrote them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict

from django.core.exceptions import ValidationError
from django.db import transaction

from election_office.accounts.access import require
from election_office.accounts.models import User
from election_office.accounts.permissions import Permission
from election_office.audit.actions import record
from villages.groundwork import drafting, rules
from villages.models import Cycle, Draft


@transaction.atomic
def refresh_draft(*, cycle: Cycle, kind: str, by: User) -> rules.Refreshed:
    """Read the records again. What a person changed stays; where the records moved on it is named."""
    require(by, Permission.CYCLE_PLAN, cycle)
    cycle = cycle.lock()
    draft = cycle.drafts.select_for_update(of=("self",)).filter(kind=kind).first()
    draft = draft or Draft(cycle=cycle, kind=kind, recorded_by=by, sections=[])
    found = rules.refresh(drafting.sections(draft), drafting.SOURCES[kind](cycle))
    draft.sections = [asdict(section) for section in found.sections]
    draft.keep("sections")
    record("draft.refreshed", target=draft, by=by, after={"kind": draft.get_kind_display()})
    return found


@transaction.atomic
def edit_draft(*, draft: Draft, texts: Sequence[str], by: User, version: int | None = None) -> Draft:
    """Keep the texts as a person wrote them, section by section in their order."""
    require(by, Permission.CYCLE_PLAN, draft)
    draft = draft.lock(version)
    old = drafting.sections(draft)
    if len(texts) != len(old):
        raise ValidationError("草稿的段落已经变化，请重新打开页面。")
    draft.sections = [
        asdict(rules.Section(section.heading, section.made, text.replace("\r\n", "\n").strip()))
        for section, text in zip(old, texts, strict=True)
    ]
    draft.keep("sections")
    record("draft.edited", target=draft, by=by, after={"kind": draft.get_kind_display()})
    return draft
