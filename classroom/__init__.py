"""The teacher's side: `release` makes the hand-out, `grade` marks what comes back.

    python start.py release
    python start.py grade submissions

No lesson imports this, and the hand-out does not contain it.
"""
