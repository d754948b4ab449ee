"""What a lesson writes and what the module holds is the same code."""

import ast

import execute
import nbformat
import pytest

from rnn_lesson import gradcheck, model, optimizers

#: lesson -> the functions of the module that it writes in its own cells.
WRITTEN = {
    "01_forward": ["update_state", "forward_states"],
    "02_cost": ["cost"],
    "03_backprop": ["output_gradient", "backward_gradient"],
    "04_gradcheck": ["numerical_gradient"],
    "05_rprop": ["gradient", "next_step_size", "update_rprop"],
}
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
    return "\n".join(
        open(module.__file__, encoding="utf-8").read() for module in (model, gradcheck, optimizers)
    )


@pytest.mark.parametrize("lesson", sorted(path.stem for path in execute.NOTEBOOKS.glob("*.ipynb")))
def test_lesson_and_module_hold_the_same_code(lesson):
    written, held = functions(lesson_source(lesson)), functions(module_source())
    assert set(WRITTEN.get(lesson, [])) <= set(written)
    for name in EVERYWHERE & set(written):
        assert written[name] == held[name], f"{name} differs between {lesson} and the module"


def test_lesson_and_module_hold_the_same_constants():
    held = constants(module_source())
    assert held.items() >= {"DELTA_MIN": "1e-20", "DELTA_MAX": "50.0"}.items()
    assert constants(lesson_source("05_rprop")) == held


def test_a_difference_is_seen():
    good = functions("@checked\ndef f(x):\n    'doc'\n    return x + 1\n")
    assert good == functions("def f(x):\n    # a remark\n    return x + 1")
    assert good != functions("def f(x):\n    return x + 2")
    assert good != functions("def f(y):\n    return y + 1")
