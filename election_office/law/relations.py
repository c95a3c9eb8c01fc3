"""Which relatives a rule means. Three texts draw three circles; none may stand in for another.

`near_relatives_8` is 民法典第一千零四十五条第二款. In-laws, uncles and cousins are in none of them.
"""

from __future__ import annotations

from typing import Final

from election_office.law.decision import Citation

SPOUSE: Final = "spouse"
PARENT: Final = "parent"
CHILD: Final = "child"
SIBLING: Final = "sibling"
GRANDPARENT: Final = "grandparent"
GRANDCHILD: Final = "grandchild"

RELATION_LABELS: Final[dict[str, str]] = {
    SPOUSE: "配偶",
    PARENT: "父母",
    CHILD: "子女",
    SIBLING: "兄弟姐妹",
    GRANDPARENT: "祖父母、外祖父母",
    GRANDCHILD: "孙子女、外孙子女",
}

# Seen from the other person. A declaration is made once, in one direction.
INVERSE: Final[dict[str, str]] = {
    SPOUSE: SPOUSE,
    PARENT: CHILD,
    CHILD: PARENT,
    SIBLING: SIBLING,
    GRANDPARENT: GRANDCHILD,
    GRANDCHILD: GRANDPARENT,
}

RELATION_SETS: Final[dict[str, frozenset[str]]] = {
    "near_relatives_8": frozenset(RELATION_LABELS),
    "spouse_parent_child_sibling": frozenset({SPOUSE, PARENT, CHILD, SIBLING}),
    "spouse_lineal": frozenset({SPOUSE, PARENT, CHILD, GRANDPARENT, GRANDCHILD}),
}

SET_LABELS: Final[dict[str, str]] = {
    "near_relatives_8": "近亲属（配偶、父母、子女、兄弟姐妹、祖父母、外祖父母、孙子女、外孙子女）",
    "spouse_parent_child_sibling": "配偶、父母、子女、兄弟姐妹",
    "spouse_lineal": "配偶、直系亲属",
}

NEAR_RELATIVES_BY: Final = Citation("民法典", "第一千零四十五条第二款")


def related(relation: str, relation_set: str) -> bool:
    """Whether that relation lies inside the named circle. Unknown names raise KeyError."""
    if relation not in RELATION_LABELS:
        raise KeyError(relation)
    return relation in RELATION_SETS[relation_set]
