"""Ask axe-core whether everybody can use a part of the page."""

from importlib.resources import files

RUN_AXE = """async element => {
    const { violations } = await axe.run(element, { resultTypes: ["violations"] });
    const html = nodes => nodes.map(node => node.html);
    return violations.map(found => ({ ...found, nodes: html(found.nodes) }));
}"""


def serious_violations(locator):
    """Axe's serious and critical violations in an element: id, impact, help, the nodes' HTML."""
    if not locator.page.evaluate("() => 'axe' in window"):
        axe = files("axe_playwright_python") / "axe.min.js"
        locator.page.evaluate(axe.read_text(encoding="utf-8"))
    found = locator.evaluate(RUN_AXE)
    return [violation for violation in found if violation["impact"] in ("serious", "critical")]
