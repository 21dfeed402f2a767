"""What the page on codes can be asked, the nets that it opens with, and the decoder that it sends along."""

import base64

import jax
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dl_core.experiments.autoencoders import digits_apart
from dl_core.nets.autoencoder import decode
from dl_core.programs import compiled
from kit.settings import Refused
from pages.codes import PAGE, kept
from pages.codes.methods import methods, nearest, purity
from pages.codes.nets import PLAN, recipes, width_of
from pages.codes.presets import PRESETS
from pages.codes.spots import PLANES, read_spot
from pages.codes.view import Codes
from tests.strangers import many, odd_texts

OURS = ("plane", "variational", "gaps", "walk")
COORDINATE = st.integers(-99_000, 99_000).map(lambda n: n / 1000)


def facts_of(**asked: object):
    view = Codes(asked)
    part = PAGE.part(view)
    assert part.at_once(view) and part.facts
    return part.facts(part.seen(view))


@many(50)
@given(st.sampled_from(PLANES), COORDINATE, COORDINATE)
def test_a_place_in_a_plane_travels_in_the_link(name, x, y) -> None:
    view, complaints = Codes.read({"spot": f"{name},{x:g},{y:g}"})
    assert complaints == [] and read_spot(view["spot"]) == (name, x, y)
    assert Codes.read(view.query()) == (view, [])


@pytest.mark.parametrize(
    "text",
    [
        "plain",
        "plain,1",
        "plain,1,2,3",
        "other,1,2",
        "plain,100,0",
        "plain,nan,0",
        "plain,1e1,0",
        "plain,٣,1",
    ],
)
def test_what_is_no_place_is_refused_in_a_sentence(text: str) -> None:
    with pytest.raises(Refused) as why:
        read_spot(text)
    assert str(why.value).endswith(".")
    view, complaints = Codes.read({"spot": text})
    assert len(complaints) == 1 and view["spot"] == ""


@many(60)
@given(st.one_of(odd_texts(), st.text("pcalin0123456789.,- ", max_size=30)))
def test_no_text_breaks_the_page(text: str) -> None:
    view, complaints = Codes.read({"spot": text})
    assert read_spot(view["spot"]) is None or not complaints


@pytest.mark.parametrize("name", [one for one in PRESETS if PRESETS[one].view["part"] in OURS])
def test_every_example_opens_at_once_on_nets_that_were_kept_and_says_so(name: str) -> None:
    view = PRESETS[name].view
    part = PAGE.part(view)
    assert part.at_once(view) and part.facts
    facts = part.facts(part.seen(view))
    assert facts.nets.is_kept and facts.nets.done == facts.nets.steps
    assert any("kept" in str(one["text"]) for one in part.words(facts))
    assert part.charts(facts)


def test_other_numbers_need_a_training_and_no_other_setting_does() -> None:
    for name in OURS:
        part = PAGE.named(name)
        for changes in ({"beta": 2.0}, {"variance": 0.1}, {"seed": 1.0}, {"steps": 500.0}):
            assert not part.at_once(Codes({"part": name, **changes}))
        for changes in ({"digit": 7.0}, {"other": 9.0}, {"ground": "distance"}, {"path": "means"}):
            if changes.keys() <= part.reads(Codes({"part": name})):
                assert part.at_once(Codes({"part": name, **changes}))


def test_a_training_says_how_far_it_is_and_ends_where_it_was_asked_to() -> None:
    part = PAGE.named("plane")
    view = Codes({"steps": 250.0, "seed": 3.0})
    assert part.steps
    states = list(part.steps(part.worked_on(view)))
    seen = [part.progress(one) for one in states]
    assert [one.done for one in seen if one] == [0, 0, 100, 200, 250]
    for state in (states[0], states[-1]):
        facts = part.joined(part.seen(view), state, True)
        assert not facts.nets.is_kept and len(part.charts(facts)) == 3 and part.words(facts)
    again = list(part.steps(part.worked_on(view)))[-1]
    assert np.array_equal(again.plain.test, states[-1].plain.test), "the same seed, the same nets"


def test_no_number_of_a_training_compiles_and_nothing_that_is_looked_at_does() -> None:
    def run(name: str, **changes: float) -> None:
        part, view = PAGE.named(name), Codes({"part": name, "steps": 100.0, **changes})
        assert part.steps
        for state in part.steps(part.worked_on(view)):
            facts = part.joined(part.seen(view), state, True)
            assert part.charts(facts) and part.words(facts)

    run("plane")
    before = compiled()
    run("plane", seed=7.0, beta=3.0, variance=0.2, digit=9.0)
    run("variational", width=3.0, beta=0.3)
    run("gaps", width=1.0, seed=2.0)
    run("walk", width=5.0, other=30.0)
    for name in OURS:
        facts_of(part=name, digit=11.0)
    assert compiled() == before


def test_what_is_kept_is_where_the_nets_go() -> None:
    part = PAGE.named("variational")
    view = part.worked_on(PRESETS["One product, one net"].view)
    *_before, last = part.steps(view)  # type: ignore[misc]
    known = kept.kept(view, twins=True)
    for found, one in zip((known.plain, known.variational), (last.plain, last.variational), strict=True):
        assert found.test[-1] == pytest.approx(one.test[-1], rel=0.03)
        assert np.array_equal(found.steps, one.steps)


def test_the_kept_error_is_that_of_the_kept_net() -> None:
    for name in OURS:
        view = PAGE.named(name).worked_on(Codes({"part": name}))
        nets, test = kept.kept(view), digits_apart()[1].x
        for which, found in (("plain", nets.plain), ("variational", nets.variational)):
            way = methods(nets)[which]
            error = ((way.decode(way.encode(test)) - test) ** 2).sum(axis=1).mean()
            assert error == pytest.approx(found.test[-1], rel=2e-3), "half precision alone is between them"


def test_the_file_of_what_is_kept_is_small() -> None:
    assert kept.KEPT.stat().st_size < 200_000


def floats(text: str) -> np.ndarray:
    return np.frombuffer(base64.b64decode(text), "<f4")


def test_the_decoder_that_is_sent_is_the_nets_own() -> None:
    facts = facts_of()
    rng = np.random.default_rng(2)
    places = rng.uniform(-facts.reach, facts.reach, (300, 2))
    for name, spec in zip(PLANES, PAGE.named("plane").charts(facts), strict=True):
        sent, values = spec["codes"]["decoder"], places
        for layer, (ins, outs, weight, bias) in enumerate(sent["layers"]):
            values = values @ floats(weight).reshape(ins, outs) + floats(bias)
            last = layer + 1 == len(sent["layers"])
            values = values if last else {"tanh": np.tanh, "linear": np.asarray}[sent["activation"]](values)
        own = facts.planes[name].method
        np.testing.assert_allclose(values, own.decode(places), atol=1e-5)
        if own.layers is not None:
            room = np.pad(places, ((0, 0), (0, PLAN.room - 2))).astype(np.float32)
            exact = jax.jit(decode, static_argnums=1)(own.layers, PLAN, room)
            np.testing.assert_allclose(values, np.asarray(exact), atol=1e-5)


def test_the_nearest_training_digit_is_the_nearest() -> None:
    train, test = digits_apart()
    apart, found = nearest(test.x[:50])
    each = np.linalg.norm(test.x[:50, None] - train.x[None], axis=-1)
    assert apart == pytest.approx(each.min(axis=1), abs=1e-5)
    assert np.array_equal(found, each.argmin(axis=1))
    labels = train.y[np.argsort(each, axis=1, kind="stable")[:, :5]]
    shares = [np.bincount(row).max() / 5 for row in labels]
    assert purity(test.x[:50]) == pytest.approx(np.mean(shares))


def test_the_ring_stands_at_the_digits_own_code_unless_a_hand_has_put_it_elsewhere() -> None:
    facts = facts_of(digit=5.0)
    for one in facts.planes.values():
        assert one.ring == pytest.approx(tuple(one.codes[5])) and not one.own
    moved = facts_of(digit=5.0, spot="plain,1.5,-2")
    assert moved.planes["plain"].ring == (1.5, -2) and moved.planes["plain"].own
    assert moved.planes["pca"].ring == facts.planes["pca"].ring


def test_all_planes_have_axes_of_one_scale_that_hold_every_code() -> None:
    facts = facts_of()
    specs = PAGE.named("plane").charts(facts)
    assert len({(one[axis]["low"], one[axis]["high"]) for one in specs for axis in "xy"}) == 1
    assert max(np.abs(one.codes).max() for one in facts.planes.values()) < facts.reach


def test_only_the_parts_without_a_plane_have_a_width() -> None:
    for name in OURS:
        view = PAGE.named(name).worked_on(Codes({"part": name, "width": 5.0}))
        assert width_of(view) == (2 if name == "plane" else 5)
        assert {one.width for one in recipes(view)} == {width_of(view)}


def test_a_walk_goes_from_digit_to_digit() -> None:
    facts = facts_of(part="walk", digit=4.0, other=8.0)
    test = digits_apart()[1]
    assert facts.ends == (test.y[4], test.y[8])
    pixels = facts.walks["pixels"]
    np.testing.assert_allclose(pixels.images[[0, -1]], test.x[[4, 8]], atol=1e-6)
    np.testing.assert_allclose(pixels.images[4], test.x[[4, 8]].mean(axis=0), atol=1e-6)
    for name, way in methods(facts.nets).items():
        codes = way.encode(test.x[[4, 8]])
        np.testing.assert_allclose(facts.walks[name].images[[0, -1]], way.decode(codes), atol=1e-5)
        middle = way.decode(codes.mean(axis=0, keepdims=True))[0]
        np.testing.assert_allclose(facts.walks[name].images[4], middle, atol=1e-5)
    other = facts_of(part="walk", digit=4.0, other=8.0, path="means")
    assert not np.allclose(other.walks["plain"].images[4], facts.walks["plain"].images[4], atol=0.01)
    for end in (0, -1):
        here, there = (one.walks["plain"].images[end] for one in (facts, other))
        np.testing.assert_allclose(here, there, atol=1e-5)


def test_every_row_of_a_walk_has_its_name_and_the_frame_ends_where_the_curves_do() -> None:
    facts = facts_of(part="walk", digit=4.0, other=8.0)
    pictures, apart = PAGE.named("walk").charts(facts)
    grid = pictures["marks"][0]
    assert len(grid["rows"]) == len(facts.walks) == len(grid["pictures"]) / grid["columns"]
    farthest = max(one.apart.max() for one in facts.walks.values())
    assert farthest < apart["y"]["high"] < 1.1 * farthest


def test_every_part_whose_nets_learn_at_once_has_them_made_when_the_page_is_opened() -> None:
    assert [part.name for part in PAGE.parts if part.begins and not part.pressed] == []
