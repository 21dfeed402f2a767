"""A rule's arithmetic, line by line: declared once, evaluated in NumPy over all steps of a run, and read by
whoever writes it down.

The lines are our own source, never a stranger's; the allow-list keeps them to what can be shown with the
numbers put in.
"""

import ast
import operator
from collections.abc import Callable, Mapping, Sequence
from functools import cache
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
SCALED, AGAINST = "scaled", "against"


class Line(NamedTuple):
    """name ← text, for instance Line("m", "m", "b1 * m + (1 - b1) * g"). Names are the rule's numbers, its
    state and g, x as they are when the line is reached; two texts are those of x and of y. A text that is the
    line's own name shows something given.

    symbol: how the name is written, with what follows _ as an index. arrow: SCALED draws the value on the map
    as it is, AGAINST only the direction against it.
    """

    name: str
    symbol: str
    text: str | tuple[str, str]
    about: str = ""
    arrow: str = ""

    @property
    def texts(self) -> tuple[str, ...]:
        """One text for both coordinates, or two."""
        return (self.text,) if isinstance(self.text, str) else self.text

    @property
    def given(self) -> bool:
        """Whether nothing is computed here."""
        return self.text == self.name


OPERATORS: dict[type, Callable[[Any, Any], Any]] = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
    ast.Div: operator.truediv,
    ast.Pow: operator.pow,
    ast.Lt: operator.lt,
    ast.GtE: operator.ge,
}
FUNCTIONS: dict[str, Callable[..., Any]] = {
    "sqrt": np.sqrt,
    "sign": np.sign,
    "abs": np.abs,
    "maximum": np.maximum,
    "where": np.where,
}


@cache
def parsed(text: str) -> ast.expr:
    """The tree of a line's text. Raises ValueError for anything but names, numbers, the OPERATORS, −a and the
    FUNCTIONS."""
    tree = ast.parse(text, mode="eval").body
    _check(tree, text)
    return tree


def _check(node: ast.expr, text: str) -> None:
    match node:
        case ast.Name() | ast.Constant(value=int() | float()):
            return
        case (
            ast.BinOp(left=left, op=sign, right=right)
            | ast.Compare(left=left, ops=[sign], comparators=[right])
        ) if type(sign) in OPERATORS:
            parts = [left, right]
        case ast.UnaryOp(op=ast.USub(), operand=of):
            parts = [of]
        case ast.Call(func=ast.Name(id=name), args=parts, keywords=[]) if name in FUNCTIONS:
            pass
        case _:
            raise ValueError(
                f"{ast.unparse(node)!r} in the line {text!r} cannot be read: use + - * / **, < >=, "
                f"{', '.join(FUNCTIONS)}"
            )
    for part in parts:
        _check(part, text)


def names_in(node: ast.expr) -> set[str]:
    """The values that a line uses."""
    return {part.id for part in ast.walk(node) if isinstance(part, ast.Name)} - FUNCTIONS.keys()


def evaluate(node: ast.expr, known: Mapping[str, Any]) -> Any:
    """The value of a line: `known` are numbers or arrays that broadcast. Raises KeyError for a name that is
    not known."""
    match node:
        case ast.Constant(value=number):
            return np.float64(number)  # type: ignore[arg-type]
        case ast.Name(id=name):
            return known[name]
        case ast.UnaryOp(operand=of):
            return -evaluate(of, known)
        case (
            ast.BinOp(left=left, op=sign, right=right)
            | ast.Compare(left=left, ops=[sign], comparators=[right])
        ):
            return OPERATORS[type(sign)](evaluate(left, known), evaluate(right, known))
        case ast.Call(func=ast.Name(id=name), args=parts):
            return FUNCTIONS[name](*(evaluate(part, known) for part in parts))
    raise ValueError(f"{ast.unparse(node)!r} was never parsed by `parsed`")


def evaluate_lines(lines: Sequence[Line], known: Mapping[str, Any], rows: int) -> list[Floats]:
    """The value of each line, in order, a line seeing those before it: (rows, 2), or (rows, 1) for what both
    coordinates share.

    known: numbers, (rows, 1) or (rows, 2). The coordinates of a (rows, 2) value are also known by themselves,
    as g_x and g_y.
    """
    known, found = dict(known), []
    for name, value in list(known.items()):
        _learn(known, name, value)
    with np.errstate(all="ignore"):
        for line in lines:
            value = np.hstack([_column(evaluate(parsed(text), known), rows) for text in line.texts])
            _learn(known, line.name, value)
            found.append(value)
    return found


def _column(value: Any, rows: int) -> Floats:
    array = np.asarray(value, np.float64)
    return np.array(np.broadcast_to(array, (rows, array.shape[1] if array.ndim == 2 else 1)))


def _learn(known: dict[str, Any], name: str, value: Any) -> None:
    known[name] = value
    if np.ndim(value) == 2 and np.shape(value)[1] == 2:
        known[f"{name}_x"], known[f"{name}_y"] = value[:, :1], value[:, 1:]
