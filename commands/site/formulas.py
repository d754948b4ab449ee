"""LaTeX to MathML, which browsers show by themselves, and the font that they need for it."""

import base64
import html
import io
import re
from importlib.resources import files

from fontTools import subset, ttLib
from latex2mathml.converter import convert

# A letter that stands alone is shown by another character, the italic one of the same place.
ITALICS = {"h": "\u210e", "∂": "\U0001d715"}
ITALICS |= {chr(ord("A") + i): chr(0x1D434 + i) for i in range(26)}
ITALICS |= {chr(ord("a") + i): chr(0x1D44E + i) for i in range(26) if i != 7}

# Where the converter says less than LaTeX means: no space around a bar, and one after a name.
REPAIRS = {
    '<mo stretchy="false">&#x0007C;</mo>': '<mo stretchy="false" lspace="0" rspace="0">|</mo>',
    "<mo>max</mo>": "<mi>max</mi>",
    "<mi>ln</mi>": '<mi>ln</mi><mspace width="0.167em"/>',
}
UNTOLD = re.compile(r"<annotation.*?</annotation>|<[^>]*>", re.DOTALL)


def mathml(latex, display=False):
    """Return a formula as MathML, which keeps its LaTeX for whoever copies it."""
    # The converter knows no `aligned`. The star: without it every row gets a number.
    known = latex.replace("{aligned}", "{align*}")
    made = convert(known, display="block" if display else "inline")
    inner = made[made.index(">") + 1 : made.rindex("</math>")]
    for poor, better in REPAIRS.items():
        inner = inner.replace(poor, better)
    attributes = ' display="block"' if display else ""
    note = f'<annotation encoding="application/x-tex">{html.escape(latex)}</annotation>'
    return f"<math{attributes}><semantics>{inner}{note}</semantics></math>"


def letters(page):
    """Return the characters of all formulas of a page."""
    formulas = "".join(re.findall(r"<math.*?</math>", page, re.DOTALL))
    return set(html.unescape(UNTOLD.sub("", formulas)))


def font(letters):
    """Return a font that has these characters, and what brackets of any height need, as base64.

    Without a font that knows about formulas, browsers set roots, fractions and indices badly.
    """
    path = files("ziamath") / "fonts" / "STIXTwoMath-Regular.ttf"
    whole = ttLib.TTFont(io.BytesIO(path.read_bytes()), recalcTimestamp=False)
    options = subset.Options(flavor="woff", layout_features=["ssty"], notdef_outline=True)
    cutter = subset.Subsetter(options)
    cutter.populate(text="".join({*letters, *(ITALICS.get(one, one) for one in letters)}))
    cutter.subset(whole)
    whole.flavor = "woff"
    written = io.BytesIO()
    whole.save(written)
    return base64.b64encode(written.getvalue()).decode()
