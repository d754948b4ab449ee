"""The zoo: answers to every task of `checks.check`, right ones in unusual ways and wrong ones as learners write them.

`python tests/zoo` prints what each of them is told.
"""

RIGHT = []  # (task, function)
WRONG = []  # (task, what the message must contain, function)


def right(task):
    """Decorate an answer that must pass."""
    return lambda function: RIGHT.append((task, function)) or function


def wrong(task, hint):
    """Decorate an answer that must be refused with the hint."""
    return lambda function: WRONG.append((task, hint, function)) or function


from zoo import gradcheck, model, optimizers, surface  # noqa: E402, F401
