"""`upshift claims`: the 31 claims, and for each where it is modelled, implemented, checked, witnessed and tested."""

import ast
import textwrap
from argparse import Namespace
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from importlib import import_module
from inspect import isclass, isfunction
from pathlib import Path
from pkgutil import walk_packages
from types import ModuleType

from upshift import impl, model
from upshift.cli import jsonout
from upshift.cli.errors import Exit, UsageError
from upshift.cli.outputs import STDOUT, check_writable, write
from upshift.cli.report import Reporter
from upshift.model.scenarios import SCENARIOS
from upshift.proofs.catalogue import nearest
from upshift.proofs.claims import Claim, load
from upshift.proofs.explore.system import Witness
from upshift.proofs.systems import laws_of
from upshift.proofs.trace.story import WIDTH, count


@dataclass(frozen=True, slots=True)
class Names:
    """What there is to point at; `tests` is None where the tests are not at hand, as in an installed package."""

    of_model: Collection[str]
    of_implementation: Collection[str]
    laws: Collection[str]
    witnesses: Collection[str]
    tests: Collection[str] | None


def run(arguments: Namespace, reporter: Reporter) -> Exit:
    """Shows the claims, and fails if one of them points at nothing.

    Raises:
        UsageError: the data about the claims are broken, or a file cannot be written.
    """
    check_writable((arguments.json,))
    try:
        claims = load()
    except ValueError as error:
        raise UsageError(f"claims.toml: {error}") from error
    differences = tuple(dangling(claims, names()))
    for line in (line for claim in claims for line in (*told(claim), "")):
        reporter.say(line)
    for line in differences:
        reporter.say(line, "red")
    pointing = f"{count(len(differences), 'difference')}" if differences else "each points at what exists"
    reporter.say(f"{count(len(claims), 'claim')}: {pointing}")
    document = jsonout.text(jsonout.claims(claims, differences))
    if arguments.json not in {None, STDOUT}:
        write(arguments.json, document)
    reporter.document(document)
    return Exit.DIFFERS if differences else Exit.AS_EXPECTED


def told(claim: Claim) -> Iterator[str]:
    """A claim, and under it what it points at."""
    head = f"{claim.number:>2}  "
    says = f"{claim.says} [{claim.form}; {' '.join(requirement.id for requirement in claim.requirements)}]"
    yield textwrap.fill(says, WIDTH, initial_indent=head, subsequent_indent=" " * len(head))
    pointers = {
        "modelled": claim.modelled,
        "implemented": claim.implemented,
        "laws": claim.laws,
        "witnesses": claim.witnesses,
        "tests": claim.tests,
    }
    for what, pointed in pointers.items():
        margin = f"{' ' * len(head)}{what:<12}"
        if pointed:
            text = ", ".join(pointed).replace("::", ":: ")  # a line may end there, and not in a name
            indent = " " * len(margin)
            yield textwrap.fill(text, WIDTH, initial_indent=margin, subsequent_indent=indent, break_on_hyphens=False)


def dangling(claims: Iterable[Claim], known: Names) -> Iterator[str]:
    """Every claim that points at nothing, or at something that is not there."""
    for claim in claims:
        if not claim.modelled:
            yield f"claim {claim.number}: nothing says where it is modelled"
        if not claim.implemented:
            yield f"claim {claim.number}: nothing says where it is implemented"
        if not claim.laws and not claim.witnesses:
            yield f"claim {claim.number}: no law and no witness checks it"
        if not claim.tests:
            yield f"claim {claim.number}: no test tests it"
        yield from _missing(claim.number, "function of the model", claim.modelled, known.of_model)
        yield from _missing(claim.number, "function of the implementation", claim.implemented, known.of_implementation)
        yield from _missing(claim.number, "law", claim.laws, known.laws)
        yield from _missing(claim.number, "witness", claim.witnesses, known.witnesses)
        if known.tests is not None:
            yield from _missing(claim.number, "test", claim.tests, known.tests)


def _missing(number: int, what: str, named: Iterable[str], known: Collection[str]) -> Iterator[str]:
    """The names that nothing has."""
    yield from (f"claim {number}: no {what} {name!r}{nearest(name, known)}" for name in named if name not in known)


# ---- what there is


def names() -> Names:
    """What there is to point at."""
    laws = {law.name: law for scenario in SCENARIOS for law in laws_of(scenario)}
    return Names(
        of_model=functions(model),
        of_implementation=functions(impl),
        laws=[name for name, law in laws.items() if not isinstance(law, Witness)],
        witnesses=[name for name, law in laws.items() if isinstance(law, Witness)],
        tests=tests(),
    )


def functions(package: ModuleType) -> frozenset[str]:
    """The functions of a package, by module, class if any, and name: `adjust.guard`, `cluster.Cluster.roll`."""
    found: set[str] = set()
    for module in walk_packages(package.__path__, f"{package.__name__}."):
        short = module.name.removeprefix(f"{package.__name__}.")
        found |= {
            f"{short}.{name}"
            for name, value in _named_in(import_module(module.name))
            if isfunction(value) and value.__module__ == module.name
        }
    return frozenset(found)


def _named_in(module: ModuleType) -> Iterator[tuple[str, object]]:
    """What has a name in a module, or in a class in it but for what Python itself calls."""
    for name, value in vars(module).items():
        yield name, value
        if isclass(value):
            inside = ((inner, found) for inner, found in vars(value).items() if not inner.startswith("__"))
            yield from ((f"{name}.{inner}", found) for inner, found in inside)


def tests() -> frozenset[str] | None:
    """The tests beside this package's source, by file and by `file::function`, and the stories that they tell again."""
    root = Path(model.__path__[0]).resolve().parent
    folder = root / "tests"
    if not (folder / "test_house.py").is_file():
        return None
    found = {path.relative_to(root).as_posix() for path in folder.rglob("stories/*.txt")}
    for path in folder.rglob("test_*.py"):
        name = path.relative_to(root).as_posix()
        tree = ast.parse(path.read_text(encoding="utf-8"))
        found.add(name)
        functions_of = (node.name for node in tree.body if isinstance(node, ast.FunctionDef))
        found |= {f"{name}::{function}" for function in functions_of if function.startswith("test_")}
    return frozenset(found)
