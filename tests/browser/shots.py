"""Take a picture of every view on each screen, light and dark, and print how high each is.

`python -m tests.browser.shots FOLDER`; names of views after it, to look at these alone.
"""

import sys
from pathlib import Path

from .lab import Server, Window, find_chromium, running_chromium
from .views import IMPORTS, NAMES

SCREENS = {"laptop": (1366, 768), "desktop": (1920, 1080), "phone": (390, 844)}
FILES = "open => window.jupyterapp.shell[open ? 'expandLeft' : 'collapseLeft']()"


def shoot(lesson, folder, names):
    """Save the pictures, and return {view: {screen: its height}}."""
    heights = {name: {} for name in names}
    for screen, (width, height) in SCREENS.items():
        lesson.page.set_viewport_size({"width": width, "height": height})
        lesson.page.evaluate(FILES, screen != "phone")
        for theme in ("Light", "Dark"):
            lesson.set_theme(f"JupyterLab {theme}")
            for index, name in enumerate(names):
                view = lesson.view(index)
                view.scroll_into_view_if_needed()
                lesson.page.wait_for_timeout(300)
                heights[name][screen] = round(view.bounding_box()["height"])
                # In a window that is high enough, for a picture of what does not fit is cut.
                lesson.page.set_viewport_size({"width": width, "height": 2 * height})
                lesson.page.wait_for_timeout(100)
                view.screenshot(path=folder / f"{name}-{screen}-{theme.lower()}.png")
                lesson.page.set_viewport_size({"width": width, "height": height})
    return heights


def main(folder, *names):
    names = names or NAMES
    folder = Path(folder)
    folder.mkdir(parents=True, exist_ok=True)
    with running_chromium(find_chromium()) as chromium, Server() as server:
        cells = [f"{name} = explorers.explore_{name}()\n{name}" for name in names]
        path = server.write("notebooks/shots.ipynb", IMPORTS, *cells)
        with Window(chromium, server) as window:
            lesson = window.open(path)
            lesson.run_all()
            for name, found in shoot(lesson, folder, names).items():
                print(f"{name:10}", *(f"{screen} {high:4} px" for screen, high in found.items()))
            print(*lesson.problems(), sep="\n")


if __name__ == "__main__":
    main(*sys.argv[1:])
