"""What stands below the charts: how to read each part."""

from kit.messages import _

COMPARE = _(r"""
### How to read it

Both settings run over the same five seeds, with the same data, initial weights and batches for one seed.
Thick lines are means, thin lines the lowest and the highest. The training set is learned from, the validation
set chooses (the diamonds: where early stopping would have kept each net), the test set only reports. Wrong
labels are in the training set only, exactly as many as Label noise says, to the nearest whole label. The 300
validation samples have true labels: early stopping takes more, and better, data than training to the end. An
epoch goes through all training samples in a new random order. The *generalisation gap* compares like with
like: training accuracy minus the accuracy that is to be expected on the test samples if as many of their
labels were wrong.

B − A is the mean of the five paired differences with its 95 % interval (Student's t): one that contains 0 is
not distinguishable here. The interval is over seeds. With digits these are other weights, batches and
divisions of one pool of 1,797 images, so that two seeds share a third of their test images: it says nothing
about other digits. Points in the plane are new ones for each seed.

- **L2** adds $\tfrac\lambda2 \|W\|^2$ to the loss, so $\lambda W$ goes through the optimizer; **decay** takes
  $\eta\lambda' W$ off past it. Under SGD the same, under Adam not   ([Loshchilov & Hutter,
  2019](https://arxiv.org/abs/1711.05101)).
- **Label smoothing**: of $K$ classes the right one has the target $1-\varepsilon+\varepsilon/K$, each other
  one $\varepsilon/K$. **Input noise** and **shifted digits** change the images anew at every step.
- **Batch size** changes both the noise of a step and the number of steps; look at both before you say which
  it was.
""")

CHOOSE = _("""
### What are the three sets for?

The training set is learned from, the validation set chooses between nets, the test set says how good the
chosen one is, once. Who chooses on the test set reports a score that contains the luck of the choice: the
highest of many noisy scores is too high. The first chart is a single division of the images: its small test
set may be easy for every net, and then all dots, the honest square too, lie on one side of the line. So the
sentence and the other charts are means over 2,000 divisions: the diamond's claim is too high in the mean, the
square's (chosen on the validation set) is not. The claim minus the truth, measured on all images that nobody
chose by, is that optimism. It grows with the number of nets compared, also when they differ in nothing but
the seed.

What is not so: that choosing on the test set finds a worse net. It finds as good a one as the validation set
does; only the number is wrong. And theory for independent candidates overstates it, for these nets err on the
same images.
""")

BIASVAR = _(r"""
### Bias and variance

Over many training sets the squared error of a prediction is (mean prediction − truth)², the *bias²*, plus the
scatter of the predictions, the *variance*, plus the noise of the targets. A stiff model has bias, a flexible
one variance. They are not simply inversely proportional: more points with a better degree, or a model that
fits the truth (sines), lower both; and beyond as many coefficients as points the variance *falls* again.
Degree and Ridge choose the fits of the first chart; upright lines mark them in the others. A fit minimises
the ridge loss $\tfrac1n \sum_i (y_i - f(x_i))^2 + \lambda \sum_{j \ge 1} w_j^2$, where $w_j$ is the
coefficient of the Legendre polynomial of degree $j$, scaled to mean square 1; the constant $w_0$ costs
nothing.

For nets the same sum holds for the squared error of the probabilities (Brier score). With 30 % wrong labels,
drawn anew for each training set, dropout about halves the variance of both nets; in the large one it costs
hardly any bias and helps, in the small one it costs more than it gains. Bars: 95 % intervals.
""")

AVERAGE = _("""
### Averaging several nets

The mean of several nets' probabilities never has a larger Brier score (the squared error of the
probabilities, 0 is best) than the nets have on average, for squares are convex; mostly it has a higher
accuracy than each. It costs as many trainings and, in use, as many passes. Ten nets that memorised their
labels do not clearly beat one that was stopped in time; ten stopped ones do. Averaging the *weights* of
different runs is something else, and gives chance: two nets may do the same with their units in another
order. The late weights of one run are near each other; there it works, partly by undoing the last epochs.
""")
