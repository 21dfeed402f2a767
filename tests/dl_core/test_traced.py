"""What was traced is read again by the next process, and by nobody else."""

import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

import jax
import numpy as np
import pytest
from jax import export

from dl_core import traced as module
from dl_core.experiments.descent import as_data, scan_descent
from dl_core.noise import Noise
from dl_core.optimizers import OPTIMIZERS
from dl_core.traced import as_traced, kept
from surfaces import Himmelblau
from surfaces.switch import switch

TRACED: list[str] = []


class Pair(NamedTuple):
    one: Any
    other: Any


class Couple(NamedTuple):
    one: Any
    other: Any


def scaled(pair: Any, times: int = 2) -> Any:
    TRACED.append("scaled")
    return {"sum": times * pair.one + pair.other, "pair": type(pair)(pair.other, pair.one)}


def both(x: Any) -> Any:
    TRACED.append("both")
    return x + 1


def with_an_object(x: Any, of: object) -> Any:
    return x


@pytest.fixture(autouse=True)
def folder(tmp_path: Path) -> Iterator[Path]:
    before = jax.config.jax_compilation_cache_dir  # type: ignore[attr-defined]
    jax.config.update("jax_compilation_cache_dir", str(tmp_path))
    TRACED.clear()
    yield tmp_path / "traced"
    jax.config.update("jax_compilation_cache_dir", before)


def again(function: Callable[..., Any]) -> Any:
    """As the next process has it: with nothing in memory."""
    return kept(function, static_argnames="times") if function is scaled else kept(function)


def test_the_next_process_traces_nothing_and_gets_the_same() -> None:
    pair = Pair(np.float64(3), np.arange(4.0))
    first = again(scaled)(pair)
    second = again(scaled)(pair)
    assert TRACED == ["scaled"]
    assert isinstance(second["pair"], Pair)
    jax.tree.map(np.testing.assert_array_equal, first, second)
    np.testing.assert_array_equal(second["sum"], 6 + np.arange(4.0))


@pytest.mark.parametrize(
    "given",
    [
        lambda run: run(Pair(np.float32(3), np.arange(4, dtype=np.float32))),
        lambda run: run(Pair(np.float64(3), np.arange(5.0))),
        lambda run: run(Couple(np.float64(3), np.arange(4.0))),
        lambda run: run(Pair(np.float64(3), np.arange(4.0)), times=3),
        lambda run: run(Pair(np.float64(3), np.arange(4.0)), 3),
    ],
)
def test_other_precisions_sizes_kinds_and_values_are_other_programs(given: Any) -> None:
    again(scaled)(Pair(np.float64(3), np.arange(4.0)))
    found = given(again(scaled))
    assert TRACED == ["scaled", "scaled"]
    jax.tree.map(np.testing.assert_array_equal, found, given(scaled))


def test_other_sources_are_other_programs(monkeypatch: pytest.MonkeyPatch) -> None:
    again(both)(np.arange(3.0))
    monkeypatch.setattr(module, "_sources", lambda: "of another day")
    again(both)(np.arange(3.0))
    assert TRACED == ["both", "both"]


def test_the_sources_are_all_that_programs_are_made_from(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for room in module.ROOMS:
        (tmp_path / room / "deep").mkdir(parents=True)
    monkeypatch.setattr(module, "__file__", str(tmp_path / "dl_core" / "kept.py"))
    seen = {module._sources.__wrapped__()}
    for path in ("dl_core/a.py", "surfaces/deep/b.py"):
        (tmp_path / path).write_text("1")
        seen.add(module._sources.__wrapped__())
    (tmp_path / "surfaces/deep/b.py").write_text("2")
    seen.add(module._sources.__wrapped__())
    monkeypatch.setattr(jax, "__version__", "another")
    seen.add(module._sources.__wrapped__())
    assert len(seen) == 5


@pytest.mark.parametrize("damage", [b"", b"\x80", b"not a program"])
def test_what_cannot_be_read_is_written_anew(damage: bytes, folder: Path) -> None:
    again(both)(np.arange(3.0))
    (file,) = folder.iterdir()
    whole = file.stat().st_size
    file.write_bytes(damage)
    np.testing.assert_array_equal(again(both)(np.arange(3.0)), np.arange(3.0) + 1)
    assert TRACED == ["both", "both"] and file.stat().st_size == whole


def test_where_nothing_can_be_written_all_goes_on(folder: Path) -> None:
    folder.write_text("a file, where the folder would be")
    np.testing.assert_array_equal(again(both)(np.arange(3.0)), np.arange(3.0) + 1)


def test_those_that_were_not_used_for_longest_go(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "MOST", 10)
    for size in range(1, 9):
        again(both)(np.zeros(size))
    assert len(list(folder.iterdir())) == 8
    for path in folder.iterdir():
        os.utime(path, (1.0, 1.0))
    again(both)(np.zeros(1))  # the oldest is used again
    for size in range(20, 25):
        again(both)(np.zeros(size))
    assert len(list(folder.iterdir())) <= 11
    before = len(TRACED)
    again(both)(np.zeros(1))
    again(both)(np.zeros(24))
    assert len(TRACED) == before


def test_a_program_that_cannot_be_written_is_jitted_like_others(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(program: object) -> bytes:
        raise NotImplementedError("serialization of this is not there")

    monkeypatch.setattr(export.Exported, "serialize", refuse)
    np.testing.assert_array_equal(again(both)(np.arange(3.0)), np.arange(3.0) + 1)
    assert not folder.exists()


def test_classes_of_one_name_in_two_modules_are_told_apart() -> None:
    other = type("Pair", (NamedTuple("Pair", [("one", Any), ("other", Any)]),), {"__module__": "elsewhere"})
    mine, another = (jax.tree.structure(kind(1.0, 2.0)) for kind in (Pair, other))
    assert str(mine) == str(another) and module._named(mine) != module._named(another)


def test_what_only_this_process_knows_is_not_written(folder: Path) -> None:
    kept(with_an_object, static_argnames="of")(np.zeros(2), of=object())
    assert not folder.exists()


def test_a_function_without_a_name_of_its_own_is_refused() -> None:
    def inside(x: Any) -> Any:
        return x

    for function in (inside, lambda x: x):
        with pytest.raises(ValueError, match="give it a name"):
            kept(function)


@pytest.mark.parametrize("rule", [cls for cls in OPTIMIZERS], ids=lambda cls: cls.__name__)
def test_a_descent_is_the_same_to_the_last_bit(rule: Any) -> None:
    start = np.array([1.0, -2.0])
    given = (
        as_data(rule(), 2), as_traced(switch(Himmelblau())), start, np.ones(50), Noise(0.1).sample(50, 2)
    )  # fmt: skip
    run = kept(scan_descent)
    run(*given)
    run.clear_cache()
    jax.tree.map(np.testing.assert_array_equal, run(*given), jax.jit(scan_descent)(*given))
