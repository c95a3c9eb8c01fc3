"""The forms of a page as a browser would send them, and what a careless or hostile hand makes of them."""

from __future__ import annotations

from dataclasses import dataclass, field
from html.parser import HTMLParser

from django.utils import timezone

from tests.files import PDF, jpeg


@dataclass
class Sent:
    """One form: where it goes and what it holds, filled as far as a page can tell."""

    action: str
    method: str = "get"
    values: dict[str, list[str]] = field(default_factory=dict)
    kinds: dict[str, str] = field(default_factory=dict)
    """Field → text, number, date, datetime-local, time, choice, file, hidden, checkbox, email …"""

    def take(self, name: str, kind: str, value: str | None) -> None:
        if name and name != "csrfmiddlewaretoken":
            self.kinds[name] = kind
            if value is not None:
                self.values.setdefault(name, []).append(value)


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.forms: list[Sent] = []
        self.open: Sent | None = None
        self.choice: tuple[str, list[tuple[str, bool]]] | None = None
        self.area: tuple[str, list[str]] | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        said = {name: value or "" for name, value in attrs}
        if tag == "form":
            self.open = Sent(said.get("action", ""), said.get("method", "get").lower())
            self.forms.append(self.open)
        elif self.open is None:
            return
        elif tag == "input":
            self._box(said, self.open)
        elif tag == "button" and said.get("name"):
            self.open.take(said["name"], "button", said.get("value", ""))
        elif tag == "select":
            self.choice = (said.get("name", ""), [])
        elif tag == "option" and self.choice:
            self.choice[1].append((said.get("value", ""), "selected" in said))
        elif tag == "textarea":
            self.area = (said.get("name", ""), [])

    def _box(self, said: dict[str, str], form: Sent) -> None:
        kind, name = said.get("type", "text"), said.get("name", "")
        if kind in ("radio", "checkbox"):
            value = said.get("value", "on")
            form.take(
                name, "choice" if kind == "radio" else "checkbox", value if name not in form.values else None
            )
        elif kind == "file":
            form.take(name, "file", None)
        elif kind not in ("submit", "button", "reset", "image"):
            number = "input-count" in said.get("class", "")
            form.take(name, "number" if number else kind, said.get("value") or None)

    def handle_data(self, data: str) -> None:
        if self.area:
            self.area[1].append(data)

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self.open = None
        elif tag == "select" and self.choice and self.open:
            name, offered = self.choice
            chosen = [value for value, selected in offered if selected and value]
            self.open.take(name, "choice", (chosen or [value for value, _ in offered if value] or [""])[0])
            self.choice = None
        elif tag == "textarea" and self.area and self.open:
            name, text = self.area
            self.open.take(name, "text", "".join(text).strip() or None)
            self.area = None


def forms_of(page: str) -> list[Sent]:
    """Every form of a page. Empty boxes are filled with something sensible, so that the act is reached."""
    reader = _Reader()
    reader.feed(page)
    today = timezone.localtime()
    sensible = {
        "number": "1",
        "date": f"{today:%Y-%m-%d}",
        "datetime-local": f"{today:%Y-%m-%dT%H:%M}",
        "time": "08:30",
        "email": "a@b.example",
        "tel": "13900000000",
        "text": "演示",
        "search": "演示",
        "password": "Yanshi-2026-x",
    }
    for form in reader.forms:
        for name, kind in form.kinds.items():
            if kind in sensible and not form.values.get(name):
                form.values[name] = [sensible[kind]]
    return reader.forms


# What people and programs type that nobody reckoned with.
NUMBERS = [
    "-1",
    "0",
    "00",
    "1e9",
    "1.5",
    "²",
    "１２",
    "٣",
    "一百",
    "NaN",
    "Infinity",
    "-0",
    "0x1f",
    "1_000",
    " 7 ",
    "999999999",
    "2147483648",
    "9223372036854775808",
    "1" + "0" * 30,
    "9" * 5000,
]
DATES = [
    "0001-01-01",
    "0226-12-20",
    "1582-10-10",
    "1880-01-01",
    "1900-01-01",
    "2016-12-20",
    "2018-12-28",
    "2026-02-30",
    "2024-02-29",
    "2062-01-01",
    "2206-01-01",
    "9999-12-31",
    "10000-01-01",
    "2026-13-01",
    "20261220",
    "二〇二六年",
    "0",
]
TIMES = ["24:00", "00:00", "23:59:59.999999", "25:61", "8", "-1:00"]
TEXTS = [
    "",
    " ",
    "\t\r\n",
    "a\0b",
    "\u200b",
    "\ufeff演示",
    "\u202e演示",
    "𠮷𡿺",
    "e\u0301" * 30,
    "<script>alert(1)</script>",
    "{{ 7|add:7 }}",
    "{% now 'Y' %}",
    "%s%n%(x)s",
    "'; DROP TABLE x; --",
    "=1+1",
    "../../etc/passwd",
    "演" * 5000,
    "369901199001010011",
    "\ud7ff\ue000\uffff",
    "\x1b[31m",
    "＜＞＆",
    "0",
    "None",
    "[]",
    "\\",
    '"',
    "`",
]
CHOICES = ["", "0", "-1", "²", "nobody", "9" * 30, "a\0b", "１", "None", "1,2", "[1]", "__all__"]
FILES: list[tuple[str, bytes]] = [
    ("空.pdf", b""),
    ("假.pdf", b"%PDF-1.4"),
    ("真.pdf", PDF),
    ("程序.exe", b"MZ\x90\0"),
    ("图.jpg", jpeg("演示相机", 6)),
    ("断.jpg", jpeg()[:60]),
    ("网页.html", b"<html><script>1</script>"),
    ("名册.xlsx", b"PK\x03\x04" + b"\0" * 40),
    ("名册.csv", "姓名,身份证号\n演示,36990119900101001X\n,\0,\n".encode()),
    ("旧.xls", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600),
    ("../../x\n369901199001010011.png", b"\x89PNG\r\n\x1a\n" + b"\0" * 30),
]


def odd_values(kind: str) -> list[str]:
    """What is worth trying in a box of this kind, its own kind first."""
    return {
        "number": NUMBERS,
        "date": DATES,
        "datetime-local": [f"{day}T08:00" for day in DATES] + DATES[:3],
        "time": TIMES,
        "choice": CHOICES,
        "button": CHOICES,
        "hidden": [*NUMBERS, *CHOICES],
        "checkbox": CHOICES,
    }.get(kind, TEXTS)
