"""The decorator above a function that the learner fills."""

import ast
import inspect
import textwrap

from rnn_lesson._guest import code_of
from rnn_lesson.checks._report import Report


def exercise_with(tasks, check):
    """Return the decorator that judges by `check` and lends the functions of `tasks`."""

    def exercise(function):
        """Try a function as soon as its cell has run, and show below the cell what came of it.

        Parameters
        ----------
        function : function
            One that a lesson asks for, by its name; its blanks are written as `...`.

        Returns
        -------
        function
            What the lesson goes on with: the learner's own, right or wrong, so that the views show
            what it does. Only while a blank is open, the module's.
        """
        name = _told(lambda: str(function.__name__), "this")
        if name not in tasks:
            advice = f"Give your function its old name back; there are {', '.join(tasks)}."
            show(Report("wrong", f"No exercise is called {name}. {advice}"))
            return function
        report, line = check(name, function), _told(lambda: open_blank(function), None)
        # Right in spite of dots that were left standing is right.
        if report.passed or line is None:
            show(report)
            return function
        where = f" in line {line}" if line else ""
        until = f"Until then the lesson goes on with the module's {name}."
        show(Report("open", f"Your turn: replace the ...{where}. {until}"))
        return tasks[name].function

    return exercise


def _told(question, otherwise):
    try:
        return question()
    except BaseException:  # an object may answer any question with an error, SystemExit say
        return otherwise


def open_blank(function):
    """Return the line of its cell in which a function has a blank left, and None if it has none.

    It is 0 where the source is out of reach. A blank is `...` as a statement or as a whole right
    side; in an index, as in S[..., 0], it is none.
    """
    try:
        source, first = inspect.getsourcelines(function)
        tree = ast.parse(textwrap.dedent("".join(source)))
    except Exception:  # no source, a lambda in the middle of a line, or an object that raises
        code = code_of(function)
        return 0 if code and Ellipsis in code.co_consts else None
    for node in ast.walk(tree):
        value = getattr(node, "value", None)
        holds = isinstance(node, (ast.Expr, ast.Return, ast.Assign, ast.AugAssign))
        if holds and isinstance(value, ast.Constant) and value.value is Ellipsis:
            return first + node.lineno - 1
    return None


def show(report):
    """Show a report below the running cell, or print it where no notebook runs."""
    try:
        from IPython import get_ipython
        from IPython.display import display
    except ImportError:
        get_ipython = lambda: None
    display(report) if get_ipython() else print(report)
