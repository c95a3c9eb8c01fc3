#!/usr/bin/env bash
# Guess:  a QR code that segno makes of a village's Chinese name is read by every reader alike.
# Seen:   segno 1.6.6 stores a text in Shift JIS whenever every character of it happens to stand in that Japanese
#         table, and in UTF-8 otherwise, with no mark in the code. Of two village names one is Japanese, one is not.
#         zxing-cpp 3.1.1 reads both. OpenCV 5.0.0 (cv2.QRCodeDetector) reads 张三 (UTF-8), raises
#         UnicodeDecodeError for 北坡村 and, where digits stand beside the name, returns other characters
#         without a word.
# Helps:  segno.make_qr(text, encoding="utf-8") is read by all of them. A code that holds an ASCII address is safe.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install -q --disable-pip-version-check \
    segno==1.6.6 opencv-python-headless==5.0.0.93 zxing-cpp==3.1.1 pillow==13.0.0 numpy==2.4.6
cat >"$folder/read.py" <<'PYTHON'
import io

import cv2
import numpy
import segno
import zxingcpp
from PIL import Image


def picture(text, **options):
    file = io.BytesIO()
    segno.make_qr(text, error="m", **options).save(file, kind="png", scale=8, border=4)
    return Image.open(file).convert("L")


def by_opencv(image):
    try:
        return cv2.QRCodeDetector().detectAndDecode(numpy.array(image))[0]
    except UnicodeDecodeError:
        return "UnicodeDecodeError"


for text in ("张三", "北坡村", "海天村 0032"):
    for options in ({}, {"encoding": "utf-8"}):
        image = picture(text, **options)
        [seen] = [found.text for found in zxingcpp.read_barcodes(image)]
        answer = by_opencv(image)
        verdict = "right" if answer == text else answer if answer.isascii() else "other characters"
        print(text, options.get("encoding", "as it comes"), "zxing", seen == text, "opencv", verdict, sep=" | ")
PYTHON
"$folder/venv/bin/python" "$folder/read.py" | tee "$folder/seen"
diff "$folder/seen" - <<'EXPECTED'
张三 | as it comes | zxing | True | opencv | right
张三 | utf-8 | zxing | True | opencv | right
北坡村 | as it comes | zxing | True | opencv | UnicodeDecodeError
北坡村 | utf-8 | zxing | True | opencv | right
海天村 0032 | as it comes | zxing | True | opencv | other characters
海天村 0032 | utf-8 | zxing | True | opencv | right
EXPECTED
