"""Every page is tested on a server that is warm."""

from collections.abc import Iterator

import pytest

from pages import PAGES
from ui import precomputed
from ui.warmup import WARMUP


@pytest.fixture(scope="session", autouse=True)
def warm() -> Iterator[None]:
    for stage in WARMUP.stages:
        WARMUP.ask(stage)
    WARMUP.start()
    assert WARMUP.wait(1800) and WARMUP.failed == []
    for page in PAGES:
        if ahead := precomputed.prepare(page):
            ahead.join(1800)
    yield
