#!/usr/bin/env bash
# Guess:  packages that order Chinese names by strokes err on rare characters and agree on common surnames.
# Seen:   the other way round. strokes 0.0.1 counts 范, a surname of millions, with nine strokes (eight since the
#         reform) and 臣 卸 鬼 葛, the classic stumbling blocks, right. cn-sort 0.14.0 and chinese-stroke-sorting 0.3.1
#         both put 达 (six strokes) among those of five, before 卢, and have its neighbours 权 毕 师 in their place.
#         cn-sort besides writes a name with a middle dot to its error log, whole.
# Helps:  check whatever table is used against a published list in 姓氏笔画 order; keep the order fixable by hand.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install -q --disable-pip-version-check \
    strokes==0.0.1 cn-sort==0.14.0 chinese-stroke-sorting==0.3.1
cat >"$folder/order.py" <<'PYTHON'
from chinese_stroke_sorting import sort_by_stroke
from cn_sort import Mode, sort_text_list
from strokes import strokes

print("strokes", *(f"{character}{strokes(character)}" for character in "范臣卸鬼葛达"))
SURNAMES = ["权", "达", "毕", "师", "卢", "石"]
print("cn-sort", *sort_text_list(list(SURNAMES), mode=Mode.BIHUA))
print("chinese-stroke-sorting", *sort_by_stroke(list(SURNAMES)))
PYTHON
(cd "$folder" && venv/bin/python -W ignore order.py 2>"$folder/log" | grep -v INFO | tee seen)
diff "$folder/seen" - <<'EXPECTED'
strokes 范9 臣6 卸9 鬼9 葛12 达6
cn-sort 石 达 卢 权 毕 师
chinese-stroke-sorting 石 达 卢 权 毕 师
EXPECTED
