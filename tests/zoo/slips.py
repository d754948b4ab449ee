"""Random slips in the functions that the lessons ask for, and what `checks.check` says about them.

A slip is one small change of the lesson's function, and now and then two, as tired fingers
make them. `python tests/zoo slips [seed]` prints those that are told nothing but an example.
"""

import ast
import copy
import inspect
import random
import re
import sys
import textwrap

import numpy as np

from rnn_lesson import checks

OPERATORS = [ast.Add, ast.Sub, ast.Mult, ast.Div, ast.FloorDiv, ast.Pow, ast.Mod]
COMPARISONS = [ast.Gt, ast.GtE, ast.Lt, ast.LtE, ast.Eq, ast.NotEq]
FUNCTIONS = "sum mean max min abs sign sqrt zeros ones maximum minimum exp cumsum tanh".split()
ELSEWHERE = ["X", "k", "m", "t", "wRec", "y"]  # names of a notebook that a function may not have
REASONLESS = re.compile(
    r"Look at \w+ first\. |It is right for .*?, but not always\. ?"
    r"|For .*?, \S+(\[[\d, ]+\])? should be [^;]*; yours is \S+\.$"
)


def lesson_text(name):
    """Return a task's function as the lesson writes it: without decorator and docstring."""
    function = inspect.unwrap(checks.TASKS[name].function)
    node = ast.parse(textwrap.dedent(inspect.getsource(function))).body[0]
    node.decorator_list = []
    node.body = node.body[ast.get_docstring(node) is not None :]
    return ast.unparse(node)


def changes_of(tree):
    """Yield (kind, a function that makes one slip in the tree)."""
    names = {node.id for node in ast.walk(tree) if isinstance(node, ast.Name)} - {"np", "float"}
    names = sorted(names | {arg.arg for arg in tree.body[0].args.args})
    for node in ast.walk(tree):
        match node:
            case ast.BinOp():
                yield from _others("operator", node, "op", [op() for op in OPERATORS])
                yield "swapped operands", lambda node=node: _swap(node)
            case ast.Compare():
                yield from _others("comparison", node, "ops", [[op()] for op in COMPARISONS])
            case ast.Name(ctx=ast.Load()) if node.id in names:
                yield from _others("name", node, "id", [*names, ELSEWHERE[len(node.id) % 6]])
            case ast.Attribute() if node.attr in FUNCTIONS:
                yield from _others("function", node, "attr", FUNCTIONS)
            case ast.Constant(int() | float() as value):
                others = [0, 1, value + 1, value - 1, -value, 2 * value, value / 2]
                yield from _others("constant", node, "value", others)
            case ast.Call(args=arguments):
                yield from _arguments(node, arguments)
            case ast.Tuple(parts, ast.Load()):
                yield "swapped parts", parts.reverse
            case ast.Subscript():
                yield from _indices(node)
            case ast.Slice():
                yield "slice", lambda node=node: vars(node).update(lower=None, upper=None)
        if isinstance(node, (ast.FunctionDef, ast.For, ast.If)):
            yield from _lines(node.body)
        for field, child in ast.iter_fields(node):
            yield from _transposed(node, field, child)


def _others(kind, node, field, values):
    for value in values:
        yield kind, lambda value=value: setattr(node, field, value)


def _swap(node):
    node.left, node.right = node.right, node.left


def _transposed(node, field, child):
    """Yield the slips with a .T: forgotten, or one too many in a product of matrices."""
    if isinstance(child, ast.Attribute) and child.attr == "T":
        yield ".T", lambda: setattr(node, field, child.value)
    elif isinstance(getattr(node, "op", None), ast.MatMult) and isinstance(child, ast.expr):
        yield ".T", lambda: setattr(node, field, ast.Attribute(copy.deepcopy(child), "T"))


def _moved(node):
    """Return the nodes for one more and one less."""
    return [ast.BinOp(copy.deepcopy(node), op, ast.Constant(1)) for op in (ast.Add(), ast.Sub())]


def _arguments(call, arguments):
    """Yield the slips in what is handed over: swapped, forgotten, a bound of range moved."""
    for i in range(len(arguments) - 1):
        yield "swapped arguments", lambda i=i: arguments.insert(i, arguments.pop(i + 1))
        yield "argument gone", lambda i=i: arguments.pop(i)
    for i, word in enumerate(call.keywords):
        yield f"{word.arg} gone", lambda i=i: call.keywords.pop(i)
    if ast.unparse(call.func) == "range":
        for i, bound in enumerate(arguments):
            for moved in _moved(bound):
                yield "range", lambda i=i, moved=moved: arguments.__setitem__(i, moved)


def _indices(node):
    """Yield the slips in an index: one further, one back, rows for columns."""
    places = node.slice.elts if isinstance(node.slice, ast.Tuple) else [node.slice]
    for i, index in enumerate(places):
        for moved in _moved(index) if not isinstance(index, ast.Slice) else ():
            if len(places) > 1:
                yield "index", lambda i=i, moved=moved: places.__setitem__(i, moved)
            else:
                yield "index", lambda moved=moved: setattr(node, "slice", moved)
    yield "index", places.reverse


def _lines(body):
    """Yield the slips in whole lines: one gone, = for +=, one level deeper or less deep."""
    for i, line in enumerate(body):
        yield "line gone", lambda i=i: body.__setitem__(i, ast.Pass())
        if isinstance(line, ast.AugAssign):
            plain = ast.Assign([line.target], line.value)
            yield "= for +=", lambda i=i, plain=plain: body.__setitem__(i, plain)
            yield "-= for +=", lambda line=line: setattr(line, "op", ast.Sub())
        elif isinstance(line, ast.Assign) and not isinstance(line.targets[0], ast.Tuple):
            added = ast.AugAssign(line.targets[0], ast.Add(), line.value)
            yield "+= for =", lambda i=i, added=added: body.__setitem__(i, added)
        if i and isinstance(body[i - 1], (ast.For, ast.If)):
            yield "deeper", lambda i=i: body[i - 1].body.append(body.pop(i))
        if isinstance(line, ast.For) and line.body:
            yield "less deep", lambda i=i, line=line: body.insert(i + 1, line.body.pop())


def slips(seed, count):
    """Yield (task, what was changed, the function) of random slips that Python can read."""
    rng = random.Random(seed)
    texts = {name: lesson_text(name) for name in checks.TASKS}
    while count:
        name = rng.choice(sorted(texts))
        tree, kinds = ast.parse(texts[name]), []
        for _ in range(rng.choice([1, 1, 1, 1, 2])):
            found = {}
            for kind, change in changes_of(tree):
                found.setdefault(kind, []).append(change)
            kinds.append(rng.choice(sorted(found)))
            rng.choice(found[kinds[-1]])()
        try:
            source = ast.unparse(ast.fix_missing_locations(tree))
            function = _function(name, source)
        except Exception:  # no Python, or a default that cannot be computed
            continue
        if source != texts[name]:
            function.source = source
            yield name, " and ".join(kinds), function
            count -= 1


def _function(name, source):
    """Return the function of a text, with the names that the lesson's own sees."""
    namespace = {**inspect.unwrap(checks.TASKS[name].function).__globals__}
    exec(compile(source, f"<slip in {name}>", "exec"), namespace)
    return namespace[name]


# Whether a slip gives other numbers is judged by other inputs and a comparison of our own.


def other_numbers(rng, arg):
    """Return an argument of a check with other numbers: of the same signs, and no larger."""
    if callable(arg) or np.isin(arg, (-1, 0, 1)).all() or np.asarray(arg).dtype.kind == "i":
        return arg  # what must be whole, or say yes and no, stays so
    return arg * rng.uniform(0.4, 1, np.shape(arg))


def gives_other_numbers(name, function):
    """Return whether a function differs from the lesson's on inputs of our own."""
    rng, task = np.random.default_rng(7), checks.TASKS[name]
    cases = [tuple(other_numbers(rng, arg) for arg in case) for case in task.cases * 3]
    if task.verdicts:  # gradients that agree, too
        cases += [(case[0], case[0] * 1.01, *case[2:]) for case in cases]
    with np.errstate(all="ignore"):
        return any(
            not _same(_outcome(function, case), _outcome(task.function, case)) for case in cases
        )


def _outcome(function, case):
    """Return the result as nested lists, or the kind of error."""
    try:
        return function(*(np.copy(arg) if isinstance(arg, np.ndarray) else arg for arg in case))
    except Exception as error:
        return type(error).__name__


def _same(one, other):
    if any(isinstance(result, (str, type(None))) for result in (one, other)):
        return type(one) is type(other) and one == other
    if isinstance(other, (tuple, list)):
        return (
            isinstance(one, (tuple, list))
            and len(one) == len(other)
            and all(map(_same, one, other))
        )
    try:
        one = np.asarray(one, dtype=float)
    except (TypeError, ValueError):
        return False
    return one.shape == np.shape(other) and np.allclose(one, other, rtol=1e-5, atol=1e-8)


def has_no_reason(message):
    """Return whether a message is no more than an example."""
    return not REASONLESS.sub("", message).strip()


def main(count=750):
    """Print the slips that get no reason, and how many they are; return 1 if they are too many."""
    seed = int(sys.argv[2]) if sys.argv[2:] else 1
    bare = 0
    for name, kinds, function in slips(seed, count):
        message = checks.check(name, function).message
        if has_no_reason(message):
            bare += 1
            print(f"{name}: {kinds}\n{function.source}\n{message}\n")
    print(f"{bare} of {count} slips (seed {seed}) get no reason.")
    return int(bare >= 15)
