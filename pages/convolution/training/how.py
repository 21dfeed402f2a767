"""What stands below the charts of the nets that learn."""

from kit.messages import _

WHERE = _(r"""
### How to read it

Digits of 8×8 pixels stand on a ground of 16×16, at one of 81 places. The nets learn from 897 digits, each at
three places of its own, or three times in the middle; 600 other digits are the test, 100 at every place.

| net | layers |
|---|---|
| dense | 256 → 64 → 64 → 10 |
| wide dense | 256 → 256 → 256 → 10 |
| convolutional | 3×3 with 8 channels, 3×3 with 16 channels, then a dense layer that sees every place |
| convolutional, global max | the same, but the dense layer sees only the largest number of each channel |

After each convolution come ReLU and a max pooling of 2×2. All learn with Adam from the same batches, at that
rate of 0.001, 0.003, 0.01 and 0.03 which was the best at other seeds: 0.01, the wide one 0.003. Intervals are
over five seeds, each with its own weights, batches and division of the same 1,797 images; they do not cover
other images.

**What are a convolution's advantages?** *Few weights*, for they are shared; not less computing: look at the
multiply-adds and the time. And a bet that pays where it holds: what is near belongs together, and a pattern
means the same wherever it stands. It is not that a dense net could not compute the same (see
*The same as a matrix*); it would have to learn each place from examples of that place.

**"CNNs do not care where things are"** does not hold. A convolution moves its output when its input moves
(it is *equivariant*). Whether the net cares is decided by what comes after: a dense layer that sees every
place has other weights for each, and must learn them all; the largest number of each channel is the same
wherever it stands. Choose *in the middle only*, and the same filters tell nearly nothing elsewhere with the
first, and much with the second. Even that is not all: each pooling of 2×2 keeps every second place, so digits
that are moved by an odd number of pixels look different to the layers behind it.
""")

ORDER = _(r"""
### How to read it

The numbers of every sample are put into one other order, drawn once and the same for all samples: nothing is
lost, and near is no longer near.

- *8×8 digits*: 897 to learn from, 600 for the test. Dense: 64 → 64 → 64 → 10; convolutional: as in *When is
  it better?*
- *Signals*: 40 numbers each, made here by the recipe of MNIST-1D
  ([Greydanus 2020](https://arxiv.org/abs/2011.14439)), with random numbers of our own: 4,000 to learn from,
  1,000 for the test. Dense: 40 → 100 → 100 → 10; convolutional: kernels of 5 with 16, 32 and 32 channels,
  each followed by ReLU and a max pooling of 2.

**A dense net does not know the order of its inputs**: with its weights in that order, too, it says the same.
So what its curves differ by is chance. **A convolutional net bets on it.** On signals whose shapes may lie
anywhere the bet wins far more than on digits that stand in the middle of their frames: there it wins nothing
that these five seeds could tell from chance, though it has a fifth of the weights. (With twice as many
channels it is about one percentage point ahead.)

**Convolution on sequences?** The same sum along one axis: a kernel of 5 numbers slides along the signal. It
uses that neighbours belong together. That is what "keeps the order" means: a dense net keeps it as well, but
takes no advantage of it.
""")

FILTERS = _(r"""
### How to read it

Both nets begin with the same weights and see the same batches. In one, the convolutions stay as they were
drawn, and only the layers behind them learn.

- *One convolution*: 16 channels, then a dense layer of 64 units, as the net of chapter 7 of "Deep Learning
  from Scratch" has it (there 30 channels and 100 units, on MNIST).
- *Two convolutions*: 8 and 16 channels, then the output layer alone.

Trained filters look like something: edges, spots. **That is no proof that they were needed.** Where a wide
dense layer comes after one convolution, random filters are nearly as good: it learns what the filters do not.
Where two convolutions stand before a single output layer, they are not, and least of all if the digits may
stand anywhere.
""")

INSIDE = _(r"""
### How to read it

It is the convolutional net of *When is it better?*, of the first seed, number by number. Press Train and the
maps change while it learns. Above: the digit, which can be drawn; a channel's map, in which a unit can be
clicked; and how this unit comes about: its window in each channel of the layer before, times the kernel of
that channel, the products added up over all channels. With the bias, and after ReLU, that is the unit.

Small pictures: all channels of both layers, untrained and now. Each layer's ink is its own: the largest
number of the layer is black. *Softmax* turns the ten outputs $o_i$ into chances, $e^{o_i}/\sum_j e^{o_j}$.
It gives a digit to everything, also to a drawing that is none.
""")
