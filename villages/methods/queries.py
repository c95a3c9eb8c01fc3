"""Reads about the 选举办法 of an election."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from election_office.documents.models import Document
from election_office.law import layers
from election_office.law.parameters import Parameter
from election_office.law.rulebooks import Rulebook
from villages.committee.queries import first_choice
from villages.lawtexts.values import may_be_typed
from villages.methods import drafting
from villages.models import Election, FrozenRules, LawText, Method, MethodValue, RuleOverlay

NOTICE = "villages.method_notice"


@dataclass(frozen=True)
class SetValue:
    """One value of a text, in words, and the article that holds it."""

    row: MethodValue
    label: str
    display: str
    article: str
    text: str


def method_in_force(election: Election) -> Method | None:
    return Method.objects.in_force().filter(election=election).first()


def draft_of(election: Election) -> Method | None:
    return election.methods.filter(state=Method.State.DRAFT, revoked_at__isnull=True).first()


def editions(election: Election) -> list[Method]:
    """Every edition, the newest first."""
    return list(election.methods.select_related("drafted_by", "passed_by").order_by("-edition"))


def is_frozen(election: Election) -> bool:
    return FrozenRules.objects.filter(election=election).exists()


def committee_since(election: Election) -> dt.date | None:
    choice = first_choice(election)
    return None if choice is None or choice.is_draft else choice.held_on


def notice_in_force(election: Election) -> Document | None:
    return Document.objects.for_election(election.pk).of_kind(NOTICE).in_force().first()


def book_above(election: Election) -> Rulebook:
    """The rules of the texts and papers above the village: what its 选举办法 is judged by."""
    papers = RuleOverlay.objects.in_force().governing(election).filter(election__isnull=True)
    texts = LawText.objects.covering([election.area_code]).as_layers()
    return election.rulebook_from([row.as_overlay() for row in papers], texts, None)


def occasion_of(election: Election) -> drafting.Occasion:
    seats = [(post.title, post.seats) for post in election.posts.all()]
    return drafting.Occasion(election.village.name, election.cycle.title, election.election_day, seats)


def open_parameters(book: Rulebook) -> list[Parameter]:
    """What is left to the village and can be typed on a page."""
    return [
        parameter
        for parameter in book.parameters
        if "village" in parameter.meaning.set_by and may_be_typed(parameter)
    ]


def set_values(method: Method, book: Rulebook) -> list[SetValue]:
    """The values of a text with the numbers of their articles, which follow those of the text."""
    found = []
    for number, row in enumerate(method.values.order_by("pk"), start=len(method.articles) + 1):
        parameter = book.by_key.get(row.key)
        label = parameter.label if parameter else row.key
        display = layers.shown(row.value, parameter.meaning) if parameter else str(row.value)
        found.append(
            SetValue(
                row,
                label,
                display,
                drafting.article_title(number),
                drafting.value_article(label, display, row.key, row.value),
            )
        )
    return found


def numbered(method: Method, book: Rulebook) -> list[tuple[str, str]]:
    """The whole text: (第一条, its words), the values last but for the closing article."""
    lines = [*method.articles, *(value.text for value in set_values(method, book))]
    lines.append(f"{book.words.local_method}没有规定的，依照法律、法规和本省、本县、本乡镇的规定执行。")
    return [(drafting.article_title(number), line) for number, line in enumerate(lines, start=1)]


def unfit_clause(election: Election) -> tuple[Method, str, Sequence[Mapping[str, Any]]] | None:
    """The edition in force, its article and the grounds on which it nominates nobody; None without any."""
    method = method_in_force(election)
    if method is None:
        return None
    keys = list(method.values.order_by("pk").values_list("key", "value"))
    for number, (key, value) in enumerate(keys, start=len(method.articles) + 1):
        if key == drafting.UNFIT:
            return method, drafting.article_title(number), value
    return None
