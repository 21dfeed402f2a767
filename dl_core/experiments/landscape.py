"""The landscape of a real network: paths of several rules through its weight space, and the loss on planes
through that space.

A plane shows two of a few hundred directions. So beside each projection stands what it hides: the share of
the paths' variance that the plane holds, how far each point is from the plane, and its true loss beside that
of its projection.

Planes: filter-normalised random directions and principal components of a path, Li, Xu, Taylor, Studer &
Goldstein 2018, https://arxiv.org/abs/1712.09913. Two components hold most of a random walk too: 6/π² (1 + ¼)
= 76 % of a long one (Antognini & Sohl-Dickstein 2018, https://arxiv.org/abs/1806.08805).
"""

from collections.abc import Sequence
from functools import lru_cache
from typing import Any, NamedTuple

import jax
import jax.numpy as jnp
import numpy as np
from numpy.typing import ArrayLike, NDArray

from dl_core.datasets import Task, task
from dl_core.digits import in_the_plane
from dl_core.experiments.symmetry import Net
from dl_core.initializers import initial
from dl_core.optimizers.base import GradientMethod, with_rate
from dl_core.params import params_of
from dl_core.traced import as_traced, cast, kept

WIDTHS = (8, 16, 32)
SAMPLES, STEPS, EVERY = 256, 400, 4
ROWS = STEPS // EVERY + 1  # of a path: what held after 0, EVERY, 2 EVERY … steps
DIGITS = 3, 8  # the two of the task "digits": in two inputs they overlap
SCHEMES = {"tanh": "xavier", "relu": "he"}  # initial weights by activation
RATES, DECADES = 13, 4  # tried to tune a rate: so many, over so many powers of ten
LATE = 0.25  # last share of the steps whose iterates are averaged
# of the grid; around the paths; a random direction's own length is as long as the unit's weights
SIZE, MARGIN, REACH = (61, 0.15, 1.0)
BATCHES, DIRECTIONS, WALKS = 41, 42, 43  # name random numbers
Floats = NDArray[np.float64]
Single = NDArray[np.float32]


class Course(NamedTuple):
    """What all runs share. x (SAMPLES, 2), t (SAMPLES,): the task; shares (STEPS, SAMPLES): the weight of
    each point in the loss of each step, 1/SAMPLES with all points, its count over the batch's size with
    mini-batches; start (d,): all weights and biases in the order of Net; relu: 1, or 0 for tanh. All float32;
    every field is data, so that only the width compiles."""

    x: Any
    t: Any
    shares: Any
    start: Any
    relu: Any


class Run(NamedTuple):
    """One rule's way, and the rate it went with. path (ROWS, d) float32 after every EVERY-th step; loss
    (ROWS,): true, over all points; mean (d,): of the late part of `path`, and its loss; finals (RATES,): what
    each candidate rate ended with, nan for those not tried."""

    optimizer: GradientMethod
    path: Single
    loss: Single
    mean: Single
    mean_loss: float
    finals: Single


class Plane(NamedTuple):
    """origin + a · axes[0] + b · axes[1] in weight space; float64 (d,) and (2, d). reach: half the side of
    the square around the origin that is shown at least, or 0 if what is shown follows the paths."""

    origin: Floats
    axes: Floats
    reach: float


class Shadow(NamedTuple):
    """A run seen on a plane. place (ROWS, 2): coordinates of the nearest points of the plane; away (ROWS,):
    how far the weights are from them; moved (ROWS,): how far from the start; loss (ROWS,): at the *place*,
    not at the weights. The same for the mean of the late iterates."""

    place: Floats
    away: Floats
    moved: Floats
    loss: Single
    mean: Floats
    mean_away: float
    mean_loss: float


class Ground(NamedTuple):
    """The loss on a grid over a plane: x, y (SIZE,) coordinates, loss (SIZE, SIZE) with y along the rows."""

    x: Floats
    y: Floats
    loss: Single


def net_of(weights: Any) -> Net:
    """The arrays of a net in one vector (w² + 5w + 1,), in the order of Net; JAX or NumPy."""
    width = round(((21 + 4 * weights.shape[0]) ** 0.5 - 5) / 2)
    shapes = (2, width), (width,), (width, width), (width,), (width, 1), (1,)
    ends = np.cumsum([np.prod(shape) for shape in shapes]).tolist()
    return Net(
        *(
            weights[end - int(np.prod(shape)) : end].reshape(shape)
            for end, shape in zip(ends, shapes, strict=True)
        )
    )


def points(task_name: str, seed: int, noise: float = 0.2) -> Task:
    """SAMPLES points of a task of `dl_core.datasets`, or of "digits": the images of two digits in their first
    two principal components, without noise."""
    if task_name == "digits":
        return Task(*in_the_plane(DIGITS, SAMPLES, seed))
    return task(task_name, SAMPLES, seed, noise)


@lru_cache(maxsize=32)
def course(
    task_name: str,
    seed: int,
    width: int = 16,
    activation: str = "tanh",
    batch: int | None = None,
    noise: float = 0.2,
) -> Course:
    """The points of a task, a net 2 → width → width → 1 with biases 0, and STEPS batches of `batch` points
    drawn with replacement (None: all points).

    Initial weights: Xavier's √(1/n) with tanh, He's √(2/n) with ReLU. Raises KeyError for an unknown task or
    activation, ValueError for a width that is not in WIDTHS.
    """
    if width not in WIDTHS:
        raise ValueError(f"width={width}; {', '.join(map(str, WIDTHS))} are allowed")
    data, parts = points(task_name, seed, noise), []
    for layer, (fan_in, fan_out) in enumerate([(2, width), (width, width), (width, 1)]):
        parts += [
            initial(SCHEMES[activation], fan_in, fan_out, seed, layer).ravel(),
            np.zeros(fan_out, np.float32),
        ]
    shares = np.full((STEPS, SAMPLES), 1 / SAMPLES, np.float32)
    if batch is not None:
        drawn = np.random.default_rng((seed, BATCHES)).integers(0, SAMPLES, (STEPS, batch))
        shares = np.stack([np.bincount(row, minlength=SAMPLES) for row in drawn]).astype(
            np.float32
        ) / np.float32(batch)
    return Course(data.x, data.t, shares, np.concatenate(parts), np.float32(activation == "relu"))


def logits(net: Net, relu: Any, x: Any) -> jax.Array:
    """The net on x (n, 2), with ReLU or tanh: (n,)."""

    def activate(z: jax.Array) -> jax.Array:
        return jnp.where(relu > 0, jax.nn.relu(z), jnp.tanh(z))

    return (activate(activate(x @ net.w1 + net.b1) @ net.w2 + net.b2) @ net.w3 + net.b3)[:, 0]


def loss_at(weights: jax.Array, course: Course, shares: jax.Array) -> jax.Array:
    """Cross entropy with these shares of the points. For t of 0 or 1 it is that of dl_core.losses; in this
    form nothing cancels, and float32 knows losses far below 1e-7."""
    z = logits(net_of(weights), course.relu, course.x)
    return shares @ jax.nn.softplus(jnp.where(course.t > 0.5, -z, z))


def _true(weights: jax.Array, course: Course) -> jax.Array:
    return loss_at(weights, course, jnp.full(course.t.shape, 1 / course.t.size, weights.dtype))


def _walk(rule: Any, course: Course) -> jax.Array:
    """The path (ROWS, d) of a rule whose numbers are float32."""

    def step(carry: Any, shares: jax.Array) -> Any:
        x, state = carry
        displacement, state = rule.update(jax.grad(loss_at)(x, course, shares), state, x)
        return (x + displacement, state), None

    def row(carry: Any, shares: jax.Array) -> Any:
        return jax.lax.scan(step, carry, shares)[0], carry[0]

    blocks = course.shares.reshape(-1, EVERY, course.shares.shape[1])
    (end, _), points = jax.lax.scan(row, (course.start, rule.init(course.start)), blocks)
    return jnp.concatenate([points, end[None]])


@kept
def _best(optimizer: Any, rates: Any, count: Any, course: Course) -> Any:
    """The path of the best of the first `count` rates, its place, and the final loss of each: given and tuned
    rates are one program."""

    def one(i: jax.Array, found: Any) -> Any:
        path = _walk(cast(with_rate(optimizer, rates[i]), jnp.float32), course)
        loss = _true(path[-1], course)
        now = path, i, loss, found[3].at[i].set(loss)
        before = (*found[:3], now[3])
        better = (i == 0) | (loss < found[2]) | (jnp.isfinite(loss) & ~jnp.isfinite(found[2]))
        return jax.tree.map(lambda new, old: jnp.where(better, new, old), now, before)

    points = jnp.zeros((ROWS, course.start.size), jnp.float32)
    nothing = (
        points,
        jnp.zeros((), count.dtype),
        jnp.zeros((), jnp.float32),
        jnp.full(RATES, jnp.nan, jnp.float32),
    )
    path, place, _, finals = jax.lax.fori_loop(0, count, one, nothing)
    return path, place, finals


@kept
def _losses(points: Any, course: Course) -> jax.Array:
    return jax.lax.map(lambda x: _true(x, course), points)


@kept
def _on_plane(origin: Any, axes: Any, places: Any, course: Course) -> jax.Array:
    return jax.lax.map(lambda place: _true(origin + place @ axes, course), places)


def candidate_rates(rule: type[GradientMethod]) -> Floats:
    """RATES learning rates, log-spaced over the upper DECADES powers of ten of the rule's own slider, to four
    digits."""
    high = dict(params_of(rule))["lr"].high
    return np.array([float(f"{rate:.4g}") for rate in np.geomspace(high / 10**DECADES, high, RATES)])


def train(optimizer: GradientMethod, course: Course, tuned: bool = False) -> Run:
    """STEPS steps from the course's start, at the optimizer's own rate or at the best of its candidate rates.
    The mean is that of the kept iterates of the last share LATE of the steps. Compiles once per kind of rule
    and width.

    Best: the lowest loss over all points after STEPS steps of this very course, the smaller rate on a tie.
    What is not finite never wins; if nothing is finite, the smallest does.
    """
    rates = candidate_rates(type(optimizer)) if tuned else np.full(RATES, optimizer.lr, np.float64)
    path, place, finals = (
        np.asarray(part)
        for part in _best(as_traced(optimizer), rates, np.int32(RATES if tuned else 1), course)
    )
    mean = _late_mean(path, LATE)
    losses = np.asarray(_losses(np.concatenate([path, mean[None]]), course))
    return Run(with_rate(optimizer, float(rates[place])), path, losses[:-1], mean, float(losses[-1]), finals)  # type: ignore[arg-type]


def averaged(run: Run, course: Course, late: float) -> Run:
    """The same run with the mean of the kept iterates of another last share of its steps; nothing is
    trained."""
    mean = _late_mean(run.path, late)
    # as many as `train` asks for, so that nothing compiles
    rows = np.repeat(mean[None], len(run.path) + 1, axis=0)
    return run._replace(mean=mean, mean_loss=float(np.asarray(_losses(rows, course))[0]))


def _late_mean(path: Single, late: float) -> Single:
    return path[round((1 - late) * (ROWS - 1)) :].mean(axis=0, dtype=np.float64).astype(np.float32)


def diverged(run: Run) -> bool:
    """Whether a run left float32, or ended with a higher loss than it began with: a picture that follows it
    shows nothing of the others."""
    return not bool(np.isfinite(run.path).all() and run.loss[-1] <= run.loss[0])


def _finite(points: ArrayLike) -> Floats:
    rows = np.asarray(points, np.float64)
    return rows[np.isfinite(rows).all(axis=1)]


def _centre(point: ArrayLike) -> Floats:
    centre = np.asarray(point, np.float64)
    if not np.isfinite(centre).all():
        raise ValueError("the plane's centre is not finite: choose a run that did not diverge")
    return centre


def _components(apart: Floats) -> Floats:
    """The first two right singular vectors of (rows, d), by the smaller of its two Gram matrices: 2 to 5
    times faster than the SVD. Where squares drown the second it is some direction at right angles to the
    first."""
    if len(apart) >= apart.shape[1]:
        return np.linalg.eigh(apart.T @ apart)[1][:, :-3:-1].T
    return np.linalg.qr(apart.T @ np.linalg.eigh(apart @ apart.T)[1][:, :-3:-1])[0].T


def principal_plane(paths: Sequence[ArrayLike], through: ArrayLike | None = None) -> Plane:
    """The first two principal components of all finite points of the paths (rows, d) together, around their
    mean; the plane goes through their mean, or through another point (d,), a run's end, say. Axes have length
    1, and the first path goes along them, not against. ValueError if that point is not finite."""
    points = _finite(np.concatenate([np.asarray(path, np.float64) for path in paths]))
    mean = points.mean(axis=0)
    axes = _components(points - mean)
    first = _finite(paths[0])
    return Plane(
        mean if through is None else _centre(through),
        axes * np.where(axes @ (first[-1] - first[0]) < 0, -1, 1)[:, None],
        0.0,
    )


def random_plane(centre: ArrayLike, seed: int) -> Plane:
    """Two filter-normalised random directions around a net (d,): in each, the weights into a unit have the
    length that they have in the net, and biases do not move (as in the authors' program). The directions are
    nearly, not exactly, at right angles. ValueError if the net is not finite."""
    origin, axes = _centre(centre), []
    for drawn in np.random.default_rng((seed, DIRECTIONS)).standard_normal((2, origin.size)):
        parts = []
        for weight, direction in zip(net_of(origin), net_of(drawn), strict=True):
            length = (
                np.linalg.norm(weight, axis=0) / np.linalg.norm(direction, axis=0)
                if weight.ndim == 2
                else 0.0
            )
            parts.append((direction * length).ravel())
        axes.append(np.concatenate(parts))
    return Plane(origin, np.array(axes), REACH)


def plane_through(first: ArrayLike, second: ArrayLike, third: ArrayLike) -> Plane:
    """The plane of three nets (d,), three runs' ends, say: the map shows their true losses, and what lies
    between them (Garipov et al. 2018, https://arxiv.org/abs/1802.10026). Axes of length 1, the first from
    `first` to `second`. ValueError if one is not finite."""
    origin, *others = (_centre(point) for point in (first, second, third))
    sides = np.stack(others) - origin
    axes, lengths = np.linalg.qr(sides.T)
    return Plane(origin, axes.T * np.where(np.diag(lengths) < 0, -1, 1)[:, None], 0.0)


def project(plane: Plane, points: ArrayLike) -> tuple[Floats, Floats]:
    """Coordinates (rows, 2) of the points of the plane nearest to `points` (rows, d), and the distances to
    them (rows,); nan for points that are not finite."""
    apart = np.asarray(points, np.float64) - plane.origin
    finite = np.isfinite(apart).all(axis=1)
    places, away = np.full((len(apart), 2), np.nan), np.full(len(apart), np.nan)
    # of two axes; least squares by the SVD took twenty times as long
    across, along = np.linalg.qr(plane.axes.T)
    places[finite] = np.linalg.solve(along, across.T @ apart[finite].T).T
    away[finite] = np.linalg.norm(apart[finite] - places[finite] @ plane.axes, axis=1)
    return places, away


def shares(plane: Plane, points: ArrayLike) -> Floats:
    """The shares of the variance of the finite points (rows, d) around their own mean along the first axis,
    and along what the second adds: (2,)."""
    rows = _finite(points)
    apart = rows - rows.mean(axis=0)
    with np.errstate(invalid="ignore"):
        return ((apart @ np.linalg.qr(plane.axes.T)[0]) ** 2).sum(axis=0) / (apart**2).sum()


def shadow(plane: Plane, run: Run, course: Course) -> Shadow:
    """What the plane shows of a run."""
    points = np.concatenate([run.path, run.mean[None]])
    place, away = project(plane, points)
    loss = np.asarray(
        _on_plane(*(part.astype(np.float32) for part in (plane.origin, plane.axes, place)), course)
    )
    moved = np.linalg.norm(np.asarray(run.path, np.float64) - course.start, axis=1)
    return Shadow(place[:-1], away[:-1], moved, loss[:-1], place[-1], float(away[-1]), float(loss[-1]))


def frame(plane: Plane, shadows: Sequence[Shadow]) -> tuple[Floats, Floats]:
    """The lowest and the highest coordinates (2,) of what is shown of a plane: all places and MARGIN of their
    range around them; of a plane with a reach a square around its origin."""
    places = _finite(np.concatenate([np.concatenate([one.place, one.mean[None]]) for one in shadows]))
    low, high = places.min(axis=0), places.max(axis=0)
    wide = np.where(high > low, high - low, 1)
    low, high = low - MARGIN * wide, high + MARGIN * wide
    if plane.reach:
        high = np.full(2, max(plane.reach, (1 + MARGIN) * np.abs(places).max()))
        low = -high
    return low, high


def ground(plane: Plane, low: ArrayLike, high: ArrayLike, course: Course) -> Ground:
    """The loss on a grid of SIZE × SIZE from `low` to `high` (2,) of a plane."""
    x, y = (np.linspace(*ends, SIZE) for ends in zip(np.asarray(low), np.asarray(high), strict=True))
    nodes = np.stack(np.meshgrid(x, y), axis=-1).reshape(-1, 2)
    loss = _on_plane(*(part.astype(np.float32) for part in (plane.origin, plane.axes, nodes)), course)
    return Ground(x, y, np.asarray(loss).reshape(SIZE, SIZE))


def random_walks(paths: Sequence[ArrayLike], seed: int) -> list[Floats]:
    """For comparison: from the same start, paths of the same step lengths, each step in a random direction of
    weight space."""
    walks, rng = [], np.random.default_rng((seed, WALKS))
    for path in paths:
        rows = _finite(path)
        steps = rng.standard_normal((len(rows) - 1, rows.shape[1]))
        steps *= (np.linalg.norm(np.diff(rows, axis=0), axis=1) / np.linalg.norm(steps, axis=1))[:, None]
        walks.append(np.concatenate([rows[:1], rows[0] + steps.cumsum(axis=0)]))
    return walks
