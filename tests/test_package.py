"""What other people's notebooks rely on: the public names, what they say, and what they import."""

import ast
import inspect
import subprocess
import sys
from pathlib import Path

import pytest

import rnn_lesson

PACKAGE = Path(rnn_lesson.__file__).parent
PROMISED = {
    "lesson_dataset": "()",
    "make_dataset": "(m, sequence_len, rng)",
    "update_state": "(xk, sk, wx, wRec)",
    "forward_states": "(X, wx, wRec)",
    "cost": "(y, t)",
    "output_gradient": "(y, t)",
    "backward_gradient": "(X, S, grad_out, wRec)",
    "numerical_gradient": "(f, W, eps=1e-07)",
    "update_rprop": "(X, t, W, W_prev_sign, W_delta, eta_p, eta_n)",
    "rprop_path": "(X, t, W=(-1.5, 2.0), n_iter=500, eta_p=1.2, eta_n=0.5, delta_0=0.001)",
    "loss_surface": "(X, t, wx, wRec)",
}

# What each room may import besides the standard library, numpy and `_inputs`.
MATHEMATICS = {"data", "model", "gradcheck", "optimizers", "surface", "layers"}
WIDGETS = {"ipywidgets", "anywidget", "traitlets", "IPython"}
ROOMS = {
    "__init__": MATHEMATICS,
    "_inputs": set(),
    "data": set(),
    "model": set(),
    "gradcheck": set(),
    "optimizers": {"model"},
    "surface": set(),
    "layers": set(),
    "plots": {"matplotlib"},
    "explorers": MATHEMATICS
    | {"_lessons", "_guest", "_errand", "_deadline", "plots", "matplotlib"}
    | WIDGETS,
    "_lessons": MATHEMATICS,
    "_guest": set(),
    "_deadline": {"_guest"},
    "_errand": {"_guest", "_deadline"},
    "checks": MATHEMATICS | {"_lessons", "_guest", "_errand", "IPython"},
}


@pytest.mark.parametrize(("name", "signature"), PROMISED.items())
def test_promised_name_has_its_signature(name, signature):
    assert name in rnn_lesson.__all__
    assert str(inspect.signature(getattr(rnn_lesson, name))) == signature


def test_all_names_what_there_is():
    assert rnn_lesson.__all__ == sorted(set(rnn_lesson.__all__))
    functions = {name for name, value in vars(rnn_lesson).items() if inspect.isfunction(value)}
    assert {name for name in functions if name[0] != "_"} == set(rnn_lesson.__all__)


@pytest.mark.parametrize("name", rnn_lesson.__all__)
def test_docstring_has_its_sections(name):
    function = getattr(rnn_lesson, name)
    lines = inspect.getdoc(function).splitlines()
    assert lines[0].endswith(".") and len(lines[0]) <= 100
    sections = {lines[i - 1]: i for i, line in enumerate(lines) if line and set(line) == {"-"}}
    assert {"Returns", "Raises"} & set(sections)
    documented = []
    if inspect.signature(function).parameters:
        for line in lines[sections["Parameters"] + 1 :]:
            if not line:
                break
            if not line.startswith(" "):
                documented += line.split(" : ")[0].split(", ")
    assert documented == list(inspect.signature(function).parameters)


FILES = {path.relative_to(PACKAGE).as_posix(): path for path in sorted(PACKAGE.rglob("*.py"))}


@pytest.mark.parametrize("path", FILES.values(), ids=FILES)
def test_room_imports_only_what_it_may(path):
    imported = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            imported |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            module = "rnn_lesson." * (node.level > 0) + (node.module or "")
            imported |= {f"{module}.{alias.name}" for alias in node.names}
    rooms = {name.split(".")[1 if name.startswith("rnn_lesson.") else 0] for name in imported}
    room = path.relative_to(PACKAGE).parts[0].removesuffix(".py")
    assert rooms - set(sys.stdlib_module_names) - {"numpy", "_inputs", room} <= ROOMS[room]


def test_import_is_light():
    heavy = "matplotlib", "ipywidgets", "anywidget", "nbgrader", "IPython", "traitlets"
    code = "import rnn_lesson, sys; print(rnn_lesson.__file__, *sys.modules, sep='\\n')"
    command = [sys.executable, "-W", "error", "-c", code]
    done = subprocess.run(command, cwd=PACKAGE.parent, capture_output=True, text=True, check=True)
    file, *imported = done.stdout.splitlines()
    assert file == str(PACKAGE / "__init__.py") and "numpy" in imported
    assert not set(heavy) & set(imported)
