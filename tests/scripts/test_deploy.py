"""What the container, the compose file and the manifest name agrees with the app and with each other. That
they run is not tested: there is neither Docker nor a cluster."""

import json
import re
from itertools import pairwise
from pathlib import Path

import pytest

from scripts.serving import AS_MAKE_RUN
from ui.ready import COOKIE, PATH

ROOT = Path(__file__).parents[2]
DEPLOY = ROOT / "deploy"
DOCKERFILE = (DEPLOY / "Dockerfile").read_text()
COMPOSE = (DEPLOY / "compose.yml").read_text()
KUBERNETES = (DEPLOY / "kubernetes.yml").read_text()


def one(pattern: str, text: str) -> str:
    """What the only match of a pattern has in its group."""
    (found,) = set(re.findall(pattern, text))
    return found


@pytest.mark.parametrize("text", [COMPOSE, KUBERNETES], ids=["compose", "kubernetes"])
def test_every_line_stands_where_one_may(text: str) -> None:
    """Indentation by twos without tabs, never deeper by more than one step, and a name or an item on it."""
    depth = 0
    for line in text.splitlines():
        if not line.strip() or line.lstrip().startswith("#") or line == "---":
            depth = 0 if line == "---" else depth
            continue
        steps, rest = divmod(len(line) - len(line.lstrip(" ")), 2)
        assert "\t" not in line and not rest and steps <= depth + 1, line
        assert re.match(r" *(- )?(\S+: ?.*|\S.*:|\"[^\"]*\"|[\w.-]+)$", line), line
        depth = steps + line.lstrip().startswith("- ")


def test_the_container_serves_as_make_run_does() -> None:
    command = json.loads(re.sub(r"\\\n\s*", "", DOCKERFILE[DOCKERFILE.rindex("\nCMD ") + 5 :]))
    assert command[:4] == ["python", "-m", "uvicorn", "app:app"]
    options = dict(pairwise(command))
    assert options[AS_MAKE_RUN[0]] == AS_MAKE_RUN[1] and options["--host"] == "0.0.0.0"
    for text in (DOCKERFILE, COMPOSE, KUBERNETES):
        assert options["--port"] in text


def test_the_container_has_what_the_app_needs() -> None:
    for names in re.findall(r"^COPY (.*) \./$", DOCKERFILE, re.MULTILINE):
        assert all((ROOT / name).is_file() for name in names.split())
    ignored = (DEPLOY / "Dockerfile.dockerignore").read_text().split("\n")
    needed = ["app.py", "navigation.py", "dl_core", "surfaces", "kit", "exports", "ui", "pages", ".streamlit"]
    assert all((ROOT / name).exists() for name in needed) and not set(needed) & set(ignored)


def test_the_volume_is_where_programs_are_kept() -> None:
    place = one(r"JAX_COMPILATION_CACHE_DIR=(\S+)", DOCKERFILE)
    assert one(r"VOLUME (\S+)", DOCKERFILE) == place
    assert one(r"- programs:(\S+)", COMPOSE) == place
    assert one(r"mountPath: (\S+)", KUBERNETES) == place


def test_who_ends_a_server_waits_longer_than_it_drains() -> None:
    drain, grace = one(r'LAB_DRAIN: "(\d+)"', COMPOSE), one(r"stop_grace_period: (\d+)s", COMPOSE)
    assert int(grace) > int(drain) > 0
    drain = one(r'name: LAB_DRAIN .*\n\s+value: "(\d+)"', KUBERNETES)
    assert int(one(r"terminationGracePeriodSeconds: (\d+)", KUBERNETES)) > int(drain) > 0


def test_the_cluster_asks_what_the_app_answers_and_sticks_by_its_cookie() -> None:
    assert re.search(rf"readinessProbe:.*\n\s+httpGet:\n\s+path: {PATH}\n", KUBERNETES)
    assert one(r'cookie-persistence: "(\w+)"', KUBERNETES) == COOKIE
    assert one(r"runAsUser: (\d+)", KUBERNETES) == one(r"--uid (\d+)", DOCKERFILE)


def test_compose_leads_haproxy_to_servers_that_it_starts() -> None:
    template = (DEPLOY / "haproxy.cfg").read_text()
    for variable, name in re.findall(r'(LAB_SERVER_\d): "(\w+):8501"', COMPOSE):
        assert f"${{{variable}-" in template and re.search(rf"^  {name}: \*server$", COMPOSE, re.MULTILINE)
