"""Tests of the menus: what is on offer, in a few words."""

from upshift.model import actions, menu
from upshift.model.scenario import Choice
from upshift.model.scenarios import N1, N2, N3, V1, V12, A, B
from upshift.model.values import Map
from upshift.model.views import Refusal

TWO = (N1, N2)


def offers(part: tuple[Choice, ...]) -> dict[str, int]:
    """How many arguments each action of a part is offered with."""
    return {choice.action.__name__: len(choice.arguments) for choice in part}


def test_what_the_protocol_does_by_itself_is_offered_for_every_node_and_group() -> None:
    """Nobody must ask for it; ordering requests and sending them again come with asking."""
    offered = offers(menu.protocol(TWO, (A, B)))
    asked_for = {"order_adjust", "ask_again"}
    assert {action.__name__ for action in actions.PROTOCOL} == set(offered) | asked_for
    assert (2, 4, 4, 4) == (offered["deliver"], offered["notify"], offered["turn_away"], offered["refuse_join"])


def test_rolling_is_stopping_installing_and_starting() -> None:
    """Updating one node is stop, install, start (claim 4)."""
    assert {"leave": 2, "install": 4, "start": 2} == offers(menu.rolling(TWO, (V1, V12)))
    assert {"halt": 2} == offers(menu.halting(TWO))


def test_asking_comes_with_every_refusal_of_the_guard() -> None:
    """A node asks for each target, and may hear each of the seven reasons."""
    assert {"ask": 2, "ask_refused": 14, "order_adjust": 1, "ask_again": 1} == offers(menu.asking((N1,), (2, 3)))
    assert 1 == offers(menu.asking((N1,), (2,), refusals=(Refusal.BAD_TARGET,)))["ask_refused"]
    assert {"ask_unheard": 2} == offers(menu.asking_unheard(TWO, (2,)))
    assert {"lose_request": 2} == offers(menu.losing_requests(TWO))


def test_nobody_observes_itself() -> None:
    """Each observer with each other node."""
    assert ((N1, N2), (N1, N3), (N2, N1), (N2, N3)) == menu.pairs(TWO, (N1, N2, N3))
    assert {"crash": 2, "fail": 2, "start": 2} == offers(menu.crashing(TWO, TWO))
    assert {"fail": 2, "partition": 2} == offers(menu.reporting((N3,), TWO))
    assert {"cut": 1, "heal": 1, "partition": 2} == offers(menu.cutting((N3,), TWO))


def test_operators_are_offered_what_is_said_and_no_more() -> None:
    """Leaving in vain, configuring, creating, sending."""
    assert {"leave_refused": 4} == offers(menu.refusing_to_leave(TWO))
    assert {"add_node": 1, "remove_node": 1} == offers(menu.configuring((N3,)))
    assert {"create_group": 1} == offers(menu.creating(A, Map({N1: True})))
    assert {"send": 8} == offers(menu.sending(TWO, (A, B), (1, 2)))


def test_a_merged_menu_offers_each_action_once_with_all_its_arguments() -> None:
    """What two parts offer alike is offered once."""
    both = menu.merged(menu.rolling((N1,), (V1,)), menu.rolling(TWO, (V12,)), menu.crashing((N3,), ()))
    assert {"leave": 2, "install": 3, "start": 3, "crash": 1} == offers(both)
