"""What a lesson writes and what the module holds is the same code."""

import ast
from itertools import permutations
from pathlib import Path

import editions
import execute
import nbformat
import numpy as np
import pytest

from rnn_lesson import _lessons, gradcheck, layers, model, optimizers

#: lesson -> the functions of the module that it writes in its own cells.
WRITTEN = {
    "01_forward": ["update_state", "forward_states"],
    "02_cost": ["cost"],
    "03_backprop": ["output_gradient", "backward_gradient"],
    "04_gradcheck": ["numerical_gradient"],
    "05_rprop": ["gradient", "next_step_size", "update_rprop"],
    "07_walkers": ["update_momentum", "update_adam"],
    "08_state": ["layer_states", "layer_gradient"],
}
ONE_LESSON = sorted(Path(_lessons.__file__).parent.glob("[!_]*.py"))
EVERYWHERE = {name for names in WRITTEN.values() for name in names} | {
    "relative_error",
    "assert_gradients_agree",
}


def functions(source):
    """Return {name: its arguments and body as text, without decorator and docstring}."""
    found = {}
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.FunctionDef):
            body = node.body[1:] if ast.get_docstring(node) else node.body
            found[node.name] = ast.unparse(node.args) + "\n" + "\n".join(map(ast.unparse, body))
    return found


def constants(source):
    """Return {NAME: value} of the bounds of Rprop's steps that a text defines."""
    assigned = (node for node in ast.parse(source).body if isinstance(node, ast.Assign))
    pairs = ((ast.unparse(node.targets[0]), ast.unparse(node.value)) for node in assigned)
    return {name: value for name, value in pairs if name.startswith("DELTA")}


def lesson_source(name):
    notebook = nbformat.read(execute.NOTEBOOKS / f"{name}.ipynb", as_version=4)
    return "\n".join(cell.source for cell in notebook.cells if cell.cell_type == "code")


def module_source():
    files = [Path(module.__file__) for module in (model, gradcheck, optimizers, layers)]
    return "\n".join(file.read_text("utf-8") for file in [*files, *ONE_LESSON])


@pytest.mark.parametrize("lesson", sorted(path.stem for path in execute.NOTEBOOKS.glob("*.ipynb")))
def test_lesson_and_module_hold_the_same_code(lesson):
    written, held = functions(lesson_source(lesson)), functions(module_source())
    assert set(WRITTEN.get(lesson, [])) <= set(written)
    for name in EVERYWHERE & set(written):
        assert written[name] == held[name], f"{name} differs between {lesson} and the module"


@pytest.mark.parametrize("path", ONE_LESSON, ids=lambda path: path.stem)
def test_what_one_lesson_alone_writes_stands_in_a_lesson(path):
    lessons = [functions(lesson_source(name.stem)) for name in execute.NOTEBOOKS.glob("*.ipynb")]
    for name, code in functions(path.read_text("utf-8")).items():
        found = [lesson[name] for lesson in lessons if name in lesson]
        assert found == [code], f"{name} is held in {path.name} otherwise than a lesson writes it"


def test_lesson_and_module_hold_the_same_constants():
    held = constants(module_source())
    assert held.items() >= {"DELTA_MIN": "1e-20", "DELTA_MAX": "50.0"}.items()
    assert constants(lesson_source("05_rprop")) == held


def test_a_difference_is_seen():
    good = functions("@checked\ndef f(x):\n    'doc'\n    return x + 1\n")
    assert good == functions("def f(x):\n    # a remark\n    return x + 1")
    assert good != functions("def f(x):\n    return x + 2")
    assert good != functions("def f(y):\n    return y + 1")


def test_palette_of_lesson_03_holds_the_lines_of_the_loop_and_no_other_three_do():
    notebook = nbformat.read(execute.NOTEBOOKS / "03_backprop.ipynb", as_version=4)
    cells = {cell.id: cell.source for cell in notebook.cells}
    palette = cells["palette"].partition("```python\n")[2].partition("\n```")[0].splitlines()
    asked = cells["backward-gradient"].splitlines()
    loop = [line.strip() for line in asked if editions.MARK.search(line)]
    lines = {editions.MARK.sub("", line) for line in loop}
    assert len(loop) == 3 and len(palette) == 6 and lines < set(palette)
    right = [chosen for chosen in permutations(palette, 3) if backward_with(chosen, asked, loop)]
    assert len(right) == 6 and all(set(chosen) == lines for chosen in right)


def backward_with(chosen, asked, loop):
    """Whether the lesson's function is right with these three lines in its loop."""
    source = "\n".join(line for line in asked if line != "@exercise")
    for line, other in zip(loop, chosen):
        source = source.replace(line, other)
    found = {"np": np}
    exec(source, found)
    X = np.array([[1, 0, 1, 1], [0, 1, 1, 0]])
    S = model.forward_states(X, 0.9, 1.1)
    given = X, S, np.array([0.5, -0.7]), 1.1
    try:
        got, wanted = found["backward_gradient"](*given), model.backward_gradient(*given)
    except IndexError:
        return False
    return np.allclose(got[0], wanted[0]) and np.allclose(got[1], wanted[1])
