"""The drawing of kinship, without a database."""

import re

import pytest

from villages.kinship_picture import BOX_HEIGHT, BOX_WIDTH, Node, Tie, families, svg

PEOPLE = [Node(1, "演示父", "选委会主任"), Node(2, "演示子", "候选人"), Node(3, "演示媳", "监委会委员")]
TIES = [Tie(1, 2, "child", alert=True), Tie(2, 3, "spouse")]


def boxes(picture):
    """Every person's box: (left, top)."""
    found = re.findall(rf'<rect x="([\d.]+)" y="([\d.]+)" width="{BOX_WIDTH}"', picture)
    return [(float(left), float(top)) for left, top in found]


def test_the_same_people_give_the_same_picture():
    assert svg(PEOPLE, TIES) == svg(list(PEOPLE), list(TIES))


def test_the_parent_stands_above_and_the_spouse_beside():
    father, son, wife = boxes(svg(PEOPLE, TIES))

    assert father[1] < son[1]
    assert son[1] == wife[1]


def test_a_conflict_is_dashed_marked_and_told_in_words():
    picture = svg(PEOPLE, TIES)

    assert picture.count("stroke-dasharray") == 1
    assert "✕父母子女" in picture
    assert "演示父与演示子：父母子女，应当回避" in picture


def test_there_is_no_inline_style_in_it():
    assert not re.search(r"style\s*=|<style", svg(PEOPLE, TIES))


def test_names_cannot_bring_markup_with_them():
    assert "<script>" not in svg([Node(1, "<script>", "<b>")], [])


def test_families_are_told_apart_and_the_unrelated_left_out():
    people = [*PEOPLE, Node(4, "演示甲"), Node(5, "演示乙"), Node(6, "演示丙")]

    found = families(people, [*TIES, Tie(4, 5, "sibling")])

    assert [[node.key for node in members] for members, _ in found] == [[1, 2, 3], [4, 5]]


@pytest.mark.parametrize("count", [2, 7, 20])
def test_no_two_boxes_overlap_however_many_there_are(count):
    people = [Node(key, f"演示{key}") for key in range(count)]
    ties = [Tie(0, key, ("child", "sibling", "grandchild")[key % 3]) for key in range(1, count)]

    placed = boxes(svg(people, ties))

    assert len(placed) == count
    for at, (left, top) in enumerate(placed):
        for other_left, other_top in placed[at + 1 :]:
            assert abs(left - other_left) >= BOX_WIDTH or abs(top - other_top) >= BOX_HEIGHT


def test_nobody_gives_no_picture():
    assert svg([], []) == ""
