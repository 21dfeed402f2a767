"""What the page "Regularization" says below its charts."""

from views.regularization import Regularization

COMPARE = r"""
### How to read it

Both settings run over the same five seeds, with the same data, initial weights and batches for one seed. Thick lines are means, thin lines the lowest and
the highest. The training set is learned from, the validation set chooses (the diamonds: where early stopping would have kept each net), the test set only
reports. Wrong labels are in the training set only. B − A is the mean of the five paired differences with its 95 % interval (Student's t): one that contains
0 is not distinguishable here.

- **L2** adds $\tfrac\lambda2 \|W\|^2$ to the loss, so $\lambda W$ goes through the optimizer; **decay** takes $\eta\lambda' W$ off past it. Under SGD the
  same, under Adam not   ([Loshchilov & Hutter, 2019](https://arxiv.org/abs/1711.05101)).
- **Label smoothing**: the target is $1-\varepsilon$ for the class and $\varepsilon$ spread over all. **Input noise** and **shifted digits** change the
  images anew at every step.
- **Batch size** changes both the noise of a step and the number of steps; look at both before you say which it was.
"""

CHOOSE = """
### What are the three sets for?

The training set is learned from, the validation set chooses between nets, the test set says how good the chosen one is, once. Who chooses on the test set
reports a score that contains the luck of the choice: the highest of many noisy scores is too high. The claim minus the truth, measured on hundreds of
images that nobody chose by, is that optimism; it grows with the number of nets compared.
"""

BIASVAR = r"""
### Bias and variance

Over many training sets, the squared error of a prediction is (mean prediction − truth)², the *bias²*, plus the scatter of the predictions, the *variance*,
plus the noise of the targets. A stiff model has bias, a flexible one variance. They are not simply inversely proportional: more data, or a better matched
model, lowers one without raising the other.
"""

AVERAGE = """
### Averaging several nets

The mean of the probabilities of several nets never has a larger cross entropy than their mean cross entropy (Jensen), and mostly a higher accuracy than
each. It costs as many trainings and, in use, as many passes. Averaging the *weights* of different runs is something else: two nets may do the same with
their units in another order. The late weights of one run are near each other; there it works.
"""

WORDS = {"compare": COMPARE, "choose": CHOOSE, "biasvar": BIASVAR, "average": AVERAGE}


def words(view: Regularization) -> str:
    """Markdown: how to read the part at hand."""
    return WORDS[view["part"]]
