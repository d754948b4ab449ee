"""Write README's badges, links to the ways in: pages, live, Binder. `python commands/links.py`

They need the repository's address, `repository = "owner/name"` under [tool.rnn_lesson] in
pyproject.toml. Without one they lead to the section that says how to build what they name. The
pictures are files of ours: whoever reads README offline sees them, and nobody is told of it.
There is none for Colab: it installs nothing from a repository by itself, and a lesson begins with
no cell that would.
"""

import tomllib
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
FIRST = "00_setup.ipynb"
MARKS = "<!-- links: python commands/links.py -->\n", "<!-- end of links -->\n"
BADGES = "figures/badges"
HEIGHT, LETTER, MARGIN = 28, 7.4, 14  # pixels
BADGE = """<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}" role="img">
<title>{says}</title>
<rect width="{width}" height="{height}" rx="5" fill="#005a99"/>
<text x="{margin}" y="19" textLength="{length}" fill="#ffffff" font-family="Verdana, DejaVu Sans, \
sans-serif" font-size="13">{says}</text>
</svg>
"""
# Where those lead that anybody can build, as long as there is no address.
UNKNOWN = "#the-lessons-as-a-site"
#: {badge: (what it says, where it leads with an address, the file here that it stands for)}
LINKS = {
    "pages": (
        "Read and move them",
        "https://{owner}.github.io/{name}/",
        "commands/site/index.html.jinja",
    ),
    "live": (
        "Run them in this browser",
        "https://{owner}.github.io/{name}/live/notebooks/index.html?path=" + FIRST,
        f"notebooks/{FIRST}",
    ),
    "binder": (
        "Run them on Binder",
        "https://mybinder.org/v2/gh/{owner}/{name}/HEAD?urlpath=lab",
        "environment.yml",
    ),
}
BY_ADDRESS_ALONE = {"binder"}


def address():
    """Return the repository's address as pyproject.toml has it: "owner/name", or ""."""
    return tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["tool"]["rnn_lesson"][
        "repository"
    ]


def links(repository):
    """Return the links of a repository, as Markdown, each with its badge."""
    owner, _, name = repository.partition("/")
    shown = LINKS if repository else LINKS.keys() - BY_ADDRESS_ALONE
    made = []
    for badge, (says, there, _) in LINKS.items():
        target = there.format(owner=owner, name=name) if repository else UNKNOWN
        made += [f"[![{says}]({BADGES}/{badge}.svg)]({target})"] * (badge in shown)
    return "\n".join(made) + "\n"


def badges():
    """Return {path: picture} of the badges."""
    made = {}
    for badge, (says, *_) in LINKS.items():
        length = round(LETTER * len(says))
        sizes = {"width": length + 2 * MARGIN, "height": HEIGHT, "margin": MARGIN, "length": length}
        made[ROOT / BADGES / f"{badge}.svg"] = BADGE.format(says=says, **sizes)
    return made


def with_links(text, repository):
    """Return README with these links between its two marks."""
    before, rest = text.split(MARKS[0])
    _, after = rest.split(MARKS[1])
    return before + MARKS[0] + links(repository) + MARKS[1] + after


if __name__ == "__main__":
    for path, picture in badges().items():
        path.parent.mkdir(exist_ok=True)
        path.write_text(picture, encoding="utf-8", newline="\n")
    readme = ROOT / "README.md"
    new = with_links(readme.read_text("utf-8"), address())
    readme.write_text(new, encoding="utf-8", newline="\n")
