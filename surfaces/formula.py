"""A stranger's formula in x and y, read into data: nothing of it is ever run or compiled.

Four gates, each narrower: length and characters; words (numbers, known names, + - * / ** ( ) ,), both in
`surfaces.spelling`; Python's own grammar (`ast.parse` of the words that are left, which runs nothing); an
allow-list of nodes with bounds on number, depth, constants and powers. What passes becomes a `Program`.

Powers: whole constant exponents from -12 to 12, other constant exponents in the same bounds (not a number
where the base is negative), and a positive constant to a variable power, c**u = exp(u log c). A variable to a
variable power is refused: write exp(u*log(v)). x**0 is 1 everywhere, 0**0 too.
"""

import ast
import math
import re
from collections.abc import Callable
from functools import lru_cache
from typing import Any, NamedTuple

import numpy as np

from kit.number_format import number as spelled_number
from surfaces.refusals import Refused
from surfaces.spelling import (
    ALLOWED,
    DEEPEST,
    FUNCTIONS,
    NAMES,
    ONE,
    TWO,
    called,
    check_words,
    plain,
    quoted,
    refused_commas,
)

MOST_NODES, LARGEST, STEEPEST = 64, 1e6, 12
# operation codes
OPS = (
    "number",
    "add",
    "sub",
    "mul",
    "div",
    "shift",
    "scale",
    "over",
    "minus",
    "under",
    "power",
    "root",
    "r",
    "r2",
    *FUNCTIONS,
)
X, Y, FREE = (
    0,
    1,
    2,
    # registers: the point, then room for what is on the way. 64 nodes never need more than six at once (Sethi
    # & Ullman 1970).
)
REGISTERS = FREE + 6

_FOLDED: dict[str, Callable[..., Any]] = {
    "add": np.add,
    "sub": np.subtract,
    "mul": np.multiply,
    "div": np.divide,
    "neg": np.negative,
    "pow": np.power,
    "atan": np.arctan,
    "min": np.minimum,
    "max": np.maximum,
    **{name: getattr(np, name) for name in ONE if name != "atan"},
}


class Node(NamedTuple):
    """One part of a formula: number, x, y, r, pi, e, add, sub, mul, div, pow, neg, or the name of a
    function."""

    kind: str
    parts: tuple["Node", ...] = ()
    number: float = 0.0


class Instruction(NamedTuple):
    """registers[target] = OPS[op](registers[left], registers[right], constant)."""

    op: int
    left: int
    right: int
    target: int
    constant: float


class Program(NamedTuple):
    """The first `count` () of MOST_NODES instructions, one array (MOST_NODES,) for each field; the value ends
    in register FREE."""

    op: Any
    left: Any
    right: Any
    target: Any
    constant: Any
    count: Any


@lru_cache(maxsize=256)
def parse(text: str) -> Node:
    """The tree of a formula such as "x**2/20 + y**2" or "sin(x)·y + exp(−r)". Raises Refused, with one
    sentence, and nothing else."""
    spelled = plain(text)
    check_words(spelled)
    try:
        tree = ast.parse(spelled, mode="eval")
    except SyntaxError as error:
        where = quoted(spelled[max((error.offset or 1) - 1, 0) :] or spelled)
        raise Refused("grammar", part=where) from None
    except (ValueError, RecursionError, MemoryError, OverflowError):
        raise Refused("too_hard", formula=quoted(spelled)) from None
    count = sum(isinstance(node, ast.expr) for node in ast.walk(tree)) - sum(
        isinstance(node, ast.Call) for node in ast.walk(tree)
    )
    if count > MOST_NODES:
        raise Refused("too_many", formula=quoted(spelled), count=count, most=MOST_NODES)
    node = _checked(tree.body, spelled, DEEPEST)
    _steps(fold(node))  # refuses powers and numbers that only show when constants are worked out
    return node


_SIGNS: dict[type, str] = {ast.Add: "add", ast.Sub: "sub", ast.Mult: "mul", ast.Div: "div", ast.Pow: "pow"}


def _checked(node: ast.expr, text: str, room: int) -> Node:
    """The allow-list. `room`: how much deeper it may still go."""
    part = quoted(ast.get_source_segment(text, node) or text)
    if room <= 0:
        raise Refused("deep", part=part, most=DEEPEST)
    match node:
        case ast.Constant(value=int() | float() as number) if not isinstance(number, bool):
            if (
                not abs(number) <= LARGEST
            ):  # also where it is not a number; a whole number is not turned into a float before
                raise Refused("large", part=part, most=spelled_number(LARGEST))
            return Node("number", (), float(number))
        case ast.Name(id=name) if name in NAMES:
            return Node(name)
        case ast.Name(id=name):
            raise Refused("function", name=part, example=called(name))
        case ast.UnaryOp(op=ast.USub(), operand=operand):
            return Node("neg", (_checked(operand, text, room - 1),))
        case ast.UnaryOp(op=ast.UAdd(), operand=operand):
            return _checked(operand, text, room - 1)
        case ast.BinOp(left=left, op=sign, right=right) if type(sign) in _SIGNS:
            return Node(_SIGNS[type(sign)], (_checked(left, text, room - 1), _checked(right, text, room - 1)))
        case ast.Call(func=ast.Name(id=name), args=args, keywords=[]) if name in FUNCTIONS:
            if len(args) != (wanted := 1 if name in ONE else 2):
                if len(args) == 1:
                    raise Refused("one_argument", part=part, name=name, wanted=wanted)
                comma = re.search("[0-9],[0-9]", part) and len(args) > wanted
                raise Refused(
                    "arguments_decimal" if comma else "arguments",
                    part=part,
                    count=len(args),
                    name=name,
                    wanted=wanted,
                )
            return Node(name, tuple(_checked(one, text, room - 1) for one in args))
        case ast.Tuple():
            raise refused_commas(ast.get_source_segment(text, node) or text)
    raise Refused("no_formula", part=part, allowed=ALLOWED)


def fold(node: Node) -> Node:
    """The same with constant parts worked out, in float64. Raises Refused where one of them is not a finite
    number or breaks the bounds of powers."""
    if node.kind in ("pi", "e"):
        return Node("number", (), getattr(math, node.kind))
    typed, node = node, node._replace(parts=tuple(fold(part) for part in node.parts))
    if node.kind == "pow":
        _check_power(*node.parts)
    if not node.parts or any(part.kind != "number" for part in node.parts):
        return node
    numbers = [part.number for part in node.parts]
    with np.errstate(all="ignore"):
        number = float(_FOLDED[node.kind](*map(np.float64, numbers)))
    if not math.isfinite(number):
        raise Refused(_why_not(node.kind, numbers), part=quoted(spell(typed)))
    return Node("number", (), number)


def _why_not(kind: str, numbers: list[float]) -> str:
    """The code of why an operation on finite numbers gives no finite one."""
    match kind, numbers:
        case "pow", [base, exponent] if base < 0 and exponent != round(exponent):
            return "fractional_power"
        case ("div", [_, 0]) | ("pow", [0, _]):
            return "by_zero"
        case "sqrt", _:
            return "negative_root"
        case "log", _:
            return "logarithm"
    return "overflow"


def _check_power(base: Node, exponent: Node) -> None:
    if exponent.kind == "number" and abs(exponent.number) > STEEPEST:
        raise Refused("exponent_large", exponent=quoted(spell(exponent)), least=-STEEPEST, most=STEEPEST)
    if exponent.kind != "number" and (base.kind != "number" or base.number <= 0):
        raise Refused("exponent_varies", exponent=quoted(spell(exponent)))


def spell(node: Node) -> str:
    """The tree as Python would read it, with all brackets but the outermost."""
    text = _spell(node)
    return text[1:-1] if text.startswith("(") else text


def _spell(node: Node) -> str:
    signs = {"add": " + ", "sub": " - ", "mul": "*", "div": "/", "pow": "**"}
    match node:
        case Node("number"):
            return repr(node.number).removesuffix(".0")
        case Node("neg", (of,)):
            return f"(-{_spell(of)})"
        case Node(kind, (left, right)) if kind in signs:
            return f"({_spell(left)}{signs[kind]}{_spell(right)})"
    return node.kind + (f"({', '.join(map(spell, node.parts))})" if node.parts else "")


def degree(node: Node) -> float:
    """The degree as a polynomial in x and y, inf for what is none. Constant parts must be folded."""
    found, parts = math.inf, [degree(part) for part in node.parts]
    match node:
        case Node("number"):
            found = 0
        case Node("x" | "y"):
            found = 1
        case Node("add" | "sub" | "neg"):
            found = max(parts)
        case Node("mul"):
            found = sum(parts)
        case Node("div", (_, Node("number"))):
            found = parts[0]
        case Node("pow", (base, Node("number", _, n))) if n >= 0 and n == round(n):
            found = n if base.kind == "r" and n % 2 == 0 else n and parts[0] * n
    return found


def compiled(node: Node) -> Program:
    """The tree as data for the interpreter. Raises Refused as `fold` does."""
    steps = _steps(fold(node))
    rows = steps + [Instruction(0, X, X, FREE, 0.0)] * (MOST_NODES - len(steps))
    op, left, right, target = (np.array([row[column] for row in rows], np.int32) for column in range(4))
    return Program(op, left, right, target, np.array([row.constant for row in rows]), np.int32(len(steps)))


def _steps(node: Node) -> list[Instruction]:
    steps: list[Instruction] = []
    if (place := _emit(node, FREE, steps)) != FREE:
        steps.append(Instruction(OPS.index("shift"), place, X, FREE, 0.0))
    return steps


def _emit(node: Node, free: int, steps: list[Instruction]) -> int:
    """Append what computes `node` into register `free`, touching none below it; the register where the value
    is (x and y are where they are)."""
    if node.kind in ("x", "y"):
        return (X, Y)[node.kind == "y"]
    node = _factor_out(node)
    base, exponent = _as_power(node)
    if base is not node:
        return _emit_power(base, exponent, free, steps)
    name, parts, constant = _with_constant(node)
    places = (
        _emit_both(*parts, free, steps)
        if len(parts) == 2
        else tuple(_emit(part, free, steps) for part in parts)
    )
    if node.kind == "pow":  # c**u = exp(u log c)
        places = (_step(steps, "scale", places, free, constant),)
    return _step(steps, name, (X, Y) if name == "r" else places, free, constant)


def _step(
    steps: list[Instruction], name: str, places: tuple[int, ...], free: int, constant: float = 0.0
) -> int:
    left, right = (*places, X, X)[:2]
    steps.append(Instruction(OPS.index(name), left, right, free, constant))
    return free


def _with_constant(node: Node) -> tuple[str, tuple[Node, ...], float]:
    """The operation of a node, the parts that it needs in registers, and the constant that it holds
    itself."""
    name, parts, constant = node.kind, node.parts, node.number
    match node:
        case Node("neg"):
            name, constant = "scale", -1.0
        case Node("pow", (Node("number", _, c), of)):
            name, parts, constant = "exp", (of,), math.log(c)
        case Node("add", (Node("number", _, c), of) | (of, Node("number", _, c))):
            name, parts, constant = "shift", (of,), c
        case Node("mul", (Node("number", _, c), of) | (of, Node("number", _, c))):
            name, parts, constant = "scale", (of,), c
        case Node("sub" | "div", (of, Node("number", _, c))):
            name, parts, constant = ("shift", (of,), -c) if node.kind == "sub" else ("over", (of,), c)
        case Node("sub" | "div", (Node("number", _, c), of)):
            name, parts, constant = "minus" if node.kind == "sub" else "under", (of,), c
    return name, parts, constant


def _emit_both(left: Node, right: Node, free: int, steps: list[Instruction]) -> tuple[int, ...]:
    """The side that needs more registers goes first."""
    if _need(left) >= _need(right):
        first = _emit(left, free, steps)
        return first, _emit(right, max(free, first + 1), steps)
    first = _emit(right, free, steps)
    return _emit(left, max(free, first + 1), steps), first


def _factor_out(node: Node) -> Node:
    """√(c·u⁴) = √c·√(u⁴) for c > 0, and the same of other roots, so that an even power under a root is seen
    as one."""
    match node:
        case Node("sqrt", (under,)):
            exponent = 0.5
        case Node("pow", (under, Node("number", _, exponent))) if exponent != round(exponent):
            pass
        case _:
            return node
    match under:
        case Node("mul", (Node("number", _, c), of) | (of, Node("number", _, c))) if c > 0:
            pass
        case Node("div", (of, Node("number", _, divisor))) if divisor > 0:
            c = 1 / divisor
        case Node("mul", (left, right)) if (
            exponent == 0.5 and _as_power(under)[0] is under and _is_even(left) and _is_even(right)
        ):
            return Node("mul", (Node("sqrt", (left,)), Node("sqrt", (right,))))
        case _:
            return node
    base, n = _as_power(of)
    if base is of or n % 2 or not 0 < c**exponent < math.inf:
        return node
    return Node("mul", (Node("number", (), c**exponent), node._replace(parts=(of, *node.parts[1:]))))


def _is_even(node: Node) -> bool:
    """An even whole power."""
    base, n = _as_power(node)
    return base is not node and n > 0 and n % 2 == 0


def _as_power(node: Node) -> tuple[Node, float]:
    """The node as base to a constant exponent, however that is spelled: x·x·x = x³, and √(u⁴) = |u|², which
    is as smooth as it is."""
    match node:
        case Node("pow", (of, Node("number", _, exponent))):
            pass
        case Node("sqrt", (of,)):
            exponent = 0.5
        case Node("mul", (left, right)):
            (base, m), (other, n) = _as_power(left), _as_power(right)
            return (
                (base, m + n)
                if base == other and _counts(m) and _counts(n) and m + n <= STEEPEST
                else (node, 1.0)
            )
        case _:
            return node, 1.0
    base, n = _as_power(of)
    if not _counts(n) or n == 1 or abs(n * exponent) > STEEPEST or exponent == 0:
        return of, exponent
    if n % 2 == 0 and exponent != round(exponent):
        return base if base.kind in ("r", "abs") else Node("abs", (base,)), n * exponent
    return (base, n * exponent) if exponent == round(exponent) else (of, exponent)


def _counts(exponent: float) -> bool:
    return exponent >= 1 and exponent == round(exponent)


def _emit_power(base: Node, exponent: float, free: int, steps: list[Instruction]) -> int:
    """A constant power. Even powers of r and |u| have no kink: they are taken of r² and of u."""
    n, whole = exponent, exponent == round(exponent)
    smooth = whole and n % 2 == 0
    if n == 0:
        return _step(steps, "number", (), free, 1.0)
    if whole and n < 0:
        return _step(steps, "under", (_emit_power(base, -n, free, steps),), free, 1.0)
    if smooth and base.kind == "r":
        of, n = _step(steps, "r2", (X, Y), free), n / 2
    else:
        of = _emit(base.parts[0] if smooth and base.kind == "abs" else base, free, steps)
    if n == 1:
        return of
    name = {0.5: "sqrt", 2.0: "mul"}.get(n, "power" if whole else "root")
    return _step(steps, name, (of, of) if n == 2 else (of,), free, n)


def _need(node: Node) -> int:
    """How many free registers a part needs."""
    parts = [_need(part) for part in node.parts]
    if node.kind in ("x", "y"):
        return 0
    if len(parts) == 2 and parts[0] == parts[1]:
        return parts[0] + 1
    return max(1, *parts, 0)


# the rest binds tightest: 4
_LEVEL = {
    "add": 1,
    "sub": 1,
    "neg": 1,
    "mul": 2,
    "div": 2,
    "pow": 3,
    "exp": 3,
    **dict.fromkeys((*ONE[:7], "log", *TWO), 3),
}


def latex(node: Node) -> str:
    """The formula as LaTeX, made of our own pieces only."""
    return _tex(node) + (r",\quad r = \sqrt{x^{2} + y^{2}}" if _has_r(node) else "")


def _has_r(node: Node) -> bool:
    return node.kind == "r" or any(_has_r(part) for part in node.parts)


def _tex(node: Node, least: int = 1) -> str:
    """LaTeX, in brackets if it binds less tightly than `least`."""
    level, text = _LEVEL.get(node.kind, 4), _bare_tex(node)
    if node.kind == "number" and "^" in text:
        level = 2
    return text if level >= least else rf"\left({text}\right)"


_TEX: dict[str, tuple[str, tuple[int, ...]]] = {  # the pattern, and how tightly each part must bind
    "x": ("x", ()),
    "y": ("y", ()),
    "r": ("r", ()),
    "e": ("e", ()),
    "pi": (r"\pi", ()),
    "neg": ("-%s", (2,)),
    "add": ("%s + %s", (1, 1)),
    "sub": ("%s - %s", (1, 2)),
    "mul": (r"%s \, %s", (2, 2)),
    "div": (r"\frac{%s}{%s}", (1, 1)),
    "pow": ("%s^{%s}", (4, 1)),
    "exp": ("e^{%s}", (1,)),
    "sqrt": (r"\sqrt{%s}", (1,)),
    "abs": (r"\left|%s\right|", (1,)),
    "atan": (r"\arctan\left(%s\right)", (1,)),
    "log": (r"\ln\left(%s\right)", (1,)),
}


def _bare_tex(node: Node) -> str:
    if node.kind == "number":
        mantissa, _, exponent = repr(node.number).removesuffix(".0").partition("e")
        scaled = rf"{mantissa} \cdot 10^{{{exponent and int(exponent)}}}".removeprefix(r"1 \cdot ")
        return scaled if exponent else mantissa
    brackets = rf"\{node.kind}\left({', '.join(['%s'] * len(node.parts))}\right)"
    pattern, levels = _TEX.get(node.kind, (brackets, (1,) * len(node.parts)))
    if node.kind == "add" and node.parts[1].kind == "neg":
        levels = (1, 2)
    parts = [_tex(part, level) for part, level in zip(node.parts, levels, strict=True)]
    if node.kind == "mul" and parts[1][0].isdigit():
        pattern = r"%s \cdot %s"
    return pattern % tuple(parts)
