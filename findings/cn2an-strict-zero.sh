#!/usr/bin/env bash
# Guess:  the strict mode of cn2an reads what official papers write and refuses what people say.
# Seen:   cn2an 0.5.24, cn2an.cn2an(text, "strict"): 廿三 (a day as people say it) is read as 23, but no year as papers
#         write it (二〇二六, 二零二六), no 一〇五 and no 两千零二十六. 卅 (the 30th) is read by no mode. "normal" reads the
#         years, and the colloquial 二百五 as 250 too: neither mode reads papers and refuses talk.
# Helps:  read the digits of a year one by one oneself; use "normal" only where 二百五 cannot stand.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install -q --disable-pip-version-check cn2an==0.5.24
cat >"$folder/read.py" <<'PYTHON'
import cn2an

for text in ("廿三", "二零二六", "二〇二六", "一〇五", "两千零二十六", "卅", "二百五"):
    seen = []
    for mode in ("strict", "normal"):
        try:
            seen.append(str(cn2an.cn2an(text, mode)))
        except ValueError:
            seen.append("refused")
    print(text, *seen)
PYTHON
"$folder/venv/bin/python" -W ignore "$folder/read.py" | tee "$folder/seen"
diff "$folder/seen" - <<'EXPECTED'
廿三 23 23
二零二六 refused 2026
二〇二六 refused 2026
一〇五 refused 105
两千零二十六 refused 2026
卅 refused refused
二百五 refused 250
EXPECTED
