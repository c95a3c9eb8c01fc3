#!/usr/bin/env bash
# Guess:  a converter made for characters of several readings reads the plain words of an election right, so that a
#         script for the village loudspeaker can be checked with it; only rare surnames will be wrong.
# Seen:   g2pM 0.1.2.5 knows the surname 朴 (piao2) and 缪 (miao4), but the sanction 处分 is chu4 fen1 to it and the
#         blank ballot 空白票 kong1 bai2. The turnout 投票率 alone is right, and wrong as soon as the sentence goes on:
#         投票率过半数 is read tou2 piao4 shuai4 (the 率 of 率领). The surnames 曾 单 解 get their everyday reading.
# Helps:  a word list of the field (投票率 lü4, 处分 chu3 fen4, 空白 kong4 bai2) before any converter.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install -q --disable-pip-version-check g2pM==0.1.2.5 numpy==2.4.6
cat >"$folder/read.py" <<'PYTHON'
from g2pM import G2pM

reader = G2pM()
for text in ("投票率", "投票率过半数", "处分", "空白票", "朴永男", "缪红", "曾小明", "单文山", "解福来"):
    print(text, *reader(text, tone=True, char_split=False))
PYTHON
"$folder/venv/bin/python" -W ignore "$folder/read.py" | tee "$folder/seen"
diff "$folder/seen" - <<'EXPECTED'
投票率 tou2 piao4 lu:4
投票率过半数 tou2 piao4 shuai4 guo5 ban4 shu4
处分 chu4 fen1
空白票 kong1 bai2 piao4
朴永男 piao2 yong3 nan2
缪红 miao4 hong2
曾小明 ceng2 xiao3 ming2
单文山 dan1 wen2 shan1
解福来 jie3 fu2 lai2
EXPECTED
