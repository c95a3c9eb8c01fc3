"""What the machine itself must offer, said by ``manage.py check`` before the first paper is printed."""

from __future__ import annotations

import ctypes
import os
import shutil
import stat
import subprocess
from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any, NamedTuple

from django.apps import AppConfig
from django.conf import settings
from django.core.checks import CheckMessage, Error, Info, Warning, register

from election_office.keys import keys_path


class Font(NamedTuple):
    family: str
    purpose: str
    package: str
    needed: bool = False  # without it no paper can be printed; without the others it looks otherwise


FONTS = (
    Font("Noto Serif CJK SC", "标题和正文", "fonts-noto-cjk", needed=True),
    Font("Noto Sans CJK SC", "一级标题（黑体）", "fonts-noto-cjk", needed=True),
    Font("LXGW WenKai", "二级标题（楷体）", "fonts-lxgw-wenkai"),
    Font("BabelStone Han", "生僻字", "fonts-babelstone-han"),
    Font("HanaMinB", "生僻字", "fonts-hanazono"),
)
NO_FANGSONG = "缺少仿宋字体，公文正文将用宋体代替。"


@register("office")
def check_font_subsetting(app_configs: Sequence[AppConfig] | None, **kwargs: Any) -> list[CheckMessage]:
    """office.W001: without the library each paper takes seconds instead of a tenth of one."""
    try:
        ctypes.CDLL("libharfbuzz-subset.so.0")
    except OSError:
        return [
            Warning(
                "缺少字体裁剪库libharfbuzz-subset，打印一份公告要慢约50倍。",
                hint="请安装：apt-get install libharfbuzz-subset0",
                id="office.W001",
            )
        ]
    return []


def missing_fonts() -> list[Font] | None:
    """The families the printer does not find; None where it cannot be asked, and prints nothing."""
    lister = shutil.which("fc-list")
    if lister is None:
        return None
    listed = subprocess.run([lister, ":", "family"], capture_output=True, text=True, check=False).stdout  # noqa: S603
    families = {name.strip() for line in listed.splitlines() for name in line.split(",")}
    return [font for font in FONTS if font.family not in families]


def has_fangsong() -> bool:
    return (settings.FONT_DIR / "FandolFang-Regular.otf").exists()


@register("office", deploy=True)
def check_fonts(app_configs: Sequence[AppConfig] | None, **kwargs: Any) -> list[CheckMessage]:
    """office.I001, W002: the fonts of official papers and of rare characters in names."""
    found: list[CheckMessage] = []
    if not has_fangsong():
        found.append(Info(NO_FANGSONG, hint="请运行：make setup", id="office.I001"))
    missing = missing_fonts()
    if missing is None:
        hint = "请安装：apt-get install fontconfig"
        return [*found, Warning("缺少fontconfig。", hint=hint, id="office.W002")]
    found.extend(
        Warning(
            f"缺少字体{font.family}（{font.purpose}）。",
            hint=f"请安装：apt-get install {font.package}",
            id="office.W002",
        )
        for font in missing
    )
    return found


@lru_cache(maxsize=1)
def fonts_of_this_process() -> tuple[str, str]:
    """What papers cannot be printed without, and what only their looks suffer from: a sentence each, or
    nothing. Looked up once: a process that runs prints with the fonts it found when it began."""
    missing = missing_fonts()
    if missing is None:
        return "缺少fontconfig，公文打印不出来；请安装后重新启动平台。", ""
    needed = "、".join(f"{font.family}（{font.purpose}）" for font in missing if font.needed)
    fault = f"缺少字体{needed}，公文打印不出来；请安装后重新启动平台。" if needed else ""
    others = "、".join(f"{font.family}（{font.purpose}）" for font in missing if not font.needed)
    looks = f"缺少字体{others}，用到时以别的字体代替，没有的字不打印。" if others else ""
    return fault, looks + ("" if has_fangsong() else NO_FANGSONG)


@register("office")
def check_data_folder(app_configs: Sequence[AppConfig] | None, **kwargs: Any) -> list[CheckMessage]:
    """office.E001, W003: the data folder takes files, and the keys in it are the owner's alone."""
    folder = Path(settings.DATA_DIR)
    found: list[CheckMessage] = []
    if not os.access(folder, os.W_OK | os.X_OK):
        found.append(
            Error(f"数据目录{folder}不可写。", hint="请检查目录权限或设置OFFICE_DATA_DIR。", id="office.E001")
        )
    elif stat.S_IMODE(folder.stat().st_mode) & 0o077:
        found.append(
            Warning(
                f"数据目录{folder}可被其他用户进入。", hint=f"请运行：chmod 700 {folder}", id="office.W003"
            )
        )
    keys = keys_path(folder)
    if keys.exists() and stat.S_IMODE(keys.stat().st_mode) & 0o077:
        found.append(
            Warning(f"密钥文件{keys}可被其他用户读取。", hint=f"请运行：chmod 600 {keys}", id="office.W003")
        )
    return found


@register("office")
def check_queue_and_database_agree(
    app_configs: Sequence[AppConfig] | None, **kwargs: Any
) -> list[CheckMessage]:
    """office.W004: a queue that other machines reach beside a database that they do not."""
    if settings.REDIS_URL and settings.DATABASES["default"]["ENGINE"].endswith("sqlite3"):
        return [
            Warning(
                "任务队列使用Redis，而数据库仍是本机文件：其他机器上的后台任务读不到数据。",
                hint="请同时设置DATABASE_URL，改用PostgreSQL。",
                id="office.W004",
            )
        ]
    return []


@register("office", deploy=True)
def check_user(app_configs: Sequence[AppConfig] | None, **kwargs: Any) -> list[CheckMessage]:
    """office.I002: a web server that is broken into as root gives the machine away."""
    if os.geteuid() == 0 and not settings.DEBUG:
        return [Info("平台正以root身份运行。", hint="试用无妨；正式使用请换普通用户。", id="office.I002")]
    return []
