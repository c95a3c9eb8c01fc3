"""The numbers and the articles in force, by place and by election day.

A rule reads both from here and never from a literal. Layers, from below: the organic law in the version of
the election day, defaults for what that law leaves open, party rules and policy (their own keys, never 法定),
then the province, then the township's own papers (`Overlay`).

Conflicts. A hard national value is never loosened: a province that tries keeps its old value in
`alternatives` with `superseded` set, an overlay that tries raises ValueError naming the key. Where the
national law itself speaks (`on_conflict = "ask"`) and a province older than that national version says
something else, the national law in force is effective, both values stand in `alternatives`, and
`needs_choice` is True until the township decides: an Overlay on the key itself, or one on `conflict_policy`
for all of them. On such a key the township may only take a value that one of the texts gives. The program
shows the question; it does not settle it in silence.
"""

from __future__ import annotations

import copy
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cache
from typing import Any, Literal

from election_office.law import layers
from election_office.law.dates import cn_date
from election_office.law.decision import Citation
from election_office.law.limits import check_shape, loosens
from election_office.law.statutes import BY_KEY, statute
from election_office.law.words import KINDS, Words, words_for

NO_LIMIT = 99
"""In a maximum: no upper limit in the text. In a minimum that opens a door (vacant_ok): the door is shut."""

HELD_KINDS = ("village",)
"""The kinds of election whose law is held here."""

LOCAL_LAYERS = ("township", "village")


@dataclass(frozen=True, slots=True)
class Alternative:
    """A value another layer gives for the same key. `superseded`: a hard national value has overtaken it."""

    value: Any
    law: str
    article: str
    verified: bool
    sentence: str
    layer: str
    kind: str = "法定"
    superseded: bool = False

    @property
    def citation(self) -> Citation:
        return _citation(self.law, self.article, self.verified, self.kind)


@dataclass(frozen=True, slots=True)
class Parameter:
    """One value in force and where it comes from.

    `law` is a catalogue key, or "" for a township paper (then `article` is its 文号 and date). `kind` is
    法定, 默认 (the law is silent; this program's own choice, always unverified), 指引, 党内法规, 政策, 乡镇,
    村 or 试算; a 默认 is cited as what it is: a matter the law leaves to the provinces.
    `bound` says how `hard` binds: "min", "max", "fixed", "superset" or "differential"; "" when not hard.
    """

    key: str
    value: Any
    law: str
    article: str
    verified: bool
    sentence: str
    layer: str
    hard: bool = False
    alternatives: tuple[Alternative, ...] = ()
    kind: str = "法定"
    bound: str = ""
    floor: Any = None  # the hard national value, kept when a stricter layer replaces it
    on_conflict: str = ""
    needs_choice: bool = False
    meaning: layers.Key = field(default_factory=lambda: layers.Key("", ""))

    @property
    def label(self) -> str:
        return self.meaning.label

    @property
    def group(self) -> str:
        return self.meaning.group

    @property
    def choices(self) -> Mapping[str, str]:
        """The codes the value may use, each with its Chinese."""
        return self.meaning.choices

    @property
    def citation(self) -> Citation:
        return _citation(self.law, self.article, self.verified, self.kind)

    @property
    def display(self) -> str:
        """The value as a person reads it."""
        return layers.shown(self.value, self.meaning)


@dataclass(frozen=True, slots=True)
class Overlay:
    """A value set below the province, with the paper that decided it. `layer` "village" is one written into
    the village's own 选举办法. Overlays are laid in the order given."""

    key: str
    value: Any
    paper_number: str
    paper_date: date
    layer: Literal["township", "village"] = "township"


@dataclass(frozen=True)
class Rulebook:
    """The rules of one place on one election day. Unknown keys raise KeyError."""

    version: str
    area: str
    election_day: date
    province: str
    by_key: Mapping[str, Parameter]
    kind: str = "village"

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
        """Parameters on which two texts in force disagree and the township has not decided."""
        return [parameter for parameter in self.by_key.values() if parameter.needs_choice]

    def law_name(self, short: str) -> str:
        return statute(short).title

    def with_values(self, values: Mapping[str, Any]) -> Rulebook:
        """A copy with other values, for a trial calculation; a table may name only the parts that change.
        KeyError for an unknown key; ValueError naming the key for a value of the wrong shape or one that
        loosens a hard national value."""
        by_key = dict(self.by_key)
        for key, value in values.items():
            parameter = by_key[key]
            value = _merged(parameter, value)
            _guard(parameter, value)
            by_key[key] = replace(
                parameter,
                value=value,
                layer="override",
                kind="试算",
                alternatives=_with_itself(parameter),
                needs_choice=False,
            )
        return replace(self, by_key=by_key)


def rulebook_for(
    area_code: str, election_day: date, overlays: Sequence[Overlay] = (), *, kind: str = "village"
) -> Rulebook:
    """The rules of this kind of election for a division code (2 to 12 digits) on an election day.

    LookupError when no law of that kind held here was in force on that day; ValueError for a code that is
    not one, or for an overlay the national law does not permit.
    """
    words_for(area_code, kind)  # a kind without words has no law here either
    if kind not in HELD_KINDS:
        raise LookupError(f"还没有收录{KINDS.get(kind, kind)}选举的规则，不能办理这一类选举。")
    if not (area_code.isascii() and area_code.isdigit() and 2 <= len(area_code) <= 12):
        raise ValueError(f"行政区划代码应为2至12位数字，收到的是“{area_code}”。")
    national = layers.national_layer(election_day)
    province = layers.province_layer(area_code[:2], election_day)
    book = replace(_book(national, province), area=area_code, election_day=election_day, kind=kind)
    return _overlaid(book, overlays) if overlays else book


@cache
def _book(national: layers.Layer, province: layers.Layer | None) -> Rulebook:
    by_key: dict[str, Parameter] = {}
    for layer in (national, *layers.common_layers()):
        for key, entry in layer.entries.items():
            if key in by_key:
                continue  # the organic law speaks: the default for its silence is not needed
            by_key[key] = _parameter(key, entry, layer, national)
    missing = layers.meanings().keys() - by_key.keys()
    if missing:
        raise ValueError(f"{national.version} 缺少参数：{'、'.join(sorted(missing))}。")
    if province is not None:
        for key, entry in province.entries.items():
            if key not in by_key:
                raise ValueError(f"{province.version} 有未定义的参数：{key}。")
            by_key[key] = _provincial(by_key[key], entry, province, national)
    return Rulebook(
        version=national.version,
        area="",
        election_day=date.min,
        province=province.version if province else "",
        by_key={key: by_key[key] for key in layers.meanings()},
    )


def _parameter(key: str, entry: layers.Entry, layer: layers.Layer, national: layers.Layer) -> Parameter:
    meaning = layers.meanings()[key]
    law = entry.law or national.law
    article = entry.article or national.delegated(meaning.group)
    check_shape(key, entry.value, entry.value, meaning.choices)
    return Parameter(
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
    )


def _provincial(
    below: Parameter, entry: layers.Entry, province: layers.Layer, national: layers.Layer
) -> Parameter:
    value = _merged(below, entry.value)
    check_shape(below.key, below.value, value, below.choices)
    above = replace(
        below,
        value=value,
        law=entry.law,
        article=entry.article,
        verified=entry.verified,
        sentence=entry.sentence,
        layer="province",
        kind=entry.kind,
        alternatives=(_as_alternative(below),),
    )
    if value == below.value and below.kind == "法定":
        # The province repeats the national law: the national article is cited, the other stays readable.
        return replace(below, alternatives=(_as_alternative(above),))
    if below.hard and loosens(below.bound, below.floor, value):
        return replace(below, alternatives=(replace(_as_alternative(above), superseded=True),))
    older = province.passed is None or national.passed is None or province.passed < national.passed
    if below.on_conflict == "ask" and older:
        return replace(
            below, alternatives=(_as_alternative(below), _as_alternative(above)), needs_choice=True
        )
    return above


def _as_alternative(parameter: Parameter) -> Alternative:
    return Alternative(
        value=parameter.value,
        law=parameter.law,
        article=parameter.article,
        verified=parameter.verified,
        sentence=parameter.sentence,
        layer=parameter.layer,
        kind=parameter.kind,
    )


def _with_itself(parameter: Parameter) -> tuple[Alternative, ...]:
    """What stays readable when another value is laid over this one."""
    own = _as_alternative(parameter)
    others = parameter.alternatives
    return others if own in others else (*others, own)


def _overlaid(book: Rulebook, overlays: Sequence[Overlay]) -> Rulebook:
    by_key = dict(book.by_key)
    for overlay in overlays:
        if overlay.key not in by_key:
            raise KeyError(overlay.key)
        if not overlay.paper_number.strip():
            raise ValueError(f"{overlay.key}：改定规则必须写明文号。")
        below = by_key[overlay.key]
        setter = "本乡镇" if overlay.layer == "township" else "本村"
        value = _merged(below, overlay.value)
        _guard(below, value)
        if below.on_conflict == "ask" and not _on_offer(below, value):
            raise ValueError(
                f"{overlay.key}：“{below.label}”由法律规定，只能在国家和本省的规定中选择。{below.citation.basis}"
            )
        by_key[overlay.key] = replace(
            below,
            value=value,
            law="",
            article=f"{overlay.paper_number}（{cn_date(overlay.paper_date)}）",
            verified=True,
            sentence=f"{setter}以{overlay.paper_number}改定。{below.sentence}",
            layer=overlay.layer,
            kind="乡镇" if overlay.layer == "township" else "村",
            alternatives=_with_itself(below),
            needs_choice=False,
        )
    policy = by_key["conflict_policy"]
    if policy.layer in LOCAL_LAYERS:
        for key, parameter in by_key.items():
            if parameter.needs_choice:
                by_key[key] = _chosen(parameter, policy.value)
    return replace(book, by_key=by_key)


def _chosen(parameter: Parameter, policy: str) -> Parameter:
    """The parameter as `conflict_policy` settles it: "national" or "province"."""
    wanted = next(other for other in parameter.alternatives if other.layer == "province")
    if policy != "province":
        return replace(parameter, needs_choice=False)
    return replace(
        parameter,
        value=wanted.value,
        law=wanted.law,
        article=wanted.article,
        verified=wanted.verified,
        sentence=wanted.sentence,
        layer="province",
        needs_choice=False,
    )


def _merged(below: Parameter, value: Any) -> Any:
    """A table laid over the one below it; anything else as it is."""
    if isinstance(below.value, dict) and isinstance(value, Mapping):
        return {**below.value, **value}
    return value


def _on_offer(parameter: Parameter, value: Any) -> bool:
    return value == parameter.value or any(value == other.value for other in parameter.alternatives)


def _guard(parameter: Parameter, value: Any) -> None:
    check_shape(parameter.key, parameter.value, value, parameter.choices)
    if parameter.hard and loosens(parameter.bound, parameter.floor, value):
        shown = layers.shown(parameter.floor, parameter.meaning)
        raise ValueError(f"{parameter.key}：“{parameter.label}”不得放宽，国家法律规定的是{shown}。")


def _citation(law: str, article: str, verified: bool, kind: str = "") -> Citation:
    if not law:
        return Citation("", article, verified)
    place = f"{article}授权地方规定的事项，系统默认" if kind == "默认" else article
    return BY_KEY[law].cite(place, verified)
