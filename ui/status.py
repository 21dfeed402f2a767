"""What the server is doing, in figures, for whoever runs it: GET /lab/status."""

import ipaddress
import os
import sys
from collections.abc import Sequence
from importlib.metadata import version
from pathlib import Path
from typing import Any

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route
from streamlit.runtime import Runtime
from streamlit.runtime.stats import ACTIVE_SESSIONS_FAMILY

from dl_core import programs
from kit.messages import _
from ui import assets
from ui.fast_path import SECONDS
from ui.texts import refused
from ui.warmup import WARMUP
from ui.workers import WORKERS

OPEN = "LAB_STATUS"  # "open": answered to anyone
# what proxies say of whom they ask for: who comes through one is not the machine itself
FORWARDED = ("x-forwarded-for", "x-forwarded-host", "x-real-ip", "forwarded", "via")
HERE = ("localhost", "127.0.0.1", "[::1]")
PACKAGES = ("streamlit", "jax", "jaxlib", "numpy", "starlette", "uvicorn")


def quantile(values: Sequence[float], share: float) -> float | None:
    """The smallest value that at least this share of them does not exceed; None of nothing."""
    ranked = sorted(values)
    return ranked[max(0, -int(-share * len(ranked) // 1) - 1)] if ranked else None


def memory(pid: int | str = "self") -> int | None:
    """Bytes of a process that are in memory; None where nobody tells (only Linux does)."""
    try:
        return int(Path(f"/proc/{pid}/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE")
    except (OSError, ValueError, IndexError):
        return None


def sessions() -> int | None:
    """How many tabs are connected; None where no Streamlit runs."""
    if not Runtime.exists():
        return None
    found = Runtime.instance().stats_mgr.get_stats([ACTIVE_SESSIONS_FAMILY])
    return sum(int(getattr(one, "value", 0)) for one in found.get(ACTIVE_SESSIONS_FAMILY, ()))


def figures() -> dict[str, Any]:
    """All of them. Times are in milliseconds, memory in bytes; null is what nobody tells."""
    return {
        "sessions": sessions(),
        "queue": [_worker(one) for one in WORKERS],
        "answers": _answers(list(SECONDS)),
        "warm": {name: WARMUP.is_finished(name) for name in WARMUP.stages},
        "programs": programs.compiled(),
        "memory_maps": programs.memory_maps(),
        "most_memory_maps": programs.most_maps(),
        "memory": memory(),
        "device": programs.device(),
        "versions": {
            "app": assets.version(),
            "python": sys.version.split()[0],
            **{name: version(name) for name in PACKAGES},
        },
    }


def _worker(one: Any) -> dict[str, Any]:
    turns, runs = one.load
    return {"turns": turns, "runs": runs, "memory": memory(one.pid) if one.pid else None}


def _answers(seconds: Sequence[float]) -> dict[str, Any]:
    p50, p95 = (quantile(seconds, share) for share in (0.5, 0.95))
    return {
        "last": len(seconds),
        "p50": None if p50 is None else round(1000 * p50, 2),
        "p95": None if p95 is None else round(1000 * p95, 2),
    }


def is_allowed(request: Request) -> bool:
    """Whether it is the machine itself that asks, by a name of its own and through nobody, or LAB_STATUS is
    "open". The name keeps out pages of others whose name was made to lead here."""
    if os.environ.get(OPEN) == "open":
        return True
    if any(name in request.headers for name in FORWARDED) or request.client is None:
        return False
    named = request.headers.get("host", "").lower()
    name = named if named.endswith("]") else named.rpartition(":")[0] or named
    try:
        return name in HERE and ipaddress.ip_address(request.client.host).is_loopback
    except ValueError:
        return False


async def _serve(request: Request) -> Response:
    if not is_allowed(request):
        return refused(
            request,
            403,
            _("Only the machine itself is told, unless the server was started with LAB_STATUS=open."),
        )
    return JSONResponse(await run_in_threadpool(figures), headers={"Cache-Control": "no-store"})


ROUTES = [Route("/lab/status", _serve)]
