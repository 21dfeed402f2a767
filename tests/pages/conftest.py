"""Every page is tested on a server that is warm."""

from collections.abc import Iterator

import pytest

from ui.warmup import WARMUP


@pytest.fixture(scope="session", autouse=True)
def warm() -> Iterator[None]:
    WARMUP.start()
    assert WARMUP.wait(600) and WARMUP.failed == []
    yield
