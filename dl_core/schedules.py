"""Learning-rate schedules: a factor on every rule's η at step t, whatever the rule.

A schedule is evaluated in NumPy for all steps at once and travels into the descent as an array: changing it,
even its kind, compiles nothing.
"""

from abc import ABC, abstractmethod
from typing import ClassVar

import numpy as np
from numpy.typing import NDArray

from dl_core.params import param, params

Floats = NDArray[np.float64]


class Schedule(ABC):
    """η(t) = η₀ · factor(t, horizon)."""

    label: ClassVar[str]
    formula: ClassVar[str]

    @abstractmethod
    def factor(self, t: Floats, horizon: float) -> Floats:
        """The factor on the learning rate at each step of t (from 0), for a run of `horizon` steps."""


@params
class Constant(Schedule):
    """η₀."""

    label = "Constant"
    formula = r"\eta_t = \eta_0"

    def factor(self, t: Floats, horizon: float) -> Floats:
        return np.ones_like(t)


@params
class Step(Schedule):
    """η₀·γ^⌊t/s⌋."""

    label = "Step"
    formula = r"\eta_t = \eta_0\, \gamma^{\lfloor t/s \rfloor}"
    gamma: float = param(
        default=0.5, low=0.01, high=1.0, tex=r"\gamma", about="factor at each stair", label="Factor per stair"
    )
    every: float = param(
        default=25.0,
        low=1.0,
        high=500.0,
        step=1.0,
        tex="s",
        about="steps from stair to stair",
        label="Stair every",
    )

    def factor(self, t: Floats, horizon: float) -> Floats:
        return self.gamma ** np.floor(t / self.every)


@params
class Exponential(Schedule):
    """η₀e^{−kt}."""

    label = "Exponential"
    formula = r"\eta_t = \eta_0\, e^{-kt}"
    k: float = param(
        default=0.03, low=1e-4, high=1.0, log=True, tex="k", about="decay per step", label="Decay"
    )

    def factor(self, t: Floats, horizon: float) -> Floats:
        return np.exp(-self.k * t)


@params
class InverseTime(Schedule):
    """η₀/(1+kt)."""

    label = "Inverse time decay"
    formula = r"\eta_t = \frac{\eta_0}{1 + kt}"
    k: float = param(
        default=0.1, low=1e-4, high=10.0, log=True, tex="k", about="decay per step", label="Decay"
    )

    def factor(self, t: Floats, horizon: float) -> Floats:
        return 1 / (1 + self.k * t)


@params
class Cosine(Schedule):
    """½η₀(1+cos πt/T)."""

    label = "Cosine"
    formula = r"\eta_t = \tfrac12 \eta_0 \left(1 + \cos \frac{\pi t}{T}\right)"

    def factor(self, t: Floats, horizon: float) -> Floats:
        return (1 + np.cos(np.pi * np.clip(t / horizon, 0, 1))) / 2


@params
class WarmupCosine(Schedule):
    """Linear from η₀/w to η₀ over w steps, then cosine over the rest."""

    label = "Warm-up, cosine"
    formula = (
        r"\eta_t = \eta_0 \frac{t+1}{w}\ (t < w),\qquad \tfrac12 \eta_0 \left(1 + \cos \frac{\pi "
        r"(t-w)}{T-w}\right)\ (t \ge w)"
    )
    warmup: float = param(
        default=10.0,
        low=1.0,
        high=500.0,
        step=1.0,
        tex="w",
        about="steps until the full rate",
        label="Warm-up steps",
    )

    def factor(self, t: Floats, horizon: float) -> Floats:
        fall = np.clip((t - self.warmup) / max(horizon - self.warmup, 1.0), 0, 1)
        return np.where(t < self.warmup, (t + 1) / self.warmup, (1 + np.cos(np.pi * fall)) / 2)


SCHEDULES: tuple[type[Schedule], ...] = (Constant, Step, Exponential, InverseTime, Cosine, WarmupCosine)
