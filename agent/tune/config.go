package tune

import (
	"errors"
	"slices"

	"github.com/kumite/kumite/agent/bot"
	"github.com/kumite/kumite/internal/invalid"
	"github.com/kumite/kumite/policy"
)

// Config says what is tuned and how.
type Config struct {
	Contestant bot.Contestant // a model; the search starts at its query
	Setup      bot.Setup      // Eye must be bot.OpenCV
	Objective  string         // one of Objectives
	Tolerance  int            // frames within which a press matches, for event_f1 and event_f2
	Decoder    string         // one of Decoders; "" is the model's own, or gate if that is argmax
	CostFile   string         // for the objective and the decoder "cost": CSV truth,CLASS,…; "" for none
	Refractory int            // refractory period in frames if the model states none; 0 to 600
	Calibrate  string         // one of Calibrations
	Resamples  int            // bootstrap samples for errors and intervals, at least 2
	Seed       uint64         // of the halves and the bootstrap
	Workers    int            // recordings at once; does not affect the result

	// TrainedSplit is the seed of the split (logs.NewSplit) of these logs that the
	// model was trained with; its training recordings are left out. Nil means that
	// the model was not trained on these logs.
	TrainedSplit *uint64

	// Progress, if not nil, is called after each scored recording; calls do not
	// overlap.
	Progress func(done, total int)
}

// Calibrations returns the values of Config.Calibrate: auto takes whichever of the
// others predicts best, both fits temperature and bias, temperature the
// temperature alone, and keep keeps the model's own.
func Calibrations() []string { return []string{"auto", "both", "temperature", "keep"} }

// Validate reports every invalid field with its bound.
func (c Config) Validate() error {
	var fields invalid.Fields
	fields.If(c.Contestant.Path == "", "contestant %q: only models can be tuned; a script has no decoder", c.Contestant.Spec)
	fields.If(c.Setup.Eye != bot.OpenCV, "setup.Eye is not bot.OpenCV, which logs need")
	switch {
	case c.Decoder == "argmax":
		fields.Add(errors.New("decoder argmax has no setting to tune; use gate, or all to compare"))
	case c.Decoder != "" && !slices.Contains(Decoders(), c.Decoder):
		fields.Add(policy.Unknown("decoder", c.Decoder, Decoders()))
	case c.Decoder == "cost" && c.CostFile == "":
		fields.Add(errors.New("decoder cost needs a cost table; name its CSV file"))
	}
	if !slices.Contains(Calibrations(), c.Calibrate) {
		fields.Add(policy.Unknown("calibration", c.Calibrate, Calibrations()))
	}
	fields.If(c.Tolerance < 0, "tolerance is %d; want 0 frames or more", c.Tolerance)
	fields.If(c.Refractory < 0 || c.Refractory > 600, "refractory is %d; want 0 to 600 frames", c.Refractory)
	fields.If(c.Resamples < 2, "resamples is %d; want at least 2", c.Resamples)
	fields.If(c.Workers < 1, "workers is %d; want at least 1", c.Workers)
	var table [][]float64 // loaded later, when the classes are known
	if c.CostFile != "" {
		table = [][]float64{}
	}
	if _, err := NewObjective(c.Objective, c.Tolerance, table); err != nil {
		fields.Add(err)
	}
	return fields.Err()
}
