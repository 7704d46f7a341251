#!/usr/bin/env python3
"""Tests of the network that learns from the outcomes of its own matches, without the game."""

import copy
import tempfile
import unittest
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import torch

import export
import reinforce
from data import InputSpec
from expert import held, possible
from network import SkillNet
from pool import Play, Rows
from reinforce import CLASSES, SKILLS, Critic, Learner, Player

K = len(CLASSES)
SPEC = InputSpec(width=32, height=18, stack=2)


def network(spec=SPEC, seed=1):
    torch.manual_seed(seed)
    net = SkillNet(spec, K, (16, 16, 16), 16, 0.0)
    with torch.no_grad():
        for _ in range(3):  # of its own means and variances
            net(torch.rand(32, spec.channels, spec.height, spec.width) * 3)
    return net.eval()


class FakePool:
    """Pictures of one shade, that of the decision."""

    def __init__(self, envs):
        self.num_envs, self.decision = envs, 0

    def frames(self):
        self.decision += 1
        return np.full((self.num_envs, 1, SPEC.height, SPEC.width), self.decision, np.uint8)


class ReinforceTest(unittest.TestCase):
    def test_a_wider_network_gives_the_answers_of_the_file(self):
        net = network()
        with tempfile.TemporaryDirectory() as folder:
            export.write_onnx(net, SPEC, Path(folder) / "n.onnx")
            layers = reinforce.read_onnx(Path(folder) / "n.onnx")
        pictures = torch.rand(8, 5, SPEC.height, SPEC.width)
        with torch.no_grad():
            want = net(pictures[:, -2:])
            for stack, widths, hidden in ((2, (16, 16, 16), 16), (5, (16, 32, 32), 48)):
                spec = InputSpec(width=32, height=18, stack=stack)
                got = reinforce.widened(layers, spec, widths, hidden)(pictures[:, -stack:])
                np.testing.assert_allclose(got, want, atol=1e-5)

    def test_new_channels_and_older_pictures_can_learn(self):
        net = network()
        with tempfile.TemporaryDirectory() as folder:
            export.write_onnx(net, SPEC, Path(folder) / "n.onnx")
            wide = reinforce.widened(reinforce.read_onnx(Path(folder) / "n.onnx"), InputSpec(width=32, height=18, stack=4),
                                     (32, 32, 32), 32)
        wide(torch.rand(8, 4, SPEC.height, SPEC.width)).square().sum().backward()
        self.assertGreater(wide.features[0].weight.grad[:16, :2].abs().max(), 0)  # older pictures
        self.assertGreater(wide.logits.weight.grad[:, 16:].abs().max(), 0)  # new units

    def test_a_player_stacks_pictures_of_one_match_and_keeps_its_refractory_period(self):
        play = SimpleNamespace(pool=FakePool(2), random=np.random.default_rng(1), over=np.zeros(2, bool))
        net = network()
        with torch.no_grad():
            net.logits.bias[0] = -50  # it presses whenever it may
        player, pressed = Player(net, SPEC, play, refractory=2), []
        for t in range(6):
            play.over = np.asarray([t == 3, False])
            can = np.ones((2, K), bool)
            pressed.append(player(None, can) > 0)
            self.assertEqual(can[:, 1:].all(1).tolist(), pressed[-1].tolist())
        pictures, log_p = player.taken()
        shades = pictures.reshape(6, 2, 2, -1)[..., 0].tolist()
        self.assertEqual([s[1] for s in shades], [[1, 1], [1, 2], [2, 3], [3, 4], [4, 5], [5, 6]])
        self.assertEqual([s[0] for s in shades], [[1, 1], [1, 2], [2, 3], [3, 4], [5, 5], [5, 6]])  # decision 4 starts a match
        self.assertEqual(np.stack(pressed, 1).astype(int).tolist(), [[1, 0, 0, 1, 1, 0], [1, 0, 0, 1, 0, 0]])
        np.testing.assert_allclose(log_p.exp().sum(1), 1, rtol=1e-5)
        with self.assertRaises(ValueError):  # nothing since the last call
            player.taken()

    def test_the_critic_values_a_state_by_the_press_on_its_way(self):
        critic = Critic(3 + SKILLS)
        states = torch.zeros(3, 3 + SKILLS)
        states[1, 3], states[2, -1] = 1, 1
        with torch.no_grad():
            critic.layers[-1].weight.zero_()
            critic.layers[-1].bias.copy_(torch.arange(K))
            self.assertEqual(critic(states).tolist(), [0, 1, K - 1])

    def learn(self, **changes):
        """Twenty iterations in which presses of class 3 win; returns the probabilities before and after."""
        args = reinforce.parser().parse_args(["--library", "x", "--start", "y", "--name", "n", "--out", "z"])
        args.lr, args.batch, args.stop = 3e-3, 64, 1.0
        for name, value in changes.items():
            setattr(args, name, value)
        random = np.random.default_rng(1)
        net, steps, envs = network(), 8, 32
        pictures = torch.full((steps * envs, 2, SPEC.height, SPEC.width), 100, dtype=torch.uint8)
        can = torch.ones(steps * envs, K, dtype=torch.bool)
        can[:, 4] = False
        who = np.ones((envs, 1), np.float32)
        learner = Learner(net, copy.deepcopy(net), Critic(1 + 3 + SKILLS), who, random, args)

        def log_p():
            with torch.no_grad():
                return reinforce.masked(net, pictures, can).log_softmax(1)

        first = log_p()[0].exp().numpy()
        states = np.zeros((steps, envs, 3 + SKILLS), np.float32)
        for _ in range(20):
            before = log_p()
            actions = (before.numpy() + random.gumbel(size=before.shape)).argmax(1).astype(np.int32).reshape(steps, envs)
            ended = np.ones((steps, envs), bool)
            rows = Rows(states, can.numpy().reshape(steps, envs, K), actions, (actions == 3).astype(np.float32), ended,
                        np.zeros_like(ended), states[0])
            learner.learn(rows, pictures, before, not changes.get("warm"))
        return first, log_p()[0].exp().numpy()

    def test_what_is_rewarded_becomes_more_likely(self):
        before, after = self.learn()
        self.assertLess(before[3], 0.3)
        self.assertGreater(after[3], 0.9)
        self.assertEqual(after[4], 0)

    def test_the_bound_keeps_a_network_near_its_start(self):
        before, after = self.learn(bound=100.0)
        np.testing.assert_allclose(after, before, atol=0.05)

    def test_an_iteration_ends_when_the_network_has_moved_far(self):
        np.testing.assert_array_equal(self.learn(stop=-1.0)[1], self.learn(epochs=1)[1])
        self.assertFalse(np.array_equal(self.learn(stop=-1.0)[1], self.learn(epochs=2)[1]))

    def test_a_player_of_pixels_is_told_what_its_book_holds_and_no_more(self):
        class Blocked:
            """Everything is in the book, and by the state nothing is possible."""
            names, num_envs, ends = ["pro"], 2, np.asarray([0, 2])

            def state(self):
                return np.zeros((2, 3), np.float32)

            def available(self):
                return np.ones((2, K), bool)

            def play(self, actions):
                return np.zeros(2, np.float32), np.zeros(2, bool), np.zeros(2, np.int8)

        for allowed, want in ((held, K), (possible, 1)):
            rows = Play(Blocked(), np.random.default_rng(1), 1.0, allowed=allowed).rows(3, lambda _, can: np.zeros(2, np.int32))
            self.assertEqual(rows.possible.sum(2).tolist(), [[want] * 2] * 3)

    def test_values_alone_leave_the_network_as_it_is(self):
        before, after = self.learn(warm=1)
        np.testing.assert_array_equal(after, before)


if __name__ == "__main__":
    unittest.main()
