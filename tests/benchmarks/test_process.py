"""What a group of processes takes, and when it is at rest."""

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from benchmarks import process
from benchmarks.process import (
    WINDOW,
    cpu_seconds,
    members,
    memory_maps,
    resident,
    seconds_of,
    wait_until_rested,
)

WORK = """
import subprocess, sys, time
until = time.process_time() + 0.5
while time.process_time() < until: pass
held = bytearray(b"x") * 50_000_000
work = "import time; until = time.process_time() + 0.5\\nwhile time.process_time() < until: pass"
subprocess.run([sys.executable, "-c", work])
child = subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE)
print("done", flush=True)
input()
"""


@pytest.fixture
def server() -> Iterator[int]:
    """A process in a group of its own that has worked half a second, let a child work as long, and has
    another one that waits."""
    with subprocess.Popen(
        [sys.executable, "-c", WORK], stdin=subprocess.PIPE, stdout=subprocess.PIPE, start_new_session=True
    ) as started:
        assert started.stdout and started.stdout.readline() == b"done\n"
        yield started.pid
        assert started.stdin
        started.stdin.close()


@pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="only Linux tells")
def test_a_group_is_all_that_a_server_has_started(
    server: int, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    assert server in members(server) and len(members(server)) == 2
    exact = cpu_seconds(server)
    assert 1.0 <= exact < 10.0, "the child that has ended is counted"
    assert resident(server) > 50e6
    assert memory_maps(server) > 10
    monkeypatch.setattr(process, "PROC", tmp_path)
    assert abs(cpu_seconds(server) - exact) <= 2, "as ps says it, whole seconds of each process"


@pytest.mark.parametrize(
    ("spelled", "seconds"),
    [
        ("00:00:07", 7.0),
        ("1:02.5", 62.5),
        ("2-03:04:05", 2 * 86400 + 3 * 3600 + 245.0),
        ("0:00.00", 0.0),
        ("125:10", 7510.0),
    ],
)
def test_the_time_of_ps_is_read(spelled: str, seconds: float) -> None:
    assert seconds_of(spelled) == seconds


def test_a_server_rests_when_it_has_used_little_for_a_while() -> None:
    used = iter([1.0, 11.0, 12.0, 12.6, 12.7])
    slept: list[float] = []
    assert wait_until_rested(1, lambda _: next(used), slept.append) == 12.7
    assert slept == [WINDOW] * 4


def test_a_server_that_never_rests_is_given_up() -> None:
    used = iter(range(1000))
    with pytest.raises(TimeoutError, match="still at work after 50 s"):
        wait_until_rested(1, lambda _: float(next(used)), lambda _: None, patience=50.0)
