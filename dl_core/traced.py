"""What compiled functions take, and how what JAX has traced of them is kept: rules, losses and nets are their
arguments, and a number stays data.

The compilation cache on disk spares a second start the compiling, not what comes before it: JAX has to trace
a function in Python to know which program it is. That is nine tenths of the time for a program that holds
every rule and every surface (`tuning`: 2.0 of 2.3 s). `kept` writes what was traced beside the compiled
programs, as StableHLO (`jax.export`), and a later start reads it.
"""

import hashlib
import inspect
import os
import pickle
import re
from collections.abc import Callable, Iterable
from functools import cache, wraps
from importlib.metadata import version
from pathlib import Path
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np
from jax import export

MOST = 500  # files, some 100 kB each; those that were not used for longest go
ROOMS = "dl_core", "surfaces"  # what a program is made from
ADDRESS = re.compile(r"\b0x[0-9a-f]+")  # in a text: of an object in this process, so it names nothing


def cast(tree: Any, dtype: Any) -> Any:
    """Every floating leaf as dtype: hyper-parameters meet float64 points and float32 networks here, and
    nowhere else."""
    return jax.tree.map(
        lambda leaf: (
            jnp.asarray(leaf, dtype) if jnp.issubdtype(jnp.result_type(leaf), jnp.floating) else leaf
        ),
        tree,
    )


def as_traced(tree: Any) -> Any:
    """Python numbers and NumPy floats as float64 scalars: an int or a float32 among them would compile
    anew."""
    return jax.tree.map(
        lambda leaf: np.float64(leaf) if isinstance(leaf, (int, float, np.floating)) else leaf, tree
    )


def kept(function: Callable[..., Any], static_argnames: Iterable[str] = (), **options: Any) -> Any:
    """`jax.jit` of a function that is called from outside of other traced functions only: no gradient and no
    `vmap` goes through it. Its arguments are pytrees of arrays, those of static_argnames values that their
    `repr` tells apart; options as of `jax.jit`. Raises ValueError for a lambda and a function inside another
    one: their names do not say which they are.

    What it traces is written to disk, and read by the next process that has the same sources, libraries and
    kinds of arguments. Where that is not possible (several devices, no room) it is jitted like others.
    """
    if "<" in function.__qualname__:
        raise ValueError(f"{function.__qualname__} is no function of a module; give it a name there")
    static = frozenset([static_argnames] if isinstance(static_argnames, str) else static_argnames)
    signature = inspect.signature(function)

    @wraps(function)
    def traced(*args: Any, **more: Any) -> Any:
        given = signature.bind(*args, **more).arguments
        fixed = {name: value for name, value in given.items() if name in static}
        leaves, tree = jax.tree.flatten({name: value for name, value in given.items() if name not in static})
        if jax.device_count() > 1 or not all(isinstance(leaf, jax.core.Tracer) for leaf in leaves):
            return function(*args, **more)
        kinds = [jax.ShapeDtypeStruct(leaf.shape, leaf.dtype) for leaf in leaves]
        name = f"{function.__module__}.{function.__qualname__}"
        place = _place(f"{name} {_named(tree)} {kinds} {fixed} {jax.default_backend()}")
        found = place and (_read(place) or _made(lambda of: function(**fixed, **of), tree, kinds, place))
        if not found:
            return function(*args, **more)
        program, structure = found
        return jax.tree.unflatten(structure, program.call(*leaves))

    return jax.jit(traced, static_argnames=tuple(static), **options)


def _made(
    function: Callable[[Any], Any], tree: Any, kinds: list[Any], place: Path
) -> tuple[export.Exported, Any] | None:
    """The program from leaves to leaves, and the structure of what it makes: traced, and written. None if it
    cannot be written as StableHLO."""
    made = []

    def flat(*leaves: Any) -> Any:
        results, structure = jax.tree.flatten(function(jax.tree.unflatten(tree, leaves)))
        made.append(structure)
        return results

    program = export.export(jax.jit(flat))(*kinds)
    try:
        content = pickle.dumps((made[0], bytes(program.serialize())))
    except (ValueError, NotImplementedError, pickle.PicklingError):
        return None
    _write(place, content)
    return program, made[0]


def _named(tree: Any) -> str:
    """A structure as a text in which every class has its whole name: two modules may have a `Run` each."""
    data = tree.node_data()
    if data is None:
        return "*"
    kind, more = data
    inside = ", ".join(map(_named, tree.children()))
    return f"{kind.__module__}.{kind.__qualname__}[{more}]({inside})"


@cache
def _sources() -> str:
    """What programs depend on: our own sources, and the libraries that trace them."""
    root = Path(__file__).parent.parent
    files = sorted(path for room in ROOMS for path in (root / room).rglob("*.py"))
    told = hashlib.sha256(f"{jax.__version__} {version('jaxlib')}".encode())
    for path in files:
        told.update(path.read_bytes())
    return told.hexdigest()


def _place(text: str) -> Path | None:
    folder = jax.config.jax_compilation_cache_dir  # type: ignore[attr-defined]
    if not folder or ADDRESS.search(text):
        return None
    return Path(folder) / "traced" / hashlib.sha256((_sources() + text).encode()).hexdigest()


def _read(place: Path) -> tuple[export.Exported, Any] | None:
    """What was written there; None if there is nothing, or what cannot be read: it is written anew then. The
    folder is ours: it holds the machine code that this process runs, too."""
    try:
        structure, program = pickle.loads(place.read_bytes())
        os.utime(place)  # it is in use
        return export.deserialize(bytearray(program)), structure
    except Exception:  # whatever a damaged file makes two libraries say
        return None


def _write(place: Path, content: bytes) -> None:
    """Whole or not at all; a disk that is full or read-only is no reason to fail."""
    try:
        place.parent.mkdir(parents=True, exist_ok=True)
        old = sorted(place.parent.iterdir(), key=lambda path: path.stat().st_mtime)
        for path in old[: max(0, len(old) - MOST)]:
            path.unlink(missing_ok=True)
        begun = place.with_name(f"{place.name}.{os.getpid()}.{id(content)}")
        begun.write_bytes(content)
        begun.replace(place)
    except OSError:
        return


_sources()  # as they are now: files may be replaced under a process
