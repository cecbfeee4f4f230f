"""The documents say what the commands print: every transcript and table in them is made again and compared.

`make docs` (this test with `--rewrite`) puts what is true now into the documents, to be read as a diff.
"""

import os
import re
import subprocess
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Final

import pytest

from upshift.model import laws
from upshift.model.clauses import CLAUSES
from upshift.model.museum import MUTATIONS
from upshift.model.museum.cases import Case
from upshift.model.museum.cases import load as load_museum
from upshift.model.scenarios import SCENARIOS
from upshift.proofs.catalogue import EntryKind, title_of
from upshift.proofs.claims import load as load_claims
from upshift.proofs.implementation import MISTAKES, SUBJECTS
from upshift.proofs.manifest import Manifest, Pinned
from upshift.proofs.manifest import load as load_manifest
from upshift.proofs.refine.premises import PREMISES
from upshift.proofs.systems import never_stuck, sentence

ROOT: Final = Path(__file__).resolve().parent.parent
DOCUMENTS: Final = (ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md")))

TRANSCRIPT: Final = re.compile(
    r"(?<=<!-- output: upshift )(?P<arguments>[^\n]*?) -->\n```text\n(?P<said>.*?)```", re.DOTALL
)
TABLE: Final = re.compile(r"(?<=<!-- table: )(?P<name>\w+) -->\n(?P<rows>.*?)<!-- end -->", re.DOTALL)
PROGRAM: Final = re.compile(r"<!-- program -->\n```python\n(?P<text>.*?)```", re.DOTALL)
ROLLED: Final = [
    "NODE_INCAPABLE: n1 (1..1), n2 (1..1), n3 (1..1)",
    "{'n1': 1, 'n2': 1, 'n3': 1}",
    "FUNCTION_NOT_AVAILABLE: words",
    "{'n1': 2, 'n2': 2, 'n3': 2}",
    "3",
]
"""What the example of the README prints."""
SECONDS: Final = re.compile(r"\d+\.\d+ s\b")


def said(arguments: str) -> str:
    """What the command prints on a terminal a hundred columns wide, with the time that it took left out."""
    environment = {**os.environ, "COLUMNS": "100", "NO_COLOR": "1", "PYTHONUTF8": "1"}
    run = subprocess.run(  # our own command, with arguments from our own documents
        [sys.executable, "-m", "upshift", *arguments.split()],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    return SECONDS.sub("0.0 s", run.stdout + run.stderr)


def rows(head: str, *lines: str) -> str:
    """A Markdown table."""
    return "\n".join((f"| {head} |", "|" + "---|" * (head.count("|") + 1), *(f"| {line} |" for line in lines))) + "\n"


def scenarios_table(manifest: Manifest) -> str:
    """Every scenario with what is pinned of it."""
    pinned = {one.name: one for one in manifest.entries.values() if one.kind == EntryKind.SCENARIO}
    return rows(
        "scenario | what happens | states | transitions | depth",
        *(
            f"`{one.name}` | {one.says} | {pinned[one.name].states:,} | {pinned[one.name].transitions:,} |"
            f" {pinned[one.name].depth}"
            for one in SCENARIOS
        ),
    )


def museum_table(manifest: Manifest) -> str:
    """Every mistake, with the law that it breaks as the checker found it."""
    pinned = {one.name: one for one in manifest.entries.values() if one.kind == EntryKind.MUTATION}
    cases = load_museum().mutations
    return rows(
        "id | mistake | rule | breaks | in | reported as",
        *(
            f"{one.id} | {one.title or cases[one.id].title} | {', '.join(one.rules or cases[one.id].rules)} |"
            f" {broken(pinned[one.id].broken)} | {steps(pinned[one.id].steps)} |"
            f" {links(cases[one.id].cases if one.id in cases else ())}"
            for one in MUTATIONS
        ),
    )


def links(reports: tuple[Case, ...]) -> str:
    """Where it really happened."""
    return ", ".join(f"[{case.project} {case.reference}]({case.url})" for case in reports) or "-"


def broken(law: str | None) -> str:
    """The law, or that there is none."""
    return f"`{law}`" if law else "nothing here"


def steps(count: int | None) -> str:
    """The length of the shortest run."""
    return "-" if count is None else f"{count} steps" if count != 1 else "1 step"


def necessity_table(manifest: Manifest) -> str:
    """Every clause of every guard, with what happens without it."""
    pinned = {one.name: one for one in manifest.entries.values() if one.kind == EntryKind.CLAUSE}
    lines = []
    for clause in CLAUSES:
        alone = pinned[clause.name]
        if alone.broken:
            lines.append(
                f"{clause.guard} | `{clause.name}` | `{clause.scenario}` | `{alone.broken}` | {steps(alone.steps)} | "
            )
            continue
        others = " ".join(f"`{function.__name__}`" for function in clause.implied_by)
        pair = pinned.get("+".join((clause.name, *(function.__name__ for function in clause.implied_by))))
        together = f" Without {others} too: `{pair.broken}`, {steps(pair.steps)}." if clause.implied_by and pair else ""
        lines.append(f"{clause.guard} | `{clause.name}` | `{clause.scenario}` | nothing | - | {clause.why}{together}")
    return rows("guard | clause | tried in | without it breaks | in | why not", *lines)


def laws_table(manifest: Manifest) -> str:
    """Every law in a sentence, with the claims that it serves."""
    served: dict[str, list[str]] = {}
    for claim in load_claims():
        for law in claim.laws:
            served.setdefault(law, []).append(str(claim.number))
    eventually = {then.__name__: sentence(then) for _, then in laws.EVENTUALLY}
    says = {law.__name__: sentence(law) for law in (*laws.STATE, *laws.STEP)} | eventually
    says["never_stuck"] = never_stuck(2).says
    return rows(
        "law | kind | says | serves claims",
        *(
            f"`{name}` | {kind} | {says[name]} | {', '.join(served.get(name, ['-']))}"
            for name, kind in manifest.laws.items()
        ),
    )


def claims_table(manifest: Manifest) -> str:
    """The 31 claims, and where each is modelled, implemented, checked and witnessed."""
    del manifest
    return rows(
        "claim | says | modelled | implemented | laws | witnesses",
        *(
            f"{one.number} | {one.says} | {code(one.modelled)} | {code(one.implemented)} |"
            f" {code(one.laws)} | {code(one.witnesses)}"
            for one in load_claims()
        ),
    )


def code(names: tuple[str, ...]) -> str:
    """Names of the program."""
    return " ".join(f"`{name}`" for name in names)


def nodes_table(manifest: Manifest) -> str:
    """Every system of implementation nodes with what is pinned of it."""
    pinned = {one.name: one for one in manifest.entries.values() if one.kind == EntryKind.SCENARIO}
    return rows(
        "scenario | what happens | bounds | found | states | transitions | depth",
        *(
            f"`{one.name}` | {one.says} | {one.bounds} | {promised(pinned[one.name])} | {pinned[one.name].states:,} |"
            f" {pinned[one.name].transitions:,} | {pinned[one.name].depth}"
            for one in SUBJECTS
            if one.name in pinned
        ),
    )


def promised(pinned: Pinned) -> str:
    """What is promised of a scenario: that it holds is said only where the search is complete."""
    return "Complete: all laws hold" if pinned.promised == "holds" else f"not broken: {pinned.promised}"


def mistakes_table(manifest: Manifest) -> str:
    """Every mistake that is made in the implementation, with the law that it breaks."""
    pinned = {one.name: one for one in manifest.entries.values() if one.kind == EntryKind.MUTATION}
    return rows(
        "id | mistake | made in | breaks | in | why not",
        *(
            f"{one.id} | {title_of(one)} | `{one.subject}` | {broken(pinned[one.name].broken)} |"
            f" {steps(pinned[one.name].steps)} | {one.note if pinned[one.name].broken is None else ''}"
            for one in MISTAKES
        ),
    )


def premises_table(manifest: Manifest) -> str:
    """What the model may look up and an implementation cannot know, with what stands in for it."""
    del manifest
    return rows(
        "premise | of | why it is dropped | what stands in for it",
        *(
            f"`{one.name}` | {code(tuple(action.__name__ for action in one.actions))} | {one.why} | {one.instead}"
            for one in PREMISES
        ),
    )


TABLES: Final[Mapping[str, Callable[[Manifest], str]]] = {
    "scenarios": scenarios_table,
    "museum": museum_table,
    "necessity": necessity_table,
    "laws": laws_table,
    "claims": claims_table,
    "nodes": nodes_table,
    "mistakes": mistakes_table,
    "premises": premises_table,
}


def made_again(text: str) -> str:
    """The document with every transcript and table as it is now."""
    manifest = load_manifest()
    told = TRANSCRIPT.sub(lambda found: f"{found['arguments']} -->\n```text\n{said(found['arguments'])}```", text)
    return TABLE.sub(lambda found: f"{found['name']} -->\n{TABLES[found['name']](manifest)}<!-- end -->", told)


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.name)
def test_every_transcript_and_table_is_what_the_commands_print(document: Path, request: pytest.FixtureRequest) -> None:
    """A document that says something else is wrong, or the program is."""
    text = document.read_text(encoding="utf-8")
    true = made_again(text)
    if request.config.getoption("--rewrite"):
        document.write_text(true, encoding="utf-8")
    else:
        assert true == text


def test_every_table_is_in_some_document() -> None:
    """Nothing is made for nobody."""
    assert set(TABLES) == {name for path in DOCUMENTS for name, _ in TABLE.findall(path.read_text(encoding="utf-8"))}


def test_every_link_between_documents_leads_somewhere() -> None:
    """Relative links point at files of the repository."""
    missing = [
        f"{path.name}: {target}"
        for path in DOCUMENTS
        for target in re.findall(r"\]\((?!https?:)([^)#]+)", path.read_text(encoding="utf-8"))
        if not (path.parent / target).exists()
    ]
    assert [] == missing


def test_every_program_in_the_documents_runs() -> None:
    """What a reader is told to run says what the text says that it does."""
    programs = [program for path in DOCUMENTS for program in PROGRAM.findall(path.read_text(encoding="utf-8"))]
    printed = [
        subprocess.run([sys.executable, "-"], input=program, capture_output=True, text=True, check=True).stdout
        for program in programs
    ]
    assert 3 == len(printed)
    assert ROLLED == printed[0].splitlines()
    assert "nobody_left_behind is broken in" in printed[1]
    assert printed[2].startswith("Complete ")
    assert printed[2].endswith("holds: True\n")
