"""Write README's links to the ways in: pages, live, Binder. `python commands/links.py`

They need the repository's address, `repository = "owner/name"` under [tool.rnn_lesson] in
pyproject.toml. Without one a line says so. There is none for Colab: it installs nothing from a
repository by itself, and a lesson begins with no cell that would.
"""

import tomllib
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
FIRST = "00_setup.ipynb"
MARKS = "<!-- links: python commands/links.py -->\n", "<!-- end of links -->\n"
UNKNOWN = """[As pages that move, or live in a browser](#the-lessons-as-a-site)
"""
#: {what a link says: (where it leads with an address, the file here that it stands for)}
LINKS = {
    "Read and move them": ("https://{owner}.github.io/{name}/", "commands/site/index.html.jinja"),
    "Run them in this browser": (
        "https://{owner}.github.io/{name}/live/notebooks/index.html?path=" + FIRST,
        f"notebooks/{FIRST}",
    ),
    "Run them on Binder": (
        "https://mybinder.org/v2/gh/{owner}/{name}/HEAD?urlpath=lab",
        "environment.yml",
    ),
}


def address():
    """Return the repository's address as pyproject.toml has it: "owner/name", or ""."""
    return tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["tool"]["rnn_lesson"][
        "repository"
    ]


def links(repository):
    """Return the links of a repository, as Markdown."""
    owner, _, name = repository.partition("/")
    made = [
        f"[{says}]({there.format(owner=owner, name=name)})" for says, (there, _) in LINKS.items()
    ]
    return " · ".join(made) + "\n" if repository else UNKNOWN


def with_links(text, repository):
    """Return README with these links between its two marks."""
    before, rest = text.split(MARKS[0])
    _, after = rest.split(MARKS[1])
    return before + MARKS[0] + links(repository) + MARKS[1] + after


if __name__ == "__main__":
    readme = ROOT / "README.md"
    new = with_links(readme.read_text("utf-8"), address())
    readme.write_text(new, encoding="utf-8", newline="\n")
