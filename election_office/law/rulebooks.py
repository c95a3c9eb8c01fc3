"""The numbers and the articles in force, by kind of election, place and election day.

A rule reads both from here and never from a literal. Layers, from above: the organic law in the version of
the election day; defaults for what that law leaves open; party rules and policy (their own keys, never 法定);
the province's text; an autonomous regulation (变通); a county's text; then the papers of county, township and
village (`Overlay`).

Rank. Each key says who below the nation may change it (`set_by`) and within what (`way`). A hard national
value is never loosened, a verified provincial value binds everybody below it, and a paper that goes further
raises `Unlawful`, which names the article. A province older than the national law that contradicts it
(`on_conflict = "national"`) is kept in `alternatives` as `superseded`: the national value is in force and
nobody chooses. Where the law leaves room (`on_conflict = "county"`) both values stand, the province's is in
force, and `needs_choice` is True until the county decides with its paper.
"""

from __future__ import annotations

import copy
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache
from typing import Any

from election_office.law import layers
from election_office.law.decision import Citation
from election_office.law.limits import check_shape, loosens
from election_office.law.overlays import LOCAL_LAYERS, Overlay, Refused, check_rank, overlaid
from election_office.law.parameters import (
    Alternative,
    Parameter,
    Unlawful,
    as_alternative,
    cited,
    guard,
    merged,
    with_itself,
)
from election_office.law.statutes import BY_KEY, statute
from election_office.law.words import KINDS, Words, words_for

__all__ = ["LOCAL_LAYERS", "Alternative", "Overlay", "Parameter", "Rulebook", "Unlawful", "rulebook_for"]

NO_LIMIT = 99
"""In a maximum: no upper limit in the text. In a minimum that opens a door (vacant_ok): the door is shut."""

HELD_KINDS = ("village", "community", "collective")
"""The kinds of election whose law is held here."""

PRINCIPLES = ("voting_age", "secret_ballot", "open_count", "members_first")
"""What even an autonomous regulation may not vary: 立法法第八十五条第二款, 基本原则."""


@dataclass(frozen=True)
class Rulebook:
    """The rules of one place on one election day. Unknown keys raise KeyError."""

    version: str
    area: str
    election_day: date
    province: str
    by_key: Mapping[str, Parameter]
    kind: str = "village"
    refused: tuple[Refused, ...] = ()
    """Papers entered earlier that this law does not allow: not applied, and shown on the page of rules."""

    @property
    def words(self) -> Words:
        """The words this place uses for this kind of election."""
        return words_for(self.area, self.kind)

    def parameter(self, key: str) -> Parameter:
        return self.by_key[key]

    def value(self, key: str) -> Any:
        """The value in force; lists and tables are the caller's own copy."""
        value = self.by_key[key].value
        return copy.deepcopy(value) if isinstance(value, (dict, list)) else value

    def cite(self, key: str) -> Citation:
        return self.by_key[key].citation

    @property
    def parameters(self) -> list[Parameter]:
        return list(self.by_key.values())

    @property
    def open_choices(self) -> list[Parameter]:
        """Parameters on which the law leaves room, two texts differ, and the county has not decided."""
        return [parameter for parameter in self.by_key.values() if parameter.needs_choice]

    def law_name(self, short: str) -> str:
        return statute(short).title if short in BY_KEY else short

    def with_values(self, values: Mapping[str, Any]) -> Rulebook:
        """A copy with other values, for a trial calculation; a table may name only the parts that change.
        KeyError for an unknown key; ValueError naming the key for a value of the wrong shape or one that
        loosens a hard national value."""
        by_key = dict(self.by_key)
        for key, value in values.items():
            parameter = by_key[key]
            value = merged(parameter, value)
            guard(parameter, value)
            by_key[key] = replace(
                parameter,
                value=value,
                layer="override",
                kind="试算",
                alternatives=with_itself(parameter),
                needs_choice=False,
            )
        return replace(self, by_key=by_key)


def rulebook_for(
    area_code: str,
    election_day: date,
    overlays: Sequence[Overlay] = (),
    *,
    kind: str = "village",
    texts: Sequence[layers.Layer] = (),
    strict: bool = True,
) -> Rulebook:
    """The rules of this kind of election for a division code (2 to 12 digits) on an election day.

    `texts` are confirmed texts entered in the office (province, autonomy, county), in force that day or not.
    NoTextInForce when no law of that kind held here was in force on that day; ValueError for a code that is
    not one. A paper that goes beyond the law raises `Unlawful`; with `strict` False it is left out and named
    in `refused`, so that an old paper never takes a page away.
    """
    if not (area_code.isascii() and area_code.isdecimal() and 2 <= len(area_code) <= 12):
        raise ValueError(f"行政区划代码应为2至12位数字，收到的是“{area_code}”。")
    words_for(area_code, kind)  # a kind without words has no law here either
    if kind not in HELD_KINDS:
        raise LookupError(f"还没有收录{KINDS.get(kind, kind)}选举的规则，不能办理这一类选举。")
    national = layers.national_layer(election_day, kind)
    local = layers.local_layers(area_code, election_day, texts, kind)
    book = replace(_book(national, local), area=area_code, election_day=election_day, kind=kind)
    if not overlays:
        return book
    by_key, refused = overlaid(book.by_key, overlays, strict=strict)
    return replace(book, by_key=by_key, refused=refused)


@lru_cache(maxsize=256)
def _book(national: layers.Layer, local: tuple[layers.Layer, ...]) -> Rulebook:
    by_key: dict[str, Parameter] = {}
    kind = national.election
    meanings = layers.meanings(kind)
    for layer in (national, *layers.common_layers(kind)):
        for key, entry in layer.entries.items():
            if key in by_key:
                continue  # the organic law speaks: the default for its silence is not needed
            by_key[key] = _parameter(key, entry, layer, national)
    missing = meanings.keys() - by_key.keys()
    if missing:
        raise ValueError(f"{national.version} 缺少参数：{'、'.join(sorted(missing))}。")
    for layer in local:
        for key, entry in layer.entries.items():
            if key not in by_key:
                raise ValueError(f"{layer.version} 有未定义的参数：{key}。")
            by_key[key] = _laid(by_key[key], entry, layer, national)
    province = next((layer.version for layer in local if layer.name == "province"), "")
    return Rulebook(
        version=national.version,
        area="",
        election_day=date.min,
        province=province,
        by_key={key: by_key[key] for key in meanings},
        kind=kind,
    )


def _parameter(key: str, entry: layers.Entry, layer: layers.Layer, national: layers.Layer) -> Parameter:
    meaning = layers.meanings(national.election)[key]
    law = entry.law or national.law
    article = entry.article or national.delegated(meaning.group)
    check_shape(key, entry.value, entry.value, meaning.choices)
    parameter = Parameter(
        key=key,
        value=entry.value,
        law=law,
        article=article,
        verified=entry.verified,
        sentence=entry.sentence,
        layer=layer.name,
        hard=bool(entry.bound),
        kind=entry.kind,
        bound=entry.bound,
        floor=entry.value if entry.bound else None,
        on_conflict=entry.on_conflict,
        meaning=meaning,
        national=cited(law, article, True),
    )
    return replace(parameter, base=as_alternative(parameter)) if _binding(entry) else parameter


def _laid(below: Parameter, entry: layers.Entry, layer: layers.Layer, national: layers.Layer) -> Parameter:
    """The parameter with the entry of a local text laid over it, as the rank of the text allows."""
    value = merged(below, entry.value)
    check_shape(below.key, below.value, value, below.choices)
    if below.bound == "superset":  # a list of grounds only grows: the text names what it adds
        value = [*below.value, *(item for item in value if item not in below.value)]
    above = replace(
        below,
        value=value,
        law=entry.law,
        article=entry.article,
        verified=entry.verified,
        sentence=entry.sentence,
        layer=layer.name,
        kind=entry.kind,
        alternatives=with_itself(below),
    )
    if _binding(entry):
        above = replace(above, base=as_alternative(above))
    if value == below.value and below.kind == "法定":
        # A text that repeats the one above: the higher article is cited, the other stays readable.
        return replace(below, alternatives=(*below.alternatives, as_alternative(above)))
    if layer.name == "autonomy" and below.key not in PRINCIPLES:
        return replace(above, hard=False, bound="", floor=None, on_conflict="")
    overtaken = replace(
        below, alternatives=(*below.alternatives, replace(as_alternative(above), superseded=True))
    )
    if below.hard and loosens(below.bound, below.floor, value):
        return overtaken
    if layer.name == "county" and not _county_may(below, value):
        return overtaken
    older = layer.passed is None or national.passed is None or layer.passed < national.passed
    if below.on_conflict == "national" and older:
        return overtaken
    if below.on_conflict == "county" and older:
        return replace(above, needs_choice=layer.name == "province")
    return above


def _county_may(below: Parameter, value: Any) -> bool:
    try:
        check_rank(below, value, "county")
    except ValueError:
        return False
    return True


def _binding(entry: layers.Entry) -> bool:
    return entry.kind == "法定" and entry.verified
