package policy

import (
	"math"
	"strings"
	"testing"
)

func TestWhatNoFileStatesIsNotAContract(t *testing.T) {
	parse := func() Contract {
		c, err := ParseContract(validMeta(), validGraph, gameSkills)
		if err != nil {
			t.Fatal(err)
		}
		return c
	}
	if err := parse().Validate(); err != nil {
		t.Errorf("a parsed contract: %v", err)
	}
	minus := int32(-1)
	for want, change := range map[string]func(*Contract){
		"1 classes":            func(c *Contract) { c.Classes = c.Classes[:1] },
		"not distinct":         func(c *Contract) { c.Classes[1] = c.Classes[0] },
		"null class is -1":     func(c *Contract) { c.NoAction = -1 },
		"null class is 99":     func(c *Contract) { c.NoAction = 99 },
		`alias "" of`:          func(c *Contract) { c.Aliases = map[string]string{c.Classes[0]: ""} },
		`alias "x" of "none"`:  func(c *Contract) { c.Aliases = map[string]string{"none": "x"} },
		"width is 0":           func(c *Contract) { c.Input.Width = 0 },
		`output is "odds"`:     func(c *Contract) { c.Output = "odds" },
		`semantics are ""`:     func(c *Contract) { c.Semantics = "" },
		"temperature is NaN":   func(c *Contract) { c.Temperature = math.NaN() },
		"temperature is +Inf":  func(c *Contract) { c.Temperature = math.Inf(1) },
		"numbers in the bias":  func(c *Contract) { c.Bias = nil },
		"the bias is":          func(c *Contract) { c.Bias[0] = math.Inf(-1) },
		"numbers in the prior": func(c *Contract) { c.TrainPrior = []float64{1} },
		"the prior sums to":    func(c *Contract) { c.TrainPrior = make([]float64, len(c.Classes)) },
		"a share of the prior": func(c *Contract) {
			c.TrainPrior = make([]float64, len(c.Classes))
			c.TrainPrior[0] = math.NaN()
		},
		"delay is negative": func(c *Contract) { c.DelayTicks = &minus },
	} {
		c := parse()
		change(&c)
		if err := c.Validate(); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("got %v, want %q", err, want)
		}
	}
}

func TestAContractOfTooManyClassesIsRefused(t *testing.T) {
	c := Contract{Classes: make([]string, 60000)}
	if err := c.Validate(); err == nil || err.Error() != "contract: 60000 classes; want at most 4096" {
		t.Errorf("got %.200v, want the bound", err)
	}
}
