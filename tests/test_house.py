"""The laws of the house: who may import whom, how long a page may be, what must be written down. All of it is
read off the tree."""

import ast
import re
import subprocess
import sys
import tomllib
from collections.abc import Collection, Iterator
from pathlib import Path

from streamlit import config

ROOT = Path(__file__).parent.parent

# What a room may import besides the standard library and itself. A new room needs a line here, or stands with
# the free ones.
ALLOWED: dict[str, set[str]] = {
    "dl_core": {"jax", "numpy", "scipy"},
    "surfaces": {"jax", "numpy", "scipy", "dl_core", "kit"},
    "exports": {"jax", "numpy", "dl_core", "surfaces", "kit"},
    "kit": {"jax", "numpy", "dl_core", "surfaces"},
    "ui": {"streamlit", "starlette", "plotly", "numpy", "dl_core", "surfaces", "exports", "kit", "pages"},
    "pages": {"numpy", "dl_core", "surfaces", "exports", "kit"},
    "navigation.py": {"streamlit", "kit", "ui"},
    "app.py": {"streamlit", "starlette", "ui"},
}
FREE = {"tests", "benchmarks", "scripts"}  # they look at everything from outside
DOCUMENTED = ("dl_core", "surfaces", "exports", "kit", "ui", "pages")
WIDEST = 110  # columns of a line, of Python (pyproject.toml) as of the browser's side
MOST_MODULES = 40  # that a page's folder imports from, directly or not, its own among them
# packages of variants of one thing, each listed in its __init__: they count as one module
LISTS = (Path("dl_core/optimizers"), Path("surfaces"))
TEXTS = {".py", ".md", ".toml", ".txt", ".sh", ".js", ".css", ".html", ".json", ".c", ".yml", ".yaml", ""}


def files() -> list[Path]:
    """Every file of the project, relative to its root: what git tracks or would add; without git, all but
    hidden folders and caches."""
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    if listed.returncode == 0:
        return [Path(name) for name in listed.stdout.split("\0") if name and (ROOT / name).is_file()]
    ignored = {line.rstrip("/") for line in (ROOT / ".gitignore").read_text().split()} | {".git"}
    found = (path.relative_to(ROOT) for path in ROOT.rglob("*") if path.is_file())
    return [path for path in found if not ignored & set(path.parts) and path.suffix != ".pyc"]


def sources() -> list[Path]:
    return [path for path in files() if path.suffix == ".py"]


def room(path: Path) -> str:
    return path.parts[0]


def imports(path: Path) -> Iterator[str]:
    """The first name of every import in the file, wherever in the file it stands."""
    for node in ast.walk(ast.parse((ROOT / path).read_text())):
        if isinstance(node, ast.Import):
            yield from (alias.name.split(".")[0] for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield node.module.split(".")[0] if node.module and not node.level else room(path)


def requirements() -> list[str]:
    """Every line of the requirements and constraints that names a package."""
    lines = (
        line.split("#")[0].strip()
        for path in [*ROOT.glob("requirements*.txt"), ROOT / "constraints.txt"]
        for line in path.read_text().splitlines()
    )
    return [line for line in lines if line and not line.startswith("-")]


def test_every_room_imports_only_what_it_may() -> None:
    wrong = [
        f"{path} imports {name}"
        for path in sources()
        if room(path) in ALLOWED
        for name in imports(path)
        if name not in ALLOWED[room(path)] | {room(path)} | sys.stdlib_module_names
    ]
    assert not wrong


def test_every_source_file_stands_in_a_known_room() -> None:
    assert {room(path) for path in sources()} <= ALLOWED.keys() | FREE


def dotted(path: Path) -> Iterator[str]:
    """The full name of every module that the file imports from."""
    for node in ast.walk(ast.parse((ROOT / path).read_text())):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def test_a_page_s_folder_knows_no_other_page() -> None:
    folders = [path for path in sources() if room(path) == "pages" and len(path.parts) > 2]
    assert folders
    for path in folders:
        names = set(dotted(path))
        assert not [
            name for name in names if name.startswith("pages.") and name.split(".")[1] != path.parts[1]
        ], path


def test_exports_and_surfaces_know_of_the_kit_how_things_are_said_alone() -> None:
    names = {
        name
        for path in sources()
        if room(path) in ("exports", "surfaces")
        for name in dotted(path)
        if name.split(".")[0] == "kit"
    }
    assert names and all(name.startswith(("kit.messages.", "kit.number_format.")) for name in names)


def modules_of(path: Path) -> set[Path]:
    """The files of ours whose names the file imports from."""
    found = set()
    for name in dotted(path):
        parts = name.split(".")
        candidates = [Path(*parts[:end]).with_suffix(".py") for end in (len(parts), len(parts) - 1) if end]
        candidates += [Path(*parts[:end]) / "__init__.py" for end in (len(parts), len(parts) - 1) if end]
        found |= {next((one for one in candidates if (ROOT / one).is_file()), path)}
    return found


def closure(start: set[Path], beyond: Collection[Path] = ()) -> set[Path]:
    """These files and all that they import from, and so on, but for the rows of a registry that nothing else
    asks for. beyond: folders of which only the names are read."""
    known: set[Path] = set()
    while start:
        known |= start
        read = (path for path in start if not any(folder in path.parents for folder in beyond))
        start = {module for path in read for module in modules_of(path)} - known
    return known


def read_as_one(path: Path) -> Path:
    """The file, or the package that it is one of many alike in: who reads a page of all rules opens the list
    of rules, not each rule."""
    return next((package for package in LISTS if package in path.parents), path)


def test_a_reader_of_a_page_has_few_modules_to_open() -> None:
    """A folder of a page that declares parts of its own is read for itself; who reads the page opens of it
    the declaration."""
    inside = [path.parent for path in sources() if room(path) == "pages" and path.name == "parts.py"]
    pages = {path.parent for path in sources() if room(path) == "pages" and len(path.parts) == 3}
    assert len(pages) > 8
    for folder in (*pages, *inside):
        beyond = [one for one in inside if one != folder and folder in one.parents]
        start = {
            path
            for path in sources()
            if folder in path.parents and not any(one in path.parents for one in beyond)
        }
        found = set(map(read_as_one, closure(start, beyond)))
        assert len(found) <= MOST_MODULES, (folder, len(found), sorted(map(str, found)))


def test_every_public_name_says_what_it_is() -> None:
    silent = []
    for path in sources():
        if room(path) in DOCUMENTED:
            tree = ast.parse((ROOT / path).read_text())
            public = (
                node
                for node in tree.body
                if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef))
                and node.name[0] != "_"
            )
            silent += [
                f"{path}: {getattr(node, 'name', 'the module')}"
                for node in (tree, *public)
                if tree.body and not ast.get_docstring(node)
            ]
    assert not silent


def test_no_line_of_the_browser_s_side_is_wider_than_one_of_python() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())
    assert project["tool"]["ruff"]["line-length"] == WIDEST
    ours = [path for path in files() if path.parts[:2] == ("ui", "static")]
    assert {".js", ".css", ".html"} <= {path.suffix for path in ours}
    wide = [
        f"{path}:{number}: {len(line)} columns"
        for path in ours
        for number, line in enumerate((ROOT / path).read_text().splitlines(), 1)
        if len(line) > WIDEST
    ]
    assert not wide


def test_the_readme_maps_every_folder_and_nothing_else() -> None:
    tree = re.search(
        r"^## The tree\n+```text\n(.*?)^```", (ROOT / "README.md").read_text(), re.MULTILINE | re.DOTALL
    )
    assert tree, "README.md has a section '## The tree' with a text block"
    mapped = set(re.findall(r"^([\w.]+)/", tree[1], re.MULTILINE))
    assert mapped == {room(path) for path in files() if len(path.parts) > 1}


def test_the_readme_shows_pictures_and_links_that_exist() -> None:
    pages = [path for path in files() if path.suffix == ".md"]
    targets = {
        (page, target)
        for page in pages
        for target in re.findall(r"\]\(([^)#:\s]+)\)", (ROOT / page).read_text())
    }
    assert not {f"{page}: {target}" for page, target in targets if not (ROOT / page.parent / target).exists()}


def test_every_requirement_is_pinned_once() -> None:
    lines = requirements()
    assert not [line for line in lines if not re.fullmatch(r"[\w.-]+==[\w.]+", line)]
    names = [re.sub(r"[-_.]+", "-", line.split("==")[0]).lower() for line in lines]
    assert len(names) == len(set(names)), "a version stands in one place"


def test_the_changelog_has_a_place_for_what_comes_next() -> None:
    assert "## [Unreleased]" in (ROOT / "CHANGELOG.md").read_text()


def test_no_file_names_a_path_of_one_machine() -> None:
    private = re.compile(r"(?<![\w.])/(?:work|root)/")
    readable = [path for path in files() if path.suffix in TEXTS and "static" not in path.name]
    assert not [str(path) for path in readable if private.search((ROOT / path).read_text(errors="ignore"))]


# --- .streamlit/config.toml ---------------------------------------------------------------------------------


def settings() -> dict[str, dict]:
    return tomllib.loads((ROOT / ".streamlit" / "config.toml").read_text())


def test_streamlit_knows_every_setting() -> None:
    known = config.get_config_options()
    flat = {
        f"{section}.{name}"
        for section, values in settings().items()
        for name, value in values.items()
        if not isinstance(value, dict)
    }
    flat |= {f"theme.{mode}.{name}" for mode in ("light", "dark") for name in settings()["theme"][mode]}
    assert flat <= known.keys()


def test_no_full_collection_follows_a_rerun() -> None:
    assert settings()["runner"]["postScriptGC"] is False


def luminance(colour: str) -> float:
    """Relative luminance of #rrggbb, as WCAG 2 defines it."""
    channels = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    darker, lighter = sorted((luminance(one), luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


def blend(colour: str, ground: str, share: float) -> str:
    mixed = [
        round(share * int(colour[i : i + 2], 16) + (1 - share) * int(ground[i : i + 2], 16))
        for i in (1, 3, 5)
    ]
    return "#" + "".join(f"{channel:02x}" for channel in mixed)


def test_text_is_readable_in_both_themes() -> None:
    for mode in ("light", "dark"):
        theme = settings()["theme"][mode]
        page, panel = theme["backgroundColor"], theme["secondaryBackgroundColor"]
        for name in ("textColor", "linkColor", "primaryColor"):
            assert contrast(theme[name], page) >= 4.5 <= contrast(theme[name], panel), (mode, name)
        assert contrast(theme["codeTextColor"], theme["codeBackgroundColor"]) >= 4.5, mode
        assert contrast(blend(theme["textColor"], page, 0.6), page) >= 4.5, f"captions, {mode}"


def test_chart_colours_are_the_same_and_stand_out_in_both_themes() -> None:
    light, dark = (settings()["theme"][mode] for mode in ("light", "dark"))
    assert light["chartCategoricalColors"] == dark["chartCategoricalColors"]
    for colour in light["chartCategoricalColors"]:
        assert (
            min(contrast(colour, light["backgroundColor"]), contrast(colour, dark["backgroundColor"])) >= 3
        ), colour


def shown(path: Path) -> Iterator[str]:
    """Every text in the file but docstrings and the formats of numbers."""
    tree = ast.parse((ROOT / path).read_text())
    formats = {
        id(part)
        for node in ast.walk(tree)
        if isinstance(node, ast.FormattedValue) and node.format_spec
        for part in ast.walk(node.format_spec)
    }
    documented = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    for node in ast.walk(tree):
        if (
            isinstance(node, ast.Constant)
            and isinstance(node.value, str)
            and id(node) not in formats | documented
        ):
            yield node.value


def test_numbers_in_words_begin_with_a_digit() -> None:
    """0.5, not .5: one way on all pages, the one of their fields and axes."""
    # colours, a pattern, the end of a float
    bare, code = (re.compile(r"(?<![\w.)\]}{^])\.\d"), re.compile(r"rgba\(|\[-\+|^\.0$"))
    found = [
        f"{path}: {text}"
        for path in sources()
        if room(path) in DOCUMENTED
        for text in shown(path)
        if bare.search(text) and not code.search(text)
    ]
    assert not found


def test_numbers_in_words_are_spelled_in_one_way() -> None:
    """`kit.number_format.number` says 1.4·10⁻⁶; a format would say 1.4e-06. Settings say their bounds as a
    visitor types them back, and what is said of a table spells numbers as its file does."""
    found = []
    for path in sources():
        if room(path) in ("ui", "kit", "pages", "surfaces", "exports") and path.name not in (
            "settings.py",
            "tables.py",
            "number_format.py",
        ):
            tree = ast.parse((ROOT / path).read_text())
            calls = [
                node
                for node in ast.walk(tree)
                if isinstance(node, ast.Call) and ast.unparse(node.func) in ("float", "leads")
            ]
            # read by a program again, not by people
            read = {id(part) for call in calls for part in ast.walk(call)}
            for node in ast.walk(tree):
                if (
                    isinstance(node, ast.FormattedValue)
                    and node.format_spec
                    and id(node) not in read
                    and ast.unparse(node.format_spec)[-2] in "eEgG"
                ):
                    found.append(f"{path}: {ast.unparse(node)}")
    assert not found


def test_the_documents_name_files_that_there_are() -> None:
    rooms = "pages|kit|ui|exports|surfaces|dl_core|tests|benchmarks|scripts"
    named = re.compile(rf"`((?:app|navigation)\.py|(?:{rooms})/[\w./]+\.\w+)`")
    there = {str(path) for path in files()}
    found = {
        f"{page}: {name}"
        for page in files()
        if page.suffix == ".md" and page.name not in ("CHANGELOG.md", "RESULTS.md")
        for name in named.findall((ROOT / page).read_text())
        if name not in there and not (page.name.startswith("adding-") and name.endswith(".py"))
    }
    assert not found
