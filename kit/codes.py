"""Planes of codes, which ui/static/codes.js draws: points of two numbers, and beside them the picture that
the place under a hand is decoded to. The browser computes it, by the decoder that the declaration holds."""

import base64
from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from kit.charts import Spec, numbers


def _packed(values: ArrayLike) -> str:
    """Numbers as float32, little-endian, in base64: the decoder is to be the net's own."""
    return base64.b64encode(np.ascontiguousarray(values, "<f4").tobytes()).decode()


def decoder(layers: Sequence[tuple[Any, Any]], activation: str) -> Spec:
    """A decoder, by weight (in, out) and bias (out,) of each layer. activation: after all layers but the
    last, "tanh", "relu" or "linear"."""
    packed = [[*np.shape(weight), _packed(weight), _packed(bias)] for weight, bias in layers]
    return {"layers": packed, "activation": activation}


def numerals(x: ArrayLike, y: ArrayLike, text: str, colour: str) -> Spec:
    """Points of one class, each as its numeral."""
    return {"kind": "numerals", "x": numbers(x), "y": numbers(y), "text": text, "colour": colour}


def plane(
    name: str,
    decodes: Spec,
    ring: tuple[float, float],
    codes: ArrayLike,
    original: ArrayLike,
    label: str,
    sets: tuple[str, str],
) -> Spec:
    """What makes a chart a plane of codes, as `codes` of `kit.charts.chart`. name: of the plane in `sets`;
    decodes: see `decoder`; ring: the place that is looked at while no hand points; codes (n, 2): of what a
    click chooses; original (side²,), label: the picture that is encoded there; sets: the settings that take
    the number of what was chosen, and a place: "name,x,y"."""
    return {
        "name": name,
        "decoder": decodes,
        "ring": [float(value) for value in ring],
        "at": numbers(np.asarray(codes)),
        "original": {"pixels": numbers(original), "label": label},
        "sets": list(sets),
    }
