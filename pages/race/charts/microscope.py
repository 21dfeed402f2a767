"""The microscope as the player gets it: each line as pieces of text with places for numbers, and the numbers
of every step."""

import ast
import math
from collections.abc import Mapping
from typing import Any, NamedTuple

import numpy as np

from dl_core.experiments.microscope import Microscope
from dl_core.optimizers.arithmetic import AGAINST, SCALED, Floats, evaluate, names_in, parsed
from kit.messages import _
from pages.race import words

GIVEN = {
    "grad": "∇f(x)",
    "noise": _("noise"),
    "own": "η_0",
    "factor": _("schedule"),
    "x": "x",
    "g": "g",
    "f": "f(x)",
}
SIGNS: dict[type, tuple[str, int]] = {
    ast.Add: (" + ", 1),
    ast.Sub: (" − ", 1),
    ast.Mult: (" · ", 2),
    ast.Div: (" / ", 2),
    ast.Pow: ("", 4),
    ast.Lt: (" < ", 0),
    ast.GtE: (" ≥ ", 0),
}
CASES = _("{yes} if {test}, else {no}")
NAMES = {"sqrt": "√", "maximum": "max"}

# Text, {"name": symbol}, {"number": constant}, {"slot", "column"}, {"up": pieces}, {"cases": pieces by name,
# "text": with places for them}; "guard": 1 for brackets if negative.
Pieces = list[Any]


class Scope(NamedTuple):
    """Header of the microscope, and arrays (steps+1, 1 or 2), the slots that its pieces point to."""

    header: dict[str, Any]
    arrays: list[Floats]


class _Known(NamedTuple):
    """How the values that a line uses are written: a piece by name, and which of them are constant."""

    pieces: Mapping[str, Any]
    constants: Mapping[str, float]


def written(text: str, known: _Known) -> Pieces:
    """A line's text with `known` put in. Parts made of constants alone are worked out."""
    return _write(parsed(text), known, True, 0)


def _write(node: ast.expr, known: _Known, front: bool, least: int) -> Pieces:
    """`front`: whether a minus sign may stand here without brackets; in brackets if it binds less tightly
    than `least`."""
    if not isinstance(node, ast.Constant) and names_in(node) and names_in(node) <= known.constants.keys():
        return [{"number": float(evaluate(node, known.constants)), "guard": _guard(front, least)}]
    match node:
        case ast.Constant(value=number):
            return ["∞" if number == math.inf else f"{number!r}"]
        case ast.Name(id=name):
            return [known.pieces[name] | {"guard": _guard(front, least)}]
        case ast.UnaryOp(operand=of):
            bare, inner = front and least <= 2, ["−", *_write(of, known, False, 3)]
        case ast.BinOp(left=left, op=ast.Pow(), right=right):
            bare, inner = True, [*_write(left, known, False, 5), {"up": _write(right, known, True, 0)}]
        case (
            ast.BinOp(left=left, op=sign, right=right)
            | ast.Compare(left=left, ops=[sign], comparators=[right])
        ):
            text, level = SIGNS[type(sign)]
            bare = level >= least
            first = _write(left, known, front or not bare, level)
            inner = [*first, text, *_write(right, known, False, level + isinstance(sign, (ast.Sub, ast.Div)))]
        case _:
            bare, inner = True, _called(node, known)
    return inner if bare else ["(", *inner, ")"]


def _guard(front: bool, least: int) -> int:
    """Whether a negative number needs brackets here."""
    return 1 if least == 5 or not front else 0


def _called(node: Any, known: _Known) -> Pieces:
    name, parts = node.func.id, node.args
    if name == "where":
        test, yes, no = (_write(part, known, True, 0) for part in parts)
        return [{"cases": {"yes": yes, "test": test, "no": no}, "text": CASES}]
    if name == "abs":
        return ["|", *_write(parts[0], known, True, 0), "|"]
    if name == "sqrt" and isinstance(parts[0], ast.Name):
        return ["√", *_write(parts[0], known, False, 3)]
    inner: Pieces = []
    for part in parts:
        inner += [", "] * bool(inner) + _write(part, known, True, 0)
    return [NAMES.get(name, name), "(", *inner, ")"]


def scope_of(found: Microscope, symbols: Mapping[str, str], **more: Any) -> Scope:
    """The microscope of a run. `symbols`: how the rule's numbers are written."""
    arrays: list[Floats] = []
    places: dict[tuple[int, bytes], int] = {}

    def keep(value: Floats) -> int:
        """The slot of these numbers; what is the same to the last bit is sent once."""
        place = places.setdefault((value.shape[1], value.tobytes()), len(arrays))
        if place == len(arrays):
            arrays.append(value)
        return place

    constants = {name: value for name, value in found.known.items() if isinstance(value, float)}
    slots = {
        name: keep(value)
        for name, value in found.known.items()
        if name not in constants and any(_uses(text, name) for text in _texts(found))
    }
    signs = {**GIVEN, **symbols, **{line.name: line.symbol for line in found.lines}}
    signs |= {
        f"{name}_{axis}": f"{sign}_{axis}"
        for name, sign in {"g": "g", **{line.name: line.symbol for line in found.lines}}.items()
        for axis in "xy"
        if "_" not in sign
    }
    lines = []
    for line, value in zip(found.lines, found.values, strict=True):
        formula = [written(text, _Known(_Symbols(signs), {})) for text in line.texts]
        numbers = [
            written(_text(line.texts, column), _put_in(slots, constants, column))
            for column in range(value.shape[1])
        ]
        place = slots[line.name] if line.given else keep(value)
        lines.append(
            {
                "name": line.name,
                "symbol": line.symbol,
                "about": _(line.about),
                "arrow": line.arrow,
                "given": line.given,
                "slot": place,
                "columns": value.shape[1],
                "formula": formula,
                "numbers": numbers,
            }
        )
        constants.pop(line.name, None)
        slots[line.name] = place
    shape = found.geometry
    ground = {
        name: keep(value)
        for name, value in (
            ("gradient", found.gradient),
            ("curvatures", shape.curvatures),
            ("axis", shape.axis),
            ("condition", shape.condition[:, None]),
            ("newton", shape.newton),
            ("kind", shape.kind[:, None]),
        )
    }
    header = {
        "lines": lines,
        "arrows": _arrows(found, lines, ground),
        "ground": ground,
        "words": list(words.GROUND.values()),
        "widths": [array.shape[1] for array in arrays],
        **more,
    }
    return Scope(header, arrays)


def _arrows(
    found: Microscope, lines: list[dict[str, Any]], ground: Mapping[str, int]
) -> list[dict[str, Any]]:
    """What is drawn from x_t: `scaled` as long as it is on the map, the others only show a direction; `next`:
    belongs to the step that follows."""

    def arrow(
        letter: str,
        about: str,
        slot: int,
        style: str,
        sign: int = 1,
        scaled: bool = True,
        follows: bool = True,
    ) -> dict[str, Any]:
        return {
            "letter": letter,
            "about": about,
            "slot": slot,
            "style": style,
            "sign": sign,
            "scaled": scaled,
            "next": follows,
        }

    drawn = [
        arrow(
            "−∇f",
            _("downhill, only the direction (x and y differ in scale)"),
            ground["gradient"],
            "gradient",
            -1,
            False,
            False,
        )
    ]
    for line in lines:
        if line["name"] == "g" and "noise" in found.known:
            drawn.append(arrow("−g", _("the same with its noise"), line["slot"], "noisy", -1, False))
        if line["arrow"] == AGAINST:
            drawn.append(
                arrow(
                    f"−{line['symbol']}",
                    _("against the mean, only the direction"),
                    line["slot"],
                    "memory",
                    -1,
                    False,
                )
            )
        if line["arrow"] == SCALED:
            drawn.append(
                arrow(line["symbol"], _("{about}, to scale", about=line["about"]), line["slot"], "memory")
            )
    drawn.append(arrow("Δ", _("the step, to scale"), _slot_of(lines, "step"), "step"))
    return [*drawn, arrow("N", _("Newton step, to scale"), ground["newton"], "newton", follows=False)]


def _slot_of(lines: list[dict[str, Any]], name: str) -> int:
    return next(int(line["slot"]) for line in lines if line["name"] == name)


class _Symbols(dict[str, Any]):
    """Every name as its symbol; one that has none stands for itself."""

    def __missing__(self, name: str) -> Any:
        return {"name": name}

    def __init__(self, signs: Mapping[str, str]) -> None:
        super().__init__({name: {"name": sign} for name, sign in signs.items()})


def _put_in(slots: Mapping[str, int], constants: Mapping[str, float], column: int) -> _Known:
    pieces: dict[str, Any] = {name: {"slot": slot, "column": column} for name, slot in slots.items()}
    pieces |= {
        f"{name}_{axis}": {"slot": slot, "column": k}
        for name, slot in slots.items()
        for k, axis in enumerate("xy")
        if f"{name}_{axis}" not in slots
    }
    return _Known(pieces, constants)


def _text(texts: tuple[str, ...], column: int) -> str:
    return texts[min(column, len(texts) - 1)]


def _texts(found: Microscope) -> list[str]:
    return [text for line in found.lines for text in line.texts]


def _uses(text: str, name: str) -> bool:
    return bool({name, f"{name}_x", f"{name}_y"} & names_in(parsed(text)))


def packed(scope: Scope) -> bytes:
    """The slots one after the other, each column for itself, as float64."""
    return b"".join(np.ascontiguousarray(array.T, "<f8").tobytes() for array in scope.arrays)
