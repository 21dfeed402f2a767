"""`python -m benchmarks`: what is asked for, and what is refused."""

import pytest

from benchmarks.__main__ import NAMES, asked, main


def test_all_or_those_that_are_named() -> None:
    assert asked([]) == (list(NAMES), {})
    assert asked(["drag", "core"]) == (["drag", "core"], {})


def test_what_browser_is_told() -> None:
    assert asked(["browser", "--against", "HEAD~1", "--presses", "15", "--only", "race,basins"]) == (
        ["browser"],
        {"commit": "HEAD~1", "presses": 15, "only": ["race", "basins"]},
    )
    assert asked(["--against", "HEAD", "browser"]) == (["browser"], {"commit": "HEAD"})


@pytest.mark.parametrize(
    ("words", "why"),
    [
        (["nosuch"], "No benchmark is called nosuch"),
        (["browser", "--only", "race,nosuch"], "Nothing is pressed on 'nosuch'; --only takes race,"),
        (["browser", "--only", ""], "Nothing is pressed on ''"),
        (["browser", "--presses", "5"], "at least 6"),
        (["browser", "--presses", "-40"], "at least 6"),
        (["browser", "--presses", "many"], "invalid int value"),
        (["browser", "--against"], "expected one argument"),
        (["--against", "HEAD"], "belong to one benchmark"),
        (["core", "--against", "HEAD"], "belong to one benchmark"),
        (["core", "browser", "--presses", "40"], "belong to one benchmark"),
    ],
)
def test_the_rest_is_refused_in_a_sentence(
    words: list[str], why: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as ended:
        asked(words)
    assert ended.value.code == 2 and why in capsys.readouterr().err


def test_a_commit_that_is_not_there_is_refused_before_anything_starts(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert main(["browser", "--against", "nosuch"]) == 2
    said = capsys.readouterr()
    assert (
        said.err
        == (
            "'nosuch' is no commit of this repository: give a hash, a branch or a tag, or a name such as "
            "HEAD~1.\n"
        )
        and "Starting" not in said.out
    )
