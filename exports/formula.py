"""A stranger's formula as a line of a script: spelled from the tree that was read of it, never from its text."""

from surfaces.formula import Node

SIGNS = {"add": "+", "sub": "-", "mul": "*", "div": "/", "pow": "**"}
SPELLED = {"atan": "arctan", "min": "minimum", "max": "maximum"}
RADIUS = """\
    square = x[0] * x[0] + x[1] * x[1]
    r = {numpy}.where(square == 0, 0 * square, {numpy}.sqrt({numpy}.where(square == 0, 1 + square, square)))  # at r = 0 the slope counts as 0
"""


def loss_lines(tree: Node, numpy: str, constant: str) -> str:
    """The body of `loss(x)`, indented by four spaces. tree: with its constant parts folded; numpy: the library's name for NumPy's functions; constant: its way
    of making a number {value} an array."""
    radius = RADIUS.format(numpy=numpy) if _has_radius(tree) else ""
    return f"{radius}    return {_spelled(tree, numpy, constant)}{' + 0 * x[0]' if tree.kind == 'number' else ''}"


def _has_radius(node: Node) -> bool:
    return node.kind == "r" or any(_has_radius(part) for part in node.parts)


def _spelled(node: Node, numpy: str, constant: str) -> str:
    parts = [_spelled(part, numpy, constant) for part in node.parts]
    match node:
        case Node("number"):
            return repr(node.number).removesuffix(".0")
        case Node("x" | "y" | "r" as name):
            return {"x": "x[0]", "y": "x[1]", "r": "r"}[name]
        case Node("neg"):
            return f"(-{parts[0]})"
        case Node("pow", (Node("abs" | "r" as name, inner), Node("number", _, n))) if n == round(n) and n % 2 == 0:  # even powers have no kink
            base = "square" if name == "r" else _spelled(inner[0], numpy, constant)
            return f"({base} ** {int(n) // 2 if name == 'r' else int(n)})"
        case Node(kind) if kind in SIGNS:
            return f"({parts[0]} {SIGNS[kind]} {parts[1]})"
    if node.kind in ("min", "max"):
        parts = [constant.format(value=repr(of.number)) if of.kind == "number" else part for of, part in zip(node.parts, parts, strict=True)]
    return f"{numpy}.{SPELLED.get(node.kind, node.kind)}({', '.join(parts)})"
