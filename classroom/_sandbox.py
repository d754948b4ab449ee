"""Start the student's process, apart from the teacher's files, from other submissions and from the network.

Linux with bubblewrap (0.7 or newer) closes it in. Elsewhere it runs in an empty folder, where possible as another
user, and `weakness()` says in plain words what that leaves open.
"""

import contextlib
import functools
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
from pathlib import Path

from classroom._wire import Lost, Peer

ROOT = Path(__file__).resolve().parent.parent
LESSON, CLASSROOM = ROOT / "rnn_lesson", ROOT / "classroom"
PYTHON = os.path.abspath(sys.executable)
NOBODY = 65534
SECONDS_TO_START = 60
START = "import sys; sys.path.insert(0, sys.argv[1]); from classroom import _student; _student.main(int(sys.argv[2]))"
ENVIRONMENT = {
    "HOME": "/tmp", "LANG": "C.UTF-8", "MPLBACKEND": "agg", "PATH": "/usr/bin:/bin", "IPYTHONDIR": "/tmp/ipython",
    "OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1", "PYTHONDONTWRITEBYTECODE": "1",
}  # fmt: skip


class TooSlow(Lost):
    """The deadline has passed."""


class Gone(Lost):
    """The process ended."""


@functools.cache
def weakness():
    """Return what keeps this machine from closing a student's process in, in one sentence, or ""."""
    if not sys.platform.startswith("linux"):
        return "There is no bubblewrap for this system."
    if not shutil.which("bwrap"):
        return "bubblewrap is not installed (Debian and Ubuntu: apt install bubblewrap)."
    if open_to_all := [path for path in readable() if ROOT.is_relative_to(path)]:
        return f"This repository stands inside {open_to_all[0]}, which every answer can read. Move it elsewhere."
    trial = subprocess.run([*enclosed(), PYTHON, "-c", ""], capture_output=True, text=True)
    return f"bubblewrap does not work here: {trial.stderr.strip()}" if trial.returncode else ""


def readable():
    """What a student's process can read, besides the lesson's module: Python and the libraries under it."""
    python = {os.path.abspath(sys.prefix), os.path.abspath(sys.base_prefix)}
    return sorted({"/usr", "/lib", "/lib64", "/bin", "/etc/ld.so.cache"} | python)


def enclosed():
    """The command that closes in what follows it: Python and the lesson's module, and nothing else, can be read."""
    apart = [f"--unshare-{what}" for what in ("net", "pid", "ipc", "uts", "cgroup-try")]
    command = [
        "bwrap",
        *apart,
        "--die-with-parent",
        "--new-session",
        "--cap-drop",
        "ALL",
        "--clearenv",
    ]
    if os.geteuid() == 0:  # The process becomes nobody as soon as it has read its modules.
        command += ["--cap-add", "CAP_SETUID", "--cap-add", "CAP_SETGID"]
    for name, value in ENVIRONMENT.items():
        command += ["--setenv", name, value]
    command += [
        "--proc",
        "/proc",
        "--dev",
        "/dev",
        "--remount-ro",
        "/dev",
        "--size",
        str(2**26),
        "--perms",
        "1777",
        "--tmpfs",
        "/tmp",
    ]
    for here, there in [(path, path) for path in readable()] + [
        (str(path), f"/lesson/{path.name}") for path in (LESSON, CLASSROOM)
    ]:
        for folder in reversed(Path(there).parents):  # Else only root could look into them.
            command += ["--perms", "0755", "--dir", str(folder)]
        command += ["--ro-bind-try", here, there]  # After /tmp, for Python may stand in it.
    return [*command, "--chdir", "/tmp", "--remount-ro", "/"]


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
        try:
            subprocess.run(
                [PYTHON, "-c", "import numpy"],
                user=NOBODY,
                group=NOBODY,
                capture_output=True,
                check=True,
            )
        except (OSError, subprocess.CalledProcessError):
            raise SystemExit(
                f"{weakness()} As root, without it, no answer is run. Grade as an ordinary user."
            ) from None
    return NOBODY


class Student:
    """The student's process; `closed_in` by bubblewrap or, where that does not work, not.

    The caller decides it once, for all: a process that shall be closed in and cannot be is none.
    """

    def __init__(self, closed_in):
        self.folder = None
        lesson, command, environment = "/lesson", [PYTHON, "-I", "-c", START], ENVIRONMENT
        if closed_in:
            command = enclosed() + command
        else:
            self.folder = tempfile.mkdtemp(prefix="student-")
            lesson = str(Path(self.folder, "lesson"))
            for path in LESSON, CLASSROOM:
                shutil.copytree(
                    path, Path(lesson, path.name), ignore=shutil.ignore_patterns("__pycache__")
                )
            os.chmod(self.folder, 0o755)
            kept = {name: os.environ[name] for name in ("SYSTEMROOT", "PATH") if name in os.environ}
            environment = (
                ENVIRONMENT
                | kept
                | {"HOME": self.folder, "IPYTHONDIR": str(Path(self.folder, "ipython"))}
            )
        with tempfile.TemporaryFile() as complaints:
            self.process = subprocess.Popen(
                [*command, lesson, str(other_user(closed_in))], stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=complaints,
                cwd=self.folder, env=environment, bufsize=0, start_new_session=True,
            )  # fmt: skip
            self.late = False
            self.peer = Peer(self._read, self._write)
            self._greet(complaints)

    def run(self, source):
        """Run a cell; return what it raised, in words, or None."""
        return self.peer.call(0, source)

    def fetch(self, names):
        """Return ({name: value}, {name: why its value cannot be had})."""
        return self.peer.call(1, list(names))

    @contextlib.contextmanager
    def within(self, seconds):
        """End the process if the block takes longer; a call of it then raises TooSlow."""
        timer = threading.Timer(seconds, self._end_late)
        timer.daemon = True
        timer.start()
        try:
            yield
        finally:
            timer.cancel()

    def close(self):
        """End the process and all that it started."""
        self._kill()
        self.process.wait()
        self.process.stdin.close()
        self.process.stdout.close()
        if self.folder:
            shutil.rmtree(self.folder, ignore_errors=True)

    def _greet(self, complaints):
        """Wait until the process is ready. That it is not can be no student's fault: none of their code has run."""
        try:
            with self.within(SECONDS_TO_START):
                self.fetch([])
        except Lost:
            complaints.seek(0)
            words = complaints.read().decode(errors="replace").strip()
            self.close()
            raise RuntimeError(
                f"a process for a student's answers does not start: {words}"
            ) from None

    def _end_late(self):
        self.late = True
        self._kill()

    def _kill(self):
        with contextlib.suppress(OSError):
            os.killpg(self.process.pid, signal.SIGKILL) if hasattr(
                os, "killpg"
            ) else self.process.kill()

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
