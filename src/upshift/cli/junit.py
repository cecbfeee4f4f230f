"""Results as JUnit XML, which build servers read: a test case for each entry or law."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final, Literal
from xml.etree import ElementTree as ET

from upshift.cli.outcome import Outcome
from upshift.proofs.trace import lanes
from upshift.proofs.verify import Verification

UNPRINTABLE: Final = re.compile(r"[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""What XML cannot say."""


@dataclass(frozen=True, slots=True)
class Case:
    """One test case: a `failure` differs, an `error` could not be established, what is `skipped` was not tried."""

    group: str
    name: str
    seconds: float = 0.0
    outcome: Literal["passed", "failure", "error", "skipped"] = "passed"
    message: str = ""
    text: str = ""


def of_verification(found: Verification) -> str:
    """What `upshift verify` found, a case for each entry and one for the manifest as a whole."""
    cases = [
        Case(
            one.kind,
            one.name,
            one.seconds,
            "passed" if not one.differences else "failure" if one.settled else "error",
            "; ".join(one.differences),
        )
        for one in found.checked
    ]
    own = {f"{one.kind} {one.name}: {line}" for one in found.checked for line in one.differences}
    whole = [line for line in found.differences if line not in own]
    cases.append(Case("manifest", "manifest", 0.0, "failure" if whole else "passed", "\n".join(whole)))
    why = "interrupted" if found.interrupted else "left out"
    keys = (key.partition(" ") for key in found.left_out)
    cases += (Case(kind, name, outcome="skipped", message=why) for kind, _, name in keys)
    return document("upshift verify", cases)


def of_outcome(found: Outcome) -> str:
    """What `upshift check` found, a case for each law and witness."""
    return document(f"upshift check {found.question.subject}", tuple(_laws_and_witnesses(found)))


def _laws_and_witnesses(found: Outcome) -> Iterator[Case]:
    """The laws with the runs that break them, then the witnesses."""
    question, verdict = found.question, str(found.exploration.verdict)
    group = question.subject
    for line in found.laws:
        if line.finding is not None:
            trace = found.trace(line.finding)
            message = f"broken in {line.finding.run.steps} steps"
            yield Case(group, line.name, 0.0, "failure", message, lanes(trace) if trace is not None else "")
        elif line.holds:
            yield Case(group, line.name)
        else:
            yield Case(group, line.name, 0.0, "error", "never triggered" if line.vacuous else verdict)
    for witness in found.witnesses:
        if witness.seen:
            yield Case(group, witness.name)
        elif witness.seen is None:
            yield Case(group, witness.name, 0.0, "error", verdict)
        else:
            yield Case(group, witness.name, 0.0, "skipped" if question.broken else "failure", "not seen")


def document(suite: str, cases: Iterable[Case]) -> str:
    """The cases as one suite."""
    listed = tuple(cases)
    counts = {
        "tests": len(listed),
        "failures": sum(case.outcome == "failure" for case in listed),
        "errors": sum(case.outcome == "error" for case in listed),
        "skipped": sum(case.outcome == "skipped" for case in listed),
    }
    numbers = {name: str(value) for name, value in counts.items()}
    root = ET.Element("testsuites", numbers)
    seconds = f"{sum(case.seconds for case in listed):.3f}"
    inner = ET.SubElement(root, "testsuite", {"name": suite, **numbers, "time": seconds})
    for case in listed:
        attributes = {"classname": case.group, "name": case.name, "time": f"{case.seconds:.3f}"}
        element = ET.SubElement(inner, "testcase", attributes)
        if case.outcome != "passed":
            problem = ET.SubElement(element, case.outcome, {"message": printable(case.message)})
            problem.text = printable(case.text) or None
    ET.indent(root)
    return '<?xml version="1.0" encoding="utf-8"?>\n' + ET.tostring(root, encoding="unicode") + "\n"


def printable(text: str) -> str:
    """The text without what XML cannot say."""
    return UNPRINTABLE.sub("?", text)
