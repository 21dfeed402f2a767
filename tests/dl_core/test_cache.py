"""Compiled programs are kept apart by kind of processor."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

import dl_core

ROOT = Path(__file__).parents[2]


def test_another_processor_and_other_options_have_another_folder(monkeypatch: pytest.MonkeyPatch) -> None:
    told = (
        "processor\t: 0\nmodel name\t: A\nflags\t\t: sse avx\nprocessor\t: 1\nmodel name\t: A\nflags\t\t: "
        "sse avx\n"
    )
    names = {dl_core.processor()}
    for text in (
        told,
        told.replace("avx", "avx avx512f"),
        told.replace(": A", ": B"),
        told.replace("model name", "CPU part").replace("flags", "Features"),
    ):
        monkeypatch.setattr(Path, "read_text", lambda self, text=text: text)
        names.add(dl_core.processor())
        assert dl_core.processor() in names, "and one processor always the same"
    monkeypatch.setattr(Path, "read_text", lambda self: told + "cpu MHz\t\t: 3000\n")
    assert dl_core.processor() in names, "what changes while it runs is no kind"
    monkeypatch.setenv("XLA_FLAGS", "--xla_something")
    names.add(dl_core.processor())

    def nothing(self: Path) -> str:
        raise FileNotFoundError

    monkeypatch.setattr(Path, "read_text", nothing)
    names.add(dl_core.processor())
    assert len(names) == 7 and all(name.isalnum() for name in names)


def test_programs_are_kept_in_that_folder(tmp_path: Path) -> None:
    source = "import dl_core, jax; jax.jit(lambda x: x + 1)(1.0); print(dl_core.processor())"
    run = subprocess.run(
        [sys.executable, "-c", source],
        cwd=ROOT,
        env={**os.environ, "JAX_COMPILATION_CACHE_DIR": str(tmp_path)},
        capture_output=True,
        text=True,
        check=True,
    )
    assert [path.name for path in tmp_path.iterdir()] == [run.stdout.strip()] and list(tmp_path.glob("*/*"))


@pytest.mark.parametrize(
    ("flags", "wide"), [("sse avx2 avx512f avx512bw", True), ("sse avx2", False), ("sse avx512fake", False)]
)
def test_registers_of_512_bits_are_seen(flags: str, wide: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Path, "read_text", lambda self: f"model name\t: A\nflags\t\t: {flags}\n")
    assert dl_core.has_avx512() == wide
