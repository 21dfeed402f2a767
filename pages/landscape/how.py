"""How to read the page, in Markdown: what stands below the charts."""

from kit.messages import Message, _
from pages.landscape.view import Landscape

READ = _(r"""
### How to read it

A net 2 → n → n → 1 has $d = n^2 + 5n + 1$ weights and biases: a point in a space of $d$ directions. The map
shows two of them. At each of its points $a, b$ stands the true loss of the net $\theta_0 + a\,u + b\,v$; but
a path is drawn where its projection falls, at the nearest point of the plane. How far each net is from its
projection is in the chart of distances, and how much the two losses differ in that of losses: solid is the
net, dashed its projection.
""")

PLANES: dict[str, Message] = {
    "all": _(r"""
**This plane.** The two main directions (principal components) of all kept points of all paths together: no
other plane holds more of their variance. Two components hold most of a random walk, too: $6/\pi^2 \cdot (1 +
\tfrac14) = 76\,\%$ of a long one with equal steps in many dimensions ([Antognini & Sohl-Dickstein
2018](https://arxiv.org/abs/1806.08805)); where a few steps are by far the longest, two components hold still
more of such a walk. So the diamonds stand beside the bars.
"""),
    "one": _(r"""
**This plane.** The two main directions (principal components) of one rule's path, as in [Li et al.
2018](https://arxiv.org/abs/1712.09913), who put it through the path's end. It shows this path well; where the
others are, it does not know. Two components hold most of a random walk, too ([Antognini & Sohl-Dickstein
2018](https://arxiv.org/abs/1806.08805)).
"""),
    "random": _(r"""
**This plane.** Two random directions around the rule's end, filter-normalised ([Li et al.
2018](https://arxiv.org/abs/1712.09913)): in each, the weights into a unit are as long as that unit's own, and
biases stand still. So 1 on an axis is a step as long as the weights. A random plane is nearly at right angles
to every path: of a path it shows almost nothing.
"""),
    "ends": _(r"""
**This plane.** It goes through the ends of the first three rules that train, so these losses are true. A
ridge between two ends is true on the straight line between them; [Garipov et al.
2018](https://arxiv.org/abs/1802.10026) found that ends of large nets are often joined by a low curve.
"""),
}

PROTOCOL = _("""
**The protocol.** All rules start from the same weights (Xavier's √(1/n) with tanh, He's √(2/n) with ReLU;
biases 0), see the same 256 points and the same batches (drawn with replacement), and make 400 steps in
float32; every fourth point is kept. *Tuned* tries 13 rates, evenly spaced on a log scale over the upper four
powers of ten of the rule's slider, and keeps the one with the lowest loss over all points after step 400, on
this very task and seed: optimistic for every rule alike. The loss is the cross entropy of the training
points; nothing is said of new ones. A rule that ends higher than it began, or is not finite, has *diverged*:
it is left out, and named. Tail averaging: the mean of the kept weights of the last steps ([Polyak & Juditsky
1992](https://doi.org/10.1137/0330046); [Izmailov et al. 2018](https://arxiv.org/abs/1803.05407)). Random
walks: the same start and step lengths, each step in a random direction; one draw, named by the seed.
""")

DIGITS = _("""
**The digits.** 256 of the 357 images of 3 and 8, each as two numbers: its first two principal components,
which hold 36 % of the pixels' variance. They overlap; a net that tells all of them apart has memorised some.
""")


def how(view: Landscape) -> list[Message]:
    """How to read the map, this plane, and how the nets were trained."""
    return [READ, PLANES[view["plane"]], PROTOCOL, *([DIGITS] if view["task"] == "digits" else [])]
