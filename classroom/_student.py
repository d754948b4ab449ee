"""The program in the student's process: it runs answers and lends their functions to the grader.

Everything in here is in the student's hands once an answer runs. The grader believes none of it.
"""

import io
import os

from classroom._wire import Peer, Unportable, message_of

MEMORY = 2 * 2**30
LARGEST_FILE = 4 * 2**20
MOST_FILES = 64  # Files in memory are outside its limit.


def main(user):
    """Serve the grader over standard input and output, as `user` where it may change its user."""
    # The wire gets numbers of its own, for an answer that prints would print into the middle of a
    # message.
    to_grader, from_grader = io.FileIO(os.dup(1), "w"), io.FileIO(os.dup(0), "r")
    nowhere = os.open(os.devnull, os.O_RDWR)
    os.dup2(nowhere, 0)
    os.dup2(nowhere, 1)
    # IPython comes in before the rights go: as another user, with few files, its parts may not be
    # readable.
    shell = quiet_shell(user)

    def run(source):
        """Run one cell. Return what it raised, in words, or None."""
        result = shell.run_cell(source)
        error = result.error_before_exec or result.error_in_exec
        return f"{type(error).__name__}: {message_of(error)}" if error else None

    def fetch(names):
        """Return the names that there are with their values, and why others cannot be had."""
        found, refused = {}, {}
        for name in names:
            if name in shell.user_ns:
                # Each is tried alone: one that cannot cross must not keep the others from it.
                try:
                    peer.encode(shell.user_ns[name])
                    found[name] = shell.user_ns[name]
                except Unportable as error:
                    refused[name] = f"The answer makes {name} {error}."
        return found, refused

    # BaseException: sys.exit in a student's function is an answer like another, and ends nothing.
    peer = Peer(reader(from_grader), writer(to_grader), [run, fetch], reported=BaseException)
    os.dup2(nowhere, 2)  # Up to here the grader can read what went wrong.
    peer.serve()


def quiet_shell(user):
    """A shell as in a notebook, where magics work; those that draw or start programs do nothing."""
    from IPython.core.interactiveshell import InteractiveShell

    give_up_rights(user)
    InteractiveShell.enable_matplotlib = lambda shell, gui=None: (None, None)
    InteractiveShell.system = lambda shell, command: None  # !pip and %pip
    shell = InteractiveShell.instance(history_length=0)
    shell.history_manager.enabled = False  # It would start a thread and write a database.
    return shell


def give_up_rights(user):
    """Take this process the means to fork, to fill the memory or the disk, and to be root."""
    try:
        import resource
    except ImportError:  # Windows has no such limits.
        return
    limits = {"AS": MEMORY, "FSIZE": LARGEST_FILE, "CORE": 0, "NPROC": 0, "NOFILE": MOST_FILES}
    for name, limit in limits.items():
        if hasattr(resource, "RLIMIT_" + name):
            # The hard limit too, or an answer would raise the soft one again.
            try:
                resource.setrlimit(getattr(resource, "RLIMIT_" + name), (limit, limit))
            except (ValueError, OSError):  # macOS refuses some.
                pass
    if os.getuid() == 0:
        # The user goes last: without root's rights the groups would stay.
        os.setgroups([])
        os.setresgid(user, user, user)
        os.setresuid(user, user, user)
    # Asked and not assumed: the next thing that runs here is a student's.
    if os.getuid() == 0:
        raise PermissionError("no answer runs as root")


def reader(stream):
    def read(count):
        data = bytearray()
        while len(data) < count:
            part = stream.read(count - len(data))
            if not part:
                raise EOFError  # The grader is gone, and with it the reason to go on.
            data += part
        return data

    return read


def writer(stream):
    def write(data):
        view = memoryview(data)
        while view:
            view = view[stream.write(view) :]

    return write
