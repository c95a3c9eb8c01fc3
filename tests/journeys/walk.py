"""What a person does with the pages, in the words of the journey."""

from __future__ import annotations

import datetime as dt
import io
import re
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Protocol

from PIL import Image
from playwright.sync_api import Browser, BrowserContext, Locator, Page, expect
from pypdf import PdfReader

DATA = Path(__file__).resolve().parent.parent / "data"
PASSWORD = "qinghe-2026-demo"
# A busy machine with two offices on it: what takes a second alone may take twenty.
PATIENCE = 60_000

# Whether pressing this ends in another page: a link of the office, a form that is sent without a question.
LEAVES = """node => {
    const link = node.closest("a[href]");
    if (link) return !link.target && !link.getAttribute("href").startsWith("#");
    const form = node.form;
    if (!form || node.type !== "submit" || form.method === "dialog") return false;
    if (node.dataset.confirm || form.dataset.confirm || form.hasAttribute("data-download")) return false;
    if (form.matches("[hx-post], [data-hx-post], [hx-get], [data-hx-get]")) return false;
    return form.noValidate || form.checkValidity();
}"""


def every(found: Locator) -> list[Locator]:
    """All that is found, once there is any: right after a click the page before may still stand there, and
    ``all()`` alone waits for nothing."""
    expect(found.first).to_be_visible(timeout=PATIENCE)
    return found.all()


class AnyOffice(Protocol):
    """An office of its own processes, or this process with a live server."""

    @property
    def url(self) -> str: ...

    @property
    def today(self) -> dt.date: ...


class Person:
    """Somebody at their own browser, logged in to the office."""

    def __init__(self, context: BrowserContext, office: AnyOffice, username: str) -> None:
        self.office = office
        self.page: Page = context.new_page()
        self.open("/login/")
        self.fill("用户名", username)
        self.fill("密码", PASSWORD)
        self.press("登录")
        expect(self.page.get_by_role("button", name="退出")).to_be_visible()

    # ---------------------------------------------------------------- moving about

    def open(self, path: str) -> Page:
        self.page.goto(path if path.startswith("http") else self.office.url + path)
        return self.page

    def follow(self, name: str, *, within: Locator | None = None) -> None:
        self.go((within or self.page).get_by_role("link", name=name).first)

    def press(self, name: str) -> None:
        self.go(self.page.get_by_role("button", name=name, exact=True).first)

    def save(self) -> None:
        """The one button that sends the form of this page."""
        self.go(self.page.locator("main form .form-actions button[type=submit]").first)

    def agree(self) -> None:
        """Answer the question the page asks before an act that cannot be undone."""
        with self.page.expect_navigation():
            self.page.locator("dialog[open] [data-answer=yes]").click()

    def go(self, control: Locator) -> None:
        """Click. Where it leads to another page, that page is there when this returns: whoever counted, read
        or went elsewhere right after a bare click met the page before, or cut the sending off."""
        if not control.evaluate(LEAVES):
            control.click()
            return
        with self.page.expect_navigation():
            control.click()

    # ---------------------------------------------------------------- typing

    def fill(self, label: str, value: str) -> None:
        self.page.get_by_label(label, exact=False).first.fill(value)

    def choose_person(self, field: str, name: str) -> None:
        """Search a person in a picker and take the one found."""
        self.page.locator(f"[name={field}_words]").fill(name)
        self.page.locator(f"[name={field}][type=radio]").first.check()

    # ---------------------------------------------------------------- reading

    def sees(self, text: str | re.Pattern[str]) -> None:
        expect(self.page.get_by_text(text).first).to_be_visible(timeout=PATIENCE)

    def main_text(self) -> str:
        return self.page.locator("main").inner_text()

    def pdf_text(self, path: str) -> str:
        """The words of a paper, without line breaks and spaces."""
        answer = self.page.request.get(path if path.startswith("http") else self.office.url + path)
        assert answer.headers["content-type"] == "application/pdf", answer.status
        pages = PdfReader(io.BytesIO(answer.body())).pages
        return re.sub(r"\s|　", "", "".join(page.extract_text() for page in pages))

    # ---------------------------------------------------------------- papers

    def post_everywhere(self) -> None:
        """On the page of a paper: record that it hangs at every place, each with its photograph."""
        self.go(self.page.get_by_role("link", name=re.compile("^登记(多处)?张贴$")).first)
        photo = io.BytesIO()
        Image.new("RGB", (640, 480), "#b23020").save(photo, "JPEG")
        for field in self.page.locator("input[type=file]").all():
            field.set_input_files({"name": "board.jpg", "mimeType": "image/jpeg", "buffer": photo.getvalue()})
        for field in self.page.locator("input[name^=at_][max]").all():
            field.fill(str(field.get_attribute("max")))
        at_once = self.page.locator("[name=at_once]")
        if at_once.count():
            at_once.check()
        self.press("登记张贴")
        self.sees(re.compile(r"已登记(\d+处|：.+)张贴"))
        self.sees("（最后一处张贴之日）")

    def paper_path(self) -> str:
        """Wait for the file of the paper shown, then its address."""
        link = self.page.get_by_role("link", name="打印稿（PDF）")
        deadline = time.monotonic() + PATIENCE / 1000
        while not link.count() and time.monotonic() < deadline:
            self.page.wait_for_timeout(300)
            self.page.reload()
        return str(link.get_attribute("href"))


@contextmanager
def people(browser: Browser, office: AnyOffice, *usernames: str) -> Iterator[list[Person]]:
    """These people, each with a browser of their own."""
    contexts = [
        browser.new_context(
            locale="zh-CN", timezone_id="Asia/Shanghai", viewport={"width": 1366, "height": 768}
        )
        for _ in usernames
    ]
    try:
        for context in contexts:
            context.set_default_timeout(PATIENCE)
        yield [Person(context, office, name) for context, name in zip(contexts, usernames, strict=True)]
    finally:
        for context in contexts:
            context.close()


def local(day: dt.date, hour: int = 9) -> str:
    """A moment as the browser's own field for day and time takes it."""
    return f"{day.isoformat()}T{hour:02d}:00"
