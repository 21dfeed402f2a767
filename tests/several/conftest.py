"""One pair of servers for all tests; a test leaves it with both of them there."""

from collections.abc import Callable, Iterator

import pytest

from tests.browser.framing import Course, course_at
from tests.several.classroom import Browser, Lab, several


@pytest.fixture(scope="session")
def course(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Course]:
    """A site that may show the app in a frame."""
    with course_at(tmp_path_factory.mktemp("course")) as found:
        yield found


@pytest.fixture(scope="session")
def lab(tmp_path_factory: pytest.TempPathFactory, course: Course) -> Iterator[Lab]:
    """Where visitors come in."""
    with several(tmp_path_factory.mktemp("several"), LAB_FRAME_ANCESTORS=course[0]) as lab:
        lab.both_up()
        yield lab
        text = lab.log.read_text(errors="replace")
        assert "Traceback" not in text, text[text.index("Traceback") :][:3000]


@pytest.fixture
def browse(lab: Lab) -> Iterator[Callable[..., Browser]]:
    """browse(blocked=False) is a new browser."""
    lab.both_up()
    browsers: list[Browser] = []

    def new(blocked: bool = False) -> Browser:
        browsers.append(Browser(lab, blocked))
        return browsers[-1]

    yield new
    for one in browsers:
        one.leave()
