"""What stands below the charts: how to read each part."""

from kit.messages import _

WINDOW = _(r"""
### How to read it

A convolution lays a small kernel on the input, multiplies number by number and adds the products: that is one
cell of the output. Then it moves on by the *stride*. Along an axis of $n$ places, with a kernel of $k$
weights that are $d$ places apart (*dilation*) and zeros before and after the input (*padding*), the output
has

$$\left\lfloor \frac{n + p_\text{before} + p_\text{after} - d\,(k-1) - 1}{s} \right\rfloor + 1$$

places. A stride that does not divide is rounded down.

**How many parameters?** One kernel for each filter and channel: $\text{filters} \times \text{channels} \times
k^\text{axes}$, and one bias for each filter, which is left out here. It does not depend on the size of the
input. A dense layer has one weight for every pair of an input and an output. *Not shared* is between them:
windows as in a convolution, and weights of its own in every place. It takes as many multiply-adds as the
convolution: sharing saves weights, and no computation. What saves computation is that windows are small.

**Convolution or cross-correlation?** In mathematics a convolution flips the kernel; libraries for deep
learning do not, and compute the cross-correlation (⋆ above, ∗ when it is flipped). Where the kernel is
learned, it makes no difference: the flipped one is learned.

**What is it good for?** It has few weights, it looks only at what is near, and what it finds is moved when
the input is moved. That is a bet that near things belong together. On data without such an order the bet is
lost.

**Channels and filters.** A filter has one kernel for each channel of the input, and adds over all of them.
Here a second channel has half of the ink and a third what is not ink.

**Sequences.** A kernel along one axis is a convolution on a sequence: choose *a row* as the input. With
*causal* padding no output knows what comes later. The four frames are the picture, moved to the right by one
pixel each.

*Source:* [Dumoulin & Visin, 2016](https://arxiv.org/abs/1603.07285).
""")

MATRIX = _(r"""
### How to read it

A convolution is linear, so it is a matrix: each row holds the kernel's weights where that output's window
lies, and 0 elsewhere. It is not the convolution that makes a net non-linear: ReLU and max pooling are.

**“An MLP cannot do what a CNN does.”** It can: a dense layer whose weights are this matrix computes the same.
But nothing keeps it there. One training step moves every entry by itself: the zeros fill up, and entries that
were equal become different. What a convolution adds is no function that a dense layer could not compute, but
the condition that weights stay shared and zero while they are trained.

The step is one of steepest descent on $\tfrac12\lVert y - t\rVert^2$ on this one picture. The target $t$ is
the output of another kernel, one that only moves the picture. Each step is as long as lowers its own loss
most. With one picture and every entry free, that step makes the error 0. What it has learned is this picture:
the error on other digits says how much of it is the kernel.
""")

BACKWARD = _(r"""
### How to read it

Each input cell is in several windows, each time under another weight. So the chain rule adds up, for that
cell, $\partial L/\partial y$ of these windows times these weights: a window over $\partial L/\partial y$ in
which the kernel stands *flipped*. At the edges this needs zeros around $\partial L/\partial y$, which is what
*full* means. With a stride the windows are farther apart, and so $\partial L/\partial y$ is dilated first.

A weight is used in every window. Its gradient adds up the input cells under it, each times its window's
$\partial L/\partial y$: the input, correlated with $\partial L/\partial y$. With a stride it is
$\partial L/\partial y$ that is dilated, and with a dilation the windows step on by it.

As matrices: if $y = Mx$, then $\partial L/\partial x = M^\top\,\partial L/\partial y$. What libraries call a
transposed convolution (or, less well, a deconvolution) is that, used forward.

**Max pooling** sends the gradient of each window to its winner alone, the first of the largest as in PyTorch.
Mean pooling would send the same share to all.
""")

POOLING = _(r"""
### How to read it

Pooling makes one number of each window, the largest or the mean, and has no weights. It makes the map
smaller, so that what follows is cheaper and sees more of the picture at once.

**Why the maximum?** A map is large where a kernel has found what it looks for. The maximum asks *whether* it
is anywhere in the window, and the mean *how much* on average, which a few large numbers among many small ones
hardly change.

**Is that invariant?** It is often said that max pooling makes a net indifferent to small shifts. Measured
here: the picture is moved to the right on a wider ground, so that nothing is lost. By one pixel about as many
of the pooled cells change as of the pixels; but they change by less. By a multiple of the stride the output
is the same one, moved: that is equivariance. Only a maximum over the *whole* map does not care where things
are.

*Pixels* is the picture itself, *stride alone* keeps every $s$-th pixel and pools nothing.
""")
