"""manage.py requeue_jobs: take up again what a stopped worker left unfinished."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from election_office.jobs.actions import requeue_stale


class Command(BaseCommand):
    help = "把失去响应的后台任务重新排队。--at-start 用于后台程序刚启动时，连同尚在排队的任务一起重新提交。"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--at-start", action="store_true", help="后台程序刚启动")

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(f"已重新排队{requeue_stale(at_start=options['at_start'])}件。")
