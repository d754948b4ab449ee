"""The program in the student's process: it runs the answers and lends their functions to the grader.

Everything in here is in the student's hands once an answer runs. The grader believes none of it.
"""

import io
import os
import sys

from classroom._wire import Peer, Unportable, as_text

MEMORY = 2 * 2**30
LARGEST_FILE = 4 * 2**20
MOST_FILES = 64  # Files in memory are outside its limit.


def main(user):
    """Serve the grader over standard input and output, as `user` where this process may change its user."""
    to_grader, from_grader = io.FileIO(os.dup(1), "w"), io.FileIO(os.dup(0), "r")
    nowhere = os.open(os.devnull, os.O_RDWR)
    os.dup2(nowhere, 0)
    os.dup2(nowhere, 1)

    from IPython.core.interactiveshell import InteractiveShell

    give_up_rights(user)
    InteractiveShell.enable_matplotlib = lambda shell, gui=None: (
        None,
        None,
    )  # %matplotlib draws nothing here,
    InteractiveShell.system = lambda shell, command: None  # and !pip and %pip start nothing.
    shell = InteractiveShell.instance(history_length=0)
    shell.history_manager.enabled = False

    def run(source):
        """Run one cell. Return what it raised, in words, or None."""
        result = shell.run_cell(source)
        error = result.error_before_exec or result.error_in_exec
        return f"{type(error).__name__}: {as_text(error)}" if error else None

    def fetch(names):
        """Return those of the names that there are, with their values, and why others cannot be had."""
        found, troubles = {}, {}
        for name in names:
            if name in shell.user_ns:
                try:
                    peer.encode(shell.user_ns[name])
                    found[name] = shell.user_ns[name]
                except Unportable as error:
                    troubles[name] = f"The answer makes {name} {error}."
        return found, troubles

    peer = Peer(reader(from_grader), writer(to_grader), [run, fetch], reported=BaseException)
    os.dup2(nowhere, 2)  # Up to here the grader can read what went wrong.
    peer.serve()


def give_up_rights(user):
    """Take this process the means to fork, to fill the memory or the disk, and to be root."""
    try:
        import resource
    except ImportError:  # Windows has no such limits.
        return
    for name, limit in (
        ("AS", MEMORY),
        ("FSIZE", LARGEST_FILE),
        ("CORE", 0),
        ("NPROC", 0),
        ("NOFILE", MOST_FILES),
    ):
        if hasattr(resource, "RLIMIT_" + name):
            try:
                resource.setrlimit(getattr(resource, "RLIMIT_" + name), (limit, limit))
            except (ValueError, OSError):  # macOS refuses some.
                pass
    if os.getuid() == 0:
        os.setgroups([])
        os.setresgid(user, user, user)
        os.setresuid(user, user, user)
    if os.getuid() == 0:
        raise PermissionError("no answer runs as root")


def reader(stream):
    def read(count):
        data = bytearray()
        while len(data) < count:
            part = stream.read(count - len(data))
            if not part:
                raise EOFError
            data += part
        return data

    return read


def writer(stream):
    def write(data):
        view = memoryview(data)
        while view:
            view = view[stream.write(view) :]

    return write


if __name__ == "__main__":
    main(int(sys.argv[1]))
