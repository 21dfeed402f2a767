"""How to read the parts with nets that learn."""

from kit.messages import _

LINEAR = _("""
### How to read it

A linear autoencoder, $\\hat x = BAx$ of centred digits, has no activation: it can reach no lower error than
PCA with as many axes, and where it does, $B$ spans PCA's subspace (Baldi & Hornik 1989). So deep learning can
do PCA, and finds its *plane*; but any $B G$ with $G^{-1} A$ is as good, so it does not find its *axes*:
neither the units nor the singular vectors of $B$ are PCA's axes.

**With L2**, $\\lambda(\\lVert A\\rVert^2 + \\lVert B\\rVert^2)$, the singular vectors of the decoder are the
axes, with lengths $\\sqrt{1-\\lambda/\\sigma_i^2}$ (Kunin et al. 2019); the units are still turned among
themselves. An axis whose variance $\\sigma_i^2$ is below $\\lambda$ is not worth its weights: it is lost.
**If every prefix must reconstruct**, the loss is the mean of the errors of the first unit alone, the first
two, and so on (nested dropout, Rippel et al. 2014): then unit $i$ is axis $i$, without any L2.

Learned with Adam on all 1,437 digits at each step, its rate 0.06 at first, 0 at the end. Variances are
divided by the number of digits.
""")

WIDTH = _("""
### How to read it

Nets 64–64–$c$–64–64 with ReLU, $c$ the width of the code, each learned by 4,000 steps of Adam. Their decoders
bend, so with few numbers they are far below PCA's error; a curved surface fits the digits that it learned
from better than others, a plane hardly does. The error falls with every number of the code. It is 0 only
where the code has as many numbers as the digits need, and nothing is compressed any more: PCA gets there
exactly, nets only as far as they learn. A wider code is no better *understanding*: with 64 numbers a net may
copy. 
""")

DENOISE = _("""
### How to read it

A *denoising* autoencoder (Vincent et al. 2008) sees a digit with noise, new in each step, and must give the
clean one. Blue nets learned so; orange nets learned to give back clean digits, and have never seen noise.
Both are tested on noisy digits. *The best linear map* (Wiener 1949) shrinks each of PCA's codes by
$\\sigma_i^2/(\\sigma_i^2+\\sigma^2)$; PCA does not shrink, and keeps the noise in its plane.

**Two public demonstrations** do something else. ConvNetJS's "Denoising Autoencoder" trains each image to give
itself: no noise is added. TensorFlow's tutorial learned from noisy images, and then showed what the net made
of the *clean* ones beside the noisy ones (reported as tensorflow/tensorflow#53357, and mended since). The
green curve is what such a picture is of.
""")

GRADIENT = _("""
### How to read it

The encoder gives a mean $\\mu$ and a variance $\\sigma^2$ for each number of the code, and the code $z$ is
*drawn*. How does the mean error $f(z) = \\sum(x-\\hat x(z))^2/(2v)$ change with $\\mu$ and $\\log\\sigma^2$?
Two estimates from one draw:

*Reparametrised* (Kingma & Welling 2014): $z = \\mu + \\sigma\\varepsilon$, and $\\varepsilon$ is held:
$\\nabla_z f$ and $\\nabla_z f \\cdot \\sigma\\varepsilon/2$. *Score function* (Williams 1992):
$f(z)\\,\\varepsilon/\\sigma$ and $f(z)\\,(\\varepsilon^2-1)/2$; it needs no slope of $f$, and knows nothing
of it. Both have the right mean. $f(\\mu)$ may be taken from $f(z)$, which does not depend on the draw: a
fairer rival.

The KL divergence needs no draw: its gradient is exact, the same in all of them, and left out.
""")
