"""Every page is tested on a server that is warm."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

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
    with ThreadPoolExecutor(2) as pool:  # what workers would make
        pressed = dict.fromkeys(call for stage in WARMUP.stages.values() for call in stage.pressed)
        assert all(one.exception() is None for one in [pool.submit(call) for call in pressed])
    for page in PAGES:
        if ahead := precomputed.prepare(page):
            ahead.join(1800)
    yield
