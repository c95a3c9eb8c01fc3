"""A paper and its sheets: what hangs is one sheet where it can be, and no last page holds a line or two."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import Any

from election_office.documents.paper import Paper, Size

# A last page with fewer lines than these looks forgotten.
FEW_LINES = 4
TIGHTER = (0.94, 0.88, 0.84)
LOOSER = (1.06, 1.12)
# On A3 after A4 proved too small: type for the room first, the size of A4 last.
WALL_TYPES = (
    (20.0, 1.0),
    (20.0, 0.92),
    (18.0, 1.0),
    (16.0, 1.0),
    (16.0, 0.92),
    (16.0, 0.84),
)
# More pages than these never go on one sheet.
MOST_PAGES_FOR_ONE_SHEET = 3
# A roll of ten thousand names is laid out twice at most.
MOST_PAGES_TO_TRY_ALL = 12


def form_of(paper: Paper) -> str:
    """Sheet, type and distance of lines, in words a row keeps: "A3 20 0.92"."""
    return f"{paper.size.value} {paper.points:g} {paper.leading:g}"


def in_form(paper: Paper, form: str) -> Paper:
    """The paper as it was fitted before."""
    size, points, leading = form.split(" ")
    return replace(paper, size=Size(size), points=float(points), leading=float(leading))


@dataclass(frozen=True, slots=True)
class LaidOut:
    """A paper with its pages: ``drawn`` is the printer's own document."""

    paper: Paper
    drawn: Any

    @property
    def pages(self) -> int:
        return len(self.drawn.pages)

    @property
    def is_fine(self) -> bool:
        return self.pages == 1 or lines_on(self.drawn.pages[-1]) >= FEW_LINES


def fitted(paper: Paper, lay_out: Callable[[Paper], Any]) -> LaidOut:
    """The paper in the first form that fits; as it was given where none does."""
    first = LaidOut(paper, lay_out(paper))
    if first.pages == 1:
        return first
    fine = first if first.is_fine else None
    # So many pages never become one: the first form with a good last page will do.
    is_long = first.pages > MOST_PAGES_FOR_ONE_SHEET
    for form in _forms(paper, first.pages):
        if fine is not None and is_long:
            return fine
        tried = LaidOut(form, lay_out(form))
        if tried.pages == 1:
            return tried
        if fine is None and tried.is_fine and form.size == paper.size:
            fine = tried
    return fine or first


def _forms(paper: Paper, pages: int) -> Iterator[Paper]:
    """What else may be tried, best first."""
    if pages > MOST_PAGES_TO_TRY_ALL:
        yield replace(paper, leading=TIGHTER[0])
        return
    to_one_sheet = paper.hangs and pages <= MOST_PAGES_FOR_ONE_SHEET
    for leading in TIGHTER:
        yield replace(paper, leading=leading)
    if to_one_sheet and paper.size == Size.A4:
        for points, leading in WALL_TYPES:
            yield replace(paper, size=Size.A3, points=points, leading=leading)
    for leading in LOOSER:
        yield replace(paper, leading=leading)


def lines_on(page: Any) -> int:
    """Lines of text on a page of the printer, page numbers and codes in the margins not counted."""
    heights: set[int] = set()
    for box in page._page_box.children:
        if box.element_tag == "html":
            _collect(box, heights)
    return len(heights)


def _collect(box: Any, heights: set[int]) -> None:
    if type(box).__name__ == "LineBox":
        heights.add(round(box.position_y))
        return
    if box.element is not None and "watermark" in (box.element.get("class") or ""):
        return
    for child in getattr(box, "children", ()):
        _collect(child, heights)
