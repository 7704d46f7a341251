#!/usr/bin/env python3
"""Tests of the environments over ctypes. They build the library with Go."""

import os
import subprocess
import tempfile
import unittest
from pathlib import Path

import numpy as np
import torch

import distil
import export
import improve
import outcomes
import reinforce
import vector
from data import InputSpec
from expert import Expert, Followed
from network import SkillNet
from played import Policy, collect, joined
from pool import Pool
from vector import CLASSES, SCRIPTED, VectorEnv

ROOT = Path(__file__).resolve().parents[2]
SMALL = dict(width=32, height=18, stack=2, rules={"match_ticks": 300, "health": 1000})


class VectorTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.temp = tempfile.TemporaryDirectory()
        cls.library = Path(cls.temp.name) / "libkumite.so"
        subprocess.run(["go", "build", "-buildmode=c-shared", "-o", str(cls.library), "./cmd/kumite-env"], cwd=ROOT,
                       check=True, env={**os.environ, "CGO_ENABLED": "1"})

    @classmethod
    def tearDownClass(cls):
        cls.temp.cleanup()

    def open(self, envs, **config):
        env = VectorEnv(self.library, envs=envs, **{**SMALL, **config})
        self.addCleanup(env.close)
        return env

    def test_call_forms_are_gymnasiums(self):
        env = self.open(4, seed=3)
        frames, info = env.reset(seed=3)
        self.assertEqual((frames.shape, frames.dtype, type(info)), ((4, 2, 18, 32), np.uint8, dict))
        frames, rewards, terminated, truncated, info = env.step(np.zeros(4, dtype=int))
        self.assertEqual((frames.shape, rewards.shape, rewards.dtype), ((4, 2, 18, 32), (4,), np.float32))
        self.assertEqual((terminated.dtype, truncated.dtype, truncated.any()), (bool, bool, False))
        self.assertEqual(info["outcome"].tolist(), [0] * 4)

    def test_16_environments_equal_fewer_ones_on_one_thread(self):
        many = self.open(16, seed=5, workers=2)
        others = [self.open(n, seed=5, workers=1) for n in (1, 2, 5, 16)]
        actions = np.random.default_rng(1).integers(SCRIPTED, len(CLASSES), (70, 16))
        for action in actions:
            a, gains = many.step(action), many.gains(1, 20)[0]
            for other in others:
                n = other.num_envs
                for x, y in zip(a[:4], other.step(action[:n])[:4]):
                    np.testing.assert_array_equal(x[:n], y)
                np.testing.assert_array_equal(gains[:n], other.gains(1, 20)[0])

    def test_a_match_ends_and_the_next_step_starts_another(self):
        env = self.open(2, seed=1)
        for decision in range(50):
            _, _, terminated, _, _ = env.step(np.zeros(2))
        self.assertTrue(terminated.all())
        _, rewards, terminated, _, info = env.step(np.full(2, 1))
        self.assertEqual((rewards.tolist(), terminated.any(), info["outcome"].tolist()), ([0, 0], False, [0, 0]))

    def test_errors_say_what_is_wrong(self):
        with self.assertRaisesRegex(ValueError, "envs is 0; want 1 to 4096"):
            self.open(0)
        env = self.open(2)
        with self.assertRaisesRegex(ValueError, "action 1 is 9; want -1 to 8"):
            env.step(np.asarray([0, 9]))
        with self.assertRaisesRegex(ValueError, r"actions are \[3\]; want \[2\]"):
            env.step(np.zeros(3))
        with self.assertRaisesRegex(ValueError, "want 1 or more"):
            env.gains(count=0)
        env.close()
        with self.assertRaisesRegex(ValueError, "is not open"):
            env.frames()

    def test_following_the_rule_beats_the_dummy(self):
        env = self.open(4, seed=2, against=[{"script": "dummy"}], rules={"match_ticks": 1800, "health": 1000})
        for _ in range(300):
            _, _, terminated, _, info = env.step(env.expert())
        self.assertTrue(terminated.all())
        self.assertEqual(info["outcome"].tolist(), [1] * 4)

    def test_collected_rows_are_those_of_the_matches(self):
        spec = InputSpec(width=32, height=18, stack=2)
        rows = collect(self.open(3, seed=4, stack=1), spec, decisions=120)
        self.assertEqual((len(rows.labels), int(rows.recording.max()) + 1), (360, 9))
        self.assertTrue((np.diff(rows.recording) >= 0).all())
        self.assertEqual((~rows.usable).sum(), 6)  # frames after the end of two matches of each environment
        env = self.open(3, seed=4, stack=2)
        env.reset(seed=4)
        for t in range(60):
            np.testing.assert_array_equal(rows.pixels(np.asarray([t, 120 + t, 240 + t])), env.frames())
            np.testing.assert_array_equal(rows.labels[[t, 120 + t, 240 + t]], env.expert())
            env.play(np.full(3, SCRIPTED))
        both = joined([rows, rows])
        self.assertEqual((len(both.labels), int(both.recording.max()) + 1), (720, 18))

    def test_a_policy_keeps_its_refractory_period_and_the_book(self):
        spec = InputSpec(width=32, height=18, stack=2)
        policy = Policy(SkillNet(spec, len(CLASSES), (16, 16, 16), 32), spec, gamma=-9, min_share=0)
        env = self.open(3, seed=4, stack=1)
        rows = collect(env, spec, decisions=48, policy=policy)
        for e in range(3):
            at = np.flatnonzero(rows.pressed[e * 48:(e + 1) * 48])
            self.assertGreater(len(at), 3)
            self.assertGreaterEqual(np.diff(at).min(), 6)
            self.assertFalse(rows.usable[e * 48 + at[0] + 1:e * 48 + at[0] + 6].any())

    def test_a_state_has_the_length_that_the_library_states_and_a_blind_batch_no_frames(self):
        env = self.open(3, blind=True)
        self.assertEqual((env.state().shape, env.state().dtype), ((3, env._lib.kumite_state_len()), np.float32))
        self.assertEqual(env.state()[:, 0].tolist(), [1, 1, 1])
        with self.assertRaisesRegex(ValueError, "blind"):
            env.frames()

    def test_followed_answers_are_those_of_the_expert_but_for_wild_ones(self):
        env = self.open(64)
        expert = Expert(env.state().shape[1], 8)
        answers = expert.answer(env)
        available = env.available()
        np.testing.assert_array_equal(Followed(expert, env).act(available), answers)
        wild = Followed(expert, env, wild=1.0).act(available)
        self.assertTrue((wild > 0).all() and len(set(wild)) > 3)

    def test_an_expert_learns_from_outcomes_and_a_network_from_its_answers(self):
        folder = Path(self.temp.name)
        few = ["dummy=2", "timed=3"]
        outcomes.run(outcomes.parser().parse_args([
            "--library", str(self.library), "--out", str(folder / "expert.pt"), "--against", *few, "--hidden", "8",
            "--imitated", "30", "--imitated-epochs", "1", "--iterations", "3", "--warm", "1", "--decisions", "16", "--evaluated", "1"]))
        distil.run(distil.parser().parse_args([
            "--library", str(self.library), "--expert", str(folder / "expert.pt"), "--out", str(folder), "--name", "o",
            "--against", *few, "--stack", "2", "--decisions", "2400", "--round-decisions", "40", "--rounds", "1", "--epochs", "1",
            "--round-epochs", "1", "--widths", "16", "16", "16", "--hidden", "8", "--keep", "0.1", "--near", "0", "--threads", "1",
            "--gate", "0.5"]))
        self.assertIn("gamma=0.5", export.read_metadata(folder / "o.onnx")["kumite.decoder"])
        self.assertIn("outcomes of its own matches", (folder / "o.md").read_text())
        self.assertTrue((folder / "o.canary.json").exists() and (folder / "o-round0.onnx").exists())

    def test_weights_are_improved_on_outcomes_into_a_new_folder(self):
        folder = Path(self.temp.name) / "new"
        common = ["--library", str(self.library), "--stack", "2", "--envs", "4", "--widths", "16", "16", "16", "--hidden", "8",
                  "--threads", "1", "--keep", "0.1", "--near", "0", "--epochs", "1", "--rounds", "0", "--gate", "0.5"]
        start = Path(self.temp.name) / "start.pt"
        torch.manual_seed(1)
        spec = InputSpec(width=32, height=18, stack=2)
        torch.save(SkillNet(spec, len(CLASSES), [16, 16, 16], 8, 0.5).state_dict(), start)
        improve.run(improve.parser().parse_args(common + [
            "--start", str(start), "--outcomes", "1", "--out", str(folder), "--name", "o", "--decisions", "1500",
            "--against", "dummy", "timed", "--outcome-epochs", "1", "--futures", "1", "--horizon", "30"]))
        self.assertIn("imagined outcomes", (folder / "o.md").read_text())
        for wrong in (["--start", str(start)], ["--outcomes", "1"]):
            with self.assertRaisesRegex(ValueError, "go together"):
                improve.run(improve.parser().parse_args(common + wrong + ["--out", str(folder), "--name", "w"]))

    def test_a_network_learns_from_its_own_matches_and_its_weights_give_the_file_again(self):
        folder = Path(self.temp.name)
        start = ROOT / "models" / "asked-tiny.onnx"

        def run(name, *more):
            reinforce.run(reinforce.parser().parse_args([
                "--library", str(self.library), "--start", str(start), "--out", str(folder), "--name", name, "--gate", "2",
                "--against", "pro=3", "timed=2", "--stack", "5", "--hidden", "48", "--iterations", "3", "--warm", "1",
                "--decisions", "40", "--shown", "650", "--keep", "2", *more]))
            return export.read_metadata(folder / f"{name}.onnx"), (folder / f"{name}.canary.json").read_text()

        values, canary = run("w")
        self.assertIn("gamma=2&tau_skill=0&min_share=0.4&refractory=3&mask=renorm", values["kumite.decoder"])
        text = (folder / "w.md").read_text()
        self.assertIn("matches of its own", text)
        self.assertIn("| training | 3 iterations, the average of the last ones |", text)
        self.assertNotIn("| epochs |", text)
        again = run("again", "--weights", str(folder / "w-3.pt"))[1]
        self.assertEqual(canary.replace("w.onnx", "again.onnx"), again)
        earlier = run("earlier", "--weights", str(folder / "w-2.pt"))[1]
        self.assertNotEqual(again, earlier.replace("earlier.onnx", "again.onnx"))
        self.assertIn("| training | that of the weights w-2.pt", (folder / "earlier.md").read_text())
        stopped = run("stopped", "--until", "2")[1]  # as the whole training at that iteration
        self.assertEqual(stopped.replace("stopped.onnx", "earlier.onnx"), earlier)
        self.assertFalse((folder / "stopped-3.pt").exists())
        self.assertIn("| training | 2 iterations", (folder / "stopped.md").read_text())

        run("twice", "--until", "1")  # of the values alone
        run("once", "--until", "1", "--sharpen", "1")
        twice, once = (torch.load(folder / f"{name}-1.pt") for name in ("twice", "once"))
        for key in twice:
            torch.testing.assert_close(twice[key], once[key] * (2 if key.startswith("logits.") else 1))

    def test_a_pool_draws_the_pictures_of_all_its_matches_in_order(self):
        parts = Pool(self.library, {"pro": 2, "dummy": 3}, 1, spec=InputSpec(width=32, height=18))
        self.addCleanup(parts.close)
        for part in parts.parts:
            part.reset(seed=1)
        frames = parts.frames()
        self.assertEqual((frames.shape, frames.dtype), ((5, 1, 18, 32), np.uint8))
        np.testing.assert_array_equal(frames[:2], parts.parts[0].frames())
        np.testing.assert_array_equal(frames[2:], parts.parts[1].frames())
        self.assertGreater(frames.std(axis=(1, 2, 3)).min(), 1)


if __name__ == "__main__":
    unittest.main()
