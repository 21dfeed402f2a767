"""What the examples of Regularization say, computed from their nets."""

import numpy as np

from dl_core.experiments.compare import SEEDS, TEST, TRAIN, Curves, compare
from dl_core.experiments.learning import Trained
from dl_core.experiments.uncertainty import plain
from dl_core.intervals import paired
from pages.regularization.presets import PRESETS


def trained(name: str) -> list[Curves]:
    """Both settings of an example at their end."""
    view = PRESETS[name].view
    *_, last = compare(view.pair(), int(view["seed"]), int(view["epochs"]), lambda: 1.0)
    return last


def memorised(net: Trained) -> tuple[int, int]:
    """How many of the wrong labels a net gives, of how many."""
    n = int(net.data.train.n)
    given = plain(net, net.data.train.x[:n]).argmax(axis=1) == net.data.train.y[:n]
    return int(given[net.data.wrong[:n]].sum()), int(net.data.wrong[:n].sum())


def reaches(one: Curves, accuracy: float) -> np.ndarray:
    """The first epoch with this training accuracy, seed by seed."""
    there = one.accuracy[..., TRAIN] >= accuracy
    assert there.any(axis=1).all()
    return there.argmax(axis=1)


def test_more_data_are_memorised_all_the_same_and_stopped_in_time_they_gain() -> None:
    a, b = trained("More data")
    assert [memorised(net) for net in b.nets] == [(round(0.3 * 897), round(0.3 * 897))] * SEEDS
    assert paired(b.stopped, a.stopped).low > 0 and paired(b.stopped, b.accuracy[:, -1, TEST]).low > 0


def test_batch_norm_trains_and_memorises_faster() -> None:
    a, b = trained("Batch norm")
    for share in (0.5, 0.7, 0.95):  # above 0.7 wrong labels are memorised
        assert (reaches(b, share) < reaches(a, share)).all()


def test_under_adam_the_same_number_as_decay_is_far_too_weak_to_matter_and_as_l2_it_is_not() -> None:
    a, b = trained("L2 or decay, under Adam")
    assert [memorised(net) for net in b.nets] == [(90, 90)] * SEEDS and sum(
        memorised(net)[0] for net in a.nets
    ) < 0.9 * 90 * SEEDS
    assert (b.gap[:, -1] > a.gap[:, -1]).all()
