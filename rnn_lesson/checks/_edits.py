"""A mistake is an edit of the lesson's own function; `hints/` holds a table of them for each task.

A table is text. A hint stands at the margin; under it, indented, stand the edits that get it:

    old -> new              `old` stands once in the function, and `new` takes its place
    old => new              the same wherever `old` stands
    old -> new || other     two mistakes, which get the same hint
    edit && edit            one mistake that changes two places
    line one level deeper   what a `return` inside the loop is

`...` stands for what is between, or for the rest of the line; in `new` for the text that was
found there. A line falls out by `line -> pass`; one more is put in by `line -> more; line`.
A line such as "also the mistakes of update_state" takes over the mistakes of a function
that this one calls, after all of its own.
"""

import ast
import inspect
import re
from functools import cache
from importlib.resources import files

import numpy as np

from rnn_lesson import gradcheck, layers, model, optimizers
from rnn_lesson._lessons import adder, gates, language, part_one
from rnn_lesson.data import lesson_dataset

MODULES = model, gradcheck, optimizers, layers, part_one, adder, gates, language
HINTS = files("rnn_lesson.checks") / "hints"
#: A learner calls these as written in a cell above, without the checks of arguments.
SAME_LESSON = {"update_state", "relative_error", "gradient", "layer_states", "layer_gradient"}
ALSO, DEEPER = "also the mistakes of ", " one level deeper"


@cache
def mistakes(name):
    """Return [(hint, function)] for a task, in the order in which hints are tried.

    Raises ValueError where an edit does not fit the function any more.
    """
    callees = [line.removeprefix(ALSO) for line in table(name) if line.startswith(ALSO)]
    return own(name) + [
        (hint, made(name, source(name), **{callee: mistake}))
        for callee in callees
        for hint, mistake in mistakes(callee)
    ]


@cache
def own(name):
    """Return the same without what is taken over from the functions that this one calls."""
    return [(hint, made(name, text)) for hint, _, text in edits(name)]


def edits(name):
    """Return [(hint, edit, source that it makes)], one for each mistake in a task's table."""
    found, hint = [], ""
    for line in table(name):
        if not line.startswith(" "):
            hint = line
            continue
        try:
            for text in _edited(source(name), line.strip()):
                _compiled(text)
                found.append((hint, line.strip(), text))
        except (ValueError, SyntaxError) as error:
            raise ValueError(f"{name}: the edit {line.strip()!r} {error}") from None
    return found


def table(name):
    """Return the lines of a task's table."""
    return (HINTS / f"{name}.txt").read_text("utf-8").splitlines()


@cache
def source(name):
    """Return a task's function as the lesson writes it, without decorator and docstring."""
    function = next(vars(module)[name] for module in MODULES if name in vars(module))
    lines = inspect.getsource(function).splitlines()
    written = ast.parse("\n".join(lines)).body[0]
    doc = written.body[0]
    return "\n".join(lines[written.lineno - 1 : doc.lineno - 1] + lines[doc.end_lineno :])


def _edited(text, edit):
    """Return the texts that an edit makes of a function: several where it leaves a choice."""
    texts = [text]
    for change in edit.split(" && "):
        if change.endswith(DEEPER):
            line = change.removesuffix(DEEPER)
            change = f"    {line} -> {' ' * 8}{line}"
        parts = re.fullmatch(r"(.+?) ([-=])> (.+)", change)
        if not parts:
            raise ValueError("is not written as old -> new")
        old, arrow, choices = parts.groups()
        texts = [
            _replaced(before, old, new, arrow == "=")
            for before in texts
            for new in choices.split(" || ")
        ]
    return texts


def _replaced(text, old, new, everywhere):
    # Whole words only, so that n is not found in np and wx not in wx_grad.
    start, end = r"(?<!\w)" * old[0].isalnum(), r"(?!\w)" * old[-1].isalnum()
    pattern = start + re.escape(old).replace(re.escape("..."), "(.*)") + end
    head, body = text.split("\n", 1)
    # Most edits mean the body. The line of def is meant where only it has the text: a default.
    in_body = re.findall(pattern, body)
    found = len(in_body or re.findall(pattern, head))
    if not found or found > 1 and not everywhere:
        raise ValueError(f"is not clear: {old!r} stands {found} times in the function")

    def change(part):
        return re.sub(pattern, lambda at: new.replace("...", at[1]) if at.re.groups else new, part)

    return f"{head}\n{change(body)}" if in_body else f"{change(head)}\n{body}"


def made(name, text, **others):
    """Return the function that a text defines; `others` are functions that it calls by name."""
    namespace = _world(name) | others
    exec(_compiled(text), namespace)
    return namespace[name]


@cache
def _compiled(text):
    return compile(text, "<a mistake>", "exec")


@cache
def _world(name):
    """Return the names of a function's module, and those that a learner has in the notebook."""
    X, t = lesson_dataset()

    def cost_of(W):
        return model.cost(model.forward_states(X, *W)[:, -1], t)

    module = next(module for module in MODULES if name in vars(module))
    world = {"np": np, "X": X, "t": t, "cost_of": cost_of, "lesson_dataset": lesson_dataset}
    world |= vars(module)
    return world | {each: inspect.unwrap(world[each]) for each in SAME_LESSON & set(world)}
