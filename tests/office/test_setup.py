"""The ground under the tests and the office: templates, system checks, the two processes."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import textwrap
from pathlib import Path

import pytest
from django.template import Context, Template, engines
from django.template.base import Origin

from election_office.core import checks, health
from election_office.core.management.commands.run_office import Command
from election_office.core.supervisor import Child, Supervisor
from tests.services import PROJECT, Office, ServiceError, wait_until


def render(source: str, folder: str = "templates", **values: object) -> str:
    origin = Origin(str(PROJECT / folder / "probe.html"))
    return Template(source, origin, "probe.html", engines["django"].engine).render(Context(values))


# ------------------------------------------------------------------ templates


def test_an_undefined_variable_fails_its_test():
    with pytest.raises(pytest.fail.Exception, match=r"undefined variable voter\.nmae"):
        render("{{ voter.nmae }}", voter={"name": "甲"})


def test_a_default_makes_an_undefined_variable_lawful():
    assert render("{{ note|default:'无' }}") == "无"


def test_a_variable_after_a_default_is_still_watched():
    with pytest.raises(pytest.fail.Exception, match="undefined variable missing"):
        render("{{ note|default:'无' }}{{ missing }}")


def test_an_undefined_variable_of_a_library_prints_nothing():
    assert render("[{{ missing }}]", folder=".venv/lib/site-packages/crispy") == "[]"


# ------------------------------------------------------------------ system checks


def ids(found: list) -> list[str]:
    return [fault.id for fault in found]


def test_keys_that_others_may_read_are_named(settings, tmp_path):
    settings.DATA_DIR = tmp_path
    keys = tmp_path / "keys.json"
    keys.write_text("{}")

    keys.chmod(0o640)
    assert ids(checks.check_data_folder(None)) == ["office.W003"]

    keys.chmod(0o600)
    assert checks.check_data_folder(None) == []


def test_a_data_folder_that_is_gone_is_an_error(settings, tmp_path):
    settings.DATA_DIR = tmp_path / "gone"

    assert ids(checks.check_data_folder(None)) == ["office.E001"]


def test_whatever_the_office_makes_is_closed_to_all_others(tmp_path):
    """Begun by somebody whose files are open to everybody."""
    data = tmp_path / "data"
    ours = ("OFFICE_", "PYTEST_", "PERSON_", "DATABASE_URL", "REDIS_URL", "SECRET_KEY", "DJANGO_")
    environment = {name: value for name, value in os.environ.items() if not name.startswith(ours)}
    environment |= {"OFFICE_DATA_DIR": str(data), "DJANGO_SETTINGS_MODULE": "election_office.settings"}
    code = (
        "import django; django.setup();"
        "from django.core.files.base import ContentFile;"
        "from django.core.files.storage import default_storage;"
        "from django.db import connection; connection.cursor().execute('CREATE TABLE a (b)');"
        "default_storage.save('roll/a.txt', ContentFile(b'x'));"
        "from election_office.core import scratch; (scratch.folder() / 'b').touch();"
        "from django.core.cache import caches; caches['jobs'].set('a', 1)"
    )
    subprocess.run(
        [sys.executable, "-c", code], cwd=PROJECT, env=environment, check=True, umask=0, timeout=60
    )
    made = [data, *data.rglob("*")]
    assert {path.name for path in made} > {
        "keys.json",
        "office.sqlite3",
        "files",
        "scratch",
        "queue",
        "cache",
    }
    assert [path for path in made if path.stat().st_mode & 0o077] == []


def test_a_data_folder_that_stood_open_is_closed_at_the_start(settings, tmp_path):
    settings.DATA_DIR = tmp_path
    tmp_path.chmod(0o755)
    Command()._close_folder()
    assert tmp_path.stat().st_mode & 0o777 == 0o700


@pytest.mark.parametrize(
    ("engine", "redis", "expected"),
    [
        ("django.db.backends.sqlite3", "redis://127.0.0.1:1/0", ["office.W004"]),
        ("django.db.backends.sqlite3", "", []),
        ("django.db.backends.postgresql", "redis://127.0.0.1:1/0", []),
    ],
)
def test_a_shared_queue_beside_a_private_database_is_named(settings, monkeypatch, engine, redis, expected):
    monkeypatch.setitem(settings.DATABASES["default"], "ENGINE", engine)
    settings.REDIS_URL = redis

    assert ids(checks.check_queue_and_database_agree(None)) == expected


def test_a_missing_font_is_named_with_its_package(settings, tmp_path, monkeypatch):
    lister = tmp_path / "fc-list"
    lister.write_text(
        "#!/bin/sh\necho 'Noto Serif CJK SC,思源宋体'\necho 'Noto Sans CJK SC'\necho HanaMinB\n"
    )
    lister.chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}:{os.environ['PATH']}")
    settings.FONT_DIR = tmp_path

    found = checks.check_fonts(None)

    assert ids(found) == ["office.I001", "office.W002", "office.W002"]
    assert [fault.hint for fault in found[1:]] == [
        "请安装：apt-get install fonts-lxgw-wenkai",
        "请安装：apt-get install fonts-babelstone-han",
    ]


NOTO = ["Noto Serif CJK SC", "Noto Sans CJK SC"]
OTHERS = ["LXGW WenKai", "BabelStone Han", "HanaMinB"]


@pytest.mark.parametrize(
    ("families", "fangsong", "fault", "hint"),
    [
        ([*NOTO, *OTHERS], True, "", ""),
        (
            NOTO, False, "",
            "缺少字体LXGW WenKai（二级标题（楷体））、BabelStone Han（生僻字）、HanaMinB（生僻字），"
            "用到时以别的字体代替，没有的字不打印。缺少仿宋字体，公文正文将用宋体代替。",
        ),
        (
            [NOTO[1], *OTHERS], True,
            "缺少字体Noto Serif CJK SC（标题和正文），公文打印不出来；请安装后重新启动平台。", "",
        ),
        (None, True, "缺少fontconfig，公文打印不出来；请安装后重新启动平台。", ""),
    ],
)  # fmt: skip
def test_the_monitor_tells_what_no_paper_can_do_without_from_what_only_looks_suffer_by(
    settings, tmp_path, monkeypatch, families, fangsong, fault, hint
):
    """Looked up once a process; a machine without the fonts of rare characters is not red."""
    asked = tmp_path / "asked"
    if families is not None:
        lister = tmp_path / "fc-list"
        lines = "".join(f"echo '{family}'\n" for family in families)
        lister.write_text(f"#!/bin/sh\necho once >>{asked}\n{lines}")
        lister.chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path) if families is None else f"{tmp_path}:{os.environ['PATH']}")
    settings.FONT_DIR = tmp_path
    if fangsong:
        (tmp_path / "FandolFang-Regular.otf").touch()
    checks.fonts_of_this_process.cache_clear()
    try:
        found = [health.problems(), health.problems(), health.hints()]
    finally:
        checks.fonts_of_this_process.cache_clear()
    assert [one.get("fonts", "") for one in found] == [fault, fault, hint]
    assert families is None or asked.read_text() == "once\n"


# ------------------------------------------------------------------ keeping processes alive

SUPERVISED = """
    import sys
    from pathlib import Path
    from election_office.core.supervisor import Child, Supervisor

    births = Path(sys.argv[1])
    child = [sys.executable, "-c", f"open({str(births)!r}, 'a').write('born\\\\n'); " + sys.argv[2]]
    supervisor = Supervisor([Child("甲", child)], lambda line: print(line, flush=True))
    sys.exit(supervisor.run(ready=births.exists, on_ready=lambda: print("ready", flush=True)))
"""


def supervise(births: Path, act: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-c", textwrap.dedent(SUPERVISED), str(births), act],
        cwd=PROJECT,
        stdout=subprocess.PIPE,
        text=True,
    )


def test_a_process_that_dies_is_started_again_and_sigterm_ends_all(tmp_path):
    births = tmp_path / "births"
    process = supervise(births, "import time; time.sleep(0.5)")

    wait_until(lambda: births.exists() and births.read_text().count("born") >= 2, what="second birth")
    process.send_signal(signal.SIGTERM)
    said, _ = process.communicate(timeout=30)

    assert process.returncode == 0
    assert said.splitlines()[:2] == ["ready", "甲意外停止，1秒后重新启动。"]


def test_a_process_that_dies_before_the_office_is_ready_ends_the_office(capsys):
    child = Child("网页服务", [sys.executable, "-c", "raise SystemExit(3)"])

    code = Supervisor([child], print).run(ready=lambda: False, on_ready=pytest.fail)

    assert code == 1
    assert capsys.readouterr().out == "网页服务启动失败，请查看上面的提示。\n"


def test_a_busy_port_is_refused_in_one_sentence(tmp_path):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]

        done = subprocess.run(
            [sys.executable, "manage.py", "run_office", "--port", str(port)],
            cwd=PROJECT,
            env=os.environ | {"OFFICE_DATA_DIR": str(tmp_path)},
            capture_output=True,
            text=True,
            check=False,
        )

    assert done.returncode == 1
    assert f"无法使用127.0.0.1:{port}" in done.stderr
    assert "Traceback" not in done.stderr


def test_the_server_that_cannot_start_says_why():
    with (
        pytest.raises(ServiceError, match="non-hexadecimal number"),
        Office(OFFICE_CIPHER_KEY="not a number"),
    ):
        pytest.fail("it started")


@pytest.mark.journey
def test_the_office_answers_and_takes_no_second_one_beside_it(live_office):
    assert live_office.ready()

    with pytest.raises(ServiceError, match="已有一个平台在运行"):
        live_office.manage("run_office", "--port", "1")


@pytest.mark.journey
def test_the_first_page_asks_for_the_set_up_and_needs_nothing_from_elsewhere(live_office, page):
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))

    page.goto(live_office.url)

    assert page.url == f"{live_office.url}/setup/"
    assert page.get_by_label("设立码").is_visible()
    assert [url for url in asked if not url.startswith(live_office.url)] == []


def test_a_start_loads_no_library_that_only_a_file_or_a_paper_needs():
    """Every command, worker and web process would read them each time: apps and addresses do without."""
    heavy = {"fontTools", "openpyxl", "pypdf", "weasyprint", "pydyf", "faker", "zxcvbn", "numpy"}
    loaded = f"{heavy} & set(sys.modules)"
    asked = f"import django, sys; django.setup(); import election_office.urls; print(*({loaded}))"
    done = subprocess.run(
        [sys.executable, "-c", asked], capture_output=True, text=True, check=True, cwd=PROJECT,
        env=os.environ | {"DJANGO_SETTINGS_MODULE": "election_office.settings"},
    )  # fmt: skip
    assert done.stdout.split() == []
