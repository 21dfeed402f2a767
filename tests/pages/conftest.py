"""Every page is tested on a server that is warm."""

from collections.abc import Iterator

import pytest

from ui.warmup import WARMUP


@pytest.fixture(scope="session", autouse=True)
def warm() -> Iterator[None]:
    for stage in WARMUP.stages:
        WARMUP.ask(stage)
    WARMUP.start()
    assert WARMUP.wait(1800) and WARMUP.failed == []
    yield
