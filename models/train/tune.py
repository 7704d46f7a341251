#!/usr/bin/env python3
"""Fits the temperature and the gate of a model on validation scores.

    tune.py --model models/pro-ce.onnx --scores build/scores/pro-ce.validation.npz --objective youden

The temperature T is fitted by NLL on every other validation recording; gamma is
chosen on the rest, with the refractory wrapper. The gate is

    act iff lse_{k≥1} z'_k − z'_0 ≥ gamma,  z' = z / T
    then k = argmax_{k≥1} z'_k − tau_skill · ln π_k, only if p_k / p_act ≥ min_share

where tau_skill is 0 for logits of a balanced loss, which carry no prior.

Objectives are computed from counts per recording; their standard errors come
from a bootstrap over recordings:

youden    TPR − cost · FPR of the gate's threshold alone, over frames; cost 1 is
          Youden's J (twice the balanced accuracy of acting or not, minus one)
event_f   F_beta of the emitted presses that match an expert's press of the same
          skill within --tolerance frames
rate      emitted presses per expert press, closest to --rate-ratio

`--rule one-se` chooses the least active gamma whose objective is within one
standard error of the best; `--rule best` chooses the best, or the least active
one of several.
"""

import argparse
from dataclasses import dataclass, field
from pathlib import Path
from typing import Dict, List, Optional, Tuple

import numpy as np

from measure import act_odds, log_prior, nll

OBJECTIVES = ("youden", "event_f", "rate")


def to_natural(prior: np.ndarray, natural_prior: np.ndarray, balanced: bool) -> np.ndarray:
    """float64 [K]: the offset that makes the softmax of logits the natural
    probability. The logits carry `prior`, the class shares of the training rows,
    or no prior if balanced."""
    return log_prior(natural_prior) - (0.0 if balanced else log_prior(prior))


@dataclass
class Scores:
    """Raw logits float32 [N, K] of consecutive frames, labels int64 [N] and
    recording int32 [N]; the prior [K] of the training rows; balanced, whether the
    logits carry no prior; and natural_prior [K], the prior of all frames, if it
    differs because no_action frames were dropped."""

    logits: np.ndarray
    labels: np.ndarray
    recording: np.ndarray
    no_action: int
    prior: np.ndarray
    balanced: bool
    natural_prior: Optional[np.ndarray] = None

    def save(self, path: Path) -> None:
        np.savez_compressed(path, **{k: v for k, v in self.__dict__.items() if v is not None})

    @staticmethod
    def load(path: Path) -> "Scores":
        with np.load(path) as f:
            return Scores(f["logits"], f["labels"], f["recording"], int(f["no_action"]),
                          f["prior"], bool(f["balanced"]), f["natural_prior"] if "natural_prior" in f else None)

    def of(self, recordings: np.ndarray) -> "Scores":
        """Returns the frames of these recordings."""
        take = np.isin(self.recording, recordings)
        return Scores(self.logits[take], self.labels[take], self.recording[take],
                      self.no_action, self.prior, self.balanced, self.natural_prior)


@dataclass(frozen=True)
class Options:
    """How to choose gamma; the module's docstring explains the names."""

    objective: str = "youden"
    cost: float = 1.0
    beta: float = 1.0
    tolerance: int = 5
    rate_ratio: float = 1.0
    rule: str = "one-se"
    tau_skill: float = 0.25
    min_share: float = 0.4
    refractory: int = 5
    seed: int = 1

    @staticmethod
    def from_args(args: argparse.Namespace) -> "Options":
        return Options(**{name: getattr(args, name) for name in Options.__dataclass_fields__})


@dataclass(frozen=True)
class Fitted:
    """The temperature and the decoder; `table` has rows of gamma, objective and error."""

    temperature: float
    gamma: float
    options: Options
    balanced: bool
    table: List[Tuple[float, float, float]] = field(default_factory=list, compare=False)

    @property
    def tau_skill(self) -> float:
        return 0.0 if self.balanced else self.options.tau_skill

    def query(self) -> str:
        """The value of `kumite.decoder`."""
        o = self.options
        return (f"decode=gate&gamma={self.gamma:g}&tau_skill={self.tau_skill:g}"
                f"&min_share={o.min_share:g}&refractory={o.refractory}")


def fit_temperature(scores: Scores) -> float:
    """T > 0 with the lowest NLL of the natural logits z/T + to_natural, by golden
    section search over ln T in ±ln 5."""
    natural_prior = scores.prior if scores.natural_prior is None else scores.natural_prior
    offset = to_natural(scores.prior, natural_prior, scores.balanced)

    def at(log_t: float) -> float:
        return nll(scores.logits / np.exp(log_t) + offset, scores.labels)

    low, high, ratio = -np.log(5.0), np.log(5.0), (np.sqrt(5.0) - 1) / 2
    a, b = high - ratio * (high - low), low + ratio * (high - low)
    at_a, at_b = at(a), at(b)
    while high - low > 1e-3:
        if at_a <= at_b:
            high, b, at_b = b, a, at_a
            a = high - ratio * (high - low)
            at_a = at(a)
        else:
            low, a, at_a = a, b, at_b
            b = low + ratio * (high - low)
            at_b = at(b)
    return round(float(np.exp((low + high) / 2)), 4)


@dataclass
class Decoded:
    """The parts of the gate that do not depend on gamma: log odds of acting
    float64 [N], chosen skill int [N], and whether its share suffices bool [N]."""

    odds: np.ndarray
    skill: np.ndarray
    clear: np.ndarray


def decode(scores: Scores, temperature: float, tau_skill: float, min_share: float) -> Decoded:
    z = scores.logits.astype(np.float64) / temperature
    adjusted = z - tau_skill * log_prior(scores.prior)
    adjusted[:, scores.prior == 0] = -np.inf  # never seen, never chosen
    adjusted[:, scores.no_action] = -np.inf
    skill = adjusted.argmax(axis=1)
    odds = act_odds(z, scores.no_action)
    # p_k / p_act, both without the common normaliser
    share = np.exp(z[np.arange(len(z)), skill] - z[:, scores.no_action] - odds)
    return Decoded(odds, skill, share >= min_share)


def presses(acts: np.ndarray, refractory: int) -> np.ndarray:
    """Frames int [n] with a press after the refractory wrapper, for acts bool
    [frames] of one recording: no press for `refractory` frames after a press."""
    out: List[int] = []
    free = 0
    for frame in np.flatnonzero(acts):
        if frame >= free:
            out.append(int(frame))
            free = frame + refractory + 1
    return np.asarray(out, dtype=int)


def run_starts(labels: np.ndarray, no_action: int) -> np.ndarray:
    """Frames int [n] of one recording in which a run of one skill starts."""
    return np.flatnonzero((labels != no_action) & (labels != np.r_[no_action, labels[:-1]]))


def matches(predicted: np.ndarray, predicted_skill: np.ndarray, expert: np.ndarray,
            expert_skill: np.ndarray, tolerance: int) -> int:
    """The number of presses within `tolerance` frames of an expert's press of the
    same skill, each matched once, with two pointers per skill in time order."""
    hits = 0
    for skill in np.unique(expert_skill):
        p, g = predicted[predicted_skill == skill], expert[expert_skill == skill]
        i = j = 0
        while i < len(p) and j < len(g):
            if abs(int(g[j]) - int(p[i])) <= tolerance:
                hits, i, j = hits + 1, i + 1, j + 1
            elif p[i] < g[j]:
                i += 1
            else:
                j += 1
    return hits


def grid(odds: np.ndarray, act_share: float) -> np.ndarray:
    """Candidate gammas, ascending in steps of 0.1: from acting on half of all frames
    to acting on a tenth as many as the expert."""
    low, high = np.quantile(odds, [0.5, 1 - act_share / 10])
    return np.round(np.arange(np.floor(low * 10), np.ceil(high * 10) + 1) / 10, 1)


def counts(scores: Scores, decoded: Decoded, gamma: float, options: Options) -> np.ndarray:
    """float64 [recordings, 7]: frames with a press in which the gate acts, frames
    with a press, frames without a press in which it acts, frames without a press,
    emitted presses that match, emitted presses, expert presses."""
    rows = []
    for recording in np.unique(scores.recording):
        at = scores.recording == recording
        labels, opens = scores.labels[at], decoded.odds[at] >= gamma
        pressed = labels != scores.no_action
        emitted = presses(opens & decoded.clear[at], options.refractory)
        expert = run_starts(labels, scores.no_action)
        hits = matches(emitted, decoded.skill[at][emitted], expert, labels[expert], options.tolerance)
        rows.append([(opens & pressed).sum(), pressed.sum(), (opens & ~pressed).sum(), (~pressed).sum(),
                     hits, len(emitted), len(expert)])
    return np.asarray(rows, dtype=np.float64)


def objective(total: np.ndarray, options: Options) -> np.ndarray:
    """The objective for summed counts [..., 7] → [...]; higher is better."""
    tp, p, fp, n, hits, emitted, expert = np.moveaxis(np.maximum(total, 1e-9), -1, 0)
    if options.objective == "youden":
        return tp / p - options.cost * fp / n
    if options.objective == "event_f":
        b2 = options.beta ** 2
        return (1 + b2) * hits / (emitted + b2 * expert)
    return -np.abs(np.log(emitted / expert / options.rate_ratio))


def fit(scores: Scores, options: Options) -> Fitted:
    """Fits T on the even validation recordings, gamma on the odd ones."""
    recordings = np.unique(scores.recording)
    first, second = (recordings[0::2], recordings[1::2]) if len(recordings) > 1 else (recordings, recordings)
    temperature = fit_temperature(scores.of(first))
    held = scores.of(second)
    if not (held.labels != held.no_action).any():
        raise ValueError("tune the gate: the validation recordings contain no press; record more matches")
    tau = 0.0 if scores.balanced else options.tau_skill
    decoded = decode(held, temperature, tau, options.min_share)
    gammas = grid(decoded.odds, float((held.labels != held.no_action).mean()))
    table = np.stack([counts(held, decoded, g, options) for g in gammas])  # [gammas, recordings, 7]
    values = objective(table.sum(axis=1), options)
    draws = np.random.default_rng(options.seed).integers(0, table.shape[1], (200, table.shape[1]))
    resampled = objective(np.stack([table[:, d].sum(axis=1) for d in draws]), options)  # [200, gammas]
    errors = resampled.std(axis=0)
    best = int(np.flatnonzero(values == values.max())[-1])  # least active of the best
    if options.rule == "one-se":
        best = int(np.flatnonzero(values >= values[best] - errors[best])[-1])
    return Fitted(temperature, float(gammas[best]), options, scores.balanced,
                  [(float(g), float(v), float(e)) for g, v, e in zip(gammas, values, errors)])


def outcome(scores: Scores, fitted: Fitted) -> Dict[str, float]:
    """Frame rates and event counts of the fitted gate on other recordings."""
    decoded = decode(scores, fitted.temperature, fitted.tau_skill, fitted.options.min_share)
    tp, p, fp, n, hits, emitted, expert = counts(scores, decoded, fitted.gamma, fitted.options).sum(axis=0)
    return {"tpr": tp / max(p, 1), "fpr": fp / max(n, 1), "hits": hits, "emitted": emitted, "expert": expert}


def add_arguments(p: argparse.ArgumentParser) -> None:
    """The flags of Options, for train.py and for this program."""
    g = p.add_argument_group("gate")
    g.add_argument("--objective", choices=OBJECTIVES, default="youden")
    g.add_argument("--cost", type=float, default=1.0, help="cost of the false positive rate, for youden")
    g.add_argument("--beta", type=float, default=1.0, help="beta of event_f")
    g.add_argument("--tolerance", type=int, default=5, help="frames, for event_f")
    g.add_argument("--rate-ratio", type=float, default=1.0, help="presses per expert press, for rate")
    g.add_argument("--rule", choices=("best", "one-se"), default="one-se")
    g.add_argument("--tau-skill", type=float, default=0.25)
    g.add_argument("--min-share", type=float, default=0.4)
    g.add_argument("--refractory", type=int, default=5, help="frames without a press after a press")


def main() -> None:
    import export
    p = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    p.add_argument("--model", type=Path, required=True, help="ONNX file whose metadata to set")
    p.add_argument("--scores", type=Path, required=True, help="validation scores that train.py saved")
    p.add_argument("--seed", type=int, default=1)
    add_arguments(p)
    args = p.parse_args()
    fitted = fit(Scores.load(args.scores), Options.from_args(args))
    for gamma, value, error in fitted.table:
        print(f"{'*' if gamma == fitted.gamma else ' '} gamma {gamma:5.1f}  {args.objective} {value:.4f} ± {error:.4f}")
    export.write_metadata(args.model, {"kumite.temperature": repr(fitted.temperature),
                                       "kumite.decoder": fitted.query()})
    print(f"{args.model}: temperature {fitted.temperature}, {fitted.query()}")


if __name__ == "__main__":
    main()
