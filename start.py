"""Open the lessons, or test them. All this needs is Python 3.11 or newer.

    python start.py                 open the lessons in JupyterLab
    python start.py copy            make your copies of the lessons, and open nothing
    python start.py test            run every test
    python start.py bench           measure how fast the lessons are
    python start.py execute         run every notebook again and store its outputs
    python start.py site            write the lessons as pages that move, and live in the browser
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
import os
import runpy
import signal
import subprocess
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE / "commands"))

from setup import environment, open_streams, say  # noqa: E402  (found only now)

COPIED = "Your copies are in my_lessons."
STARTING = "Starting JupyterLab. Its address follows. Ctrl-C stops it."
HINT = "start.py does not know %s. What is for the program behind it goes after --: python %s"

# What a command needs installed, and what it runs.
COMMANDS = {
    "lessons": ([], ["-P", "commands/setup/lab.py"]),
    "copy": ([], None),
    "test": (["test"], ["-m", "pytest"]),
    "bench": (["test"], ["commands/bench.py"]),
    "execute": (["test"], ["commands/execute.py"]),
    "site": (["site"], ["-m", "commands.site"]),
    "mutate": (["test"], ["commands/mutate.py"]),
    "release": (["classroom"], [str(HERE / "classroom"), "release"]),
    "grade": (["classroom"], [str(HERE / "classroom"), "grade"]),
}


def main(argv):
    # A teacher's command gets everything after its name, any other what stands after --.
    teachers = argv[:1] in (["release"], ["grade"])
    cut = 1 if teachers else argv.index("--") if "--" in argv else len(argv)
    options, rest = parse(argv[:cut]), argv[cut if teachers else cut + 1 :]

    environment.clean(os.environ)
    extras, command = COMMANDS[options.command]
    if not environment.is_ready(extras) and options.command != "copy":
        environment.set_up(extras)
    if options.command in ("lessons", "copy"):
        runpy.run_path(str(HERE / "commands" / "editions.py"), run_name="__main__")
    if options.command == "copy":
        say(COPIED)
        return
    if options.command == "lessons":
        say(STARTING)
    if not teachers:  # A teacher's folders are named from where the teacher stands.
        os.chdir(HERE)
    hand_over(command + ["--no-browser"] * options.no_browser + rest)


def parse(argv):
    as_written = argparse.RawDescriptionHelpFormatter
    settings = {"formatter_class": as_written, "allow_abbrev": False}
    parser = argparse.ArgumentParser(description=__doc__, **settings)
    parser.add_argument("command", nargs="?", default="lessons", choices=COMMANDS)
    quietly = "print the address and open no browser"
    parser.add_argument("--no-browser", action="store_true", help=quietly)
    strange = strangers(argv)
    if strange:
        known = argv[: argv.index(strange[0])]
        parser.error(HINT % (strange[0], " ".join(["start.py"] + known + ["--"] + strange)))
    return parser.parse_args(argv)


def strangers(argv):
    """The arguments from the first on that can only be for the program behind this one."""
    for place, argument in enumerate(argv):
        option = argument.startswith("-") and argument not in ("-h", "--help", "--no-browser")
        if option or any(before in COMMANDS for before in argv[:place]) and argument[0] != "-":
            return argv[place:]
    return []


def hand_over(arguments):
    """Become the environment's Python. Windows cannot: there it runs beneath us.

    It alone heeds Ctrl-C then, so that JupyterLab can end its kernels before we end.
    """
    command = [str(environment.PYTHON)] + arguments
    if os.name == "nt":
        signal.signal(signal.SIGINT, lambda *_: None)
        sys.exit(subprocess.call(command))
    os.execv(command[0], command)


if __name__ == "__main__":
    open_streams()
    try:
        main(sys.argv[1:])
    except KeyboardInterrupt:
        sys.exit("\nStopped.")
