"""How to read each part, in Markdown: what stands below the charts."""

from collections.abc import Callable

from kit.messages import Message, _
from kit.race.words import about_surface
from pages.sweep.view import SweepView
from surfaces.own import Own

RATES = _("""
### How to read it

Every rule runs from the same start with each of 241 rates, spaced evenly on a log scale over its slider.
Left: the gap f − f* after the last step; a line ends where the run has diverged. Right: the steps until the
gap is within 1 % of the start's, and stays there; its axis begins just below the fastest run, not at 0.
Dotted, where theory knows it (on a quadratic, in the colour of its rule): the largest rate at which a rule is
stable. All in float64; the noise, if there is any, is the same for all.

Dots: the rates in use. *Tuned* chooses from 61 of these rates, every fourth, the one that ends lowest inside
the box. A narrow dip between two of them it misses: a run that swings is near the minimum at the last step by
luck of its rate, and a rate beside it is not.
""")

TWO = _(r"""
### How to read it

Each cell is one run; the stronger its colour, the faster. Left: the steps it needs to 1 % of the start's gap;
striped: it did not get there. Right: by how many powers of ten the gap shrinks per step near its end (0.1:
ten steps for a gap ten times smaller; below 0 it grows); striped: it was there at once. Grey: it diverged. On
a quadratic with curvatures from $\lambda_\text{min}$ to $\lambda_\text{max}$ gradient descent (SGD without
noise) is stable below $2/\lambda_\text{max}$, Momentum (the heavy ball) below $2(1+\mu)/\lambda_\text{max}$,
Nesterov below $2(1+\mu)/((1+2\mu)\lambda_\text{max})$ (dashed). The triangle is the best point of theory. For
Momentum it is Polyak's, $\eta = (2/(\sqrt{\lambda_\text{min}} + \sqrt{\lambda_\text{max}}))^2$
([1964](https://doi.org/10.1016/0041-5553(64)90137-5)); for Nesterov that of [Lessard, Recht & Packard,
2016](https://arxiv.org/abs/1408.3595), $\eta = 4/(3\lambda_\text{max} + \lambda_\text{min})$ and $\mu =
(\sqrt{3\kappa+1} - 2)/(\sqrt{3\kappa+1} + 2)$ with $\kappa = \lambda_\text{max}/\lambda_\text{min}$. Both are
truths of the long run; over a few hundred steps the best cell has often more momentum.
""")

FAIR = _("""
### A fair race

Two charts for each of six protocols. *Wins*: the share of races that a rule won. *Gaps*: how far from the
minimum rules ended, the middle 80 % of the races as a bar with the median in it; a name with *under* ended
left of the frame.

*Own rates*: those that the panel shows; if they are *tuned* there, then for the panel's start, not for these.
*One rate*: the same for all, the one with the smallest median gap over the rules. *Best rates*: each rule's
best. Both are chosen anew for every start and its noise, which is optimistic. *Equal steps*, or *equal
gradients*: a Hessian counts as two, a step of random search as one. A win is the smallest gap at the last
step; who is within 10⁻¹² of the start's gap shares it. Eight starts, drawn from the box by the seed.
""")

SEEDS = _("""
### Many seeds

64 seeds of the gradient noise, the same for all rules. The line is the median of the gap at each step, the
dashed lines the 10 % and the 90 % quantile. A run that is not finite counts as the highest.
""")


def with_formula(text: Message) -> Callable[[SweepView], list[str]]:
    """A text, and below it what was read of a formula that was typed."""
    return lambda view: [text, "", about_surface(view.surface)] if isinstance(view.surface, Own) else [text]
