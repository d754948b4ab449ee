"""What lesson 08 asks for and no other lesson needs, as that lesson writes it."""


def digit_gradient(y, t):
    """Return the gradient (m, n) of the mean cross-entropy with respect to what sigmoid took."""
    return (y - t) / y.size
