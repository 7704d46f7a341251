"""Frame metrics of scores, in NumPy and double precision.

Logits are float [N, K], labels int [N]. `natural` logits are those whose
softmax is the probability under the prior of the frames.
"""

import math
from typing import Dict

import numpy as np


LEAST_PRIOR = 1e-6  # stands in for 0 in logarithms


def log_prior(prior: np.ndarray) -> np.ndarray:
    """ln π, float64 [K], finite also for classes without rows."""
    return np.log(np.maximum(prior, LEAST_PRIOR))


def log_softmax(logits: np.ndarray) -> np.ndarray:
    """float64 [N, K]."""
    z = np.asarray(logits, dtype=np.float64)
    z = z - z.max(axis=1, keepdims=True)
    return z - np.log(np.exp(z).sum(axis=1, keepdims=True))


def nll(natural: np.ndarray, labels: np.ndarray) -> float:
    """Mean −ln p of the label, in nats per frame."""
    return float(-log_softmax(natural)[np.arange(len(labels)), labels].mean())


def act_odds(logits: np.ndarray, no_action: int) -> np.ndarray:
    """float64 [N]: log-sum-exp of the skills' logits minus that of no_action,
    the log odds of acting that the gate compares with gamma."""
    z = np.asarray(logits, dtype=np.float64)
    skills = np.delete(z, no_action, axis=1)
    top = skills.max(axis=1)
    return top + np.log(np.exp(skills - top[:, None]).sum(axis=1)) - z[:, no_action]


def average_precision(score: np.ndarray, positive: np.ndarray) -> float:
    """Area under the precision-recall step function; NaN without a positive."""
    if not positive.any():
        return math.nan
    hit = positive[np.argsort(-score, kind="stable")].astype(np.float64)
    precision = np.cumsum(hit) / np.arange(1, len(hit) + 1)
    return float((precision * hit).sum() / hit.sum())


def summary(natural: np.ndarray, labels: np.ndarray, prior: np.ndarray, no_action: int) -> Dict[str, float]:
    """Metrics of natural logits: nll and nll of the prior alone (nats per
    frame), skill (1 − nll/nll_prior), accuracy of argmax, accuracy of always
    no_action, share of frames on which argmax acts, average precision of
    p_act, mean p_act over the share of presses."""
    log_p = log_softmax(natural)
    chosen = log_p.argmax(axis=1)
    presses = labels != no_action
    prior_nll = float(-log_prior(prior)[labels].mean())
    model_nll = nll(natural, labels)
    p_act = 1 - np.exp(log_p[:, no_action])
    return {
        "nll": model_nll,
        "nll_prior": prior_nll,
        "nll_skill": 1 - model_nll / prior_nll,
        "accuracy": float((chosen == labels).mean()),
        "accuracy_constant": float((~presses).mean()),
        "acting_share": float((chosen != no_action).mean()),
        "average_precision": average_precision(act_odds(natural, no_action), presses),
        "rate_ratio": float(p_act.mean() / presses.mean()) if presses.any() else math.nan,
        "highest_skill_probability": float(np.delete(np.exp(log_p), no_action, axis=1).max()),
    }
