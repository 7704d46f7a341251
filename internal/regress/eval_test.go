package regress

import (
	"strings"
	"testing"
)

func TestEval(t *testing.T) {
	t.Parallel()
	needLogs(t)
	d := &transcript{t: t}
	models := []string{"models/pro-ce.onnx", "models/pro-ce.onnx?decode=argmax&name=naive"}
	args := append([]string{"eval", "--logs", "logs"}, models...)
	out := d.run(append(args, "--json")...)
	if alone := kumite(t, append(args, "--json", "--workers", "1")...); alone != out {
		t.Errorf("one worker differs from two: %s", difference(alone, out))
	}
	collapsed := []string{"eval", "--logs", "logs", "--fail-on-collapse", models[1]}
	d.add(typed(collapsed)+", exit 1", exits(t, 1, collapsed...))
	d.run("eval", "--logs", "logs", "--reliability", "reliability.svg", "models/pro-balanced.onnx")
	d.file("reliability.svg")
	d.equals("eval")
}

func TestEvalOfADecoderThatDraws(t *testing.T) {
	t.Parallel()
	needLogs(t)
	d := &transcript{t: t}
	d.run("eval", "--logs", "logs", "--json", "--save-predictions", "drawn.csv", "models/pro-ce.onnx?decode=sample")
	d.add("drawn.csv, presses without scores", presses(string(read(t, "drawn.csv"))))
	for _, flags := range [][]string{nil, {"--book"}} {
		d.run(append([]string{"eval", "--predictions", "drawn.csv", "--json", "--decoder", "decode=sample&temperature=1.2&refractory=5"}, flags...)...)
	}
	d.equals("eval-sample")
}

func TestEvalOfPredictions(t *testing.T) {
	t.Parallel()
	needLogs(t)
	kumite(t, "eval", "--logs", "logs", "--save-predictions", "predictions.csv", "models/pro-ce.onnx")
	table := string(read(t, "predictions.csv"))
	d := &transcript{t: t}
	d.add("predictions.csv", table)
	d.equals("predictions")

	// A table of a program that writes no scores.
	var plain strings.Builder
	for line := range strings.Lines(table) {
		plain.WriteString(strings.Join(strings.SplitN(line, ",", 5)[:4], ",") + "\n")
	}
	write(t, "plain.csv", []byte(plain.String()))

	d = &transcript{t: t}
	d.run("eval", "--predictions", "predictions.csv", "--json")
	d.run("eval", "--predictions", "plain.csv", "--json")
	const gate, adjusted = "decode=gate&gamma=-2&tau_skill=0", "decode=logit_adjust&tau=0.5&refractory=5"
	const prior = "0.984,0.002,0.002,0.002,0.002,0.002,0.002,0.002,0.002"
	d.run("eval", "--predictions", "predictions.csv", "--json", "--decoder", gate)
	d.run("eval", "--predictions", "predictions.csv", "--json", "--decoder", gate, "--book")
	d.run("eval", "--predictions", "predictions.csv", "--json", "--decoder", adjusted, "--prior", prior, "--book")
	d.run("eval", "--predictions", "predictions.csv", "--decoder", adjusted, "--prior", prior)
	d.equals("eval-predictions")
}

// presses returns the lines of a table of predictions whose prediction is a
// press, without their scores.
func presses(table string) string {
	var out strings.Builder
	for line := range strings.Lines(table) {
		if columns := strings.SplitN(line, ",", 6); columns[3] != "no_action" {
			out.WriteString(strings.Join(columns[:5], ",") + "\n")
		}
	}
	return out.String()
}
