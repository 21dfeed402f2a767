"""A net with dropout as a vote: single thinned nets, their votes and means, and the whole net that is said to
stand for them.

Every thinned net is a subnet: one mask over its hidden units, the same for all samples. Source of the
comparison: Srivastava et al. 2014, section 7.5, who average probabilities;
https://jmlr.org/papers/v15/srivastava14a.html.
"""

from functools import partial
from typing import Any, NamedTuple

import jax
import jax.numpy as jnp
import numpy as np
from numpy.typing import ArrayLike, NDArray

from dl_core.digits import Points
from dl_core.experiments.learning import Regularizers, Trained, TrainState, at_test, key_of, tested
from dl_core.network import run
from dl_core.programs import Bounded
from dl_core.traced import as_traced, cast

MOST, MASKS = 100, 4  # thinned nets; what `key_of` calls their random numbers


class Votes(NamedTuple):
    """Accuracy on the test set. single: of each thinned net; vote: of the majority of the first k, k =
    1…most; mean: of the mean of their probabilities; (most,) each. whole: of the whole net with scaled
    weights.

    Equally many votes: the lowest class. Accuracy is nan where an output is not finite.
    """

    single: NDArray[np.float32]
    vote: NDArray[np.float32]
    mean: NDArray[np.float32]
    whole: float


def thinned(regularizers: Regularizers, masks: jax.Array, ratio: Any) -> jax.Array:
    """What thinned nets multiply onto activations: masks of 0 and 1 over 1 − ratio, times what the whole net
    multiplies: its mean is the whole net's factor."""
    return masks.astype(jnp.float32) / (1 - ratio) * at_test(regularizers)


def bare(net: Trained) -> TrainState:
    """The net's learner without the states of its rule, so that nets of different rules share one program."""
    return net.train_state._replace(states=())


def right(scores: jax.Array, points: Points) -> jax.Array:
    """Share of the first n samples whose largest score (room, classes) is their class's, the lowest of
    several; nan if a score is not finite."""
    counts = (jnp.arange(len(points.y), dtype=np.int32) < points.n).astype(jnp.float32)
    share = (
        (jax.lax.argmax(scores, 1, np.int32) == points.y).astype(jnp.float32) @ counts
    ) / points.n.astype(jnp.float32)
    return jnp.where(jnp.isfinite(scores).all(), share, jnp.nan)


@partial(Bounded.jit, static_argnames=("static", "most"))
def _votes(
    train_state: TrainState, regularizers: Any, test: Any, ratio: Any, seed: Any, static: Any, most: int
) -> Any:
    regularizers, ratio = cast((regularizers, ratio), jnp.float32)
    layers, classes = train_state.net.layers, len(train_state.net.out)
    masks = (
        jax.random.uniform(key_of(seed, 0, MASKS), (most, len(layers), len(layers[0].bias)), jnp.float32)
        >= ratio
    )

    def one(
        so_far: Any, mask: jax.Array
    ) -> Any:  # one net at a time: all outputs together would be (most, n, classes)
        votes, sums = so_far
        outputs = run(
            train_state.net, static, test.x, thinned(regularizers, mask, ratio), train_state.running
        ).outputs
        fine = jnp.where(jnp.isfinite(outputs).all(), 0, jnp.nan)
        votes = votes + jax.nn.one_hot(outputs.argmax(axis=1), classes, dtype=jnp.float32) + fine
        sums = sums + jax.nn.softmax(outputs)
        return (votes, sums), (right(outputs, test), right(votes, test), right(sums, test))

    nothing = jnp.zeros((len(test.y), classes), jnp.float32)
    _, found = jax.lax.scan(one, (nothing, nothing), masks)
    return *found, right(tested(train_state, static, regularizers, test.x).outputs, test)


def votes(net: Trained, ratio: float, seed: int, most: int = MOST) -> Votes:
    """`most` thinned nets on the test set, each hidden unit dropped with probability `ratio` < 1; a larger
    ratio drops more of the same.

    What is left is divided by 1 − ratio; a net whose dropout was not inverted is multiplied by the 1 − p of
    its test time as well, so that at its own p it is what it was while it was trained. Compiles once per
    shape of net and data, kind of net, and `most`.
    """
    found = _votes(
        bare(net),
        as_traced(net.regularizers),
        net.data.test,
        np.float64(ratio),
        np.int32(seed),
        static=net.static,
        most=most,
    )
    single, vote, mean, whole = (np.asarray(part) for part in found)
    return Votes(single, vote, mean, float(whole))


def reaches(curve: ArrayLike, goal: float) -> int | None:
    """How many nets it takes until a curve over k = 1, 2, … is first at its goal or above; None if it never
    is."""
    there = np.asarray(curve) >= goal
    return int(there.argmax()) + 1 if there.any() else None
