#!/usr/bin/env bash
# Guess:  a receipt printer driven by python-escpos prints a sign either always or never; what is not in the
#         printer's tables raises an error.
# Seen:   python-escpos 3.1 sends a text as GB 18030 as soon as it holds one ideograph of the basic block. A text
#         without such an ideograph goes through the Latin code pages, and each sign they lack becomes "?" without
#         an error. So ①号 is right and a lone ① is "?", 二〇二六年 is right and a lone 〇 is "?", a name that
#         begins with a character of Extension B is right, but that character on a line of its own (a ticket that
#         sets surname and given name apart) is "?".
# Helps:  encode to GB 18030 oneself and send the bytes with _raw, or print as a picture.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install -q --disable-pip-version-check python-escpos==3.1
cat >"$folder/print.py" <<'PYTHON'
from escpos.printer import Dummy

for text in ("①号票箱", "①", "二〇二六年", "〇", "\U00020bb7小明", "\U00020bb7", "第Ⅲ号", "Ⅲ"):
    printer = Dummy()
    printer.text(text)
    right = printer.output == text.encode("gb18030")
    print(ascii(text), "GB 18030" if right else "?" if printer.output.endswith(b"?") else printer.output)
PYTHON
"$folder/venv/bin/python" -W ignore "$folder/print.py" | tee "$folder/seen"
diff "$folder/seen" - <<'EXPECTED'
'\u2460\u53f7\u7968\u7bb1' GB 18030
'\u2460' ?
'\u4e8c\u3007\u4e8c\u516d\u5e74' GB 18030
'\u3007' ?
'\U00020bb7\u5c0f\u660e' GB 18030
'\U00020bb7' ?
'\u7b2c\u2162\u53f7' GB 18030
'\u2162' ?
EXPECTED
