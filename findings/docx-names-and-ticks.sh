#!/usr/bin/env bash
# Guess (worded after a first look, and narrower than what was noted before it):
#         what stands in a paragraph of a Word paper in plain sight is read by each library that takes the text out of
#         .docx; they differ about boxes, notes and headers only.
# Seen:   a surname with its reading above it (拼音指南, the help of rare surnames) is gone in python-docx 1.2.0 and
#         mammoth 1.13.0, 曾小明 becomes 小明; docx2txt 0.9 and docx2python 3.7.1 put the reading before it as text. A
#         name that stands in a simple field (w:fldSimple, the short form of a mail merge's field) is gone in
#         python-docx and mammoth too, so that the votes stand there without a name; mammoth warns of both. A tick as
#         Word's symbol (Wingdings 2, R) and an empty box look different on paper and are the same nothing in
#         python-docx and docx2txt; docx2python writes the letter's code, and only mammoth has ☑ and □.
# Helps:  ask for the answer in words (同意); look for w:ruby, w:fldSimple and w:sym before trusting a returned paper.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install -q --disable-pip-version-check \
    python-docx==1.2.0 mammoth==1.13.0 docx2txt==0.9 docx2python==3.7.1
cat >"$folder/read.py" <<'PYTHON'
import sys

import docx
import docx2txt
import mammoth
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls
from docx2python import docx2python

RUN = "<w:r><w:t>{}</w:t></w:r>"
SURNAME = (
    '<w:r><w:ruby><w:rubyPr><w:rubyAlign w:val="center"/><w:hps w:val="12"/><w:hpsRaise w:val="22"/>'
    '<w:hpsBaseText w:val="24"/><w:lid w:val="zh-CN"/></w:rubyPr><w:rt><w:r><w:t>zēng</w:t></w:r></w:rt>'
    "<w:rubyBase><w:r><w:t>曾</w:t></w:r></w:rubyBase></w:ruby></w:r>"
)
FIELD = '<w:fldSimple w:instr=" MERGEFIELD 姓名 "><w:r><w:t>演示甲</w:t></w:r></w:fldSimple>'
SIGN = '<w:r><w:sym w:font="Wingdings 2" w:char="{}"/></w:r>'
PAPERS = {
    "reading above": SURNAME + RUN.format("小明"),
    "simple field": FIELD + RUN.format("得票102"),
    "tick at yes": RUN.format("同意") + SIGN.format("F052") + RUN.format("不同意") + SIGN.format("F0A3"),
    "tick at no": RUN.format("同意") + SIGN.format("F0A3") + RUN.format("不同意") + SIGN.format("F052"),
}
for name, inside in PAPERS.items():
    path = f"{sys.argv[1]}/paper.docx"
    paper = docx.Document()
    paper.element.body.insert(0, parse_xml(f"<w:p {nsdecls('w')}>{inside}</w:p>"))
    paper.save(path)
    with open(path, "rb") as file:
        found = mammoth.extract_raw_text(file)
    with docx2python(path) as reader:
        fourth = reader.text.strip()
    print(name, "python-docx", docx.Document(path).paragraphs[0].text, sep=" | ")
    print("    mammoth", found.value.strip(), *{message.message for message in found.messages}, sep=" | ")
    print("    docx2txt", docx2txt.process(path).strip(), sep=" | ")
    print("    docx2python", fourth, sep=" | ")
PYTHON
"$folder/venv/bin/python" -W ignore "$folder/read.py" "$folder" | tee "$folder/seen"
diff "$folder/seen" - <<'EXPECTED'
reading above | python-docx | 小明
    mammoth | 小明 | An unrecognised element was ignored: w:ruby
    docx2txt | zēng曾小明
    docx2python | zēng曾小明
simple field | python-docx | 得票102
    mammoth | 得票102 | An unrecognised element was ignored: w:fldSimple
    docx2txt | 演示甲得票102
    docx2python | 演示甲得票102
tick at yes | python-docx | 同意不同意
    mammoth | 同意☑不同意□
    docx2txt | 同意不同意
    docx2python | 同意<span style=font-family:Wingdings 2>&#x0052;</span>不同意<span style=font-family:Wingdings 2>&#x00A3;</span>
tick at no | python-docx | 同意不同意
    mammoth | 同意□不同意☑
    docx2txt | 同意不同意
    docx2python | 同意<span style=font-family:Wingdings 2>&#x00A3;</span>不同意<span style=font-family:Wingdings 2>&#x0052;</span>
EXPECTED
