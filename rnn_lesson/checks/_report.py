"""What a check hands back."""

import html

LOOKS = {"right": ("✓", "#00664a"), "wrong": ("✗", "#a02000"), "open": ("✎", "#004c75")}


class Report:
    """What a check found: `passed` (bool) and `message` (str), shown with a symbol and a colour."""

    def __init__(self, kind, message):
        self.kind, self.passed, self.message = kind, kind == "right", message

    def __repr__(self):
        return f"{LOOKS[self.kind][0]} {self.message}"

    def _repr_html_(self):
        symbol, color = LOOKS[self.kind]
        style = f"border-left: 4px solid {color}; background: #f6f6f6; color: #1a1a1a; padding: 6px 12px; max-width: 44em"
        return f'<div style="{style}"><b style="color: {color}">{symbol}</b> {html.escape(self.message)}</div>'
