"""What the lessons ask the learner to predict, and the answers.

Each key is the lesson and the number of the guess; the keys of a lesson count its guesses from 1,
in order, and give nothing away. The answers stand here and not in the lessons, so that nobody
reads them by accident. tests/predicted.py computes each of them.
"""

from rnn_lesson.checks._predict import Border, Choice, Number, Order, Place
from rnn_lesson.data import lesson_dataset

PREDICTIONS = {
    "00.1": Number(
        4, "Four of its bits are 1. The network will have to find this rule from examples alone."
    ),
    "00.2": Number(
        1024,
        "Each further bit doubles the number: 2 to the power 10 = 1024. The network sees 20 of "
        "them.",
    ),
    "01.1": Number(45, "wRec = 2 doubles the state before each bit is added: 101101 reads as 45."),
    "01.2": Number(1, "wRec = 0 forgets everything but the last input, and the last bit is 1."),
    "01.3": Number(
        0, "The signs alternate: the ones sit at steps 1, 3, 4 and 6, and they count -1 -1 +1 +1."
    ),
    "01.4": Place(
        {"wx": 1.6, "wRec": -0.5},
        "A new 1 is worth wx, and three steps later wx times wRec three times: (-0.5)^3 is -1/8.",
        {"wx": 0.01, "wRec": 0.01},
    ),
    "02.1": Number(
        31.2,
        "Every output is 0, so the cost is the mean of t squared, 31.2. More than four fifths of "
        "the map will turn out worse.",
        within=0.016,  # to the whole number, by head
    ),
    "02.2": Order(
        419638,
        "The cost is 419638. At wRec = 2 the first bit weighs 512 times as much as the last.",
    ),
    "02.3": Place(
        {"wx": 0.368},
        "At wRec = 1.2 the cost is lowest at wx = 0.368, with 0.71: a smaller wx makes up for a "
        "larger wRec.",
        {"wx": 0.04},
        {"wRec": 1.2},
    ),
    "02.4": Number(
        2,
        "There are two. One is the minimum at (1, 1); the other is no minimum, and the end of this "
        "lesson proves that there is no third.",
    ),
    "03.1": Number(
        6, "y = 3, so G_2 = 2 (3 - 2) = 2 and G_1 = 2 wRec = 4: the gradient is 2 x_2 + 4 x_1 = 6."
    ),
    "03.2": Number(
        1024,
        "Ten steps back, ten factors of wRec = 2: 2 to the power 10 is 1024.",
        within=0.03,  # about a thousand
    ),
    "03.3": Choice(
        "wRec",
        "All states are 0 there, and wRec multiplies states only: a small change of it changes "
        "nothing.",
        ("wx", "wRec"),
    ),
    "03.4": Number(
        6.58,
        "0.9 to the power j is 1/2 at j = 6.58. Each step takes a tenth of what is left, not of "
        "the start.",
        within=0.1,
    ),
    "03.5": Place(
        {"wRec": 0.794},
        "0.794 to the power 3 is 1/2, for it is the third root of 1/2.",
        {"wRec": 0.025},
    ),
    "04.1": Number(
        0,
        "1.2 + 1e-17 is 1.2 to a computer, so the cost does not change and both gradients come out "
        "as 0.",
    ),
    "04.2": Choice(
        "wx",
        "The cost is a parabola in wx, and for a parabola central differences are exact at any "
        "step.",
        ("wx", "wRec", "both", "neither"),
    ),
    "04.3": Number(
        0, "It rejects none. It tells you about a mismatch, goes on, and ends as it always does."
    ),
    "04.4": Number(
        (1, 0, 1, 1, 1, 0),
        "Suspects 2 and 6 slip through. This check has 20 samples and equal weights: that is where "
        "they hide.",
    ),
    "04.5": Number(5, "All but suspect 1, whose sign is wrong, reach a cost below 0.1."),
    "05.1": Number(
        0, "None of them. Three diverge within three steps, and after 500 of 1e-7 the cost is 256."
    ),
    "05.2": Number(
        0.00072,
        "It is multiplied by 1.2 twice: 0.0005, 0.0006, 0.00072. 26 such steps make it a hundred "
        "times as large.",
        within=0.001,  # but 0.0007 adds a fifth of the first step twice
    ),
    "05.3": Choice(
        "no",
        "After 10,000 iterations it is at wRec = -23, far down a second valley, and goes on.",
        ("yes", "no"),
    ),
    "05.4": Border(
        lesson_dataset,
        "The border is a straight diagonal, wx + wRec = -0.887, through the saddle of lesson 02.",
    ),
    "06.1": Number(
        1000,
        "All 1,000: the largest error is 0.0002, though the network never saw a sequence of "
        "length 12.",
    ),
    "06.2": Choice(
        "less",
        "Less: 99.95. Neither weight is quite 1; find out with the clicks below what each does.",
        ("less", "exact", "more"),
    ),
    "06.3": Number(
        995,
        "994.98: ten times as long, a hundred times the error, for the leak acts on more ones, "
        "and for longer.",
        within=0.0005,  # to the whole number
    ),
    "06.4": Number(
        98295,
        "wRec^n goes to 0 and leaves wx / (1 - wRec), about 98,295: at that height it forgets "
        "one 1 a step.",
        within=0.02,  # a hundred thousand
    ),
    "07.1": Number(
        1,
        "Friction takes a tenth of the velocity, the push gives 0.1: they balance at 1, ten times "
        "the first step.",
        within=0.001,
    ),
    "07.2": Number(
        0.1,
        "By the rate. At first the mean is the slope and the root is its size, so only the sign "
        "is left.",
        within=0.001,
    ),
    "07.3": Number(1, "From one, the gentle start (0.5, 0.5). What stops it elsewhere comes next."),
    "07.4": Number(
        692.8, "ln(1/2) / ln(0.999) = 693: the half-life of lesson 03 once more.", within=0.012
    ),
    "07.5": Choice(
        "arrives",
        "It arrives: pushes that disagree cancel, and at (1, 1) all samples agree.",
        ("arrives", "freezes", "diverges"),
    ),
    "08.1": Number(
        0.693,
        "ln 2 = 0.693: the right digit had a probability of 1/2, and minus its logarithm is the "
        "same for every digit.",
        within=0.012,
    ),
    "08.2": Number(
        20,
        "All 20, 200,000 digits without a mistake. This memory does not leak; why, you see below.",
    ),
    "08.3": Choice(
        "vanish",
        "It vanishes: ten steps leave less than a millionth. Memory and gradient are two things.",
        ("vanish", "last", "explode"),
    ),
    "08.4": Number(
        0, "None of them. That a network exists does not mean that going downhill finds it."
    ),
    "08.5": Number(
        119, "119: the batches start at 0, 1, 2, up to 19, so the last one ends with sample 118."
    ),
    "09.1": Choice(
        "no",
        "The best three weights leave a cost of 3.73: a reset must take away whatever the count "
        "is, and a sum takes away the same amount each time.",
        ("yes", "no"),
    ),
    "09.2": Choice(
        "no",
        "It does no better than the tanh layer. Its gates start half shut, and the next section "
        "says what that means.",
        ("yes", "no"),
    ),
    "09.3": Number(
        14.27,
        "ln(1/2) / ln(0.9526) = 14.3, for the gate stands at 0.9526. After 40 steps a seventh "
        "is left.",
        within=0.1,
    ),
    "10.1": Number(
        4.32,
        "Each letter gets 1/20, and log2(20) = 4.32. In bits the logarithm is to base 2; ln(20) "
        "would be 3.00.",
        within=0.01,
    ),
    "10.2": Number(
        9.96,
        "The name has the probability 1/999, and the logarithm of 999 to base 2 is 9.96.",
        within=0.01,
    ),
    "10.3": Choice(
        "table",
        "The table, by a hundredth of a bit: it pays 0.402 bits a letter, the network 0.413.",
        ("network", "table"),
    ),
    "10.4": Number(
        200, "Some 200. It learned hundreds, tens and ones, and not 600 names by heart.", within=0.2
    ),
    "10.5": Number(
        1, "One, always the same: at each step the likeliest letter has nearly all of the wheel."
    ),
}
