"""Pictures: where a line leaves them, and that settings of the user change nothing in them."""

import gc

import matplotlib
import numpy as np
import pytest
from matplotlib import style
from matplotlib.backends.backend_agg import RendererAgg
from seen import VIEWS, draws

from rnn_lesson import explorers
from rnn_lesson.explorers._picture import Picture


def test_lines_keep_their_direction_however_far_they_go():
    """A step down a cliff, of 10 to the 29 pictures, leaves at the angle at which it goes."""
    picture = Picture(lambda ax: ax.set(xlim=(-3, 3), ylim=(-2, 7)), "alt", "title")
    rng = np.random.default_rng(0)
    sizes = 10.0 ** rng.integers(-1, 30, (300, 12, 1))
    paths = rng.normal(size=(300, 12, 2)) * sizes
    paths[rng.random((300, 12)) < 0.05] = np.nan
    paths[:, 3, 0] = paths[:, 2, 0]  # straight up
    tables = picture.lines("path", paths[..., 0], paths[..., 1])
    near = 0
    for path, ends, starts in zip(paths, *tables.values(), strict=True):
        assert draws(picture, ends.astype(float), starts.astype(float), path)
        near += np.sum(ends[1:, 0] > -30_000)
    assert near > 300


def test_a_step_at_80_degrees_is_drawn_at_80_degrees():
    picture = Picture(lambda ax: ax.set(xlim=(-3, 3), ylim=(-3, 3)), "alt", "title")
    step = np.array([np.cos(np.radians(-80)), np.sin(np.radians(-80))])
    right, up = (np.diff(picture.pixels(**{axis: [0, 1]}))[0] for axis in "xy")
    for length in (10.0, 1e4, 1e9, 1e25):
        end = picture.lines("path", [0, length * step[0]], [0, length * step[1]])["path"]
        drawn = np.diff(end.astype(float), axis=0)[0] / (float(right), float(up))
        assert np.degrees(np.arctan2(drawn[1], drawn[0])) == pytest.approx(-80, abs=0.1)


SETTINGS = [
    ["dark_background", {
        "font.size": 30, "axes.labelsize": 30, "lines.linewidth": 9, "lines.markersize": 20,
        "savefig.bbox": "tight", "savefig.format": "svg", "savefig.dpi": 20, "figure.dpi": 33,
        "figure.constrained_layout.use": True, "xtick.direction": "in", "ytick.labelsize": 25,
    }],
    {
        "figure.autolayout": True, "axes.autolimit_mode": "round_numbers", "axes.grid": True,
        "savefig.facecolor": "red", "savefig.transparent": False, "xtick.minor.visible": True,
        "font.family": "monospace", "mathtext.fontset": "cm", "axes.unicode_minus": False,
    },
]  # fmt: skip


def drawn():
    """Every picture of the loss and the eps view, with all that the browser is told of it."""
    views = explorers.explore_loss(), explorers.explore_eps()
    scenes = [scene for view in views for scene in view._scenes.values()]
    panels = [picture for scene in scenes for picture in scene.panels.values()]
    return [(picture.png, picture.spec() | {"picture": None}) for picture in panels]


def test_settings_of_the_user_change_no_picture():
    usual, before = drawn(), dict(matplotlib.rcParams)
    for settings in SETTINGS:
        with style.context(settings):
            theirs = dict(matplotlib.rcParams)
            assert drawn() == usual, settings
            assert dict(matplotlib.rcParams) == theirs
    assert dict(matplotlib.rcParams) == before


def test_a_drawn_picture_lets_go_of_what_it_was_drawn_on_at_once():
    """Six megabytes each: where Python has to look for them, a kernel holds several for long."""

    def canvases():
        return sum(isinstance(thing, RendererAgg) for thing in gc.get_objects())

    picture = Picture(lambda ax: ax.plot([1, 2]), "alt", "title")
    gc.collect()
    gc.disable()
    try:
        before = canvases()
        assert picture.png and canvases() == before
    finally:
        gc.enable()


@pytest.mark.parametrize("explore", VIEWS)
def test_every_panel_says_what_it_shows(explore):
    for scene in explore().spec["scenes"].values():
        for panel in scene["panels"]:
            assert panel["title"] or panel["legend"]
            for mark, color, words in panel["legend"]:
                assert mark and words and color in ("ink", "blue", "orange", "green")
