package policy

import (
	"encoding/json"
	"fmt"
	"math"
	"slices"

	"github.com/kumite/kumite/internal/number"
)

// Bounds of a calibration: beyond them scores are all equal, or too large to be told apart.
var (
	temperatures = number.Between(0.001, 1000)
	biases       = number.Between(-1e6, 1e6)
)

func (c *Contract) parsePrior(meta map[string]string) error {
	if _, ok := meta[keyPrior]; !ok {
		return nil
	}
	if err := c.parseNumbers(meta, keyPrior, &c.TrainPrior); err != nil {
		return err
	}
	sum := 0.0
	for i, p := range c.TrainPrior {
		if !(p >= 0 && p <= 1) {
			return fmt.Errorf("%s of %q is %v; want a share from 0 to 1", keyPrior, c.Classes[i], p)
		}
		sum += p
	}
	if math.Abs(sum-1) > 1e-6 {
		return fmt.Errorf("%s sums to %.7g; want 1 ± 1e-6: divide by the sum", keyPrior, sum)
	}
	return nil
}

func (c *Contract) parseCalibration(meta map[string]string) error {
	c.Bias = make([]float64, len(c.Classes))
	if text, ok := meta[keyTemperature]; ok {
		t, err := temperatures.Parse(text)
		if err != nil {
			return fmt.Errorf("%s %s %w", keyTemperature, text, err)
		}
		c.Temperature = t
	}
	if _, ok := meta[keyBias]; !ok {
		return nil
	}
	if err := c.parseNumbers(meta, keyBias, &c.Bias); err != nil {
		return err
	}
	for i, b := range c.Bias {
		if !biases.Has(b) {
			return fmt.Errorf("%s of %q is %v; want %v", keyBias, c.Classes[i], b, biases)
		}
	}
	return nil
}

// parseNumbers reads one number per class.
func (c *Contract) parseNumbers(meta map[string]string, key string, into *[]float64) error {
	var list []*float64
	if err := json.Unmarshal([]byte(meta[key]), &list); err != nil || slices.Contains(list, nil) {
		return fmt.Errorf("%s is not a JSON array of numbers; give one for each class", key)
	}
	if len(list) != len(c.Classes) {
		return fmt.Errorf("%s has %s for %d classes; give one for each", key, number.Of(len(list), "number"), len(c.Classes))
	}
	*into = nil
	for _, x := range list {
		*into = append(*into, *x)
	}
	return nil
}
