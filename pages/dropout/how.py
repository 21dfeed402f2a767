"""What stands below the charts: how to read each part."""

from kit.messages import _

CURVES = _("""
### How to read it

Both settings run over the same five seeds; for one seed they get the same data, the same initial weights, the
same batches, and the same random numbers for the masks. Thick lines are means, thin lines the lowest and
highest of the five. Wrong labels are in the training set only, exactly as many as Label noise says, to the
nearest whole label. So 1 − that share are true, and by as much as a training accuracy is above that line,
wrong labels are memorised at least.

An *epoch* goes through all training samples in a new random order; if the batch size does not divide their
number, the last batch is filled up from the beginning of that order. The *generalisation gap* compares like
with like: training accuracy, on labels of which some are wrong, minus the accuracy that is to be expected on
the test samples if as many of their labels were wrong. With true labels that is training minus test accuracy.
Diamonds: where *early stopping* would have kept each net. It chooses by 300 validation samples that no net
learns from, with true labels: that is more data, and in the first example as much again as there is to learn
from. Test labels are true, too; nothing is chosen on the test set, except where the page says what that would
have claimed.

B − A is paired seed by seed, with its 95 % interval (Student's t); one that contains 0 is not distinguishable
here. The interval is over seeds. With digits these are other weights, batches and divisions of one pool of
1,797 images, so that two seeds share a third of their test images: it says nothing about other digits. Points
in the plane are new ones for each seed.

The digits are scikit-learn's, 1,797 images of 8×8 pixels (E. Alpaydin & C. Kaynak, UCI 1998, CC BY 4.0): 300
for validation, 600 for the test. “The book” is *Deep Learning from Scratch* by Koki Saitoh (O'Reilly Japan,
2016), chapter 6; it uses MNIST, its program draws every batch with replacement, and its curves are not
promised. *Source:* [Srivastava et al., 2014](https://jmlr.org/papers/v15/srivastava14a.html).

### So, does it help?

Over twenty seeds, with 30 % wrong labels: at the end by 0.097 (95 %: 0.088 to 0.107), for a net without it
goes on to memorise the wrong labels. Against that net stopped early, which takes those 300 true labels: by
nothing that can be told from chance in six layers at 0.2 (−0.004; −0.014 to 0.005), by 0.013 (0.005 to 0.020)
in two layers at 0.5. With true labels: by 0.009 (0.004 to 0.014). It costs epochs: a net with dropout learns
more slowly, and with too much of it 300 are too few. What it does is to be seen in the other parts: any unit
may be missing, so none may be relied on (*Co-adaptation*), and the net does as well as the mean of many
thinned ones (*The vote*). On the page *Regularization*, *Bias and variance* of nets, it about halves the
variance.
""")

MASK = _(r"""
### Classic and inverted

A mask sets each hidden activation to 0 with probability $p$, anew for every sample and step. *Classic* (the
book's): train with $a \cdot m$, and after training multiply every activation by $1-p$. *Inverted*: train with
$a \cdot m/(1-p)$, and afterwards do nothing. For the sum that one unit receives both agree in the mean: the
running mean of the dots reaches the dotted line. Beyond a non-linearity the mean of the outputs is not the
output of the mean: then weight scaling is an approximation, which the vote measures.
""")

VOTE = _("""
### The vote of thinned nets

Each thinned net has one mask, shared by all test images, at B's ratio. Dots: single nets; lines: the first k
of them vote, or their probabilities are averaged; dotted: the whole net with scaled weights. A tie goes to
the lower digit.

What is so, after the 300 epochs of the first example: thinned nets are good only where the net was trained
thinned, and the whole net does as well as the mean of a hundred of them, in one pass. What is not: that the
vote beats the whole net. They agree to about 0.01. Weight scaling is exact for the mean of the outputs behind
*one* hidden layer only; with more it is an approximation, and a good one here.
""")

COADAPT = _("""
### Co-adaptation

The maps show how strongly every two units of a layer move together over the test images, as the absolute
value of their correlation; units that never vary have none. The curves show test accuracy while units are set
to 0 in ten random orders, without rescaling.

What is so: the net trained with dropout keeps far more of its accuracy without half of a layer's units. Over
the five seeds of the first example it keeps a test accuracy of 0.67 (first layer) to 0.80 (last layer), the
net without 0.36 to 0.49, and that net stopped early 0.42 to 0.57. What is not, though often claimed: that
dropout makes units less correlated. In the first layer it does (mean |correlation| 0.12 against 0.15), in the
last they correlate *more* (0.24 against 0.21); the 95 % intervals of both differences, paired over the five,
are clear of 0. Units that may not rely on each other become spare copies of each other. The charts show the
first seed's nets.
""")

DOUBT = _("""
### Uncertainty

With dropout left on, every pass is another thinned net. The *predictive entropy*, the entropy of their mean,
says how uncertain they are together (at most ln 10 = 2.3 nats); the *mutual information* is the part of it
that comes from the masks. *Source:* [Gal & Ghahramani, 2016](https://arxiv.org/abs/1506.02142).

A net that knows what it does not know would be uncertain on turned and noisy digits. After the 300 epochs of
the first example that is half true. The entropy grows for small turns, to about 30°, and is lower again at
90°, where accuracy is about 0.1; under strong noise it falls, and the whole net becomes more confident, while
it is more and more often wrong. B's mutual information keeps growing with the noise; with the angle it is
highest near 90°, and falls again where digits stand on their heads and are taken for others. A net trained
without dropout is uncertain of everything when it is thinned: that is damage, not knowledge. *Confidence* is
the mean of the largest probability; a *nat* is the unit of entropy with natural logarithms.
""")

WRONG = _("""
### What it gets wrong

The test digits that the first seed's net gets wrong, with what it said and its probability of that. The test
set's labels are true.
""")
