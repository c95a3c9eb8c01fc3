#!/usr/bin/env bash
# Guess (worded after a first look, and narrower than what was noted before it):
#         an amount in the capitals of a receipt (大写), written by one package for Chinese and read by another, comes
#         back as the same amount or is refused.
# Seen:   jionlp 1.5.31, parse_money. A whole amount as every receipt has it, 壹佰元整, is refused with ValueError,
#         while 壹佰元 and 壹佰圆整 are read. borax 4.1.3 writes a zero for an empty place (壹佰元伍角零分), and
#         jionlp reads that as 100.00, and 壹佰元零角伍分 as 10.05: a wrong amount without a word, called "accurate".
#         What cn2an 0.5.24 writes for the same amounts (壹佰元伍角) is read right. 一千二, 1,200 to whoever says it
#         and to cn2an, is 1002.00.
# Helps:  let people type figures and write the capitals from them; never compute from capitals.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install -q --disable-pip-version-check jionlp==1.5.31 borax==4.1.3 cn2an==0.5.24
cat >"$folder/read.py" <<'PYTHON'
import cn2an
import jionlp
from borax.numbers import FinanceNumbers


def read(text):
    try:
        found = jionlp.parse_money(text)
    except ValueError:
        return "refused"
    return f"{found['num']} {found['definition']}"


for amount in (100, 1005, 100.5, 100.05, 1200.5):
    for name, text in (("cn2an", cn2an.an2cn(amount, "rmb")), ("borax", FinanceNumbers.to_capital_str(amount))):
        print(amount, name, text, read(text))
for text in ("壹佰元", "壹佰圆整"):
    print(text, read(text))
print("一千二", read("一千二"), "cn2an", cn2an.cn2an("一千二", "normal"))
PYTHON
"$folder/venv/bin/python" -W ignore "$folder/read.py" 2>/dev/null | grep -v '^#' | tee "$folder/seen"
diff "$folder/seen" - <<'EXPECTED'
100 cn2an 壹佰元整 refused
100 borax 壹佰元整 refused
1005 cn2an 壹仟零伍元整 refused
1005 borax 壹仟零伍元整 refused
100.5 cn2an 壹佰元伍角 100.50 accurate
100.5 borax 壹佰元伍角零分 100.00 accurate
100.05 cn2an 壹佰元零伍分 100.05 accurate
100.05 borax 壹佰元零角伍分 10.05 accurate
1200.5 cn2an 壹仟贰佰元伍角 1200.50 accurate
1200.5 borax 壹仟贰佰元伍角零分 1200.01 accurate
壹佰元 100.00 accurate
壹佰圆整 100.00 accurate
一千二 1002.00 accurate cn2an 1200
EXPECTED
