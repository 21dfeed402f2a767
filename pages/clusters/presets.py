"""Examples: views with a name, each a link that teaches one thing."""

from kit.messages import _
from kit.presets import Preset
from pages.clusters.view import Clusters

REST = 40.0  # half steps: all of these examples have come to rest by then

PRESETS: dict[str, Preset[Clusters]] = {
    _("Assign, then move"): Preset(
        Clusters(),
        _(
            "Each point goes to its nearest centre, then each centre to the mean of its points. After each "
            "half step the inertia is lower or the same, and it comes to rest."
        ),
        _("Move Half step to 2: the centres go to the means."),
        {"half": "2"},
    ),
    _("At rest in the wrong place"): Preset(
        Clusters({"centres": "-2.5,-2;-1.5,-2;2,-2;0,2", "half": REST}),
        _(
            "Two centres share one blob, and one centre has two. No half step leads out: the inertia is more "
            "than three times as high as it could be. So k-means is begun several times."
        ),
        _("Drag a centre of the shared blob into one of the two upper ones."),
        asks="look",
    ),
    _("One axis in other units"): Preset(
        Clusters({"stretch": 20.0, "start": "plus", "half": REST}),
        _(
            "The same four blobs, but the first axis is 20 times as long, as in other units: distances are "
            "along it alone, and the groups are not found. The axes are drawn to two scales."
        ),
        _("Move Stretch to 1."),
        {"stretch": "1"},
    ),
    _("A wide group beside narrow ones"): Preset(
        Clusters({"data": "unequal", "k": 3.0, "start": "plus", "half": REST}),
        _(
            "One wide group, two narrow ones: k-means cuts the wide one. A better start would not help: the "
            "groups that the points were drawn from have the higher inertia."
        ),
        _("Choose two moons: cells with straight sides cannot follow them."),
        {"data": "moons"},
    ),
    _("Groups where there are none"): Preset(
        Clusters({"data": "uniform", "half": REST}),
        _("Uniform points have no groups. k-means finds as many as it is asked for, and comes to rest."),
        _("Move Clusters to 7."),
        {"k": "7"},
    ),
    _("A cluster without points"): Preset(
        Clusters({"k": 5.0, "centres": "-2,-2;-2,2;2,-2;2,2;3.5,-3.5", "half": 1.0}),
        _(
            "The fifth centre, in the corner below, is nearest to no point: it has no mean. Here it stays; "
            "scikit-learn moves it to the point that is farthest from its own centre."
        ),
        _("Let an empty cluster's centre move: the inertia ends lower."),
        {"empty": "move"},
    ),
    _("Four blobs, a hundred starts"): Preset(
        Clusters({"part": "starts", "of": "plane"}),
        _(
            "Four clear blobs, four centres: of a hundred starts at random points 11 end elsewhere, with up "
            "to four times the inertia; of k-means++ 4 do, and of random assignment 3."
        ),
        _("Move Clusters to 8: hardly any start comes near the best."),
        {"k": "8"},
    ),
    _("A hundred starts on digits"): Preset(
        Clusters({"part": "starts"}),
        _(
            "About half of the starts end within 1 % of the lowest inertia, whatever way they begin: "
            "k-means++ does not help here, and the worst is only about a tenth higher."
        ),
        _("Move Clusters: with more, fewer starts come near the best."),
        {"groups": None},
    ),
    _("The best inertia is not the best grouping"): Preset(
        Clusters({"part": "truth"}),
        _(
            "A lower inertia mostly goes with a better grouping of the digits, but the lowest is not the "
            "best one: another run agrees better with the labels, which k-means does not know."
        ),
        _("Group by PCA's codes, of eight axes: the grouping is worse."),
        {"codes": "pca"},
    ),
    _("Not the mean, but a data point"): Preset(
        Clusters({"part": "truth", "target": "point"}),
        _(
            "Centres that move to the data point nearest to the mean: another algorithm than k-means. Its "
            "lowest inertia is about a third higher, and most runs group worse."
        ),
        _("Let centres move to the mean: that is k-means."),
        {"target": "mean"},
    ),
    _("Two numbers for a digit"): Preset(
        Clusters({"part": "codes", "axes": 2.0}),
        _(
            "Of two numbers each, k-means finds the digits much better in an autoencoder's codes than in "
            "PCA's, and best in all 64 pixels."
        ),
        _("Move Numbers of a code to 8: both come near the pixels, and neither is ahead of them."),
        {"axes": "8"},
    ),
    _("An elbow, and none"): Preset(
        Clusters({"part": "elbow"}),
        _(
            "Four blobs: the inertia bends at 4, and the gap statistic takes 4. The curve of uniform points "
            "bends, too, at no number in particular: of them it takes 1."
        ),
        _("Choose uniform data: there are no groups, and the curve falls all the same."),
        {"data": "uniform"},
    ),
}

CHANGED = Preset(
    Clusters(),
    _("Your own points and centres: every number is computed."),
    _("Copy the link: whoever opens it sees the same, what you placed among it."),
)
