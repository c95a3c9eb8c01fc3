"""The register of what stands on pages for other apps: navigation, tabs, and links at named places.

A page knows its places, an app above registers what belongs there in its ``pages.py``, read at start-up.
So no page names an app above it. Places there are: "home" (the seal), "main" (navigation), "profile",
"person" and "logout" (the head), "typed_keep" and "typed_discard" (what a form keeps of typed work),
"find" (the search of the head), "election" (the tabs of an election), and those that templates ask for
with ``{% links_at … %}``: "county", "township", "cycle", "together" (postings of many villages),
"village_committee", "staff", "preparation", "meeting", "pledge_file" (the scan of a pledge, asked for by
a view), "papers" (the board of an election's papers).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.urls import NoReverseMatch, reverse


@dataclass(frozen=True, slots=True)
class Link:
    """One link.

    ``url``: a URL name; it takes the key of the place's row where the place has one, unless ``query``
    carries that key as ``{pk}``. ``label``: ``{w.roll_short}`` asks for a word of the election or of the
    reader's place. ``any_of``: names of permissions one of which is held; none: everybody. ``also``:
    beginnings of view names on whose pages this link is the current one.
    """

    place: str
    url: str
    label: str
    order: int
    icon: str = ""
    any_of: tuple[str, ...] = ()
    also: tuple[str, ...] = ()
    query: str = ""
    primary: bool = False

    @property
    def group(self) -> str:
        """Of the navigation: the day's pages, what is done with them, what is looked up."""
        return "每天" if self.order < 50 else "办理" if self.order < 90 else "查阅"

    def text(self, words: Any) -> str:
        return self.label.format(w=words)

    def address(self, pk: int | None = None) -> str:
        """Empty while there is no such page."""
        args = [pk] if pk is not None and not self.query else []
        try:
            address = reverse(self.url, args=args)
        except NoReverseMatch:
            return ""
        return f"{address}?{self.query.format(pk=pk)}" if self.query else address


_links: dict[tuple[str, str], Link] = {}


def register(*links: Link) -> None:
    for link in links:
        if (link.place, link.url) in _links:
            raise ValueError(f"{link.url} stands twice at {link.place!r}.")
        _links[link.place, link.url] = link


def links_at(place: str) -> list[Link]:
    """In their order."""
    found = [link for link in _links.values() if link.place == place]
    return sorted(found, key=lambda link: (link.order, link.url))
