"""Tests of the state graph that a search leaves behind."""

from array import array

from hypothesis import given
from hypothesis import strategies as st

from upshift.proofs.explore.graph import Graph, deadlocked
from upshift.proofs.explore.reference import explore_graph
from upshift.proofs.explore.toys import counter, digraph, dining_philosophers, knocking, table, two_phase_commit

ROW = st.lists(st.one_of(st.none(), st.integers(0, 5)), min_size=6, max_size=6)


def test_states_are_numbered_in_the_order_in_which_they_are_found() -> None:
    """Initial states first, then level by level, each by the order of the moves."""
    _, graph = explore_graph(digraph((7, 5, 6), (7, 3)))
    assert [7, 5, 3, 6] == graph.states
    assert {7: 0, 5: 1, 3: 2, 6: 3} == graph.index
    assert [1, 2, 2, 3] == [graph.level(number) for number in range(4)]
    assert 3 == graph.depth


def test_edges_are_kept_by_source_and_found_by_target() -> None:
    """Both readings give the same edges."""
    _, graph = explore_graph(digraph((0, 2, 4), (0, 4, 0)))
    assert [(0, 0, 1), (0, 2, 2), (1, 1, 2), (2, 3, 0)] == list(graph.edges())
    assert [(0, 1), (2, 2)] == list(graph.out(0))
    assert [(0, 2), (1, 1)] == list(graph.into(2))


@given(st.lists(ROW, max_size=4))
def test_the_edges_turned_round_are_the_edges(rows: list[list[int | None]]) -> None:
    """Every edge once, under its target, in the order of the sources."""
    _, graph = explore_graph(table(*rows))
    turned = [(source, label, n) for n in range(len(graph.states)) for source, label in graph.into(n)]
    assert sorted(graph.edges()) == sorted(turned)
    assert all(list(graph.into(n)) == sorted(graph.into(n)) for n in range(len(graph.states)))


def test_a_state_that_was_not_expanded_has_no_edges_out() -> None:
    """A search that stops early leaves its last level as it is."""
    graph = Graph[int]()
    assert 0 == graph.depth
    assert [] == list(graph.out(0))


def test_a_successor_outside_the_bound_is_a_cut_and_no_edge() -> None:
    """The state it was cut from and the move are kept."""
    exploration, graph = explore_graph(counter(2, 1))
    assert 1 == exploration.cut
    assert [2] == list(graph.cut_sources)
    assert [0] == list(graph.cut_labels)
    assert [(0, 0, 1), (1, 0, 2)] == list(graph.edges())


def test_the_initial_states_are_kept_as_the_system_gave_them() -> None:
    """A run is replayed from there; a state given twice is one state."""
    _, graph = explore_graph(table((1, 1, 1), initial=(2, 0, 2)))
    assert [2, 0] == graph.roots
    assert [2, 0, 1] == graph.states


def test_deadlocked_states_are_those_where_no_move_is_enabled() -> None:
    """Each philosopher holds one fork."""
    _, graph = explore_graph(dining_philosophers(3))
    assert [("reaching",) * 3] == [graph.states[number] for number in deadlocked(graph)]


def test_a_state_with_a_move_that_changes_nothing_is_not_deadlocked() -> None:
    """A self loop is a transition; whoever wants more says never_stuck."""
    _, graph = explore_graph(knocking())
    assert ["open"] == [graph.states[number] for number in deadlocked(graph)]


def test_a_state_with_a_move_that_the_bound_cut_is_not_deadlocked() -> None:
    """The bound is ours and not the system's."""
    _, graph = explore_graph(counter(2, 1))
    assert [] == deadlocked(graph)


def test_settling_drops_half_an_edge_and_closes_the_last_state() -> None:
    """An interruption may strike between any two entries."""
    graph = Graph[int]()
    graph.states += [10, 11]
    graph.targets.extend([1, 0])
    graph.labels.append(0)
    graph.cut_sources.append(0)
    graph.settle()
    assert [(0, 0, 1)] == list(graph.edges())
    assert array("i") == graph.cut_sources
    assert 1 == graph.expanded


def test_settling_changes_nothing_in_a_graph_that_is_whole() -> None:
    """An interruption may also strike between two states."""
    _, graph = explore_graph(two_phase_commit(2))
    before = list(graph.edges())
    graph.settle()
    assert before == list(graph.edges())
    assert len(graph.states) == graph.expanded
