"""Function calls between two processes that do not trust each other.

What crosses is plain data: numbers, text, lists, tuples, dicts, sets, numpy arrays and random
generators, each with its exact type. Functions cross as numbers that the other side can call.
Nothing is pickled, so whatever a hostile process sends, this one builds nothing but plain data from
it. The student's side and the grader's side are the same.
"""

import base64
import builtins
import contextlib
import itertools
import json
import math
import struct
import sys
from collections import deque
from collections.abc import ItemsView, Iterator, KeysView, ValuesView

import numpy as np

LONGEST_MESSAGE = 32 * 2**20
LONGEST_TEXT = 2000
DEEPEST = 20  # Far more than any answer needs, and far less than what ends the interpreter.
DTYPES = "biufcU"  # numpy's letters for numbers and text; "O" would let objects through.
PLAIN = int, float, complex, str, list, tuple, dict, set, frozenset
ITERATED = Iterator, KeysView, ValuesView, ItemsView, deque
MOST_PARTS = 10**6  # Some iterators never end.
CHANGEABLE = np.ndarray, list, dict, np.random.Generator
SEQUENCES = {"list": list, "tuple": tuple, "set": set, "frozenset": frozenset}


class Unportable(TypeError):
    """A value that is no plain data. The message says which kind."""


class Lost(BaseException):
    """The connection is of no more use. No test's `except Exception` takes it for an answer."""


class Garbled(Lost):
    """The other side sent what no honest one sends."""


class Changed(Exception):
    """A function changed its arguments where it may not."""


class RemoteError(Exception):
    """An error on the other side that has no builtin type."""


class Peer:
    """One end of a connection. `functions` are what the other may call, by their place in the list.

    `read(n)` returns n bytes or raises EOFError, `write(data)` sends bytes. Exceptions of the type
    `reported` that a function raises cross to the caller; others end the connection.
    """

    def __init__(self, read, write, functions=(), reported=Exception):
        self.read, self.write, self.reported = read, write, reported
        self.functions, self.numbers = {}, itertools.count()
        for function in functions:
            self.lend(function)
        self.may_change = True
        self.calls = itertools.count()

    def call(self, target, *args, **kwargs):
        """Call a function of the other end, answer its calls meanwhile, and return its result.

        Arrays, lists and generators that it changed are changed here too; where it may not change
        them, Changed is raised. What it raises is raised here.
        """
        call = next(self.calls)
        given = {"args": self.encode(list(args)), "kwargs": self.encode(kwargs)}
        self.write(framed({"call": call, "target": target} | given))
        # While this end waits, the other may call: an answer may be a function of a function.
        message = self.receive()
        while "call" in message:
            self.perform(message)
            message = self.receive()
        # An answer that comes before its question was forged: an honest peer cannot know the number
        # yet.
        if message.get("result") != call:
            raise Garbled("an answer that nobody asked for")
        self.take_over(message.get("changed", {"dict": []}), args, kwargs)
        if "error" in message:
            raise self.error_from(message["error"])
        return self.decode(message.get("value"))

    def lend(self, function):
        """Let the other end call a function. Return the number by which it does."""
        number = next(self.numbers)
        self.functions[number] = function
        return number

    def lend_no_more(self):
        """From now on the other end may call nothing of what was lent to it."""
        self.functions.clear()

    def take_over(self, changed, args, kwargs):
        """Change the arguments of a call as the function on the other side did."""
        changed = self.decode(changed)
        if not isinstance(changed, dict):
            raise Garbled("changes that are none")
        # Whoever draws numbers changes the generator; that is its use.
        if not self.may_change and any(
            not isinstance(new, np.random.Generator) for new in changed.values()
        ):
            raise Changed
        for place, value in changed.items():
            given = args if isinstance(place, int) and 0 <= place < len(args) else kwargs
            if given is kwargs and place not in kwargs:
                raise Garbled("a change of an argument that there is not")
            overwrite(given[place], value)

    def serve(self):
        """Answer calls until the other end is gone."""
        while True:
            try:
                message = self.receive()
            except EOFError:
                return
            self.perform(message)

    def perform(self, message):
        """Do one call of the other end and send what came of it, or of what it raised."""
        call, target = message["call"], message["target"]
        args, kwargs = self.decode(message.get("args")), self.decode(message.get("kwargs"))
        try:
            data = framed({"result": call} | self.outcome(self.functions[target], args, kwargs))
        # Where the function has called back and the connection broke, there is nobody left to tell.
        except Lost:
            raise
        except self.reported as error:
            data = framed({"result": call, "error": [type(error).__name__, message_of(error)]})
        self.write(data)

    def outcome(self, function, args, kwargs):
        """What a function returns, and how it changed its arguments."""
        places = dict(enumerate(args)) | kwargs
        before = {
            place: self.encode(value)
            for place, value in places.items()
            if isinstance(value, CHANGEABLE)
        }
        value = function(*args, **kwargs)
        changed = {
            place: places[place] for place in before if self.encode(places[place]) != before[place]
        }
        return {"value": self.encode(value), "changed": self.encode(changed)}

    def error_from(self, described):
        """The other end's exception as one of here: a builtin one where it has such a name."""
        parts = described if isinstance(described, list) else []
        if len(parts) != 2 or not all(isinstance(part, str) for part in parts):
            raise Garbled("an error that is none")
        name, text = (part[:LONGEST_TEXT].encode("utf-8", "replace").decode() for part in parts)
        known = Unportable if name == Unportable.__name__ else getattr(builtins, name, None)
        error = RemoteError(f"{name}: {text}")
        # These two mean something to loops and to `serve`; SystemExit and the like would end the
        # grader.
        harmless = isinstance(known, type) and issubclass(known, Exception)
        if harmless and not issubclass(known, (StopIteration, EOFError)):
            # UnicodeDecodeError and the like want more than a text.
            with contextlib.suppress(TypeError):
                error = known(text)
        error.remote = True
        return error

    def receive(self):
        (length,) = struct.unpack(">Q", self.read(8))
        # Before it is read: what is too long shall not fill the memory.
        if length > LONGEST_MESSAGE:
            raise Garbled("a message that is too long")
        try:
            message = json.loads(self.read(length))
        except (ValueError, RecursionError):
            raise Garbled("no message") from None
        if not isinstance(message, dict) or not ("call" in message or "result" in message):
            raise Garbled("neither a call nor a result")
        target = message.get("target")
        if "call" in message and (type(target) is not int or target not in self.functions):
            raise Garbled("a call of a function that there is not")
        return message

    def encode(self, value, depth=0):
        """Return what JSON can hold for plain data; raise Unportable for all else."""
        exact = type(value)
        if depth > DEEPEST:
            raise Unportable("data nested too deep")
        if value is None or exact in (bool, int, float, str):
            return value
        if isinstance(value, (np.ndarray, np.generic)):
            return encode_array(value)
        if exact is complex:
            return {"complex": [value.real, value.imag]}
        if exact is range:
            return {"range": [value.start, value.stop, value.step]}
        if exact is np.random.Generator:
            bits = value.bit_generator
            return {"generator": [type(bits).__name__, self.encode(bits.state, depth + 1)]}
        # A subclass of these crosses as what it is underneath: its own methods could lie to a test.
        for plain in PLAIN:
            if isinstance(value, plain) and exact is not plain:
                return self.encode(plain(value), depth + 1)
        parts = lambda values: [self.encode(part, depth + 1) for part in values]
        if SEQUENCES.get(exact.__name__) is exact:
            return {exact.__name__: parts(value)}
        if exact is dict:
            return {"dict": [parts(pair) for pair in value.items()]}
        if isinstance(value, ITERATED):
            return self.encode(list(itertools.islice(value, MOST_PARTS)), depth + 1)
        return self.encode_function(value)

    def encode_function(self, value):
        # A function of the other end goes home as itself, and not as a call there and back.
        wire = getattr(value, "wire", None)
        if type(wire) is tuple and wire[0] is self:
            return {"yours": wire[1]}
        if callable(value):
            return {"mine": self.lend(value)}
        raise Unportable(f"a {type(value).__name__}")

    def decode(self, data, depth=0):
        """Return what `encode` was given; raise Garbled for anything that it never makes."""
        if data is None or type(data) in (bool, int, float, str):
            return data
        try:
            ((tag, content),) = data.items()
            if depth > DEEPEST + 1:
                raise ValueError
            return self.build(tag, content, depth)
        except Garbled:
            raise
        # Any error: what a hostile process sends may be wrong in every way that there is.
        except Exception:
            raise Garbled("no plain data") from None

    def build(self, tag, content, depth):
        parts = lambda: [self.decode(part, depth + 1) for part in content]
        if tag in SEQUENCES:
            return SEQUENCES[tag](parts())
        if tag == "dict":
            pairs = [
                (self.decode(key, depth + 1), self.decode(part, depth + 1)) for key, part in content
            ]
            return dict(pairs)
        if tag == "complex":
            return complex(*map(float, content))
        if tag == "range":
            return range(*content)
        if tag in ("array", "number"):
            return as_array(tag, *content)
        if tag == "generator":
            name, state = content
            # default_rng's alone. Others take states that lead out of their memory.
            bits = {"PCG64": np.random.PCG64}[name]()
            bits.state = self.decode(state, depth + 1)
            return np.random.Generator(bits)
        if tag == "yours":  # Yours from there is ours from here.
            return self.functions[content if type(content) is int else None]
        if tag == "mine" and type(content) is int:
            return self.proxy(content)
        raise ValueError(tag)

    def proxy(self, target):
        """A function of the other end, to be called as if it were here."""

        def function(*args, **kwargs):
            return self.call(target, *args, **kwargs)

        function.wire = self, target
        return function


def encode_array(value):
    if value.dtype.kind not in DTYPES:
        raise Unportable(f"an array of {value.dtype.name}")
    # A subclass, such as a matrix, crosses as the array that it is.
    data = base64.b64encode(np.ascontiguousarray(value).tobytes()).decode()
    tag = "number" if isinstance(value, np.generic) else "array"
    return {tag: [value.dtype.str, list(np.shape(value)), data]}


def as_array(tag, dtype, shape, data):
    dtype, data = np.dtype(dtype), base64.b64decode(data)
    # numpy would take it: a pointer to an object that is none.
    if dtype.kind not in DTYPES or math.prod(shape) * dtype.itemsize != len(data):
        raise ValueError
    array = np.frombuffer(data, dtype).reshape(shape).copy()
    # There is no such character, and the first look at it would raise.
    if dtype.kind == "U" and (np.frombuffer(data, dtype.byteorder + "u4") > sys.maxunicode).any():
        raise ValueError
    return array[()] if tag == "number" else array


def framed(message):
    """A message as it goes over the wire: its length, and then JSON."""
    data = json.dumps(message).encode()
    if len(data) > LONGEST_MESSAGE:
        raise Unportable(f"more than {LONGEST_MESSAGE // 2**20} MB of data")
    return struct.pack(">Q", len(data)) + data


def overwrite(ours, new):
    """Make a changed argument of a call look as the function on the other side left it."""
    if type(ours) is not type(new):
        raise Garbled("a changed argument of another type")
    if isinstance(ours, np.ndarray):
        if not ours.flags.writeable:
            raise Changed
        if ours.shape != new.shape:
            raise Garbled("a changed argument of another shape")
        ours[...] = new
    elif isinstance(ours, list):
        ours[:] = new
    elif isinstance(ours, dict):
        ours.clear()
        ours.update(new)
    elif isinstance(ours, np.random.Generator):
        ours.bit_generator.state = new.bit_generator.state
    else:
        raise Garbled("a changed argument that cannot change")


def message_of(error):
    """What an exception says, if it can: its __str__ is the student's."""
    try:
        return str(error)[:LONGEST_TEXT]
    except BaseException:
        return ""
