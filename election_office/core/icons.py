"""The few drawings of the pages: one path each in a 16×16 square, drawn with the colour of the text.

They stand in the page itself, so that they print, and so that the error page needs no other file.
"""

from __future__ import annotations

from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

FILLED = "filled"
LINE = "line"

# A status is told by its shape as well as by its colour and its word.
ICONS: dict[str, tuple[str, str]] = {
    "done": (
        FILLED,
        "M8 1a7 7 0 1 0 0 14A7 7 0 0 0 8 1Zm3.6 5.3-4.2 5a.9.9 0 0 1-1.3.1L4 9.4"
        "a.9.9 0 1 1 1.2-1.3l1.4 1.2 3.6-4.2a.9.9 0 0 1 1.4 1.2Z",
    ),
    "doing": (FILLED, "M8 1a7 7 0 1 0 0 14A7 7 0 0 0 8 1Zm0 1.8v10.4a5.2 5.2 0 0 1 0-10.4Z"),
    "soon": (
        FILLED,
        "M8 1a7 7 0 1 0 0 14A7 7 0 0 0 8 1Zm0 1.8a5.2 5.2 0 1 1 0 10.4A5.2 5.2 0 0 1 8 2.8Z"
        "M7.1 4.5h1.8v3.1l2.2 2.2-1.3 1.3-2.7-2.7Z",
    ),
    "overdue": (FILLED, "M8 .8 15.6 14.5H.4ZM7.1 5.5v4.7h1.8V5.5Zm0 5.9v1.7h1.8v-1.7Z"),
    "todo": (LINE, "M8 2.2a5.8 5.8 0 1 0 0 11.6A5.8 5.8 0 0 0 8 2.2Z"),
    "deferred": (FILLED, "M3.5 2.5h3v11h-3Zm6 0h3v11h-3Z"),
    "void": (LINE, "M8 2.2a5.8 5.8 0 1 0 0 11.6A5.8 5.8 0 0 0 8 2.2ZM4 12 12 4"),
    "info": (FILLED, "M8 1a7 7 0 1 0 0 14A7 7 0 0 0 8 1Zm-.9 2.8h1.8v1.8H7.1Zm0 3.2h1.8v5.2H7.1Z"),
    "home": (LINE, "M2 7.5 8 2.2l6 5.3M3.6 6.5v7h8.8v-7M6.5 13.5v-4h3v4"),
    "board": (LINE, "M2 13.8h12M3.8 13.5V8.5M8 13.5V3M12.2 13.5V6"),
    "village": (LINE, "M1.8 13.6h12.4M3 13.5V7l3.5-2.8L10 7v6.5M10 13.5V9.5h3v4M5.5 9.5h2"),
    "plan": (LINE, "M3 3.2h10v10.5H3ZM3 6.5h10M5.8 1.8v2.8M10.2 1.8v2.8M5.5 9.2h2M9 9.2h1.8"),
    "paper": (LINE, "M3.5 1.8h6l3 3v9.4h-9ZM9.5 1.8v3h3M5.6 8h4.8M5.6 10.8h4.8"),
    "job": (LINE, "M13.8 8a5.8 5.8 0 1 1-1.9-4.3M12.2 1.4v2.6H9.6"),
    "trace": (LINE, "M2.5 3h11M2.5 6.4h11M2.5 9.8h6M10.5 11.5l1.4 1.4 2.4-3"),
    "people": (
        LINE,
        "M6 8a2.6 2.6 0 1 0 0-5.2A2.6 2.6 0 0 0 6 8ZM1.5 13.5c.3-2.6 2-4 4.5-4s4.2 1.4 4.5 4"
        "M10.5 3a2.5 2.5 0 0 1 0 4.9M12 9.8c1.5.5 2.4 1.8 2.6 3.7",
    ),
    "rules": (LINE, "M8 2v11.8M4.5 13.8h7M2 4.5h12M3.8 4.5l-1.9 4.5h3.8ZM12.2 4.5l-1.9 4.5h3.8Z"),
    "help": (
        LINE,
        "M8 2.2a5.8 5.8 0 1 0 0 11.6A5.8 5.8 0 0 0 8 2.2ZM6.2 6.5c0-2.6 3.7-2.4 3.7-.2 0 1.4-1.9 1.5"
        "-1.9 2.9M8 11.2v.6",
    ),
    "print": (LINE, "M4.5 6V2.2h7V6M4.5 11.5H2.2V6h11.6v5.5h-2.3M4.5 9.5h7v4.3h-7Z"),
    "download": (LINE, "M8 2v8M4.8 7 8 10.2 11.2 7M2.5 13.5h11"),
    "search": (LINE, "M7 2.5a4.5 4.5 0 1 0 0 9 4.5 4.5 0 0 0 0-9ZM10.3 10.3l3.7 3.7"),
    "menu": (LINE, "M2 4h12M2 8h12M2 12h12"),
    "next": (LINE, "M6 3l5 5-5 5"),
    "back": (LINE, "M10 3 5 8l5 5"),
    "up": (LINE, "M3.5 10 8 5.5l4.5 4.5"),
    "down": (LINE, "M3.5 6 8 10.5 12.5 6"),
    "photo": (
        LINE,
        "M1.8 4h12.4v9.2H1.8ZM5.5 4l1-1.8h3l1 1.8M8 6.2a2.4 2.4 0 1 0 0 4.8 2.4 2.4 0 0 0 0-4.8Z",
    ),
    "review": (LINE, "M7 2.5a4.5 4.5 0 1 0 0 9 4.5 4.5 0 0 0 0-9ZM10.3 10.3l3.7 3.7M5.2 7l1.4 1.4L9 5.6"),
    "leave": (LINE, "M6.5 2.5h-4v11h4M6 8h8M11 5l3 3-3 3"),
}


def icon(name: str) -> SafeString:
    """A drawing that says nothing by itself: the word beside it does. Unknown name: KeyError."""
    kind, path = ICONS[name]
    rule = ' fill-rule="evenodd"' if kind == FILLED else ""
    return format_html(
        '<svg class="icon icon-{}" viewBox="0 0 16 16" width="16" height="16" aria-hidden="true" '
        'focusable="false"><path d="{}"{}></path></svg>',
        kind,
        path,
        mark_safe(rule),  # noqa: S308 -- one of two constants above
    )
