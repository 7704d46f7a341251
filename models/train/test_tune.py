#!/usr/bin/env python3
"""Tests of tuning a decoder on a model's scores.

    .deps/bin/python3 -m unittest discover -s models/train
"""

import sys
import unittest
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parent))

import tune
from measure import act_odds, average_precision, log_softmax


class TuneTest(unittest.TestCase):
    def scores(self, scale=1.0, balanced=False):
        random = np.random.default_rng(3)
        prior = np.asarray([0.9, 0.06, 0.04])
        z = random.normal(0, 1.5, (4000, 3)) + np.log(prior)
        p = np.exp(log_softmax(z))
        labels = (random.random((4000, 1)) > p.cumsum(axis=1)).sum(axis=1)
        if balanced:
            z = z - np.log(prior)
        return tune.Scores(z * scale, labels, np.repeat(np.arange(20), 200), 0, prior, balanced)

    def test_temperature_undoes_overconfidence(self):
        self.assertAlmostEqual(tune.fit_temperature(self.scores(2.5)), 2.5, delta=0.25)
        self.assertAlmostEqual(tune.fit_temperature(self.scores(2.5, balanced=True)), 2.5, delta=0.25)

    def test_youden_opens_where_pressing_is_likelier_than_on_average(self):
        fitted = tune.fit(self.scores(), tune.Options(rule="best"))
        share = (self.scores().labels != 0).mean()
        at_share = np.log(share / (1 - share))  # likelihood ratio 1
        self.assertAlmostEqual(fitted.gamma, at_share, delta=0.4)
        costly = tune.fit(self.scores(), tune.Options(rule="best", cost=5))
        self.assertGreater(costly.gamma, fitted.gamma)

    def test_one_standard_error_is_never_more_active(self):
        for objective in tune.OBJECTIVES:
            best = tune.fit(self.scores(), tune.Options(objective=objective, rule="best"))
            careful = tune.fit(self.scores(), tune.Options(objective=objective, rule="one-se"))
            self.assertGreaterEqual(careful.gamma, best.gamma)

    def test_rate_matches_the_expert(self):
        scores = self.scores()
        fitted = tune.fit(scores, tune.Options(objective="rate", rule="best", min_share=0, refractory=0))
        got = tune.outcome(scores.of(np.arange(1, 20, 2)), fitted)
        self.assertAlmostEqual(got["emitted"] / got["expert"], 1, delta=0.15)

    def test_balanced_logits_are_not_adjusted_again(self):
        query = tune.fit(self.scores(balanced=True), tune.Options()).query()
        self.assertIn("&tau_skill=0&", query)
        self.assertIn("&tau_skill=0.25&", tune.fit(self.scores(), tune.Options()).query())

    def test_refractory_counts_frames_after_a_press(self):
        acts = np.asarray([1, 1, 0, 1, 1, 1, 0, 1], dtype=bool)
        self.assertEqual(tune.presses(acts, 2).tolist(), [0, 3, 7])
        self.assertEqual(tune.presses(acts, 0).tolist(), [0, 1, 3, 4, 5, 7])

    def test_an_expert_press_matches_once(self):
        expert, skill = np.asarray([10, 30]), np.asarray([1, 2])
        got = tune.matches(np.asarray([8, 11, 30]), np.asarray([1, 1, 1]), expert, skill, tolerance=5)
        self.assertEqual(got, 1)

    def test_act_odds_are_the_log_odds_of_p_act(self):
        z = np.asarray([[2.0, 0.5, -1.0], [0.0, 3.0, 1.0]])
        p = np.exp(log_softmax(z))
        np.testing.assert_allclose(act_odds(z, 0), np.log((1 - p[:, 0]) / p[:, 0]))
        np.testing.assert_allclose(act_odds(z, 1), np.log((1 - p[:, 1]) / p[:, 1]))

    def test_average_precision_of_a_known_order(self):
        got = average_precision(np.asarray([4.0, 3.0, 2.0, 1.0]), np.asarray([True, False, True, False]))
        self.assertAlmostEqual(got, (1 + 2 / 3) / 2)


if __name__ == "__main__":
    unittest.main()
