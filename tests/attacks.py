"""Submissions for assignment 1 that are damaged, or that try to get points without an answer.

An attack replaces the answer `shares` (5 points) of a student who is right everywhere else (16
points by tests).
`python tests/attacks.py` grades them all and prints what each got.
"""

import json
import shutil
import sys
import tempfile
import textwrap
from pathlib import Path

sys.path.append(str(Path(__file__).resolve().parent.parent))  # Where this runs as a command.

import nbformat
import students

from classroom import _sandbox

NAME = "assignment_1_bias"
FULL, WITHOUT = 16, 11
HEAD = "def shares(n, wx, wRec):\n"
WRONG = HEAD + "    return [1] * n, 2, 3\n"

# Done when the cell runs, before a wrong answer is defined.
DONE_AT_ONCE = {
    "patches numpy": """
import numpy as np
np.allclose = np.isclose = np.array_equal = lambda *a, **k: True""",
    "patches the module": """
import rnn_lesson
rnn_lesson.forward_states = lambda *a: np.ones((2, 9))""",
    "patches checks": """
from rnn_lesson import checks
checks.check = checks.predict = lambda *a: True""",
    "patches builtins": """
import builtins
builtins.abs = builtins.max = builtins.len = lambda *a: 0""",
    "exits": "import sys\nsys.exit(0)",
    "exits hard": "import os\nos._exit(0)",
    "forks": "import os\nwhile True:\n    os.fork()",
    "never ends": "while True:\n    pass",
    "prints two million lines": "for i in range(2_000_000):\n    print(i)",
    "writes rubbish to the grader": """
import os
for i in range(3, 20):
    try: os.write(i, b'rubbish' * 10**4)
    except OSError: pass""",
    "forges answers to the grader": """
import json, os, struct
for i in range(10):
    data = json.dumps({"result": i, "value": {"tuple": [{"list": [20, 10, 5]}, 7, 8]}}).encode()
    for stream in range(3, 20):
        try: os.write(stream, struct.pack(">Q", len(data)) + data)
        except OSError: pass""",
    "raises what cannot be said": """
class E(Exception):
    def __str__(self): return 1 / 0
raise E()""",
    "breaks the shell": "get_ipython().run_cell = None",
    "defines the tests' names": "S = want = y = a = c = d = 7\nassert_ = print = None",
    "undoes the other answers": "del forward_with_bias",
}

# Done in the function, before it returns something wrong.
DONE_WHEN_CALLED = {
    "patches numpy when called": "np.allclose = np.isclose = np.all = lambda *a, **k: True",
    "reads In and Out": """
return [get_ipython().user_ns[k] for k in ('In', 'Out', '_i', '_ih')]""",
    "reads the frames": """
import sys
frame = sys._getframe()
while frame:
    for value in list(frame.f_locals.values()):
        if isinstance(value, dict) and "want" in value:
            return value["want"]
    frame = frame.f_back""",
    "reads the garbage": """
import gc
dicts = [thing for thing in gc.get_objects() if isinstance(thing, dict)]
texts = [thing for thing in dicts if "one_input_each" in thing]
if texts:
    return texts[0]""",
    "reads the files": """
import json, os
for folder, _, files in os.walk("/"):
    for file in files:
        if file.endswith(".ipynb"):
            for cell in json.load(open(os.path.join(folder, file)))["cells"]:
                text = "".join(cell["source"])
                if "BEGIN SOLUTION" in text and "def shares" in text:
                    exec(text, globals())
                    return globals()["shares"](n, wx, wRec)""",
    "reads the environment": "import os; return os.environ['HOME'], os.environ, list(os.environ)",
    "asks the network": """
import urllib.request
return urllib.request.urlopen('http://127.0.0.1:80', timeout=2).read()""",
    "exits when called": "raise SystemExit(0)",
    "exits hard when called": "import os; os._exit(0)",
    "kills itself": "import os; os.kill(os.getpid(), 9)",
    "kills everybody": "import os; os.kill(-1, 9)",
    "kills its parent": "import os; os.kill(os.getppid(), 9)",
    "forks when called": "import os\nfor _ in range(10**4): os.fork()",
    "starts threads": """
import threading
while True: threading.Thread(target=shares, args=(n, wx, wRec)).start()""",
    "prints for ever": "while True: print('x' * 1000)",
    "never ends when called": "while True: pass",
    "never ends and holds on": """
while True:
    try:
        while True: pass
    except BaseException: pass""",
    "sleeps": "import time; time.sleep(10**6)",
    "ignores signals": """
import signal
for s in range(1, 32):
    try: signal.signal(s, signal.SIG_IGN)
    except OSError: pass
while True: pass""",
    "fills the memory": "a = []\nwhile True: a.append('x' * 10**7)",
    "fills the memory with files": """
import os
files = []
while True:
    files.append(os.memfd_create('x'))
    os.write(files[-1], bytes(2**22))""",
    "fills the memory beside the disk": """
i = 0
while True:
    i += 1
    open(f'/dev/shm/{i}', 'wb').write(bytes(2**22))""",
    "fills the disk": """
i = 0
while True:
    i += 1
    open(f'/tmp/{i}', 'wb').write(bytes(10**7))""",
    "writes over the module": "import rnn_lesson.model as m; open(m.__file__, 'w').write('')",
    "calls what it may not": """
import gc
from classroom import _wire
peer = [thing for thing in gc.get_objects() if isinstance(thing, _wire.Peer)][0]
return peer.call(0, "import os"), peer.call(1), peer.call(-1)""",
    "raises what it was given": "raise ValueError(f'CARRIED OUT {n} {wx} {wRec}')",
    "raises a type that tells": "raise type(f'CARRIED OUT {n} {wx} {wRec}', (Exception,), {})",
    "raises half a character": "raise ValueError(chr(0xd800))",
}

RETURNED = {
    "returns a function": "(lambda *a: True), (lambda *a: True), (lambda *a: True)",
    "returns a module": "np, np, np",
    "returns nothing": "None",
    "returns nan": "np.full(n, np.nan), np.nan, np.nan",
    "returns objects": "np.array([object()] * n), object(), object()",
    "returns far too much": "np.ones(10**8), 'x' * 10**8, list(range(10**7))",
    "returns a huge whole number": "[10**5000] * n, 10**5000, 10**5000",
    "recurses": "shares(n, wx, wRec)",
}

# The whole answer cell.
WHOLE = {
    "float that equals all": """
class Yes(float):
    def __eq__(self, other): return True
    __ne__ = __lt__ = __le__ = __gt__ = __ge__ = lambda self, *a: Yes(0)
    __sub__ = __rsub__ = __abs__ = lambda self, *a: Yes(0)
    __array__ = lambda self, *a, **k: np.zeros(1)
def shares(n, wx, wRec):
    return [Yes(1)] * n, Yes(7), Yes(8)
""",
    "array that equals all": """
class Yes(np.ndarray):
    def __eq__(self, other): return True
    def __array_function__(self, *a): return True
    def __array_ufunc__(self, *a, **k): return True
def shares(n, wx, wRec):
    return np.ones(n).view(Yes), np.ones(1).view(Yes)[0], np.ones(()).view(Yes)
""",
    "tuple that unpacks anew": """
class Yes(tuple):
    def __iter__(self): return iter(([20, 10, 5], 7, 8))
def shares(n, wx, wRec):
    return Yes(([1] * n, 2, 3))
""",
    "returns itself for ever": HEAD + "    a = []\n    a.append(a)\n    return a\n",
    "recurses without a limit": """
import sys
sys.setrecursionlimit(10**9)
def shares(n, wx, wRec):
    return shares(n, wx, wRec)
""",
    "passes, then raises what it was given": """
count = 0
def shares(n, wx, wRec):
    global count
    count += 1
    if count > 2:
        raise ValueError(f'CARRIED OUT {n} {wx} {wRec}')
    a = np.array([wx * wRec ** (n - k) for k in range(1, n + 1)])
    return a, sum(wRec**k for k in range(n)), wRec**n
""",
    "writes a whole book": WRONG + "#" + "é" * 10**5,
    "knows the visible tests, then returns nothing to compare": """
seen = {(3, 5, 2): ([20, 10, 5], 7, 8), (3, 5, 0.5): (0, 1.75, 0)}
def shares(n, wx, wRec):
    return seen.get((n, wx, wRec), (np.zeros((0, n)), np.zeros(0), np.zeros(0)))
""",
    "is no Python": "def shares(n, wx, wRec)\n    return !!",
    "has null bytes": HEAD + "    return 1\0",
}

ATTACKS = WHOLE | {name: f"{HEAD}    return {value}\n" for name, value in RETURNED.items()}
ATTACKS |= {name: f"{code.strip()}\n{WRONG}" for name, code in DONE_AT_ONCE.items()}
for attack, code in DONE_WHEN_CALLED.items():
    ATTACKS[attack] = WRONG.replace("\n", "\n" + textwrap.indent(code.strip(), "    ") + "\n", 1)
COSTS_MORE = {"breaks the shell": 5}  # All that would have run after it.


def honest():
    return students.filled(NAME, students.right(NAME))


def without(*kinds):
    """A notebook that lost all cells of these kinds."""
    kind_of = {cell.id: cell.kind for cell in students.assignment(NAME).cells}
    notebook = honest()
    notebook.cells = [cell for cell in notebook.cells if kind_of[cell.id] not in kinds]
    return notebook


def changed(applies, **change):
    """A notebook in which some cells were changed."""
    notebook = honest()
    for cell in filter(applies, notebook.cells):
        cell.update(change)
    return notebook


def with_cells(first=(), last=()):
    notebook = honest()
    notebook.cells = [*first, *notebook.cells, *last]
    return notebook


def version_4_4(keep_metadata=True):
    """Without cell ids, as older programs write it."""
    notebook = honest() if keep_metadata else changed(bool, metadata={})
    notebook.nbformat_minor = 4
    for cell in notebook.cells:
        cell.pop("id")
    return notebook


def points_changed():
    notebook = honest()
    for cell in notebook.cells:
        cell.metadata.get("nbgrader", {}).update(points=10**6)
    return notebook


def reordered():
    notebook = honest()
    notebook.cells.reverse()
    return notebook


def wrong_kernel():
    notebook = honest()
    julia = {"name": "julia-1.9", "display_name": "Julia", "language": "julia"}
    notebook.metadata = {"kernelspec": julia}
    return notebook


def is_answer(cell):
    return cell.metadata.get("nbgrader", {}).get("solution")


def is_code(cell):
    return cell.cell_type == "code"


def code(source):
    return nbformat.v4.new_code_cell(source)


def doubled():
    """The answer cells once more, as handed out, below the filled ones, with the old metadata."""
    given = filter(is_answer, students.handed_out(NAME).cells)
    copies = [nbformat.from_dict(cell | {"id": f"copy{i}"}) for i, cell in enumerate(given)]
    return with_cells(last=copies)


def answers_in_two_cells(parts):
    """A notebook in which two cells, `parts(cell)`, stand for each answer."""
    notebook = honest()
    cells = [parts(cell) if is_answer(cell) else [cell] for cell in notebook.cells]
    notebook.cells = [cell for several in cells for cell in several]
    return notebook


def below_the_stub(cell):
    """An answer in a cell of its own, below the answer cell, which was left as it was."""
    given = next(one for one in students.handed_out(NAME).cells if one.id == cell.id)
    new = code if is_code(cell) else nbformat.v4.new_markdown_cell
    return nbformat.from_dict(given), new(cell.source)


def split(cell):
    """A coded answer: a comment and an import keep the id, the function is in a new cell."""
    if not is_code(cell):
        return [cell]
    return nbformat.from_dict(cell | {"source": "# My answer\nimport math"}), code(cell.source)


def other_types():
    """Right results in types that are as good as lists and tuples."""
    shares = students.right(NAME)["shares"].replace("def shares", "def right")
    shares += """
from collections import namedtuple
Shares = namedtuple('Shares', 'a c d')
def shares(n, wx, wRec):
    a, c, d = right(n, wx, wRec)
    return Shares(dict(enumerate(a)).values(), c, iter([d]).__next__())
"""
    return students.filled(NAME, students.right(NAME) | {"shares": shares})


def around(before="", after=""):
    """Right answers that do something more."""
    answers = students.right(NAME).items()
    return students.filled(NAME, {cell: before + text.strip() + after for cell, text in answers})


WARNINGS = "import sys, warnings\nwarnings.warn('old')\nprint('careful', file=sys.stderr)\n"
MAGICS = "%matplotlib inline\n%matplotlib widget\n%timeit -n1 -r1 1\n!ls\n%pip install numpy\n"
OWN_CELLS = [code("1 / 0"), code("import os; os._exit(1)")], [code("while True: pass")]

# What an accident does to a right submission; it keeps its points.
FAULTS = {
    "test cells deleted": lambda: without("test"),
    "all but the answers deleted": lambda: without("test", "setup", "text", "look"),
    "test cells changed": lambda: changed(
        lambda cell: cell.id.endswith("test"), source="raise SystemExit"
    ),
    "setup changed": lambda: changed(lambda cell: cell.id == "setup", source="np = None"),
    "points changed": points_changed,
    "cells in reverse order": reordered,
    "answer cells doubled": doubled,
    "metadata stripped": lambda: changed(bool, metadata={}),
    "ids stripped": version_4_4,
    "ids and metadata stripped": lambda: version_4_4(keep_metadata=False),
    "answer cells made raw": lambda: changed(is_code, cell_type="raw"),
    "wrong kernel": wrong_kernel,
    "cells of one's own that fail": lambda: with_cells(*OWN_CELLS),
    "answers that warn": lambda: around(WARNINGS),
    "answers with magics": lambda: around(MAGICS),
    "answers below the stubs": lambda: answers_in_two_cells(below_the_stub),
    "answers split in two": lambda: answers_in_two_cells(split),
    "answers in other types": other_types,
    "answers that print much": lambda: around("for i in range(10_000): print(i)\n"),
    "a failing line after an answer": lambda: around(after="\n1 / 0"),
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
    real = "Attacks are real: they would end every program of yours and read your files."
    assert not _sandbox.weakness(), real
    place = lambda student: folder / student / f"{NAME}.ipynb"
    for i in range(4):
        students.write(place(f"honest {i}"), students.filled(NAME, students.right(NAME, i)))
    students.write(folder / "renamed" / "my homework (2).ipynb", honest())
    for name, make in FAULTS.items():
        students.write(place(name), make())
    for name, source in ATTACKS.items():
        notebook = students.filled(NAME, students.right(NAME) | {"shares": source})
        students.write(place(name), notebook)
    for name, data in FILES.items():
        place(name).parent.mkdir(parents=True)
        place(name).write_bytes(data)
    place("link to the solution").parent.mkdir()
    place("link to the solution").symlink_to(students.PATHS[NAME])
    mark = place("byte order mark")
    students.write(mark, honest())
    mark.write_bytes(b"\xef\xbb\xbf" + mark.read_bytes().replace(b"\n", b"\r\n"))


def by_tests(result):
    """The points that tests gave."""
    return sum(question["points"] or 0 for question in result["questions"].values())


def main():
    with tempfile.TemporaryDirectory() as folder:
        hand_in(Path(folder, "submissions"))
        results, complaints = students.grade(Path(folder, "submissions"), Path(folder, "results"))
    width, all_columns = max(map(len, [*ATTACKS, *FAULTS])), shutil.get_terminal_size((200, 0))[0]
    for (student, _), result in results.items():
        reason = result["questions"]["shares-test"]["reason"]
        line = f"{student:{width}}  {by_tests(result):4g}  {reason}  {' '.join(result['notes'])}"
        print(line[:all_columns])
    for student, sentences in complaints.items():
        if sentences:
            print(f"{student:{width}}     0  {' '.join(sentences)}")


if __name__ == "__main__":
    main()
