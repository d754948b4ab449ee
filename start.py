"""Open the lessons, or test them. All this needs is Python 3.11 or newer.

    python start.py                 open the lessons in JupyterLab
    python start.py copy            make your copies of the lessons, and open nothing
    python start.py test            run every test
    python start.py bench           measure how fast the lessons are
    python start.py execute         run every notebook again and store its outputs
    python start.py mutate -- ROOM  break a room's code everywhere: does a test notice?

For teachers:
    python start.py release         write what students get, without solutions
    python start.py grade FOLDER    grade what they hand in

--no-browser prints the address and opens no browser. Everything after -- goes on to the program
that does the work, as in `python start.py -- --port 9000` or `python start.py test -- -m quick`.

You work in copies of the lessons, in my_lessons. What you changed there is never overwritten;
delete a file and start again to get a fresh one.

The first start sets up a folder .venv beside this file. To start afresh, delete that folder.
"""

from __future__ import print_function

import sys

# Stands first, and the whole file in words that an old Python can read.
if sys.version_info < (3, 11):
    this = "This is Python %d.%d. " % sys.version_info[:2]
    sys.exit(this + "The lessons need Python 3.11 or newer: install one and start again with it.")

import argparse
import hashlib
import importlib.util
import itertools
import json
import os
import runpy
import shutil
import signal
import subprocess
import time
import tomllib
from pathlib import Path

HERE = Path(__file__).resolve().parent
VENV = HERE / ".venv"
PYTHON = VENV / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
STAMP = VENV / "ready"  # Written last: a set-up that was interrupted or failed has none.
LOG = VENV / "setup.log"
FIRST_LESSON = "my_lessons/00_setup.ipynb"
NEWS = "@jupyterlab/apputils-extension:notification"
NO_NEWS = {NEWS: {"fetchNews": "false", "checkForUpdates": False}}

CANNOT_MAKE = """This Python cannot make environments. \
On Debian and Ubuntu: sudo apt install python3-venv. \
Elsewhere: install Python anew, with its standard library complete."""
NOT_FINISHED = """
The set-up did not finish. Is this computer online? If so, %s says what went wrong. \
Start again to repair it."""
CANNOT_WRITE = "Cannot write to %s (%s). Copy this folder to a place of your own and start there."

# What a command needs installed, and what it runs.
COMMANDS = {
    "lessons": ([], None),
    "copy": ([], None),
    "test": (["test"], ["-m", "pytest"]),
    "bench": (["test"], ["commands/bench.py"]),
    "execute": (["test"], ["commands/execute.py"]),
    "mutate": (["test"], ["commands/mutate.py"]),
    "release": (["classroom"], [str(HERE / "classroom"), "release"]),
    "grade": (["classroom"], [str(HERE / "classroom"), "grade"]),
}


def main(argv):
    # A teacher's command gets everything after its name, any other what stands after --.
    teachers = argv[:1] in (["release"], ["grade"])
    cut = 1 if teachers else argv.index("--") if "--" in argv else len(argv)
    options, rest = parse(argv[:cut]), argv[cut if teachers else cut + 1 :]

    os.environ.pop("PYTHONPATH", None)  # Another project's packages.
    extras, command = COMMANDS[options.command]
    if not is_ready(extras) and options.command != "copy":
        set_up(extras)
    if command is None:
        runpy.run_path(str(HERE / "commands" / "editions.py"), run_name="__main__")
    if options.command == "copy":
        print("Your copies are in my_lessons.")
        return
    if not teachers:  # A teacher's folders are named from where the teacher stands.
        os.chdir(HERE)
    hand_over((command or jupyterlab(options.no_browser)) + rest)


def parse(argv):
    as_written = argparse.RawDescriptionHelpFormatter
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=as_written)
    parser.add_argument("command", nargs="?", default="lessons", choices=COMMANDS)
    quietly = "print the address and open no browser"
    parser.add_argument("--no-browser", action="store_true", help=quietly)
    return parser.parse_args(argv)


def fingerprint():
    """What the environment is made from: another Python or place needs another environment."""
    project = tomllib.loads((HERE / "pyproject.toml").read_text(encoding="utf-8"))
    parts = [
        sys.version,
        sys.base_prefix,
        str(HERE),
        repr(project["project"]),
        repr(project["tool"]["setuptools"]),
        (HERE / "constraints.txt").read_text(encoding="utf-8"),
    ]
    return hashlib.sha256("\0".join(parts).encode("utf-8", "surrogateescape")).hexdigest()


def finished():
    """What the last set-up was made from and its extras, or None if it was not finished."""
    try:
        made_from, extras = STAMP.read_text(encoding="utf-8").split("\n")
    except (OSError, ValueError):
        return None
    return made_from, set(extras.split())


def is_ready(extras):
    """Whether a set-up with these extras, and perhaps more, was finished and still fits."""
    made_from, there = finished() or ("", set())
    return made_from == fingerprint() and set(extras) <= there and PYTHON.exists()


def set_up(extras):
    if not (importlib.util.find_spec("venv") and importlib.util.find_spec("ensurepip")):
        sys.exit(CANNOT_MAKE)
    try:
        with lock():
            if is_ready(extras):  # Another start did the work while this one waited.
                return
            if finished():  # What was there stays there, even if all is made anew.
                extras = sorted(finished()[1].union(extras))
            if VENV.exists() and not is_ready([]):
                shutil.rmtree(VENV)
            VENV.mkdir(exist_ok=True)
            STAMP.unlink(missing_ok=True)
            if not install(extras):
                sys.exit(NOT_FINISHED % LOG)
            settings = VENV / "share/jupyter/lab/settings/overrides.json"
            settings.parent.mkdir(parents=True, exist_ok=True)
            settings.write_text(json.dumps(NO_NEWS), encoding="utf-8")
            STAMP.write_text(fingerprint() + "\n" + " ".join(extras), encoding="utf-8")
    except OSError as error:
        sys.exit(CANNOT_WRITE % (error.filename or HERE, error.strerror))


def install(extras):
    wait = "Setting up the lessons, once. This takes from ten seconds to a few minutes."
    print(wait, end="", flush=True)
    project = ["-c", "constraints.txt", "-e", ".[%s]" % ",".join(extras) if extras else "."]
    settings = "--no-user --disable-pip-version-check --retries 1"
    pip = [str(PYTHON), "-m", "pip", "install"] + settings.split()
    # Compiled now, or every kernel compiles what it imports, where Python may write no bytecode.
    settings = "-b constraints.txt --compile-bytecode --python"
    uv = [str(PYTHON), "-m", "uv", "pip", "install"] + settings.split() + [str(PYTHON)]
    base_python = getattr(sys, "_base_executable", sys.executable)
    done = PYTHON.exists() or step([base_python, "-m", "venv", str(VENV)])
    # uv is quicker. pip knows the settings for pip that a school or a company may have made.
    get_uv = pip + ["-c", "constraints.txt", "uv"]
    done = done and (step(get_uv) and step(uv + project) or step(pip + project))
    print(" Done." if done else "", flush=True)
    return done


def step(command):
    """Run one step of the set-up. Its words go to the log; the learner sees a dot each second."""
    with open(LOG, "ab") as log:
        streams = {"stdin": subprocess.DEVNULL, "stdout": log, "stderr": log}
        process = subprocess.Popen(command, cwd=HERE, close_fds=False, **streams)
    while process.poll() is None:
        try:
            process.wait(timeout=1)
        except subprocess.TimeoutExpired:
            print(".", end="", flush=True)
    return process.returncode == 0


def lock():
    """Wait until nobody else sets up here. The lock ends with its owner, however that ends."""
    file = open(HERE / ".venv.lock", "w")
    # Installers hold it too, so nobody deletes what one still writes.
    os.set_inheritable(file.fileno(), True)
    for waited in itertools.count():
        try:
            take(file)
            return file
        except (BlockingIOError, PermissionError):
            if not waited:
                print("Waiting for another set-up in this folder to end.", flush=True)
            time.sleep(0.2)


def take(file):
    """Lock the file, or raise at once if somebody else holds it."""
    if os.name == "nt":
        import msvcrt

        msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)
    else:
        import fcntl

        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)


def jupyterlab(no_browser):
    command = ["-m", "jupyterlab", "-y"]
    command += [
        "--ServerApp.log_level=ERROR",
        "--LabApp.log_level=ERROR",
        "--ServerApp.root_dir=%s" % HERE,
        "--LabApp.default_url=/lab/tree/" + FIRST_LESSON,
        "--LabApp.workspaces_dir=%s" % (VENV / "workspaces"),
        "--KernelManager.transport_encryption=auto",
        "--LanguageServerManager.autodetect=False",
    ]
    if no_browser:
        command.append("--no-browser")
    # As in a container. JupyterLab refuses root unless told.
    if hasattr(os, "geteuid") and os.geteuid() == 0:
        command.append("--allow-root")
    print("Starting JupyterLab. Its address follows. Ctrl-C stops it.", flush=True)
    return command


def hand_over(arguments):
    """Become the environment's Python. Windows cannot: there it runs beneath us.

    It alone heeds Ctrl-C then, so that JupyterLab can end its kernels before we end.
    """
    command = [str(PYTHON)] + arguments
    if os.name == "nt":
        signal.signal(signal.SIGINT, lambda *_: None)
        sys.exit(subprocess.call(command))
    os.execv(command[0], command)


if __name__ == "__main__":
    try:
        main(sys.argv[1:])
    except KeyboardInterrupt:
        sys.exit("\nStopped.")
