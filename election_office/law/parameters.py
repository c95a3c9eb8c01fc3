"""One value of a rulebook, where it comes from, and the shape and the limit nobody passes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from election_office.law import layers
from election_office.law.decision import Citation
from election_office.law.limits import check_shape, loosens
from election_office.law.statutes import BY_KEY, statute

SETTERS = {"province": "省", "county": "县", "township": "乡镇", "village": "村选举办法", "charter": "章程"}


class Unlawful(ValueError):
    """A paper says what the law does not allow. The text begins with the key and ends with the place."""

    def __init__(self, key: str, sentence: str, citation: Citation) -> None:
        super().__init__(f"{key}：{sentence}")
        self.key = key
        self.sentence = sentence
        self.citation = citation


@dataclass(frozen=True, slots=True)
class Alternative:
    """A value another layer gives for the same key. `superseded`: a text of higher rank has overtaken it."""

    value: Any
    law: str
    article: str
    verified: bool
    sentence: str
    layer: str
    kind: str = "法定"
    superseded: bool = False
    display: str = ""

    @property
    def citation(self) -> Citation:
        return cited(self.law, self.article, self.verified, self.kind)


@dataclass(frozen=True, slots=True)
class Parameter:
    """One value in force and where it comes from.

    `law` is a catalogue key, the title of an entered text, or "" for a paper (then `article` is its 文号 and
    date). `kind` is 法定, 默认 (the law is silent; this program's own choice, always unverified), 指引,
    党内法规, 政策, 县, 乡镇, 村 or 试算; a 默认 is cited as what it is: a matter left to the provinces.
    `bound` says how `hard` binds: "min", "max", "fixed", "superset" or "differential"; "" when not hard.
    `base` is the nearest text above that binds a paper, with its place.
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
    national: Citation = field(default_factory=lambda: Citation("", ""))
    base: Alternative | None = None

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
        return cited(self.law, self.article, self.verified, self.kind)

    @property
    def display(self) -> str:
        """The value as a person reads it."""
        return layers.shown(self.value, self.meaning)

    @property
    def overtaken(self) -> Sequence[Alternative]:
        """Values of older or lower texts that a text of higher rank has overtaken."""
        return [other for other in self.alternatives if other.superseded]

    @property
    def differs(self) -> bool:
        """Whether this place has something of its own here: a text, a paper, or an old value overtaken."""
        return self.layer not in ("national", "party", "policy") or bool(self.overtaken)

    @property
    def setters(self) -> str:
        """Who below the nation may change it, in Chinese."""
        return "、".join(SETTERS[code] for code in self.meaning.set_by) or "国家法律固定，地方不得改变"


def as_alternative(parameter: Parameter) -> Alternative:
    return Alternative(
        value=parameter.value,
        law=parameter.law,
        article=parameter.article,
        verified=parameter.verified,
        sentence=parameter.sentence,
        layer=parameter.layer,
        kind=parameter.kind,
        display=parameter.display,
    )


def with_itself(parameter: Parameter) -> tuple[Alternative, ...]:
    """What stays readable when another value is laid over this one."""
    own = as_alternative(parameter)
    others = parameter.alternatives
    return others if own in others else (*others, own)


def merged(below: Parameter, value: Any) -> Any:
    """A table laid over the one below it; anything else as it is."""
    if isinstance(below.value, dict) and isinstance(value, Mapping):
        return {**below.value, **value}
    return value


def guard(parameter: Parameter, value: Any) -> None:
    """The shape, and the hard national value, which nobody loosens."""
    check_shape(parameter.key, parameter.value, value, parameter.choices)
    if parameter.hard and loosens(parameter.bound, parameter.floor, value):
        shown = layers.shown(parameter.floor, parameter.meaning)
        raise Unlawful(
            parameter.key,
            f"“{parameter.label}”不得放宽，国家法律规定的是{shown}。{parameter.national.basis}",
            parameter.national,
        )


@lru_cache(maxsize=4096)
def cited(law: str, article: str, verified: bool, kind: str = "") -> Citation:
    if not law:
        return Citation("", article, verified)
    if kind == "默认":
        article = f"{article}{statute(law).leaves_open}的事项，系统默认"
    return BY_KEY[law].cite(article, verified) if law in BY_KEY else Citation(law, article, verified)
