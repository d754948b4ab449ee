"""Run by the new environment: does it have, and import, what it must? Prints what it found.

An installer that ends well may have put everything elsewhere, or where nothing may be run.
"""

import importlib
import re
import sys
from importlib import metadata
from pathlib import Path

MODULES = "numpy matplotlib.figure ipywidgets anywidget ipykernel.kernelapp rnn_lesson".split()
MODULES += ["jupyterlab.labapp"]
EXTENSIONS = {"@jupyter-widgets/jupyterlab-manager", "anywidget"}
SHARED = Path(sys.prefix, "share", "jupyter")


def main(extras):
    for requirement in metadata.requires("rnn_lesson"):
        name, _, marker = requirement.partition(";")
        extra = re.search("extra == ['\"](.+)['\"]", marker)
        if not extra or extra[1] in extras:
            name = re.match(r"[\w.-]+", name)[0]
            print(name, metadata.version(name))
    for name in MODULES:
        importlib.import_module(name)
    from jupyterlab_server.config import get_federated_extensions

    extensions = get_federated_extensions([str(SHARED / "labextensions")])
    print(*(f"{name} {of['version']}" for name, of in extensions.items()), sep="\n")
    if missing := sorted(EXTENSIONS - set(extensions)):
        sys.exit(f"JupyterLab does not find {' and '.join(missing)} in {SHARED}")
    if not (SHARED / "kernels" / "python3" / "kernel.json").exists():
        sys.exit(f"JupyterLab finds no kernel in {SHARED}")


if __name__ == "__main__":
    main(sys.argv[1:])
