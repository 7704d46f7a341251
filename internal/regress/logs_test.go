package regress

import (
	"fmt"
	"path/filepath"
	"sync"
	"testing"
)

// recorded records the folder logs for the tests of offline commands, and recordedForTuning
// the folder tuning, because six recordings are too few to tune on.
var recorded, recordedForTuning = record("logs", "6"), record("tuning", "8")

func record(folder, matches string) func() error {
	return sync.OnceValue(func() error {
		path, err := program()
		if err != nil {
			return err
		}
		dir, err := workspace()
		if err != nil {
			return err
		}
		args := []string{"record", "--out", folder, "--matches", matches, "--seed", "4242"}
		code, stdout, stderr, err := execute(path, dir, args)
		if err == nil && code != 0 {
			err = fmt.Errorf("%s: exit %d\n%s%s", typed(args), code, stdout, stderr)
		}
		return err
	})
}

// needLogs makes sure that the folder logs exists.
func needLogs(t *testing.T) { need(t, recorded) }

func need(t *testing.T, recorded func() error) {
	t.Helper()
	needProgram(t)
	if err := recorded(); err != nil {
		t.Fatal(err)
	}
}

// recordings appends the files of a log folder without the videos, whose bytes
// differ between runs. Their frames are compared as tensors.
func (d *transcript) recordings(dir string) {
	d.t.Helper()
	d.add("logs.json", string(read(d.t, dir+"/logs.json")))
	tables, err := filepath.Glob(at(d.t, dir+"/*.csv"))
	if err != nil {
		d.t.Fatal(err)
	}
	for _, path := range tables {
		d.add(filepath.Base(path), string(read(d.t, dir+"/"+filepath.Base(path))))
	}
	d.replays(dir)
}

func TestRecord(t *testing.T) {
	t.Parallel()
	needLogs(t)
	d := &transcript{t: t}
	d.recordings("logs")
	d.equals("record")
}

func TestRecordOfANoisyExpert(t *testing.T) {
	t.Parallel()
	d := &transcript{t: t}
	d.run("record", "--out", "noisy", "--matches", "1", "--seed", "9", "--against", "oracle,rookie", "--side", "left",
		"--noise", "reaction=350,spread=120,pass=0.6,wrong=1", "--wrong-press-cost", "100")
	d.recordings("noisy")
	// At the video's own size and colours, the tensors are the decoded frames.
	kumite(t, "tensors", "--logs", "noisy", "--out", "frames", "--size", "320x180", "--color", "rgb", "--stack", "1")
	d.hash("frames/frames.npy")
	d.equals("record-noisy")
}

func TestTensors(t *testing.T) {
	t.Parallel()
	needLogs(t)
	d := &transcript{t: t}
	d.run("tensors", "--logs", "logs", "--out", "tensors")
	d.file("tensors/tensors.json")
	for _, name := range []string{"frames.npy", "labels.npy", "recording.npy"} {
		d.hash("tensors/" + name)
	}
	d.run("tensors", "--logs", "logs", "--out", "tensors-rgb", "--size", "40x24", "--color", "rgb", "--stack", "3", "--seed", "5")
	d.file("tensors-rgb/tensors.json")
	d.hash("tensors-rgb/frames.npy")
	d.equals("tensors")
}

func TestLogsCheck(t *testing.T) {
	t.Parallel()
	needLogs(t)
	check := []string{"logs", "check", "logs"}
	t.Run("failing", func(t *testing.T) {
		d := &transcript{t: t}
		late := append(check, "--shows-after", "3")
		d.add(typed(late)+", exit 1", exits(t, 1, late...))
		d.equals("logs-check-failing")
	})
	t.Run("model", func(t *testing.T) {
		d := &transcript{t: t}
		d.run(append(check, "--json", "--model", "models/pro-ce.onnx")...)
		d.equals("logs-check")
	})
	t.Run("sample", func(t *testing.T) {
		d := &transcript{t: t}
		d.run(append(check, "--json", "--model", "models/pro-ce.onnx?decode=sample")...)
		d.equals("logs-check-sample")
	})
}
