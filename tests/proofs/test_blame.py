"""Which clause is to blame, and for which values."""

from dataclasses import replace
from enum import Enum
from functools import partial

from upshift.model.values import Map, Remembers, record
from upshift.proofs.blame import Blame, blame, explained, why_disabled


class Status(Enum):
    """What the roster says of a node."""

    ACTIVE = "ACTIVE"
    INACTIVE = "INACTIVE"


class Refusal(Enum):
    """Why something is not done."""

    TOO_LOW = "TOO_LOW"
    INACTIVE = "INACTIVE"


@record
class Range(Remembers):
    """What software supports."""

    oldest: int
    newest: int


@record
class Local(Remembers):
    """One node."""

    software: Range
    status: Status
    runs: int
    floor: int
    label: str


@record
class State(Remembers):
    """The versions along a log, and the nodes."""

    log: tuple[int, ...]
    nodes: Map[str, Local]


def node(runs: int, status: Status = Status.ACTIVE) -> Local:
    """A node; its label makes it long to print."""
    return Local(Range(1, 2), status, runs, 1, "a node with a long label")


GOOD = State((1, 2), Map({"n1": node(1), "n2": node(2)}))
BAD = State((1, 2), GOOD.nodes.set("n2", node(3)))
OUT = State((2, 1), GOOD.nodes.set("n2", node(1, Status.INACTIVE)))


# ---- laws to blame


def supports(software: Range, version: int) -> bool:
    """The version lies in the range."""
    return software.oldest <= version <= software.newest


def capability(s: State) -> bool:
    """No node runs what it cannot."""
    return all(supports(me.software, me.runs) for me in s.nodes.values() if me.status is Status.ACTIVE)


def rises(s: State) -> bool:
    """Versions rise along the log."""
    return all(s.log[p - 1] < s.log[p] for p in range(1, len(s.log)))


def floors_rise(before: State, after: State) -> bool:
    """A step law."""
    return all(before.nodes[n].floor <= me.floor for n, me in after.nodes.items())


def somebody_runs(s: State, version: int) -> bool:
    """Some node runs the version."""
    return any(me.runs == version and me.status is Status.ACTIVE for me in s.nodes.values())


def refusal(s: State, version: int) -> Refusal | None:
    """The first reason that is true."""
    if not all(s.log[p] <= version for p in range(len(s.log))):
        return Refusal.TOO_LOW
    if not all(me.status is Status.ACTIVE for me in s.nodes.values()):
        return Refusal.INACTIVE
    return None


def may_adjust(s: State, version: int) -> bool:
    """Nothing speaks against it."""
    return refusal(s, version) is None


def adjust(s: State, version: int) -> State | None:
    """An action, guard first."""
    if not may_adjust(s, version):
        return None
    return replace(s, log=(*s.log, version))


def either(s: State, version: int) -> bool:
    """True by one of two ways out."""
    if somebody_runs(s, version):
        return True
    if version in s.log:
        return True
    return False


def same_nodes(s: State, t: State) -> bool:
    """Two records compared."""
    return s.nodes["n2"] == t.nodes["n2"]


def named(s: State) -> bool:
    """Steps with names."""
    newest = s.nodes["n2"].runs
    fits = supports(s.nodes["n2"].software, newest)
    return s.log == () or (fits if newest > 0 else False)


def lines(found: Blame | None) -> list[str]:
    """The blame as text."""
    assert found is not None
    return list(found.lines())


# ---- what is told


def test_a_law_that_holds_is_not_blamed() -> None:
    """There is nothing to say."""
    assert [None] * 3 == [blame(capability, GOOD), blame(rises, GOOD), why_disabled(adjust, GOOD, 3)]


def test_the_first_counterexample_of_all_is_named_with_its_bindings() -> None:
    """The innermost clause, down the functions called, with the values of its sides."""
    expected = Blame(
        path=("capability", "supports"),
        clause="software.oldest <= version <= software.newest",
        truth=False,
        bindings=(("me", "s.nodes[n2]"), ("software", "Range(1, 2)"), ("version", "3")),
        values=(("software.oldest", "1"), ("version", "3"), ("software.newest", "2")),
    )
    assert expected == blame(capability, BAD)


def test_a_chain_is_told_up_to_the_link_that_is_false() -> None:
    """Python looks no further."""
    found = blame(supports, Range(2, 3), 1)
    assert found is not None
    assert (("software.oldest", "2"), ("version", "1")) == found.values


def test_a_chain_that_is_true_is_told_to_its_end() -> None:
    """Every link was looked at."""
    found = blame(lambda v: not 1 <= v <= 3, 2)
    assert found is not None
    assert ("1 <= v <= 3", True, (("v", "2"),)) == (found.clause, found.truth, found.values)


def test_a_blame_prints_in_three_lines() -> None:
    """Clause, bindings, values; a value that a binding has told is not told again."""
    assert [
        "capability > supports: software.oldest <= version <= software.newest is false",
        "  for me = s.nodes[n2], software = Range(1, 2), version = 3",
        "  where software.oldest = 1, software.newest = 2",
    ] == lines(blame(capability, BAD))


def test_positions_are_bound_by_their_number() -> None:
    """A `range` has no places to name."""
    assert [
        "rises: s.log[p - 1] < s.log[p] is false",
        "  for p = 1",
        "  where s.log[p - 1] = 2, s.log[p] = 1",
    ] == lines(blame(rises, replace(GOOD, log=(2, 1))))


def test_a_step_law_is_blamed_on_both_states() -> None:
    """Every argument is a name like any other."""
    fallen = State(GOOD.log, GOOD.nodes.set("n1", replace(node(1), floor=0)))
    assert [
        "floors_rise: before.nodes[n].floor <= me.floor is false",
        "  for n = n1, me = after.nodes[n1]",
        "  where before.nodes[n].floor = 1, me.floor = 0",
    ] == lines(blame(floors_rise, GOOD, fallen))


def test_nothing_is_a_value_as_well() -> None:
    """None is told like any other."""
    assert ["(s or None) == 1 is false", "  for s = 0", "  where s or None = None"] == lines(
        blame(lambda s: (s or None) == 1, 0)
    )


def test_any_is_false_for_a_reason_in_each_choice() -> None:
    """The parts of `and` differ from choice to choice."""
    assert [
        "somebody_runs: any(me.runs == version and me.status is Status.ACTIVE for me in s.nodes.values()) is false",
        "  for version = 1",
        "  me.runs == version is false",
        "    for me = s.nodes[n1]",
        "    where me.runs = 2",
        "  me.status is Status.ACTIVE is false",
        "    for me = s.nodes[n2]",
        "    where me.status = INACTIVE",
    ] == lines(blame(somebody_runs, replace(OUT, nodes=OUT.nodes.set("n1", node(2))), 1))


def test_any_of_nothing_is_false_without_reasons() -> None:
    """Nobody was there to ask."""
    found = blame(somebody_runs, State((), Map({})), 1)
    assert found is not None
    assert ((), 0) == (found.parts, found.more)


def test_the_reasons_of_any_are_few() -> None:
    """The rest is counted."""
    crowd = State((), Map({f"n{place}": node(1) for place in range(9)}))
    found = blame(somebody_runs, crowd, 7)
    assert found is not None
    assert (4, 5, "  and 5 more") == (len(found.parts), found.more, found.lines()[-1])


def test_an_answer_that_is_compared_is_traced_to_the_branch_that_gave_it() -> None:
    """`refusal(...) is None` is false for one clause of the chain."""
    assert [
        "may_adjust: refusal(s, version) is None is false",
        "  for version = 3",
        "  where refusal(s, version) = INACTIVE",
        "  refusal: me.status is Status.ACTIVE is false",
        "    for me = s.nodes[n2]",
        "    where me.status = INACTIVE",
    ] == lines(blame(may_adjust, OUT, 3))


def test_a_disabled_action_names_the_clause_of_its_guard() -> None:
    """The action answers None because a branch was taken."""
    found = why_disabled(adjust, GOOD, 1)
    assert found is not None
    assert ("adjust", "may_adjust") == found.path
    assert [("adjust", "may_adjust", "refusal")] == [part.path for part in found.parts]
    assert [(("version", "1"), ("p", "1"))] == [part.bindings for part in found.parts]


def test_an_action_of_a_move_is_looked_through() -> None:
    """A move is a lambda around an action, or a partial one."""
    version = 1
    starred = (version,)
    for take in (lambda s: adjust(s, version), lambda s: adjust(s, *starred), partial(adjust, version=1)):
        found = why_disabled(take, GOOD)
        assert found is not None
        assert not isinstance(take, partial) or ("partial",) == found.path
        assert isinstance(take, partial) or ("<lambda>", "adjust", "may_adjust") == found.path
    assert blame(partial(somebody_runs, GOOD), 7) == blame(somebody_runs, GOOD, 7)


def test_all_ways_out_must_fail_where_each_of_them_says_true() -> None:
    """The last `return False` is reached because no branch was taken."""
    found = blame(either, GOOD, 7)
    assert found is not None
    assert "somebody_runs(s, version) or version in s.log" == found.clause
    assert [("either", "somebody_runs"), ("either",)] == [part.path for part in found.parts]
    assert (("s.log", "(1, 2)"),) == found.parts[1].values[1:]


def test_records_that_are_compared_are_told_by_where_they_differ() -> None:
    """Not by what they are."""
    found = blame(same_nodes, GOOD, BAD)
    assert found is not None
    assert (("s.nodes['n2'].runs", "2"), ("t.nodes['n2'].runs", "3")) == found.values


def test_a_name_is_looked_through_to_what_it_stands_for() -> None:
    """A step with a name is a clause as well."""
    found = blame(named, BAD)
    assert found is not None
    assert ["s.log == ()", "software.oldest <= version <= software.newest"] == [part.clause for part in found.parts]
    assert ("named", "supports") == found.parts[1].path
    assert ("newest", "3") not in found.parts[1].bindings
    assert ("version", "3") in found.parts[1].bindings


def test_not_turns_the_question_round() -> None:
    """What is under it is to blame for being true."""
    found = blame(lambda s: not (s.log[0] == 1 and any(v == 2 for v in s.log)), GOOD)
    assert found is not None
    assert ("s.log[0] == 1 and any(v == 2 for v in s.log)", True) == (found.clause, found.truth)
    assert ["s.log[0] == 1", "v == 2"] == [part.clause for part in found.parts]
    assert all(part.truth for part in found.parts)


def busy(me: Local) -> bool:
    """True in several parts."""
    return me.runs > 0 and not me.status is not Status.ACTIVE  # on purpose


def awake(me: Local) -> bool:
    """True for one of two reasons."""
    return me.runs > 7 or any(version == me.runs for version in (1, 2))


def test_what_is_true_in_all_its_parts_is_just_named() -> None:
    """Its parts are no news: they are what it means."""
    found = blame(lambda s: all(not busy(me) for me in s.nodes.values()), GOOD)
    assert found is not None
    assert (("<lambda>",), "busy(me)", True, ()) == (found.path, found.clause, found.truth, found.parts)
    found = blame(lambda s: not all(me.runs > 0 for me in s.nodes.values()), GOOD)
    assert found is not None
    assert ("all(me.runs > 0 for me in s.nodes.values())", True, ()) == (found.clause, found.truth, found.parts)


def test_what_is_true_for_one_reason_is_traced_to_it() -> None:
    """That is news."""
    found = blame(lambda s: not awake(s.nodes["n2"]), GOOD)
    assert found is not None
    assert (("<lambda>", "awake"), "version == me.runs", True) == (found.path, found.clause, found.truth)
    assert ("version", "(1, 2)[1] = 2") in found.bindings


# ---- what cannot be told


def loops(s: State) -> bool:
    """Outside of the subset, with one `return`."""
    least = 9
    for me in s.nodes.values():
        least = min(least, me.runs)
    return least > 1


def two_ways(s: State) -> bool:
    """Outside of the subset, with two."""
    while s.log:
        return False
    return True


def test_what_is_outside_of_the_subset_is_blamed_as_a_whole() -> None:
    """The `return` is named if there is one, else the function."""
    assert Blame(("loops",), "least > 1", truth=False) == blame(loops, GOOD)
    assert Blame(("two_ways",), "two_ways(...)", truth=False) == blame(two_ways, GOOD)
    assert Blame(("bool",), "bool(...)", truth=False) == blame(bool, ())


def test_a_call_that_cannot_be_entered_is_the_clause() -> None:
    """Its caller can be read."""
    found = blame(lambda s: capability(s) and loops(s), GOOD)
    assert found is not None
    assert (("<lambda>",), "loops(s)") == (found.path, found.clause)


def test_what_is_no_formula_is_the_clause() -> None:
    """A field, a call by keyword, an answer of a function that cannot be entered."""
    empty = State((), Map({}))
    for text, law in (
        ("s.log", lambda s: s.log),
        ("somebody_runs(s, version=1)", lambda s: somebody_runs(s, version=1)),
        ("loops(s) is True", lambda s: loops(s) is True),
        ("all([v > 1 for v in (1,)])", lambda s: all([v > 1 for v in (1,)])),  # noqa: C419  # on purpose
        ("isinstance(s, int)", lambda s: isinstance(s, int)),
    ):
        found = blame(law, empty if law(GOOD) else GOOD)
        assert found is not None
        assert (("<lambda>",), text) == (found.path, found.clause)


def test_what_a_law_says_of_itself_stands_for_its_clause() -> None:
    """Line by line, as it was said."""
    said = explained("the two differ\n  model\tv2\n\n  nodes   v1\n")
    assert ("the two differ", "  model v2", "", "  nodes   v1") == said.lines()
    assert "" == said.clause
