"""Vanishing gradients: sigmoid against ReLU, measured in a real net."""

from functools import partial

from dl_core.activations import ACTIVATIONS
from dl_core.datasets import task
from dl_core.experiments import training as chunks
from dl_core.experiments.backward import layers
from dl_core.experiments.cost import costs
from dl_core.experiments.depth import DEEPEST, trained
from dl_core.experiments.differences import times
from dl_core.network import PADDED_DEPTHS, initial_weights, net_config, stack
from kit.messages import _
from kit.page import Calls, Group, Measure, Page, Part, plainly
from pages.gradients import came, facts, how, training, words
from pages.gradients.charts import layers as layer_charts
from pages.gradients.charts import parts
from pages.gradients.presets import CHANGED, PRESETS
from pages.gradients.view import MAX_DEPTH, Gradients

NET = Group(("nets", "init", "batchnorm", "residual"), _("Nets"))
DATA = ("task", "loss", "seed")


def _passes() -> Calls:
    """Every program of the first part: one for each of the network's rooms, that of the default view first,
    with the curves beside it."""
    shape, points = Gradients().shape, task("moons", 1000, 0)

    def one(depth: int) -> object:
        return layers(
            initial_weights(shape._replace(depth=depth), "he", 0),
            net_config(depth, "relu"),
            "cross",
            1.0,
            points,
        )

    rooms = sorted(
        (room for room in PADDED_DEPTHS if room <= MAX_DEPTH), key=lambda room: room != shape.depth
    )
    first, *others = (partial(one, room) for room in rooms)
    return (first, lambda: ACTIVATIONS[0].curve(facts.Z), *others)


def _trainings() -> Calls:
    """A first chunk of every net that the part "Training" and the examples train: every kind of net is a
    program."""

    def first(view: Gradients, name: str) -> object:
        one = next(one for one in view.activations if one.name == name)
        rule, what = view.rule(), view.net_config(one)
        return chunks.advance(
            rule, chunks.begin(rule, stack(view.weights(one), what)), what, view["loss"], view.task, 0
        )

    views = [
        Gradients({"part": "train"}),
        *(preset.view for preset in PRESETS.values() if preset.view["part"] == "train"),
    ]
    plans = {
        (view.shape, *view.net_config(one), view["loss"], view["rule"]): partial(first, view, one.name)
        for view in views
        for one in view.activations
    }
    return tuple(plans.values())


PAGE = Page(
    name="gradients",
    title=_("Vanishing gradients"),
    icon="network_node",
    about=_("Sigmoid against ReLU, layer by layer, in a real net."),
    invites=_("deepen a net until sigmoid's gradient is gone"),
    chapter="signals",
    view=Gradients,
    presets=PRESETS,
    changed=CHANGED,
    parts=(
        Part(
            name="layers",
            panel=(
                Group(("depth", "width", "scale", "bias", "layer")),
                NET,
                Group(DATA, _("Data"), folds=True, opened=True),
            ),
            facts=facts.layer_by_layer,
            charts=layer_charts.charts,
            words=words.layer_by_layer,
            came=came.layer_by_layer,
            how=how.layers,
            warm=_passes()[:2],
            later=_passes()[2:],
        ),
        Part(
            name="train",
            panel=(
                Group(("depth", "width", "scale", "bias")),
                Group(("rule", "lr"), _("Learning")),
                NET,
                Group(DATA, _("Data")),
            ),
            facts=training.untrained,
            instant=training.is_untrained,
            steps=training.training,
            kept=partial(facts.SHELF.facts, "train"),
            progress=training.progress,
            charts=parts.training,
            words=words.training,
            came=came.training,
            status=words.status,
            room=words.room,
            how=how.training,
            pressed=_trainings(),
        ),
        Part(
            name="centred",
            panel=(Group(("step", "seed")),),
            facts=facts.zero_centred,
            charts=parts.centred,
            words=words.zero_centred,
            came=came.zero_centred,
            how=plainly(how.CENTRED),
        ),
        Part(
            name="dying",
            panel=(Group(("dlr", "dbias", "seed")),),
            facts=facts.dying_relu,
            charts=parts.dying,
            words=words.dying_relu,
            came=came.dying_relu,
            how=plainly(how.DYING),
            warm=(lambda: facts.dying_relu(Gradients()),),
        ),
        Part(
            name="linear",
            panel=(Group(("task", "depth", "seed")), Group(("w", "b"), _("One unit, f(w x + b)"))),
            facts=facts.non_linearity,
            charts=parts.linear,
            words=words.non_linearity,
            came=came.non_linearity,
            how=plainly(how.LINEAR),
            warm=tuple(
                partial(trained, "relu", "moons", room, 0) for room in PADDED_DEPTHS if room <= DEEPEST
            ),
        ),
        Part(
            name="loss",
            panel=(Group(("task", "depth", "seed")),),
            facts=facts.why_a_loss,
            charts=parts.slices,
            words=words.why_a_loss,
            came=came.why_a_loss,
            how=plainly(how.LOSS),
            warm=(lambda: facts.why_a_loss(Gradients()),),
        ),
        Part(
            name="numerical",
            panel=(Group(("seed",)),),
            facts=facts.numerical,
            charts=parts.differences,
            words=words.numerical,
            measure=Measure(
                times, _("Measure the times"), _("Both ways, nets of 8 to 512 parameters, on the server")
            ),
            how=plainly(how.NUMERICAL),
            warm=(lambda: facts.numerical(Gradients()),),
        ),
        Part(
            name="cost",
            panel=(Group(()),),
            facts=facts.kept_costs,
            charts=parts.costs,
            words=words.cost_of_exp,
            measure=Measure(costs, _("Measure"), _("Takes about a second")),
            how=plainly(how.COST),
        ),
    ),
)
