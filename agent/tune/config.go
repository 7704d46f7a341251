package tune

import (
	"errors"
	"fmt"
	"slices"

	"github.com/kumite/kumite/agent/bot"
	"github.com/kumite/kumite/policy"
)

// Config says what is tuned and how.
type Config struct {
	Contestant bot.Contestant // a model; its query is where the search starts
	Setup      bot.Setup      // Eye must be bot.OpenCV
	Objective  string         // one of Objectives
	Tolerance  int            // frames within which a press matches, for event_f1 and event_f2
	Decoder    string         // one of Decoders; "" is the model's own, or gate where that is argmax
	CostFile   string         // for the objective and the decoder "cost": CSV truth,CLASS,…; "" for none
	Refractory int            // frames without acting after acting, where the model states none; 0 to 600
	Calibrate  string         // one of Calibrations
	Resamples  int            // bootstrap samples for errors and intervals, at least 2
	Seed       uint64         // of the halves and the bootstrap
	Workers    int            // recordings at once; does not change the result

	// TrainedSplit is the seed of the split (logs.NewSplit) that the model was
	// trained with on these logs; its training recordings are left out. −1 says
	// that the model was not trained on them.
	TrainedSplit int64

	// Progress, where it is not nil, is called after each recording that is
	// scored; calls do not overlap.
	Progress func(done, total int)
}

// Calibrations are what Config.Calibrate takes: temperature and bias, the
// temperature alone, the model's own, or whichever predicts best.
func Calibrations() []string { return []string{"auto", "both", "temperature", "keep"} }

// Validate reports every field that cannot be, each with its bound.
func (c Config) Validate() error {
	var errs []error
	refuse := func(bad bool, format string, args ...any) {
		if bad {
			errs = append(errs, fmt.Errorf(format, args...))
		}
	}
	refuse(c.Contestant.Path == "", "contestant %q: only models can be tuned; a script has no decoder", c.Contestant.Spec)
	refuse(c.Setup.Eye != bot.OpenCV, "setup: logs are video; want the eye bot.OpenCV")
	switch {
	case c.Decoder == "argmax":
		errs = append(errs, errors.New("decoder argmax has no setting to tune; take gate, or all to compare"))
	case c.Decoder != "" && !slices.Contains(Decoders(), c.Decoder):
		errs = append(errs, policy.Unknown("decoder", c.Decoder, Decoders()))
	case c.Decoder == "cost" && c.CostFile == "":
		errs = append(errs, errors.New("decoder cost needs a table of costs"))
	}
	if !slices.Contains(Calibrations(), c.Calibrate) {
		errs = append(errs, policy.Unknown("calibration", c.Calibrate, Calibrations()))
	}
	refuse(c.Tolerance < 0, "tolerance is %d; want 0 frames or more", c.Tolerance)
	refuse(c.Refractory < 0 || c.Refractory > 600, "refractory is %d; want 0 to 600 frames", c.Refractory)
	refuse(c.Resamples < 2, "resamples is %d; want at least 2", c.Resamples)
	refuse(c.Workers < 1, "workers is %d; want at least 1", c.Workers)
	var table [][]float64 // read when the classes are known
	if c.CostFile != "" {
		table = [][]float64{}
	}
	if _, err := NewObjective(c.Objective, c.Tolerance, table); err != nil {
		errs = append(errs, err)
	}
	return errors.Join(errs...)
}
