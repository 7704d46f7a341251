#!/usr/bin/env python3
"""Tests of the recipe on small synthetic tensors.

    .deps/bin/python3 -m unittest discover -s models/train
"""

import base64
import contextlib
import io
import json
import sys
import tempfile
import unittest
from pathlib import Path

import numpy as np
import onnx
import torch
from onnx import numpy_helper

sys.path.insert(0, str(Path(__file__).resolve().parent))

import curate
import ensemble
import export
import synthetic
import train
import tune
from data import InputSpec, Tensors, near_presses, read_split
from losses import LOSSES
from measure import log_softmax, nll
from network import SkillNet, flops
from sampling import Sampler

SMALL = dict(width=40, height=24)


def arguments(tensors: Path, out: Path, name: str, *more: str):
    return train.parser().parse_args([
        "--tensors", str(tensors), "--out", str(out), "--name", name, "--epochs", "3", "--batch", "64",
        "--warmup", "5", "--dropout", "0", "--hidden", "32", "--keep", "0.5", "--near", "2", *more])


def quietly(args) -> Path:
    with contextlib.redirect_stderr(io.StringIO()):
        return train.run(args)


class TensorsTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.temp = tempfile.TemporaryDirectory()
        cls.folder = synthetic.write(Path(cls.temp.name), recordings=8, frames=20, seed=4, **SMALL)

    @classmethod
    def tearDownClass(cls):
        cls.temp.cleanup()

    def test_newest_frame_is_last_and_the_first_of_a_recording_repeats(self):
        tensors = Tensors(self.folder, stack=3)
        got = tensors.pixels(np.asarray([20, 21, 22, 45]))
        frames = np.load(self.folder / "frames.npy")
        for picture, rows in zip(got, ([20, 20, 20], [20, 20, 21], [20, 21, 22], [43, 44, 45])):
            np.testing.assert_array_equal(picture, frames[rows, 0])

    def test_samples_are_scaled_in_double_precision_and_rounded_once(self):
        spec = InputSpec(scale=1 / 255)
        want = np.asarray([np.float32(float(v) * (1.0 / 255.0)) for v in range(256)])
        np.testing.assert_array_equal(spec.element_table()[0], want)
        spec = InputSpec(color="rgb", scale=1 / 255, mean=(0.1, 0.2, 0.3), std=(0.5,))
        self.assertEqual(spec.element_table()[2][7], np.float32((7.0 * (1.0 / 255.0) - 0.3) / 0.5))

    def test_rgb_channels_are_scaled_each_by_its_own_mean(self):
        tensors = Tensors(self.folder)
        tensors.spec = InputSpec(width=2, height=1, color="rgb", stack=2, scale=1.0, mean=(1.0, 2.0, 3.0))
        tensors._table = tensors.spec.element_table()
        got = tensors.elements(np.full((1, 6, 1, 2), 10, dtype=np.uint8))
        self.assertEqual(got[0, :, 0, 0].tolist(), [9, 8, 7, 9, 8, 7])

    def test_rows_are_split_by_recording(self):
        tensors = Tensors(self.folder)
        want = json.loads((self.folder / "tensors.json").read_text())["split"]
        for name, key in (("train", "train"), ("validation", "val"), ("test", "test")):
            self.assertEqual(sorted(set(tensors.recording[tensors.rows[name]].tolist())), want[key])
        self.assertEqual(sum(len(r) for r in tensors.rows.values()), len(tensors.labels))

    def test_a_recording_in_two_splits_is_refused(self):
        with self.assertRaisesRegex(ValueError, "recording 1 is in train and in test"):
            read_split({"split": {"train": [0, 1], "val": [2], "test": [1]}})

    def test_prior_is_that_of_the_train_rows(self):
        tensors = Tensors(self.folder)
        labels = tensors.labels[tensors.rows["train"]]
        np.testing.assert_allclose(tensors.prior(), [(labels == k).mean() for k in range(3)], rtol=1e-12)

    def test_a_class_without_rows_does_not_break_training_and_tuning(self):
        with tempfile.TemporaryDirectory() as temp:
            folder = synthetic.write(Path(temp) / "tensors", recordings=12, frames=30, **SMALL)
            labels = np.load(folder / "labels.npy")
            np.save(folder / "labels.npy", np.where(labels == 2, 0, labels))
            self.assertEqual(Tensors(folder).prior()[2], 0)
            for loss in LOSSES:
                path = quietly(arguments(folder, Path(temp), loss, "--loss", loss, "--epochs", "1"))
                canary = json.loads(path.with_suffix(".canary.json").read_text())
                self.assertTrue(np.isfinite(canary["logits"]).all())
                self.assertEqual(json.loads(export.read_metadata(path)["kumite.train_prior"])[2], 0)

    def test_a_class_without_rows_is_never_chosen(self):
        z = np.asarray([[0.0, 1.0, 5.0], [0.0, 2.0, 5.0]])
        scores = tune.Scores(z, np.asarray([1, 1]), np.asarray([0, 0]), 0, np.asarray([0.5, 0.5, 0.0]), False)
        self.assertEqual(tune.decode(scores, 1.0, 0.25, 0.0).skill.tolist(), [1, 1])


class CurateTest(unittest.TestCase):
    def setUp(self):
        self.temp = tempfile.TemporaryDirectory()
        self.addCleanup(self.temp.cleanup)
        self.tensors = Tensors(synthetic.write(Path(self.temp.name), recordings=12, frames=40, **SMALL))
        self.rows = self.tensors.rows["train"]

    def test_fewer_recordings_are_the_first_of_the_train_split(self):
        curate.keep_recordings(self.tensors, 3)
        self.assertEqual(sorted(set(self.tensors.recording[self.tensors.rows["train"]].tolist())), [0, 1, 2])
        with self.assertRaisesRegex(ValueError, "want 1 to 3"):
            curate.keep_recordings(self.tensors, 4)

    def test_dropped_nulls_leave_every_press_and_another_prior(self):
        labels = self.tensors.labels
        before = (labels[self.rows] != 0).sum()
        curate.drop_nulls(self.tensors, 0.25, seed=1)
        kept = self.tensors.rows["train"]
        self.assertEqual((labels[kept] != 0).sum(), before)
        self.assertEqual((labels[kept] == 0).sum(), round(0.25 * (labels[self.rows] == 0).sum()))
        self.assertTrue((np.diff(kept) > 0).all())
        odds = self.tensors.prior()[0] / (1 - self.tensors.prior()[0])
        self.assertAlmostEqual(odds * before / (labels[self.rows] == 0).sum(), 0.25, delta=0.01)

    def test_late_labels_stay_in_their_recording(self):
        labels = self.tensors.labels.copy()
        curate.delay_labels(self.tensors, 5)
        for r in range(12):
            at = np.flatnonzero(self.tensors.recording == r)
            np.testing.assert_array_equal(self.tensors.labels[at], np.r_[np.zeros(5, dtype=int), labels[at][:-5]])

    def test_a_window_labels_the_rows_before_a_press(self):
        self.tensors.labels[:] = 0
        start = np.flatnonzero(self.tensors.recording == 1)[0]
        self.tensors.labels[[start + 1, start + 10, start + 11]] = [2, 1, 2]
        want = self.tensors.labels.copy()
        want[[start, start + 8, start + 9]] = [2, 1, 1]  # not the recording before, and the nearest press
        curate.window(self.tensors, [1, 1, 1], seed=1)
        np.testing.assert_array_equal(self.tensors.labels, want)
        before = self.tensors.labels.copy()
        curate.window(self.tensors, [1], seed=1)
        np.testing.assert_array_equal(self.tensors.labels, before)
        curate.window(self.tensors, [0], seed=1)
        self.assertFalse((self.tensors.labels != 0).any())

    def test_answers_replace_presses_where_there_are_any(self):
        with self.assertRaisesRegex(ValueError, "record with --ask"):
            curate.ask(self.tensors)
        self.tensors.expert = 1 - np.minimum(self.tensors.labels, 1)
        curate.ask(self.tensors)
        np.testing.assert_array_equal(self.tensors.labels, self.tensors.expert)

    def test_natural_logits_undo_dropping_and_balancing(self):
        natural, filtered = np.asarray([0.9, 0.1]), np.asarray([0.5, 0.5])
        z = np.log(filtered) + tune.to_natural(filtered, natural, balanced=False)
        np.testing.assert_allclose(np.exp(log_softmax(z[None]))[0], natural)
        z = np.zeros(2) + tune.to_natural(natural, natural, balanced=True)
        np.testing.assert_allclose(np.exp(log_softmax(z[None]))[0], natural)


class SamplerTest(unittest.TestCase):
    def test_near_rows_stay_inside_the_recording(self):
        labels = np.asarray([0, 0, 1, 0, 0, 0, 0, 2])
        recording = np.asarray([0, 0, 0, 1, 1, 1, 1, 1])
        got = near_presses(labels, recording, no_action=0, reach=1)
        self.assertEqual(got.tolist(), [False, True, True, False, False, False, True, True])

    def test_weighted_rows_count_like_all_rows(self):
        with tempfile.TemporaryDirectory() as folder:
            tensors = Tensors(synthetic.write(Path(folder), recordings=8, frames=40, chance=0.05, **SMALL))
        sampler = Sampler(tensors, near=1, keep=0.3, seed=1)
        rows, weights = sampler.epoch()
        self.assertLess(len(rows), len(tensors.rows["train"]))
        self.assertEqual(len(rows), len(set(rows.tolist())))
        self.assertAlmostEqual(float(weights.sum()), len(tensors.rows["train"]), delta=0.01)
        presses = tensors.rows["train"][tensors.labels[tensors.rows["train"]] != 0]
        self.assertTrue(set(presses.tolist()) <= set(rows.tolist()))
        self.assertAlmostEqual(float((weights / sampler.mean_weight).mean()), 1, places=4)


class LossTest(unittest.TestCase):
    def test_balanced_logits_are_natural_ones_without_the_prior(self):
        log_prior = torch.log(torch.tensor([0.9, 0.07, 0.03]))
        z, y = torch.randn(5, 3), torch.tensor([0, 1, 2, 0, 1])
        natural = LOSSES["ce"].per_row(z + log_prior, y, log_prior)
        balanced = LOSSES["balanced"].per_row(z, y, log_prior)
        torch.testing.assert_close(natural, balanced)
        sure, unsure = LOSSES["focal"].per_row(torch.tensor([[4.0, 0.0, 0.0], [0.0, 0.0, 0.0]]), torch.tensor([0, 0]), log_prior)
        p = torch.exp(torch.tensor(4.0)) / (torch.exp(torch.tensor(4.0)) + 2)
        torch.testing.assert_close(sure, -(1 - p) ** 2 * torch.log(p))
        torch.testing.assert_close(unsure, torch.tensor(4 / 9 * np.log(3.0), dtype=torch.float32))
        self.assertFalse(torch.allclose(LOSSES["ce"].per_row(z, y, log_prior), balanced))


class NetworkTest(unittest.TestCase):
    def test_default_network_keeps_the_budget(self):
        spec = InputSpec()
        network = SkillNet(spec, 9)
        self.assertEqual(tuple(network(torch.zeros(2, 2, 45, 80)).shape), (2, 9))
        self.assertTrue(1e6 <= flops(network, spec) <= 4e6, flops(network, spec))
        self.assertLess(sum(p.numel() for p in network.parameters()) * 4, 2e6)


class EnsembleTest(unittest.TestCase):
    def canaries(self, folder: str, *parts: dict) -> list:
        paths = []
        for i, part in enumerate(parts):
            paths.append(Path(folder) / f"{i}.onnx")
            paths[i].with_suffix(".canary.json").write_text(json.dumps({"shape": [1, 1, 1, 1], **part}))
        return paths

    def test_the_canary_is_the_mean_of_the_log_probabilities(self):
        with tempfile.TemporaryDirectory() as folder:
            paths = self.canaries(folder, {"frames": "AA==", "logits": [[0.0, 0.0]]}, {"frames": "AA==", "logits": [[3.0, 3.0 + np.log(3)]]})
            got = ensemble.canary(paths, "both.onnx")
        self.assertEqual(got["model"], "both.onnx")
        np.testing.assert_allclose(got["logits"], [[np.log(1 / 2) / 2 + np.log(1 / 4) / 2, np.log(1 / 2) / 2 + np.log(3 / 4) / 2]])

    def test_canaries_of_other_frames_are_refused(self):
        with tempfile.TemporaryDirectory() as folder:
            paths = self.canaries(folder, {"frames": "AA==", "logits": [[0.0]]}, {"frames": "AQ==", "logits": [[0.0]]})
            with self.assertRaisesRegex(ValueError, "other frames than that of .*0.onnx; train both on the same tensors"):
                ensemble.canary(paths, "both.onnx")


class TrainedTest(unittest.TestCase):
    """One short training with each loss, shared by the tests."""

    @classmethod
    def setUpClass(cls):
        cls.temp = tempfile.TemporaryDirectory()
        cls.root = Path(cls.temp.name)
        cls.tensors = synthetic.write(cls.root / "tensors", recordings=18, frames=60, **SMALL)
        cls.ce = quietly(arguments(cls.tensors, cls.root / "a", "pro-ce", "--scores", str(cls.root / "scores")))
        cls.balanced = quietly(arguments(cls.tensors, cls.root / "a", "pro-balanced", "--loss", "balanced"))

    @classmethod
    def tearDownClass(cls):
        cls.temp.cleanup()

    def test_loss_falls_below_the_priors(self):
        tensors = Tensors(self.tensors)
        args = arguments(self.tensors, self.root, "x")
        train.fix_randomness(1, 1)
        with contextlib.redirect_stderr(io.StringIO()):
            trained = train.train(tensors, LOSSES["ce"], args, np.zeros(3))
        self.assertLess(trained.train_loss[-1], trained.train_loss[0])
        labels = tensors.labels[tensors.rows["validation"]]
        prior_nll = float(-np.log(tensors.prior())[labels].mean())
        self.assertLess(min(trained.validation_nll), 0.9 * prior_nll)
        rows = tensors.rows["validation"]
        again = nll(train.logits_of(trained.network, tensors, rows), labels)
        self.assertAlmostEqual(again, min(trained.validation_nll), places=5, msg="the best epoch was not kept")

    def test_average_follows_the_weights(self):
        tensors = Tensors(self.tensors)
        network = SkillNet(tensors.spec, 3)
        average = train.Average(network, decay=0.5)
        before = network.logits.weight.detach().clone()
        with torch.no_grad():
            network.logits.weight += 1
            network.features[1].running_mean += 1
        for _ in range(3):
            average.add(network)
        moved = (average.network.logits.weight - before).mean().item()
        # The decays are 1/10, 2/11 and 3/12; the share of the old weights is their product.
        self.assertAlmostEqual(moved, 1 - 0.1 * (2 / 11) * 0.25, places=5)
        self.assertAlmostEqual(average.network.features[1].running_mean.mean().item(), moved, places=5)

    def test_graph_follows_the_contract(self):
        model = onnx.load(str(self.ce))
        onnx.checker.check_model(model)
        (frames,), (logits,) = model.graph.input, model.graph.output
        dims = [d.dim_param or d.dim_value for d in frames.type.tensor_type.shape.dim]
        self.assertEqual((frames.name, dims), ("frames", ["N", 2, 24, 40]))
        dims = [d.dim_param or d.dim_value for d in logits.type.tensor_type.shape.dim]
        self.assertEqual((logits.name, dims), ("logits", ["N", 3]))
        self.assertNotIn("BatchNormalization", {n.op_type for n in model.graph.node})
        self.assertNotIn("Softmax", {n.op_type for n in model.graph.node})

    def test_metadata_says_what_the_numbers_mean(self):
        tensors = Tensors(self.tensors)
        for path, semantics in ((self.ce, "natural"), (self.balanced, "balanced")):
            got = export.read_metadata(path)
            self.assertEqual(got["kumite.version"], "1")
            self.assertEqual(json.loads(got["kumite.classes"]), synthetic.CLASSES)
            self.assertEqual(json.loads(got["kumite.input"]), tensors.spec.to_json())
            self.assertEqual(got["kumite.output"], "logits")
            self.assertEqual(got["kumite.logit_semantics"], semantics)
            prior = json.loads(got["kumite.train_prior"])
            np.testing.assert_array_equal(prior, tensors.prior())
            self.assertAlmostEqual(sum(prior), 1, delta=1e-6)
            self.assertGreater(float(got["kumite.temperature"]), 0)
            self.assertRegex(got["kumite.decoder"],
                             r"^decode=gate&gamma=-?[\d.]+&tau_skill=0(\.25)?&min_share=0\.4&refractory=5$")

    def test_ce_is_natural_and_balanced_is_not(self):
        tensors = Tensors(self.tensors)
        rows = tensors.rows["train"]
        share = {}
        for path in (self.ce, self.balanced):
            logits = run_exported(path, tensors.batch(rows))
            share[path] = 1 - np.exp(log_softmax(logits))[:, 0].mean()
        truth = 1 - tensors.prior()[0]
        self.assertAlmostEqual(share[self.ce], truth, delta=0.3 * truth)
        self.assertGreater(share[self.balanced], 1.5 * truth)

    def test_same_arguments_give_the_same_file(self):
        again = quietly(arguments(self.tensors, self.root / "b", "pro-ce"))
        self.assertEqual(again.read_bytes(), self.ce.read_bytes())
        canary = "pro-ce.canary.json"
        self.assertEqual((again.parent / canary).read_text(), (self.ce.parent / canary).read_text())
        other = quietly(arguments(self.tensors, self.root / "c", "pro-ce", "--seed", "2", "--epochs", "1"))
        self.assertNotEqual(other.read_bytes(), self.ce.read_bytes())

    def test_canary_agrees_with_the_exported_graph(self):
        for path in (self.ce, self.balanced):
            target = path.with_suffix(".canary.json")
            self.assertLess(target.stat().st_size, 100_000)
            canary = json.loads(target.read_text())
            self.assertEqual(canary["model"], path.name)
            pixels = np.frombuffer(base64.b64decode(canary["frames"]), dtype=np.uint8).reshape(canary["shape"])
            self.assertEqual(canary["shape"][1:], [2, 24, 40])
            elements = Tensors(self.tensors).elements(pixels)
            np.testing.assert_allclose(run_exported(path, elements), canary["logits"], atol=1e-4)

    def test_card_reports_the_run(self):
        text = self.ce.with_suffix(".md").read_text()
        for phrase in ("plain cross-entropy", "always `no_action`", "| poke |", "| lunge |", "seed | 1 |"):
            self.assertIn(phrase, text)

    def test_tuning_again_changes_the_metadata_alone(self):
        copy = self.root / "copy.onnx"
        copy.write_bytes(self.ce.read_bytes())
        scores = tune.Scores.load(self.root / "scores" / "pro-ce.validation.npz")
        fitted = tune.fit(scores, tune.Options(objective="event_f", refractory=7))
        export.write_metadata(copy, {"kumite.decoder": fitted.query()})
        self.assertIn("refractory=7", export.read_metadata(copy)["kumite.decoder"])
        old, new = onnx.load(str(self.ce)), onnx.load(str(copy))
        self.assertEqual(old.graph.SerializeToString(), new.graph.SerializeToString())


def run_exported(path: Path, frames: np.ndarray) -> np.ndarray:
    """Evaluates the exported graph with PyTorch, from the weights and attributes
    in the file: float32 [n, C, H, W] → [n, K]."""
    graph = onnx.load(str(path)).graph
    value = {t.name: torch.from_numpy(numpy_helper.to_array(t).copy()) for t in graph.initializer}
    value[graph.input[0].name] = torch.from_numpy(frames)
    for node in graph.node:
        a = {x.name: onnx.helper.get_attribute_value(x) for x in node.attribute}
        x = [value[name] for name in node.input]
        if node.op_type == "Conv":
            top, left, bottom, right = a["pads"]
            padded = torch.nn.functional.pad(x[0], (left, right, top, bottom))
            out = torch.nn.functional.conv2d(padded, x[1], x[2], stride=list(a["strides"]))
        elif node.op_type == "Relu":
            out = torch.relu(x[0])
        elif node.op_type == "Flatten":
            out = x[0].flatten(a.get("axis", 1))
        elif node.op_type == "Gemm":
            out = x[0] @ (x[1].T if a.get("transB") else x[1]) + x[2]
        elif node.op_type == "Identity":
            out = x[0]
        else:
            raise AssertionError(f"unexpected operator {node.op_type} in the exported graph")
        value[node.output[0]] = out
    return value[graph.output[0].name].numpy()


if __name__ == "__main__":
    unittest.main()
