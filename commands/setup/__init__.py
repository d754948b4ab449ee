"""What `start.py` does before the lessons open. The standard library is all that this needs.

environment   the folder .venv: whose it is, whether it still fits, one set-up at a time
install       fill it: by uv, else by pip, in the exact versions, else in any that fit
causes        why that failed, in one line
probe         run by the new environment: does it have, and import, what it must?
lab           run by the new environment: JupyterLab, with the lesson's own files first
    jupyter       what JupyterLab is to show and what not, read before the user's configuration
"""

import os
import sys


def open_streams():
    """Whoever closed one wants to read nothing; what is opened next must not take its place."""
    for number, name in enumerate(["stdin", "stdout", "stderr"]):
        try:
            os.fstat(number)
        except OSError:
            os.set_inheritable(os.open(os.devnull, os.O_RDWR), True)
        if getattr(sys, name) is None:
            setattr(sys, name, open(number, "w" if number else "r", closefd=False))


def say(words, end="\n"):
    """Print at once. If nobody reads it any more, that ends nothing."""
    try:
        print(words, end=end, flush=True)
    except OSError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
