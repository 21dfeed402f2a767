"""While one tries what an example asks for, its claim stays, and what came of it is computed."""

from collections.abc import Iterator
from typing import Any

import pytest

from kit.page import Page
from kit.presets import Preset, bare, exactly, goal_of, looks_of, tried_in
from kit.settings import Number, OneOf, Text, View
from pages import PAGES
from pages.race.presets import PRESETS as OF_RACE
from ui import headline
from ui.headline import words_of

CASES = [
    pytest.param(page, name, id=f"{page.name}: {name}")
    for page in PAGES
    for name, preset in page.presets.items()
    if preset.tries
]
RACE = next(page for page in PAGES if page.name == "race")


def other(view: View, name: str) -> str:
    """A value of a setting that is not the view's."""
    setting = view.known[name]
    if isinstance(setting, Number):
        low, high, now = setting.param.low, setting.param.high, view[name]
        value = (now + high) / 2 if now < high else (now + low) / 2
        return setting.spell(float(round(value)) if setting.param.step else value)
    if isinstance(setting, Text):
        return next(text for text in setting.examples if text != view[name])
    assert isinstance(setting, OneOf)
    return next(option for option in setting.options if option != view[name])


def changed(preset: Preset[Any]) -> View:
    """What a preset asks to try, with some value where any will do."""
    texts = {n: other(preset.view, n) if text is None else text for n, text in preset.tries.items()}
    view, complaints = preset.view.edited(texts)
    assert complaints == []
    return view


def on_the_way(preset: Preset[Any]) -> Iterator[View]:
    """Views between a preset and the numbers to try."""
    for name, text in preset.tries.items():
        setting = preset.view.known[name]
        if text is not None and isinstance(setting, Number):
            share = 0.37
            value = (1 - share) * preset.view[name] + share * float(text)
            if not setting.param.step:
                yield preset.view.edited({name: repr(value)})[0]


@pytest.mark.parametrize(("page", "name"), CASES)
def test_what_there_is_to_try_exists_and_is_known_when_it_is_reached(page: Page[Any], name: str) -> None:
    preset = page.presets[name]
    view = changed(preset)
    assert goal_of(preset, view) == view
    if set(preset.tries) <= set(view.shown):
        assert exactly(page.presets, view) == name
        assert looks_of(preset) == {setting: view.query().get(setting) for setting in preset.tries}
        assert looks_of(preset) != {setting: preset.view.query().get(setting) for setting in preset.tries}
        return
    assert looks_of(preset) == {}
    found = tried_in({name: preset}, view)
    assert found and found.reached and bare(view, view.shown) != bare(preset.view, view.shown)


@pytest.mark.parametrize(("page", "name"), CASES)
def test_the_claim_stays_on_the_way_and_when_it_is_reached(
    page: Page[Any], name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(headline, "_came", lambda *given: ["It came."])
    preset = page.presets[name]
    for view in on_the_way(preset):
        words = words_of(page, view)
        assert preset.see in words.see and words.attempt == preset.attempt
    view = changed(preset)
    words, another = words_of(page, view), exactly(page.presets, view)
    if another:
        assert words == page.presets[another], "what is tried is another example"
    else:
        assert any(
            one.see in words.see and words.attempt == f"{one.attempt} It came."
            for one in page.presets.values()
        )
        if tried_in(page.presets, view) == (name, True):
            assert preset.see in words.see and name in words.see


@pytest.mark.parametrize(
    ("page", "name"),
    [pytest.param(page, name, id=f"{page.name}: {name}") for page in PAGES for name in page.presets],
)
def test_an_example_asks_for_settings_that_are_at_hand_or_to_press_a_button_or_to_look(
    page: Page[Any], name: str
) -> None:
    preset = page.presets[name]
    part = page.part(preset.view)
    if not preset.tries:
        assert preset.asks in ("press", "look")
        has_button = part.after or part.measure or (part.steps and not part.begins)
        assert preset.asks != "press" or has_button
        return
    assert preset.asks == ""
    goal = changed(preset)
    at_hand = {"part", *preset.view.shown}
    chosen = [n for n in preset.tries if isinstance(preset.view.known[n], OneOf)]
    options = [preset.view.edited({n: one})[0] for n in chosen for one in preset.view.known[n].options]  # type: ignore[union-attr]
    for view in (preset.view, goal, *options):
        at_hand |= {name for one in (page.part(view), *page.beside, *page.below) for name in one.reads(view)}
    assert set(preset.tries) <= at_hand


def test_a_try_that_is_a_way_of_looking_is_told_to_the_browser(monkeypatch: pytest.MonkeyPatch) -> None:
    sent: list[Any] = []
    monkeypatch.setattr(headline, "headline", lambda *data: sent.append(data))
    for name in ("AdaGrad stalls", "All tuned"):
        headline.headline_of(RACE, OF_RACE[name].view)
    (first, second) = (data[3] for data in sent)
    assert first == {"looks": {"tab": "rate"}, "said": "This is it."} and second is None


def test_every_example_whose_sentence_names_a_setting_and_a_value_says_so_in_data() -> None:
    for name in ("All tuned", "Too much momentum", "A hole", "Sharp and flat", "Plateau and cliff"):
        preset = OF_RACE[name]
        assert all(text is not None and f" {text}" in preset.attempt for text in preset.tries.values())


@pytest.mark.parametrize(
    ("name", "sentences"),
    [
        ("All tuned", ["AdaGrad arrives at step 4 instead of 32."]),
        ("The book's race", ["AdaGrad arrives at step 4 instead of 26.", "Adam arrives at step"]),
        ("Too much momentum", ["Momentum arrives at step 23"]),
        ("Just over the bound", ["The loss gap at the end is now SGD "]),
    ],
)
def test_what_came_of_it_is_computed_and_agrees_with_what_was_promised(
    name: str, sentences: list[str]
) -> None:
    words = words_of(RACE, changed(OF_RACE[name]))
    assert OF_RACE[name].see in words.see
    for sentence in sentences:
        assert sentence in words.attempt


def test_nothing_is_compiled_for_a_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    """Programs of typed formulas are made when they are first asked for, and the page says how far it is."""
    view = changed(OF_RACE["A hole"])
    assert RACE.waits(view)
    monkeypatch.setattr(headline.WARMUP, "is_open", lambda stage: False)
    assert words_of(RACE, view).attempt.endswith("This is it.")
    monkeypatch.setattr(headline.WARMUP, "is_open", lambda stage: True)
    assert "Adam arrives at step 54" in words_of(RACE, view).attempt


def test_what_came_of_it_follows_the_facts_and_not_the_sentence() -> None:
    """Another race, the same thing to try: other numbers."""
    page = RACE
    preset = Preset(
        OF_RACE["All tuned"].view.edited({"steps": "30", "race": "adagrad"})[0],
        "Claim.",
        "Set Angle to 0.",
        {"ravine.angle": "0"},
    )
    part, goal = page.parts[0], changed(preset)
    assert part.came and part.facts
    before, now = (part.facts(part.seen(one)) for one in (preset.view, goal))
    (then,), (after,) = ([racer.run.track.arrived for racer in facts.racers] for facts in (before, now))
    (said,) = part.came(before, now)
    assert str(after) in said and (str(then) in said if then is not None else "did not arrive" in said)


def test_what_is_looked_at_otherwise_is_nothing_that_was_tried() -> None:
    view = OF_RACE["All tuned"].view.edited({"step": "4", "tab": "rate"})[0]
    assert tried_in(OF_RACE, view) is None and words_of(RACE, view) is OF_RACE["All tuned"]


@pytest.mark.parametrize("name", ["race", "sweep", "landscape"])
def test_a_tuned_rate_that_is_moved_says_that_all_have_become_own_ones(name: str) -> None:
    page = next(page for page in PAGES if page.name == name)
    tuned, own = (page.view().edited({"rates": rates})[0] for rates in ("tuned", "own"))
    moved = {"rates": "own", "sgd.lr": "0.05", "adam.lr": "0.1"}
    said = tuned.follows(moved)
    assert said and "tuned" in said and "own" in said
    for view, changes in (
        (own, moved),
        (tuned, {"rates": "own"}),
        (tuned, {"steps": "50"}),
        (tuned, {"sgd.lr": "0.05"}),
    ):
        assert view.follows(changes) is None
