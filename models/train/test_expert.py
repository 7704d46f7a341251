#!/usr/bin/env python3
"""Tests of the expert that learns from outcomes, without the game."""

import tempfile
import unittest
from pathlib import Path

import numpy as np
import torch

import expert
import outcomes
from expert import Expert
from pool import Rows

K = len(expert.CLASSES)


def rows(rewards, ended, over=None):
    shape = np.shape(rewards)
    states = np.ones(shape + (3,), np.float32)
    return Rows(states, np.ones(shape + (K,), bool), np.zeros(shape, np.int32), np.asarray(rewards, np.float32),
                np.asarray(ended), np.zeros(shape, bool) if over is None else np.asarray(over), np.ones((shape[1], 3), np.float32))


class ExpertTest(unittest.TestCase):
    def test_advantages_are_discounted_sums_of_surprises(self):
        r = rows([[1], [2], [4]], [[False], [False], [False]])
        values = np.asarray([[10], [20], [30], [40]], np.float32)
        surprise = [1 + 0.5 * 20 - 10, 2 + 0.5 * 30 - 20, 4 + 0.5 * 40 - 30]
        want = [surprise[0] + 0.1 * (surprise[1] + 0.1 * surprise[2]), surprise[1] + 0.1 * surprise[2], surprise[2]]
        np.testing.assert_allclose(outcomes.advantages(r, values, 0.5, 0.2)[:, 0], want)

    def test_nothing_is_credited_across_the_end_of_a_match(self):
        r = rows([[0], [3], [0], [100]], [[False], [True], [False], [False]], [[False], [False], [True], [False]])
        got = outcomes.advantages(r, np.asarray([[0], [0], [7], [0], [0]], np.float32), 1.0, 1.0)[:, 0]
        np.testing.assert_allclose(got, [3, 3, 0, 100])

    def test_only_what_the_book_holds_while_the_fighter_is_free_is_possible(self):
        states = np.asarray([[1, 0], [0, 0]], np.float32)
        available = np.zeros((2, K), bool)
        available[:, 2] = True
        can = expert.possible(states, available)
        self.assertEqual([list(np.flatnonzero(row)) for row in can], [[0, 2], [0]])

    def test_what_is_rewarded_becomes_more_likely(self):
        torch.manual_seed(1)
        random = np.random.default_rng(1)
        args = outcomes.parser().parse_args(["--library", "x", "--out", "y", "--batch", "64"])
        e = Expert(3, 8)
        optimizer = torch.optim.Adam(e.parameters(), lr=0.003)
        state, can = torch.ones(1, 3), torch.ones(1, K, dtype=torch.bool)
        can[0, 4] = False
        choose = outcomes.sample(e, random)

        def p():
            return e.logits(state, can).softmax(1)[0].detach().numpy()

        before = p()
        for _ in range(20):
            r = rows(np.zeros((8, 32)), np.ones((8, 32), bool))
            r.possible[:, :, 4] = False
            r.actions = np.stack([choose(s, c) for s, c in zip(r.states, r.possible)])
            r.rewards = (r.actions == 3).astype(np.float32)
            outcomes.update(e, optimizer, r, random, args, True)
        self.assertLess(before[3], 0.3)
        self.assertGreater(p()[3], 0.9)
        self.assertEqual(p()[4], 0)

    def test_a_file_gives_the_same_expert(self):
        e = Expert(3, 8)
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "e.pt"
            e.save(path)
            again = Expert.load(path)
        x, can = torch.ones(1, 3), torch.ones(1, K, dtype=torch.bool)
        self.assertTrue(torch.equal(e.logits(x, can), again.logits(x, can)))
        self.assertFalse(again.training)


if __name__ == "__main__":
    unittest.main()
