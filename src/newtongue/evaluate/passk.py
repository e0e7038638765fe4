"""The unbiased pass@k of a problem from n completions, c of which passed.

Chen et al. 2021, "Evaluating Large Language Models Trained on Code", section 2.1. It knows no
benchmark and no error bars; statistics.py has those.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from newtongue.core.errors import UsageError

Floats = npt.NDArray[np.float64]


def pass_at_k(n: npt.ArrayLike, c: npt.ArrayLike, k: int) -> Floats:
    """Chance that at least one of k completions, drawn without replacement, passes.

    `n` and `c` are whole numbers of equal shape; the answer has that shape. It is
    1 - C(n-c, k) / C(n, k), taken as a product of k factors in [0, 1], so that nothing overflows,
    c = 0 gives exactly 0 and n - c < k gives exactly 1.

    Raises UsageError where k is below 1 or above a problem's n: the estimator does not exist
    there (a formula that goes on regardless answers 1.0). Raises ValueError where c is not in
    0..n.
    """
    total, passes = np.asarray(n, dtype=np.int64), np.asarray(c, dtype=np.int64)
    if total.shape != passes.shape:
        raise ValueError(f"n has shape {total.shape}, c has {passes.shape}")
    if np.any(passes < 0) or np.any(passes > total):
        raise ValueError("c must lie between 0 and n")
    if k < 1:
        raise UsageError(f"must be 1 or more, not {k}", field="k")
    if total.size and k > total.min():
        raise UsageError(
            f"pass@{k} needs {k} completions of every problem; one has {total.min()}", field="k"
        )
    none = np.ones(total.shape, dtype=np.float64)
    for drawn in range(k):
        none *= np.maximum(total - passes - drawn, 0) / (total - drawn)
    return 1.0 - none
