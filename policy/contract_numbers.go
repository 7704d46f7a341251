package policy

import (
	"encoding/json"
	"fmt"
	"math"

	"github.com/kumite/kumite/internal/number"
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
		t, err := number.Range{Max: math.Inf(1), Above: true}.Parse(text)
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
		if math.IsNaN(b) || math.IsInf(b, 0) {
			return fmt.Errorf("%s of %q is %v; want a number", keyBias, c.Classes[i], b)
		}
	}
	return nil
}

// parseNumbers reads one number per class.
func (c *Contract) parseNumbers(meta map[string]string, key string, into *[]float64) error {
	*into = nil
	if err := json.Unmarshal([]byte(meta[key]), into); err != nil {
		return fmt.Errorf("%s is not a JSON array of numbers; give one for each class", key)
	}
	if len(*into) != len(c.Classes) {
		return fmt.Errorf("%s has %d numbers for %d classes; give one for each", key, len(*into), len(c.Classes))
	}
	return nil
}
