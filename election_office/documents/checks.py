"""What the office must have installed before it can print."""

from __future__ import annotations

import ctypes
from typing import Any

from django.core.checks import CheckMessage, Warning

from election_office.documents import fonts


def check_fonts(**kwargs: Any) -> list[CheckMessage]:
    """The families official papers are set in; without them names may print in the wrong hand."""
    missing = fonts.missing_families()
    if not missing:
        return []
    return [
        Warning(
            f"缺少公文字体：{'、'.join(missing)}。",
            hint="运行 make setup 安装字体；仿宋体须放在设置 FONT_DIR 所指的目录。",
            id="documents.W001",
        )
    ]


def check_subsetter(**kwargs: Any) -> list[CheckMessage]:
    """Without this library one page of Chinese takes seconds instead of a tenth of one."""
    try:
        ctypes.CDLL("libharfbuzz-subset.so.0")
    except OSError:
        return [
            Warning(
                "未安装 libharfbuzz-subset0，生成PDF会慢约五十倍。",
                hint="apt-get install libharfbuzz-subset0",
                id="documents.W002",
            )
        ]
    return []
