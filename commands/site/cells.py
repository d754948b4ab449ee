"""The cells of a lesson as HTML: text, formulas, code, outputs, guesses, and room for views."""

import base64
import html
import re

import ipywidgets
from nbconvert.filters import ansi2html
from nbconvert.filters.markdown_mistune import IPythonRenderer, MarkdownWithMath
from pygments import highlight
from pygments.formatters import HtmlFormatter
from pygments.lexers import PythonLexer

from commands import editions
from commands.site.formulas import mathml
from rnn_lesson.checks._predictions import PREDICTIONS

ASKED = re.compile(r'checks\.predict\("([\d.]+)"')
FIGURE = "*Figure: "
INLINE = re.compile(r"\$([^$\n]+)\$")
# What stands at a formula, and must not come to stand alone in the next line.
BESIDE = re.compile(r"([(\[“]*)(<math><semantics>.*?</math>)([.,;:?!)\]”]*)", re.DOTALL)
BROAD = 700  # pixels: a figure of several panels, whose letters no phone would show
KINDS = {".svg": "image/svg+xml", ".png": "image/png"}


class Renderer(IPythonRenderer):
    """Markdown as Jupyter reads it, with formulas and pictures within the page."""

    def __init__(self, folder):
        super().__init__(escape=False, exclude_anchor_links=True)
        self.folder = folder

    def inline_math(self, body):
        return mathml(body)

    def block_math(self, body):
        return mathml(body, display=True)

    def block_html(self, html):
        # Jupyter shows formulas there too: in what is folded, and above it.
        return super().block_html(INLINE.sub(lambda found: mathml(found[1]), html))

    def block_code(self, code, info=None):
        return coloured(code) if info == "python" else super().block_code(code, info)

    def image(self, text, url, title=None):
        path = self.folder / url
        return figure(path.read_bytes(), path.suffix, text)

    def link(self, text, url, title=None):
        return super().link(text, re.sub(r"^(\w+)\.ipynb$", r"\1.html", url), title)

    def table(self, text):
        return f'<div class="wide"><table>\n{text}</table></div>\n'


def embedded(content, suffix):
    """Return the address that holds a picture itself."""
    return f"data:{KINDS[suffix]};base64,{base64.b64encode(content).decode()}"


def figure(content, suffix, alt):
    """Return a picture within the page; on a phone a broad one is moved, not made too small."""
    source = embedded(content, suffix)
    shown = f'<img class="figure" alt="{html.escape(alt)}" src="{source}">'
    if suffix == ".png":
        width = int.from_bytes(content[16:20])
    else:
        width = int(re.search(rb'<svg[^>]* width="(\d+)"', content)[1])
    return f'<span class="wide broad">{shown}</span>' if width > BROAD else shown


def coloured(code):
    """Return Python code as HTML with a class a token."""
    lines = highlight(code, PythonLexer(), HtmlFormatter(nowrap=True)).rstrip("\n")
    return f'<pre class="code"><code>{lines}</code></pre>\n'


class Body:
    """The body of a lesson's page, written cell by cell.

    `views` is {cell's id: what stands in for its view}. After a guess, the next outputs are
    folded: on a page nobody runs a cell, so they would else be seen before anything is guessed.
    """

    def __init__(self, folder, views):
        self.folder, self.views, self.guessed = folder, views, False

    def of(self, notebook):
        """Return the HTML of a lesson, of whose source edition this is the notebook."""
        outputs = {cell["id"]: cell.get("outputs", []) for cell in notebook["cells"]}
        cells = editions.learners_edition(notebook)["cells"]
        source = [cell for cell in notebook["cells"] if cell["cell_type"] == "code"]
        blank = {cell["id"] for cell in source if marked(cell)}
        parts = []
        for cell, after in zip(cells, [*cells[1:], None]):
            text = "".join(cell["source"])
            if cell["cell_type"] == "markdown":
                parts.append(self.markdown(text))
            elif asked := ASKED.search(text):
                parts.append(self.guess(asked[1]))
            else:
                parts.append(coloured(text))
                caption = "".join(after["source"]) if after else ""
                # What a check says of a blank belongs to the answer, which is folded.
                shown = [] if cell["id"] in blank else outputs[cell["id"]]
                parts.append(self.outputs(cell["id"], shown, caption))
        return "".join(parts)

    def markdown(self, text):
        # What comes after the next heading is about something else.
        self.guessed = self.guessed and not text.startswith("#")
        made = MarkdownWithMath(renderer=Renderer(self.folder)).render(text)
        made = BESIDE.sub(kept_together, made)
        return made.replace("<p>", '<p class="caption">', 1) if text.startswith(FIGURE) else made

    def guess(self, key):
        """Return the place where a guess is made, in mind, and then compared."""
        self.guessed = True
        because = html.escape(PREDICTIONS[key].because)
        return (
            '<details class="guess"><summary>Your guess? Make it first, then open the answer'
            f"</summary>\n<p>{because}</p></details>\n"
        )

    def outputs(self, cell, outputs, caption):
        if cell in self.views:
            return self.views[cell]
        made = "".join(self.output(output, caption) for output in outputs)
        if made and self.guessed:
            self.guessed = False
            return f'<details class="guess"><summary>What it shows</summary>{made}</details>\n'
        return made

    def output(self, output, caption):
        if output["output_type"] == "stream":
            return said("".join(output["text"]))
        if output["output_type"] == "error":
            return said("\n".join(output["traceback"]))
        data = output["data"]
        if "image/png" in data:
            png = base64.b64decode("".join(data["image/png"]))
            return figure(png, ".png", first_sentence(caption)) + "\n"
        if "text/html" in data:
            return "".join(data["text/html"]) + "\n"
        text = "".join(data["text/plain"])
        # A bar of progress, say: it was for whoever waited.
        return "" if hasattr(ipywidgets, text.partition("(")[0]) else said(text)


def kept_together(found):
    return f'<span class="together">{found[0]}</span>' if found[1] or found[3] else found[0]


def marked(cell):
    """Return whether the learner is to fill in something of a cell."""
    return any(editions.MARK.search(line.rstrip("\n")) for line in cell["source"])


def said(text):
    return f'<pre class="said">{ansi2html(text)}</pre>\n'


def first_sentence(caption):
    """Return what a caption calls its figure: the rest can be read below it."""
    plain = caption.removeprefix(FIGURE) if caption.startswith(FIGURE) else "a figure"
    return re.split(r"(?<=\w)\. ", plain.replace("*", ""), maxsplit=1)[0]
