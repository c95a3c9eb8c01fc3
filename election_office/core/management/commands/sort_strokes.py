"""Put a file of names into 姓氏笔画 order: `manage.py sort_strokes names.txt > sorted.txt`."""

import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from election_office.core.strokes import sort_by_strokes


def read_lines(raw: bytes, where: str) -> list[str]:
    """Lines that hold something, without byte order mark and line ends; CommandError when not UTF-8."""
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        message = f"{where}第 {line} 行不是 UTF-8 编码，请用记事本另存为 UTF-8 后再试。"
        raise CommandError(message, returncode=2) from error
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    return [line for line in lines if line.strip()]


class Command(BaseCommand):
    help = "把名单按姓氏笔画排序：一行一个姓名，原样输出。不给文件时读标准输入。"
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", nargs="?", metavar="FILE", help="UTF-8 文本文件，一行一个姓名")
        parser.add_argument(
            "--by-full-name",
            action="store_true",
            help="按姓名笔画：单名不排在前，逐字比较",
        )

    def handle(self, *, file: str | None = None, by_full_name: bool = False, **options: Any) -> None:
        if file is None or file == "-":
            lines = read_lines(sys.stdin.buffer.read(), "标准输入")
        else:
            try:
                raw = Path(file).read_bytes()
            except OSError as error:
                reason = _reason(error)
                raise CommandError(f"无法读取文件“{file}”：{reason}。", returncode=2) from error
            lines = read_lines(raw, f"文件“{file}”")
        for line in sort_by_strokes(lines, single_given_first=not by_full_name):
            self.stdout.write(line)


def _reason(error: OSError) -> str:
    if isinstance(error, FileNotFoundError):
        return "文件不存在"
    if isinstance(error, IsADirectoryError):
        return "这是一个目录，不是文件"
    if isinstance(error, PermissionError):
        return "没有读取权限"
    return error.strerror or "读取出错"
