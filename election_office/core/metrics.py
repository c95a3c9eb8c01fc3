"""Numbers for the office's own Prometheus: ages, counts, free space. They name nobody and no place.

    register("office_backup_age_seconds", "Seconds since the last whole backup.", lambda: 120.0)

Each app registers in its ``pages.py``. A number that is not known is left out, so that an alarm on its
absence rings; what cannot be found out is counted in ``office_metrics_failed``.
"""

from __future__ import annotations

import secrets
import shutil
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from django.conf import settings
from django.http import HttpRequest

from election_office.core.health import problems

# Of one label: its values and their numbers; without a label one number, or None where it is not known.
Numbers = float | Mapping[tuple[str, str], float] | None
SHORTEST_TOKEN = 20


@dataclass(frozen=True)
class Metric:
    name: str
    help: str
    read: Callable[[], Numbers]


_metrics: dict[str, Metric] = {}


def register(name: str, help: str, read: Callable[[], Numbers]) -> None:
    _metrics[name] = Metric(name, help, read)


def may_read(request: HttpRequest) -> bool:
    """By the token alone: behind a proxy on the same machine every address is that machine's."""
    token = settings.OFFICE_METRICS_TOKEN
    scheme, _, said = request.headers.get("Authorization", "").partition(" ")
    if len(token) < SHORTEST_TOKEN or scheme.lower() != "bearer":
        return False
    return secrets.compare_digest(said.strip().encode(), token.encode())


def text() -> str:
    """In the text form of Prometheus, version 0.0.4; every number is one that may fall."""
    lines: list[str] = []
    failed = 0
    for metric in _metrics.values():
        try:
            numbers = metric.read()
        except Exception:
            failed += 1
            continue
        if numbers is None:
            continue
        lines += [f"# HELP {metric.name} {metric.help}", f"# TYPE {metric.name} gauge"]
        if isinstance(numbers, Mapping):
            lines += [f'{metric.name}{{{key}="{value}"}} {n:.17g}' for (key, value), n in numbers.items()]
        else:
            lines.append(f"{metric.name} {numbers:.17g}")
    lines += [
        "# HELP office_metrics_failed Numbers that could not be found out just now.",
        "# TYPE office_metrics_failed gauge",
        f"office_metrics_failed {failed}",
    ]
    return "\n".join(lines) + "\n"


register(
    "office_problems",
    "What /health/ lists as wrong, by the name it has there.",
    lambda: {("check", name): 1.0 for name in problems()},
)
register(
    "office_disk_free_bytes",
    "Free space on the disk of the data folder.",
    lambda: float(shutil.disk_usage(settings.DATA_DIR).free),
)
