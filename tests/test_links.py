"""README's links to the ways in are made from one setting, and lead to files that exist."""

import re
from xml.etree import ElementTree

import links

from commands.site.pages import LIVE

README = (links.ROOT / "README.md").read_text(encoding="utf-8")
TARGET = re.compile(r"\]\(([^)]+)\)")


def astray(text):
    """Return the relative links of a text that lead to no file."""
    here = [link for link in TARGET.findall(text) if not re.match(r"https?://|#", link)]
    return [link for link in here if not (links.ROOT / link.partition("#")[0]).exists()]


def test_readme_has_the_links_of_the_setting():
    assert links.with_links(README, links.address()) == README


def test_every_relative_link_of_the_texts_leads_to_a_file():
    for name in ("README.md", "CONTRIBUTING.md"):
        assert astray((links.ROOT / name).read_text(encoding="utf-8")) == []
    assert astray("[one](notebooks/00_setup.ipynb) [two](nowhere.md)") == ["nowhere.md"]


def test_each_badge_is_a_picture_of_the_words_of_its_link():
    made = links.badges()
    assert {path: path.read_text("utf-8") for path in made} == made
    assert {*(links.ROOT / links.BADGES).iterdir()} == {*made}
    for picture, (says, *_) in zip(made.values(), links.LINKS.values(), strict=True):
        tree = ElementTree.fromstring(picture)
        words = [part.text for part in tree if part.text and part.text.strip()]
        assert words == [says, says] and "http" not in picture.replace(tree.tag[1:-4], "")


def test_each_way_in_leads_to_what_is_there():
    found = TARGET.findall(links.links("somebody/lessons"))
    shown = [links.ROOT / one for one in found[::2]]
    assert shown == [*links.badges()] and all(path.is_file() for path in shown)
    assert found[1::2] == [
        "https://somebody.github.io/lessons/",
        f"https://somebody.github.io/lessons/{LIVE}?path={links.FIRST}",
        "https://mybinder.org/v2/gh/somebody/lessons/HEAD?urlpath=lab",
    ]
    assert all((links.ROOT / here).is_file() for *_, here in links.LINKS.values())


def test_without_an_address_a_section_of_readme_is_named():
    found = TARGET.findall(links.links(""))
    (anchor,) = {*found[1::2]}
    heads = re.findall(r"^## (.+)$", README, re.MULTILINE)
    assert len(found) == 4 and anchor in {"#" + head.lower().replace(" ", "-") for head in heads}
