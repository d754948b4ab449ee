"""Drive the live edition in Chromium: a server of plain files, and a lesson opened from it."""

import functools
import threading
from contextlib import contextmanager
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import quote

from .lab import PAGE_SCRIPT, as_text, js

READY = 120_000  # milliseconds, on a busy machine


class Handler(SimpleHTTPRequestHandler):
    """It notes on its server how it answers, and each file that it sends with its bytes."""

    def log_message(self, *_):
        pass

    def log_request(self, code="-", size="-"):
        self.server.answers.append(int(code))

    def copyfile(self, source, outputfile):
        super().copyfile(source, outputfile)
        self.server.sent.append((Path(source.name).name, source.tell()))


class Server(ThreadingHTTPServer):
    request_queue_size = 64

    def __init__(self, folder):
        super().__init__(("127.0.0.1", 0), functools.partial(Handler, directory=folder))
        self.answers, self.sent = [], []
        self.url = f"http://127.0.0.1:{self.server_port}/"


@contextmanager
def serving(folder):
    """A server of plain files, as any host has, while it runs."""
    with Server(folder) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield server
        server.shutdown()


class Live:
    """A page with the live edition, and what it asked for."""

    def __init__(self, context, address):
        self.address, self.asked, self.errors = address, [], []
        self.page = context.new_page()
        context.on("request", lambda request: self.asked.append(request.url))
        self.page.on("pageerror", lambda error: self.errors.append(error.message))

    def open(self, name, app="notebooks", until="ready"):
        """Open a lesson, and wait until Python is there, or `until` the lesson is `there`."""
        self.page.goto(f"{self.address}live/{app}/index.html?path={quote(name)}")
        self.wait(name, until)
        return self

    def wait(self, name, until="ready"):
        seen = f"name => window.lab.{until}(name)"
        self.page.wait_for_function(seen, arg=name, timeout=READY)

    def outside(self):
        inner = (self.address, "data:", "blob:")
        return [url for url in self.asked if not url.startswith(inner)]

    def cells(self):
        return self.page.evaluate(js("cells"))

    def run(self, code, index=None):
        """Run code in a new cell, or in the place of a cell's; return what it says."""
        if index is not None:
            set_source = (
                "([i, code]) => lab.panel.content.widgets[i].model.sharedModel.setSource(code)"
            )
            self.page.evaluate(set_source, [index, code])
        ran = self.page.evaluate(js("runOne"), [index, None if index is not None else code, READY])
        idle = "() => lab.panel.sessionContext.session.kernel.status === 'idle'"
        self.page.wait_for_function(idle, timeout=READY)
        return "".join(as_text(output) for output in self.cells()[ran]["outputs"])

    def is_dirty(self):
        return self.page.evaluate("lab.panel.context.model.dirty")


@contextmanager
def window(chromium, address, **options):
    """A window of its own for a page of the live edition."""
    context = chromium.browser.new_context(viewport={"width": 1280, "height": 900}, **options)
    context.add_init_script(path=PAGE_SCRIPT)
    yield Live(context, address)
    context.close()
