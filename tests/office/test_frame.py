"""What the apps register on pages that know nothing of them: tabs, navigation, links."""

from __future__ import annotations

import re

import pytest
from django.template import Context, Template
from django.test import Client, RequestFactory
from django.urls import reverse

from election_office.accounts.permissions import Role
from election_office.core import frame
from election_office.core.frame import Link
from tests.factories import ElectionFactory, UserFactory


@pytest.fixture
def links(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(frame, "_links", {})


def drawn(place: str, pk: int | None = None, *, held: set[str] | None = None, path: str = "/") -> list[str]:
    template = Template(
        "{% load office %}{% links_at place pk as rows %}{% for row in rows %}"
        "{{ row.text }}={{ row.url }}{% if row.current %}!{% endif %};{% endfor %}"
    )
    context = Context({"place": place, "pk": pk, "perms_held": held or set()})
    context["request"] = RequestFactory().get(path)
    return [part for part in template.render(context).split(";") if part]


def test_links_stand_in_their_order_and_only_for_those_who_may(links: None) -> None:
    frame.register(
        Link("main", "documents:list", "公文", 20, any_of=("village_view", "audit_view")),
        Link("main", "audit:list", "操作留痕", 10, any_of=("audit_view",)),
        Link("main", "no:such_page", "没有", 5),
    )
    assert drawn("main", held={"audit_view"}) == ["操作留痕=/audit/", "公文=/documents/"]
    assert drawn("main", held={"village_view"}, path="/documents/7/") == ["公文=/documents/!"]
    assert drawn("main") == []


def test_a_link_takes_the_key_of_its_row_in_its_path_or_in_its_query(links: None) -> None:
    frame.register(
        Link("staff", "accounts:staff_detail", "账号", 10),
        Link("staff", "audit:list", "留痕", 20, query="target=accounts.User:{pk}"),
    )
    assert drawn("staff", 7) == [
        f"账号={reverse('accounts:staff_detail', args=[7])}",
        "留痕=/audit/?target=accounts.User:7",
    ]


def test_one_page_stands_once_at_a_place(links: None) -> None:
    frame.register(Link("main", "documents:list", "公文", 20))
    with pytest.raises(ValueError, match="documents:list stands twice at 'main'"):
        frame.register(Link("main", "documents:list", "文书", 30))


def test_a_label_says_the_words_of_the_election() -> None:
    label = Link("election", "voters:roll", "{w.roll_short}", 30)

    class Words:
        roll_short = "名册"

    assert label.text(Words()) == "名册"


@pytest.mark.django_db
def test_the_tabs_of_an_election_are_those_of_all_apps_in_their_order(client: Client) -> None:
    election = ElectionFactory(steps=True)
    client.force_login(UserFactory(serving=election.area_code[:9], role=Role.TOWNSHIP_OFFICER))

    shown = client.get(election.get_absolute_url()).content.decode()

    tabs = shown[shown.index('aria-label="本次选举"') :]
    tabs = tabs[: tabs.index("</nav>")]
    names = ["villages:election_detail", "villages:preparation", "villages:supervision"]
    names += ["villages:committee", "villages:method", "voters:roll", "voters:proxy_list", "candidates:list"]
    names += ["ballots:preparation", "ballots:boxes", "ballots:count", "ballots:result"]
    names += ["ballots:afterwards", "villages:postings", "documents:election_list", "archive:archive"]
    assert re.findall(r'href="([^"]+)"', tabs) == [reverse(name, args=[election.pk]) for name in names]
    assert re.findall(r'href="([^"]+)" aria-current="page"', tabs) == [election.get_absolute_url()]


@pytest.mark.django_db
def test_the_board_of_papers_stands_under_the_tab_of_papers(client: Client) -> None:
    election = ElectionFactory(steps=True)
    client.force_login(UserFactory(serving=election.area_code[:9], role=Role.TOWNSHIP_OFFICER))

    shown = client.get(reverse("documents:board", args=[election.pk])).content.decode()

    current = re.findall(r'href="([^"]+)" aria-current="page"', shown)
    assert reverse("documents:election_list", args=[election.pk]) in current
