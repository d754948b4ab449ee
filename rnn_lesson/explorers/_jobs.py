"""The rule for what calls somebody's functions: beside the kernel's work, and not for ever.

A job is sent off as an errand, one at a time. Whoever waits for it waits for a moment and looks
again later, so the kernel answers meanwhile. There is no widget and no event loop here.
"""

import threading
from dataclasses import dataclass
from time import monotonic
from typing import Any

from rnn_lesson._errand import Errand
from rnn_lesson._guest import TooLate

DEADLINE = 1.0  # seconds a call
PLACE = 10.0  # seconds for all calls of a job: a path needs hundreds
MOMENT = 0.04  # seconds that the kernel may be away
MOST_LATE = 3  # places; after that none is asked about that nobody looks at

# After each the screen says where: ", at wx = 1".
LATE = "{name} took longer than {seconds:g} s (is there a loop that never ends?)"
LONG = "{name} took longer than {seconds:g} s for this place, in all its calls"
LEFT = "{name} took longer than {seconds:g} s and cannot be stopped (restart the kernel)"


@dataclass
class Job:
    """work() is done in the errand, finish(what it returned) where somebody waits for it.

    late(sentence) is called in place of `finish` if it is stopped; where it is None, that counts
    as a late place, and finish gets what work returns where every call is refused.
    """

    work: Any
    finish: Any
    late: Any
    errand: Errand
    began: float


class Jobs:
    """The job of a view that is under way, if any, and how often one was late.

    `guest` is the way to somebody's functions; where it is None, all is done on the spot.
    """

    def __init__(self, guest):
        self.guest, self.job, self.lates = guest, None, 0
        self._starter = None  # the thread that started the job

    @property
    def weary(self):
        """Whether so many places were late that only those somebody looks at are asked about."""
        return self.lates >= MOST_LATE or bool(self.guest and self.guest.refusal)

    def start(self, work, finish, late=None):
        """Send off a job, when none is under way."""
        if self.guest is None:
            finish(work())
            return
        assert self.job is None
        began = monotonic()
        self.guest.dropped, self.guest.since = False, began
        self.job = job = Job(work, finish, late, None, began)
        self._starter = threading.get_ident()
        # Where there are no threads, it is over with the next line; it may have closed the view.
        job.errand = Errand(work, lambda: self._due(job))

    def wait(self, seconds):
        """Wait until no job is under way, for some seconds at most; return whether none is."""
        end = monotonic() + seconds
        while job := self.job:
            try:
                rest = min(end, self._due(job)) - monotonic()
                over = job.errand.wait(max(rest, 0))
            except BaseException:
                # The user's stop button. What is asked again is asked in the background.
                self.job = None
                job.errand.stop()
                raise
            if over:
                self._finish(job)
            elif monotonic() >= self._due(job):
                self._end(job)
            elif monotonic() >= end:
                return False
        return True

    def drop(self):
        """Let the job under way end with the call that it is in: another matters more."""
        if self.job:
            self.guest.dropped = True

    def close(self):
        """Stop what is under way, which nobody is going to wait for."""
        self.drop()
        if self.job and self.job.errand:
            self.job.errand.stop()

    def runs_here(self):
        """Return whether this very thread is in the job under way."""
        if not self.job or self.job.errand:
            return bool(self.job and self.job.errand.runs_here())
        return self._starter == threading.get_ident()

    def _due(self, job):
        return min(self.guest.since + DEADLINE, job.began + PLACE)

    def refused(self, work, sentence):
        """Return what work() makes of calls that are all refused with a sentence."""
        guest = self.guest
        # A refusal that is there already stays.
        before, guest.refusal = guest.refusal, guest.refusal or sentence
        try:
            return work()
        finally:
            guest.refusal = before

    def _finish(self, job):
        self.job = None
        try:
            value = job.errand.value()
        except TooLate:  # dropped between two calls
            return
        job.finish(value)

    def _end(self, job):
        """Stop a job that is late, and say so at its place."""
        one_call = monotonic() >= self.guest.since + DEADLINE
        about = {"name": self.guest.name, "seconds": DEADLINE if one_call else PLACE}
        ended = job.errand.stop()
        self.job = None
        if not ended:
            # Two calls at a time would see each other's half-done work: so there are no more.
            self.guest.refusal = LEFT.format(**about)
        sentence = (LATE if one_call else LONG).format(**about)
        if job.late:
            job.late(sentence)
        else:
            self.lates += 1
            job.finish(self.refused(job.work, sentence))
