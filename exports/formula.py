"""A stranger's formula as lines of a script: spelled from the tree that was read of it, never from its text.

The script has our slopes on kinks and where a slope is infinite (`surfaces.jets`): where the library has
others, it brings a few lines of its own.
"""

import math
from collections.abc import Iterator
from typing import NamedTuple

from exports.dialect import Dialect
from surfaces.formula import Node

SIGNS = {"add": "+", "sub": "-", "mul": "*", "div": "/", "pow": "**"}
SPELLED = {"atan": "arctan", "min": "minimum", "max": "maximum"}
RADIUS = """\
    square = x[0] * x[0] + x[1] * x[1]
    # at r = 0 the slope counts as 0
    r = {numpy}.where(square == 0, 0 * square, {numpy}.sqrt({numpy}.where(square == 0, 1 + square, square)))
"""
STEEP = {  # what can be infinitely steep where it, or what is made of it, has a value
    **{name: f"{name} = steep({{numpy}}.{name})\n" for name in ("log", "exp", "sinh", "cosh")},
    "sqrt": "sqrt = steep(lambda u: {numpy}.sqrt(u) - {numpy}.where(u == 0, u, 0))  # the root of -0 is 0\n",
    "inverse": "inverse = steep(lambda u: 1 / u)\n",
    "times": "times = steep(lambda u, v: u * v)\n",
    "power": "\n\ndef power(u, c):\n    return steep(lambda u: u**c)(u)\n",
}
# what has a kink, by `where`, so that the slope of the part that is not taken does not count even if it is
# infinite or nan
KINKED = {
    "size": "\n\ndef size(u):\n    return {numpy}.where(u == 0, 0, {numpy}.abs(u))\n",
    **{
        name: (
            f"\n\ndef {name}(u, v):\n    return {{numpy}}.where(u {sign} v, u, {{numpy}}.where(v {sign} "
            f"u, v, 0.5 * u + 0.5 * v))\n"
        )
        for name, sign in (("smaller", "<"), ("larger", ">"))
    },
}
CHOSEN = {"min": "smaller", "max": "larger", "abs": "size"}


class Spelled(NamedTuple):
    """helpers: what is defined before `loss(x)`; body: that of `loss(x)`, indented by four spaces; steep: its
    slopes must be taken in forward mode."""

    helpers: str
    body: str
    steep: bool


def spelled(tree: Node, dialect: Dialect) -> Spelled:
    """A tree, with its constant parts folded, in a library's words."""
    tree = _rewritten(tree)
    used = {_helper(node) for node in _walk(tree)}
    steep, kinked = (
        "".join(source.format(numpy=dialect.numpy) for name, source in known.items() if name in used).lstrip(
            "\n"
        )
        for known in (STEEP, KINKED)
    )
    plain = dialect.size if any(node.kind == "abs" for node in _walk(tree)) and "size" not in used else ""
    helpers = [part for part in (plain, dialect.steep * (steep != ""), steep, kinked) if part]
    radius = RADIUS.format(numpy=dialect.numpy) if any(node.kind == "r" for node in _walk(tree)) else ""
    constant = " + 0 * x[0]" if tree.kind == "number" else ""
    return Spelled(
        "".join(f"\n\n{helper}" for helper in helpers),
        f"{radius}    return {_text(tree, dialect)}{constant}",
        bool(steep or kinked),
    )


def _walk(node: Node) -> Iterator[Node]:
    yield node
    for part in node.parts:
        yield from _walk(part)


def _rewritten(node: Node) -> Node:
    """The same with an `inverse` (1/u) wherever is divided by what may be 0, roots as `sqrt`, and c**u as
    exp(u log c) where u may be infinite."""
    node = node._replace(parts=tuple(_rewritten(part) for part in node.parts))
    match node:
        case Node("div", (above, of)) if not _positive(of):
            inverse = Node("inverse", (of,))
            return inverse if above == Node("number", (), 1.0) else Node("mul", (above, inverse))
        case Node("pow", (of, Node("number", _, c))) if c == 0.5:
            return Node("sqrt", (of,))
        case Node("pow", (of, Node("number", _, -0.5))) if not _positive(of):
            return Node("inverse", (Node("sqrt", (of,)),))
        case Node("pow", (of, Node("number", _, c))) if c < 0 and c == round(c) and not _positive(of):
            return Node("inverse", (of if c == -1 else Node("pow", (of, Node("number", (), -c))),))
        case Node("pow", (Node("number", _, c), of)) if _unbounded(of):
            return Node("exp", (Node("mul", (Node("number", (), math.log(c)), of)),))
    return node


def _helper(node: Node) -> str:
    """The name of the function that the script brings for a node, empty where the library's own has our
    slopes."""
    match node:
        case Node("sqrt" | "log" as name, (of,)) if not _positive(of):
            return name
        case Node("pow", (of, Node("number", _, c))) if (c != round(c) and not _positive(of)) or (
            c > 1 and _unbounded(of)
        ):
            return "power"
        case Node("exp" | "sinh" | "cosh" as name) if _unbounded(node):
            return name
        case Node("mul", (left, right)) if "number" not in (left.kind, right.kind) and _unbounded(node):
            return "times"
        case Node("min" | "max" | "abs" as name) if any(map(_may_be_steep, node.parts)):
            return CHOSEN[name]
    return "inverse" if node.kind == "inverse" else ""


def _may_be_steep(node: Node) -> bool:
    """Somewhere its slope is infinite or no number, be it because the number is too large."""
    match node:
        case Node("exp" | "sinh" | "cosh") | Node("pow", (Node("number"), _)):
            return True
    return _helper(node) != "" or any(map(_may_be_steep, node.parts))


def _unbounded(node: Node) -> bool:
    """It may have no finite value at a finite place: then what is made of it can be steep anywhere."""
    match node:
        case Node("inverse"):
            return True
        case Node("log", (of,)) if not _positive(of):
            return True
        case Node("pow", (of, Node("number", _, c))) if c < 0 and not _positive(of):
            return True
    return any(map(_unbounded, node.parts))


def _text(node: Node, dialect: Dialect) -> str:
    parts = [_text(part, dialect) for part in node.parts]
    helper = _helper(node)
    match node:
        case Node("number"):
            return repr(node.number).removesuffix(".0")
        case Node("x" | "y" | "r" as name):
            return {"x": "x[0]", "y": "x[1]", "r": "r"}[name]
        case Node("neg"):
            return f"(-{parts[0]})"
        case Node(kind) if kind in SIGNS and not helper:
            return f"({parts[0]} {SIGNS[kind]} {parts[1]})"
        case Node("min" | "max"):
            parts = [
                dialect.constant.format(value=repr(of.number)) if of.kind == "number" else part
                for of, part in zip(node.parts, parts, strict=True)
            ]
    helper = helper or (
        "size"
        if node.kind == "abs" and dialect.size
        else f"{dialect.numpy}.{SPELLED.get(node.kind, node.kind)}"
    )
    return f"{helper}({', '.join(parts)})"


def _positive(node: Node) -> bool:
    """Certainly above 0, or a constant other than 0: never steep at 0, then."""
    match node:
        case Node("number"):
            return node.number != 0
        case Node("exp" | "cosh") | Node("pow", (Node("number"), _)):
            return True
        case Node("add" | "max", (left, right)):
            return (_above(left) and _not_below(right)) or (_above(right) and _not_below(left))
        case Node("sqrt", (of,)) | Node("pow", (of, Node("number"))):
            return _above(of)
        case Node("mul" | "div", (left, right)):
            return _above(left) and _above(right)
    return False


def _above(node: Node) -> bool:
    return node.number > 0 if node.kind == "number" else _positive(node)


def _not_below(node: Node) -> bool:
    """Certainly 0 or above."""
    match node:
        case Node("abs" | "r" | "sqrt"):
            return True
        case Node("pow", (_, Node("number", _, c))) if c % 2 == 0:
            return True
        case Node("mul", (left, right)):
            return left == right or (_not_below(left) and _not_below(right))
        case Node("add", (left, right)) | Node("div", (left, right)):
            return _not_below(left) and _not_below(right)
    return _above(node)
