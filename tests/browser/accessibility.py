"""Ask axe-core whether everybody can use a part of the page."""

from importlib.resources import files

RUN_AXE = """element => axe.run(element, {resultTypes: ['violations']}).then(found => found.violations.map(
    ({id, impact, help, nodes}) => ({id, impact, help, nodes: nodes.map(node => node.html)})))"""


def serious_violations(locator):
    """Axe's serious and critical violations inside an element, each with id, impact, help and the nodes' HTML."""
    page = locator.page
    if not page.evaluate("() => 'axe' in window"):
        page.evaluate((files("axe_playwright_python") / "axe.min.js").read_text(encoding="utf-8"))
    return [
        found for found in locator.evaluate(RUN_AXE) if found["impact"] in ("serious", "critical")
    ]
