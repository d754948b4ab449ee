"""A real kernel with a view over odd functions: it answers, can be stopped, and lives on."""

import time

import pytest
from jupyter_client.manager import start_new_kernel

ANSWERS_WITHIN = 5.0  # seconds; a second on an idle machine, and for ever where a view blocks it

OWN = """
import threading, time, numpy as np
from rnn_lesson import explorers
from rnn_lesson.explorers import _jobs

kept = 7
def own(X, wx, wRec):
    {odd}
    S = np.zeros((len(X), X.shape[1] + 1))
    for k in range(X.shape[1]):
        S[:, k + 1] = X[:, k] * wx + S[:, k] * wRec
    return S

began = time.monotonic()
view = explorers.explore_loss(forward_states=own, wx=1, wRec=1)
print(time.monotonic() - began < {seconds})
"""


@pytest.fixture(scope="module")
def kernel(request):
    import os

    manager, client = start_new_kernel(env=os.environ | {"JPY_SESSION_NAME": "a notebook"})
    yield manager, client
    client.stop_channels()
    manager.shutdown_kernel(now=True)


def run(kernel, code, seconds=30):
    """Run a cell; return what it printed and showed, or the name of its error, and the seconds."""
    _, client = kernel
    said, began = [], time.monotonic()

    def note(message):
        content = message["content"]
        kinds = {"stream": "text", "error": "ename", "display_data": "data"}
        if message["msg_type"] == "execute_result":
            said.append(content["data"]["text/plain"])
        elif message["msg_type"] in kinds:
            said.append(content[kinds[message["msg_type"]]])

    def asked(message):
        said.append(message["content"]["prompt"])
        client.input("")

    client.execute_interactive(code, output_hook=note, stdin_hook=asked, timeout=seconds)
    return said, time.monotonic() - began


def own(odd, seconds=ANSWERS_WITHIN):
    return OWN.format(odd=odd, seconds=seconds)


def test_it_answers_while_the_background_meets_a_loop_that_never_ends(kernel):
    said, _ = run(kernel, own("while wRec != 1: pass"))
    assert said == ["True\n"]
    took = []
    for _ in range(12):
        said, seconds = run(kernel, "1 + 1")
        took.append(seconds)
        assert said == ["2"]
        time.sleep(0.1)
    assert max(took) < ANSWERS_WITHIN
    said, _ = run(kernel, "view.wRec = 0.5; view.trouble()")
    assert "own took" not in said[0] and "forward_states took longer than 1 s" in said[0]


def test_the_stop_button_stops_a_cell_that_waits_for_it(kernel):
    manager, client = kernel
    assert run(kernel, own("while wRec != 1: pass"))[0] == ["True\n"]
    run(kernel, "_jobs.DEADLINE = _jobs.PLACE = 1000.0")
    request = client.execute("view.wRec = -0.5", stop_on_error=False)
    time.sleep(1)
    manager.interrupt_kernel()
    reply = client.get_shell_msg(timeout=20)
    while reply["parent_header"]["msg_id"] != request:
        reply = client.get_shell_msg(timeout=20)
    assert reply["content"]["ename"] == "KeyboardInterrupt"
    said, _ = run(kernel, "_jobs.DEADLINE, _jobs.PLACE = 1.0, 10.0; view.close(); kept")
    assert said[-1] == "7"


@pytest.mark.parametrize("odd, says", [
    ("quit()", "raised SystemExit"),
    ("raise SystemExit", "raised SystemExit"),
    ("raise KeyboardInterrupt", "raised KeyboardInterrupt"),
    ("input('wx? ')", "raised EOFError: nobody can answer"),
    ("display('here'); print('here')", ""),
    ("import matplotlib.pyplot as plt; plt.plot([1]); plt.show()", ""),
    ("import matplotlib.pyplot as plt; plt.plot([1])", ""),
])  # fmt: skip
def test_nothing_of_it_reaches_the_page_and_the_variables_stay(kernel, odd, says):
    said, _ = run(kernel, own(odd))
    assert said == ["True\n"]
    time.sleep(0.3)  # the background goes on
    said, _ = run(kernel, "view.wRec = 0.7; found = view.trouble(); view.close(); kept, found")
    assert len(said) == 1 and said[0].startswith("(7,") and says in said[0]
