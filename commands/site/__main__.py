"""Write the site: the lessons as pages that move in any browser, and live, with Python in it.

    python start.py site                    all of it, into the folder site
    python start.py site -- --no-live       the pages alone
    python start.py site -- --offline       Python too, which else comes from Pyodide's own server

The pages are one file a lesson, that asks nobody for anything: any host of plain files serves
them, and so does a double click. They are made from the notebooks in `notebooks`, with their stored
outputs. Cells that show a view are run once more, in order, to compute all that the view can
show in steps. The live edition, in `site/live`, is the learner's edition in JupyterLite.
"""

import argparse
import sys
from pathlib import Path

from commands.site import live, pages, wheels


def main(target, with_live, offline, pyodide):
    wrong = ""
    # First, for the pages lead to it where it is.
    if with_live:
        try:
            live.build(target / "live", pages.NOTEBOOKS, pyodide, offline)
            files = [path for path in (target / "live").rglob("*") if path.is_file()]
            size = sum(path.stat().st_size for path in files) / 1e6
            print(f"{'live':20} {size:5.1f} MB in {len(files)} files", flush=True)
        except wheels.NotThere as error:
            wrong = f"There is no live edition: {error}"
    for path in pages.write_all(target):
        print(f"{path.name:20} {path.stat().st_size / 1e6:5.2f} MB", flush=True)
    sys.exit(wrong or 0)


def arguments():
    as_written = argparse.RawDescriptionHelpFormatter
    parser = argparse.ArgumentParser("start.py site --", None, __doc__, formatter_class=as_written)
    parser.add_argument("target", nargs="?", type=Path, default=pages.ROOT / "site")
    parser.add_argument("--no-live", action="store_false", dest="with_live")
    parser.add_argument("--offline", action="store_true", help="ship Pyodide with the site")
    words = "where Pyodide's files are, if they are not to be fetched"
    parser.add_argument("--pyodide", type=Path, metavar="FOLDER", help=words)
    return parser.parse_args()


if __name__ == "__main__":
    main(**vars(arguments()))
