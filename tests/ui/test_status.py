"""What the server tells whoever runs it, and nobody else."""

import json
from collections import deque
from collections.abc import Iterable

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.strangers import many
from tests.strangers.asking import Answered, ask, ours
from ui import fast_path, status, workers


def asked(
    headers: Iterable[tuple[bytes, bytes]] = (), client: tuple[str, int] | None = ("127.0.0.1", 5)
) -> Answered:
    return ask(ours(), "GET", "/lab/status", headers=headers or [(b"host", b"localhost:8501")], client=client)


def test_the_machine_itself_is_told() -> None:
    found = asked()
    told = json.loads(found.body)
    assert found.status == 200 and found.headers["cache-control"] == "no-store"
    assert told["sessions"] is None or told["sessions"] >= 0
    assert told["memory"] > 1e7 and 0 < told["memory_maps"] < told["most_memory_maps"]
    assert told["device"].startswith("cpu") or told["device"].startswith("gpu")
    assert {"app", "python", "streamlit", "jax"} <= told["versions"].keys()


@pytest.mark.parametrize("host", [b"localhost", b"127.0.0.1:8501", b"[::1]:8501", b"[::1]", b"LOCALHOST:1"])
def test_by_any_of_its_own_names(host: bytes) -> None:
    assert asked([(b"host", host)], ("::1", 5)).status == 200


@pytest.mark.parametrize("name", [name.encode() for name in status.FORWARDED])
def test_whoever_comes_through_a_proxy_is_not(name: bytes) -> None:
    assert asked([(b"host", b"localhost"), (name, b"127.0.0.1")]).status == 403


@pytest.mark.parametrize(
    ("host", "client"),
    [
        (b"localhost", ("192.168.0.7", 5)),
        (b"localhost", None),
        (b"localhost", ("", 0)),
        (b"localhost", ("nonsense", 0)),
        (b"lab.example.org", ("127.0.0.1", 5)),
        (b"localhost.example.org", ("127.0.0.1", 5)),
        (b"", ("127.0.0.1", 5)),
    ],
)
def test_nobody_else_is(host: bytes, client: tuple[str, int] | None, monkeypatch: pytest.MonkeyPatch) -> None:
    found = asked([(b"host", host)], client)
    assert found.status == 403 and b"LAB_STATUS" in found.body
    monkeypatch.setenv(status.OPEN, "open")
    assert asked([(b"host", host)], client).status == 200
    monkeypatch.setenv(status.OPEN, "yes")
    assert asked([(b"host", host)], client).status == 403


@many(100)
@given(st.lists(st.floats(0, 10), min_size=1, max_size=60), st.sampled_from([0.01, 0.5, 0.95, 1.0]))
def test_a_quantile_is_numpys(values: list[float], share: float) -> None:
    assert status.quantile(values, share) == np.quantile(values, share, method="inverted_cdf")


def test_times_are_those_of_the_last_answers(monkeypatch: pytest.MonkeyPatch) -> None:
    assert status._answers([]) == {"last": 0, "p50": None, "p95": None}
    monkeypatch.setattr(status, "SECONDS", deque([0.001] * 90 + [0.2] * 10, maxlen=100))
    assert status.figures()["answers"] == {"last": 100, "p50": 1.0, "p95": 200.0}


def test_an_answer_is_counted_and_no_more_are_kept_than_that(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fast_path, "SECONDS", kept := deque([9.0] * 3, maxlen=3))
    body = json.dumps({"query": "", "n": 1, "changes": {}}).encode()
    assert ask(ours(), "POST", fast_path.url("init"), body).status in (200, 204)
    assert len(kept) == 3 and kept[-1] < 9.0
    assert ask(ours(), "POST", fast_path.url("init"), b"{").status == 400
    assert kept.count(9.0) == 2, "what is refused is no answer"
    assert fast_path.SECONDS.maxlen and status.SECONDS.maxlen == fast_path.MEASURED


def test_the_queue_is_that_of_the_workers(monkeypatch: pytest.MonkeyPatch) -> None:
    all_of_them = workers.Workers(2)
    monkeypatch.setattr(status, "WORKERS", all_of_them)
    next(iter(all_of_them)).hold(1)
    assert status.figures()["queue"] == [
        {"turns": 0, "runs": 1, "memory": None},
        {"turns": 0, "runs": 0, "memory": None},
    ]
