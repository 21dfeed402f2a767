"""What is known exactly of quadratics with Hessian eigenvalues λ: where descent stays stable, and the best
constants (FORMULAS: Polyak 1964)."""

import math

from dl_core.optimizers import SGD, Momentum, Nesterov, Optimizer


def largest_stable_rate(optimizer: Optimizer, steepest: float) -> float | None:
    """The bound under which the rule converges on a quadratic whose largest eigenvalue is `steepest` > 0;
    None where no such bound is known.

    GD 2/λ, heavy ball 2(1+μ)/λ, Nesterov 2(1+μ)/((1+2μ)λ).
    """
    match optimizer:
        case SGD():
            return 2 / steepest
        case Momentum(momentum=mu):
            return float(2 * (1 + mu) / steepest)
        case Nesterov(momentum=mu):
            return float(2 * (1 + mu) / ((1 + 2 * mu) * steepest))
    return None


def best_gradient_descent(flattest: float, steepest: float) -> float:
    """The rate 2/(λmin + λmax) with which gradient descent converges fastest."""
    return 2 / (flattest + steepest)


def best_heavy_ball(flattest: float, steepest: float) -> tuple[float, float]:
    """Rate and momentum with which the heavy ball converges fastest: (2/(√λmin+√λmax))²,
    ((√λmax−√λmin)/(√λmax+√λmin))²."""
    low, high = math.sqrt(flattest), math.sqrt(steepest)
    return (2 / (low + high)) ** 2, ((high - low) / (high + low)) ** 2
