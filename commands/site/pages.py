"""The files of the site: a page for each lesson, and one that leads to them."""

import json
import re
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from pygments.formatters import HtmlFormatter

from commands.site import formulas, views
from commands.site.cells import Body, embedded
from rnn_lesson.explorers._widget import View

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
NOTEBOOKS = ROOT / "notebooks"
LIVE = "live/notebooks/index.html"  # where the site has Python in the browser, if it has
TITLE = re.compile(r"# (\d\d) · (.+)")
TIME = re.compile(r"\*\*Time:\*\* about (\d+ minutes)")
templates = Environment(
    loader=FileSystemLoader(HERE), undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
)


def write_all(target, notebooks=NOTEBOOKS):
    """Write the site into the folder `target`, and yield the path of each page."""
    target.mkdir(parents=True, exist_ok=True)
    lessons = [lesson(path) for path in sorted(notebooks.glob("*.ipynb"))]
    live = (target / LIVE).exists()
    shared = {"lessons": lessons, "live": LIVE if live else ""}
    picture = embedded((ROOT / "figures" / "rprop_path.png").read_bytes(), ".png")
    yield written(target / "index.html", "index.html.jinja", shared | {"picture": picture})
    for number, one in enumerate(lessons):
        neighbours = {
            "before": lessons[number - 1] if number else None,
            "next": lessons[number + 1] if number + 1 < len(lessons) else None,
        }
        page = shared | neighbours | {"lesson": one} | body(one["notebook"], notebooks)
        yield written(target / f"{one['name']}.html", "lesson.html.jinja", page)


def lesson(path):
    """Return what there is to tell about a lesson, from its first cell."""
    notebook = json.loads(path.read_text(encoding="utf-8"))
    opening = "".join(notebook["cells"][0]["source"])
    number, title = TITLE.search(opening).groups()
    about = {"number": number, "title": title, "time": TIME.search(opening)[1]}
    return about | {"name": path.stem, "notebook": notebook}


def body(notebook, folder):
    """Return {what the template asks for: it} of a lesson."""
    store = views.Store()
    placed = {cell: store.placed(view) for cell, view in views.run(notebook)}
    made = Body(folder, placed).of(notebook)
    return {"body": made, "blobs": store.html()}


def written(path, template, page):
    """Write one page: all that it needs is in it."""
    letters = formulas.letters(page.get("body", ""))
    page = page | {
        "font": formulas.font(letters) if letters else "",
        "css": (HERE / "page.css").read_text("utf-8"),
        "code_css": code_css(),
        "view_css": View._css,
        "view_js": View._esm.replace("export default", "const view ="),
        "page_js": (HERE / "page.js").read_text("utf-8"),
    }
    text = templates.get_template(template).render(page)
    path.write_text(text, encoding="utf-8", newline="\n")
    return path


def code_css():
    """Return the colours of code, in light and in dark."""
    light, dark = (
        HtmlFormatter(style=style).get_style_defs(".code") for style in ("xcode", "github-dark")
    )
    return f"{light}\n@media screen and (prefers-color-scheme: dark) {{\n{dark}\n}}"
