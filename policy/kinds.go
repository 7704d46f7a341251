package policy

import (
	"fmt"
	"math"
)

// Form says how a setting's text is parsed.
type Form uint8

// The forms of settings.
const (
	Number Form = iota // within Min and Max
	Whole              // a whole number within Min and Max
	Flag               // 1, 0, true or false
	Text               // parsed by the decoder; About describes it
)

// Setting is one setting of a decoder.
type Setting struct {
	Name     string
	Default  float64 // NaN if required
	Min, Max float64 // of a Number or Whole
	About    string
	Form     Form
}

// Kind is a kind of decoder.
type Kind struct {
	Name     string
	About    string
	Settings []Setting
	make     func(c *Contract, s *settings) (rule, error)
}

// Kinds returns all kinds of decoders.
func Kinds() []Kind { return kinds }

var required = math.NaN()

var kinds = []Kind{
	{
		Name: "argmax", About: "the most probable class; collapses into never acting",
		make: func(c *Contract, _ *settings) (rule, error) {
			return adjusted{shift: make([]float64, len(c.Classes))}, nil
		},
	},
	{
		Name: "logit_adjust", About: "argmax of z − τ ln π: decodes under the prior π^(1−τ)",
		Settings: []Setting{{Name: "tau", Default: required, Max: 2, About: "strength; 0 is argmax, 1 is a flat prior"}},
		make: func(c *Contract, s *settings) (rule, error) {
			prior, err := c.adjustingPrior("logit_adjust's tau", s.values["tau"], s.force)
			return adjusted{shift: shifts(prior, s.values["tau"])}, err
		},
	},
	{
		Name: "target_prior", About: "argmax of z + ln q − ln π: decodes as if a share q of frames were presses",
		Settings: []Setting{{Name: "act", Default: required, Max: 1, About: "share of frames to decode as presses, between 0 and 1"}},
		make: func(c *Contract, s *settings) (rule, error) {
			return newTargetPrior(c, s.values["act"], s.force)
		},
	},
	{
		Name: "gate", About: "act when the log odds of acting reach gamma, then the best skill",
		Settings: []Setting{
			{Name: "gamma", Default: required, Min: -50, Max: 50, About: "log odds of acting at which it acts"},
			{Name: "tau_skill", Default: 0.25, Max: 2, About: "logit adjustment among the skills"},
			{Name: "min_share", Default: 0.4, Max: 1, About: "smallest share of the acting probability that the skill must have"},
		},
		make: func(c *Contract, s *settings) (rule, error) {
			tau := s.values["tau_skill"]
			prior, err := c.adjustingPrior("gate's tau_skill", tau, s.force)
			return gate{gamma: s.values["gamma"], minShare: s.values["min_share"], shift: shifts(prior, tau)}, err
		},
	},
	{
		Name: "class_threshold", About: "among the skills whose probability reaches their own theta, the one that exceeds it most",
		Settings: []Setting{{Name: "theta", Default: required, Form: Text,
			About: "least probability: one number for all skills, one per class in the order of the classes, or poke:0.05,lunge:0.1 for every skill"}},
		make: func(c *Contract, s *settings) (rule, error) {
			theta, err := parseThetas(c, s.texts["theta"])
			return classThreshold{theta: theta}, err
		},
	},
	{
		Name: "cost", About: "the class with the least expected cost",
		Settings: []Setting{{Name: "cost", Default: required, Form: Text,
			About: "CSV file: a header `truth,CLASS,…`, then one row per true class with the cost of choosing each"},
			{Name: "cost_sha256", Form: Text, About: "the file's SHA-256; another file is refused"}},
		make: openCosts,
	},
	{
		Name: "sample", About: "one draw from softmax(z / temperature); a low temperature collapses like argmax",
		Settings: []Setting{{Name: "temperature", Default: 1, Min: 0.01, Max: 100, About: "above 1 is bolder, below 1 is closer to argmax"}},
		make: func(c *Contract, s *settings) (rule, error) {
			return newSample(s.values["temperature"], len(c.Classes)), nil
		},
	},
	{
		Name: "hazard", About: "adds up the hazard −ln(1 − p_act) over frames and acts when it reaches threshold",
		Settings: []Setting{
			{Name: "decay", Default: 0.9, Max: 1, About: "share of the sums kept from frame to frame, below 1"},
			{Name: "threshold", Default: required, Min: 1e-6, Max: 1e3, About: "summed hazard at which it acts"},
			{Name: "peak", Default: 0.5, Min: 1e-6, Max: 1 - 1e-6, About: "highest p_act to expect; bounds the threshold"},
		},
		make: func(c *Contract, s *settings) (rule, error) {
			return newHazard(s.values["decay"], s.values["threshold"], s.values["peak"], len(c.Classes))
		},
	},
}

// wrapSettings are the settings that apply to every decoder.
var wrapSettings = []Setting{
	{Name: "debounce", Max: 600, Form: Whole, About: "frames in a row that must want the same skill before it is sent"},
	{Name: "high", Max: 1, About: "hysteresis: p_act that a press needs"},
	{Name: "low", Max: 1, About: "hysteresis: p_act must fall below low before the next press"},
	{Name: "refractory", Max: 600, Form: Whole, About: "frames without acting after acting"},
	{Name: "force", Max: 1, Form: Flag, About: "adjust the logits even of a balanced model"},
}

// Wrappers returns the settings that apply to every decoder.
func Wrappers() []Setting { return wrapSettings }

// adjustingPrior returns the prior that a decoder adjusts by, or a flat one if tau
// is 0.
func (c *Contract) adjustingPrior(setting string, tau float64, force bool) ([]float64, error) {
	if tau != 0 {
		prior, err := c.carriedPrior(fmt.Sprintf("%s of %v", setting, tau), "set it to 0", force)
		return prior, err
	}
	flat := make([]float64, len(c.Classes))
	for i := range flat {
		flat[i] = 1
	}
	return flat, nil
}

// carriedPrior returns the prior that the scores carry. Without force it returns an
// error for a balanced model, whose scores carry a flat prior. fix says how to
// avoid the error.
func (c *Contract) carriedPrior(setting, fix string, force bool) ([]float64, error) {
	switch {
	case c.Semantics == Balanced && !force:
		return nil, fmt.Errorf("%s counts the prior twice: the model's logits are balanced; %s, or force=true", setting, fix)
	case c.TrainPrior == nil:
		return nil, fmt.Errorf("%s needs %s, the class prior that the scores carry; add it to the model or %s", setting, keyPrior, fix)
	}
	return c.TrainPrior, nil
}
