"""姓氏笔画: what stands before what, and the command that sorts a file of names."""

import locale
import sqlite3
import subprocess
import sys
import unicodedata
from functools import cmp_to_key
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from hypothesis import given, settings
from hypothesis import strategies as st

from election_office.core.management.commands.build_stroke_table import (
    Sources,
    choose,
    longest_rise,
    read_by_hand,
    read_cnchar,
    read_rime,
    table_lines,
)
from election_office.core.strokes import (
    KEY_CHARACTERS,
    KEY_LENGTH,
    TABLE_PATH,
    sort_by_strokes,
    stroke_count,
    stroke_key,
)

DATA = Path(__file__).with_name("data")
ROOT = Path(__file__).parents[2]
LEVELS = (DATA / "standard_characters.txt").read_text(encoding="utf-8").split()
STANDARD = "".join(LEVELS)


def published_surnames() -> list[str]:
    return (DATA / "surnames_by_strokes.txt").read_text(encoding="utf-8").split()


def table_rows() -> list[list[str]]:
    lines = TABLE_PATH.read_text(encoding="utf-8").splitlines()
    return [line.split("\t") for line in lines if not line.startswith("#")]


def sequences_of_standard_characters() -> dict[str, str]:
    return {character: row[0] for row in table_rows() if len(row) == 3 for character in row[2]}


SEQUENCES = sequences_of_standard_characters()

CHARACTERS_AND_STROKES = """
    一:1 丁:2 王:4 李:7 赵:9 瞿:18 䶮:9 喆:12 堃:11 犇:12 翀:10 赟:16 㛃:9 𠅤:11 𣲗:7 𬱖:11 𬬩:8
"""


class TestCharacters:
    @pytest.mark.parametrize(
        ("character", "strokes"),
        [pair.split(":") for pair in CHARACTERS_AND_STROKES.split()],
    )
    def test_strokes_are_those_of_the_mainland_form(self, character: str, strokes: str) -> None:
        assert stroke_count(character) == int(strokes)

    @pytest.mark.parametrize("character", ["A", "1", "·", " ", "あ", "\U0010ffff"])
    def test_what_is_not_a_chinese_character_has_no_count(self, character: str) -> None:
        assert stroke_count(character) is None

    def test_a_compatibility_form_counts_as_its_character(self) -> None:
        assert stroke_count("\uf9e1") == stroke_count("李") == 7

    def test_every_standard_character_has_a_count(self) -> None:
        assert len(set(STANDARD)) == 8105
        assert [c for c in STANDARD if stroke_count(c) is None] == []

    def test_the_table_names_exactly_the_standard_characters(self) -> None:
        assert set(SEQUENCES) == set(STANDARD)

    def test_no_character_stands_twice_in_the_table(self) -> None:
        characters = [c for row in table_rows() for cell in row[1:] for c in cell]
        assert len(characters) == len(set(characters))

    def test_sequences_are_digits_one_to_five(self) -> None:
        assert {digit for sequence in SEQUENCES.values() for digit in sequence} == set("12345")

    @pytest.mark.parametrize("level", [0, 1, 2])
    def test_the_order_inside_each_level_is_the_printed_one(self, level: int) -> None:
        """鄜 is printed before 麀 although its strokes come later; the two ties follow a published list."""
        moved = {"鄜", "孔", "巴", "次", "衣"}
        printed = [c for c in LEVELS[level] if c not in moved]
        assert sort_by_strokes(reversed(printed)) == printed

    def test_common_characters_outside_the_standard_table_are_covered(self) -> None:
        basic = [chr(code) for code in range(0x4E00, 0x9FA6)]
        assert [c for c in basic if stroke_count(c) is None] == []


class TestNames:
    def test_fewer_strokes_stand_first(self) -> None:
        assert sort_by_strokes(["王某", "丁某", "李某"]) == ["丁某", "王某", "李某"]

    def test_equal_counts_go_by_the_first_different_stroke(self) -> None:
        assert sort_by_strokes(["文某", "毛某", "尹某", "王某"]) == ["王某", "毛某", "文某", "尹某"]

    def test_a_published_list_of_190_surnames_comes_out_as_printed(self) -> None:
        surnames = published_surnames()
        assert len(surnames) == 190
        assert sort_by_strokes(sorted(surnames)) == surnames

    @pytest.mark.parametrize(("earlier", "later"), [("孔", "巴"), ("次", "衣")])
    def test_ties_of_strokes_follow_the_published_list(self, earlier: str, later: str) -> None:
        assert SEQUENCES[earlier] == SEQUENCES[later]
        assert stroke_key(earlier) < stroke_key(later)

    def test_a_compound_surname_goes_by_its_first_character(self) -> None:
        assert sort_by_strokes(["洪甲乙", "欧阳甲乙", "司马甲乙"]) == ["司马甲乙", "欧阳甲乙", "洪甲乙"]

    def test_a_one_character_given_name_stands_before_longer_ones(self) -> None:
        assert sort_by_strokes(["高大富", "高富", "高一"]) == ["高一", "高富", "高大富"]

    def test_the_privilege_of_one_character_can_be_switched_off(self) -> None:
        names = ["高富", "高大富", "高一"]
        assert sort_by_strokes(names, single_given_first=False) == ["高一", "高大富", "高富"]

    def test_longer_given_names_go_character_by_character_and_not_by_length(self) -> None:
        assert sort_by_strokes(["李大二三", "李大鸣", "李一鸣"]) == ["李一鸣", "李大二三", "李大鸣"]
        assert sort_by_strokes(["李鸣大", "李一二三"]) == ["李一二三", "李鸣大"]

    def test_a_surname_alone_stands_before_its_names(self) -> None:
        assert sort_by_strokes(["丁一", "丁"]) == ["丁", "丁一"]

    @pytest.mark.parametrize(
        "typed", ["阿布·都热", "阿布•都热", " 阿布 都热 ", "\u3000阿\u3000布都热", "阿布都热\ufe00"]
    )
    def test_points_and_blanks_do_not_count(self, typed: str) -> None:
        assert stroke_key(typed) == stroke_key("阿布都热")

    def test_characters_without_strokes_stand_last_by_code_point(self) -> None:
        assert sort_by_strokes(["Bob", "爨甲", "Ann", "あ", "丁"]) == ["丁", "爨甲", "Ann", "Bob", "あ"]

    def test_names_that_compare_equal_keep_their_order(self) -> None:
        assert sort_by_strokes(["丁 一", "丁一", "丁·一"]) == ["丁 一", "丁一", "丁·一"]

    def test_nothing_to_compare_gives_an_empty_key(self) -> None:
        assert stroke_key(" · ") == ""


def compare_elements(one: str, other: str) -> int:
    """Two characters by the rule itself: count, strokes, printed order."""
    left, right = (
        (len(SEQUENCES[character]), SEQUENCES[character], STANDARD.index(character))
        for character in (one, other)
    )
    return (left > right) - (left < right)


def compare_names(one: str, other: str) -> int:
    """Two names by the rule itself, without a key."""
    if one[0] != other[0]:
        return compare_elements(one[0], other[0])
    single = (len(one) > 2) - (len(other) > 2) if min(len(one), len(other)) >= 2 else 0
    if single:
        return single
    for left, right in zip(one[1:], other[1:], strict=False):
        if left != right:
            return compare_elements(left, right)
    return (len(one) > len(other)) - (len(one) < len(other))


# Few characters of few strokes, so that names often share a beginning.
CLOSE = "丁十一二三王干于土工士大丈李杏"
ruled = st.text(st.sampled_from([c for c in STANDARD if c not in "孔巴次衣"]), min_size=1, max_size=4)
close = st.text(st.sampled_from(CLOSE), min_size=1, max_size=4)


class TestKey:
    @given(st.lists(ruled | close, max_size=12))
    def test_order_of_keys_is_the_order_of_the_rule(self, names: list[str]) -> None:
        assert sort_by_strokes(names) == sorted(names, key=cmp_to_key(compare_names))

    @given(st.text(max_size=80))
    def test_a_key_is_digits_of_bounded_length(self, name: str) -> None:
        key = stroke_key(name)
        assert key == "" or (key.isascii() and key.isdigit())
        assert len(key) <= KEY_LENGTH

    def test_the_longest_key_has_193_digits(self) -> None:
        assert KEY_LENGTH == 193
        assert len(stroke_key("龘" * 60)) == KEY_LENGTH

    def test_twenty_four_characters_decide(self) -> None:
        common = "阿" * (KEY_CHARACTERS - 1)
        assert stroke_key(common + "一") < stroke_key(common + "二")

    @given(st.text(max_size=10))
    def test_a_composed_and_a_decomposed_name_have_one_key(self, name: str) -> None:
        assert stroke_key(unicodedata.normalize("NFD", name)) == stroke_key(
            unicodedata.normalize("NFC", name)
        )

    @settings(max_examples=30)
    @given(st.lists(ruled | close | st.text(max_size=5), max_size=12))
    def test_databases_and_locales_sort_keys_alike(self, names: list[str]) -> None:
        keys = [stroke_key(name) for name in names]
        connection = sqlite3.connect(":memory:")
        connection.execute("CREATE TABLE names (key TEXT)")
        connection.executemany("INSERT INTO names VALUES (?)", [(key,) for key in keys])
        stored = [key for (key,) in connection.execute("SELECT key FROM names ORDER BY key")]
        connection.close()
        assert stored == sorted(keys) == sorted(keys, key=locale.strxfrm)


def run(*arguments: str, typed: bytes = b"") -> "subprocess.CompletedProcess[bytes]":
    command = [sys.executable, "manage.py", "sort_strokes", *arguments]
    return subprocess.run(command, cwd=ROOT, input=typed, capture_output=True, check=False)


class TestSortStrokes:
    def test_a_file_comes_out_in_order(self, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
        file = tmp_path / "names.txt"
        file.write_text("王某\n丁某\n李某\n", encoding="utf-8")
        call_command("sort_strokes", str(file))
        assert capsys.readouterr().out == "丁某\n王某\n李某\n"

    def test_notepad_files_and_empty_lines_do_no_harm(
        self, tmp_path: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        file = tmp_path / "names.txt"
        file.write_bytes(b"\xef\xbb\xbf" + "王 某\r\n\r\n丁某\r\n \r\n".encode())
        call_command("sort_strokes", str(file))
        assert capsys.readouterr().out == "丁某\n王 某\n"

    def test_full_name_order_gives_no_privilege(
        self, tmp_path: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        file = tmp_path / "names.txt"
        file.write_text("高富\n高大富\n", encoding="utf-8")
        call_command("sort_strokes", str(file), by_full_name=True)
        assert capsys.readouterr().out == "高大富\n高富\n"

    def test_a_missing_file_is_named(self, tmp_path: Path) -> None:
        with pytest.raises(CommandError, match=r"^无法读取文件“.*none\.txt”：文件不存在。$") as refused:
            call_command("sort_strokes", str(tmp_path / "none.txt"))
        assert refused.value.returncode == 2

    def test_a_file_in_another_encoding_is_refused_by_its_line(self, tmp_path: Path) -> None:
        file = tmp_path / "names.txt"
        file.write_bytes(b"abc\n" + "王某\n".encode("gb18030"))
        with pytest.raises(CommandError, match="第 2 行不是 UTF-8 编码") as refused:
            call_command("sort_strokes", str(file))
        assert refused.value.returncode == 2

    def test_names_are_read_from_standard_input(self) -> None:
        done = run(typed="王某\n丁某\n".encode())
        assert (done.returncode, done.stdout.decode()) == (0, "丁某\n王某\n")

    def test_an_unreadable_file_ends_with_code_2_and_no_output(self, tmp_path: Path) -> None:
        done = run(str(tmp_path))
        assert (done.returncode, done.stdout) == (2, b"")
        assert "这是一个目录，不是文件" in done.stderr.decode()


class TestBuild:
    def test_cnchar_shapes_become_five_strokes(self, tmp_path: Path) -> None:
        file = tmp_path / "order.js"
        file.write_text("""x=JSON.parse('{"刁":"ri","木":"jfsl","ab":"j"}')""", encoding="utf-8")
        assert read_cnchar(file) == {"刁": "51", "木": "1234"}

    def test_rime_gives_every_sequence_in_file_order(self, tmp_path: Path) -> None:
        file = tmp_path / "stroke.dict.yaml"
        file.write_text("name: stroke\n...\n字\tnnzzzh\n字\tnszzsh\n坏\thz6\n", encoding="utf-8")
        assert read_rime(file) == {"字": ["445551", "425521"]}

    def test_by_hand_lines_are_parts_or_ties(self, tmp_path: Path) -> None:
        file = tmp_path / "hand.tsv"
        file.write_text("# note\n甲\t12乙\twhy\n孔<巴\n", encoding="utf-8")
        assert read_by_hand(file) == ({"甲": "12乙"}, {"巴": "孔"})

    def test_what_is_entered_by_hand_comes_first_and_is_composed(self) -> None:
        sources = Sources({"析": "12343312", "白": "32511", "皙": "1"}, {}, {}, {"皙": 1}, {"皙": "析白"})
        assert choose(sources)["皙"] == ("1234331232511", "hand")

    def test_between_count_and_place_the_place_decides(self) -> None:
        """Unihan counts one stroke too many; only the first sequence stands between the neighbours."""
        ranks = {"甲": 1, "乙": 2, "丙": 3}
        sources = Sources({"甲": "12", "丙": "14"}, {"乙": ["13", "133"]}, {"乙": 3}, ranks, {})
        assert choose(sources)["乙"] == ("13", "rime")

    def test_without_a_fitting_sequence_a_character_stands_behind_the_one_before_it(self) -> None:
        sources = Sources({"甲": "12", "丙": "14"}, {}, {"乙": 2}, {"甲": 1, "乙": 2, "丙": 3}, {})
        chosen = choose(sources)
        assert chosen["乙"] == ("12", "place")
        assert table_lines(sources, chosen) == ["12\t\t甲乙", "14\t\t丙"]

    def test_bare_counts_stand_behind_the_sequences_of_that_count(self) -> None:
        sources = Sources({"甲": "55", "乙": "111"}, {}, {"丙": 2}, {"甲": 1}, {})
        assert table_lines(sources, choose(sources)) == ["55\t\t甲", "*2\t丙", "111\t乙"]

    def test_a_tie_is_put_right_by_hand(self) -> None:
        sources = Sources({"巴": "5215", "孔": "5215"}, {}, {}, {"巴": 1, "孔": 2}, {}, {"巴": "孔"})
        assert table_lines(sources, choose(sources)) == ["5215\t\t孔巴"]

    def test_the_longest_rise_leaves_out_what_breaks_the_order(self) -> None:
        assert longest_rise([(1, "1"), (3, "111"), (1, "2"), (1, "2"), (2, "11")]) == {0, 2, 3, 4}
