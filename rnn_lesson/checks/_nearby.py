"""Near misses that no table lists: every function that differs from the lesson's in one place."""

import ast
from functools import cache

import numpy as np

from rnn_lesson.checks import _edits

OPERATORS = {ast.Add: "+", ast.Sub: "-", ast.Mult: "*", ast.Div: "/", ast.Pow: "**"}
OPERATORS |= {ast.FloorDiv: "//", ast.Mod: "%", ast.MatMult: "@"}
COMPARISONS = ">", ">=", "<", "<=", "==", "!="
ALIKE = ("sum", "mean", "max", "min", "abs", "sign", "sqrt", "square", "exp", "cumsum", "tanh")
TWINS = {"np.maximum": "np.minimum", "np.minimum": "np.maximum", "np.zeros": "np.ones"}
LINES = (" += ", " = "), (" += ", " -= "), (" = ", " += ")


@cache
def functions(name):
    """Return [(text, function)] of all functions near the lesson's: some work, once."""
    text = _plain(_edits.source(name))
    found = []
    for changed in dict.fromkeys([*_other_words(text), *_other_lines(text)]):
        try:
            found.append((changed, _edits.made(name, changed)))
        except Exception:  # no Python, or a line that stands outside the function now
            continue
    return found


def described(name, changed):
    """Say by which line a text differs first from the lesson's function.

    The line may be the learner's own. So it is called wrong, and never only "the same".
    """
    pairs = zip(_plain(_edits.source(name)).split("\n"), _plain(changed).split("\n"))
    old, new = next((old.strip(), new.strip()) for old, new in pairs if old != new)
    if new == "pass":
        return f"The lesson's function would be as wrong without the line `{old}`."
    if new == old:
        moved = f"with the line `{old}` moved into or out of the loop"
        return f"The lesson's function would be as wrong {moved}."
    return f"The wrong line is `{new}`, or what stands for it: compare it with the equation."


def _plain(text):
    """Return a text with no line breaks inside a statement, and no needless parentheses."""
    return ast.unparse(ast.parse(text))


def _other_words(text):
    """Yield the texts in which one expression of the body is another."""
    tree = ast.parse(text)
    names = {node.arg for node in ast.walk(tree) if isinstance(node, ast.arg)}
    names |= {name.id for name in ast.walk(tree) if _is_name(name, ast.Store)}
    for statement in tree.body[0].body:
        for node in ast.walk(statement):
            if isinstance(node, ast.expr):
                for words in _instead(node, sorted(names)):
                    lines = text.split("\n")
                    line, start, end = lines[node.lineno - 1], node.col_offset, node.end_col_offset
                    lines[node.lineno - 1] = f"{line[:start]}({words}){line[end:]}"
                    yield "\n".join(lines)


def _instead(node, names):
    """Yield what may stand in the place of an expression by mistake."""
    text = ast.unparse(node)
    match node:
        case ast.BinOp(left, operator, right):
            a, b, sign = ast.unparse(left), ast.unparse(right), OPERATORS[type(operator)]
            yield from (a, b, f"({b}) {sign} ({a})", f"{a} {sign} {b}")
            yield from (f"({a}) {other} ({b})" for other in OPERATORS.values())
            if sign == "@":
                yield from (f"({a}).T @ {b}", f"{a} @ ({b}).T")
            yield from (f"-({text})", f"np.abs({text})", f"np.sum({text})", f"({text}) ** 2")
        case ast.Compare(left, _, [right]):
            a, b = ast.unparse(left), ast.unparse(right)
            yield from (f"{a} {other} {b}" for other in COMPARISONS)
        case ast.Call(function, arguments, words):
            name, parts = ast.unparse(function), list(map(ast.unparse, [*arguments, *words]))
            yield from (*parts[: len(arguments)], f"-{text}", f"np.sum({text})")
            for i in range(len(parts)):
                rest = parts[:i] + parts[i + 1 :]
                yield f"{name}({', '.join(rest)})"
                yield f"{name}({', '.join([*rest[: i + 1], parts[i], *rest[i + 1 :]])})"
            owner, _, last = name.rpartition(".")
            if last in ALIKE:
                known = dir(np if owner == "np" else np.ndarray)
                yield from (f"{owner}.{o}({', '.join(parts)})" for o in ALIKE if o in known)
            if name in TWINS:
                yield f"{TWINS[name]}({', '.join(parts)})"
        case ast.Name(ctx=ast.Load()) if text in names or text.isupper():
            yield from (*names, f"{text} + 1", f"{text} - 1")
        case ast.Constant(int() | float() as value):
            yield from map(repr, (0, 1, value + 1, value - 1, 2 * value, value / 2, -value))
        case ast.UnaryOp(_, inside) | ast.Attribute(inside, "T"):
            yield ast.unparse(inside)
        case ast.Subscript(array, ast.Tuple([row, column])):
            yield f"{ast.unparse(array)}[{ast.unparse(column)}, {ast.unparse(row)}]"
        case ast.Tuple(parts, ast.Load()):
            yield ", ".join(map(ast.unparse, parts[::-1]))


def _other_lines(text):
    """Yield the texts in which one line is gone, in another place, or adds where it should set."""
    lines = text.split("\n")
    for i, line in enumerate(lines):
        indent = line[: len(line) - len(line.lstrip())]
        others = [indent + "pass", "    " + line, line[4:]]
        others += [line.replace(old, new, 1) for old, new in LINES]
        for other in others:
            yield "\n".join([*lines[:i], other, *lines[i + 1 :]])
        yield "\n".join([*lines[:i], *lines[i + 1 : i + 2], line, *lines[i + 2 :]])


def _is_name(node, context):
    return isinstance(node, ast.Name) and isinstance(node.ctx, context)
