"""What every test may ask for."""

import os
from collections.abc import Callable, Iterator
from pathlib import Path

os.environ.setdefault("LAB_WORKERS", "0")  # what takes long is computed in the test's own process

import jax
import pytest

import dl_core  # noqa: F401  # float64 and XLA's options, before anything else touches JAX


@pytest.fixture
def compilations() -> Iterator[Callable[[], int]]:
    """How often XLA compiled (or fetched from its cache on disk) since the last time it was asked."""
    durations: list[float] = []

    def listen(event: str, duration: float, **_: object) -> None:
        if event == "/jax/core/compile/backend_compile_duration":
            durations.append(duration)

    def since() -> int:
        count = len(durations)
        durations.clear()
        return count

    jax.monitoring.register_event_duration_secs_listener(listen)
    yield since
    jax.monitoring.unregister_event_duration_listener(listen)


def pytest_runtest_teardown(item: pytest.Item, nextitem: pytest.Item | None) -> None:
    """Each folder of tests/ begins without programs: those of all together take more memory maps than Linux
    gives to a process. A folder in it, of one page, goes on with those that its server has warmed up."""
    if nextitem and _room(nextitem) != _room(item):
        jax.clear_caches()


def _room(item: pytest.Item) -> str:
    return item.path.relative_to(Path(__file__).parent).parts[0]
