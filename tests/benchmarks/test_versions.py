"""Another version of the project: which commit, its files, its cache of programs, its requirements."""

import os
import subprocess
from pathlib import Path

import pytest

from benchmarks.versions import KEPT, Refused, cache_of, commit_of, other_requirements, version


def git(root: Path, *words: str) -> str:
    who = (
        "-c",
        "user.name=a",
        "-c",
        "user.email=a@b",
        "-c",
        "commit.gpgsign=false",
        "-c",
        "tag.gpgsign=false",
    )
    return subprocess.run(
        ["git", *who, *words], cwd=root, capture_output=True, text=True, check=True
    ).stdout.strip()


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A repository with two commits of an app, and a first one without any."""
    root = tmp_path / "project"
    root.mkdir()
    git(root, "init", "-b", "trunk")
    for name, text in (("notes.txt", "nothing yet"), ("app.py", "app = 1\n"), ("app.py", "app = 2\n")):
        (root / name).write_text(text)
        git(root, "add", ".")
        git(root, "commit", "-m", name)
    git(root, "tag", "-m", "a tag", "v1", "HEAD~1")
    return root


def test_a_commit_is_found_however_it_is_spelled(project: Path) -> None:
    last, before = git(project, "rev-parse", "HEAD"), git(project, "rev-parse", "HEAD~1")
    assert {commit_of(spelled, project) for spelled in ("HEAD", "trunk", last, last[:8])} == {last}
    assert {commit_of(spelled, project) for spelled in ("HEAD~1", "v1", before)} == {before}


@pytest.mark.parametrize(
    "spelled",
    ["nosuch", "", "HEAD~9", "HEAD~1..HEAD", "HEAD:app.py", "--help", "-n1", "0" * 40, "a b", "HEAD;ls"],
)
def test_what_is_no_commit_is_refused_in_a_sentence(project: Path, spelled: str) -> None:
    with (
        pytest.raises(Refused, match="is no commit of this repository: give a hash"),
        version(spelled, project, project / "caches"),
    ):
        pass


def test_without_a_repository_or_without_git_nothing_is_compared(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(tmp_path.parent))
    with pytest.raises(Refused, match="is no commit"):
        commit_of("HEAD", tmp_path)
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(Refused, match="git, which is not installed"):
        commit_of("HEAD", tmp_path)


def test_a_commit_without_the_app_is_refused(project: Path) -> None:
    with pytest.raises(Refused, match=r"has no app\.py"), version("HEAD~2", project, project / "caches"):
        pass


def test_its_files_are_those_of_the_commit_and_go_when_the_block_ends(project: Path) -> None:
    (project / "app.py").write_text("app = 3\n")
    with version("v1", project, project / "caches") as old:
        assert old.root.joinpath("app.py").read_text() == "app = 1\n" and old.name == git(
            project, "rev-parse", "--short=7", "v1^{commit}"
        )
        old.root.joinpath("more.txt").write_text("what a server leaves")
    assert not old.root.exists()
    assert (
        project.joinpath("app.py").read_text() == "app = 3\n"
        and git(project, "worktree", "list").count("\n") == 0
    )


def test_its_files_go_after_an_error_too(project: Path) -> None:
    with pytest.raises(ZeroDivisionError), version("HEAD", project, project / "caches") as old:
        raise ZeroDivisionError
    assert not old.root.exists()


def test_the_caches_used_last_are_kept_and_no_others(tmp_path: Path) -> None:
    names = [f"commit{number}" for number in range(KEPT + 2)]
    for age, name in enumerate(reversed(names)):
        folder = tmp_path / name
        folder.mkdir()
        folder.joinpath("program").write_text(name)
        os.utime(folder, (1e9 - age, 1e9 - age))
    found = cache_of(names[0], tmp_path)
    assert found.joinpath("program").read_text() == names[0], "a second run finds what the first has compiled"
    assert {folder.name for folder in tmp_path.iterdir()} == {names[0], *names[3:]}
    assert list(cache_of("new", tmp_path).iterdir()) == [] and len(list(tmp_path.iterdir())) == KEPT


def test_other_requirements_are_named_and_comments_are_none(tmp_path: Path) -> None:
    here, there = tmp_path / "here", tmp_path / "there"
    for root, version_of_jax, comment in ((here, "0.10.2", "# new"), (there, "0.9.0", "# old")):
        root.mkdir()
        root.joinpath("requirements.txt").write_text(
            f"{comment}\n-c constraints.txt\nnumpy==2.4.6\njax=={version_of_jax}  {comment}\n"
        )
    there.joinpath("constraints.txt").write_text("attrs==26.1.0\n")
    assert other_requirements(there, here) == (["attrs==26.1.0", "jax==0.9.0"], ["jax==0.10.2"])
    assert other_requirements(here, here) == ([], [])
