"""Every action, by who takes it: the protocol (which must, in the end), operators and clients, faults (which may)."""

from upshift.model.delivery import deliver
from upshift.model.groups import create_group, send
from upshift.model.life import (
    announce,
    catch_up,
    crash,
    halt,
    install,
    petition,
    promise,
    stand_down,
    start,
    take_back,
    turn_away,
)
from upshift.model.membership import (
    add_node,
    fail,
    leave,
    leave_refused,
    order_join,
    partition,
    refuse_join,
    remove_node,
)
from upshift.model.network import cut, heal, lose_join, lose_request
from upshift.model.requests import ask, ask_again, ask_refused, ask_unheard, notify, order_adjust

PROTOCOL = (
    deliver,
    catch_up,
    turn_away,
    promise,
    announce,
    petition,
    take_back,
    stand_down,
    order_join,
    refuse_join,
    order_adjust,
    ask_again,
    notify,
)

OPERATOR = (
    install,
    start,
    halt,
    leave,
    leave_refused,
    fail,
    partition,
    heal,
    add_node,
    remove_node,
    create_group,
    send,
    ask,
    ask_refused,
    ask_unheard,
)

FAULT = (crash, cut, lose_join, lose_request)

ACTIONS = (*PROTOCOL, *OPERATOR, *FAULT)

__all__ = [
    "ACTIONS",
    "FAULT",
    "OPERATOR",
    "PROTOCOL",
    "add_node",
    "announce",
    "ask",
    "ask_again",
    "ask_refused",
    "ask_unheard",
    "catch_up",
    "crash",
    "create_group",
    "cut",
    "deliver",
    "fail",
    "halt",
    "heal",
    "install",
    "leave",
    "leave_refused",
    "lose_join",
    "lose_request",
    "notify",
    "order_adjust",
    "order_join",
    "partition",
    "petition",
    "promise",
    "refuse_join",
    "remove_node",
    "send",
    "stand_down",
    "start",
    "take_back",
    "turn_away",
]
