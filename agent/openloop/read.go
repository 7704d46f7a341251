package openloop

import (
	"bytes"
	"errors"
	"fmt"

	"github.com/kumite/kumite/internal/number"
	"github.com/kumite/kumite/internal/safefile"
	"github.com/kumite/kumite/policy/offline"
	"github.com/kumite/kumite/policy/stats"
)

// Read reads an evaluation, as eval --json prints it.
func Read(path string) (*Evaluation, error) {
	data, err := safefile.Read(path, safefile.Evaluation)
	if err != nil {
		return nil, fmt.Errorf("read evaluation: %w", err)
	}
	return Decode(path, data)
}

// Decode reads an evaluation from the contents of a file; errors name its path.
func Decode(path string, data []byte) (*Evaluation, error) {
	if len(bytes.TrimSpace(data)) == 0 {
		return nil, fmt.Errorf("read evaluation %s: it is empty; write it with `kumite eval --logs DIR --json`", path)
	}
	e := new(Evaluation)
	if err := safefile.Unmarshal(data, safefile.Evaluation, e); err != nil {
		return nil, fmt.Errorf("read evaluation %s: %w; want the output of `kumite eval --logs DIR --json`", path, err)
	}
	if e.Schema != Schema {
		return nil, fmt.Errorf("read evaluation %s: it has schema %.40q; want %q, of `kumite eval --logs DIR --json`", path, e.Schema, Schema)
	}
	if err := e.Validate(); err != nil {
		return nil, fmt.Errorf("read evaluation %s: %w; evaluate again", path, err)
	}
	return e, nil
}

// Validate reports the first thing that no evaluation can contain.
func (e *Evaluation) Validate() error {
	if len(e.Candidates) == 0 {
		return errors.New("it has no candidates")
	}
	for i := range e.Candidates {
		if what := inconsistent(&e.Candidates[i]); what != "" {
			return fmt.Errorf("candidate %d: %s", i+1, what)
		}
	}
	return nil
}

// inconsistent describes what no evaluation can contain, "" for nothing.
func inconsistent(c *offline.Result) string {
	if len(c.Confusion) != len(c.Classes) {
		return fmt.Sprintf("the confusion matrix has %d rows for %d classes", len(c.Confusion), len(c.Classes))
	}
	for _, row := range c.Confusion {
		if len(row) != len(c.Classes) {
			return fmt.Sprintf("a row of the confusion matrix has %d counts for %d classes", len(row), len(c.Classes))
		}
		for _, n := range row {
			if n < 0 || n > 1<<40 {
				return fmt.Sprintf("the confusion matrix has the count %d", n)
			}
		}
	}
	for _, x := range []struct {
		key   string
		value stats.Float
	}{
		{"frame_accuracy", c.FrameAccuracy}, {"constant_baseline_accuracy", c.ConstantBaselineAccuracy}, {"balanced_accuracy", c.BalancedAccuracy},
		{"macro_f1", c.MacroF1}, {"skill_macro_f1", c.SkillMacroF1}, {"wrong_skill_rate", c.WrongSkillRate},
		{"average_precision", c.AveragePrecision}, {"auprc_act", c.AUPRCAct}, {"ece", c.ECE},
	} {
		if share(x.value) {
			continue
		}
		return fmt.Sprintf("%s is %v; it is a share, from 0 to 1", x.key, float64(x.value))
	}
	for i, e := range c.Events {
		if !share(e.Precision) || !share(e.Recall) || !share(e.F1) || !share(e.F2) {
			return fmt.Sprintf("within ±%s the events have precision %v, recall %v, F1 %v and F2 %v; these are shares, from 0 to 1",
				number.Of(offline.Tolerances[i], "frame"), float64(e.Precision), float64(e.Recall), float64(e.F1), float64(e.F2))
		}
	}
	for _, k := range c.Skills {
		if k.Expert < 0 || k.Predicted < 0 || k.Expert > 1<<40 || k.Predicted > 1<<40 {
			return fmt.Sprintf("%.100q has %d presses of the expert and %d of the candidate", k.Skill, k.Expert, k.Predicted)
		}
	}
	for _, b := range c.Reliability {
		if b.Frames < 0 || !(b.PAct >= 0 && b.PAct <= 1) || !(b.ActShare >= 0 && b.ActShare <= 1) {
			return fmt.Sprintf("a bin of the reliability has %d frames, mean p_act %v and share %v", b.Frames, b.PAct, b.ActShare)
		}
	}
	return ""
}

// share reports whether a metric is from 0 to 1, but for rounding, or undefined.
func share(v stats.Float) bool { return !v.Defined() || v >= -1e-9 && v <= 1+1e-9 }
