#!/usr/bin/env bash
# Guess:  dates in Chinese formats and in a workbook of 1904 are read right by a small reader of workbooks, and numbers too.
# Seen:   the Chinese dates are, the rest is not. pylightxl 1.61 reads 5 January 1970 right in four Chinese date formats, and takes votes
#         for dates: 102 votes shown in Chinese numerals (一百〇二 or 壹佰零贰, [DBNum1] and [DBNum2], the formats
#         Excel offers for 中文小写数字 and 中文大写数字) become the text 1900/04/11, as do numbers in red ([Red]0): it
#         looks for the letters of a date inside the brackets. In a workbook that counts days from 1904 each date
#         is four years and a day too early. python-calamine 0.9.1 and openpyxl 3.1.5 read all of it right.
# Helps:  read with calamine or openpyxl; keep cells of a tally in the format General or text.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install -q --disable-pip-version-check \
    pylightxl==1.61 python-calamine==0.9.1 openpyxl==3.1.5 xlsxwriter==3.3.1
cat >"$folder/read.py" <<'PYTHON'
import datetime
import sys

import openpyxl
import pylightxl
import python_calamine
import xlsxwriter

VOTES = ["General", '0"票"', "[DBNum1][$-804]General", "[DBNum2][$-804]General", '[DBNum2][$-804]General"票"', "[Red]0"]
DATES = ["yyyy-mm-dd", 'yyyy"年"m"月"d"日"', '[DBNum1][$-804]yyyy"年"m"月"d"日"', "[$-F800]dddd, mmmm dd, yyyy"]
BORN = datetime.datetime(1970, 1, 5)
for from_1904 in (False, True):
    path = f"{sys.argv[1]}/{from_1904}.xlsx"
    with xlsxwriter.Workbook(path, {"date_1904": from_1904}) as workbook:
        sheet = workbook.add_worksheet("计票")
        for row, shown in enumerate(VOTES + DATES):
            style = workbook.add_format({"num_format": shown})
            if shown in DATES:
                sheet.write_datetime(row, 0, BORN, style)
            else:
                sheet.write_number(row, 0, 102, style)
    seen = [row[0] for row in pylightxl.readxl(path).ws("计票").rows]
    calamine = [row[0] for row in python_calamine.load_workbook(path).get_sheet_by_index(0).to_python()]
    opened = [cell.value for (cell,) in openpyxl.load_workbook(path).active.iter_rows()]
    right = [102] * len(VOTES)
    print("1904" if from_1904 else "1900", "openpyxl", opened == right + [BORN] * len(DATES), end=" ")
    print("calamine", calamine == right + [BORN.date()] * len(DATES))
    for shown, value in zip(VOTES + DATES, seen):
        print("    ", shown, "|", repr(value))
PYTHON
"$folder/venv/bin/python" -W ignore "$folder/read.py" "$folder" | tee "$folder/seen"
diff "$folder/seen" - <<'EXPECTED'
1900 openpyxl True calamine True
     General | 102
     0"票" | 102
     [DBNum1][$-804]General | '1900/04/11'
     [DBNum2][$-804]General | '1900/04/11'
     [DBNum2][$-804]General"票" | '1900/04/11'
     [Red]0 | '1900/04/11'
     yyyy-mm-dd | '1970/01/05'
     yyyy"年"m"月"d"日" | '1970/01/05'
     [DBNum1][$-804]yyyy"年"m"月"d"日" | '1970/01/05'
     [$-F800]dddd, mmmm dd, yyyy | '1970/01/05'
1904 openpyxl True calamine True
     General | 102
     0"票" | 102
     [DBNum1][$-804]General | '1900/04/11'
     [DBNum2][$-804]General | '1900/04/11'
     [DBNum2][$-804]General"票" | '1900/04/11'
     [Red]0 | '1900/04/11'
     yyyy-mm-dd | '1966/01/04'
     yyyy"年"m"月"d"日" | '1966/01/04'
     [DBNum1][$-804]yyyy"年"m"月"d"日" | '1966/01/04'
     [$-F800]dddd, mmmm dd, yyyy | '1966/01/04'
EXPECTED
