"""The live edition: JupyterLite, with the learner's edition of the lessons and Pyodide."""

import json
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from commands import editions
from commands.site import wheels

HERE = Path(__file__).parent
EXTENSIONS = Path(sys.prefix, "share", "jupyter", "labextensions")
KERNEL = "@jupyterlite/pyodide-kernel-extension"
APPS = ["notebooks", "lab"]
NEEDED = [KERNEL, "@jupyter-widgets/jupyterlab-manager", "anywidget"]
# What the kernel in the browser says of itself: a notebook that says otherwise would be changed,
# and so be a learner's own, as soon as it is opened.
METADATA = {
    "kernelspec": {"name": "python", "display_name": "Python (Pyodide)", "language": "python"},
    "language_info": {
        "codemirror_mode": {"name": "python", "version": 3},
        "file_extension": ".py",
        "mimetype": "text/x-python",
        "name": "python",
        "nbconvert_exporter": "python",
        "pygments_lexer": "ipython3",
        "version": "3.8",
    },
}


def build(target, notebooks, folder=None, offline=False):
    """Write the live edition into the folder `target`, in the place of what was there."""
    shutil.rmtree(target, ignore_errors=True)
    with tempfile.TemporaryDirectory() as place:
        lite = Path(place)
        made = write_lessons(lite / "files", notebooks)
        packages = wheels.write(
            lite / "pyodide", EXTENSIONS / KERNEL / "static" / "pypi", folder, offline
        )
        (lite / "jupyter-lite.json").write_text(json.dumps(settings(packages, offline)))
        (lite / "jupyter_lite_config.json").write_text(json.dumps(configuration(target)))
        run_jupyterlite(lite)
        shutil.copytree(lite / "pyodide", target / "pyodide")
    # GitHub Pages would else leave out what begins with an underscore.
    (target / ".nojekyll").touch()
    (target / "lessons.json").write_text(json.dumps(made), encoding="utf-8")
    shutil.copy(HERE / "live.js", target / "lessons.js")
    # The notebook's page asks for these two, and JupyterLite brings none.
    (target / "static" / "favicons").mkdir(parents=True, exist_ok=True)
    for icon in ("favicon-notebook", "favicon-busy-1"):
        shutil.copy(target / "lab" / "favicon.ico", target / "static" / "favicons" / f"{icon}.ico")
    for app in APPS:
        start_with_lessons(target / app / "index.html")


def write_lessons(folder, notebooks):
    """Write the learner's edition with its pictures; return {file's name: what it was made as}."""
    (folder / "figures").mkdir(parents=True)
    for path in (notebooks.parent / "figures").glob("*.svg"):
        # JupyterLite hands it to `btoa`, which knows no letter beyond Latin-1.
        text = path.read_text("utf-8").encode("ascii", "xmlcharrefreplace")
        (folder / "figures" / path.name).write_bytes(text)
    made = {}
    for name, notebook in editions.for_learners(notebooks):
        if "/" not in name:
            made[name] = written(notebook)
            metadata = METADATA | {"rnn_lesson": {"made": made[name]}}
            text = editions.as_text(notebook | {"metadata": metadata})
            (folder / name).write_text(text, encoding="utf-8", newline="\n")
    return made


def written(notebook):
    """Return what a person writes in a notebook as one number (FNV-1a), as live.js has it.

    No hash of a library's, for a browser has those only where the site is served by https.
    """
    parts = (f"{cell['cell_type']}\0{''.join(cell['source'])}\0" for cell in notebook["cells"])
    number = 0xCBF29CE484222325
    for byte in "".join(parts).encode():
        number = (number ^ byte) * 0x100000001B3 % 2**64
    return f"{number:x}"


def start_with_lessons(page):
    """Let the page of an app see to old copies of the lessons before the app starts."""
    before, start, after = page.read_text("utf-8").partition("await import(")
    assert after.lstrip().startswith("'../config-utils.js")
    page.write_text(f"{before}await import('../lessons.js');\n        {start}{after}", "utf-8")


def configuration(target):
    """Return what JupyterLite is to build."""
    extensions = [str(EXTENSIONS / name) for name in NEEDED]
    small = {"no_sourcemaps": True, "no_unused_shared_packages": True, "ignore_sys_prefix": True}
    what = {"apps": APPS, "federated_extensions": extensions}
    return {"LiteBuildConfig": small | what | {"output_dir": str(target.resolve())}}


def settings(packages, offline):
    """Return what the page and its kernel are told."""
    options = {"lockFileURL": "./pyodide/" + wheels.LOCK, "packages": packages}
    base = "./pyodide" if offline else wheels.CDN
    kernel = {"pyodideUrl": f"{base}/pyodide.mjs", "loadPyodideOptions": options}
    page = {"appName": "rnn-lesson", "exposeAppInBrowser": "true"}
    page |= {"litePluginSettings": {f"{KERNEL}:kernel": kernel}}
    return {"jupyter-lite-schema-version": 0, "jupyter-config-data": page}


def run_jupyterlite(lite):
    command = [sys.executable, "-m", "jupyterlite_core", "build"]
    done = subprocess.run(command, cwd=lite, capture_output=True, text=True, env=os.environ)
    if done.returncode:
        sys.exit(f"JupyterLite could not be built:\n{done.stdout}{done.stderr}")
