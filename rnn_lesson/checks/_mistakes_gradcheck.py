"""Hints for the functions of lesson 04, and the edits that get them; `_edits` says how to read them."""

NUMERICAL_GRADIENT = """
This is a one-sided difference. Move to both sides: f(W + step) - f(W - step), over 2 eps.
    grad[i] = ... -> grad[i] = (f(W + step) - f(W)) / eps || grad[i] = (f(W) - f(W - step)) / eps
This is a one-sided difference. Move to both sides: f(W + step) - f(W - step), over 2 eps. And it is divided by 2 eps, though the two points are only one eps apart.
    f(W + step) - f(W - step) -> f(W + step) - f(W) || f(W) - f(W - step)
The factor 2 is missing: W + eps and W - eps are 2 eps apart, so divide by 2 eps.
    (2 * eps) -> eps
The two points are eps apart: yours moves by eps / 2 to each side. Move by eps and divide by 2 eps.
    step[i] = eps -> step[i] = eps / 2 && (2 * eps) -> eps
Yours moves by 2 eps to each side. Move by eps and divide by 2 eps.
    step[i] = eps -> step[i] = 2 * eps && (2 * eps) -> (4 * eps)
The distance of the two points is not what you divide by: move by eps to each side, and divide by 2 eps.
    step[i] = eps -> step[i] = eps / 2 || step[i] = 2 * eps
Mind the parentheses: / 2 * eps divides by 2 and then multiplies by eps. Write / (2 * eps).
    (2 * eps) -> 2 * eps
Mind the parentheses: only the second cost is divided. Write (f(W + step) - f(W - step)) / (2 * eps).
    (f(W + step) - f(W - step)) -> f(W + step) - f(W - step)
The difference is not divided by 2 eps: a slope is a difference over a distance.
    / (2 * eps) -> / 1
It is multiplied by 2 eps: a slope is a difference over a distance, so divide.
    / (2 * eps) -> * (2 * eps)
The eps is missing below the line: divide by 2 eps.
    (2 * eps) -> 2
The eps below the line is squared: divide by 2 * eps.
    (2 * eps) -> eps ** 2 || (2 * eps ** 2)
The two costs are added: take their difference.
    f(W + step) - f(W - step) -> f(W + step) + f(W - step)
The gradient has the wrong sign: f(W + step) comes first, f(W - step) is taken away.
    f(W + step) - f(W - step) -> f(W - step) - f(W + step)
Nothing is stored in grad, or the two points are the same and their difference is 0: they are W + step and W - step, and step[i] is eps.
    f(W - step) -> f(W + step)
f is taken at the step alone: the points are W + step and W - step, so that the slope is the one at W.
    f(W + step) - f(W - step) -> f(step) - f(-step)
W is multiplied by the step: a point beside W is W + step, the other W - step.
    f(W + step) - f(W - step) -> f(W * (1 + step)) - f(W * (1 - step))
f is ignored: cost_of is read from the notebook instead. Call the f that is handed over.
    f(W + step) - f(W - step) -> cost_of(W + step) - cost_of(W - step)
Absolute values lose the sign of the slope.
    (f(W + step) - f(W - step)) -> abs(f(W + step) - f(W - step))
This is the second derivative: f(W + step) - 2 f(W) + f(W - step). The slope needs only the two outer values.
    grad[i] = ... -> grad[i] = (f(W + step) - 2 * f(W) + f(W - step)) / eps ** 2
All weights move at once. Move one weight at a time, and leave the others where they are.
    step[i] = eps -> step[:] = eps
    grad[i] = ... -> grad[i] = (f(W + eps) - f(W)) / eps
All weights move at once. Move one weight at a time, and leave the others where they are. And return one number for each weight.
    return grad -> return (f(W + eps) - f(W - eps)) / (2 * eps)
The weights that moved are not put back before the next one moves. Start each time from a fresh copy of W.
    step = ... -> W[i] += eps; above = f(W); W[i] -= 2 * eps; below = f(W) && step[i] = eps -> pass && grad[i] = ... -> grad[i] = (above - below) / (2 * eps)
    step = ... -> pass && grad = ... -> grad = ...; step = np.zeros(W.shape)
The weights that moved are not put back before the next one moves. Start each time from a fresh copy of W. You subtract 2 eps, so add eps back.
    step = ... -> W[i] += eps; above = f(W); W[i] -= 2 * eps; below = f(W); W[i] += 2 * eps && step[i] = eps -> pass && grad[i] = ... -> grad[i] = (above - below) / (2 * eps)
The default eps is too large, so the line leaves the curve: the lesson's is 1e-7.
    eps=1e-7 -> eps=0.01 || eps=0.1 || eps=1.0
The default eps is too small, so the difference is lost in rounding: the lesson's is 1e-7.
    eps=1e-7 -> eps=1e-12 || eps=1e-15
eps is ignored: the step is always the same. Use the eps that is handed over.
    step[i] = eps -> eps = 1e-6; step[i] = eps || eps = 1e-3; step[i] = eps || eps = 0.01; step[i] = eps
    grad[i] = ... -> grad[i] = (f(W + step / eps * 1e-7) - f(W)) / 1e-7
The step is relative, eps times W. Here it is eps itself, for every weight.
    step[i] = eps -> step[i] = eps * abs(W[i]) && (2 * eps) -> (2 * step[i])
Where W holds integers, the step is cut to a whole number, often to 0. Make W float first: np.array(W, dtype=float).
    W = ... -> W = np.array(W) && step = ... -> step = np.zeros_like(W)
    W = ... -> W = np.array(W) && f(W + step) -> f((W + step).astype(W.dtype)) && f(W - step) -> f((W - step).astype(W.dtype))
Where W holds integers, the gradient is cut to whole numbers: make the array for it of floats, np.zeros(W.shape).
    W = ... -> W = np.array(W) && grad = ... -> grad = np.zeros_like(W)
The step is 1, whatever eps is: put eps into element i of it.
    step[i] = eps -> step[i] = 1
Only the first weight is moved. Go on with the others: is return inside the loop?
    return grad one level deeper
Only the last weight is moved: the loop must reach all of them.
    step[i] = eps -> grad[:] = 0; step[i] = eps
The first weight is left out: count from 0.
    np.ndindex(W.shape) -> range(1, len(W))
The last weight is left out: let the loop run over all of them.
    np.ndindex(W.shape) -> range(len(W) - 1)
Only two weights are moved: let the loop run over all that W has.
    np.ndindex(W.shape) -> range(2)
The slopes are added up: give one number for each weight, in grad[i].
    grad[i] = -> grad +=
The sum of all slopes is returned: give one number for each weight.
    return grad -> return np.sum(grad)
Only the first slope is returned: is return inside the loop?
    return grad -> return grad[0]
Only the last slope is returned: give one number for each weight.
    return grad -> return grad[-1]
The length of the gradient is returned: give one number for each weight.
    return grad -> return np.linalg.norm(grad)
The gradient is scaled to length 1: its size counts too.
    return grad -> return grad / np.linalg.norm(grad)
"""

RELATIVE_ERROR = """
This is the absolute error. Divide by the larger of |a| and |b|: what counts is the error relative to the numbers.
    return ... -> return np.abs(a - b)
This is the absolute error. Divide by the larger of |a| and |b|: what counts is the error relative to the numbers. And its sign is lost: take the absolute value.
    return ... -> return a - b || return b - a
The absolute value of a - b is missing: an error is never negative.
    np.abs(a - b) -> (a - b) || (b - a)
It divides by |a| alone. Divide by the larger of |a| and |b|, so that the order of a and b does not matter.
    scale = ... -> scale = np.abs(a)
    scale = ... -> scale = np.abs(a) && np.where(scale == 0, 1, scale) -> scale
It divides by |b| alone. Divide by the larger of |a| and |b|, so that the order of a and b does not matter.
    scale = ... -> scale = np.abs(b)
    scale = ... -> scale = np.abs(b) && np.where(scale == 0, 1, scale) -> scale
It divides by a alone, with its sign. Divide by the larger of |a| and |b|: an error is never negative.
    return ... -> return np.abs(a - b) / a || return (a - b) / a || return (b - a) / a
It divides by b alone, with its sign. Divide by the larger of |a| and |b|: an error is never negative.
    return ... -> return np.abs(a - b) / b || return (a - b) / b || return (b - a) / b
It divides by |a| + |b|, as some other courses do. Divide by the larger of |a| and |b|, not by their sum: opposite numbers must give 2.
    scale = ... -> scale = np.abs(a) + np.abs(b) || scale = np.maximum(1e-8, np.abs(a) + np.abs(b)) || scale = np.abs(a + b)
    return ... -> return np.abs(a - b) / (np.abs(a) + np.abs(b)) || return np.abs(a - b) / np.abs(a + b) || return np.abs(a - b) / (a + b)
It divides by the mean of |a| and |b|. Divide by the larger of |a| and |b|.
    scale = ... -> scale = (np.abs(a) + np.abs(b)) / 2
    scale = ... -> scale = (np.abs(a) + np.abs(b)) / 2 && np.where(scale == 0, 1, scale) -> scale
It divides by the smaller of the two. Divide by the larger of |a| and |b|.
    np.maximum -> np.minimum
    np.maximum -> np.minimum && np.where(scale == 0, 1, scale) -> scale
It compares |a| with |b|: so a wrong sign is not seen. Take |a - b|.
    np.abs(a - b) -> np.abs(np.abs(a) - np.abs(b))
It adds a and b: the error is the difference |a - b|.
    np.abs(a - b) -> np.abs(a + b)
The larger of a and b is not the larger of |a| and |b|: take absolute values first.
    scale = ... -> scale = np.maximum(a, b)
    return ... -> return np.abs(a - b) / np.maximum(a, b) || return np.abs((a - b) / np.maximum(a, b))
    scale = ... -> scale = np.abs(np.maximum(a, b))
Where both are 0 the error is 0. Yours is 0 / 0, nan: divide by 1 there.
    np.where(scale == 0, 1, scale) -> scale
It divides by 1 except where both are 0: np.where takes its second argument where the condition holds.
    scale == 0 -> scale != 0 || scale > 0
    1, scale) -> scale, 1)
Something is added below the line. It spoils the error of small numbers; divide by 1 only where both are 0.
    np.where(scale == 0, 1, scale) -> (scale + 1e-8) || (scale + 1e-12) || (scale + 1)
The divisor is never smaller than some bound, which hides the error of small numbers. Divide by 1 only where both are 0.
    np.where(scale == 0, 1, scale) -> np.maximum(scale, 1) || np.maximum(scale, 1e-8)
The difference is squared: take its absolute value.
    np.abs(a - b) -> (a - b) ** 2
Everything is squared: take absolute values.
    return ... -> return (...) ** 2
It divides by the product. Divide by the larger of |a| and |b|.
    scale = ... -> scale = np.abs(a * b)
It divides by the length of the pair. Divide by the larger of |a| and |b|.
    scale = ... -> scale = np.hypot(a, b)
It divides by the largest number of all elements. Divide by the larger of |a| and |b|, element by element: use np.maximum, not np.max.
    scale = ... -> scale = max(np.max(np.abs(a)), np.max(np.abs(b)))
It returns one number for all. Give an error for each element, so that one can see which is wrong.
    return ... -> return np.max(...) || return np.mean(...) || return np.sum(...)
    return ... -> return np.linalg.norm(a - b) / (np.linalg.norm(a) + np.linalg.norm(b)) || return np.linalg.norm(a - b)
    return ... -> return np.linalg.norm(a - b) / np.linalg.norm(a) || return np.linalg.norm(a - b) / max(np.linalg.norm(a), np.linalg.norm(b))
It is in percent: leave out the factor 100.
    return ... -> return 100 * ...
It returns True and False. Return the error itself, and let the caller decide how much is too much.
    return ... -> return ... < 1e-5
"""

CHECK_GRADIENT = """
It never raises: a comparison whose answer is dropped checks nothing. Put assert in front of it, or raise an AssertionError.
    if not error <= tolerance: -> if False:
    errors = ... -> return
It always raises, even where both gradients are the same: raise where the error is above the tolerance.
    if not error <= tolerance: -> if True:
The comparison is the wrong way round: raise where the error is above the tolerance.
    not error <= tolerance -> error <= tolerance
One pair that agrees is enough for it: every pair must agree. Raise as soon as one error is too large, or use np.all and not np.any.
    not error <= tolerance -> not any(errors <= tolerance) || all(errors > tolerance)
nan slips through, for every comparison with nan is False. Ask for `not error <= tolerance`, and not for `error > tolerance`.
    not error <= tolerance -> error > tolerance
Shapes that differ slip through: NumPy stretches one of them to fit. Compare the shapes first, as relative_error does.
    errors = ... -> errors = np.abs(analytic - numeric) / np.maximum(np.abs(analytic), np.abs(numeric)).clip(1e-300)
The tolerance is ignored: compare with the one that is handed over.
    error <= tolerance -> error <= 1e-5
Only equal gradients pass. Two ways to compute never agree to the last digit: compare with the tolerance.
    not error <= tolerance -> a != b
It uses the absolute error. What counts is the error relative to the numbers: use relative_error.
    errors = ... -> errors = np.abs(analytic - numeric)
    not error <= tolerance -> not abs(a - b) <= tolerance
It uses np.allclose as it comes, whose absolute tolerance hides small gradients: use relative_error.
    not error <= tolerance -> not np.allclose(a, b, rtol=tolerance) || not np.allclose(a, b, atol=tolerance)
A negative error passes: take the absolute value of the difference.
    not error <= tolerance -> not (a - b) / max(abs(a), abs(b), 1e-300) <= tolerance || not (b - a) / max(abs(a), abs(b), 1e-300) <= tolerance
Only the first pair is compared: compare all of them.
    ["wx", "wRec"] -> ["wx"]
Only the last pair is compared: raise inside the loop.
    if not -> if name == "wRec" and not
The errors are averaged, so one wrong gradient can hide: compare each of them.
    not error <= tolerance -> not np.mean(errors) <= tolerance
The errors cancel: those of both signs are added up. Compare each of them.
    not error <= tolerance -> not abs(np.sum(analytic - numeric)) <= tolerance
Sizes are compared and signs are not: take |a - b|.
    relative_error(analytic, numeric) -> relative_error(np.abs(analytic), np.abs(numeric))
Signs are compared and sizes are not.
    not error <= tolerance -> np.sign(a) != np.sign(b)
Two zeros are 0 / 0, nan, and refused. They agree: divide by 1 there, as relative_error does.
    errors = ... -> errors = np.abs(analytic - numeric) / np.maximum(np.abs(analytic), np.abs(numeric))
    not error <= tolerance -> not abs(a - b) / np.maximum(abs(a), abs(b)) <= tolerance
"""
