"""Function calls between two processes that do not trust each other.

What crosses is plain data: numbers, text, lists, tuples, dicts, sets, numpy arrays and random generators, each with
its exact type. Functions cross as numbers that the other side can call. Nothing is pickled, so whatever a hostile
process sends, this one builds nothing but plain data from it. The student's side and the grader's side are the same.
"""

import base64
import builtins
import itertools
import json
import math
import struct
from collections import deque
from collections.abc import ItemsView, Iterator, KeysView, ValuesView

import numpy as np

LONGEST_MESSAGE = 32 * 2**20
LONGEST_TEXT = 2000
DEEPEST = 20
ARRAY_KINDS = "biufcU"
PLAIN = int, float, complex, str, list, tuple, dict, set, frozenset
ITERATED = Iterator, KeysView, ValuesView, ItemsView, deque
MOST_PARTS = 10**6
CHANGEABLE = np.ndarray, list, dict, np.random.Generator
SEQUENCES = {"list": list, "tuple": tuple, "set": set, "frozenset": frozenset}


class Unportable(TypeError):
    """A value that is no plain data. The message says which kind."""


class Lost(BaseException):
    """The connection is of no more use. No test cell's `except Exception` can take it for an answer."""


class Garbled(Lost):
    """The other side sent what no honest one sends."""


class Changed(Exception):
    """A function changed its arguments where it may not."""


class RemoteError(Exception):
    """An error on the other side that has no builtin type."""


class Peer:
    """One end of a connection. `functions` are what the other end may call, by their place in the list.

    `read(n)` returns n bytes or raises EOFError, `write(data)` sends bytes. Exceptions of the kind `reported` that a
    function raises cross to the caller; others end the connection.
    """

    def __init__(self, read, write, functions=(), reported=Exception):
        self.read, self.write, self.reported = read, write, reported
        self.functions = list(functions)
        self.may_change = True
        self.numbers = itertools.count()

    def call(self, target, *args, **kwargs):
        """Call a function of the other end, answer its calls meanwhile, and return its result.

        Arrays, lists and generators that it changed are changed here too; where it may not change them, Changed is
        raised. What it raises is raised here.
        """
        number = next(self.numbers)
        call = {
            "call": number,
            "target": target,
            "args": self.encode(list(args)),
            "kwargs": self.encode(kwargs),
        }
        self.write(as_bytes(call))
        message = self.receive()
        while "call" in message:
            self.answer(message)
            message = self.receive()
        if message.get("result") != number:
            raise Garbled("an answer that nobody asked for")
        changed = self.decode(message.get("changed", {"dict": []}))
        if not isinstance(changed, dict):
            raise Garbled("changes that are none")
        if not self.may_change and any(
            not isinstance(new, np.random.Generator) for new in changed.values()
        ):
            raise Changed
        for place, value in changed.items():
            key = args if isinstance(place, int) and 0 <= place < len(args) else kwargs
            if key is kwargs and place not in kwargs:
                raise Garbled("a change of an argument that there is not")
            change(key[place], value)
        if "error" in message:
            raise self.error(message["error"])
        return self.decode(message.get("value"))

    def serve(self):
        """Answer calls until the other end is gone."""
        while True:
            try:
                message = self.receive()
            except EOFError:
                return
            self.answer(message)

    def answer(self, message):
        """Do one call of the other end and send what came of it, or of what it raised."""
        number, target = message["call"], message["target"]
        args, kwargs = self.decode(message.get("args")), self.decode(message.get("kwargs"))
        try:
            data = as_bytes({"result": number} | self.outcome(self.functions[target], args, kwargs))
        except Lost:
            raise
        except self.reported as error:
            data = as_bytes({"result": number, "error": [type(error).__name__, as_text(error)]})
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

    def error(self, described):
        """The other end's exception as one of here: a builtin one where it has such a name."""
        if not (
            isinstance(described, list)
            and len(described) == 2
            and all(isinstance(part, str) for part in described)
        ):
            raise Garbled("an error that is none")
        name, text = (part[:LONGEST_TEXT].encode("utf-8", "replace").decode() for part in described)
        kind = Unportable if name == Unportable.__name__ else getattr(builtins, name, None)
        if (
            isinstance(kind, type)
            and issubclass(kind, Exception)
            and not issubclass(kind, (StopIteration, EOFError))
        ):
            try:
                error = kind(text)
            except TypeError:  # UnicodeDecodeError and the like want more than a text.
                error = RemoteError(f"{name}: {text}")
        else:
            error = RemoteError(f"{name}: {text}")
        error.remote = True
        return error

    def receive(self):
        (length,) = struct.unpack(">Q", self.read(8))
        if length > LONGEST_MESSAGE:
            raise Garbled("a message that is too long")
        try:
            message = json.loads(self.read(length))
        except (ValueError, RecursionError):
            raise Garbled("no message") from None
        if not isinstance(message, dict) or not ("call" in message or "result" in message):
            raise Garbled("neither a call nor a result")
        if "call" in message and not (
            isinstance(message.get("target"), int) and 0 <= message["target"] < len(self.functions)
        ):
            raise Garbled("a call of a function that there is not")
        return message

    def encode(self, value, depth=0):
        """Return what JSON can hold for plain data; raise Unportable for all else."""
        kind = type(value)
        if depth > DEEPEST:
            raise Unportable("data nested too deep")
        if value is None or kind in (bool, int, float, str):
            return value
        if isinstance(value, (np.ndarray, np.generic)):
            if value.dtype.kind not in ARRAY_KINDS:
                raise Unportable(f"an array of {value.dtype.name}")
            array = np.ascontiguousarray(
                value
            )  # A subclass, such as a matrix, crosses as the array that it is.
            name = "number" if isinstance(value, np.generic) else "array"
            return {
                name: [
                    array.dtype.str,
                    list(np.shape(value)),
                    base64.b64encode(array.tobytes()).decode(),
                ]
            }
        if kind is complex:
            return {"complex": [value.real, value.imag]}
        if kind is range:
            return {"range": [value.start, value.stop, value.step]}
        if kind is np.random.Generator:
            return {
                "generator": [
                    type(value.bit_generator).__name__,
                    self.encode(value.bit_generator.state, depth + 1),
                ]
            }
        for plain in PLAIN:  # So does a subclass of these.
            if isinstance(value, plain) and kind is not plain:
                return self.encode(plain(value), depth + 1)
        if SEQUENCES.get(kind.__name__) is kind:
            return {kind.__name__: [self.encode(part, depth + 1) for part in value]}
        if kind is dict:
            return {
                "dict": [
                    [self.encode(key, depth + 1), self.encode(part, depth + 1)]
                    for key, part in value.items()
                ]
            }
        if isinstance(value, ITERATED):
            return self.encode(list(itertools.islice(value, MOST_PARTS)), depth + 1)
        wire = getattr(value, "wire", None)
        if type(wire) is tuple and wire[0] is self:
            return {"yours": wire[1]}
        if callable(value):
            self.functions.append(value)
            return {"mine": len(self.functions) - 1}
        raise Unportable(f"a {kind.__name__}")

    def decode(self, data, depth=0):
        """Return the plain data that `encode` was given; raise Garbled for anything that it never makes."""
        if data is None or type(data) in (bool, int, float, str):
            return data
        try:
            ((tag, content),) = data.items()
            if depth > DEEPEST + 1:
                raise ValueError
            return self.build(tag, content, depth)
        except Garbled:
            raise
        except Exception:
            raise Garbled("no plain data") from None

    def build(self, tag, content, depth):
        parts = lambda: [self.decode(part, depth + 1) for part in content]
        if tag in SEQUENCES:
            return SEQUENCES[tag](parts())
        if tag == "dict":
            return {
                self.decode(key, depth + 1): self.decode(part, depth + 1) for key, part in content
            }
        if tag == "complex":
            return complex(*map(float, content))
        if tag == "range":
            return range(*content)
        if tag in ("array", "number"):
            return as_array(tag, *content)
        if tag == "generator":
            name, state = content
            bits = {"PCG64": np.random.PCG64}[
                name
            ]()  # default_rng's. Others take states that lead out of their memory.
            bits.state = self.decode(state, depth + 1)
            return np.random.Generator(bits)
        if tag == "yours":  # Yours from there is ours from here.
            return self.functions[content if type(content) is int and content >= 0 else None]
        if tag == "mine" and type(content) is int:
            return self.proxy(content)
        raise ValueError(tag)

    def proxy(self, target):
        """A function of the other end, to be called as if it were here."""

        def function(*args, **kwargs):
            return self.call(target, *args, **kwargs)

        function.wire = self, target
        return function


def as_array(tag, dtype, shape, data):
    dtype, data = np.dtype(dtype), base64.b64decode(data)
    if dtype.kind not in ARRAY_KINDS or any(
        type(length) is not int or length < 0 for length in shape
    ):
        raise ValueError
    if math.prod(shape) * dtype.itemsize != len(data):
        raise ValueError
    array = np.frombuffer(data, dtype).reshape(shape).copy()
    return array[()] if tag == "number" else array


def as_bytes(message):
    data = json.dumps(message).encode()
    if len(data) > LONGEST_MESSAGE:
        raise Unportable(f"more than {LONGEST_MESSAGE // 2**20} MB of data")
    return struct.pack(">Q", len(data)) + data


def change(ours, new):
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


def as_text(error):
    try:
        return str(error)[:LONGEST_TEXT]
    except BaseException:
        return ""
