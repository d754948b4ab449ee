"""Somebody else's code, such as a learner's: silence for it, and words for what it raises.

Silence is kept by thread: what everybody uses (a stream's `write`, `input`, a notebook's
`display`) does something else in a thread that is hushed, and the same as before in all others.
Nothing is exchanged and put back, for a cell may do so meanwhile, and get another's back.
"""

import builtins
import contextlib
import functools
import inspect
import linecache
import sys
import threading
import traceback
import warnings

import numpy as np

HEARD = 200
LONGEST_MESSAGE = 200
LONGEST_LINE = 80
NO_INPUT = "nobody can answer input() here"

_own = threading.local()  # .hush, while a thread is hushed; it ends with its thread


class Trouble(Exception):
    """Why somebody else's function gave nothing to go on with, said in one sentence."""


class TooLate(SystemExit):
    """Raised in a thread that is late; a thread that ends by a SystemExit ends in silence."""


class Hush:
    """What is kept of a thread that is hushed: the beginning of what it prints, and its figures."""

    def __init__(self):
        self.heard, self.figures = "", []


@contextlib.contextmanager
def hushed():
    """Keep away what this thread prints, warns of, shows or asks for; give the Hush of it."""
    before, _own.hush = getattr(_own, "hush", None), Hush()
    hush_what_there_is()
    try:
        with np.errstate(all="ignore"):
            yield _own.hush
    finally:
        # These only: a figure that the cell itself has open is the learner's picture.
        for number in _own.hush.figures:
            sys.modules["matplotlib.pyplot"].close(number)
        _own.hush = before


def is_hushed():
    """Return whether it is somebody else's code that calls."""
    return getattr(_own, "hush", None) is not None


def hush_what_there_is():
    """Let all that is heard or seen ask first whether its thread is hushed.

    Again and again, for a cell may redirect a stream, and the kernel has an `input` of its own
    for each cell.
    """
    for stream in (sys.stdout, sys.stderr):
        _divert(stream, "write", _heard if stream is sys.stdout else _unheard)
    _divert(builtins, "input", _refuse_input)
    _divert(sys.modules.get("matplotlib.pyplot"), "figure", _note_figure)
    # Neither heard nor seen, yet nothing that an answer may rest on: what memory held before.
    for name in ("empty", "empty_like"):
        _divert(np, name, _filled_with_nan)
    shell = "IPython" in sys.modules and sys.modules["IPython"].get_ipython()
    if shell:
        # Else `quit()` in a function ends the kernel, soon after.
        _divert(shell, "ask_exit", _raise_exit)
        for name in ("publish", "clear_output"):
            _divert(shell.display_pub, name, lambda *args, **kwargs: None)
    # First in the list, where a cell may have put others since.
    if warnings.filters[:1] != [_UNWARNED]:
        warnings.filters[:] = [_UNWARNED, *(each for each in warnings.filters if each != _UNWARNED)]


def _divert(owner, name, instead):
    """Let owner.name be instead(hush, as it was, ...) in threads that are hushed.

    It stays so, which costs others a look at `_own`: whoever holds a stream, as logging does,
    goes the same way, and nothing can be put back at a wrong moment.
    """
    before = getattr(owner, name, None)
    # Once only, else each check would add a layer, and a thousandth would end in a RecursionError.
    if before is None or hasattr(before, "hushable"):
        return

    @functools.wraps(before)
    def asks_first(*args, **kwargs):
        hush = getattr(_own, "hush", None)
        if hush is None:
            return before(*args, **kwargs)
        return instead(hush, before, *args, **kwargs)

    asks_first.hushable = True
    # Some streams take no new attribute. What is written there is heard.
    with contextlib.suppress(AttributeError, TypeError):
        setattr(owner, name, asks_first)


def _heard(hush, write, text):
    # Not all of it, for a loop may print until there is no memory left.
    hush.heard += text[: HEARD - len(hush.heard)]
    return len(text)


def _unheard(hush, write, text):
    return len(text)


def _refuse_input(hush, ask, prompt=""):
    raise EOFError(NO_INPUT)


def _note_figure(hush, figure, *args, **kwargs):
    made = figure(*args, **kwargs)
    # The notebook shows every figure that is open when the next cell ends.
    hush.figures.append(made.number)
    return made


def _filled_with_nan(hush, empty, *args, **kwargs):
    made = empty(*args, **kwargs)
    # What stood in the memory may be right by accident, and is another thing the next time.
    if made.dtype.kind == "f":
        made.fill(np.nan)
    return made


def _raise_exit(hush, ask_exit):
    raise SystemExit


class _InHushedThread:
    """A pattern for a filter of warnings that matches whatever comes from a hushed thread."""

    def match(self, text):
        return is_hushed()


_UNWARNED = ("ignore", _InHushedThread(), Warning, None, 0)


def code_of(function):
    """Return the code of a function below its decorators, None where there is none."""
    try:
        code = inspect.unwrap(function).__code__
    except Exception:  # an object may answer any question with an error
        return None
    return code if inspect.iscode(code) else None


def raised(error, function):
    """Say in one line what was raised, and in which line of the function's own file."""
    code, where = code_of(function), ""
    file = code and code.co_filename
    # Not extract_tb, which reads the line of every frame: there may be a thousand.
    walk = traceback.walk_tb(error.__traceback__)
    own = [number for frame, number in walk if frame.f_code.co_filename == file]
    if own and (line := linecache.getline(file, own[-1]).strip()):
        where = f" (line {own[-1]}: {one_line(line, LONGEST_LINE)})"
    message = message_of(error)
    return f"raised {type_name(error)}{': ' * bool(message)}{message}{where}"


def message_of(error):
    """Return an exception's own words in one line, or nothing where none can be read."""
    if isinstance(error, RecursionError):
        return "it calls itself without end"
    try:
        return one_line(str(error), LONGEST_MESSAGE)
    except TooLate:  # is ours: str() of the error may be what never ends
        raise
    except BaseException:
        return ""


def type_name(value):
    """Return the name of a value's type, whatever a class of its own says of itself."""
    return one_line(vars(type)["__name__"].__get__(type(value)), LONGEST_LINE)


def one_line(text, longest):
    """Return the beginning of a text without what no page shows, such as control characters."""
    # By str's own methods, for a learner's class of texts may have others.
    shown = [c if c.isprintable() else " " for c in str.__getitem__(text, slice(longest + 1))]
    line = " ".join("".join(shown).split())
    return line if len(shown) <= longest else line[: longest - 3] + "..."
