"""The folder .venv: whose it is, whether it still fits, and one set-up at a time."""

import errno
import glob
import hashlib
import importlib.util
import itertools
import os
import re
import shutil
import sys
import time
import tomllib
from pathlib import Path

from setup import causes, say
from setup.install import install

HERE = Path(__file__).resolve().parents[2]
VENV = HERE / ".venv"
PYTHON = VENV / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
STAMP = VENV / "ready"  # Written last: a set-up that was interrupted or failed has none.
LOG = VENV / "setup.log"  # Written first and removed last: where it is, start.py made the folder.

#: Settings that say how packages are reached. All others of pip and uv say where they go.
REACHED = re.compile(
    "(PIP|UV)_.*(INDEX|LINKS|HOST|CERT|TLS|PROXY|TIMEOUT|RETRIES|HTTP|CACHE|CONFIG_FILE|KEYRING"
    "|OFFLINE|NEWER|PRIOR|FEATURE|LINK_MODE|CONCURRENT)"
)
#: Of Python's own settings, those that change neither what runs nor what it finds.
HARMLESS = re.compile("PYTHON(UTF8|IO|DONTWRITE|PYCACHE|UNBUFFERED|HASHSEED|FAULT|_COLORS|LEGACY)")

CANNOT_MAKE = """This Python cannot make environments. \
On Debian and Ubuntu: sudo apt install python3-venv. \
Elsewhere: install Python anew, with its standard library complete."""
CANNOT_WRITE = "Cannot write to %s (%s). Copy this folder to a place of your own and start there."
NAME = "The path of this folder has a %s in it (%s), with which %s. Rename it and start again."
NOT_OURS = """%s is %s. It stays as it is. Rename or delete it, then start again; \
or work in an environment of your own: README, "Other ways to install"."""


def clean(variables):
    """Take out what would let another Python, or another place for packages, into this one."""
    for name in list(variables):
        of_pythons = name.startswith("PYTHON") and not HARMLESS.match(name)
        of_installers = name.startswith(("PIP_", "UV_")) and not REACHED.match(name)
        if of_pythons or of_installers:
            del variables[name]


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
    """Make the environment, or add these extras to it. Ends the program if that cannot be."""
    if not (importlib.util.find_spec("venv") and importlib.util.find_spec("ensurepip")):
        sys.exit(CANNOT_MAKE)
    refuse_place(str(HERE))
    try:
        with lock():
            if is_ready(extras):  # Another start did the work while this one waited.
                return
            refuse_what_is_not_ours()
            if finished():  # What was there stays there, even if all is made anew.
                extras = sorted(finished()[1].union(extras))
            if VENV.exists() and not is_ready([]):
                empty()
            VENV.mkdir(exist_ok=True)
            LOG.touch()
            STAMP.unlink(missing_ok=True)
            if why := install(PYTHON, extras, LOG):
                sys.exit(why)
            STAMP.write_text(fingerprint() + "\n" + " ".join(extras), encoding="utf-8")
    except OSError as error:
        full = errno.errorcode.get(error.errno) in ("ENOSPC", "EDQUOT")
        words = CANNOT_WRITE % (error.filename or HERE, error.strerror)
        sys.exit(causes.FULL if full else words)


def refuse_place(path):
    """End with one line where a character of the path, or its disk, breaks what is to be set up."""
    if os.pathsep in path:
        sys.exit(NAME % (os.pathsep, path, "Python makes no environments"))
    if glob.has_magic(path):
        sys.exit(NAME % (re.search("[*?[]", path)[0], path, "JupyterLab finds no extension"))
    if hasattr(os, "ST_NOEXEC") and os.statvfs(path).f_flag & os.ST_NOEXEC:
        sys.exit(causes.NOT_RUN)


def refuse_what_is_not_ours():
    """End with one line where .venv is anything but a folder that start.py made."""
    # An empty folder may be ours: a set-up that ended before its first word.
    if os.path.realpath(VENV) != str(VENV):
        sys.exit(NOT_OURS % (VENV, "a link to another place"))
    if VENV.exists() and not VENV.is_dir():
        sys.exit(NOT_OURS % (VENV, "a file"))
    if VENV.exists() and not LOG.exists() and any(VENV.iterdir()):
        sys.exit(NOT_OURS % (VENV, "an environment that start.py did not make"))


def empty():
    """Remove all that is in .venv, the mark that it is ours last: this may be interrupted."""
    for path in sorted(VENV.iterdir(), key=lambda path: path == LOG):
        if path.is_dir() and not path.is_symlink():
            shutil.rmtree(path)
        else:
            path.unlink()


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
                say("Waiting for another set-up in this folder to end.")
            time.sleep(0.2)


def take(file):
    """Lock the file, or raise at once if somebody else holds it."""
    if os.name == "nt":
        import msvcrt

        msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)
    else:
        import fcntl

        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
