"""The wire between grader and student: plain data cross exactly, and nothing else at all."""

import contextlib
import io
import json
import struct
import threading
from collections import Counter, deque
from fractions import Fraction

import hypothesis.extra.numpy as arrays
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from classroom._wire import Changed, Garbled, Peer, RemoteError

VALUES = st.none() | st.booleans() | st.integers() | st.floats() | st.complex_numbers() | st.text()
DTYPES = arrays.boolean_dtypes() | arrays.integer_dtypes() | arrays.floating_dtypes(sizes=(32, 64))
ARRAYS = arrays.arrays(DTYPES, arrays.array_shapes(min_dims=0, min_side=0))
SCALARS = DTYPES.flatmap(arrays.from_dtype)
DATA = st.recursive(
    VALUES | ARRAYS | SCALARS,
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.lists(inner, max_size=4).map(tuple)
        | st.dictionaries(st.text() | st.integers(), inner, max_size=4)
    ),
)


def same(a, b):
    """Whether two values are the same, their types too."""
    if type(a) is not type(b):
        return False
    if isinstance(a, (list, tuple)):
        return len(a) == len(b) and all(map(same, a, b))
    if isinstance(a, dict):
        return same(list(a.items()), list(b.items()))
    if isinstance(a, np.ndarray | np.generic):
        return a.dtype == b.dtype and np.shape(a) == np.shape(b) and a.tobytes() == b.tobytes()
    return repr(a) == repr(b)


@given(DATA)
def test_plain_data_cross_exactly(value):
    peer = Peer(None, None)
    assert same(peer.decode(json.loads(json.dumps(peer.encode(value)))), value)


class Yes(float):
    __eq__ = lambda *_: True


@pytest.mark.parametrize(
    ("value", "plain"),
    [
        (Yes(1), 1.0),
        (Counter("aa"), {"a": 2}),
        ({1: 2}.values(), [2]),
        (map(abs, [-1]), [1]),
        (reversed([1, 2]), [2, 1]),
        (deque([1]), [1]),
        ((k for k in range(2)), [0, 1]),
        (np.ma.masked_array([1]), np.array([1])),
        (type("T", (tuple,), {})([1]), (1,)),
    ],
)
def test_what_is_as_good_as_plain_crosses_as_plain(value, plain):
    peer = Peer(None, None)
    assert same(peer.decode(peer.encode(value)), plain)


@pytest.mark.parametrize("value", [object(), np, np.array([object()]), Fraction(1, 2)])
def test_nothing_else_crosses(value):
    with pytest.raises(TypeError):
        Peer(None, None).encode(value)


TAGS = "array", "number", "list", "dict", "mine", "yours", "generator", "range"
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: (
        st.lists(inner) | st.dictionaries(st.sampled_from(TAGS) | st.text(), inner, max_size=2)
    ),
)
PLAIN = type(None), bool, int, float, str, complex, list, tuple, set, frozenset, dict, range
PLAIN += np.ndarray, np.generic


@given(JSON)
def test_rubbish_becomes_plain_data_or_is_refused(data):
    try:
        value = Peer(None, None).decode(data)
    except Garbled:
        return
    assert isinstance(value, PLAIN) or hasattr(value, "wire")


EIGHT = "AAAAAAAAAAA="  # bytes


@pytest.mark.parametrize(
    "data",
    [
        {"array": ["|O", [1], EIGHT]},
        {"array": ["<f8", [2], EIGHT]},
        {"array": ["<f8", [-1], EIGHT]},
        {"array": ["<U2", [1], "/////////38="]},  # Characters that there are not.
        {"array": [">U2", [1], "f/////////8="]},
        {"array": ["<f4,<f4", [1], EIGHT]},
        *({"yours": place} for place in (5, -1, True)),
        *({"mine": "0"}, {"list": 3}, {"range": [0, 1, 0]}, {"dict": [[{"list": []}, 1]]}),
        {"generator": ["Popen", {"dict": []}]},
        {"generator": ["MT19937", Peer(None, None).encode(np.random.MT19937(1).state)]},
        *({"a": 1, "b": 2}, {}, []),
    ],
)
def test_what_no_peer_sends_is_refused(data):
    with pytest.raises(Garbled):
        Peer(None, None, [abs, len]).decode(data)


def test_what_is_lent_no_more_cannot_be_called():
    peer = Peer(None, None)
    place = peer.encode(abs)["mine"]
    assert peer.decode({"yours": place}) is abs
    peer.lend_no_more()
    with pytest.raises(Garbled):
        peer.decode({"yours": place})
    # A number that was used is never another function's.
    assert peer.encode(len)["mine"] != place


@pytest.mark.parametrize(
    "message",
    [
        *(b"rubbish", b"[]", b"{}", b"[" * 10**5),
        *(b'{"call": 1, "target": 5}', b'{"call": 1, "target": -1}', b'{"result": 7}'),
        *(b'{"result": 0, "error": 5}', b'{"result": 0, "error": ["A", 5]}'),
        b'{"result": 0, "changed": {"dict": [[3, 1]]}}',
        b'{"result": 0, "changed": {"dict": [[0, {"list": []}]]}}',
    ],
)
def test_messages_that_no_peer_sends_are_refused(message):
    stream = io.BytesIO(struct.pack(">Q", len(message)) + message)
    with pytest.raises(Garbled):
        Peer(stream.read, lambda data: None).call(0, np.zeros(2))


def test_a_message_that_is_too_long_is_not_read():
    def read(count):
        assert count == 8
        return struct.pack(">Q", 2**40)

    with pytest.raises(Garbled):
        Peer(read, lambda data: None).call(0)


ERRORS = {"value": ValueError("because"), "exit": SystemExit("because")}
ERRORS |= {"unicode": UnicodeDecodeError("utf-8", b"x", 0, 1, "bad")}


@pytest.fixture
def other():
    """A peer whose other end lends these functions, in another thread."""
    import os

    def grow(X):
        X *= 2
        return X.sum()

    def twice(f, x):
        return f(f(x))

    def fail(kind):
        raise ERRORS[kind]

    def draw(rng):
        return rng.normal()

    def append(items):
        items.append(3)

    def make(n):
        return lambda x: x + n

    (a, b), (c, d) = os.pipe(), os.pipe()
    ends = [open(a, "rb"), open(d, "wb", 0), open(c, "rb"), open(b, "wb", 0)]
    reader = lambda file: lambda count: exactly(file, count)
    served = Peer(
        reader(ends[0]),
        ends[1].write,
        [grow, twice, fail, draw, append, make],
        reported=BaseException,
    )

    def serve():
        with contextlib.suppress(EOFError):
            served.serve()

    server = threading.Thread(target=serve, daemon=True)
    server.start()
    peer = Peer(reader(ends[2]), ends[3].write)
    yield [peer.proxy(i) for i in range(6)]
    ends.pop().close()  # the writing end first: the server reads until then
    server.join(5)
    for end in ends:
        end.close()


def exactly(file, count):
    data = file.read(count)
    if len(data) < count:
        raise EOFError
    return data


def test_changes_of_arguments_arrive(other):
    X, items = np.arange(3.0), [1, 2]
    assert other[0](X) == 6 and X.tolist() == [0, 2, 4]
    assert other[4](items) is None and items == [1, 2, 3]


def test_changes_are_refused_where_they_are_not_wanted(other):
    other[0].wire[0].may_change = False
    X = np.arange(3.0)
    with pytest.raises(Changed):
        other[0](X)
    assert X.tolist() == [0, 1, 2]


def test_calls_cross_in_both_directions(other):
    assert other[1](lambda x: x * 3, 2) == 18
    assert other[5](4)(1) == 5
    assert other[1](other[5](10), 1) == 21


def test_an_error_of_the_callback_comes_back(other):
    with pytest.raises(ZeroDivisionError):
        other[1](lambda x: 1 / 0, 2)


def test_a_generator_goes_on_where_the_other_side_left_it(other):
    ours, theirs = np.random.default_rng(1), np.random.default_rng(1)
    assert [other[3](theirs), other[3](theirs)] == [ours.normal(), ours.normal()]


@pytest.mark.parametrize(
    ("kind", "error"), [("value", ValueError), ("unicode", RemoteError), ("exit", RemoteError)]
)
def test_errors_arrive_as_what_they_are(other, kind, error):
    with pytest.raises(error, match="because|bad") as caught:
        other[2](kind)
    assert caught.value.remote
