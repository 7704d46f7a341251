package regress

import (
	"strings"
	"testing"
)

func TestStudy(t *testing.T) {
	t.Parallel()
	needLogs(t)
	write(t, "units.txt", []byte(`# two of five units
models/pro-balanced.onnx?name=balanced
models/pro-tiny.onnx?name=tiny
`))
	d := &transcript{t: t}
	args := []string{"study", "--logs", "logs", "--out", "study", "--units", "units.txt", "--pairs", "2", "--seed", "3",
		"--resamples", "200", "--wrong-press-cost", "0,100",
		"models/pro-ce.onnx", "models/pro-ce.onnx?decode=argmax", "models/pro-ce.onnx?decode=gate&gamma=-2"}
	out := d.run(append(args, "--json")...)
	if got := string(read(t, "study/study.json")); got != out {
		t.Errorf("study.json differs from what --json printed: %s", difference(got, out))
	}
	d.file("study/study.md")
	// A second run computes nothing and prints from the folder.
	if again := kumite(t, append(args, "--json", "--workers", "1")...); again != out {
		t.Errorf("the second run differs: %s", difference(again, out))
	}
	d.run(args...)
	for _, name := range []string{"study/plots/ranking.svg", "study/plots/event_recall_2.svg"} {
		d.file(name)
	}
	d.add("study/plots", listing(t, "study/plots"))
	d.equals("study")
}

func TestStudyOfADecoderThatDraws(t *testing.T) {
	t.Parallel()
	needLogs(t)
	d := &transcript{t: t}
	args := []string{"study", "--logs", "logs", "--out", "study-sample", "--pairs", "2", "--resamples", "200",
		"models/pro-ce.onnx?decode=sample", "models/pro-tiny.onnx?decode=sample&temperature=1.2&refractory=5&name=tiny"}
	out := d.run(append(args, "--json")...)
	if !strings.Contains(out, "decode=sample") {
		t.Errorf("no unit draws: %s", out)
	}
	d.equals("study-sample")
}
