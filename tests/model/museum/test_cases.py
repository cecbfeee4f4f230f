"""What the museum's catalogue must be: whole, well-formed, and sorted by words that it explains."""

import re
from collections import Counter
from importlib.resources import files

import pytest

from upshift.model.museum.cases import CHAPTERS, Case, MuseumCase, load, load_cases, read

TEXT = files("upshift.model.museum").joinpath("cases.toml").read_text(encoding="utf-8")

EXHIBITS = tuple(load_cases().values())
CASES = tuple((exhibit.id, case) for exhibit in EXHIBITS for case in exhibit.cases)


def changed(old: str, new: str) -> str:
    """The shipped file with one place changed, which must be there."""
    assert TEXT.count(old) >= 1
    return TEXT.replace(old, new, 1)


def test_there_are_forty_mutations_in_order() -> None:
    """M01 to M40 come once each, under their own ids."""
    assert [f"M{number:02}" for number in range(1, 41)] == list(load_cases())
    assert all(exhibit.id == name for name, exhibit in load_cases().items())


def test_the_chapters_follow_each_other_as_in_the_collection() -> None:
    """Eight mistakes at the joins, eight in the check, nine in the switch, six, five and four in the rest."""
    sizes = (8, 8, 9, 6, 5, 4)
    expected = [chapter for chapter, size in zip(CHAPTERS, sizes, strict=True) for _ in range(size)]
    assert expected == [exhibit.chapter for exhibit in EXHIBITS]


def test_every_rule_from_g1_to_g24_is_listed_in_order() -> None:
    """The guards that a general protocol needs are 24."""
    assert [f"G{number}" for number in range(1, 25)] == list(load().rules)


def test_the_properties_are_those_of_the_collection_which_has_no_p10() -> None:
    """Eleven of safety, four of liveness."""
    expected = [f"P{number}" for number in range(1, 13) if number != 10] + [f"L{number}" for number in range(1, 5)]
    assert expected == list(load().properties)


def test_every_rule_is_broken_by_a_mutation_or_listed_with_a_reason() -> None:
    """Only the rule about groups has no mistake of its own in the collection."""
    broken = {rule for exhibit in EXHIBITS for rule in exhibit.rules}
    assert {"G23"} == set(load().rules) - broken
    assert {"G23"} == set(load().uncovered)


def test_only_the_mutation_without_a_rule_in_the_collection_has_none() -> None:
    """A switch that disturbs a healthy member breaks a property and none of the 24 rules."""
    assert ["M25"] == [exhibit.id for exhibit in EXHIBITS if not exhibit.rules]


@pytest.mark.parametrize("exhibit", EXHIBITS, ids=lambda exhibit: exhibit.id)
def test_a_mutation_names_each_rule_once_and_a_known_suspect(exhibit: MuseumCase) -> None:
    """What a mutation breaks is said in the words that the file explains."""
    assert len(exhibit.rules) == len(set(exhibit.rules))
    assert set(exhibit.rules) <= set(load().rules)
    assert exhibit.suspects
    assert set(exhibit.suspects) <= set(load().properties)


@pytest.mark.parametrize(
    ("mutation", "suspects"),
    [("M01", ("P2", "P3")), ("M09", ("P5", "P2")), ("M26", ("L4", "P3")), ("M40", ("P11",))],
)
def test_the_suspects_are_the_properties_of_the_guess_in_its_order(mutation: str, suspects: tuple[str, ...]) -> None:
    """A guess such as "P5, then P2" is read for its properties."""
    assert suspects == load_cases()[mutation].suspects


@pytest.mark.parametrize("exhibit", EXHIBITS, ids=lambda exhibit: exhibit.id)
def test_a_change_is_one_sentence_and_a_title_is_none(exhibit: MuseumCase) -> None:
    """The table of the museum shows a title, and below it the change."""
    assert exhibit.change.endswith(".")
    assert "\n" not in exhibit.change
    assert not exhibit.title.endswith(".")
    assert len(exhibit.title) <= 60


def test_no_two_mutations_share_a_title_or_a_change() -> None:
    """Each is a mistake of its own."""
    assert 40 == len({exhibit.title for exhibit in EXHIBITS})
    assert 40 == len({exhibit.change for exhibit in EXHIBITS})


def test_the_collection_has_96_entries_of_90_reports() -> None:
    """Six reports show two mistakes each, all others one; none may be lost."""
    times = Counter(case.url for _, case in CASES)
    assert (96, 90) == (len(CASES), len(times))
    assert {1: 84, 2: 6} == Counter(times.values())


@pytest.mark.parametrize(("mutation", "case"), CASES, ids=lambda value: value if isinstance(value, str) else value.url)
def test_a_link_is_an_https_address_that_agrees_with_its_reference(mutation: str, case: Case) -> None:
    """A number or a ticket is named as its project names it; a number is the one that the address ends with."""
    assert re.fullmatch(r"https://[a-z]+(\.[a-z]+)+(/[\w.-]+)+", case.url)
    assert re.fullmatch(r"#\d+|[A-Z]+-\d+", case.reference), mutation
    if case.reference.startswith("#"):
        assert re.fullmatch(r"https://github\.com/[\w.-]+/[\w.-]+/(issues|pull)/" + case.reference[1:], case.url)
    elif "/browse/" in case.url:
        assert case.url.endswith(f"/browse/{case.reference}")


def test_one_repository_is_one_project_and_one_link_one_reference() -> None:
    """A product has one name in the whole museum."""
    projects: dict[str, set[str]] = {}
    references: dict[str, set[str]] = {}
    for _, case in CASES:
        projects.setdefault("/".join(case.url.split("/")[:5]), set()).add(case.project)
        references.setdefault(case.url, set()).add(case.reference)
    assert {} == {where: names for where, names in projects.items() if len(names) > 1}
    assert {} == {url: names for url, names in references.items() if len(names) > 1}


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ('id = "M02"', 'id = "M01"', "once each and in order, not M01, M01, M03"),
        ('id = "M02"\n', "", "a mutation's id: a text is needed, not None"),
        ('chapter = "joins"', 'chapter = "hall"', "M01: the chapter 'hall' is none of joins, readiness, switch"),
        ('rules = ["G9"]', 'rules = ["G25"]', "M01: there is no rule 'G25'; there are G1, G2"),
        ('rules = ["G9"]', 'rules = "G9"', "M01, rules: a list is needed, not 'G9'"),
        ('break = "P2/P3"', 'break = "P10"', "M01: there is no property 'P10'; there are P1, P2"),
        ('break = "P2/P3"', 'break = "much"', "M01: the guess 'much' names no property"),
        ('title = "No fence', 'name = "No fence', r"M01: missing keys \['title'\], unknown keys \['name'\]"),
        ('project = "Scylla"', "project = 1253", "M01: a text is needed, not 1253"),
        ('project = "Scylla", ', "", r"M01, a case: missing keys \['project'\], unknown keys \[\]"),
        ('"https://github.com/scylladb', '"http://github.com/scylladb', "M01: 'http://.*' is no well-formed https"),
        ('"https://github.com/scylladb', '"https://github/scylladb', "M01: 'https://github/.*' is no well-formed"),
        ("scylladb/issues/1253", "scylladb/issues/12 53", "M01: 'https://.*12 53' is no well-formed https address"),
        ("elasticsearch/issues/11924", "elasticsearch/pull/25770", "M01: a link comes twice"),
        ("[uncovered]\nG23", "[uncovered]\nG22", "no mutation breaks G23, and nothing under .uncovered. says why"),
        ("[uncovered]\n", '[uncovered]\nG1 = "It is."\n', ".uncovered. lists G1: broken by a mutation, or no rule"),
        ("[uncovered]\n", '[uncovered]\nG99 = "It is."\n', ".uncovered. lists G99: broken by a mutation, or no rule"),
        ("[uncovered]", "[spare]", r"the file: missing keys \['uncovered'\], unknown keys \['spare'\]"),
        ('G1 = "', 'G1 = "" # "', "rules, G1: a text is needed, not ''"),
    ],
)
def test_a_catalogue_that_is_not_whole_is_refused_and_the_place_named(old: str, new: str, message: str) -> None:
    """The error says which mutation is at fault and how."""
    with pytest.raises(ValueError, match=message):
        read(changed(old, new))


def test_a_mutation_without_a_case_is_refused() -> None:
    """A mistake that nobody made has no place in this museum."""
    start = TEXT.index("cases = [")
    end = TEXT.index("\n]\n", start) + len("\n]\n")
    with pytest.raises(ValueError, match="M01: it has no case"):
        read(TEXT[:start] + "cases = []\n" + TEXT[end:])


def test_a_table_is_needed_where_a_table_belongs() -> None:
    """A file of another shape is told what was needed in its place."""
    with pytest.raises(ValueError, match="rules: a table is needed, not 3"):
        read("rules = 3\nuncovered = {}\nproperties = {}\nmutation = []")
