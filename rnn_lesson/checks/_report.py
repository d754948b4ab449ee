"""What a check hands back."""

import html

from rnn_lesson._guest import one_line

LONGEST = 900
LOOKS = {"right": ("✓", "#00664a"), "wrong": ("✗", "#a02000"), "open": ("✎", "#004c75")}


class Report:
    """What a check found, shown with a symbol and a colour.

    `kind` is "right", "wrong" or "open", `passed` is a bool, `message` a str.
    """

    def __init__(self, kind, message):
        # The message may hold names of a learner's, which need not end.
        self.kind, self.passed, self.message = kind, kind == "right", one_line(message, LONGEST)

    def __repr__(self):
        return f"{LOOKS[self.kind][0]} {self.message}"

    def _repr_html_(self):
        symbol, color = LOOKS[self.kind]
        style = f"border-left: 4px solid {color}; background: #f6f6f6; color: #1a1a1a"
        sign = f'<b style="color: {color}">{symbol}</b>'
        words = html.escape(self.message)
        return f'<div style="{style}; padding: 6px 12px; max-width: 44em">{sign} {words}</div>'
