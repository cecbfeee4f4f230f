"""The rules of the house that no linter knows: they hold for every file of the repository."""

import ast
import re
import subprocess
import sys
import tokenize
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).resolve().parent.parent

FOLDERS: Final = ("model", "impl", "proofs", "conformance")

# Test files that are about no single module, each with what it is about.
WITHOUT_MODULE: Final = {
    "tests/impl/test_adjust_agrees_with_model.py": "the guards of the implementation held against those of the model",
    "tests/impl/test_stories.py": "ten stories for newcomers, each made again",
    "tests/model/test_claims_stories.py": "the claims of the source text, each told as a run",
    "tests/model/test_readable_subset.py": "the subset of Python that every file of the model is written in",
    "tests/proofs/test_blame_agrees_with_python.py": "blame held against the interpreter, too long for its own file",
    "tests/proofs/stack/test_bigger_clusters.py": "bigger clusters, with the model as the oracle",
}

# What keeps a linter or the type checker quiet, and whatever follows its codes.
IGNORE: Final = re.compile(r"#\s*(?:noqa|type: ignore)\b(?P<codes>:?[\w \[\],-]*)(?P<reason>.*)")

# Data, written or measured by a program or listed one case after the other, may be longer than a page of prose or code.
DATA_SUFFIXES: Final = frozenset({".json", ".ndjson", ".toml", ".txt", ".tla", ".smt2"})

# Hosts that a file may name: a schema's dialect, and where a source that is cited can be read.
KNOWN_HOSTS: Final = frozenset({"github.com", "jira.mongodb.com", "jira.mongodb.org", "json-schema.org"})

MACHINE_PATH: Final = re.compile(r"(?<![\w.])/(?:root|home|work|tmp|opt|Users)/|\b[A-Z]:\\Users\b")
HOST: Final = re.compile(r"https?://([\w-]+(?:\.[\w-]+)+)")
REGISTRY_OPTION: Final = re.compile(r"index[-_]url|find[-_]links|trusted[-_]host", re.IGNORECASE)

IMPORT_EACH_MODULE: Final = """
import importlib, pkgutil, sys
before = set(sys.modules)
def raise_it(name):
    raise
package = importlib.import_module({package!r})
for found in pkgutil.walk_packages(package.__path__, package.__name__ + ".", raise_it):
    if not found.name.endswith("__main__"):
        importlib.import_module(found.name)
"""

SAY_WHAT_CAME_WITH_IT: Final = """
print(*sorted(set(sys.modules) - before))
"""


@cache
def files() -> tuple[Path, ...]:
    """Every file that git tracks, or would track, relative to the root; the links to the folders are left out."""
    listing = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        check=True,
        capture_output=True,
        text=True,
    ).stdout
    named = (ROOT / name for name in sorted(listing.split("\0")) if name)
    return tuple(path.relative_to(ROOT) for path in named if path.is_file() and not path.is_symlink())


def python_files() -> tuple[Path, ...]:
    """The Python files among them."""
    return tuple(path for path in files() if path.suffix == ".py")


def lines() -> Iterator[tuple[str, str]]:
    """Every line of every text file, with the place where it stands."""
    for path in files():
        for number, line in enumerate((ROOT / path).read_text(encoding="utf-8").splitlines(), start=1):
            yield f"{path}:{number}", line


def comments() -> Iterator[tuple[str, str]]:
    """Every comment of every Python file, with the place where it stands."""
    for path in python_files():
        with (ROOT / path).open("rb") as file:
            for token in tokenize.tokenize(file.readline):
                if token.type == tokenize.COMMENT:
                    yield f"{path}:{token.start[0]}", token.string


def syntax(path: Path) -> ast.Module:
    """The file as Python reads it."""
    return ast.parse((ROOT / path).read_text(encoding="utf-8"), filename=str(path))


def inside_upshift(path: Path) -> Path | None:
    """Where a module stands under the one import name, or None for a file that is not part of it."""
    if path.parts[0] in FOLDERS:
        return path
    return path.relative_to("src/upshift") if path.is_relative_to("src/upshift") else None


def run_python(program: str) -> subprocess.CompletedProcess[str]:
    """What a fresh interpreter, for which every warning is an error, makes of a program."""
    return subprocess.run(
        [sys.executable, "-W", "error", "-c", program], cwd=ROOT / "tests", check=False, capture_output=True, text=True
    )


def imported_names(tree: ast.Module) -> Iterator[str]:
    """The modules that a file imports; a relative import is named by its dots."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield "." * node.level + (node.module or "")


def test_every_module_has_its_test_file() -> None:
    """`model/state.py` is tested by `tests/model/test_state.py`, `src/upshift/cli/x.py` by `tests/cli/test_x.py`."""
    missing = []
    for path in python_files():
        inside = inside_upshift(path)
        if inside is None or inside.stem.startswith("__"):
            continue
        twin = Path("tests") / inside.parent / f"test_{inside.stem.lstrip('_')}.py"
        if not (ROOT / twin).is_file():
            missing.append(f"{path} -> {twin}")
    assert [] == missing


def test_every_test_file_has_its_module() -> None:
    """A test file that outlived its module is found; those that never had one are listed above, and no others."""
    twins = {
        Path("tests") / inside.parent / f"test_{inside.stem.lstrip('_')}.py"
        for inside in map(inside_upshift, python_files())
        if inside is not None
    }
    alone = [
        str(path)
        for path in python_files()
        if path.name.startswith("test_")
        and path.parts[:1] == ("tests",)
        and path.parts[1] in {*FOLDERS, "cli"}
        and path not in twins
    ]
    assert sorted(WITHOUT_MODULE) == alone


def test_whoever_silences_a_tool_says_why() -> None:
    """A reason stands on the same line, behind the codes."""
    silenced = [(place, found) for place, line in comments() if (found := IGNORE.search(line))]
    assert [] == [place for place, found in silenced if not re.match(r"#\s*\w", found["reason"])]
    assert [] == [place for place, found in silenced if not re.search(r"\w", found["codes"])]


def test_no_file_is_longer_than_400_lines() -> None:
    """One concept per file: 400 lines are the ceiling for code and prose."""
    sizes = {
        str(path): len((ROOT / path).read_text(encoding="utf-8").splitlines())
        for path in files()
        if path.suffix not in DATA_SUFFIXES
    }
    assert {} == {name: size for name, size in sizes.items() if size > 400}


def test_every_python_file_starts_with_a_docstring() -> None:
    """The first thing that a file says is what it is about."""
    assert [] == [str(path) for path in python_files() if not ast.get_docstring(syntax(path))]


def test_there_is_one_import_name() -> None:
    """`import model` would load a second copy of every class; relative imports hide which name was used."""
    bare = [
        f"{path} imports {name}"
        for path in python_files()
        for name in imported_names(syntax(path))
        if name.split(".")[0] in {"", *FOLDERS}
    ]
    assert [] == bare


def test_no_file_names_a_path_of_some_machine() -> None:
    """What is in the repository is true on every machine."""
    assert [] == [place for place, line in lines() if MACHINE_PATH.search(line)]


def test_no_file_says_where_packages_come_from() -> None:
    """Which index serves the packages is the affair of the machine that installs them."""
    unknown = [f"{place} {host}" for place, line in lines() for host in HOST.findall(line) if host not in KNOWN_HOSTS]
    here = Path(__file__).name
    options = [place for place, line in lines() if here not in place and REGISTRY_OPTION.search(line)]
    assert [] == unknown + options


def test_the_pins_are_names_and_versions_only() -> None:
    """A pin says what was resolved, never from where."""
    pins = (ROOT / "constraints.txt").read_text(encoding="utf-8").splitlines()
    assert [] == [pin for pin in pins if not re.fullmatch(r"[A-Za-z0-9_.-]+==[0-9A-Za-z.+]+", pin)]


def test_impl_needs_the_standard_library_only() -> None:
    """Who ports or embeds the implementation takes nothing else along, not even the model."""
    result = run_python(IMPORT_EACH_MODULE.format(package="upshift.impl") + SAY_WHAT_CAME_WITH_IT)
    assert "" == result.stderr
    loaded = result.stdout.split()
    assert "upshift.impl" in loaded
    outside = [
        name
        for name in loaded
        if name.split(".")[0] not in sys.stdlib_module_names
        and name != "upshift"
        and not f"{name}.".startswith("upshift.impl.")
    ]
    assert [] == outside


def test_importing_every_module_prints_nothing() -> None:
    """An import has no effect that anyone can see, and gives no warning."""
    result = run_python(IMPORT_EACH_MODULE.format(package="upshift"))
    assert ("", "", 0) == (result.stdout, result.stderr, result.returncode)
