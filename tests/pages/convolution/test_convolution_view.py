"""What the page on convolution can be asked: a drawing and a kernel travel in the link, and no more."""

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from dl_core.digits import load
from kit.settings import Refused
from pages.convolution import PAGE
from pages.convolution.kernels import KERNELS, kernel
from pages.convolution.texts import GREYS, LONGEST, MOST, PIXELS, read_pixels, read_rows, spell_pixels
from pages.convolution.view import Convolution
from tests.strangers import many, odd_texts, taken


@many(50)
@given(st.lists(st.integers(0, 16), min_size=64, max_size=64))
def test_a_drawing_travels_in_the_link(levels: list[int]) -> None:
    view, complaints = Convolution.read({"picture": "drawn", "drawn": spell_pixels(levels)})
    assert complaints == [] and view.image.ravel().tolist() == levels
    assert Convolution.read(view.query()) == (view, [])


def test_every_digit_is_the_data_set_s() -> None:
    images, _labels = load()
    for number in (0, 8, 1796):
        view = Convolution({"digit": float(number)})
        assert np.array_equal(view.image.ravel() / 16, images[number])


@pytest.mark.parametrize(
    "text", ["0" * 63, "0" * 65, "h" + "0" * 63, "A" + "0" * 63, "٣" * 64, "0" * 10_000, "0," * 32]
)
def test_what_is_no_drawing_is_refused_in_a_sentence(text: str) -> None:
    view, complaints = Convolution.read({"picture": "drawn", "drawn": text})
    assert len(complaints) == 1 and str(PIXELS) in complaints[0] and view["drawn"] == ""


@many(50)
@given(st.data())
def test_own_weights_travel_in_the_link(data: st.DataObject) -> None:
    size = data.draw(st.integers(1, 5))
    rows = data.draw(
        st.lists(
            st.lists(st.integers(-9999, 9999).map(lambda n: n / 100), min_size=size, max_size=size),
            min_size=size,
            max_size=size,
        )
    )
    text = ";".join(",".join(f"{value:g}" for value in row) for row in rows)
    view, complaints = Convolution.read({"kernel": "own", "weights": text, "size": str(size)})
    assert complaints == [] and view.weights.tolist() == [[rows]]


@pytest.mark.parametrize(
    "text",
    [
        "1,2;3",
        "1,,2",
        "100",
        "1e3",
        "nan",
        "1.23456",
        "1;2;",
        "__import__('os')",
        ",".join("1" * (MOST + 1)),
        "1," * LONGEST + "1",
        "٣",
    ],
)
def test_what_is_no_table_of_numbers_is_refused_in_a_sentence(text: str) -> None:
    with pytest.raises(Refused) as why:
        read_rows(text)
    assert str(why.value).endswith(".")
    view, complaints = Convolution.read({"kernel": "own", "weights": text})
    assert len(complaints) == 1 and view["weights"] == ""


@many(200)
@given(odd_texts())
def test_any_text_is_read_or_refused(text: str) -> None:
    for read in (read_pixels, read_rows):
        try:
            read(text)
        except Refused:
            continue


def test_own_weights_of_another_size_lose_their_ends_or_are_filled_with_zeros() -> None:
    own = {"kernel": "own", "weights": "1,2,3;4,5,6;7,8,9"}
    assert Convolution({**own, "size": 2.0}).weights.tolist() == [[[[1, 2], [4, 5]]]]
    larger = Convolution({**own, "size": 4.0}).weights[0, 0]
    assert larger[:3, :3].tolist() == [[1, 2, 3], [4, 5, 6], [7, 8, 9]] and larger.sum() == 45
    two = Convolution({**own, "filters": 2.0}).weights
    assert two[0, 0].tolist() == larger[:3, :3].tolist() and np.array_equal(
        two[1, 0], kernel("sobel-down", 3, 2)
    )
    row = Convolution({"kernel": "own", "weights": "1,2,3", "dims": "1"}).weights
    assert row.tolist() == [[[1, 2, 3]]]


@pytest.mark.parametrize("name", KERNELS)
@pytest.mark.parametrize("dims", [1, 2, 3])
def test_kernels_sum_up_to_what_their_names_say(name: str, dims: int) -> None:
    sums = {"sobel": 0, "sobel-down": 0, "edges": 0, "sharpen": 1, "blur": 1, "identity": 1}
    for size in range(2, 6):
        found = kernel(name, size, dims)
        assert found.shape == (size,) * dims
        if name in sums:
            assert found.sum() == pytest.approx(sums[name], abs=1e-12)


def test_the_known_kernels_are_the_textbooks() -> None:
    assert kernel("sobel", 3, 2).tolist() == [[-1, 0, 1], [-2, 0, 2], [-1, 0, 1]]
    assert kernel("sobel-down", 3, 2).tolist() == kernel("sobel", 3, 2).T.tolist()
    assert kernel("sharpen", 3, 2).tolist() == [[0, -1, 0], [-1, 5, -1], [0, -1, 0]]
    assert kernel("edges", 3, 2).tolist() == [[0, -1, 0], [-1, 4, -1], [0, -1, 0]]


@many(150)
@given(st.data())
def test_every_part_shows_every_view_of_it(data: st.DataObject) -> None:
    """Facts, charts and words of whatever the sliders may be at; also where the kernel does not fit."""
    names = data.draw(st.lists(st.sampled_from(sorted(Convolution().known)), unique=True))
    asked = {name: data.draw(taken(Convolution().known[name])) for name in names}
    view, complaints = Convolution.read(asked)
    assert complaints == []
    part = PAGE.part(view)
    assume(part.facts)  # not of nets that learn
    assert part.facts
    facts = part.facts(part.seen(view))
    assert part.charts(facts) and part.words(facts) and part.how(view)
    assert len(GREYS) == 17


def test_rows_of_a_kernel_that_were_not_typed_are_zeros() -> None:
    typed = Convolution({"kernel": "own", "weights": "12.25,-7.5,9;1,0,-1"}).weights[0, 0]
    np.testing.assert_array_equal(typed, [[12.25, -7.5, 9], [1, 0, -1], [0, 0, 0]])
    many = {"kernel": "own", "weights": "1,2;3,4;5,6", "size": 2.0, "filters": 2.0}
    np.testing.assert_array_equal(Convolution(many).weights[:, 0], [[[1, 2], [3, 4]], [[5, 6], [0, 0]]])
