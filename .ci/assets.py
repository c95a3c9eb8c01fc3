"""Takes Bootstrap's style sheet out of a pinned wheel into static/vendor; no Node, no CDN."""

import subprocess
import sys
import tempfile
import zipfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
SOURCE = "flask_bootstrap/static/bootstrap5/css/bootstrap.min.css"
TARGET = ROOT / "static" / "vendor" / "bootstrap.min.css"


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        pip = (sys.executable, "-m", "pip", "download", "-q", "--no-input", "--disable-pip-version-check")
        # assets.txt carries the wheel's checksum; pip refuses another file.
        wanted = ("--no-deps", "--require-hashes", "-r", str(ROOT / ".ci" / "assets.txt"), "-d", folder)
        subprocess.run([*pip, *wanted], check=True)  # noqa: S603
        [wheel] = Path(folder).glob("*.whl")
        with zipfile.ZipFile(wheel) as archive:
            style = archive.read(SOURCE).decode()
    # The source map is not served, and naming a missing file would stop collectstatic.
    style = style.partition("\n/*# sourceMappingURL")[0] + "\n"
    TARGET.parent.mkdir(parents=True, exist_ok=True)
    draft = TARGET.with_suffix(".new")
    draft.write_text(style, encoding="utf-8", newline="\n")
    draft.replace(TARGET)


if __name__ == "__main__":
    main()
