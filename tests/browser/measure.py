"""Measure how a view follows the hand that drags: frames, latency, backlog and traffic."""

import json
import math
import time

import websocket

from .lab import js, place_in

REST = 110  # ms; after 120 without an input a view takes the hand as resting


class Hand:
    """A mouse that moves when it should: a command of Chromium's, sent without waiting for answers.

    Playwright's `mouse.move` waits until the page has handled the move, so that a slow page would
    slow the hand down.
    """

    def __init__(self, page, debug_port):
        found = page.context.new_cdp_session(page).send("Target.getTargetInfo")
        address = f"ws://127.0.0.1:{debug_port}/devtools/page/{found['targetInfo']['targetId']}"
        self.socket = websocket.create_connection(address, suppress_origin=True, timeout=10)
        self.sent = 0

    def send(self, kind, x, y):
        """`mousePressed`, `mouseMoved` or `mouseReleased` at a place in the page."""
        self.sent += 1
        buttons = {"button": "left", "buttons": int(kind != "mouseReleased"), "clickCount": 1}
        event = {"type": kind, "x": x, "y": y} | buttons
        command = {"id": self.sent, "method": "Input.dispatchMouseEvent", "params": event}
        self.socket.send(json.dumps(command))

    def drag(self, places, moves_per_second):
        """Press at the first place, move evenly through the others, release; seconds of moving."""
        self.send("mousePressed", *places[0])
        start = time.perf_counter()
        for number, place in enumerate(places[1:], 1):
            time.sleep(max(0, start + number / moves_per_second - time.perf_counter()))
            self.send("mouseMoved", *place)
        seconds = time.perf_counter() - start
        time.sleep(2 / moves_per_second)
        self.send("mouseReleased", *places[-1])
        return seconds

    def wait(self):
        """Wait until Chromium has answered every command."""
        while json.loads(self.socket.recv()).get("id") != self.sent:
            pass
        self.socket.close()


def measure_drag(lesson, handle, seconds=3, moves_per_second=60, quiet=0.5):
    """Drag for some seconds and return what the view made of it.

    Parameters
    ----------
    handle : Locator
        A native range input or a canvas in a `.rnn-view`, or the handle of an ipywidgets slider.
    quiet : float
        The view has finished when it has not drawn for so many seconds; more than a frame takes.

    Returns
    -------
    dict
        moves (sent), inputs (delivered), frames (drawn), seconds, fps;
        pauses: times between two inputs in which a hand seems to rest, on a busy machine;
        drawn_per_input: share of the inputs that were the newest one in some frame;
        latency_median, latency_p95 (ms): from an input event until the next frame drawn was shown;
        hand_median, hand_p95 (ms): the same, from the mouse move that caused the input;
        backlog (ms): from mouse-up until the last frame was drawn, 0 if that came before;
        sent, received: bytes over the page's web sockets until then.
        Latency is None if nothing was drawn. A frame that shows an older value (a slow kernel's)
        still ends the latency of the inputs before it, so the numbers flatter views that lag.
    """
    handle.scroll_into_view_if_needed()
    places = route(handle, round(seconds * moves_per_second))
    hand = Hand(lesson.page, lesson.window.debug_port)
    handle.evaluate(js("meter"))
    before = dict(lesson.window.traffic)
    took = hand.drag(places, moves_per_second)
    hand.wait()
    meter = lesson.page.evaluate(js("settled"), quiet * 1000)
    traffic = {
        direction: lesson.window.traffic[direction] - before[direction] for direction in before
    }
    return {"moves": len(places) - 1, "seconds": took} | summarise(meter, took) | traffic


def route(handle, moves):
    """Places to visit: twice along a slider's track and back, or once around a canvas's middle."""
    turns = [move / moves for move in range(moves + 1)]
    grip, kind = handle.bounding_box(), handle.evaluate("element => element.localName")
    if kind == "canvas":
        around = [(math.cos(math.tau * turn), math.sin(math.tau * turn)) for turn in turns]
        return [place_in(grip, 0.5 + 0.25 * x, 0.5 + 0.25 * y) for x, y in around]
    target = handle.locator("xpath=ancestor::*[contains(@class, 'noUi-target')]")
    track = grip if kind == "input" else target.bounding_box()
    along = [0.5 + 0.45 * zigzag(2 * turn + 0.25) for turn in turns[1:]]
    return [place_in(grip, 0.5, 0.5)] + [place_in(track, x, 0.5) for x in along]


def zigzag(turns):
    """A triangle wave between -1 and 1 with period 1."""
    return 4 * abs(turns % 1 - 0.5) - 1


def summarise(meter, seconds):
    """The numbers of `measure_drag` that follow from what the page recorded."""
    inputs, frames, up = meter["inputs"], meter["frames"], meter["up"]
    latency, from_hand = waits(inputs, frames, "at"), waits(inputs, frames, "hand")
    newest = {frame["newest"] for frame in frames if frame["newest"] >= 0}
    in_time = sum(frame["drawn"] <= up for frame in frames)
    handled = [event["at"] for event in inputs]
    return {
        "inputs": len(inputs),
        "pauses": sum(b - a > REST for a, b in zip(handled, handled[1:])),
        "frames": len(frames),
        "fps": in_time / seconds,
        "drawn_per_input": len(newest) / len(inputs) if inputs else None,
        "latency_median": percentile(latency, 50),
        "latency_p95": percentile(latency, 95),
        "hand_median": percentile(from_hand, 50),
        "hand_p95": percentile(from_hand, 95),
        "backlog": max(0, frames[-1]["drawn"] - up) if frames else None,
    }


def waits(inputs, frames, clock):
    """Milliseconds from each input until the first frame that was drawn after it was shown."""
    numbered = range(len(inputs))
    answers = [next((f for f in frames if f["newest"] >= i), None) for i in numbered]
    pairs = zip(inputs, answers, strict=True)
    return [frame["shown"] - event[clock] for event, frame in pairs if frame]


def percentile(values, percent):
    """The smallest value that `percent` of 100 values do not exceed; None without values."""
    return sorted(values)[math.ceil(len(values) * percent / 100) - 1] if values else None
