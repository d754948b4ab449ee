"""Draw every picture that README and the lessons show: `python figures/draw.py`.

Drawing twice gives the same files. The picture of a lesson in use needs the tests' packages and
Chromium; without them that file is left as it is.
"""

import re
import sys
from html import escape
from io import BytesIO
from pathlib import Path

import matplotlib
import numpy as np
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle
from matplotlib.patheffects import withStroke
from PIL import Image, ImageDraw

from rnn_lesson import lesson_dataset, loss_surface, plots, rprop_path

HERE = Path(__file__).resolve().parent

#: What each picture shows, for those who cannot see it. README and the lessons use these words.
ALT = {
    "network.svg": """
The network, looped at left and unrolled over time at right. At every step k the new state S_k is
the input x_k times the weight wx, plus the state before it times the weight wRec. It starts at
S_0 = 0, uses the same two weights at every step, and ends with the output y = S_n.""",
    "backprop.svg": """
Two time steps. Solid arrows run forwards and carry the states from S_0 = 0 over S_1 to S_2 = y,
and to the cost; x_1 times wx and x_2 times wx come in from above. Dashed arrows run backwards and
carry the gradients: G_2 = 2 (y - t) / m, then G_1 = G_2 times wRec, then G_0 = G_1 times wRec.""",
    "rprop_path.png": """
Two maps of the cost over the weights wx and wRec, with the path that Rprop takes from (-1.5, 2) to
the minimum at (1, 1): down the cliff, across the flat ground, over the narrow valley and back along
it. At right, the valley from near.""",
    "lesson.gif": """
A lesson in JupyterLab: the mouse drags a marker over the loss surface, and the arrow of the
gradient, the outputs, the gradient through time and the states follow at once. At wx = 1, wRec = 1
every output is right.""",
}
ALT = {name: " ".join(words.split()) for name, words in ALT.items()}

# The network. It stands on a light card of its own, so that it is readable on a page of any colour.

LOOP, S_0, DOTS, COLUMNS = 165, 450, 842, {"1": 590, "2": 720, "n": 964}  # across
OUTPUT, STATE, INPUT, TIME = 114, 232, 362, 430  # down
R = 32  # radius of a state

SVG = """\
<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" \
width="{width}" height="{height}" role="img" aria-labelledby="title desc">
<title id="title">{title}</title>
<desc id="desc">{alt}</desc>
<style>
  text {{ font: 16px "Segoe UI", "Helvetica Neue", Arial, sans-serif; fill: #57606a; \
text-anchor: middle; }}
  .title {{ font-size: 18px; font-weight: 600; fill: #1f2328; }}
  .left {{ text-anchor: start; }} .right {{ text-anchor: end; }}
  .math {{ font: italic 23px "STIX Two Text", "Times New Roman", Times, serif; fill: #1f2328; }}
  .weight, .step {{ font-size: 20px; }} .upright {{ font-style: normal; }}
  rect, circle, path {{ fill: #ffffff; stroke: #1f2328; stroke-width: 2; }}
  .card {{ stroke: #d0d7de; }} .state {{ fill: #f3f4f6; }} .given {{ stroke-dasharray: 5 4; }}
  .grey {{ stroke: #8c959f; }} .wx {{ fill: #e8f3fa; stroke: #0072b2; }} \
.wRec {{ fill: #fdefe5; stroke: #d55e00; }}
  path, path.wx, path.wRec {{ fill: none; stroke-width: 2.5; }}
  path.tie {{ stroke-width: 2; stroke-dasharray: 0.1 5.5; stroke-linecap: round; }}
  marker path, .wide {{ fill: #8c959f; stroke: none; }}
  #ink path {{ fill: #1f2328; }} #wx path {{ fill: #0072b2; }} #wRec path {{ fill: #d55e00; }}
</style>
<defs>{heads}</defs>
{parts}
</svg>
"""
HEAD = (
    '<marker id="{}" viewBox="0 0 10 10" refX="9.5" refY="5" markerWidth="12" markerHeight="12"'
    ' markerUnits="userSpaceOnUse" orient="auto"><path d="M0,0.5 L10,5 L0,9.5 L2,5 Z"/></marker>'
)


def network():
    """Return the diagram of the network, looped and unrolled over time, as SVG."""
    title = "A recurrent neural network with two weights, looped and unrolled over time"
    return svg(1060, 470, title, ALT["network.svg"], [*looped(), *unrolled()])


def backprop():
    """Return two time steps, states running forwards and gradients backwards, as SVG."""
    places, y = [130, 370, 610, 850], 150
    gradients = ["G_0 = G_1 w_{Rec}", "G_1 = G_2 w_{Rec}", "G_2 = 2(y − t)/m"]
    parts = []
    for k, (left, right) in enumerate(zip(places, places[1:])):
        parts += [
            arrow("grey" if k == 2 else "wRec", f"M{left + 62},{y - 12} H{right - 64}"),
            dashed(arrow("ink", f"M{right - 64},{y + 16} H{left + 62}")),
            math(left, y + 90, gradients[k]),
            math((left + right) / 2, y - 28, "t") if k == 2 else "",
            *(weight("wRec", (left + right) / 2, y - 36) if k < 2 else ()),
        ]
        if k < 2:
            parts += [arrow("wx", f"M{right},{y - 88} V{y - 34}")]
            parts += [math(right, y - 98, f"x_{k + 1} w_x")]
    for x, name in zip(places, ["S_0 = 0", "S_1", "S_2 = y", "cost"]):
        parts += [
            shape("rect", "state", x=x - 54, y=y - 28, width=108, height=60, rx=12),
            math(x, y + 9, name),
        ]
    parts += [
        text(12, y - 60, "forwards: states", "left"),
        text(12, y + 58, "backwards: gradients", "left"),
    ]
    return svg(930, 270, "Two time steps, forwards and backwards", ALT["backprop.svg"], parts)


def svg(width, height, title, alt, parts):
    """Return an SVG of these parts on a light card."""
    card = shape("rect", "card", x=1, y=1, width=width - 2, height=height - 2, rx=14)
    heads = "".join(HEAD.format(kind) for kind in ("ink", "wx", "wRec", "grey"))
    about = {"width": width, "height": height, "title": title, "alt": escape(alt)}
    return SVG.format(**about, heads=heads, parts="\n".join([card, *filter(None, parts)])).encode()


def looped():
    """Return the network as it is: one state, which feeds itself."""
    x, y = LOOP + R * np.cos(0.6), R * np.sin(0.6)
    return [
        text(LOOP, 50, "The network", "title"),
        *column(LOOP, "k"),
        arrow("wRec", f"M{x:.1f},{STATE - y:.1f} c88,-52 88,{2 * y + 54:.1f} 4,{2 * y + 2:.1f}"),
        *weight("wRec", LOOP + 92, STATE),
        *output(LOOP),
        text(LOOP + 14, OUTPUT + 51, "after the", "left"),
        text(LOOP + 14, OUTPUT + 71, "last step", "left"),
        math(LOOP, TIME + 6, "S_k = x_k w_x + S_{k−1} w_{Rec}"),
        text(341, STATE - 16, "unroll"),
        shape("path", "wide", d=f"M315,{STATE - 4} h34 v-7 l18,11 l-18,11 v-7 h-34 z"),
    ]


def unrolled():
    """Return the network step by step, from S_0 = 0 to y = S_n."""
    one, two, n = COLUMNS.values()
    gaps = [(S_0 + 48, one - R), (one + R, two - R), (two + R, DOTS - 26), (DOTS + 26, n - R)]
    middles = [(left + right) / 2 for left, right in gaps]
    top, side = STATE - 80, INPUT - 64
    stems = " ".join(f"M{x},{top} v40" for x in middles)
    return [
        text((S_0 + n) / 2, 50, "The same network, unrolled over time", "title"),
        shape("path", "wRec tie", d=f"M{S_0 + 8},{top} H{middles[-1]} {stems}"),
        shape("path", "wx tie", d=f"M{S_0 + 8},{side} H{n}"),
        *(text(S_0, y - 3, "the same weight", "right") for y in (top, side)),
        *(text(S_0, y + 17, "at every step", "right") for y in (top, side)),
        shape("rect", "given", x=S_0 - 48, y=STATE - 24, width=96, height=48, rx=24),
        math(S_0, STATE + 7, "S_0 = 0"),
        *(part for k, x in COLUMNS.items() for part in column(x, k)),
        *(arrow("wRec", f"M{left + 2},{STATE} H{right - 2}") for left, right in gaps),
        *(part for x in middles for part in weight("wRec", x, STATE - 30)),
        *(math(DOTS, y, "⋯") for y in (STATE + 7, INPUT + 7, TIME + 7)),
        *output(n),
        arrow("grey", f"M{S_0},{TIME - 18} H1030"),
        *(math(x, TIME + 6, k) for k, x in {"0": S_0, **COLUMNS}.items()),
        text(S_0 - 26, TIME + 5, 'time step <tspan class="math step">k</tspan>', "right"),
    ]


def column(x, k):
    """Return the state of step k, with its input below."""
    return [
        arrow("wx", f"M{x},{INPUT - 26} V{STATE + R + 2}"),
        shape("rect", "wx", x=x - 26, y=INPUT - 24, width=52, height=48, rx=8),
        shape("circle", "state", cx=x, cy=STATE, r=R),
        math(x, STATE + 6, f"S_{k}"),
        math(x, INPUT + 5, f"x_{k}"),
        *weight("wx", x, INPUT - 64),
    ]


def output(x):
    """Return the output, above the last state."""
    box = shape("rect", "state", x=x - 48, y=OUTPUT - 24, width=96, height=48, rx=8)
    return [
        arrow("ink", f"M{x},{STATE - R - 2} V{OUTPUT + 26}"),
        box,
        math(x, OUTPUT + 6, "y = S_n"),
    ]


def weight(name, x, y):
    """Return the name of a weight in its frame."""
    width = {"wx": 42, "wRec": 56}[name]
    frame = shape("rect", name, x=x - width / 2, y=y - 14, width=width, height=28, rx=14)
    return [frame, math(x, y + 4.5, {"wx": "w_x", "wRec": "w_{Rec}"}[name], "weight")]


def arrow(name, line):
    return shape("path", name, d=line, marker_end=f"url(#{name})")


def dashed(path):
    return path.replace("/>", ' stroke-dasharray="7 5"/>')


def shape(tag, kind, **attributes):
    pairs = (f'{name.replace("_", "-")}="{value}"' for name, value in attributes.items())
    return f'<{tag} class="{kind}" {" ".join(pairs)}/>'


def text(x, y, words, kind=""):
    return f'<text class="{kind}" x="{x}" y="{y}">{words}</text>'


def math(x, y, formula, kind=""):
    """Return a formula in italics, digits upright and indices (`S_k`, `w_{Rec}`) lowered."""
    runs = []
    for i, run in enumerate(re.split(r"_(\w|{.*?})", formula)):
        run = re.sub(r"\d+", r'<tspan class="upright">\g<0></tspan>', run.strip("{}"))
        if run:
            style = 'dy="6" font-size="70%"' if i % 2 else f'dy="{-6 if i else 0}"'
            runs.append(f"<tspan {style}>{run}</tspan>")
    return text(x, y, "".join(runs), f"math {kind}".strip())


# The path of Rprop over the loss surface.


def rprop():
    """Return the loss surface with the path of Rprop, from far and from near, as PNG."""
    X, t = lesson_dataset()
    path = rprop_path(X, t)
    with matplotlib.rc_context({**matplotlib.rcParamsDefault, "font.size": 12}):
        figure = Figure(figsize=(32 / 3, 4.9), dpi=150, facecolor="white", layout="constrained")
        far, near = figure.subplots(1, 2)
        for ax, (low, high), step in ((far, plots.FAR, 1), (near, plots.NEAR, 0.5)):
            weights, ticks = np.linspace(low, high, 301), np.arange(np.ceil(low), high + 0.01, step)
            plots.plot_surface(ax, weights, weights, loss_surface(X, t, weights, weights))
            plots.plot_path(ax, path)
            ax.set(xlim=(low, high), ylim=(low, high), xticks=ticks, yticks=ticks)
        far.set_title("Rprop's path, from far")
        near.set_title("The dotted square, from near")
        corner, side = (plots.NEAR[0],) * 2, plots.NEAR[1] - plots.NEAR[0]
        dotted = {"fill": False, "edgecolor": "white", "linestyle": ":", "linewidth": 1.6}
        far.add_patch(Rectangle(corner, side, side, **dotted))
        style = {"color": "white", "weight": "bold", "ha": "center"}
        style["path_effects"] = [withStroke(linewidth=3, foreground="black")]
        ends = ((far, path[0], "start"), (far, path[-1], "end"), (near, path[-1], "end"))
        for ax, place, name in ends:
            ax.annotate(name, place, (0, 10), textcoords="offset points", **style)
        file = BytesIO()
        figure.savefig(file, metadata={"Software": None})
    return file.getvalue()


# A lesson in use, in a real browser.

# Where the mouse drags the marker, as (wx, wRec): along the valley, up the cliff, over the plain,
# to the minimum.
STOPS = [(1.2, 1.2), (1.4, 0.92), (2.6, 0.7), (1.6, 2.3), (-1.2, 1.8), (-0.6, 0.1), (0.5, 0.3)]
STOPS += [(1, 1)]
# Of the animation; REST is the time of its last frame.
FRAMES, MILLISECONDS, REST, COLOURS = 52, 80, 1200, 240
POINTER = [(0, 0), (0, 17), (4, 13), (7, 20), (10, 19), (7, 12), (12, 12)]


def lesson():
    """Return a lesson in use, its marker dragged along STOPS, as GIF; None without a browser."""
    sys.path.insert(0, str(HERE.parent / "tests"))
    try:
        from browser.lab import Server, Window, find_chromium, running_chromium
    except ImportError as error:
        print(f"lesson.gif stays as it is: {error} (`python start.py test` installs it)")
        return None
    if not find_chromium():
        print("lesson.gif stays as it is: install Chromium, or set CHROMIUM to its path")
        return None
    cell = "from rnn_lesson import explorers\nexplorers.explore_gradient()"
    size = {"width": 1080, "height": 1200}
    with (
        running_chromium(find_chromium()) as chromium,
        Server() as server,
        Window(chromium, server, device_scale_factor=1, viewport=size) as window,
    ):
        opened = window.open(server.write("notebooks/look.ipynb", cell))
        opened.run_all()
        return as_gif(list(dragged(opened)))


def dragged(opened):
    """Yield pictures of the opened lesson while the mouse drags the marker of its first view."""
    page = opened.page
    names = (".jp-Cell", ".rnn-view", ".rnn-canvas")
    cell, view, canvas = (page.locator(name).first.bounding_box() for name in names)
    clip = {"x": cell["x"] + 30, "y": cell["y"], "width": cell["width"] - 32}
    clip["height"] = view["y"] + view["height"] - cell["y"]
    panel = "Out[1].spec['scenes']['far']['panels'][0]"
    edges = f"[float(edge) / {panel}['width'] for edge in {panel}['box']]"
    left, top, right, bottom = opened.ask(edges)
    page.evaluate("""['pointerdown', 'pointermove'].forEach(kind =>
        addEventListener(kind, event => { window.seen = event; }, {capture: true}))""")
    for i, (wx, wRec) in enumerate(smooth(STOPS, FRAMES)):
        x = round(canvas["x"] + canvas["width"] * np.interp(wx, plots.FAR, (left, right)))
        y = round(canvas["y"] + canvas["width"] * np.interp(wRec, plots.FAR, (bottom, top)))
        page.mouse.move(x, y)
        if not i:
            page.mouse.down()
        there = "([x, y]) => seen.buttons && seen.clientX === x && seen.clientY === y"
        page.wait_for_function(there, arg=[x, y])
        page.evaluate("() => lab.frames(2)")
        # Until then the numbers are a neighbour's.
        page.wait_for_selector(".rnn-view:not(.rnn-coarse)")
        frame = Image.open(BytesIO(page.screenshot(clip=clip))).convert("RGB")
        pointer = [(x - clip["x"] + across, y - clip["y"] + down) for across, down in POINTER]
        ImageDraw.Draw(frame).polygon(pointer, "black", "white")
        yield frame


def smooth(stops, n):
    """Return n places along the stops, with round corners."""
    lengths = np.cumsum([0, *np.hypot(*np.diff(stops, axis=0).T)])
    along = np.linspace(0, lengths[-1], n - 4)
    straight = np.column_stack([np.interp(along, lengths, axis) for axis in np.transpose(stops)])
    padded = np.pad(straight, ((4, 4), (0, 0)), mode="edge")
    return sum(padded[k : k + n] * weight for k, weight in enumerate(np.hanning(7)[1:-1] / 3))


def as_gif(frames):
    """Return the frames as an endless GIF. All but rare colours are exact, so text stays crisp."""
    frames = [np.asarray(frame).astype(np.int32) for frame in frames]
    for before, frame in zip(frames, frames[1:]):  # The browser's last bits differ from run to run.
        same = np.abs(frame - before).max(axis=-1) <= 2
        frame[same] = before[same]
    pixels = [frame @ (1 << 16, 1 << 8, 1) for frame in frames]
    counts = sum(np.bincount(image.ravel(), minlength=1 << 24) for image in pixels)
    colours = np.flatnonzero(counts)
    rgb = np.stack([colours >> 16, colours >> 8 & 255, colours & 255], axis=-1)
    palette = rgb[np.argsort(-counts[colours], kind="stable")[:COLOURS]]
    nearest = np.zeros(1 << 24, np.uint8)
    nearest[colours] = [np.argmin(((palette - colour) ** 2).sum(axis=1)) for colour in rgb]
    images = [Image.fromarray(nearest[image]) for image in pixels]
    for image in images:
        image.putpalette(palette.astype(np.uint8).tobytes())
    file = BytesIO()
    times = [MILLISECONDS] * (len(images) - 1) + [REST]
    images[0].save(file, "GIF", save_all=True, append_images=images[1:], duration=times, loop=0)
    return file.getvalue()


if __name__ == "__main__":
    draws = [network, backprop, rprop, lesson]
    for name, draw in zip(ALT, draws, strict=True):
        if picture := draw():
            (HERE / name).write_bytes(picture)
            print(f"{name}: {len(picture) / 1000:.0f} kB")
