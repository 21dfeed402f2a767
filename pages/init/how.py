"""How to read each part, in Markdown: what stands below the charts."""

from collections.abc import Callable

from dl_core.initializers import Initializer
from kit.messages import Message, _
from pages.init.view import Init

HIST = _(r"""
### How to read it

Inputs from $\mathcal N(0, 1)$, as many as a layer has units, go through the layers $z_\ell = W_\ell\,
a_{\ell-1}$, $a_\ell = f(z_\ell)$, without bias. Each row is the histogram of all numbers of one layer, layer
1 above, and σ their standard deviation. Gradients: numbers from $\mathcal N(0, 1)$ are sent back from the
last layer's activations. All schemes turn the same random numbers into weights. The book draws its histograms
(sections 6.2.2 and 6.2.3) from 0 to 1: of a sigmoid nothing lies outside, of ReLU a part does. So a sigmoid's
activations open in that frame, anything else with its whole range, unless you choose another frame; and
what lies outside is counted.
""")

SIGNAL = _(r"""
### What a histogram hides

A histogram of a layer pools two different things: how the *units* differ from each other, and how one unit
differs from *input to input*. Only the second is signal. In five sigmoid layers of 100 units with Xavier's
weights the pooled standard deviation is 0.21 in the first, 0.13 in the second and 0.12 in the last, which
looks healthy; but across the samples within a unit it falls from 0.21 to 6·10⁻⁴. Sigmoid's outputs are all
positive, so every unit gets a large constant of its own from its weights' sum, and what depends on the input
shrinks by a factor of about 4 at each layer. The cosine of two inputs says it too: they become one.
""")

MAP = _(r"""
### Weight scale and depth

Without bias and for wide layers the mean square of the pre-activations follows $q_{\ell+1} = \sigma_w^2\,
\mathbb E\, f(\sqrt{q_\ell}\, x)^2$ with $x \sim \mathcal N(0, 1)$, and a gradient's mean square is multiplied
at each layer by $\chi = \sigma_w^2\, \mathbb E\, f'(\sqrt q\, x)^2$. Where $\chi = 1$ at the fixed point of
$q$ is the *edge of chaos*: for activations that saturate, two inputs become one on one side of it and
neighbours fall apart on the other; for ReLU only their size dies or explodes. *Sources:* [Poole et al.,
2016](https://arxiv.org/abs/1606.05340), [Schoenholz et al., 2017](https://arxiv.org/abs/1611.01232).
$\sigma_w$ is in units of Xavier's $\sqrt{1/n}$.
""")

SYMMETRY = _("""
### Why not start with one constant?

Two units of a layer with the same weights in and out compute the same number, get the same gradient and make
the same step. They began alike, so they stay alike: the layer is one unit, written many times. Zeros are
worse: with tanh or ReLU the layer above multiplies the gradient by 0, and no weight ever moves but the last
bias. Only weights that differ break the symmetry, and random ones are the simplest of these.
""")

TRAIN = _("""
### Does it train?

Four hidden layers of 100 units, SGD with rate 0.01 on batches of 128, 2,000 updates, on 897 digits of 8×8
pixels; 300 others, which it never learns from, are for validation. Each scheme runs with the same five seeds,
and one seed gives all schemes the same data, order and random numbers; the thin lines are the lowest and the
highest of the five. A difference is the mean of the five paired differences with its 95 % interval; one that
contains 0 is not distinguishable here. The book uses MNIST and one run; its curves are not promised.
""")

NORM = _(r"""
### Batch norm, equation by equation

$\mu = \frac1m \sum_i x_i$, $\quad \sigma^2 = \frac1m \sum_i (x_i - \mu)^2$, $\quad \hat x_i = (x_i -
\mu)/\sqrt{\sigma^2 + \varepsilon}$, $\quad y_i = \gamma \hat x_i + \beta$. It moves and stretches; it does
not change the shape of a distribution. γ and β are learned: with $\gamma = \sqrt{\sigma^2 + \varepsilon}$ and
$\beta = \mu$ it does nothing at all. *Source:* [Ioffe & Szegedy, 2015](https://arxiv.org/abs/1502.03167),
before the activation, as here.
""")

SCALES = _("""
### Sixteen scales of initial weights

Five hidden layers of 100 units, weights from N(0, s²) for 16 values of s from 1 to 0.0001, SGD with rate
0.01, batches of 100, the accuracy on the training digits after every ten updates. The book takes 1,000 images
of MNIST; the digits have 897 for training. With batch norm the accuracy is measured with the mean and
variance of all 897; the book takes the running ones, which lag: see “Batch norm after training”.
""")

TEST = _("""
### Batch norm after training

While a net learns, batch norm uses the mean and variance of the batch. A net in use must not: an answer would
depend on whatever else is in the batch, and a batch of one has variance 0. So running averages are kept
during training (0.9 of the old, 0.1 of the new, with the variance divided by m − 1, as PyTorch keeps it) and
used afterwards.
""")


def with_schemes(text: Message) -> Callable[[Init], list[Message]]:
    """A text, and below it the schemes in use with their laws and sources."""
    return lambda view: [text, *map(_scheme, view.schemes)]


def _scheme(one: Initializer) -> Message:
    given = {"scheme": _(one.label), "law": one.formula, "about": _(one.about)}
    if not one.source.url:
        return _("- **{scheme}** $w \\sim {law}$. {about}", **given)
    return _(
        "- **{scheme}** $w \\sim {law}$. {about} *Source:* [{who}, {year}]({url})",
        **given,
        **one.source._asdict(),
    )
