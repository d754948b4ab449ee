"""Write the site: the lessons as pages that move in any browser, without Python.

    python start.py site

It writes `site/index.html` and a page a lesson, each one file that asks nobody for anything. Any
host of plain files serves them, and so does a double click. They are made from the notebooks in
`notebooks`, with their stored outputs. Cells that show a view are run once more, in order, to
compute all that the view can show in steps.
"""

import sys
from pathlib import Path

from commands.site import pages


def main(target=pages.ROOT / "site"):
    for path in pages.write_all(Path(target)):
        print(f"{path.name:20} {path.stat().st_size / 1e6:5.2f} MB", flush=True)


if __name__ == "__main__":
    main(*sys.argv[1:])
