package policy

import (
	"errors"
	"fmt"
	"math"
	"net/url"
	"slices"
	"strconv"
)

// Setting is one setting of a decoder: a number within bounds.
type Setting struct {
	Name     string
	Default  float64 // NaN where it must be given
	Min, Max float64
	About    string
}

// Kind is a decoder by name.
type Kind struct {
	Name     string
	About    string
	Settings []Setting
	make     func(c *Contract, v map[string]float64) (rule, error)
}

// Kinds lists the decoders.
func Kinds() []Kind { return kinds }

var kinds = []Kind{
	{
		Name: "argmax", About: "the most probable class; collapses into never acting",
		make: func(c *Contract, _ map[string]float64) (rule, error) {
			return adjusted{make([]float64, len(c.Classes))}, nil
		},
	},
	{
		Name: "logit_adjust", About: "argmax of z − τ ln π: decodes under the prior π^(1−τ)",
		Settings: []Setting{{"tau", math.NaN(), 0, 2, "strength; 0 is argmax, 1 is a flat prior"}},
		make: func(c *Contract, v map[string]float64) (rule, error) {
			prior, err := c.prior("logit_adjust", v["tau"], v["force"] != 0)
			return adjusted{shifts(prior, v["tau"])}, err
		},
	},
	{
		Name: "gate", About: "act when the log odds of acting reach gamma, then the best skill",
		Settings: []Setting{
			{"gamma", math.NaN(), -50, 50, "log odds of acting from which it acts"},
			{"tau_skill", 0.25, 0, 2, "logit adjustment among the skills"},
			{"min_share", 0.4, 0, 1, "least share of the acting probability that the skill must hold"},
		},
		make: func(c *Contract, v map[string]float64) (rule, error) {
			prior, err := c.prior("gate's tau_skill", v["tau_skill"], v["force"] != 0)
			return gate{v["gamma"], v["min_share"], shifts(prior, v["tau_skill"])}, err
		},
	},
}

// Settings that go with every decoder.
var (
	forceSetting = Setting{"force", 0, 0, 1, "1 adjusts the logits of a balanced model all the same"}
	wrapSettings = []Setting{{"refractory", 0, 0, 600, "frames without acting after acting"}}
)

// Keys that a decoder query may hold beside its decoder's settings.
const (
	keyDecode = "decode"
	keyMask   = "mask"
)

// prior returns the prior that a decoder adjusts by, or a flat one when it
// adjusts by nothing.
func (c *Contract) prior(who string, tau float64, force bool) ([]float64, error) {
	flat := make([]float64, len(c.Classes))
	for i := range flat {
		flat[i] = 1
	}
	switch {
	case tau == 0:
		return flat, nil
	case c.Semantics == Balanced && !force:
		return nil, fmt.Errorf("%s of %v counts the prior twice: the model's logits are balanced; set it to 0, or force=1", who, tau)
	case c.TrainPrior == nil:
		return nil, fmt.Errorf("%s needs %s, the class prior that the scores carry; add it to the model or set it to 0", who, keyPrior)
	}
	return c.TrainPrior, nil
}

// Mask says what becomes of a chosen skill that is not available.
type Mask string

// The masks.
const (
	MaskToNoop Mask = "to_noop" // no_action: the expert wanted that skill and waited
	MaskRenorm Mask = "renorm"  // choose among the available ones
	MaskOff    Mask = "off"     // send it all the same
)

// settings is a decoder query, read.
type settings struct {
	kind       *Kind
	values     map[string]float64
	mask       Mask
	refractory int
}

// parseSettings reads a query over a default query. A query that names a
// decoder replaces the default whole; else its keys override the default's.
func parseSettings(query, fallback string) (settings, error) {
	q, err := url.ParseQuery(query)
	if err != nil {
		return settings{}, fmt.Errorf("decoder query %q: %w", query, err)
	}
	if !q.Has(keyDecode) {
		base, err := url.ParseQuery(fallback)
		if err != nil {
			return settings{}, fmt.Errorf("decoder query %q: %w", fallback, err)
		}
		for k, v := range q {
			base[k] = v
		}
		q = base
	}
	for k, v := range q {
		if len(v) > 1 {
			return settings{}, fmt.Errorf("setting %q is given %d times; give it once", k, len(v))
		}
	}
	name := q.Get(keyDecode)
	if name == "" {
		name = "argmax"
	}
	i := slices.IndexFunc(kinds, func(k Kind) bool { return k.Name == name })
	if i < 0 {
		names := make([]string, len(kinds))
		for i, k := range kinds {
			names[i] = k.Name
		}
		return settings{}, Unknown("decoder", name, names)
	}
	s := settings{kind: &kinds[i], mask: MaskToNoop, values: map[string]float64{}}
	valid := []string{keyDecode, keyMask}
	all := append(append(slices.Clone(s.kind.Settings), wrapSettings...), forceSetting)
	for _, set := range all {
		valid = append(valid, set.Name)
		if s.values[set.Name], err = set.parse(q, s.kind.Name); err != nil {
			return settings{}, err
		}
	}
	for k := range q {
		if !slices.Contains(valid, k) {
			return settings{}, fmt.Errorf("decoder %s: %w", s.kind.Name, Unknown("setting", k, valid))
		}
	}
	s.refractory = int(s.values["refractory"])
	if q.Has(keyMask) {
		err = choose(map[string]string{keyMask: q.Get(keyMask)}, keyMask, &s.mask, MaskToNoop, MaskRenorm, MaskOff)
	}
	return s, err
}

func (s Setting) parse(q url.Values, decoder string) (float64, error) {
	if !q.Has(s.Name) {
		if math.IsNaN(s.Default) {
			return 0, fmt.Errorf("decoder %s needs %s (%s)", decoder, s.Name, s.About)
		}
		return s.Default, nil
	}
	v, err := strconv.ParseFloat(q.Get(s.Name), 64)
	if err != nil {
		err = errors.New("not a number")
	} else if !(v >= s.Min && v <= s.Max) {
		err = errors.New("out of bounds")
	}
	if err != nil {
		return 0, fmt.Errorf("setting %s=%s is %w; want %v to %v", s.Name, q.Get(s.Name), err, s.Min, s.Max)
	}
	return v, nil
}
