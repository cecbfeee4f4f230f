"""What the data about the claims must be: whole, and of the same structure as the source text."""

from pathlib import Path
from typing import Final

import pytest

from upshift.proofs.claims import FORMS, load, read

STORIES: Final = Path(__file__).resolve().parent.parent / "impl/stories"

# claim: the claims that say they are of it
NARROWED_BY = {
    1: [2, 3, 4, 6, 8, 9, 10],
    4: [5],
    6: [7],
    11: [12, 13, 15, 16, 17],
    13: [14],
    18: [19, 20, 22, 23, 24],
    20: [21],
    25: [26, 27, 29, 30, 31],
    27: [28],
}

# requirement: the claims that ask for it
ASKED_BY = {
    "R1": [1, 11, 18, 25],
    "R2": [1, 25],
    "R3": [1, 11, 18, 25],
    "R4": [2, 12, 19, 26],
    "R5": [3],
    "R6": [4, 25],
    "R7": [5],
    "R8": [6, 13, 20, 27],
    "R9": [7, 14, 21, 28],
    "R10": [8, 15, 22, 29],
    "R11": [9, 16, 23, 30],
    "R12": [10, 17, 24, 31],
    "R13": [11, 12, 13, 14, 15, 16, 17],
    "R14": [18, 19, 20, 21, 22, 23, 24],
    "R15": [25, 26, 27, 28, 29, 30, 31],
}


def test_there_are_31_claims_in_order() -> None:
    """The numbers are 1 to 31, as in the source text."""
    assert list(range(1, 32)) == [claim.number for claim in load()]


def test_the_claims_depend_on_each_other_as_in_the_source_text() -> None:
    """A claim that says "of claim k" depends on k."""
    found: dict[int, list[int]] = {}
    for claim in load():
        if claim.depends_on is not None:
            found.setdefault(claim.depends_on, []).append(claim.number)
    assert NARROWED_BY == dict(sorted(found.items()))


def test_four_claims_stand_alone_one_of_each_form() -> None:
    """Claims 1, 11, 18 and 25 open the method, the apparatus, the program product and the system."""
    alone = {claim.number: claim.form for claim in load() if claim.depends_on is None}
    assert dict(zip((1, 11, 18, 25), FORMS, strict=True)) == alone


def test_every_claim_has_the_form_of_its_part_of_the_text() -> None:
    """Ten claims are for a method, then seven for each of the other forms."""
    expected = ["method"] * 10 + ["apparatus"] * 7 + ["program product"] * 7 + ["system"] * 7
    assert expected == [claim.form for claim in load()]


def test_the_requirements_are_asked_for_by_the_claims_they_were_drawn_from() -> None:
    """Each of R1 to R15 is asked for by the claims of its row."""
    found: dict[str, list[int]] = {}
    for claim in load():
        for requirement in claim.requirements:
            found.setdefault(requirement.id, []).append(claim.number)
    assert ASKED_BY == found


def test_every_claim_and_every_requirement_is_one_sentence() -> None:
    """A table shows them side by side, so each ends where it should."""
    for claim in load():
        for says in (claim.says, *(requirement.says for requirement in claim.requirements)):
            assert says[0].isupper()
            assert says.endswith(".")
            assert "\n" not in says


def test_a_new_function_is_asked_for_in_every_form() -> None:
    """Claims 2, 12, 19 and 26 are about functions of the second version."""
    assert {2, 12, 19, 26} == {claim.number for claim in load() if "function" in claim.says}


def test_a_claim_is_shown_by_the_stories_that_say_so() -> None:
    """A story ends its first paragraph with the numbers of the claims that it tells."""
    told = set()
    for path in STORIES.glob("*.txt"):
        paragraph = path.read_text(encoding="utf-8").partition("\n\n")[0]
        numbers = paragraph.rpartition("Claim")[2].strip("s .").split(",")
        told |= {(f"tests/impl/stories/{path.name}", int(number)) for number in numbers}
    listed = {(name, claim.number) for claim in load() for name in claim.tests if name.endswith(".txt")}
    assert told == listed


def written(number: int | str, **changes: str) -> str:
    """One claim of a made-up file, whole but for the changes; an empty change leaves its line out."""
    lines = {
        "number": str(number),
        "says": '"It is so."',
        "form": '"method"',
        "requirements": '["R1"]',
        "modelled": "[]",
        "implemented": "[]",
        "laws": "[]",
        "witnesses": "[]",
        "tests": "[]",
        **changes,
    }
    return "\n".join(["[[claim]]", *(f"{key} = {value}" for key, value in lines.items() if value)])


def file_with(*changed: str, replacing: int = 7) -> str:
    """A made-up file of 31 claims, in which `changed` stands instead of one of them."""
    others = [written(number) for number in range(1, 32) if number != replacing]
    return "\n".join(['[requirements]\nR1 = "It is asked."', *others, *changed])


def test_the_places_that_show_a_claim_are_read_in_their_order() -> None:
    """Functions, laws, witnesses and tests come out as they were written, and the claims by number."""
    shown = {"implemented": '["h", "g"]', "laws": '["c", "d"]', "witnesses": '["b"]', "tests": '["a"]'}
    claim = read(file_with(written(7, modelled='["f", "e"]', depends_on="6", **shown)))[6]
    assert (7, 6) == (claim.number, claim.depends_on)
    assert (("f", "e"), ("h", "g")) == (claim.modelled, claim.implemented)
    assert (("c", "d"), ("b",), ("a",)) == (claim.laws, claim.witnesses, claim.tests)


@pytest.mark.parametrize(
    ("fault", "message"),
    [
        ("", r"once each: missing \[7\], unknown \[\], more than once \[\]"),
        (written(8), r"once each: missing \[7\], unknown \[\], more than once \[8\]"),
        (written(32), r"once each: missing \[7\], unknown \[32\], more than once \[\]"),
        (written(7, depends_on="7"), "claim 7: it depends on 7, which is no earlier claim"),
        (written(7, depends_on="0"), "claim 7: it depends on 0, which is no earlier claim"),
        (
            written(7, depends_on="6", form='"system"'),
            "claim 7: its form is system, but it depends on claim 6, a method",
        ),
        (written(7, form='"idea"'), "claim 7: the form 'idea' is none of method, apparatus, program product, system"),
        (written(7, requirements='["R9"]'), "claim 7: there is no requirement 'R9'; there are R1"),
        (written(7, requirements='["R1", "R1"]'), r"claim 7, requirements: a name comes twice in \['R1', 'R1'\]"),
        (written(7, requirements="[]"), "claim 7: it has no requirement"),
        (written(7, says='" "'), "claim 7: a text is needed, not ' '"),
        (written(7, laws='"monotone"'), "claim 7, laws: a list is needed, not 'monotone'"),
        (written(7, laws="[1]"), "claim 7, laws: a text is needed, not 1"),
        (written("true"), "a claim's number: a number is needed, not True"),
        (written(""), "a claim's number: a number is needed, not None"),
        (written(7, tests="", proved="[]"), r"claim 7: missing keys \['tests'\], unknown keys \['proved'\]"),
    ],
)
def test_a_claim_that_is_not_whole_is_refused_and_named(fault: str, message: str) -> None:
    """The error says which claim is at fault and how."""
    with pytest.raises(ValueError, match=message):
        read(file_with(fault))


def test_a_requirement_that_no_claim_asks_for_is_refused() -> None:
    """A row of the table that leads nowhere is a mistake in it."""
    idle = file_with(written(7)).replace("[[claim]]", 'R2 = "Nobody asks for it."\n[[claim]]', 1)
    with pytest.raises(ValueError, match="no claim asks for requirement R2"):
        read(idle)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("claim = []", r"the file: missing keys \['requirements'\], unknown keys \[\]"),
        ("claim = []\nrequirements = 3", "requirements: a table is needed, not 3"),
        ("claim = 3\n[requirements]", "claim: a list is needed, not 3"),
        ("claim = [3]\n[requirements]", "a claim: a table is needed, not 3"),
        ("claim = ", "Invalid value"),
    ],
)
def test_a_file_of_another_shape_is_refused(text: str, message: str) -> None:
    """The error says what was needed in its place."""
    with pytest.raises(ValueError, match=message):
        read(text)
