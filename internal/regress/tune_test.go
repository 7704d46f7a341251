package regress

import (
	"strings"
	"testing"
)

// tune tunes a model and appends the document and the written settings.
func (d *transcript) tune(flags ...string) {
	d.t.Helper()
	d.run(append([]string{"tune", "--logs", "tuning", "--out", "settings.json", "--json", "models/pro-ce.onnx"}, flags...)...)
	d.file("settings.json")
}

func TestTune(t *testing.T) {
	t.Parallel()
	need(t, recordedForTuning)
	t.Run("default", func(t *testing.T) {
		d := &transcript{t: t}
		d.tune()
		d.run("tune", "--logs", "tuning", "--dry-run", "models/pro-ce.onnx")
		d.equals("tune")
	})
	t.Run("decoders", func(t *testing.T) {
		d := &transcript{t: t}
		for _, decoder := range []string{"logit_adjust", "class_threshold"} {
			d.tune("--decoder", decoder)
		}
		d.equals("tune-decoders")
	})
	t.Run("options", func(t *testing.T) {
		write(t, "cost.csv", []byte(costs))
		d := &transcript{t: t}
		d.tune("--decoder", "cost", "--objective", "cost", "--cost", "cost.csv")
		d.tune("--decoder", "hazard", "--objective", "event_f2", "--tolerance", "2", "--refractory", "3",
			"--calibrate", "both", "--seed", "3", "--resamples", "100")
		d.equals("tune-options")
	})
	// "all" includes the decoder that draws.
	t.Run("sample", func(t *testing.T) {
		d := &transcript{t: t}
		d.tune("--decoder", "sample")
		d.tune("--decoder", "all")
		d.equals("tune-sample")
	})
}

// costs is a cost table: a false press costs 1, a missed press 3, and a wrong
// skill 2.
var costs = func() string {
	classes := []string{"no_action", "poke", "lunge", "fireball", "dash", "anti_air", "guard_break", "parry", "ultimate"}
	lines := []string{"truth," + strings.Join(classes, ",")}
	for _, truth := range classes {
		line := truth
		for _, chosen := range classes {
			switch {
			case chosen == truth:
				line += ",0"
			case truth == "no_action":
				line += ",1"
			case chosen == "no_action":
				line += ",3"
			default:
				line += ",2"
			}
		}
		lines = append(lines, line)
	}
	return strings.Join(lines, "\n") + "\n"
}()
