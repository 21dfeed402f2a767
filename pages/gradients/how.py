"""What stands below the charts: how to read each part."""

from dl_core.activations import ACTIVATIONS, Activation
from kit.messages import Message, _, listed
from pages.gradients.view import OF_HE, Gradients

REPAIRED = _(r"""
With batch norm $z_\ell$ is normalised before $f$; with residual connections $a_\ell = f(z_\ell) + a_{\ell-1}$
from the second layer on, and $\partial L/\partial a_{\ell-1}$ gains $+\,\partial L/\partial a_\ell$: what the
formulas above say is then not all. Residual connections repair the gradient, not the activations: those add
up, and with ReLU and its usual weights they grow by a factor of about 1.7 a layer. So residual nets also
normalise, or scale down what each layer adds.
""")

LAYERS = _(r"""
### How to read it

The loss is $L$; layer $\ell$ computes $z_\ell = W_\ell\, a_{\ell-1} + b_\ell$ and $a_\ell = f(z_\ell)$. On
the way back the chain rule multiplies the gradient at every layer by two things, shown apart: the slopes,
$\partial L/\partial z_\ell = f'(z_\ell) \odot \partial L/\partial a_\ell$, and the weights, $\partial
L/\partial a_{\ell-1} = W_\ell^\top\, \partial L/\partial z_\ell$. Sigmoid's slope is at most ¼, so over $k$
layers the slopes alone multiply to at most $\left(\tfrac14\right)^k$. That is a ceiling on the slopes, not on
the gradient: large weights can make up for it, and with $\mathcal N(0,1)$ weights and 100 units they do.
ReLU's slope is 0 or 1. All lengths are Euclidean, over all 1,000 samples of the task, in float32.

A unit is *saturated* on a sample where its slope is under 5 % of the activation's steepest (a ReLU unit is
then called *inactive*), and *dead* if its slope is 0 on every sample.
""")


def _and(names: list[str]) -> Message:
    return _("{names} and {last}", names=listed(names[:-1], ", "), last=names[-1])


USUALLY = _(
    """
*Usual* initial weights: for {he} He's, of variance $2/n$ for $n$ inputs; for {lecun} LeCun's, of variance
$1/n$, which the book calls Xavier's.
""",
    he=_and([_(one.label) for one in ACTIVATIONS if one.name in OF_HE]),
    lecun=_and([_(one.label) for one in ACTIVATIONS if one.name not in OF_HE]),
)

TRAIN = _("""
### How to read it

All nets start from the same seed and see the same batches of 100 of the 1,000 samples, in the same order
(drawn with replacement), with the same rule and rate. If hardly any gradient reaches the first layer of a
net, that layer stays where it was: look at how far layer 1 has come. The page trains only while you look at
it. The loss is that of each batch, not smoothed. With residual connections and nothing else ReLU's
activations grow from layer to layer. At the usual rate such nets of seven layers and more diverged for all of
ten seeds, within seven steps, those of six layers for 2 of the ten, those of five and fewer for none. With
batch norm the activations do not grow so.
""")

CENTRED = _(r"""
### Why zero-centred?

For one linear unit with squared error the gradient of a sample is $(w \cdot a - t)\,a$. Two different things
are said about inputs $a$ that are all positive, as sigmoid's outputs are. Four kinds of inputs keep them
apart.

**Signs.** Of a single sample both components of the gradient have the same sign: a step goes up-right or
down-left, while the goal lies down-right. This is so for positive inputs at every single-sample step, and at
no step over all samples. It costs next to nothing here: the positive inputs of the third chart come as far
with zig-zags as without, and sigmoid's are as slow over all samples as they are one by one.

**Conditioning.** The mean loss is a bowl; its curvatures are the eigenvalues of $\mathbb E[a a^\top]$, which
is the covariance of the inputs plus $\bar a\,\bar a^\top$. A mean $\bar a$ other than 0 makes one curvature
large, along $\bar a$: about 0.57 for sigmoid's outputs, against 0.07 across it, where the goal lies; tanh's
outputs have 0.51 and 0.57 (all numbers here are means over 20 seeds). The large one limits the rate ($\eta <
2/\lambda$), and the small one decides how fast the steps come nearer: a step keeps $1 - \eta\lambda$ of the
distance. The second chart has inputs of both signs with sigmoid's $\mathbb E[a a^\top]$: over all samples
they take sigmoid's path, step by step. So what makes sigmoid's outputs slow is the conditioning.

Subtracting the mean from sigmoid's outputs leaves about 0.07 in every direction. At the same rate that is no
faster; but the rate may then be 26 instead of 3.5. For steps on single samples the limit is another: a step
multiplies the error of its own sample by $1 - \eta\|a\|^2$, which is over 1 in size where $\eta\|a\|^2 > 2$.
tanh's outputs are larger: $\|a\|^2$ is about 1.1 on average, sigmoid's 0.64. So tanh diverges from a rate of
about 1.8 on, sigmoid from about 3. *Source:* [LeCun, Bottou, Orr & Müller,
1998](https://doi.org/10.1007/978-3-642-35289-8_3), section 4.3.
""")

DYING = _("""
### Dying ReLU

A unit is dead if its slope is 0 on every sample. One hidden layer of 32 ReLU units learns moons with SGD for
200 steps. A large step can move a unit's bias so far down that it fires on no sample; its slope is then 0
everywhere, and no later step brings it back. A negative initial bias does the same from the start. Leaky
ReLU's slope is never 0, and in exact arithmetic ELU's is not either. GELU's is 0 at one place, −0.7518, and
below 0 to the left of it (SiLU's at −1.278). Far enough down the slopes of ELU and GELU are so small that
float32 rounds them to exactly 0, and such a unit counts as dead here.
""")

LINEAR = _("""
### Why a non-linearity at all?

Without one, layers multiply to a single matrix: the boundary is a straight line however deep the net is. The
chart of one unit stands apart from the nets; it shows what a bias does: it shifts the curve by −b/w, so that
a unit may switch elsewhere than at 0. Both nets: 16 units a layer, 500 steps of Adam (0.01), the same points
and batches.
""")

LOSS = _("""
### Why a loss and not accuracy? Why cross entropy?

A ReLU net at its initial weights, 100 points; one weight of its output layer moves. Accuracy only counts, so
it is flat nearly everywhere. A loss has a slope nearly everywhere: not at its minimum, and nearly none where
the net is confident on every sample. The deeper this net of 8 units, the less of the samples is left in its
last layer, and the flatter all curves: 2 to 5 layers show most. Squared error through a saturated sigmoid has
nearly no slope exactly where the net is confident and wrong: (p − t) is then multiplied by p(1 − p). Cross
entropy cancels that factor.
""")

NUMERICAL = _("""
### Backpropagation against differences

A tanh net with 8 hidden units in float64. With a large h the difference quotient misses the curve (error ∝ h
forward, h² central); with a small one the two losses agree in most digits and what is left is rounding (∝
1/h). Backpropagation has neither problem, and costs about as much as a few evaluations of the loss, while for
d parameters central differences cost 2d of them and forward differences d + 1. The times are taken in
float32, of central differences, one after another inside one compiled program.
""")

COST = _("""
### What exp costs

ReLU is said to be faster because it needs no exp. How much faster, per number, is what is measured here: on
the server that computes this page, not on your own computer, compiled for the server's vector units, and with
the time that memory takes. In a net the matrix products take far longer than either.
""")


def layers(view: Gradients) -> list[Message]:
    """How to read the passes, what repairs change, and the activations in use."""
    return [
        LAYERS,
        USUALLY,
        *([REPAIRED] if view["batchnorm"] or view["residual"] else []),
        *map(about_activation, view.activations),
    ]


def training(view: Gradients) -> list[Message]:
    """How to read the training, and the activations in use."""
    return [TRAIN, *map(about_activation, view.activations)]


def about_activation(one: Activation) -> Message:
    """Formula, sentence, source."""
    given = {"activation": _(one.label), "formula": one.formula, "about": _(one.about)}
    if not one.source.url:
        return _("- **{activation}** $f(z) = {formula}$. {about}", **given)
    return _(
        "- **{activation}** $f(z) = {formula}$. {about} *Source:* [{who}, {year}]({url})",
        **given,
        **one.source._asdict(),
    )
