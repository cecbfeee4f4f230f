"""Results as JSON, each by a versioned schema that is shipped in `proofs/schemas`."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict
from typing import Any

from upshift.cli.outcome import LawLine, Outcome, WitnessLine
from upshift.proofs.claims import Claim
from upshift.proofs.trace import encode
from upshift.proofs.verify import Verification

Data = Mapping[str, Any]


def text(data: Data) -> str:
    """The document as text."""
    return json.dumps(data, indent=1, ensure_ascii=True) + "\n"


def verification(found: Verification) -> Data:
    """What `upshift verify` found."""
    entries = [{name: value for name, value in asdict(one).items() if name != "settled"} for one in found.checked]
    return {
        "schema": "upshift.verify/1",
        "ok": found.ok,
        "complete": found.complete,
        "interrupted": found.interrupted,
        "seconds": round(found.seconds, 3),
        "entries": [{**entry, "seconds": round(entry["seconds"], 3)} for entry in entries],
        "differences": [*found.differences, *found.unsettled],
        "left_out": list(found.left_out),
    }


def verdict(found: Outcome) -> Data:
    """What `upshift check` found."""
    question, exploration = found.question, found.exploration
    return {
        "schema": "upshift.verdict/1",
        "scenario": question.subject,
        "mutation": question.mutation,
        "dropped": list(question.dropped),
        "law": question.law,
        "verdict": str(exploration.verdict),
        "holds": found.holds,
        "states": exploration.states,
        "transitions": exploration.transitions,
        "depth": exploration.depth,
        "cut": exploration.cut,
        "engine": exploration.engine,
        "seconds": round(exploration.seconds, 3),
        "never_taken": list(exploration.idle),
        "laws": [_law(found, line) for line in found.laws],
        "witnesses": [_witness(line) for line in found.witnesses],
    }


def _law(found: Outcome, line: LawLine) -> Data:
    """A law, and the run that breaks it."""
    trace = found.trace(line.finding) if line.finding is not None else None
    return {
        "name": line.name,
        "kind": line.kind,
        "holds": line.holds,
        "steps": line.finding.run.steps if line.finding is not None else None,
        "trace": encode(trace) if trace is not None else None,
    }


def _witness(line: WitnessLine) -> Data:
    """A witness, and how soon it is seen."""
    return {
        "name": line.name,
        "seen": line.seen,
        "steps": line.finding.run.steps if line.finding is not None else None,
    }


def scenarios(listed: Iterable[Data]) -> Data:
    """What `upshift check --list` names."""
    return {"schema": "upshift.scenarios/1", "scenarios": list(listed)}


def museum(mutations: Iterable[Data] | None, clauses: Iterable[Data] | None) -> Data:
    """The museum, or the clauses, whichever was asked for."""
    parts = {"mutations": mutations, "clauses": clauses}
    return {"schema": "upshift.mutations/1", **{name: list(part) for name, part in parts.items() if part is not None}}


def claims(listed: Iterable[Claim], differences: Iterable[str]) -> Data:
    """The claims, and what is amiss with them."""
    return {
        "schema": "upshift.claims/1",
        "claims": [
            {
                "number": claim.number,
                "says": claim.says,
                "form": claim.form,
                "requirements": [requirement.id for requirement in claim.requirements],
                "modelled": list(claim.modelled),
                "implemented": list(claim.implemented),
                "laws": list(claim.laws),
                "witnesses": list(claim.witnesses),
                "tests": list(claim.tests),
            }
            for claim in listed
        ],
        "differences": list(differences),
    }
