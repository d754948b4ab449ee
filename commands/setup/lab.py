"""Run by the environment's Python: JupyterLab, with the lesson's own files before the user's.

The user's configuration still counts, for a port, a password or the keys, but not for what the
lessons run on: kernels, extensions of JupyterLab, and where it keeps its program.
"""

import logging
import os
import re
import sys
import tempfile
from pathlib import Path

HERE = Path(__file__).resolve().parents[2]
FIRST_LESSON = "my_lessons/00_setup.ipynb"
ENVIRONMENT = Path(sys.prefix)
#: No news, and nothing of a teacher's tools because a teacher once used them here. What every view
#: needs is on, whatever a user switched off.
OURS = Path(__file__).with_name("jupyter")
SHARED = ENVIRONMENT / "share" / "jupyter"
#: Where Jupyter and what runs in it keep things at home, for a home that cannot be written.
AT_HOME = {
    "JUPYTER_CONFIG_DIR": "jupyter_config_dir",
    "JUPYTER_DATA_DIR": "jupyter_data_dir",
    "JUPYTER_RUNTIME_DIR": "jupyter_runtime_dir",
}
ASKS = "The lessons are at %s (it asks for the %s that you set)."
STOPPED = "JupyterLab does not start: %s."
MEND = " Mend it, or set JUPYTER_NO_CONFIG=1 to start without it."


def main(arguments):
    come_first(os.environ)
    logging.setLogRecordFactory(in_one_line)
    from jupyterlab.labapp import LabApp

    initialize = LabApp.initialize_server

    def initialize_and_say(argv=None, **options):
        server = initialize(argv=argv, **options)
        say_address(server)
        return server

    LabApp.initialize_server = initialize_and_say
    try:
        LabApp.launch_instance(settings() + arguments)
    except Exception as error:
        sys.exit(STOPPED % error + configured_in(str(error)))


def come_first(variables):
    """Put the environment's files before the user's, and let no variable lead around both."""
    for name in list(variables):
        if name.startswith(("JUPYTERLAB_DIR", "JUPYTER_GATEWAY", "MPLBACKEND")):
            del variables[name]
    # A user's own start-up files of IPython run in every kernel.
    variables["IPYTHONDIR"] = str(ENVIRONMENT / "ipython")
    first = {"JUPYTER_PATH": [SHARED], "JUPYTER_CONFIG_PATH": [OURS, ENVIRONMENT / "etc/jupyter"]}
    for name, places in first.items():
        variables[name] = os.pathsep.join([*map(str, places), *filter(None, [variables.get(name)])])
    from jupyter_core import paths

    # Matrices as small as the lessons' take twice the processor, and no less time, in two threads.
    variables.setdefault("OPENBLAS_NUM_THREADS", "1")
    for name, place in AT_HOME.items():
        if not can_write(getattr(paths, place)()):
            variables[name] = str(ENVIRONMENT / "home" / place)
    if not can_write(Path.home()):
        variables.setdefault("MPLCONFIGDIR", str(ENVIRONMENT / "home"))


def can_write(folder):
    try:
        Path(folder).mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=folder):
            return True
    except OSError:
        return False


def say_address(server):
    """Jupyter prints it only with a token that it made up itself."""
    provider = server.identity_provider
    if not provider.token_generated:
        address = server.display_url.split()[-1].partition("?")[0]
        asked = "token" if provider.token else "password"
        print(ASKS % (address, asked), file=sys.stderr)  # Where Jupyter prints it.


def in_one_line(*arguments, **named):
    """A record of the log: what a user's configuration did wrong, without the calls above it."""
    record = logging.LogRecord(*arguments, **named)
    said = str(record.msg)
    if said.startswith("Exception while loading config file") and record.exc_info:
        kind, error, _ = record.exc_info
        record.msg, record.args = f"{record.getMessage()}: {kind.__name__}: {error}", ()
        record.exc_info = None
    elif said.startswith("Bad config encountered"):
        message = record.getMessage()
        record.msg, record.args = STOPPED % message + configured_in(message), ()
    return record


def configured_in(message):
    """The user's files of configuration that have to do with this, as words, or ""."""
    from jupyter_core.paths import jupyter_config_path

    patterns = "jupyter*config.py", "jupyter*config.json", "jupyter*config.d/*.json"
    folders = [Path(path) for path in jupyter_config_path()]
    folders = [
        folder for folder in folders if folder != OURS and not folder.is_relative_to(ENVIRONMENT)
    ]
    files = {path: None for folder in folders for p in patterns for path in folder.glob(p)}
    named = re.findall(r"['\"]([^'\"]+)['\"]", message)
    guilty = [path for path in files if any(word in read(path) for word in named)] or list(files)
    return f" Your configuration is in {', '.join(map(str, guilty))}." + MEND if guilty else ""


def read(path):
    try:
        return path.read_text(encoding="utf-8", errors="replace")
    except OSError:
        return ""


def settings():
    """The server's settings: what stands on its command line counts for more than a file's."""
    given = {
        "ServerApp.log_level": "ERROR",
        "LabApp.log_level": "ERROR",
        "ServerApp.root_dir": HERE,
        "LabApp.default_url": "/lab/tree/" + FIRST_LESSON,
        "LabApp.app_dir": SHARED / "lab",
        "LabApp.workspaces_dir": ENVIRONMENT / "workspaces",
        "LabApp.labextensions_path": SHARED / "labextensions",
        "KernelSpecManager.allowed_kernelspecs": "python3",
        "MultiKernelManager.default_kernel_name": "python3",
        "KernelManager.transport_encryption": "auto",
        "LanguageServerManager.autodetect": False,
    }
    flags = ["-y"]
    # As in a container. JupyterLab refuses root unless told.
    if hasattr(os, "geteuid") and os.geteuid() == 0:
        flags.append("--allow-root")
    return flags + [f"--{name}={value}" for name, value in given.items()]


if __name__ == "__main__":
    main(sys.argv[1:])
