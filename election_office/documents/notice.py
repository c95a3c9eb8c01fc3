"""The declaration of a paper in one place, and the register of all declared papers.

A paper is one file in the ``notices`` package of its app. The issuing page, the board, the catalogue of
steps and the links on pages read the register. Checklists: docs/papers-register.md.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, fields, is_dataclass
from datetime import date
from functools import wraps
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from pkgutil import iter_modules
from typing import TYPE_CHECKING, Any, Generic, TypeVar

from django.apps import apps
from django.db.models import Model, QuerySet
from django.urls import reverse

from election_office.accounts.models import User
from election_office.accounts.permissions import Permission
from election_office.core.gather import Rows
from election_office.documents import elections, kinds, steps
from election_office.documents.facts import Facts, Json, from_json, to_json
from election_office.documents.kinds import DocumentKind, NumberRule, Place, PublicFile
from election_office.documents.paper import Paper
from election_office.documents.steps import Step
from election_office.law.dates import latest_day
from election_office.law.decision import Decision

if TYPE_CHECKING:
    from election_office.documents.models import Document, Posting

__all__ = ["Facts", "Json", "Notice", "NumberRule", "Place", "PublicFile", "Step", "register"]

SubjectT = TypeVar("SubjectT", bound=Model)
FactsT = TypeVar("FactsT", bound=Facts)


def nothing_required(subject: Any) -> Decision:
    return Decision()


def always(subject: Any) -> bool:
    return True


def nothing_known(election: Any) -> Sequence[Any]:
    return ()


@dataclass(frozen=True, slots=True)
class Due:
    """The last day on which a paper may be put up, and the article that says so."""

    day: date
    basis: str = ""


@dataclass(frozen=True, kw_only=True)
class Notice(Generic[SubjectT, FactsT]):
    """The declaration of a paper.

    ``about``: one line for the board. ``subject``: the model of what the paper is about.
    ``facts``: subject → facts, read from the database; ValidationError when there is nothing to print.
    ``layout``: facts → paper (PDF and Word), or ``template`` for a PDF, with ``word_layout`` for its Word
    file; none of them reads anything else.
    ``upgrades``: 1: facts 1 → facts 2, and so on up to the present version.
    ``requires``: what must exist before it is signed; asked when it is issued and when it is corrected.
    ``stages``: stages of the village in which it is first issued; empty: at any.
    ``subjects``: election → the rows about which this paper may be needed (the election itself by default
    when the paper is about an election). ``needed``: whether this subject needs it at all. ``reads``: what
    these two ask about the election, so that the board reads it for all papers in one statement.
    ``due``: a rulebook key (days before the day) or plain days before it; None: the day of its step.
    ``stays``: a rulebook key, for how many days people may object to what it says: so long it hangs at least.
    ``closes``: the step that is done when the paper hangs everywhere (or is issued, if the step says so);
    ``closes_when``: whether what this paper says ends the step at all.
    ``own_number``: subject → number, for a paper that carries the number of a decision or of a card and
    takes none of a series; a correction keeps it. ``adjust``: the words of a link and its URL by the
    subject's key, where something is chosen before the paper is issued (the size of its sheets).
    ``link``: the page, a URL by the election's key, where its link stands. ``page``: subject → that page,
    for a paper that is about no election.
    ``untrue_when``: fact that must stay the same → its word. ``untrue_by``: the acts in the trail that can
    change it; after each of them the papers in force are compared. ``present``: subject and
    printed facts → what is so now of ``untrue_when``, where ``facts`` would read a long list or say more.
    ``spoken``: facts → what is read out over a loudspeaker, where sentences made from the print will not do.
    ``visible``: user → subjects, where the model's own ``objects.visible_to`` does not say it.
    Hooks: as in DocumentKind, after what ``closes`` does; same transaction.
    """

    code: str
    title: str
    about: str
    subject: type[SubjectT]
    facts_type: type[FactsT]
    facts: Callable[[SubjectT], FactsT]
    layout: Callable[[FactsT], Paper] | None = None
    template: str | None = None
    word_layout: Callable[[FactsT], Paper] | None = None
    upgrades: Mapping[int, Callable[[Json], Json]] = field(default_factory=dict)
    number: NumberRule | None = None
    own_number: Callable[[SubjectT], str] | None = None
    adjust: tuple[str, str] | None = None
    places: Callable[[SubjectT], Sequence[Place]] | None = None
    signed_by: Callable[[FactsT], str]
    requires: Callable[[SubjectT], Decision] = nothing_required
    stages: tuple[str, ...] = ()
    subjects: Callable[[Any], Sequence[SubjectT]] | None = None
    needed: Callable[[SubjectT], bool] = always
    reads: tuple[Rows[[Any], Any], ...] = ()
    due: str | int | None = None
    stays: str | None = None
    closes: Step | None = None
    closes_when: Callable[[FactsT], bool] = always
    link: str
    page: Callable[[SubjectT], str] | None = None
    untrue_when: Mapping[str, str] = field(default_factory=dict)
    untrue_by: tuple[str, ...] = ()
    present: Callable[[SubjectT, FactsT], Mapping[str, Any]] | None = None
    spoken: Callable[[FactsT], Sequence[str]] | None = None
    visible: Callable[[User], QuerySet[SubjectT]] | None = None
    permission: Permission = Permission.DOCUMENT_ISSUE
    view_permission: Permission = Permission.VILLAGE_VIEW
    public: bool = True
    single: bool = True
    photo_required: bool = False
    public_files: Callable[[Document], Sequence[PublicFile]] | None = None
    on_issued: Callable[[Document], None] | None = None
    on_posted: Callable[[Posting], None] | None = None
    on_taken_down: Callable[[Posting], None] | None = None
    on_voided: Callable[[Posting], None] | None = None
    on_replaced: Callable[[Document], None] | None = None
    on_revoked: Callable[[Document], None] | None = None

    def __post_init__(self) -> None:
        if not is_dataclass(self.facts_type) or set(self.upgrades) != set(range(1, self.facts_type.version)):
            raise ValueError(f"{self.code}: every version of the facts needs its upgrade to the next.")
        if unknown := set(self.untrue_when) - {fact.name for fact in fields(self.facts_type)}:
            raise ValueError(f"{self.code}: the facts have no {sorted(unknown)}.")
        if bool(self.untrue_when) != bool(self.untrue_by):
            raise ValueError(f"{self.code}: untrue_when and untrue_by belong together.")

    # -------------------------------------------------------------- facts

    def newest(self, version: int, data: Json) -> Json:
        """Stored facts in the shape of the present version. Raises ValueError for a version of the future."""
        if not 1 <= version <= self.facts_type.version:
            raise ValueError(f"{self.code}: this program does not know version {version} of its facts.")
        for old_version in range(version, self.facts_type.version):
            data = self.upgrades[old_version](dict(data))
        return data

    def read(self, version: int, data: Json) -> FactsT:
        """The facts of a paper of any version. Raises ValueError for data of another shape."""
        facts: FactsT = from_json(self.facts_type, self.newest(version, data))
        return facts

    def printed(self, document: Document) -> FactsT:
        """What that paper says."""
        return self.read(document.facts_version, document.facts)

    # -------------------------------------------------------------- subject

    def signature(self, subject: SubjectT, *, correcting: bool) -> Decision:
        """Whether it may be signed now: first at its stage and in its turn; a mistake may be put right at any
        time."""
        decision = self.requires(subject)
        if self.closes and not correcting:
            decision = elections.source().check_order(subject, self.closes.code) + decision
        if self.stages and not correcting:
            decision = elections.source().check_stage(subject, self.stages) + decision
        return decision

    def signer(self, subject: SubjectT, signed_by: str, *, correcting: bool) -> Decision:
        """Whether the body that signs exists and can act. A paper that closes a step has asked that by its
        order, and a mistake may be put right at any time."""
        if correcting or self.closes is not None:
            return Decision()
        return elections.source().check_signer(subject, self.code, signed_by)

    def visible_to(self, user: User) -> QuerySet[Any]:
        """The subjects whose papers this user may see."""
        if self.visible is not None:
            return self.visible(user)
        rows: QuerySet[Any] = self.subject._default_manager.visible_to(user)  # type: ignore[attr-defined]
        return rows

    def subjects_of(self, election: Any) -> Sequence[SubjectT]:
        """The rows of this election about which the paper may be needed."""
        if self.subjects is not None:
            return self.subjects(election)
        return (election,) if isinstance(election, self.subject) else ()

    def due_of(self, subject: SubjectT, step_days: Mapping[str, Due]) -> Due | None:
        """By when it must hang. ``step_days``: of the election's steps, by code."""
        if self.due is None:
            return step_days.get(self.closes.code) if self.closes else None
        day, book = elections.day_of(subject), elections.rulebook_of(subject)
        days = self.due if isinstance(self.due, int) else int(book.value(self.due))
        basis = "" if isinstance(self.due, int) else str(book.cite(self.due))
        return Due(latest_day(day, days, book.value("count_mode")), basis)

    def issue_url(self, subject: SubjectT) -> str:
        """The page that previews, issues, corrects and withdraws it."""
        return reverse("documents:paper", args=[self.code, subject.pk])

    def adjust_link(self, subject: SubjectT) -> tuple[str, str] | None:
        """The words and the address of the page where something is chosen before it is issued."""
        if self.adjust is None:
            return None
        label, page = self.adjust
        return label, reverse(page, args=[subject.pk])

    # -------------------------------------------------------------- what the engine prints and posts

    def as_kind(self) -> DocumentKind:
        """The paper as numbering, printing, postings and verification know it."""
        layout, word_layout = self.layout, self.word_layout

        @wraps(self.facts)
        def facts(subject: SubjectT) -> Json:
            stored: Json = to_json(self.facts(subject))
            return stored

        return DocumentKind(
            code=self.code,
            title=self.title,
            facts=facts,
            compose=(lambda data: layout(from_json(self.facts_type, data))) if layout else None,
            template=self.template,
            word=(lambda data: word_layout(from_json(self.facts_type, data))) if word_layout else None,
            number_rule=self.number,
            places=self.places,
            permission=self.permission,
            view_permission=self.view_permission,
            public=self.public,
            photo_required=self.photo_required,
            single=self.single,
            signed_by=lambda data: self.signed_by(from_json(self.facts_type, data)),
            public_files=self.public_files,
            on_issued=self._issued,
            on_posted=self._posted,
            on_taken_down=self.on_taken_down,
            on_voided=self._voided,
            on_replaced=self.on_replaced,
            on_revoked=self._revoked,
            notice=self,
        )

    def _issued(self, document: Document) -> None:
        if self.closes and self.closes.when_issued:
            elections.source().paper_issued(document)
        if self.on_issued:
            self.on_issued(document)

    def _posted(self, posting: Posting) -> None:
        # What hangs and is no longer so proves nothing.
        document = posting.document
        if self.closes and not document.untrue and self.closes_when(self.printed(document)):
            elections.source().paper_posted(posting)
        if self.on_posted:
            self.on_posted(posting)

    def _voided(self, posting: Posting) -> None:
        if self.closes:
            elections.source().posting_voided(posting)
        if self.on_voided:
            self.on_voided(posting)

    def _revoked(self, document: Document) -> None:
        if self.closes:
            elections.source().paper_withdrawn(document)
        if self.on_revoked:
            self.on_revoked(document)


# ------------------------------------------------------------------ the register

_notices: dict[str, Notice[Any, Any]] = {}


def register(notice: Notice[SubjectT, FactsT]) -> Notice[SubjectT, FactsT]:
    """Make the paper known to every part that deals with papers, and its step to the catalogue."""
    if notice.code in _notices:
        raise ValueError(f"Two papers are called {notice.code!r}.")
    kinds.register(notice.as_kind())
    if notice.closes:
        how = "issued" if notice.closes.when_issued else "document"
        steps.declare(notice.closes, f"{how}:{notice.code}")
    _notices[notice.code] = notice
    return notice


def forget(code: str) -> None:
    """Take a paper out of the register. For tests that add a paper."""
    notice = _notices.pop(code)
    kinds.forget(code)
    if notice.closes:
        steps.forget(notice.closes.code)


def get(code: str) -> Notice[Any, Any]:
    """The paper of that code. Raises KeyError."""
    return _notices[code]


def find(code: str) -> Notice[Any, Any] | None:
    """The paper of that code, or None when no file declares it."""
    return _notices.get(code)


def every() -> list[Notice[Any, Any]]:
    """All declared papers, by code."""
    return [_notices[code] for code in sorted(_notices)]


def changed_by(act: str) -> list[Notice[Any, Any]]:
    """The papers that an act of that name can make untrue."""
    return [notice for notice in every() if act in notice.untrue_by]


def load(package: str, folder: Path) -> None:
    """Read an app's ``steps.toml``; import every module of its ``notices``, which register themselves, and of
    its ``prints``: sheets for the work itself, which are no papers."""
    table = folder / "steps.toml"
    if table.exists():
        for step, closes_with in steps.read(table):
            steps.declare(step, closes_with)
    for name in (f"{package}.notices", f"{package}.prints"):
        if find_spec(name) is not None:
            for module in iter_modules(import_module(name).__path__):
                import_module(f"{name}.{module.name}")


def load_all() -> None:
    """Every app's papers and steps, once at start-up."""
    for config in apps.get_app_configs():
        load(config.name, Path(config.path))
