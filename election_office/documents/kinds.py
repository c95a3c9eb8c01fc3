"""The register of what the office can issue. Each app adds its own kinds in its ``documents.py``."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from election_office.accounts.permissions import Permission
from election_office.documents.paper import Paper

if TYPE_CHECKING:
    from election_office.documents.models import Document, Posting
    from election_office.documents.notice import Notice

Facts = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Place:
    """Where a paper must hang. ``key`` is stable and short ("village", "group:3").

    ``required``: the paper counts as published only when it hangs at every required place.
    """

    key: str
    name: str
    required: bool = True


@dataclass(frozen=True, slots=True)
class PublicFile:
    """A file that anybody who holds a paper may fetch, with the checksum it must have."""

    title: str
    url: str
    sha256: str


@dataclass(frozen=True, slots=True)
class NumberRule:
    """Consecutive numbers 1, 2, 3… without gaps, one series per area, name and scope.

    ``label(subject, year, n)`` writes the number people read: "青石选〔2026〕3号".
    ``scope(subject)`` says where counting starts again; None counts by calendar year.
    ``area(subject)`` says whose series it is, where a paper about a village is numbered by its township.
    ``title``: what the register of numbers calls the series, where several kinds of paper share it.
    """

    series: str
    label: Callable[[Any, int, int], str]
    scope: Callable[[Any], str] | None = None
    area: Callable[[Any], str] | None = None
    title: str = ""


@dataclass(frozen=True, slots=True)
class DocumentKind:
    """One kind of official paper.

    ``facts`` gathers everything the paper says as JSON-ready values (dates and decimals may be
    given as they are; they are stored as text). ``compose`` or ``template`` lays out those frozen
    facts: with ``compose`` there is a PDF and a Word file, with ``template`` a PDF, with ``word`` its Word
    file.

    The hooks run inside the transaction of the act they follow; what they raise undoes it.
    ``on_replaced`` is handed the new paper (``document.replaces`` is the old one); ``on_voided`` a
    posting that was entered by mistake, after the dates of its paper were worked out again.
    ``public``: people read it on a wall, so identity numbers in it are refused.
    ``public_files``: what else the public page of the paper hands out.
    ``single``: at most one in force about one subject; a second must replace the first.
    ``specimen``: made-up facts for the gallery. ``specimen_longest``: the same grown, where sizes go with it.
    ``word``: the Word file of a paper with a ``template``, which says the same in plainer form.
    ``notice``: the declaration this kind was made from, where the paper has a file of its own.
    """

    code: str
    title: str
    facts: Callable[[Any], Facts]
    compose: Callable[[Facts], Paper] | None = None
    template: str | None = None
    number_rule: NumberRule | None = None
    places: Callable[[Any], Sequence[Place]] | None = None
    permission: Permission = Permission.DOCUMENT_ISSUE
    view_permission: Permission = Permission.VILLAGE_VIEW
    public: bool = False
    photo_required: bool = False
    single: bool = False
    signed_by: str | Callable[[Facts], str] = ""
    public_files: Callable[[Document], Sequence[PublicFile]] | None = None
    on_issued: Callable[[Document], None] | None = None
    on_posted: Callable[[Posting], None] | None = None
    on_taken_down: Callable[[Posting], None] | None = None
    on_voided: Callable[[Posting], None] | None = None
    on_replaced: Callable[[Document], None] | None = None
    on_revoked: Callable[[Document], None] | None = None
    notice: Notice[Any, Any] | None = None
    specimen: Callable[[], Facts] | None = None
    specimen_longest: Callable[[Facts], Facts] | None = None
    word: Callable[[Facts], Paper] | None = None

    def __post_init__(self) -> None:
        if (self.compose is None) == (self.template is None):
            raise ValueError(f"Document kind {self.code!r} needs either compose or template.")

    @property
    def has_word(self) -> bool:
        """Whether there is a Word file of it."""
        return self.compose is not None or self.word is not None

    @property
    def facts_version(self) -> int:
        """The version in which a paper issued now stores its facts."""
        return self.notice.facts_type.version if self.notice else 1

    def facts_of(self, document: Document) -> Facts:
        """The frozen facts of an issued paper in the present shape, whatever version they were stored in."""
        stored: Facts = document.facts
        if self.notice is None:
            return stored
        return self.notice.newest(document.facts_version, stored)

    def issuer(self, facts: Facts) -> str:
        """Who signs: the name the public page of the paper shows."""
        return self.signed_by if isinstance(self.signed_by, str) else self.signed_by(facts)


_kinds: dict[str, DocumentKind] = {}


def register(kind: DocumentKind) -> DocumentKind:
    if kind.code in _kinds:
        raise ValueError(f"Two document kinds are called {kind.code!r}.")
    _kinds[kind.code] = kind
    return kind


def forget(code: str) -> None:
    """Take a kind out of the register. For tests that add a paper."""
    del _kinds[code]


def get(code: str) -> DocumentKind:
    """The kind of that code, or KeyError."""
    return _kinds[code]


def find(code: str) -> DocumentKind | None:
    """The kind of that code, or None when the app that knew it is gone."""
    return _kinds.get(code)


def every() -> list[DocumentKind]:
    """All registered kinds in the order of their titles."""
    return sorted(_kinds.values(), key=lambda kind: (kind.title, kind.code))
