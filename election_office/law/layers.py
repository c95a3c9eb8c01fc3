"""Reading the TOML layers. Each file is read once and checked as it is read."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from election_office.law.dates import cn_date
from election_office.law.limits import is_share
from election_office.law.statutes import BY_KEY
from election_office.law.text import cn_number
from election_office.law.words import in_words_of

HERE = Path(__file__).parent
NATIONAL_FILES = ("national-2018.toml", "national-2025.toml")
NATIONAL = {
    "village": ("村民委员会组织法", NATIONAL_FILES),
    "community": ("城市居民委员会组织法", NATIONAL_FILES),
    "collective": ("农村集体经济组织法", ("national-2024.toml",)),
}
"""The organic law of each kind of election and the files of its versions."""
ALONE = ("collective",)
"""Kinds whose law is another than a village's: they take no key and no default from it."""
KINDS = ("法定", "默认", "指引", "党内法规", "政策", "一般")
"""一般: what a law calls usual; it was read, and binds nobody."""
MEASURES_GROUPS = ("村民委员会", "居民委员会", "选举以后", "配套组织")
LOCAL_NAMES = ("province", "autonomy", "county")
CONFLICTS = ("", "national", "county")
"""What an older, different provincial text meets: the national law, or a choice of the county."""
BOUNDS = ("", "min", "max", "fixed", "superset", "differential")


@dataclass(frozen=True, slots=True)
class Key:
    """What a key means to people, the same in every layer."""

    label: str
    group: str
    unit: str = ""
    choices: Mapping[str, str] = field(default_factory=dict)
    parts: Mapping[str, str] = field(default_factory=dict)
    special: Mapping[str, str] = field(default_factory=dict)
    set_by: Sequence[str] = ()
    """Who below the nation may change it: province, county, township, village."""
    way: str = ""
    """Within what, where a text above speaks: min, max, subset, order, parts_min, differential; "" no way."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One value in one layer."""

    value: Any
    law: str
    article: str
    verified: bool
    sentence: str
    kind: str
    bound: str
    on_conflict: str


@dataclass(frozen=True, eq=False)
class Layer:
    """One file. `delegation` and `measures` are the national articles that leave the manner of election
    (具体选举办法) and the rest (实施办法) to the provinces."""

    name: str
    version: str
    law: str
    delegation: str
    measures: str
    passed: date | None
    valid_from: date | None
    valid_to: date | None
    area: str
    title: str
    entries: Mapping[str, Entry]
    election: str = "village"
    """The kind of election the text is about."""

    def delegated(self, group: str) -> str:
        return self.measures if group in MEASURES_GROUPS else self.delegation

    def in_force(self, day: date) -> bool:
        return (self.valid_from is None or self.valid_from <= day) and (
            self.valid_to is None or day <= self.valid_to
        )


@cache
def meanings(kind: str = "village") -> Mapping[str, Key]:
    """What every key means in an election of this kind, in the order of the page of rules."""
    village = {key: Key(**fields) for key, fields in _read("keys.toml").items()}
    if kind == "village":
        return village
    own = {key: Key(**fields) for key, fields in _read(f"{kind}/keys.toml").items()}
    if kind in ALONE:
        return own
    every = {key: _reworded_key(meaning, kind) for key, meaning in village.items()} | own
    groups = list(dict.fromkeys(meaning.group for meaning in every.values()))
    return dict(sorted(every.items(), key=lambda item: groups.index(item[1].group)))


def _folder(kind: str) -> str:
    return "" if kind == "village" else f"{kind}/"


class NoTextInForce(LookupError):
    """No law of this kind of election was in force that day; says so to whoever typed the day."""


def national_layer(election_day: date, kind: str = "village") -> Layer:
    """The version of the organic law in force that day; NoTextInForce before the first of them."""
    law, files = NATIONAL[kind]
    for name in files:
        layer = load_layer(_folder(kind) + name)
        if layer.in_force(election_day):
            return layer
    if kind in ALONE:
        raise NoTextInForce(
            f"《{law}》在{cn_date(election_day)}还没有施行，此前只按省的规定和章程办理，这里无法确定规则。"
        )
    raise NoTextInForce(f"没有{cn_date(election_day)}施行的《{law}》文本，无法确定规则，请核对选举日。")


@cache
def common_layers(kind: str = "village") -> tuple[Layer, ...]:
    """The defaults, the party's rules and the policy. Those written for a village are said in the words of
    the kind, below the defaults it has of its own."""
    if kind in ALONE:
        return (load_layer(f"{kind}/defaults.toml"),)
    village = tuple(load_layer(name) for name in ("defaults.toml", "party.toml", "policy.toml"))
    if kind == "village":
        return village
    return (load_layer(f"{kind}/defaults.toml"), *(_reworded(layer, kind) for layer in village))


def _reworded(layer: Layer, kind: str) -> Layer:
    entries = {
        key: replace(
            entry, sentence=in_words_of(kind, entry.sentence), value=_reworded_value(entry.value, kind)
        )
        for key, entry in layer.entries.items()
    }
    return replace(layer, entries=entries, election=kind)


def _reworded_value(value: Any, kind: str) -> Any:
    """A list of grounds names each in Chinese; codes and numbers stay."""
    if isinstance(value, list):
        return [_reworded_value(item, kind) for item in value]
    if isinstance(value, dict) and "label" in value:
        return {**value, "label": in_words_of(kind, value["label"])}
    return value


def _reworded_key(meaning: Key, kind: str) -> Key:
    def said(texts: Mapping[str, str]) -> dict[str, str]:
        return {code: in_words_of(kind, text) for code, text in texts.items()}

    return replace(
        meaning,
        label=in_words_of(kind, meaning.label),
        group=in_words_of(kind, meaning.group),
        choices=said(meaning.choices),
        parts=said(meaning.parts),
        special=said(meaning.special),
    )


def province_layer(area: str, election_day: date) -> Layer | None:
    """The province's file, if one is kept and in force that day; a later version wins."""
    found = [layer for layer in provinces() if layer.area == area and layer.in_force(election_day)]
    return max(found, key=lambda layer: layer.valid_from or date.min, default=None)


def local_layers(
    area: str, election_day: date, texts: Sequence[Layer] = (), kind: str = "village"
) -> tuple[Layer, ...]:
    """The texts of a place on one kind of election, from the top: the province's, an autonomous regulation,
    the county's.

    Of several of one rank the one that entered into force last is taken; a text entered in the office stands
    before one that ships with the program."""
    shipped = [layer for layer in provinces(kind) if layer.area == area[:2]]
    found: list[Layer] = []
    for name in LOCAL_NAMES:
        fitting = [
            layer
            for layer in (*shipped, *texts)
            if layer.name == name
            and layer.election == kind
            and area.startswith(layer.area)
            and layer.in_force(election_day)
        ]
        entered = [layer for layer in fitting if layer not in shipped]
        best = max(entered or fitting, key=lambda layer: layer.valid_from or date.min, default=None)
        found += [best] if best is not None else []
    return tuple(found)


@cache
def provinces(kind: str = "village") -> tuple[Layer, ...]:
    folder = f"{_folder(kind)}provinces"
    return tuple(load_layer(f"{folder}/{path.name}") for path in sorted((HERE / folder).glob("*.toml")))


@cache
def load_layer(name: str) -> Layer:
    """One layer file. ValueError names the file and the parameter that is not as it must be."""
    data = _read(name)
    layer_name = data["layer"]
    law = data.get("law", "")
    entries = {
        key: parse_entry(f"{name} {key}", fields, data) for key, fields in data.get("parameters", {}).items()
    }
    unknown = entries.keys() - meanings(data.get("election", "village")).keys()
    if unknown:
        raise ValueError(f"{name} 有未定义的参数：{'、'.join(sorted(unknown))}。")
    return Layer(
        name=layer_name,
        version=data["version"],
        law=law,
        delegation=data.get("delegation", ""),
        measures=data.get("measures", ""),
        passed=data.get("passed"),
        valid_from=data.get("valid_from"),
        valid_to=data.get("valid_to"),
        area=data.get("area", ""),
        title=data.get("title", ""),
        entries=entries,
        election=data.get("election", "village"),
    )


def parse_entry(where: str, fields: Mapping[str, Any], header: Mapping[str, Any]) -> Entry:
    allowed = {"value", "law", "article", "verified", "sentence", "kind", "bound", "on_conflict"}
    if not {"value", "sentence"} <= fields.keys() <= allowed:
        raise ValueError(f"{where}：字段应含 value、sentence，且只能是{'、'.join(sorted(allowed))}。")
    kind = fields.get("kind", header.get("kind", "法定"))
    verified = fields.get("verified", header.get("verified", False))
    entry = Entry(
        value=fields["value"],
        law=fields.get("law", header.get("law", "")),
        article=fields.get("article", header.get("article", "")),
        verified=verified,
        sentence=fields["sentence"],
        kind=kind,
        bound=fields.get("bound", ""),
        on_conflict=fields.get("on_conflict", ""),
    )
    if entry.law and entry.law not in BY_KEY:
        raise ValueError(f"{where}：法规目录里没有“{entry.law}”。")
    if kind not in KINDS or entry.bound not in BOUNDS or entry.on_conflict not in CONFLICTS:
        raise ValueError(f"{where}：kind、bound 或者 on_conflict 的写法不对。")
    if not entry.sentence.endswith("。"):
        raise ValueError(f"{where}：说明应当是一句以“。”结尾的话。")
    if kind == "法定" and not (entry.law and entry.article):
        raise ValueError(f"{where}：法定参数必须写明法规和条款。")
    if verified and (kind == "默认" or not BY_KEY[entry.law].read):
        raise ValueError(f"{where}：没有读过原文的内容不能标为已核实。")
    return entry


def shown(value: Any, meaning: Key) -> str:
    """A value in Chinese, for the page of rules and for refusals."""
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, int):
        return meaning.special.get(str(value)) or f"{value}{meaning.unit}"
    if isinstance(value, str):
        return meaning.choices.get(value, value)
    if is_share(value):
        share = f"{cn_number(value['den'])}分之{cn_number(value['num'])}"
        return meaning.special.get(f"{value['num']}/{value['den']}", share)
    if isinstance(value, dict):
        return "；".join(_part_shown(part, inner, meaning) for part, inner in value.items())
    if isinstance(value, list):
        items = [item["label"] if isinstance(item, dict) else shown(item, meaning) for item in value]
        return ("；" if any("、" in item for item in items) else "、").join(items) or "无"
    return str(value)


def _part_shown(part: str, value: Any, meaning: Key) -> str:
    label = meaning.parts.get(part, part)
    if isinstance(value, dict):
        inner = (f"{meaning.parts.get(key, key)}{shown(number, meaning)}" for key, number in value.items())
        return f"{label}：{'、'.join(inner)}"
    return f"{label}：{shown(value, meaning)}"


def _read(name: str) -> dict[str, Any]:
    with (HERE / name).open("rb") as file:
        return tomllib.load(file)
