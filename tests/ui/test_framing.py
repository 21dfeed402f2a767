"""Who may show the app in a frame."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from kit.settings import FRAMING
from pages import PAGES
from tests.strangers.asking import ask, ours
from ui.framing import MOST, NAME, ancestors, framing

ROOT = Path(__file__).parents[2]


def test_only_the_app_itself_unless_sites_are_named() -> None:
    directive, headers = framing("  ")
    assert directive == "frame-ancestors 'self'" and headers == {b"x-frame-options": b"SAMEORIGIN"}
    found = ask(ours(), "GET", "/race").headers
    assert found["content-security-policy"].endswith("; frame-ancestors 'self'")
    assert found["x-frame-options"] == "SAMEORIGIN"


def test_named_sites_are_in_the_policy_and_no_other_header_forbids_them() -> None:
    sites = "https://moodle.example.org, http://localhost:8080 https://*.school.example"
    assert framing(sites) == (f"frame-ancestors 'self' {sites.replace(',', '')}", {})


@pytest.mark.parametrize(
    "text",
    [
        "*",
        "https://*",
        "https:",
        "https://",
        "moodle.example.org",
        "https://moodle.example.org/",
        "https://moodle.example.org/course",
        "https://a.example; script-src *",
        "https://a.example 'unsafe-inline'",
        "https://a.example\r\nx: y;",
        "javascript://a.example",
        "https://user@a.example",
        "https://a.example:0",
        "https://a.example:65536",
        "https://a.example:",
        "https://*.*.example",
        "https://*.example",
        "https://-a.example",
        "https://a..example",
        "https://münchen.example",
        "https://\u212aa.example",
        "https://\u017fa.example",
        "'none'",
        "null",
        "none",
        "https://a.example?x=1",
        "https://a.example#x",
        " ".join(f"https://a{i}.example" for i in range(MOST + 1)),
    ],
)
def test_what_is_no_list_of_origins_is_refused_in_a_sentence(text: str) -> None:
    with pytest.raises(ValueError, match=NAME):
        ancestors(text)


def test_the_server_does_not_start_with_it_and_says_why() -> None:
    ended = subprocess.run(
        [sys.executable, "-c", "import app"],
        cwd=ROOT,
        env={**os.environ, NAME: "https://moodle.example.org/course"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert ended.returncode == 1 and "Traceback" not in ended.stderr
    assert "is no origin" in ended.stderr


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_a_page_in_a_frame_is_no_other_page_and_nothing_is_said_of_it(page: object) -> None:
    cls = page.view  # type: ignore[attr-defined]
    for name in (*FRAMING, "Embed", "EMBED_OPTIONS"):
        view, complaints = cls.read({name: "true", "seed": "3"} if "seed" in cls().known else {name: "true"})
        assert complaints == [] and name.lower() not in {known.lower() for known in view.known}
        assert name not in view.query()
