"""Tests of the frozen encoding: golden lines for all kinds, there and back, and what is refused."""

import json
import re
from collections.abc import Callable
from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from upshift.impl.commands import Applied, Disk
from upshift.impl.encoding import (
    ENTRIES,
    MESSAGES,
    decode_disk,
    decode_entry,
    decode_message,
    encode_disk,
    encode_entry,
    encode_message,
)
from upshift.impl.entries import (
    AddNode,
    Adjust,
    CreateGroup,
    Entry,
    Fail,
    Join,
    Leave,
    Message,
    Notice,
    Opening,
    Partition,
    Petition,
    RemoveNode,
)
from upshift.impl.log import Base, Log, Record, extended
from upshift.impl.messages import (
    Append,
    Behind,
    Campaign,
    Canvass,
    Declined,
    Farewell,
    Knock,
    NodeMessage,
    Over,
    Propose,
    Recorded,
    Snapshot,
    Stored,
    Support,
    Vote,
)
from upshift.impl.refusals import Refusal, Why
from upshift.impl.versions import Range
from upshift.impl.views import Group, Judged, Request, Seat, Status, View

ANY_ENTRY: st.SearchStrategy[Entry] = st.one_of([st.from_type(kind) for kind in get_args(Entry)])
ANY_MESSAGE: st.SearchStrategy[NodeMessage] = st.one_of([st.from_type(kind) for kind in get_args(NodeMessage)])

VIEW = View(
    (Seat("n1", Status.ACTIVE, 2, Range(1, 2), 5), Seat("n2", Status.INACTIVE)),
    2,
    (Group("A", ("n1", "n2"), 1),),
    (Judged(Request("n1", 1, 1, 3), Refusal(Why.BAD_TARGET)), Judged(Request("n2", 1, 1, 2), None)),
)
VIEW_TEXT = (
    '{"groups":[{"hosts":["n1","n2"],"name":"A","version":1}],'
    '"ledger":[{"refusal":{"names":[],"why":"BAD_TARGET"},'
    '"request":{"incarnation":1,"node":"n1","number":1,"target":3}},'
    '{"refusal":null,"request":{"incarnation":1,"node":"n2","number":1,"target":2}}],'
    '"seats":[{"claim":{"newest":2,"oldest":1},"incarnation":2,"node":"n1","said":5,"status":"ACTIVE"},'
    '{"claim":null,"incarnation":0,"node":"n2","said":0,"status":"INACTIVE"}],"version":2}'
)

# ---- golden lines

GOLDEN_ENTRIES: list[tuple[str, Entry]] = [
    (
        '{"claim":{"newest":2,"oldest":1},"entry":"JOIN","incarnation":3,"node":"n1"}',
        Join("n1", 3, Range(1, 2)),
    ),
    ('{"entry":"LEAVE","incarnation":3,"node":"n1"}', Leave("n1", 3)),
    ('{"entry":"FAIL","incarnation":3,"node":"n1"}', Fail("n1", 3)),
    ('{"entry":"PETITION","incarnation":3,"node":"n1"}', Petition("n1", 3)),
    ('{"entry":"PARTITION","incarnation":3,"node":"n1"}', Partition("n1", 3)),
    ('{"entry":"ADD_NODE","node":"n1"}', AddNode("n1")),
    ('{"entry":"REMOVE_NODE","node":"n1"}', RemoveNode("n1")),
    (
        '{"entry":"ADJUST","request":{"incarnation":3,"node":"n1","number":1,"target":2}}',
        Adjust(Request("n1", 3, 1, 2)),
    ),
    ('{"entry":"NOTICE","group":"A","to":2}', Notice("A", 2)),
    ('{"entry":"CREATE_GROUP","group":"A","hosts":["n1","n2"]}', CreateGroup("A", ("n1", "n2"))),
    (
        (
            '{"body":"add \\u00e9","built_at":2,"entry":"MESSAGE","group":"A",'
            '"incarnation":3,"needs":1,"number":4,"sender":"n1"}'
        ),
        Message("n1", "A", 2, 1, "add é", 3, 4),
    ),
    ('{"entry":"OPENING"}', Opening()),
]

GOLDEN_MESSAGES: list[tuple[str, NodeMessage]] = [
    ('{"last_term":1,"length":2,"message":"CANVASS","term":3}', Canvass(3, 1, 2)),
    ('{"message":"SUPPORT","term":3}', Support(3)),
    ('{"last_term":1,"length":2,"message":"CAMPAIGN","term":3}', Campaign(3, 1, 2)),
    ('{"message":"VOTE","term":3}', Vote(3)),
    ('{"message":"OVER","of":2,"term":3}', Over(2, 3)),
    (
        (
            '{"after":4,"after_term":1,"commit":3,"message":"APPEND","records":'
            '[{"entry":{"entry":"OPENING"},"term":2},{"entry":{"entry":"ADD_NODE","node":"n3"},"term":2}],"term":2}'
        ),
        Append(2, 4, 1, (Record(2, Opening()), Record(2, AddNode("n3"))), 3),
    ),
    ('{"length":5,"member":1,"message":"STORED","term":2}', Stored(2, 5, 1)),
    ('{"length":5,"message":"BEHIND","term":2}', Behind(2, 5)),
    (
        f'{{"base":{{"position":7,"term":1,"view":{VIEW_TEXT}}},"data":[["A","3:one"]],"message":"SNAPSHOT","term":2}}',
        Snapshot(2, Base(7, 1, VIEW), (("A", "3:one"),)),
    ),
    ('{"message":"FAREWELL","position":7}', Farewell(7)),
    ('{"message":"RECORDED","position":7}', Recorded(7)),
    ('{"message":"KNOCK","whole":true}', Knock(whole=True)),
    ('{"entry":{"entry":"OPENING"},"message":"PROPOSE"}', Propose(Opening())),
    (
        (
            '{"entry":{"entry":"LEAVE","incarnation":1,"node":"n1"},"message":"DECLINED",'
            '"refusal":{"names":["A","B"],"why":"LAST_MEMBER"}}'
        ),
        Declined(Leave("n1", 1), Refusal(Why.LAST_MEMBER, ("A", "B"))),
    ),
]

DISK = Disk(
    3, "n2", extended(Log(Base(7, 1, VIEW)), [Record(3, Notice("A", 2))]), 8, 2, 2, Applied(8, (("A", ("x",)),))
)
DISK_TEXT = (
    '{"applied":{"position":8,"values":[["A",["x"]]]},"commit":8,"floor":2,"incarnation":2,'
    f'"log":{{"base":{{"position":7,"term":1,"view":{VIEW_TEXT}}},'
    '"tail":[{"entry":{"entry":"NOTICE","group":"A","to":2},"term":3}]},"term":3,"vote":"n2"}'
)


@pytest.mark.parametrize(("line", "entry"), GOLDEN_ENTRIES)
def test_each_entry_has_its_line_for_ever(line: str, entry: Entry) -> None:
    """Cluster entries have one frozen encoding that every version reads: to change a line here is to break it."""
    assert line == encode_entry(entry)
    assert entry == decode_entry(line)


@pytest.mark.parametrize(("line", "message"), GOLDEN_MESSAGES)
def test_each_message_has_its_line_for_ever(line: str, message: NodeMessage) -> None:
    """What nodes say to each other is read by nodes of another release."""
    assert line == encode_message(message)
    assert message == decode_message(line)


def test_a_disk_has_its_line_for_ever() -> None:
    """The next release finds what this one has written."""
    assert DISK_TEXT == encode_disk(DISK)
    assert DISK == decode_disk(DISK_TEXT)


def test_every_kind_has_a_name_and_a_golden_line() -> None:
    """No entry and no message is left out."""
    assert set(get_args(Entry)) == set(ENTRIES.values()) == {type(entry) for _, entry in GOLDEN_ENTRIES}
    assert set(get_args(NodeMessage)) == set(MESSAGES.values()) == {type(message) for _, message in GOLDEN_MESSAGES}


# ---- there and back


def is_one_canonical_line(line: str) -> bool:
    """One line of ASCII, its keys sorted and nothing between them."""
    written = json.dumps(json.loads(line), sort_keys=True, separators=(",", ":"))
    return line == written and line.isascii() and line.splitlines() == [line]


@given(entry=ANY_ENTRY)
def test_every_entry_is_read_as_it_was_written(entry: Entry) -> None:
    """What is decoded is what was encoded, and it is one line."""
    assert entry == decode_entry(encode_entry(entry))
    assert is_one_canonical_line(encode_entry(entry))


@given(message=ANY_MESSAGE)
def test_every_message_is_read_as_it_was_written(message: NodeMessage) -> None:
    """What is decoded is what was encoded, and it is one line."""
    assert message == decode_message(encode_message(message))
    assert is_one_canonical_line(encode_message(message))


@given(disk=st.from_type(Disk))
def test_every_disk_is_read_as_it_was_written(disk: Disk) -> None:
    """A crash keeps exactly this; the views of the log come back although they are not written."""
    assert disk == decode_disk(encode_disk(disk))
    assert is_one_canonical_line(encode_disk(disk))
    assert len(disk.log.tail) == len(json.loads(encode_disk(disk))["log"]["tail"])


@given(one=ANY_ENTRY, other=ANY_ENTRY)
def test_different_entries_have_different_lines(one: Entry, other: Entry) -> None:
    """One value, one text."""
    assert (one == other) is (encode_entry(one) == encode_entry(other))


@given(text=st.text(st.characters()))
def test_any_text_can_be_a_name_or_a_call(text: str) -> None:
    """The bodies of messages stay opaque: whatever a version writes is carried."""
    entry = Message(text, text, 1, 1, text, 1, 1)
    assert entry == decode_entry(encode_entry(entry))


def test_half_a_character_is_carried_too() -> None:
    """A text of Python can hold what no UTF-8 can."""
    assert AddNode("\ud800") == decode_entry(encode_entry(AddNode("\ud800")))


# ---- what is refused

Decode = Callable[[str], object]

REFUSED: list[tuple[str, Decode, str]] = [
    ("entry: no JSON: Expecting value: line 1 column 1 (char 0)", decode_entry, ""),
    ("message: no JSON: Expecting value: line 1 column 1 (char 0)", decode_message, "VOTE"),
    ("disk.commit: a whole number is expected, not 8.0", decode_disk, DISK_TEXT.replace('"commit":8', '"commit":8.0')),
    ("entry: an object is expected, not []", decode_entry, "[]"),
    ("entry.entry: a text is expected, not None", decode_entry, "{}"),
    ("entry.entry: a text is expected, not 7", decode_entry, '{"entry":7}'),
    ("entry: 'VOTE' is the name of no entry", decode_entry, '{"entry":"VOTE","term":1}'),
    ("message: 'JOIN' is the name of no message", decode_message, '{"message":"JOIN"}'),
    ("message.message: a text is expected, not None", decode_message, '{"entry":"OPENING"}'),
    (
        "message PROPOSE.entry: 'X' is the name of no entry",
        decode_message,
        '{"entry":{"entry":"X"},"message":"PROPOSE"}',
    ),
    ("entry LEAVE: 'incarnation' is missing", decode_entry, '{"entry":"LEAVE","node":"n1"}'),
    ("entry OPENING: 'why' is no field of it", decode_entry, '{"entry":"OPENING","why":1}'),
    (
        "entry LEAVE.incarnation: a whole number is expected, not True",
        decode_entry,
        '{"entry":"LEAVE","incarnation":true,"node":"n1"}',
    ),
    (
        "entry LEAVE.incarnation: a whole number is expected, not 1.0",
        decode_entry,
        '{"entry":"LEAVE","incarnation":1.0,"node":"n1"}',
    ),
    ("entry ADD_NODE.node: a text is expected, not None", decode_entry, '{"entry":"ADD_NODE","node":null}'),
    ("message KNOCK.whole: true or false is expected, not 1", decode_message, '{"message":"KNOCK","whole":1}'),
    (
        "entry CREATE_GROUP.hosts: a list is expected, not 'n1'",
        decode_entry,
        '{"entry":"CREATE_GROUP","group":"A","hosts":"n1"}',
    ),
    (
        "entry CREATE_GROUP.hosts[1]: a text is expected, not 2",
        decode_entry,
        '{"entry":"CREATE_GROUP","group":"A","hosts":["n1",2]}',
    ),
    (
        "entry JOIN.claim: no range of versions: 2..1",
        decode_entry,
        '{"claim":{"newest":1,"oldest":2},"entry":"JOIN","incarnation":1,"node":"n1"}',
    ),
    (
        "entry JOIN.claim: an object is expected, not None",
        decode_entry,
        '{"claim":null,"entry":"JOIN","incarnation":1,"node":"n1"}',
    ),
    (
        "message SNAPSHOT.data[0]: 2 items are expected, not 1",
        decode_message,
        GOLDEN_MESSAGES[8][0].replace(',"3:one"', ""),
    ),
    (
        "message SNAPSHOT.base.view.seats[0].status: 'AWAY' is none of ACTIVE, INACTIVE, PARTITIONED, ABSENT",
        decode_message,
        GOLDEN_MESSAGES[8][0].replace('"ACTIVE"', '"AWAY"'),
    ),
    (
        "message SNAPSHOT.base.view.seats[0].status: a text is expected, not 1",
        decode_message,
        GOLDEN_MESSAGES[8][0].replace('"ACTIVE"', "1"),
    ),
    ("disk.log: 'rest' is no field of it", decode_disk, DISK_TEXT.replace('"tail"', '"rest"')),
    ("disk.log.tail[0].term: a whole number", decode_disk, DISK_TEXT.replace('},"term":3}]', '},"term":null}]')),
    ("entry: not written in the one way", decode_entry, '{"entry": "OPENING"}'),
    ("entry: not written in the one way", decode_entry, '{"entry":"OPENING"}\n'),
    ("entry: not written in the one way", decode_entry, '{"entry":"OPENING","entry":"OPENING"}'),
    ("entry: not written in the one way", decode_entry, '{"node":"n1","entry":"ADD_NODE"}'),
    ("entry: not written in the one way", decode_entry, '{"entry":"ADD_NODE","node":"é"}'),
    ("entry: no JSON: maximum recursion depth exceeded", decode_entry, "[" * 100_000),
]


@pytest.mark.parametrize(("says", "decode", "text"), REFUSED)
def test_what_is_not_written_so_is_refused_with_one_clear_line(says: str, decode: Decode, text: str) -> None:
    """Unknown kinds, missing and additional fields, wrong types, empty ranges, another form: ValueError, and where."""
    with pytest.raises(ValueError, match=f"^{re.escape(says)}") as caught:
        decode(text)
    assert [str(caught.value)] == str(caught.value).splitlines()


JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-1, 3) | st.floats() | st.sampled_from(("n1", "LEAVE", "VOTE", "ACTIVE")),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from(("entry", "message", "node", "incarnation", "term", "base")), inner)
    ),
)


@given(data=JSON)
def test_whatever_is_read_is_a_value_or_refused(data: object) -> None:
    """No text makes the decoders fail in any other way."""
    text = json.dumps(data, sort_keys=True, separators=(",", ":"))
    for decode in (decode_entry, decode_message, decode_disk):
        try:
            value = decode(text)
        except ValueError:
            continue
        assert value is not None


@given(message=ANY_MESSAGE, place=st.integers(0), data=st.data())
def test_a_line_with_one_character_changed_is_another_message_or_none(
    message: NodeMessage, place: int, data: st.DataObject
) -> None:
    """No change is overlooked."""
    line = encode_message(message)
    here = place % len(line)
    changed = line[:here] + data.draw(st.sampled_from('0a"{}[]:, ')) + line[here + 1 :]
    try:
        read = decode_message(changed)
    except ValueError:
        return
    assert (changed == line) is (read == message)
