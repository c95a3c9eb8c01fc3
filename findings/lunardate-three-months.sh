#!/usr/bin/env bash
# Guess:  packages for the Chinese calendar differ, if at all, before 1912 and in far years; for the lunar birthdays of
#         people who vote today (born about 1930 and later) they all give the same day.
# Seen:   lunardate 0.3.0 stands alone with three months: the sixth of 1933 and the eighth of 1978 begin a day early, the
#         eleventh of 1954 a day late. Everybody born in them by lunar date gets a wrong birthday (mid-autumn 1978 is
#         16 September, not 17), and people born on the 30th of leap fifth 1933, seventh 1978 or eleventh 1954
#         get ValueError. zhdate 0.1, lunar_python 1.4.8, borax 4.1.3 and LunarCalendar 0.0.9 agree with each other
#         on all days from 1925 to 2029, lunardate on all but these 90. The new moons (ephem 4.2.1) bear the four
#         out. Two fell within ten minutes after midnight of UTC+8 and before midnight by Beijing's old local time
#         (UTC+7:46), which explains 1933 and 1978; the third fell at half past eight in the evening.
# Helps:  take a lunar date of an old household book through two packages, or leave lunardate out.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install -q --disable-pip-version-check \
    lunardate==0.3.0 zhdate==0.1 lunar_python==1.4.8 borax==4.1.3 LunarCalendar==0.0.9 ephem==4.2.1
cat >"$folder/days.py" <<'PYTHON'
import datetime

import ephem
from borax.calendars.lunardate import LunarDate as BoraxDate
from lunar_python import Lunar, Solar
from lunarcalendar import Converter
from lunarcalendar import Lunar as LunarDay
from lunarcalendar import Solar as SolarDay
from lunardate import LunarDate
from zhdate import ZhDate

READERS = {
    "lunardate": lambda y, m, d, leap: LunarDate(y, m, d, leap).to_solar_date(),
    "zhdate": lambda y, m, d, leap: ZhDate(y, m, d, leap).to_datetime().date(),
    "lunar_python": lambda y, m, d, leap: Lunar.fromYmd(y, -m if leap else m, d).getSolar().toYmd(),
    "borax": lambda y, m, d, leap: BoraxDate(y, m, d, leap).to_solar_date(),
    "LunarCalendar": lambda y, m, d, leap: Converter.Lunar2Solar(LunarDay(y, m, d, leap)).to_date(),
}


def lunar(day):
    y, m, d = day.year, day.month, day.day
    first = LunarDate.from_solar_date(y, m, d)
    yield first.year, first.month, first.day, bool(first.is_leap_month)
    found = ZhDate.from_datetime(datetime.datetime(y, m, d))
    yield found.lunar_year, found.lunar_month, found.lunar_day, bool(found.leap_month)
    found = Solar.fromYmd(y, m, d).getLunar()
    yield found.getYear(), abs(found.getMonth()), found.getDay(), found.getMonth() < 0
    found = BoraxDate.from_solar_date(y, m, d)
    yield found.year, found.month, found.day, bool(found.leap)
    found = Converter.Solar2Lunar(SolarDay(y, m, d))
    yield found.year, found.month, found.day, bool(found.isleap)


day, last, alone, other = datetime.date(1925, 3, 1), datetime.date(2029, 12, 31), [], 0
while day <= last:
    first, *rest = lunar(day)
    if len(set(rest)) > 1:
        other += 1
    elif first != rest[0]:
        alone.append(day)
    day += datetime.timedelta(1)
months = sorted({(*list(lunar(day))[1][:2],) for day in alone})
print("lunardate alone on", len(alone), "days, the others apart on", other, "days;", alone[0], "to", alone[-1])
print("months begun or ended on another day", *months)
for date in ((1978, 8, 15, False), (1978, 7, 30, False), (1954, 11, 1, False), (1954, 11, 30, False), (1933, 5, 30, True)):
    answers = {}
    for name, reader in READERS.items():
        try:
            answers[name] = str(reader(*date))
        except ValueError:
            answers[name] = "ValueError"
    print(date, "lunardate", answers.pop("lunardate"), "all others", *set(answers.values()))
for start in ("1933/7/15", "1954/11/15", "1978/8/28"):
    moon = ephem.next_new_moon(start).datetime()
    old = moon + datetime.timedelta(hours=7, minutes=45, seconds=40)
    print("new moon", f"{moon + datetime.timedelta(hours=8):%Y-%m-%d %H:%M}", "old local time", f"{old:%m-%d %H:%M}")
PYTHON
"$folder/venv/bin/python" -W ignore "$folder/days.py" | tee "$folder/seen"
diff "$folder/seen" - <<'EXPECTED'
lunardate alone on 90 days, the others apart on 0 days; 1933-07-22 to 1978-10-01
months begun or ended on another day (1933, 5) (1933, 6) (1954, 11) (1978, 7) (1978, 8)
(1978, 8, 15, False) lunardate 1978-09-16 all others 1978-09-17
(1978, 7, 30, False) lunardate ValueError all others 1978-09-02
(1954, 11, 1, False) lunardate 1954-11-26 all others 1954-11-25
(1954, 11, 30, False) lunardate ValueError all others 1954-12-24
(1933, 5, 30, True) lunardate ValueError all others 1933-07-22
new moon 1933-07-23 00:03 old local time 07-22 23:48
new moon 1954-11-25 20:30 old local time 11-25 20:16
new moon 1978-09-03 00:08 old local time 09-02 23:54
EXPECTED
