"""What the lessons ask the learner to predict: question -> (answer, relative tolerance, because).

The answers stand here and not in the lessons, so that nobody reads them by accident.
tests/test_predictions.py computes each of them.
"""

PREDICTIONS = {
    # 00_setup
    "00 target": (
        4,
        0,
        "Four of its bits are 1. The network will have to find this rule from examples alone.",
    ),
    # 01_forward
    "01 binary": (
        45,
        0,
        "wRec = 2 doubles the state before each bit is added: 101101 reads as 45.",
    ),
    "01 last bit": (1, 0, "wRec = 0 forgets everything but the last input, and the last bit is 1."),
    "01 alternating": (
        0,
        0,
        "The signs alternate: the ones sit at steps 1, 3, 4 and 6, and they count -1 -1 +1 +1.",
    ),
    # 02_cost
    "02 zero": (
        31.2,
        0.001,
        "Every output is 0, so the cost is the mean of t squared, 31.2. Half of the map is hardly better.",
    ),
    "02 cliff": (
        419638,
        0.9,
        "The cost is 419638. At wRec = 2 the first bit weighs 512 times as much as the last.",
    ),
    # 03_backprop
    "03 two steps": (
        6,
        0,
        "y = 3, so G_2 = 2 (3 - 2) = 2 and G_1 = 2 wRec = 4: the gradient is 2 x_2 + 4 x_1 = 6.",
    ),
    "03 first state": (
        1024,
        0,
        "Ten steps back, ten factors of wRec = 2: 2 to the power 10 is 1024.",
    ),
    "03 half-life": (
        6.58,
        0.1,
        "0.9 to the power j is 1/2 at j = 6.58. Each step takes a tenth of what is left, not of the start.",
    ),
    "03 point E": (
        "wrec",
        0,
        "All states are 0 there, and wRec multiplies states only: a small change of it changes nothing.",
    ),
    # 04_gradcheck
    "04 tiny eps": (
        0,
        0,
        "1.2 + 1e-17 is 1.2 to a computer, so the cost does not change and both gradients come out as 0.",
    ),
    "04 large eps": (
        "wx",
        0,
        "The cost is a parabola in wx, and for a parabola central differences are exact at any step.",
    ),
    "04 famous check": (
        0,
        0,
        "It rejects none: it compares, drops the answer, and prints its line whatever happened.",
    ),
    "04 bug hunt": (
        [1, 0, 1, 1, 1, 0],
        0,
        "Suspects 2 and 6 slip through. This check has 20 samples and equal weights: that is where they hide.",
    ),
    "04 still learns": (5, 0, "All but suspect 1, whose sign is wrong, reach a cost below 0.1."),
    # 05_rprop
    "05 rates": (
        0,
        0,
        "None of them. Three diverge within three steps, and 1e-7 has hardly moved after 500.",
    ),
    "05 step": (
        0.00072,
        0.001,
        "It grows by 1.2 twice: 0.0005, 0.0006, 0.00072. After 26 such steps it is a hundred times as large.",
    ),
    "05 fail": ("no", 0, "It slides down a false valley, ever more slowly, and never comes back."),
    # 06_testing
    "06 test set": (
        1000,
        0,
        "All 1,000: the largest error is 0.0002, though the network never saw a sequence of length 12.",
    ),
    "06 hundred": (
        "less",
        0,
        "Less: 99.95. wx is a hair above 1, wRec a hair below, and over a hundred steps forgetting wins.",
    ),
    "06 thousand": (
        995,
        0,
        "994.98: ten times as long, a hundred times the error, for the leak acts on more ones, and for longer.",
    ),
    "06 ceiling": (
        98295,
        0.01,
        "wRec^n goes to 0 and leaves wx / (1 - wRec), about 98,295: at that height it forgets one 1 a step.",
    ),
}
