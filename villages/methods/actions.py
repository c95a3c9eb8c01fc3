"""Acts on the 选举办法: draft, edit, set a value, pass, revoke."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.core.exceptions import ValidationError
from django.core.files.base import File
from django.db import transaction
from django.utils import timezone

from election_office.accounts.access import require
from election_office.accounts.models import User
from election_office.accounts.permissions import Permission
from election_office.audit.actions import record
from election_office.law.meetings import Meeting
from election_office.law.overlays import Overlay
from election_office.law.parameters import Unlawful
from election_office.law.rulebooks import rulebook_for
from villages.actions import require_stage
from villages.actions.elections import locked
from villages.actions.steps import plan_again
from villages.methods import drafting, queries, rules
from villages.models import Election, LawText, Method, MethodValue, RuleOverlay
from villages.models.elections import Stage


def _begin(election: Election, by: User) -> Election:
    require(by, Permission.STEP_RECORD, election)
    election = locked(election)
    require_stage(election, Stage.PREPARATION, Stage.ELECTION)
    return election


def _drafted(method: Method, version: int | None = None) -> Method:
    method = Method.objects.with_places().select_for_update(of=("self",)).get(pk=method.pk)
    if not method.is_draft:
        raise ValidationError("这一版选举办法已经通过或者撤回，不能再改；需要修改的请起草新的一版。")
    method.expect(version)
    return method


@transaction.atomic
def draft_method(*, election: Election, by: User) -> Method:
    """A new edition: the text in force with its values, to be amended, or the first one from the rulebook."""
    election = _begin(election, by)
    book = queries.book_above(election)
    has_draft = queries.draft_of(election) is not None
    rules.check_draft(frozen=queries.is_frozen(election), has_draft=has_draft, book=book).require()
    before = queries.method_in_force(election)
    text = before.text if before else "\n".join(drafting.draft(queries.occasion_of(election), book))
    last = election.methods.order_by("-edition").first()
    method = Method(
        election=election, edition=last.edition + 1 if last else 1, text=text, drafted_by=by
    ).keep()  # fmt: skip
    for row in before.values.order_by("pk") if before else ():
        MethodValue(method=method, key=row.key, value=row.value, set_by=by).keep()
    record("method.drafted", target=method, by=by, after={"edition": method.edition})
    return method


@transaction.atomic
def edit_text(*, method: Method, text: str, by: User, version: int | None = None) -> Method:
    """The committee's own words. The articles are numbered by the program; the values stand below them."""
    require(by, Permission.STEP_RECORD, method)
    method = _drafted(method, version)
    method.text = "\n".join(line.strip() for line in text.splitlines() if line.strip())
    rules.check_text(method.articles).require()
    method.keep("text")
    record("method.text_edited", target=method, by=by, after={"articles": len(method.articles)})
    return method


@transaction.atomic
def set_value(*, method: Method, key: str, value: Any, by: User) -> MethodValue:
    """One value of what the law leaves to the village; ValidationError with the article for another."""
    require(by, Permission.STEP_RECORD, method)
    method = _drafted(method)
    rules.check_key(key, queries.book_above(method.election)).require()
    row = method.values.filter(key=key).first() or MethodValue(method=method, key=key)
    row.value, row.set_by = value, by
    others = [entry for entry in method.values.order_by("pk") if entry.key != key]
    _judge(method, [*others, row], timezone.localdate(), beside=key)
    row.keep("value", "set_by")
    method.keep()
    record("method.value_set", target=method, by=by, after={"key": key, "value": value})
    return row


@transaction.atomic
def drop_value(*, row: MethodValue, by: User) -> Method:
    """The draft says nothing of it any more: what stands above the village holds."""
    require(by, Permission.STEP_RECORD, row)
    method = _drafted(row.method)
    before = {"key": row.key, "value": row.value}
    row.delete()
    method.keep()
    record("method.value_dropped", target=method, by=by, before=before)
    return method


@transaction.atomic
def pass_method(
    *,
    method: Method,
    body: str,
    held_on: dt.date,
    eligible: int,
    present: int,
    in_favour: int,
    by: User,
    called_on: dt.date | None = None,
    by_households: bool = False,
    women: int | None = None,
    women_present: int | None = None,
    minutes: File[bytes] | None = None,
    note: str = "",
    version: int | None = None,
) -> Method:
    """The meeting has passed it: the earlier edition ends, and its values are a layer of the rulebook."""
    require(by, Permission.STEP_RECORD, method)
    election = locked(method.election)
    require_stage(election, Stage.PREPARATION, Stage.ELECTION)
    method = _drafted(method, version)
    by_households = by_households and body == "villager_meeting"
    meeting = Meeting(body, eligible, present, by_households, "", women or 0, women_present or 0)
    facts = rules.Passing(
        meeting=meeting, in_favour=in_favour, called_on=called_on, held_on=held_on,
        today=timezone.localdate(), election_day=election.election_day,
        committee_since=queries.committee_since(election), frozen=queries.is_frozen(election),
    )  # fmt: skip
    decision = rules.check_passing(facts, queries.book_above(election))
    decision.require()
    if decision.warnings and not note.strip():
        raise ValidationError({"note": f"{decision.warnings[0].message}请在说明里写明。"})
    papers = _judge(method, list(method.values.order_by("pk")), held_on)
    before = queries.method_in_force(election)
    if before is not None:
        before.state = Method.State.SUPERSEDED
        before.keep("state")
    method.state, method.body, method.held_on, method.called_on = (
        Method.State.PASSED,
        body,
        held_on,
        called_on,
    )
    method.by_households, method.eligible, method.present = meeting.by_households, eligible, present
    method.in_favour, method.women, method.women_present = in_favour, women, women_present
    method.note, method.passed_by = note.strip(), by
    if minutes is not None:
        method.minutes, method.filename = minutes, str(minutes.name or "会议记录")[:120]
    method.keep(
        "state", "body", "held_on", "called_on", "by_households", "eligible", "present", "in_favour", "women",
        "women_present", "note", "passed_by", "minutes", "filename",
    )  # fmt: skip
    _lay(election, papers, by)
    record(
        "method.passed", target=method, by=by,
        after={"edition": method.edition, "held_on": held_on, "body": method.meeting_title,
               "values": [paper.key for paper in papers]},
        reason=note,
    )  # fmt: skip
    return method


@transaction.atomic
def revoke_method(*, method: Method, reason: str, by: User) -> Method:
    """A draft that is given up, or a passing entered by mistake: the edition before it is in force again."""
    require(by, Permission.STEP_RECORD, method)
    election = locked(method.election)
    method = Method.objects.with_places().select_for_update(of=("self",)).get(pk=method.pk)
    if method.is_revoked or method.state == Method.State.SUPERSEDED:
        raise ValidationError("这一版选举办法已经撤回或者已被代替，不能再撤回。")
    was_passed = method.state == Method.State.PASSED
    if was_passed:
        hangs = queries.notice_in_force(election) is not None
        (
            rules.check_draft(frozen=queries.is_frozen(election), has_draft=False, book=election.rulebook)
            + rules.check_revoking(paper_in_force=hangs)
        ).require()
    method.keep(*method.revoke(by=by, reason=reason))
    if was_passed:
        _back_to_the_edition_before(election, by)
    record("method.revoked", target=method, by=by, before={"edition": method.edition}, reason=reason)
    return method


def _back_to_the_edition_before(election: Election, by: User) -> None:
    earlier = election.methods.filter(state=Method.State.SUPERSEDED, revoked_at__isnull=True)
    before = earlier.order_by("-edition").first()
    papers: list[Overlay] = []
    if before is not None:
        before.state = Method.State.PASSED
        before.keep("state")
        papers = _papers(before, list(before.values.order_by("pk")), before.held_on or timezone.localdate())
    _lay(election, papers, by)


def _papers(method: Method, rows: list[MethodValue], day: dt.date) -> list[Overlay]:
    """The values as the rulebook lays them, each with its article."""
    name, first = f"{method.election.village.name}选举办法", len(method.articles) + 1
    return [
        Overlay(row.key, row.value, f"{name}{drafting.article_title(number)}", day, "village")
        for number, row in enumerate(rows, start=first)
    ]


def _judge(method: Method, rows: list[MethodValue], day: dt.date, *, beside: str = "") -> list[Overlay]:
    """The values as papers of the village; ValidationError with the article for an unlawful one, beside the
    field of the value being set."""
    election = method.election
    above = RuleOverlay.objects.in_force().governing(election).filter(election__isnull=True)
    texts = LawText.objects.covering([election.area_code]).as_layers()
    # Papers above that the law does not allow are left out, as everywhere.
    refused = [row.overlay for row in queries.book_above(election).refused]
    laid = [paper for paper in (row.as_overlay() for row in above) if paper not in refused]
    papers = _papers(method, rows, day)
    try:
        rulebook_for(
            election.area_code, election.election_day, [*laid, *papers], kind=election.kind, texts=texts
        )
    except Unlawful as error:
        sentence = error.sentence
        raise ValidationError({"value": sentence} if error.key == beside else sentence) from error
    except (ValueError, KeyError) as error:
        raise ValidationError(str(error).strip("'")) from error
    return papers


def _lay(election: Election, papers: list[Overlay], by: User) -> None:
    """These values and no others are the village's own; what is still open is planned anew by them."""
    own = RuleOverlay.objects.in_force().filter(election=election)
    own.update(ended_at=timezone.now())
    for paper in papers:
        RuleOverlay(
            area_code=election.area_code, kind=election.kind, election=election, key=paper.key,
            value=paper.value, paper_number=paper.paper_number, paper_date=paper.paper_date, entered_by=by,
        ).keep()  # fmt: skip
    election.__dict__.pop("rulebook", None)
    plan_again(election.steps.filter(done_on__isnull=True))
