"""What an optimizer is: a frozen value of hyper-parameters with a pure step."""

import dataclasses
from abc import ABC, abstractmethod
from collections.abc import Callable
from typing import Any, ClassVar, NamedTuple

import jax
import numpy as np

from dl_core.optimizers.arithmetic import Line
from dl_core.params import Scalar, Source

Loss = Callable[[jax.Array], jax.Array]


GRADIENT = "$g$ is the gradient at the point $x$"  # how the symbols of most formulas begin
EACH = "squares, roots and quotients are taken for each coordinate by itself"


class Words(NamedTuple):
    """What the page says of a rule: the idea in a sentence, when it helps, when it fails."""

    idea: str
    helps: str
    fails: str


def value_and_grad(loss: Loss, x: jax.Array) -> tuple[jax.Array, jax.Array]:
    """Loss and gradient at x (d,). A loss that brings its own `value_and_grad` is asked for it: a switch
    differentiates branch by branch."""
    own = getattr(loss, "value_and_grad", None)
    return own(x) if own else jax.value_and_grad(loss)(x)


def hessian(loss: Loss, x: jax.Array) -> jax.Array:
    """Hessian (d, d) of the loss at x (d,); asks the loss for its own `hessian` first."""
    own = getattr(loss, "hessian", None)
    return own(x) if own else jax.hessian(loss)(x)


class Optimizer(ABC):
    """One rule. `lr` is a field of every rule, so that a schedule is a factor on it.

    label, formula (LaTeX showing every symbol), source, words: class constants. symbols: Markdown that says
    what the symbols of the formula are that are neither hyper-parameters nor defined in it, and where the
    state begins. evaluations: gradient evaluations that one step costs. lines: for the microscope, if it has
    one: the step as arithmetic, ending in the displacement `step` and in every part of the new state; names
    are the rule's numbers, its state, g, x, the loss f, and what `seen` adds.
    """

    label: ClassVar[str]
    formula: ClassVar[str]
    source: ClassVar[Source]
    words: ClassVar[Words]
    symbols: ClassVar[str] = GRADIENT
    evaluations: ClassVar[int] = 1
    lines: ClassVar[tuple[Line, ...]] = ()
    lr: Scalar

    @abstractmethod
    def init(self, x: jax.Array) -> Any:
        """The state before the first step from x (d,): a pytree of arrays of x's dtype, all zeros."""

    @abstractmethod
    def step(
        self, loss: Loss, x: jax.Array, value: jax.Array, grad: jax.Array, state: Any
    ) -> tuple[jax.Array, Any]:
        """Displacement (d,) and the new state, given the loss value and the (possibly noisy) gradient at
        x."""

    @abstractmethod
    def rates(self, state: Any) -> Scalar:
        """The factor that the step which led to `state` put on each coordinate of the gradient, or of its
        average: scalar or (d,)."""

    def seen(self, loss: Loss, x: jax.Array, state: Any) -> dict[str, jax.Array]:
        """What the lines use besides the gradient: name → () or (d,), at x and the state before the step."""
        return {}


class GradientMethod(Optimizer):
    """A rule that looks at nothing but the gradient."""

    @abstractmethod
    def update(self, grad: jax.Array, state: Any, x: jax.Array) -> tuple[jax.Array, Any]:
        """Displacement (d,) and the new state; pure."""

    def step(
        self, loss: Loss, x: jax.Array, value: jax.Array, grad: jax.Array, state: Any
    ) -> tuple[jax.Array, Any]:
        return self.update(grad, state, x)


def at_rest(optimizer: Optimizer, x: Any) -> Any:
    """`optimizer.init(x)` as NumPy arrays: zeros of many shapes, each of which would be a program of JAX."""
    return jax.tree.map(lambda leaf: np.zeros(leaf.shape, leaf.dtype), jax.eval_shape(optimizer.init, x))


def with_rate(optimizer: Optimizer, lr: Scalar) -> Optimizer:
    """The same rule with another learning rate."""
    return dataclasses.replace(optimizer, lr=lr)  # type: ignore[type-var]  # every rule is a frozen dataclass; the interface itself is not
