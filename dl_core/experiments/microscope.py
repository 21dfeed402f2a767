"""One run under the microscope: every line of its rule's arithmetic at every step, and the shape of the
ground it stands on."""

from collections.abc import Sequence
from typing import Any, NamedTuple

import jax
import numpy as np

from dl_core.experiments.descent import MAX_STEPS, hessians_along
from dl_core.experiments.race import Course, Run
from dl_core.noise import Noise
from dl_core.optimizers.arithmetic import Floats, Line, evaluate_lines, names_in, parsed
from dl_core.optimizers.base import Loss, Optimizer, with_rate
from dl_core.params import params_of
from dl_core.schedules import Constant
from dl_core.traced import as_traced, kept

SINGULAR = 1e-12  # a curvature smaller than this share of the other counts as 0
KINDS = ("bowl", "indefinite", "dome", "trough", "plane", "lost")


class Geometry(NamedTuple):
    """The loss near each of n points, to second order.

    curvatures (n, 2): eigenvalues of the Hessian, rising. axis (n, 2): unit eigenvector of the second, x ≥ 0;
    the first lies at right angles. condition (n,): largest over smallest |curvature|, inf if one is 0, nan if
    both are. newton (n, 2): −H⁻¹∇f, nan where there is no inverse. kind (n,): index into KINDS.
    """

    hessian: Floats
    curvatures: Floats
    axis: Floats
    condition: Floats
    newton: Floats
    kind: Floats


class Microscope(NamedTuple):
    """known: what the lines begin with, numbers or (steps+1, 1 or 2); lines and the values of each, (steps+1,
    1 or 2), row t for the step from x_t on; gradient (steps+1, 2): exact, without noise."""

    run: Run
    known: dict[str, Any]
    lines: tuple[Line, ...]
    values: list[Floats]
    gradient: Floats
    geometry: Geometry

    def value(self, name: str) -> Floats:
        """The last value of a name. Raises KeyError if no line has it."""
        return {line.name: value for line, value in zip(self.lines, self.values, strict=True)}[name]


def microscope(run: Run, course: Course) -> Microscope:
    """A run of a race, taken apart. Compiles once per kind of loss, and once more for each rule that looks at
    more than the gradient."""
    descent, rows = run.descent, len(run.descent.x)
    known = starting_values(run, course.loss) | {"grad": descent.grad}
    lines: tuple[Line, ...] = type(run.entry.optimizer).lines
    if not isinstance(run.entry.schedule, Constant):
        known |= {
            "own": float(run.entry.optimizer.lr),
            "factor": _columns(
                run.entry.schedule.factor(np.arange(rows, dtype=np.float64), float(course.steps))
            ),
        }
        lines = (
            Line("lr", "η", "own * factor", "the rate of this step: your rate times the schedule"),
            *lines,
        )
    if uses(lines, "g"):
        lines = (*gradient_lines(course.noise), *lines)
        known |= {"noise": course.noise.sample(MAX_STEPS + 1, 2)[:rows]} if course.noise.sigma else {}
    lines = (*lines, Line("x", "x", "x + step", "the next point"))
    return Microscope(
        run,
        known,
        lines,
        evaluate_lines(lines, known, rows),
        descent.grad,
        geometry(course.loss, descent.x, descent.grad),
    )


def uses(lines: Sequence[Line], name: str) -> bool:
    """Whether any line uses the value, or a coordinate of it."""
    return any({name, f"{name}_x"} & names_in(parsed(text)) for line in lines for text in line.texts)


def gradient_lines(noise: Noise) -> tuple[Line, ...]:
    """The gradient that the rule sees: exact, or with the noise shown apart."""
    if noise.sigma:
        return (Line("g", "g", "grad + noise", "the gradient that the rule sees: exact + noise"),)
    return (Line("g", "g", "grad", "the gradient here"),)


def starting_values(run: Run, loss: Loss) -> dict[str, Any]:
    """What a rule's lines begin with: its numbers, with the rate of every step; x, f, g without noise, the
    state before the step, and what the rule sees."""
    descent, rule = run.descent, run.entry.optimizer
    state = descent.state._asdict() if hasattr(descent.state, "_asdict") else {}
    known: dict[str, Any] = {name: float(getattr(rule, name)) for name, _ in params_of(rule)}
    known |= {"x": descent.x, "f": _columns(descent.loss), "g": descent.grad} | {
        name: _columns(value) for name, value in state.items()
    }
    if isinstance(run.entry.schedule, Constant):
        known["lr"] = float(descent.lr[0])
    else:
        known["lr"] = _columns(descent.lr)
    if type(rule).seen is not Optimizer.seen:
        known |= {name: _columns(value) for name, value in seen_along(run, loss).items()}
    return known


def seen_along(run: Run, loss: Loss) -> dict[str, Floats]:
    """What the rule looked at besides the gradient, at every row. Always as many rows, so that it compiles
    once per rule."""
    descent, rows = run.descent, len(run.descent.x)
    found = _seen(
        as_traced(run.entry.optimizer),
        as_traced(loss),
        *jax.tree.map(_filled, (descent.lr, descent.x, descent.state)),
    )
    return {name: np.asarray(value)[:rows] for name, value in found.items()}


@kept
def _seen(rule: Any, loss: Any, lr: jax.Array, x: jax.Array, state: Any) -> Any:
    if not jax.tree.leaves(state):
        return jax.vmap(lambda rate, point: with_rate(rule, rate).seen(loss, point, state))(lr, x)
    return jax.vmap(lambda rate, point, before: with_rate(rule, rate).seen(loss, point, before))(lr, x, state)


def _filled(rows: Any) -> Floats:
    """MAX_STEPS+1 rows, the missing ones 0."""
    return np.concatenate([rows, np.zeros((MAX_STEPS + 1 - len(rows), *np.shape(rows)[1:]))])


def _columns(value: Any) -> Floats:
    """(n, 1) or (n, 2) of (n,) or (n, 2)."""
    array = np.asarray(value, np.float64)
    return array[:, None] if array.ndim == 1 else array


def geometry(loss: Loss, x: Floats, gradient: Floats) -> Geometry:
    """Curvatures and Newton steps at the points x (n, 2), n ≤ MAX_STEPS + 1, with the exact gradients
    there."""
    curved = hessians_along(loss, x)
    finite = np.isfinite(curved).all(axis=(1, 2)) & np.isfinite(x).all(axis=1)
    values, axis, newton = (np.full((len(x), 2), np.nan) for _ in range(3))
    values[finite], vectors = np.linalg.eigh(curved[finite])
    steep = vectors[:, :, 1]
    axis[finite] = np.where(steep[:, :1] < 0, -steep, steep)
    low, high = np.sort(np.abs(values), axis=1).T
    invertible = finite & (low > SINGULAR * high)
    newton[invertible] = np.linalg.solve(curved[invertible], -gradient[invertible][:, :, None])[:, :, 0]
    with np.errstate(all="ignore"):
        condition = np.where(finite & ~invertible & (high > 0), np.inf, high / low)
    return Geometry(curved, values, axis, condition, newton, _kind(values, finite, invertible))


def _kind(values: Floats, finite: Any, invertible: Any) -> Floats:
    which = [~finite, (values == 0).all(axis=1), ~invertible, values[:, 0] > 0, values[:, 1] < 0]
    return np.select(
        which,
        [float(KINDS.index(kind)) for kind in ("lost", "plane", "trough", "bowl", "dome")],
        float(KINDS.index("indefinite")),
    )
