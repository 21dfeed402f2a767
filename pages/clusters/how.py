"""How to read each part."""

from kit.messages import _

STEPS = _("""
### How to read it

k-means looks for $k$ centres $c_1 … c_k$ with the lowest *inertia*
$\\sum_i \\min_j \\lVert x_i - c_j \\rVert^2$. Nobody tells it which group a point belongs to: that is what
makes it *unsupervised*. Lloyd's algorithm repeats two half steps. Each point goes to its nearest centre: no
other labels have a lower inertia with these centres. Then each centre goes to the mean of its points: no
other place has a lower inertia with these labels. So inertia never rises, and as there are finitely many
groupings, it comes to rest; but at a minimum that depends on the start, and need not be the lowest.

The coloured cells are the places to which a centre is the nearest (Voronoi cells): their sides are straight,
so k-means cannot find a group that bends. After an even half step the cells have moved, and the points still
have their old colours: those that stand in another's cell will change.

*NMI* (normalized mutual information) says how much the clusters have in common with the groups that the
points were drawn from, which k-means does not know; 0: nothing, 1: they are the same.

**An empty cluster** has no mean. Here its centre stays where it is; scikit-learn moves it to the point that
is farthest from its own centre. Both can be chosen.

**The data point nearest to the mean** instead of the mean is what some notes call k-means. It is another
algorithm, and mostly ends at a higher inertia; from a start that is no data point, its first move may even
raise it.
""")

STARTS = _("""
### How to read it

Each way begins a hundred times, and each run goes on until no point changes its cluster. *Random points*: $k$
of the data (Forgy). *Random assignment*: every point gets a random label, and the centres begin at the means,
all near the middle. *k-means++* (Arthur & Vassilvitskii 2007): each further centre is a point drawn with a
probability proportional to its squared distance from the nearest centre before; one draw for each centre
(scikit-learn draws several and keeps the best). *The best of so many starts* says what several are worth: the
lowest inertia of so many of them.
""")

TRUTH = _("""
### How to read it

The digits' labels are not used to group them, only to judge. *Purity* is the share of digits that are of the
most frequent kind in their cluster; it tends to rise with the number of clusters, up to 1 where each digit is
alone.
*NMI* is the mutual information of clusters and labels over the mean of their entropies; 0: nothing in common,
1: the same groups. Inertia measures neither: it is low where clusters are compact. *PCA's codes*: distances
are measured along the first principal axes only; *an autoencoder's codes*: between the numbers that it
presses a sample through. Inertia then is that of the codes, and cannot be compared with that of pixels. Of a
table of your own the last column is the class.
""")

CODES = _("""
### How to read it

The same samples, grouped by all their values, by PCA's codes and by an autoencoder's, a hundred starts of
each. The autoencoder ($d$–64–$c$–64–$d$, ReLU, 4,000 steps of Adam) knows no labels either. Its codes bend,
and each of its numbers has a scale of its own, so distances between them mean something else than between
pixels: nothing says that they group better, and so it is measured. A line goes from the lowest to the highest
of a hundred runs; the mark is the run of the lowest inertia, the one that somebody without labels would
choose.
""")

ELBOW = _("""
### How to read it

More clusters always lower the inertia, so its minimum says nothing about their number. The *elbow*, where the
curve bends, is a matter of the eye, and uniform points have a bend, too. The *gap statistic* (Tibshirani,
Walther & Hastie 2001) compares the logarithm of the inertia with that of points that are uniform in the same
box (20 samples, the best of 10 starts of k-means++ each), and takes the smallest $k$ with
$\\mathrm{Gap}(k) \\ge \\mathrm{Gap}(k+1) - s_{k+1}$. It may take 1: no groups. It is made for round groups:
of others it counts pieces.
""")
