"""What the page "Vanishing gradients" says below its charts."""

from dl_core.activations import Activation
from views.gradients import Gradients

LAYERS = r"""
### How to read it

The loss is $L$; layer $\ell$ computes $z_\ell = W_\ell\, a_{\ell-1} + b_\ell$ and $a_\ell = f(z_\ell)$. On the way back the chain rule multiplies
the gradient at every layer by two things, shown apart: the slopes, $\partial L/\partial z_\ell = f'(z_\ell) \odot \partial L/\partial a_\ell$, and the weights,
$\partial L/\partial a_{\ell-1} = W_\ell^\top\, \partial L/\partial z_\ell$. Sigmoid's slope is at most ¼, so over $n$ layers the slopes
alone multiply to at most $¼^n$. That is a ceiling on the slopes, not on the gradient: large weights can make up for it, and with $\mathcal N(0,1)$ weights
and 100 units they do. ReLU's slope is 0 or 1. All lengths are Euclidean, over all 1,000 samples of the task, in float32.
"""


def words(view: Gradients) -> str:
    """Markdown: how to read the part at hand, and the activations in use."""
    used = "".join(about_activation(one) for one in view.activations)
    return f"{WORDS[view['part']]}\n\n{used}"


def about_activation(one: Activation) -> str:
    """Markdown: formula, sentence, source."""
    source = f" *Source:* [{one.source.who}, {one.source.year}]({one.source.url})" if one.source.url else ""
    return f"- **{one.label}** $f(z) = {one.formula}$. {one.about}{source}\n"


WORDS = {"layers": LAYERS}
