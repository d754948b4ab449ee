"""Start the student's process, apart from the teacher's files, other submissions and the network.

Linux with bubblewrap (0.7 or newer) closes it in. Elsewhere it runs in an empty folder, where
possible as another user, and `weakness()` says in plain words what that leaves open.
"""

import contextlib
import functools
import os
import platform
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
from pathlib import Path

from classroom._clock import Stopwatch, last_child
from classroom._filter import leave_keyring, seccomp_program
from classroom._wire import Lost, Peer

ROOT = Path(__file__).resolve().parent.parent
LESSON = ROOT / "rnn_lesson"
# All that a student's process needs of this repository: no grader, no test and no assignment is
# among it.
LENT = "rnn_lesson", "classroom/_student.py", "classroom/_wire.py"
PYTHON = os.path.abspath(sys.executable)
NOBODY = 65534
SECONDS_TO_START = 60
START = """import sys
sys.path.insert(0, sys.argv[1])
from classroom import _student
_student.main(int(sys.argv[2]))"""
# One thread each: a process may start no other, and as many processes run as there are cores.
ENVIRONMENT = {"OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1", "PYTHONDONTWRITEBYTECODE": "1"}
ENVIRONMENT |= {"HOME": "/tmp", "IPYTHONDIR": "/tmp/ipython", "PATH": "/usr/bin:/bin"}
ENVIRONMENT |= {"LANG": "C.UTF-8", "MPLBACKEND": "agg"}


class TooSlow(Lost):
    """The deadline has passed."""


class Gone(Lost):
    """The process ended."""


@functools.cache
def weakness():
    """Return in one sentence what keeps this machine from closing a process in, or ""."""
    if not sys.platform.startswith("linux"):
        return "There is no bubblewrap for this system."
    if not shutil.which("bwrap"):
        return "bubblewrap is not installed (Debian and Ubuntu: apt install bubblewrap)."
    if open_to_all := [path for path in readable() if ROOT.is_relative_to(path)]:
        inside = f"This repository stands inside {open_to_all[0]}"
        return f"{inside}, which every answer can read. Move it elsewhere."
    # Only a trial tells: many containers have bubblewrap and forbid what it needs.
    with given([PYTHON, "-c", ""]) as (command, files):
        trial = subprocess.run(command, pass_fds=files, capture_output=True, text=True)
    return f"bubblewrap does not work here: {trial.stderr.strip()}" if trial.returncode else ""


def unfiltered():
    """Return in one sentence that system calls are not filtered where that is so, or ""."""
    if weakness() or seccomp_program():
        return ""
    return f"No filter of system calls is known for this processor, {platform.machine()}."


def readable():
    """What a student's process can read, besides what is lent to it: Python and its libraries."""
    python = {os.path.abspath(sys.prefix), os.path.abspath(sys.base_prefix)}
    return sorted({"/usr", "/lib", "/lib64", "/bin", "/etc/ld.so.cache"} | python)


def enclosed():
    """The command that closes in what follows it: that reads Python, what is lent, and no more."""
    apart = [f"--unshare-{what}" for what in ("net", "pid", "ipc", "uts", "cgroup-try")]
    # --new-session: else it could type into the teacher's terminal.
    command = ["bwrap", *apart, "--die-with-parent", "--new-session", "--clearenv"]
    command += ["--cap-drop", "ALL"]
    # Root needs no namespace of users, and without one it has none to close.
    if os.geteuid() and "--disable-userns" in bubblewraps_help():
        command += ["--unshare-user", "--disable-userns"]
    if os.geteuid() == 0:  # The process becomes nobody as soon as it has read its modules.
        command += ["--cap-add", "CAP_SETUID", "--cap-add", "CAP_SETGID"]
    for name, value in ENVIRONMENT.items():
        command += ["--setenv", name, value]
    # What is in /dev/shm and /tmp is memory. So nothing can be written to the one and little to the
    # other.
    # No /proc: it would tell the paths of the teacher's files, the load, and who holds a lock.
    command += ["--dev", "/dev", "--remount-ro", "/dev"]
    command += ["--size", str(2**26), "--perms", "1777", "--tmpfs", "/tmp"]
    lent = [(str(ROOT / name), f"/lesson/{name}") for name in LENT]
    for here, there in [(path, path) for path in readable()] + lent:
        for folder in reversed(Path(there).parents):  # Else only root could look into them.
            command += ["--perms", "0755", "--dir", str(folder)]
        command += ["--ro-bind-try", here, there]  # After /tmp, for Python may stand in it.
    # Last: until now, folders had to be made in it.
    return [*command, "--chdir", "/tmp", "--remount-ro", "/"]


@functools.cache
def bubblewraps_help():
    return subprocess.run(["bwrap", "--help"], capture_output=True, text=True).stdout


@contextlib.contextmanager
def given(command):
    """The whole command that runs another closed in, and the files that it must inherit."""
    program, *options = enclosed()
    filter_ = seccomp_program()
    with contextlib.ExitStack() as stack:
        files = []

        def inherited(data):
            # A pipe holds it all, so nobody needs to wait until it is read.
            there, here = os.pipe()
            stack.callback(os.close, there)
            with open(here, "wb") as file:
                file.write(data)
            files.append(there)
            return str(there)

        if filter_:
            options += ["--seccomp", inherited(filter_)]
        # By a file, for every process inside sees the command of the first one.
        arguments = inherited("\0".join(options).encode("utf-8", "surrogateescape"))
        yield [program, "--args", arguments, "--", *command], files


@functools.cache
def other_user(closed_in):
    """Return the user to whom a student's process is handed, or 0 where it keeps the teacher's.

    Root never lends a student its own rights.
    """
    if not hasattr(os, "geteuid") or os.geteuid() != 0:
        return 0
    if (
        not closed_in
    ):  # That user must be able to read Python itself, which may stand in root's home.
        trial = [PYTHON, "-c", "import numpy"]
        try:
            subprocess.run(trial, user=NOBODY, group=NOBODY, capture_output=True, check=True)
        except (OSError, subprocess.CalledProcessError):
            refusal = "As root, without it, no answer is run. Grade as an ordinary user."
            raise SystemExit(f"{weakness()} {refusal}") from None
    return NOBODY


class Process:
    """A student's process; `closed_in` by bubblewrap or, where that does not work, not.

    The caller decides it once, for all: a process that shall be closed in and cannot be is none.
    """

    def __init__(self, closed_in):
        self.folder, self.late = None, False
        lesson, command, environment = "/lesson", [PYTHON, "-I", "-c", START], ENVIRONMENT
        if not closed_in:
            self.folder = tempfile.mkdtemp(prefix="student-")
            lesson, environment = str(Path(self.folder, "lesson")), open_environment(self.folder)
            copy_lent(lesson)
            os.chmod(self.folder, 0o755)  # It belongs to the teacher; another user may run in it.
        command += [lesson, str(other_user(closed_in))]
        around = given(command) if closed_in else contextlib.nullcontext((command, ()))
        with tempfile.TemporaryFile() as complaints, around as (command, files):
            # A session of its own, so that all it started can be ended with it.
            self.process = subprocess.Popen(
                command,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=complaints,
                cwd=self.folder,
                env=environment,
                bufsize=0,
                start_new_session=True,
                pass_fds=files,
                preexec_fn=leave_keyring if os.name == "posix" else None,
            )
            self.peer = Peer(self._read, self._write)
            self._greet(complaints)
        # bubblewrap stands before it. Now, while it can have no children of its own.
        self.worker = last_child(self.process.pid)

    def run(self, source):
        """Run a cell; return what it raised, in words, or None."""
        return self.peer.call(0, source)

    def fetch(self, names):
        """Return ({name: value}, {name: why its value cannot be had})."""
        return self.peer.call(1, list(names))

    @contextlib.contextmanager
    def within(self, seconds, clock=None):
        """End the process if the block takes longer; a call of it then raises TooSlow."""
        done, clock = threading.Event(), clock or Stopwatch()

        def watch():
            left = seconds
            while left > 0 and not done.wait(max(left, 0.1)):
                left = seconds - clock()
            if not done.is_set():
                self._end_late()

        # A thread, for this one waits in a read, and asking the process itself to stop would trust
        # it.
        watcher = threading.Thread(target=watch, daemon=True)
        watcher.start()
        try:
            yield
        finally:
            done.set()
            watcher.join()

    def close(self):
        """End the process and all that it started."""
        self._kill()
        self.process.wait()
        self.process.stdin.close()
        self.process.stdout.close()
        if self.folder:
            shutil.rmtree(self.folder, ignore_errors=True)

    def _greet(self, complaints):
        """Wait until it is ready. If it never is, no student is to blame: nothing of theirs ran."""
        try:
            with self.within(SECONDS_TO_START):
                self.fetch([])
        except Lost:
            complaints.seek(0)
            said = complaints.read().decode(errors="replace").strip()
            self.close()
            raise RuntimeError(
                f"a process for a student's answers does not start: {said}"
            ) from None

    def _end_late(self):
        self.late = True  # First: the kill wakes the reader, who asks at once why.
        self._kill()

    def _kill(self):
        # The whole group: bubblewrap alone could be slow to take its child along.
        with contextlib.suppress(OSError):
            if hasattr(os, "killpg"):
                os.killpg(self.process.pid, signal.SIGKILL)
            else:
                self.process.kill()

    def _read(self, count):
        data = bytearray()
        while len(data) < count:
            part = self.process.stdout.read(count - len(data))
            if not part:
                raise TooSlow if self.late else Gone
            data += part
        return bytes(data)

    def _write(self, data):
        try:
            view = memoryview(data)
            while view:
                view = view[self.process.stdin.write(view) :]
        except OSError:
            raise (TooSlow if self.late else Gone) from None


def copy_lent(folder):
    """Copy what a student's process needs, so that it can neither change nor find the original."""
    for name in LENT:
        here, there = ROOT / name, Path(folder, name)
        there.parent.mkdir(parents=True, exist_ok=True)
        if here.is_dir():
            shutil.copytree(here, there, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            shutil.copyfile(here, there)


def open_environment(home):
    """The environment without bubblewrap: nothing of the teacher's but what Python needs."""
    kept = {name: os.environ[name] for name in ("SYSTEMROOT", "PATH") if name in os.environ}
    return ENVIRONMENT | kept | {"HOME": home, "IPYTHONDIR": str(Path(home, "ipython"))}
