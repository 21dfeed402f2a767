"""Programs of kinds that strangers choose are forgotten before they are too many."""

import sys

import jax.numpy as jnp
import pytest

from dl_core import programs
from dl_core.programs import CROWDED, Bounded, mapped


def double() -> Bounded:
    return Bounded.jit(lambda x: 2 * x)


def call(function: Bounded, size: int) -> None:
    assert function(jnp.ones(size)).sum() == 2 * size


def test_no_more_than_most_are_kept() -> None:
    function = double()
    function.most = 3
    for size in range(1, 10):
        call(function, size)
        assert function._cache_size() <= 4


def test_where_memory_maps_become_few_all_are_forgotten(monkeypatch: pytest.MonkeyPatch) -> None:
    one, other = double(), double()
    call(one, 2)
    call(other, 2)
    asked: list[float] = []
    monkeypatch.setattr(programs, "mapped", lambda: asked.append(0) or CROWDED + 0.01)
    call(one, 2)
    assert asked == [] and one._cache_size() == other._cache_size() == 1, "nothing was compiled: nobody looks"
    call(one, 3)
    assert len(asked) == 1 and one._cache_size() == other._cache_size() == 0
    call(other, 2)


@pytest.mark.parametrize("share", [0.0, CROWDED])
def test_while_there_are_maps_programs_stay(monkeypatch: pytest.MonkeyPatch, share: float) -> None:
    function = double()
    monkeypatch.setattr(programs, "mapped", lambda: share)
    call(function, 2)
    call(function, 3)
    assert function._cache_size() == 2


def test_maps_are_counted() -> None:
    assert 0 < mapped() < 1 if sys.platform == "linux" else mapped() == 0
