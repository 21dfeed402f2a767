"""Pictures made of grids of numbers, which ui/static/cells.js draws: values in cells, and how a cell of one
grid comes from cells of others. What a hand sees under it needs no server: the numbers are all there."""

from collections.abc import Iterable, Mapping, Sequence
from math import isfinite
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from kit.charts import Spec, axis
from kit.theme import INK, LIT, SIGNED

DIGITS = 7  # significant ones of each number, so that sums made of them are the page's


def _exact(values: ArrayLike) -> list[float | None]:
    """Each number with DIGITS; None for what is not finite."""
    return [
        float(f"{value:.{DIGITS}g}") if isfinite(value) else None
        for value in np.asarray(values, float).ravel().tolist()
    ]


def ink(setting: str, flat: Sequence[float], at: int = 0, also: Mapping[str, str] = {}) -> Spec:
    """What a hand on a grid does: it draws. setting: takes the text of all pixels, one character of base 17
    each; flat: all of them; at: the place of the grid's first cell in flat; also: what is set besides."""
    numbers = [int(value) for value in flat]
    return {"kind": "ink", "setting": setting, "flat": numbers, "at": at, "also": dict(also), "high": 16}


def weights(
    setting: str, flat: Sequence[float], columns: int, at: int = 0, also: Mapping[str, str] = {}
) -> Spec:
    """What a hand on a grid does: it types numbers. setting: takes the text of all numbers, parted by commas,
    rows of so many columns by semicolons; the rest as of `ink`."""
    return {
        "kind": "number",
        "setting": setting,
        "flat": _exact(flat),
        "columns": columns,
        "at": at,
        "also": dict(also),
    }


def place(setting: str, at: int = 0, *, whole: bool = False) -> Spec:
    """What a hand on a grid does: it chooses a cell. setting: takes its number, row by row, from `at` on;
    whole: cells of the padding are counted, too, and may be chosen."""
    return {"kind": "place", "setting": setting, "at": at, "whole": whole}


def grid(key: str, label: str, values: ArrayLike, **more: Any) -> Spec:
    """A grid of numbers (rows, columns), row 0 above, its label over it; nan: an empty cell.

    more: ink=16.0: shades from the page's ground at 0 to its ink there; reach=…: the number that has the
    loudest colour, below 0 the other one (else the grid's largest); around=((top, bottom), (left, right)): so
    many rows and columns at its edges are padding; sets=…: what a hand does there (`ink`, `weights`,
    `place`); shares=[…]: for each cell the number of the weight that stands there, -1 for none: pointing at
    one lights all that share it; rows_of, columns_of: keys of grids whose cells are this one's rows and
    columns; like: the key of a grid whose cells these stand for, one by one; lit=[…]: cells that have a
    frame; marked=[…]: cells with a corner of that colour, which is no window; names=[…]: of its rows, which
    stand left of them; scale=2.0: cells so many times as large as those of others; plain=True: no numbers in
    the cells."""
    table = np.asarray(values, float)
    stops, high = (INK, more.pop("ink")) if "ink" in more else (SIGNED, more.pop("reach", None))
    if high is None:
        finite = np.abs(table[np.isfinite(table)])
        high = float(finite.max()) if finite.size and finite.max() > 0 else 1.0
    low = 0.0 if stops is INK else -high
    return {
        "key": key,
        "label": label,
        "rows": table.shape[0],
        "columns": table.shape[1],
        "z": _exact(table),
        "stops": stops,
        "low": low,
        "high": high,
        **more,
    }


def made(key: str, label: str, rows: int, columns: int, pair: int = -1) -> Spec:
    """A grid that the browser fills: the products of a window, of that pair of the sum that is looked at;
    with pair -1 one cell, the sum itself."""
    empty = np.full((rows, columns), np.nan)
    return {**grid(key, label, empty), "made": pair}


def total(
    y: str,
    pairs: Iterable[tuple[str, str]],
    size: tuple[int, int],
    stride: tuple[int, int] = (1, 1),
    dilation: tuple[int, int] = (1, 1),
    kind: str = "sum",
    at: Sequence[int] | None = None,
) -> Spec:
    """How each cell of the grid y comes about: from windows of `size` in the first grid of each pair, times
    the numbers of the second ("": times nothing). kind: "sum", "max" or "mean"; at: the row and column that
    are looked at while no hand points at another."""
    return {
        "y": y,
        "pairs": [list(pair) for pair in pairs],
        "size": list(size),
        "stride": list(stride),
        "dilation": list(dilation),
        "kind": kind,
        "place": None if at is None else list(at),
    }


def picture(
    key: str,
    title: str,
    about: str,
    blocks: Iterable[tuple[str, Sequence[Spec]]],
    totals: Iterable[Spec] = (),
) -> Spec:
    """A chart of grids. blocks: (sign before it, grids): grids that stay together, one below the other or
    side by side, as there is room; totals: how their cells come about."""
    drawn = [{"sign": sign, "grids": list(grids)} for sign, grids in blocks]
    empty = axis("")
    return {
        "key": key,
        "title": title,
        "about": about,
        "x": empty,
        "y": empty,
        "marks": [],
        "wide": True,
        "cells": {"blocks": drawn, "totals": list(totals), "lit": LIT},
    }
