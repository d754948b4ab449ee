"""What the lessons ask the learner to predict: question -> (answer, relative tolerance, because).

The answers stand here and not in the lessons, so that nobody reads them by accident.
tests/test_predictions.py computes each of them.
"""

PREDICTIONS = {
    # 01_forward
    "01 binary": (45, 0, "wRec = 2 doubles the state before each bit is added: 101101 reads as 45."),
    "01 last bit": (1, 0, "wRec = 0 forgets everything but the last input, and the last bit is 1."),
    "01 alternating": (0, 0, "The signs alternate: the ones sit at steps 1, 3, 4 and 6, and they count -1 -1 +1 +1."),
}
