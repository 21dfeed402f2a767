"""What must be known of a library to write a script for it, and our own functions in its words: what is
written once can be read in a script too."""

import ast
import inspect
import textwrap
from collections.abc import Callable, Mapping
from functools import cache
from typing import Any, NamedTuple

from dl_core.optimizers import Optimizer


class Rule(NamedTuple):
    """How the library says one of our rules. make: the constructor, with {lr} and the rule's own fields in
    braces; note: a comment above it."""

    make: str
    note: str = ""


class No(NamedTuple):
    """The library cannot say the rule in our form. why: a sentence."""

    why: str


class Fixed(NamedTuple):
    """A field that the library does not let one choose, the only value that it knows, and a sentence that
    says why not another."""

    field: str
    value: float
    why: str


class Dialect(NamedTuple):
    """A library's way of saying a descent.

    numpy: its name for NumPy's functions. constant: a surface's {value}. rate: what is given as learning rate
    {lr} where there is a schedule `factor(t)`. rules: our rules; scheduled: those that read differently under
    a schedule; fixed: fields that cannot be chosen. gradient: the line that takes the gradient of `loss` at
    x; forward: the same in forward mode, which asks how fast each part changes, for formulas that need
    `steep`, a function's twin whose infinite slope counts as 0 where its argument does not change; size: |u|
    with slope 0 at 0, empty if that is the library's own. layout: the whole script, its parts in braces;
    scheduler, advance: two more parts of it, empty without a schedule.
    """

    name: str
    numpy: str
    constant: str
    rate: str
    rules: Mapping[type[Optimizer], Rule | No]
    scheduled: Mapping[type[Optimizer], Rule | No]
    fixed: Mapping[type[Optimizer], Fixed]
    layout: str
    gradient: str
    forward: str
    steep: str
    size: str = ""
    scheduler: str = ""
    advance: str = ""


def quote(function: Callable[..., Any], spelling: Mapping[str, str]) -> str:
    """The body of `function` without its docstring, indented by four spaces and laid out as in its source.

    Every name and every attribute that `spelling` lists is replaced, as in {"jnp": "torch", "self.kappa":
    "kappa"}. Raises OSError where Python has no source for the function.
    """
    source = _source(function)
    lines = list(source.lines)
    for node, name in source.names:
        if name in spelling:
            line, new = lines[node.lineno - 1], spelling[name].encode()
            lines[node.lineno - 1] = line[: node.col_offset] + new + line[node.end_col_offset :]
    return b"\n".join(lines[source.first : source.last]).decode()


class _Source(NamedTuple):
    """A function as it is written. lines: as bytes, in which ast counts columns; names: every name and
    attribute in its body, the last first, so that columns stay true when one is replaced; first, last: where
    the body is."""

    lines: tuple[bytes, ...]
    names: tuple[tuple[ast.Name | ast.Attribute, str], ...]
    first: int
    last: int


@cache
def _source(function: Callable[..., Any]) -> _Source:
    lines = textwrap.dedent(inspect.getsource(function)).encode().splitlines()
    definition = ast.parse(b"\n".join(lines)).body[0]
    assert isinstance(definition, ast.FunctionDef)
    body = definition.body[1:] if ast.get_docstring(definition) else definition.body
    named = [
        node
        for statement in body
        for node in ast.walk(statement)
        if isinstance(node, (ast.Name, ast.Attribute))
    ]
    named.sort(key=lambda node: (node.lineno, node.col_offset), reverse=True)
    names = tuple((node, ast.unparse(node)) for node in named)
    return _Source(tuple(lines), names, body[0].lineno - 1, definition.end_lineno or len(lines))
