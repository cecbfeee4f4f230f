"""Results as JUnit XML."""

from dataclasses import replace
from xml.etree import ElementTree as ET

from upshift.cli.junit import Case, document, of_outcome, of_verification, printable
from upshift.cli.outcome import Question, outcome
from upshift.proofs.explore import explore
from upshift.proofs.explore.result import Truncated
from upshift.proofs.explore.system import StateLaw, Witness
from upshift.proofs.explore.toys import table
from upshift.proofs.verify import Checked, Verification


def cases(text: str) -> dict[str, str]:
    """Each test case by name, with the tag of what is in it."""
    root = ET.fromstring(text)  # noqa: S314  # our own
    return {one.attrib["name"]: one[0].tag if len(one) else "passed" for one in root.iter("testcase")}


def test_the_counts_are_those_of_the_cases() -> None:
    """Of the suite and of all."""
    text = document(
        "all", (Case("g", "a"), Case("g", "b", 1.5, "failure", "why", "text"), Case("g", "c", outcome="skipped"))
    )
    root = ET.fromstring(text)  # noqa: S314  # our own
    assert {"tests": "3", "failures": "1", "errors": "0", "skipped": "1"} == root.attrib
    assert "1.500" == root[0].attrib["time"]


def test_what_xml_cannot_say_is_replaced() -> None:
    """A control character in a message would make the whole file unreadable."""
    text = document("all", (Case("g", "a", 0.0, "failure", "bell \x07 & <tag>", "\x00"),))
    (failure,) = ET.fromstring(text).iter("failure")  # noqa: S314  # our own
    assert ("bell ? & <tag>", "?") == (failure.attrib["message"], failure.text)
    assert "a\tb\n" == printable("a\tb\n")


def test_a_verification_has_a_case_for_each_entry_and_one_for_the_manifest() -> None:
    """What differs fails, what is not established is an error, what was left out is skipped."""
    good = Checked("toy", "good", "holds", "holds", "Complete", 1, 1, 1, 0.5, (), settled=True)
    bad = Checked("toy", "bad", "holds", "x", "Complete", 1, 1, 1, 0.5, ("promised: holds; found: x",), settled=True)
    late = Checked("toy", "late", "holds", "", "Truncated(seconds)", 1, 1, 1, 0.5, ("nothing",), settled=False)
    told = ("toy bad: promised: holds; found: x", "law x: no entry breaks it")
    found = Verification(
        (good, bad, late), (), ("scenario roll",), told, ("toy late: nothing",), 1.0, interrupted=False
    )
    assert {
        "good": "passed",
        "bad": "failure",
        "late": "error",
        "manifest": "failure",
        "roll": "skipped",
    } == cases(of_verification(found))


def test_an_outcome_has_a_case_for_each_law_and_witness() -> None:
    """A law that breaks and a witness that is missing fail; what is not established is an error."""
    small = StateLaw[int]("small", "the number is small", lambda n: n < 1)
    fits = StateLaw[int]("fits", "the number fits", lambda n: n < 9)
    rises = Witness[int]("rises", "it rises", lambda before, _, after: before < after)
    never = Witness[int]("never", "it is 9", lambda _, __, after: after == 9)
    system = table((1,), laws=(small, fits, rises, never))
    found = explore(system, keep_going=True)
    assert {"small": "failure", "fits": "passed", "rises": "passed", "never": "failure"} == cases(
        of_outcome(outcome(Question("t"), system, found))
    )
    broken = Question("t", mutation="M01")
    assert "skipped" == cases(of_outcome(outcome(broken, system, found)))["never"]
    short = table((1,), laws=(fits, never))
    late = outcome(Question("t"), short, replace(explore(short), verdict=Truncated("states")))
    assert {"fits": "error", "never": "error"} == cases(of_outcome(late))
