"""How to read each part."""

from kit.messages import _

PLANE = _("""
### How to read it

An *autoencoder* is a net that learns to give out what it was given, through a bottleneck: an encoder
presses the 64 pixels of a digit through two numbers, its *code* ($z_1$, $z_2$), and a decoder makes 64
pixels of them again (layers of 64 - 64 - 2 - 64 - 64 numbers, tanh between). Nobody tells it the classes;
the numerals' colours are only for the eye. *PCA* is the best that can be done with straight lines: its
plane is the one with the lowest squared error of all planes. All three have the same scale, so that you
see how far the codes reach: PCA keeps the digits' own lengths, an autoencoder may choose any scale, and a
*variational* one is held near N(0, 1).

**Can its loss reach 0?** Not through two numbers; with 64 it comes near it, and then it has learned nothing
about digits but to copy. The width of the code decides.

**Point anywhere**: the decoder is computed in your browser, at that very place. *Ground* shows of each place
how far what is decoded there is from the nearest training digit.
""")

VARIATIONAL = _("""
### How to read it

A *variational autoencoder* (Kingma & Welling 2014) encodes a digit $x$ as a normal distribution with the
means $\\mu$ and the deviations $\\sigma$, draws a code $z = \\mu + \\sigma\\varepsilon$ from it, with
$\\varepsilon \\sim N(0, 1)$, and decodes that. Its loss has two terms: $$\\frac{1}{2 s^2} \\lVert x -
\\hat x \\rVert^2 + \\beta \\sum_i \\tfrac12 (\\mu_i^2 + \\sigma_i^2 - 1 - \\log \\sigma_i^2).$$ The first
is how well it reconstructs, with $s^2$ the decoder's variance; the second, the KL divergence, how far the
codes' distributions are from N(0, 1). With $\\beta = 1$ the negative loss is a lower bound of the
likelihood, but for a constant. A learner can move $s^2$ without noticing: the loss of the squared error
without a factor is that of $s^2 = \\tfrac12$. As for the minimum, only the product $2 s^2 \\beta$ counts.

**Collapse.** Where the KL divergence counts too much, the cheapest code says nothing: $\\mu = 0$,
$\\sigma = 1$. Such a number of the code is dead; if all are, every digit is decoded to the mean digit.

It is no kind of GAN: there is no second net that tells true from false, but one loss that can be computed.
""")

GAPS = _("""
### How to read it

*An autoencoder's gaps decode to garbage* is often said, and is here measured: the distance of a decoded
picture from the training digit that is nearest to it. Codes drawn from N(0, 1) are what a variational
autoencoder was trained for; a plain one has a scale of its own, so that N(0, 1) may lie elsewhere. So
codes are also drawn from a normal distribution with the mean and the covariance of the way's own codes. A
small distance does not say that a picture is a good digit: the mean digit has one, too.
""")

WALK = _("""
### How to read it

The codes of two digits, a straight line between them, and what each place of it is decoded to. Above it
the same for the pixels themselves, which fades one digit out and the other in. A mixture is not always a
digit: *of one class* says how many of the five nearest training digits are of their most frequent class.
""")
