"""The body of one of our own functions as text, with some names spelled otherwise: what is written once can
be read in a script too."""

import ast
import inspect
import textwrap
from collections.abc import Callable, Mapping
from typing import Any


def quote(function: Callable[..., Any], spelling: Mapping[str, str]) -> str:
    """The body of `function` without its docstring, indented by four spaces and laid out as in its source.

    Every name and every attribute that `spelling` lists is replaced, as in {"jnp": "torch", "self.kappa":
    "kappa"}. Raises OSError where Python has no source for the function.
    """
    # as bytes: that is what ast counts columns in
    lines = textwrap.dedent(inspect.getsource(function)).encode().splitlines()
    definition = ast.parse(b"\n".join(lines)).body[0]
    assert isinstance(definition, ast.FunctionDef)
    body = definition.body[1:] if ast.get_docstring(definition) else definition.body
    named = [
        node
        for statement in body
        for node in ast.walk(statement)
        if isinstance(node, (ast.Name, ast.Attribute)) and ast.unparse(node) in spelling
    ]
    for node in sorted(
        named, key=lambda node: (node.lineno, node.col_offset), reverse=True
    ):  # from the end, so that columns stay true
        line, new = lines[node.lineno - 1], spelling[ast.unparse(node)].encode()
        lines[node.lineno - 1] = line[: node.col_offset] + new + line[node.end_col_offset :]
    return b"\n".join(lines[body[0].lineno - 1 : definition.end_lineno]).decode()
