"""Submissions for assignment 1 that are damaged, or that try to get points without an answer.

An attack replaces the answer `shares` (5 points) of a student who is right everywhere else (16 points by tests).
`python tests/attacks.py` grades them all and prints what each got.
"""

import json
import shutil
import sys
import tempfile
from pathlib import Path

import nbformat
import students

from classroom import _sandbox

NAME = "assignment_1_bias"
FULL, WITHOUT = 16, 11
WRONG = "def shares(n, wx, wRec):\n    return [1] * n, 2, 3\n"
FAKE = "def shares(n, wx, wRec):\n    return {}\n"
SLY = "def shares(n, wx, wRec):\n    {}\n    return [1] * n, 2, 3\n"

# What an attacker writes into the answer cell.
ATTACKS = {
    "patches numpy": "import numpy as np\nnp.allclose = np.isclose = np.array_equal = lambda *a, **k: True\n" + WRONG,
    "patches numpy when called": SLY.format("np.allclose = np.isclose = np.all = lambda *a, **k: True"),
    "patches the module": "import rnn_lesson\nrnn_lesson.forward_states = lambda *a: np.ones((2, 9))\n" + WRONG,
    "patches checks": "from rnn_lesson import checks\nchecks.check = checks.predict = lambda *a: True\n" + WRONG,
    "patches builtins": "import builtins\nbuiltins.abs = builtins.max = builtins.len = lambda *a: 0\n" + WRONG,
    "float that equals all": """class Yes(float):
    def __eq__(self, other): return True
    __ne__ = __lt__ = __le__ = __gt__ = __ge__ = __sub__ = __rsub__ = __abs__ = lambda self, *a: Yes(0)
    __array__ = lambda self, *a, **k: np.zeros(1)
def shares(n, wx, wRec):
    return [Yes(1)] * n, Yes(7), Yes(8)
""",
    "array that equals all": """class Yes(np.ndarray):
    def __eq__(self, other): return True
    def __array_function__(self, *a): return True
    def __array_ufunc__(self, *a, **k): return True
def shares(n, wx, wRec):
    return np.ones(n).view(Yes), np.ones(1).view(Yes)[0], np.ones(()).view(Yes)
""",
    "tuple that unpacks anew": """class Yes(tuple):
    def __iter__(self): return iter(([20, 10, 5], 7, 8))
def shares(n, wx, wRec):
    return Yes(([1] * n, 2, 3))
""",
    "returns a function": FAKE.format("(lambda *a: True), (lambda *a: True), (lambda *a: True)"),
    "returns a module": FAKE.format("np, np, np"),
    "returns nothing": FAKE.format("None"),
    "returns nan": FAKE.format("np.full(n, np.nan), np.nan, np.nan"),
    "returns objects": FAKE.format("np.array([object()] * n), object(), object()"),
    "returns itself for ever": "def shares(n, wx, wRec):\n    a = []\n    a.append(a)\n    return a\n",
    "returns far too much": FAKE.format("np.ones(10**8), 'x' * 10**8, list(range(10**7))"),
    "returns a huge whole number": FAKE.format("[10**5000] * n, 10**5000, 10**5000"),
    "reads In and Out": SLY.format("found = [get_ipython().user_ns[k] for k in ('In', 'Out', '_i', '_ih')]; return found"),
    "reads the frames": """import sys
def shares(n, wx, wRec):
    frame = sys._getframe()
    while frame:
        for value in list(frame.f_locals.values()):
            if isinstance(value, dict) and "want" in value:
                return value["want"]
        frame = frame.f_back
    return [1] * n, 2, 3
""",
    "reads the garbage": """import gc
def shares(n, wx, wRec):
    texts = [thing for thing in gc.get_objects() if isinstance(thing, dict) and "one_input_each" in thing]
    return texts[0] if texts else ([1] * n, 2, 3)
""",
    "reads the files": """import json, os
def shares(n, wx, wRec):
    for folder, _, files in os.walk("/"):
        for file in files:
            if file.endswith(".ipynb"):
                for cell in json.load(open(os.path.join(folder, file)))["cells"]:
                    if "BEGIN SOLUTION" in "".join(cell["source"]) and "def shares" in "".join(cell["source"]):
                        exec("".join(cell["source"]), globals())
                        return globals()["shares"](n, wx, wRec)
    return [1] * n, 2, 3
""",
    "reads the environment": SLY.format("import os; return os.environ['HOME'], os.environ, list(os.environ)"),
    "asks the network": SLY.format("import urllib.request; return urllib.request.urlopen('http://127.0.0.1:80', timeout=2).read()"),
    "exits": "import sys\nsys.exit(0)\n" + WRONG,
    "exits when called": SLY.format("raise SystemExit(0)"),
    "exits hard": "import os\nos._exit(0)\n",
    "exits hard when called": SLY.format("import os; os._exit(0)"),
    "kills itself": SLY.format("import os; os.kill(os.getpid(), 9)"),
    "kills everybody": SLY.format("import os; os.kill(-1, 9)"),
    "kills its parent": SLY.format("import os; os.kill(os.getppid(), 9)"),
    "forks": "import os\nwhile True:\n    os.fork()\n",
    "forks when called": SLY.format("import os\n    for _ in range(10**4): os.fork()"),
    "starts threads": SLY.format("import threading\n    while True: threading.Thread(target=shares, args=(n, wx, wRec)).start()"),
    "prints two million lines": "for i in range(2_000_000):\n    print(i)\n" + WRONG,
    "prints for ever": SLY.format("while True: print('x' * 1000)"),
    "recurses": FAKE.format("shares(n, wx, wRec)"),
    "recurses without a limit": "import sys\nsys.setrecursionlimit(10**9)\n" + FAKE.format("shares(n, wx, wRec)"),
    "never ends": "while True:\n    pass\n",
    "never ends when called": SLY.format("while True: pass"),
    "never ends and holds on": "def shares(n, wx, wRec):\n    while True:\n        try:\n            while True: pass\n        except BaseException: pass\n",
    "sleeps": SLY.format("import time; time.sleep(10**6)"),
    "ignores signals": SLY.format("import signal\n    for s in range(1, 32):\n        try: signal.signal(s, signal.SIG_IGN)\n        except OSError: pass\n    while True: pass"),
    "fills the memory": SLY.format("a = []\n    while True: a.append('x' * 10**7)"),
    "fills the disk": SLY.format("i = 0\n    while True:\n        i += 1\n        open(f'/tmp/{i}', 'wb').write(bytes(10**7))"),
    "writes over the module": SLY.format("import rnn_lesson.model as m; open(m.__file__, 'w').write('')"),
    "writes rubbish to the grader": "import os\nfor i in range(3, 20):\n    try: os.write(i, b'rubbish' * 10**4)\n    except OSError: pass\n" + WRONG,
    "forges answers to the grader": """import json, os, struct
for i in range(10):
    data = json.dumps({"result": i, "value": {"tuple": [{"list": [20, 10, 5]}, 7, 8]}}).encode()
    for stream in range(3, 20):
        try: os.write(stream, struct.pack(">Q", len(data)) + data)
        except OSError: pass
""" + WRONG,
    "calls what it may not": """import gc
from classroom import _wire
def shares(n, wx, wRec):
    peer = [thing for thing in gc.get_objects() if isinstance(thing, _wire.Peer)][0]
    return peer.call(0, "import os"), peer.call(1), peer.call(-1)
""",
    "raises what it was given": "def shares(n, wx, wRec):\n    raise ValueError(f'CARRIED OUT {n} {wx} {wRec}')\n",
    "raises a type that tells": "def shares(n, wx, wRec):\n    raise type(f'CARRIED OUT {n} {wx} {wRec}', (Exception,), {})\n",
    "passes, then raises what it was given": """count = 0
def shares(n, wx, wRec):
    global count
    count += 1
    if count > 2:
        raise ValueError(f'CARRIED OUT {n} {wx} {wRec}')
    a = np.array([wx * wRec ** (n - k) for k in range(1, n + 1)])
    return a, sum(wRec**k for k in range(n)), wRec**n
""",
    "raises what cannot be said": "class E(Exception):\n    def __str__(self): return 1 / 0\nraise E()\n",
    "raises half a character": SLY.format("raise ValueError(chr(0xd800))"),
    "breaks the shell": "get_ipython().run_cell = None\n" + WRONG,
    "writes a whole book": WRONG + "#" + "é" * 10**5,
    "knows the visible tests, then returns nothing to compare": """seen = {(3, 5, 2): ([20, 10, 5], 7, 8), (3, 5, 0.5): (0, 1.75, 0)}
def shares(n, wx, wRec):
    return seen.get((n, wx, wRec), (np.zeros((0, n)), np.zeros(0), np.zeros(0)))
""",
    "fills the memory with files": SLY.format("import os\n    files = []\n    while True:\n        files.append(os.memfd_create('x'))"
                                              "\n        os.write(files[-1], bytes(2**22))"),
    "fills the memory beside the disk": SLY.format("i = 0\n    while True:\n        i += 1\n        open(f'/dev/shm/{i}', 'wb').write(bytes(2**22))"),
    "is no Python": "def shares(n, wx, wRec)\n    return !!",
    "has null bytes": "def shares(n, wx, wRec):\n    return 1\0",
    "defines the tests' names": "S = want = y = a = c = d = 7\nassert_ = print = None\n" + WRONG,
    "undoes the other answers": "del forward_with_bias\n" + WRONG,
}  # fmt: skip
COSTS_MORE = {"breaks the shell": 5}  # All that would have run after it.


def honest():
    return students.filled(NAME, students.right(NAME))


def without(kinds):
    """A notebook that lost all cells of these kinds."""
    kind_of = {cell.id: cell.kind for cell in students.assignment(NAME).cells}
    notebook = honest()
    notebook.cells = [cell for cell in notebook.cells if kind_of[cell.id] not in kinds]
    return notebook


def changed(change):
    """A notebook in which `change` was done to each cell."""
    notebook = honest()
    for cell in notebook.cells:
        change(cell)
    return notebook


def with_cells(first=(), last=()):
    notebook = honest()
    notebook.cells = [*first, *notebook.cells, *last]
    return notebook


def version_4_4(notebook, keep_metadata=True):
    """Without cell ids, as older programs write it."""
    notebook.nbformat_minor = 4
    for cell in notebook.cells:
        cell.pop("id")
        if not keep_metadata:
            cell.metadata = {}
    return notebook


def reordered():
    notebook = honest()
    notebook.cells.reverse()
    return notebook


def doubled():
    """The answer cells once more, as handed out, below the filled ones; and all pasted cells carry the old metadata."""
    given = [
        cell
        for cell in students.handed_out(NAME).cells
        if cell.metadata.get("nbgrader", {}).get("solution")
    ]
    return with_cells(
        last=[nbformat.from_dict(dict(cell) | {"id": f"copy{i}"}) for i, cell in enumerate(given)]
    )


def code(source):
    return nbformat.v4.new_code_cell(source)


def wrong_kernel():
    notebook = honest()
    notebook.metadata = {
        "kernelspec": {"name": "julia-1.9", "display_name": "Julia", "language": "julia"}
    }
    return notebook


def below_the_stub():
    """Every answer in a cell of its own, below the answer cell, which was left as it was."""
    notebook, given = honest(), {cell.id: cell for cell in students.handed_out(NAME).cells}
    cells = []
    for cell in notebook.cells:
        if cell.metadata.get("nbgrader", {}).get("solution"):
            new = code if cell.cell_type == "code" else nbformat.v4.new_markdown_cell
            cells += [nbformat.from_dict(given[cell.id]), new(cell.source)]
        else:
            cells.append(cell)
    notebook.cells = cells
    return notebook


def split():
    """Every coded answer in two cells: a comment and an import keep the id, the function is in a new one."""
    notebook = honest()
    cells = []
    for cell in notebook.cells:
        if cell.id in students.right(NAME):
            cells += [
                nbformat.from_dict(dict(cell) | {"source": "# My answer\nimport math"}),
                code(cell.source),
            ]
        else:
            cells.append(cell)
    notebook.cells = cells
    return notebook


def other_types():
    """Right results in types that are as good as lists and tuples."""
    body = "def shares(n, wx, wRec):\n    a, c, d = right(n, wx, wRec)\n    return Shares({k: x for k, x in enumerate(a)}.values(), c, iter([d]).__next__())\n"
    shares = students.right(NAME)["shares"].replace("def shares", "def right")
    shares = (
        "from collections import namedtuple\nShares = namedtuple('Shares', 'a c d')\n"
        + shares
        + "\n"
        + body
    )
    return students.filled(NAME, students.right(NAME) | {"shares": shares})


def in_front(text):
    """Right answers that do something more."""
    return students.filled(
        NAME, {cell: text + "\n" + source.lstrip() for cell, source in students.right(NAME).items()}
    )


# What an accident does to a right submission; it keeps its points.
FAULTS = {
    "test cells deleted": lambda: without({"test"}),
    "all but the answers deleted": lambda: without({"test", "setup", "text", "look"}),
    "test cells changed": lambda: changed(
        lambda cell: cell.update(source="raise SystemExit") if cell.id.endswith("test") else None
    ),
    "setup changed": lambda: changed(
        lambda cell: cell.update(source="np = None") if cell.id == "setup" else None
    ),
    "points changed": lambda: changed(
        lambda cell: cell.metadata.get("nbgrader", {}).update(points=10**6)
    ),
    "cells in reverse order": reordered,
    "answer cells doubled": doubled,
    "metadata stripped": lambda: changed(lambda cell: cell.update(metadata={})),
    "ids stripped": lambda: version_4_4(honest()),
    "ids and metadata stripped": lambda: version_4_4(honest(), keep_metadata=False),
    "answer cells made raw": lambda: changed(
        lambda cell: cell.update(cell_type="raw") if cell.cell_type == "code" else None
    ),
    "wrong kernel": wrong_kernel,
    "cells of one's own that fail": lambda: with_cells(
        [code("1 / 0"), code("import os; os._exit(1)")], [code("while True: pass")]
    ),
    "answers that warn": lambda: in_front(
        "import sys, warnings\nwarnings.warn('old')\nprint('careful', file=sys.stderr)"
    ),
    "answers with magics": lambda: in_front(
        "%matplotlib inline\n%matplotlib widget\n%timeit -n1 -r1 1\n!ls\n%pip install numpy"
    ),
    "answers below the stubs": below_the_stub,
    "answers split in two": split,
    "answers in other types": other_types,
    "answers that print much": lambda: in_front("for i in range(10_000): print(i)"),
    "a failing line after an answer": lambda: students.filled(
        NAME, {c: s + "\n1 / 0" for c, s in students.right(NAME).items()}
    ),
}

# Files that are no notebook. Nobody gets anything for them.
FILES = {
    "corrupt JSON": b'{"cells": [',
    "empty": b"",
    "a list": b"[1, 2, 3]",
    "a number": b"1",
    "deep JSON": b"[" * 10**5,
    "cells that are none": json.dumps(
        {"cells": [1, None, {"source": 5}, {"id": [], "metadata": 3}]}
    ).encode(),
    "not text": bytes(range(256)),
}


def hand_in(folder):
    """Write every fault, every attack and some honest students into a folder of submissions."""
    assert not _sandbox.weakness(), (
        "Attacks are real: they would end every program of yours and read your files."
    )
    for number in range(4):
        students.write(
            folder / f"honest {number}" / f"{NAME}.ipynb",
            students.filled(NAME, students.right(NAME, number)),
        )
    students.write(folder / "renamed" / "my homework (2).ipynb", honest())
    for name, make in FAULTS.items():
        students.write(folder / name / f"{NAME}.ipynb", make())
    for name, source in ATTACKS.items():
        answers = students.right(NAME) | {"shares": source}
        students.write(folder / name / f"{NAME}.ipynb", students.filled(NAME, answers))
    for name, data in FILES.items():
        (folder / name).mkdir(parents=True)
        (folder / name / f"{NAME}.ipynb").write_bytes(data)
    (folder / "link to the solution").mkdir()
    (folder / "link to the solution" / f"{NAME}.ipynb").symlink_to(students.PATHS[NAME])
    with_mark = folder / "byte order mark" / f"{NAME}.ipynb"
    students.write(with_mark, honest())
    with_mark.write_bytes(b"\xef\xbb\xbf" + with_mark.read_bytes().replace(b"\n", b"\r\n"))


def by_tests(result):
    """The points that tests gave."""
    return sum(question["points"] or 0 for question in result["questions"].values())


def main():
    with tempfile.TemporaryDirectory() as folder:
        hand_in(Path(folder, "submissions"))
        results, complaints = students.grade(Path(folder, "submissions"), Path(folder, "results"))
    width = max(map(len, [*ATTACKS, *FAULTS]))
    for (student, _), result in results.items():
        reason = result["questions"]["shares-test"]["reason"]
        print(
            f"{student:{width}}  {by_tests(result):4g}  {reason}  {' '.join(result['notes'])}"[
                : shutil.get_terminal_size((200, 0))[0]
            ]
        )
    for student, sentences in complaints.items():
        if sentences:
            print(f"{student:{width}}     0  {' '.join(sentences)}")


if __name__ == "__main__":
    sys.exit(main())
