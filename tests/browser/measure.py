"""Measure how an interactive view follows the hand: frames, latency, backlog and traffic while something is dragged."""

import json
import math
import time

import websocket

# Counts inputs and drawings of the view that holds `handle`, in the page's own clock.
#   An input is an `input` event of a range, a pointer move over a canvas, or a new value on an ipywidgets handle.
#   A drawing is the view's 'rnn-drawn' event, or a new picture in the output below an ipywidgets slider.
#   Several drawings in one frame are one. It is drawn when the main thread has painted that frame (a message sent from
#   within a frame arrives after it), and counts as shown when the next frame begins, about when the screen has it.
METER = """handle => {
    const view = handle.closest('.rnn-view'), output = handle.closest('.jp-OutputArea');
    const meter = window.rnnMeter = {inputs: [], frames: [], up: null, ignore: new AbortController()};
    const on = (target, type, listener) =>
        target.addEventListener(type, listener, {capture: true, signal: meter.ignore.signal});
    let hand = 0, pending = false;
    const input = at => meter.inputs.push({at, hand});
    const drawn = () => {
        if (pending) return;
        pending = true;
        const newest = meter.inputs.length - 1;
        const channel = new MessageChannel();
        const frame = {newest};
        channel.port1.onmessage = () => { pending = false; frame.drawn = performance.now(); meter.frames.push(frame); };
        channel.port2.postMessage(null);
        requestAnimationFrame(() => { frame.shown = performance.now(); });
    };
    on(window, 'pointerdown', event => { hand = event.timeStamp; });
    on(window, 'pointermove', event => { hand = event.timeStamp; });
    on(window, 'pointerup', event => { meter.up = event.timeStamp; });
    if (handle.matches('input')) on(handle, 'input', () => input(performance.now()));
    else if (handle.matches('canvas')) on(handle, 'pointermove', () => input(performance.now()));
    else new MutationObserver(() => input(performance.now())).observe(handle, {attributeFilter: ['aria-valuenow']});
    if (view) on(view, 'rnn-drawn', drawn);
    else new MutationObserver(changes => {
        const added = changes.flatMap(change => [...change.addedNodes]).filter(node => node instanceof Element);
        if (added.some(node => node.matches('img') || node.querySelector('img'))) requestAnimationFrame(drawn);
    }).observe(output, {childList: true, subtree: true});
}"""

# Resolves when nothing was drawn for `quiet` milliseconds after the mouse button went up.
SETTLED = """quiet => new Promise(resolve => {
    const check = () => {
        const {up, frames, ignore} = window.rnnMeter;
        const still = up === null ? 0 : performance.now() - Math.max(up, frames.at(-1)?.drawn ?? 0);
        if (still < quiet) return setTimeout(check, Math.min(quiet - still, 50));
        ignore.abort();
        resolve(window.rnnMeter);
    };
    check();
})"""


class Hand:
    """A mouse that moves when it should: Chromium's own input command, sent without waiting for any answer.

    Playwright's `mouse.move` waits until the page has handled the move, so that a slow page would slow the hand down.
    """

    def __init__(self, page, debug_port):
        target = page.context.new_cdp_session(page).send("Target.getTargetInfo")["targetInfo"][
            "targetId"
        ]
        address = f"ws://127.0.0.1:{debug_port}/devtools/page/{target}"
        self.socket = websocket.create_connection(address, suppress_origin=True, timeout=10)
        self.sent = 0

    def send(self, kind, x, y):
        """Press, move or release (`mousePressed`, `mouseMoved`, `mouseReleased`) at a place in the page."""
        self.sent += 1
        buttons = 0 if kind == "mouseReleased" else 1
        event = {
            "type": kind,
            "x": x,
            "y": y,
            "button": "left",
            "buttons": buttons,
            "clickCount": 1,
        }
        self.socket.send(
            json.dumps({"id": self.sent, "method": "Input.dispatchMouseEvent", "params": event})
        )

    def drag(self, places, moves_per_second):
        """Press at the first place, move evenly through the others, rest for two moves, release; seconds of moving."""
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
        A native range input or a canvas inside a `.rnn-view`, or the handle of an ipywidgets slider.
    quiet : float
        The view has finished when it has not drawn for this many seconds; longer than the slowest frame.

    Returns
    -------
    dict
        moves (sent), inputs (delivered), frames (drawn), seconds, fps;
        drawn_per_input: share of the inputs that were the newest one in some frame;
        latency_median, latency_p95 (ms): from an input event until the next frame drawn was shown;
        hand_median, hand_p95 (ms): the same, from the mouse move that caused the input, so with its wait for the page;
        backlog (ms): from mouse-up until the last frame was drawn, 0 if that came before;
        sent, received: bytes over the page's web sockets until then.
        Latency is None if nothing was drawn. A frame that shows an older value (a slow kernel's) still ends the
        latency of the inputs before it, so the numbers flatter views that lag.
    """
    handle.scroll_into_view_if_needed()
    places = route(handle, round(seconds * moves_per_second))
    hand = Hand(lesson.page, lesson.debug_port)
    handle.evaluate(METER)
    before = dict(lesson.traffic)
    took = hand.drag(places, moves_per_second)
    hand.wait()
    meter = lesson.page.evaluate(SETTLED, quiet * 1000)
    traffic = {direction: lesson.traffic[direction] - before[direction] for direction in before}
    return {"moves": len(places) - 1, "seconds": took} | summarise(meter, took) | traffic


def route(handle, moves):
    """Places for the mouse to visit: twice along a slider's track and back, or once around the middle of a canvas."""
    turns = [move / moves for move in range(moves + 1)]
    grip, kind = handle.bounding_box(), handle.evaluate("element => element.localName")
    target = handle.locator("xpath=ancestor::*[contains(@class, 'noUi-target')]")
    track = grip if kind in ("input", "canvas") else target.bounding_box()
    x, y = middle(track)
    if kind == "canvas":
        across, down = track["width"] / 4, track["height"] / 4
        return [
            (x + across * math.cos(math.tau * turn), y + down * math.sin(math.tau * turn))
            for turn in turns
        ]
    return [middle(grip)] + [
        (x + 0.45 * track["width"] * zigzag(2 * turn + 0.25), y) for turn in turns[1:]
    ]


def middle(box):
    """Middle of a bounding box."""
    return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2


def zigzag(turns):
    """A triangle wave between -1 and 1 with period 1."""
    return 4 * abs(turns % 1 - 0.5) - 1


def summarise(meter, seconds):
    """The numbers of `measure_drag` that follow from what the page recorded."""
    inputs, frames, up = meter["inputs"], meter["frames"], meter["up"]
    latency, from_hand = waits(inputs, frames, "at"), waits(inputs, frames, "hand")
    newest = {frame["newest"] for frame in frames if frame["newest"] >= 0}
    return {
        "inputs": len(inputs), "frames": len(frames), "fps": sum(frame["drawn"] <= up for frame in frames) / seconds,
        "drawn_per_input": len(newest) / len(inputs) if inputs else None,
        "latency_median": percentile(latency, 50), "latency_p95": percentile(latency, 95),
        "hand_median": percentile(from_hand, 50), "hand_p95": percentile(from_hand, 95),
        "backlog": max(0, frames[-1]["drawn"] - up) if frames else None,
    }  # fmt: skip


def waits(inputs, frames, clock):
    """Milliseconds from each input until the first frame that was drawn after it was shown."""
    answers = [
        next((frame for frame in frames if frame["newest"] >= number), None)
        for number in range(len(inputs))
    ]
    return [
        frame["shown"] - event[clock] for event, frame in zip(inputs, answers, strict=True) if frame
    ]


def percentile(values, percent):
    """The smallest value that at least `percent` of 100 values do not exceed; None without values."""
    return sorted(values)[math.ceil(len(values) * percent / 100) - 1] if values else None
