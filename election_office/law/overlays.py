"""Papers below the province: what county, township and village may set, and what they may not.

具体选举办法 belongs to the standing committee of the province; a paper fills what the texts above leave
open, or narrows it in the direction the key allows. "Stricter" is not lawful where it takes a vote or a
seat, so thresholds, grounds to strike a voter and bars of candidates have no setter below the province.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, Literal

from election_office.law import layers
from election_office.law.dates import cn_date
from election_office.law.decision import Citation
from election_office.law.limits import leaves
from election_office.law.parameters import (
    Parameter,
    Unlawful,
    as_alternative,
    guard,
    merged,
    with_itself,
)

LocalLayer = Literal["county", "township", "village", "charter"]
"""A charter is a collective's own; LOCAL_LAYERS are those of the elections of villages and communities."""
LOCAL_LAYERS: tuple[LocalLayer, ...] = ("county", "township", "village")
SETTERS = {"county": "县级文件", "township": "乡镇文件", "village": "村选举办法", "charter": "章程"}
KINDS = {"county": "县", "township": "乡镇", "village": "村", "charter": "章程"}


@dataclass(frozen=True, slots=True)
class Overlay:
    """A value set below the province, with the paper that decided it. `layer` "village" is one written into
    the village's own 选举办法. Overlays are laid in the order given."""

    key: str
    value: Any
    paper_number: str
    paper_date: date
    layer: LocalLayer = "township"


@dataclass(frozen=True, slots=True)
class Refused:
    """A paper that is not applied, and why."""

    overlay: Overlay
    label: str
    sentence: str


def layer_of(area_code: str) -> LocalLayer:
    """Whose paper it is, by the length of the division code it was entered for."""
    return "county" if len(area_code) <= 6 else "township" if len(area_code) <= 9 else "village"


def overlaid(
    parameters: Mapping[str, Parameter], overlays: Sequence[Overlay], *, strict: bool
) -> tuple[dict[str, Parameter], tuple[Refused, ...]]:
    """The parameters with the papers laid over them, and, unless `strict`, the papers left out."""
    by_key, refused = dict(parameters), list[Refused]()
    for overlay in overlays:
        if overlay.key not in by_key:
            if strict:
                raise KeyError(overlay.key)
            refused.append(Refused(overlay, overlay.key, "现行规则中已没有这一参数。"))
            continue
        below = by_key[overlay.key]
        try:
            by_key[overlay.key] = _laid(below, overlay)
        except ValueError as error:
            if strict:
                raise
            sentence = error.sentence if isinstance(error, Unlawful) else str(error)
            refused.append(Refused(overlay, below.label, sentence))
    return by_key, tuple(refused)


def _laid(below: Parameter, overlay: Overlay) -> Parameter:
    if not overlay.paper_number.strip():
        raise ValueError(f"{overlay.key}：改定规则必须写明文号。")
    value = merged(below, overlay.value)
    guard(below, value)
    check_rank(below, value, overlay.layer)
    setter = {"county": "本县", "township": "本乡镇", "village": "本村", "charter": "本组织章程"}[
        overlay.layer
    ]
    above = replace(
        below,
        value=value,
        law="",
        article=f"{overlay.paper_number}（{cn_date(overlay.paper_date)}）",
        verified=True,
        sentence=f"{setter}以{overlay.paper_number}改定。{below.sentence}",
        layer=overlay.layer,
        kind=KINDS[overlay.layer],
        alternatives=with_itself(below),
        needs_choice=False,
    )
    # What a county sets binds the township and the village below it.
    return replace(above, base=as_alternative(above)) if overlay.layer == "county" else above


def check_rank(below: Parameter, value: Any, setter: LocalLayer) -> None:
    """`Unlawful` unless this setter may give this key this value."""
    if setter not in below.meaning.set_by:
        raise Unlawful(below.key, _not_yours(below, setter), _source(below))
    if below.on_conflict == "county" and setter == "county":
        if value != below.value and all(value != other.value for other in below.alternatives):
            raise Unlawful(
                below.key,
                f"“{below.label}”只能在国家和本省的规定中选择。{_source(below).basis}",
                _source(below),
            )
        return
    base = below.base
    if base is not None and leaves(below.meaning.way, base.value, value, list(below.choices)):
        asked = layers.shown(value, below.meaning)
        raise Unlawful(
            below.key,
            f"“{below.label}”已有规定，是{base.display}，{SETTERS[setter]}不得改为{asked}。{base.citation.basis}",
            base.citation,
        )


def _not_yours(below: Parameter, setter: LocalLayer) -> str:
    """Why this paper may not speak of this key, with the old provincial article where it repeats it."""
    old = "".join(f"{other.citation}与上位法不一致，也不能据此改定。" for other in below.overtaken)
    spoken = f"由法律规定，是{below.display}" if below.kind == "法定" else "由本省规定"
    return f"“{below.label}”{spoken}，{SETTERS[setter]}不得改定。{old}{_source(below).basis}"


def _source(below: Parameter) -> Citation:
    """The place that binds: the text in force, or the paragraph that leaves the matter to the province."""
    return below.base.citation if below.base is not None else below.national
