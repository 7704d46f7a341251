package policy

import (
	"encoding/json"
	"fmt"
	"maps"
	"math"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"github.com/kumite/kumite/vision"
)

// NoAction is the name of the class that presses nothing.
const NoAction = "no_action"

// Output says what a network's scores are.
type Output string

// The kinds of output.
const (
	Logits        Output = "logits"
	LogProbs      Output = "log_probs"
	Probabilities Output = "probabilities"
)

// Semantics says which prior natural logits carry.
type Semantics string

// The semantics of logits. Natural ones come from plain cross-entropy and
// carry the prior of the data; balanced ones come from a balanced loss and
// carry a flat one, so that adjusting them again would count the prior twice.
const (
	Natural  Semantics = "natural"
	Balanced Semantics = "balanced"
)

// Contract is what a model file promises of its numbers. K is the number of
// classes.
type Contract struct {
	Classes     []string // K names, NoAction among them
	NoAction    int      // its index
	Input       vision.Spec
	Output      Output
	TrainPrior  []float64 // K shares that sum to 1, or nil when not stated
	Semantics   Semantics
	Temperature float64   // above 0
	Bias        []float64 // K, added after the temperature
	Decoder     string    // the default query, e.g. "decode=gate&gamma=-2.1"
	DelayTicks  *int32    // from a frame to its press, where the default query states it, else nil
	Tuned       string    // a JSON object that says how the settings were found, "" without one
}

// Graph is what the file's graph itself states: dimensions below 1 are dynamic.
type Graph struct {
	Input   []int64 // shape of the one input
	Element vision.ElementType
	Output  []int64 // shape of the one output
}

// The keys of metadata_props and sidecars.
const (
	keyVersion     = "kumite.version"
	keyClasses     = "kumite.classes"
	keyInput       = "kumite.input"
	keyOutput      = "kumite.output"
	keyPrior       = "kumite.train_prior"
	keySemantics   = "kumite.logit_semantics"
	keyTemperature = "kumite.temperature"
	keyBias        = "kumite.bias"
	keyDecoder     = "kumite.decoder"
	keyTuned       = "kumite.tuned"
)

var contractKeys = []string{keyVersion, keyClasses, keyInput, keyOutput, keyPrior, keySemantics, keyTemperature, keyBias, keyDecoder, keyTuned}

// Rule is a rule of the contract and whether a file keeps it.
type Rule struct {
	Name    string
	Checked bool  // false behind a rule that is broken
	Err     error // what was found, with the mend
}

// ParseContract reads a contract from a file's metadata and graph. skills are
// the names of the game's skills. The error is the first rule that is broken,
// with what was found and the mend.
func ParseContract(meta map[string]string, graph Graph, skills []string) (Contract, error) {
	c, rules := CheckContract(meta, graph, skills)
	for _, r := range rules {
		if r.Err != nil {
			return Contract{}, r.Err
		}
	}
	return c, nil
}

// CheckContract is ParseContract rule by rule, up to the first that is broken.
// The contract is whole only when all are kept.
func CheckContract(meta map[string]string, graph Graph, skills []string) (Contract, []Rule) {
	c := Contract{Output: Logits, Semantics: Natural, Temperature: 1, Decoder: "decode=argmax"}
	steps := []struct {
		name  string
		check func() error
	}{
		{"keys", func() error { return checkKeys(meta) }},
		{keyVersion, func() error { return checkVersion(meta[keyVersion]) }},
		{keyClasses, func() error { return c.parseClasses(meta, skills) }},
		{"input and output", func() error { return c.checkGraph(graph) }},
		{keyInput, func() error { return c.parseInput(meta, graph) }},
		{keyOutput, func() error { return choose(meta, keyOutput, &c.Output, Logits, LogProbs, Probabilities) }},
		{keySemantics, func() error { return choose(meta, keySemantics, &c.Semantics, Natural, Balanced) }},
		{keyPrior, func() error { return c.parsePrior(meta) }},
		{"calibration", func() error { return c.parseCalibration(meta) }},
		{keyTuned, func() error { return c.parseTuned(meta) }},
		{keyDecoder, func() error { return c.parseDecoder(meta) }},
	}
	rules := make([]Rule, len(steps))
	broken := false
	for i, step := range steps {
		rules[i].Name = step.name
		if !broken {
			rules[i].Checked, rules[i].Err = true, step.check()
			broken = rules[i].Err != nil
		}
	}
	return c, rules
}

// parseTuned takes the record that a tuner leaves beside its settings. It
// decides nothing; only its form is checked.
func (c *Contract) parseTuned(meta map[string]string) error {
	text, ok := meta[keyTuned]
	if !ok {
		return nil
	}
	if err := json.Unmarshal([]byte(text), &map[string]any{}); err != nil {
		return fmt.Errorf("%s is no JSON object; write one, or leave it out", keyTuned)
	}
	c.Tuned = text
	return nil
}

// parseDecoder takes the default query: the decoder's settings and the delay.
// A name is the contestant's alone.
func (c *Contract) parseDecoder(meta map[string]string) error {
	fail := func(err error) error { return fmt.Errorf("%s: %w", keyDecoder, err) }
	if text, ok := meta[keyDecoder]; ok {
		q, err := url.ParseQuery(text)
		if err != nil {
			return fail(fmt.Errorf("decoder query %q: %w", text, err))
		}
		if q.Has(keyName) {
			return fail(fmt.Errorf("it sets name=%s, which tables give to a contestant; leave it out, or write it in the contestant string", q.Get(keyName)))
		}
		if q.Has(keyDelay) {
			ticks, err := strconv.ParseInt(q.Get(keyDelay), 10, 32)
			if err != nil || ticks < 0 || len(q[keyDelay]) > 1 {
				return fail(fmt.Errorf("delay=%s is no number of ticks; want 0 or more, once", strings.Join(q[keyDelay], ",")))
			}
			delay := int32(ticks)
			c.DelayTicks = &delay
			q.Del(keyDelay)
			text = q.Encode()
		}
		c.Decoder = text
	}
	if _, err := NewDecoder(*c, ""); err != nil {
		return fail(err)
	}
	return nil
}

func checkKeys(meta map[string]string) error {
	for _, k := range slices.Sorted(maps.Keys(meta)) {
		if strings.HasPrefix(k, "kumite.") && !slices.Contains(contractKeys, k) {
			return Unknown("metadata key", k, contractKeys)
		}
	}
	return nil
}

func checkVersion(v string) error {
	switch v {
	case "1":
		return nil
	case "":
		return fmt.Errorf("%s is missing; set it to 1 in the file's metadata_props or in a sidecar NAME.onnx.json", keyVersion)
	}
	return fmt.Errorf("%s is %q; this program reads version 1", keyVersion, v)
}

func (c *Contract) parseClasses(meta map[string]string, skills []string) error {
	text, ok := meta[keyClasses]
	if !ok {
		return fmt.Errorf(`%s is missing; set it to a JSON array of class names, e.g. ["no_action","poke"]`, keyClasses)
	}
	if err := json.Unmarshal([]byte(text), &c.Classes); err != nil {
		return fmt.Errorf(`%s is no JSON array of names, such as ["no_action","poke"]`, keyClasses)
	}
	c.NoAction = slices.Index(c.Classes, NoAction)
	if c.NoAction < 0 {
		return fmt.Errorf("%s has no %q; name the class that presses nothing so", keyClasses, NoAction)
	}
	if len(c.Classes) < 2 {
		return fmt.Errorf("%s has only %q; add the skills that the model scores", keyClasses, NoAction)
	}
	for i, name := range c.Classes {
		if slices.Index(c.Classes, name) != i {
			return fmt.Errorf("%s has %q twice; name each class once", keyClasses, name)
		}
		if name == NoAction || slices.Contains(skills, name) {
			continue
		}
		if near := nearest(name, skills); near != "" {
			return fmt.Errorf("class %q is no skill of this game; did you mean %q?", name, near)
		}
		return fmt.Errorf("class %q is no skill of this game; it has %s", name, strings.Join(skills, ", "))
	}
	return nil
}

func (c *Contract) checkGraph(g Graph) error {
	if len(g.Input) != 4 {
		return fmt.Errorf("input has rank %d; want 4, [N, C, H, W] or [N, H, W, C]", len(g.Input))
	}
	if g.Input[0] > 1 {
		return fmt.Errorf("input has a fixed batch of %d; export it with N dynamic or 1", g.Input[0])
	}
	if len(g.Output) != 2 {
		return fmt.Errorf("output has rank %d; want 2, [N, K] with one score per class", len(g.Output))
	}
	if k := g.Output[1]; k > 0 && k != int64(len(c.Classes)) {
		return fmt.Errorf("output has %d scores and %s names %d; make them agree", k, keyClasses, len(c.Classes))
	}
	return nil
}

func (c *Contract) parseInput(meta map[string]string, g Graph) error {
	if text, ok := meta[keyInput]; ok {
		if !json.Valid([]byte(text)) {
			return fmt.Errorf(`%s is no JSON object, such as {"width":80,"height":45}`, keyInput)
		}
		if err := json.Unmarshal([]byte(text), &c.Input); err != nil {
			return fmt.Errorf("%s: %w", keyInput, err)
		}
	}
	spec, err := c.Input.WithShape([4]int64(g.Input), g.Element)
	if open := unstated(spec); err == nil && open != "" {
		return fmt.Errorf("%s does not state %s, and the graph leaves it open; state it", keyInput, open)
	}
	if err == nil {
		err = spec.Validate()
	}
	if err != nil {
		return fmt.Errorf("%s: %s", keyInput, strings.ReplaceAll(err.Error(), "\n", "; "))
	}
	c.Input = spec
	return nil
}

// unstated names the parts of an input that nobody has stated.
func unstated(s vision.Spec) string {
	var open []string
	if s.Width == 0 {
		open = append(open, "width")
	}
	if s.Height == 0 {
		open = append(open, "height")
	}
	if s.Color == 0 {
		open = append(open, "color")
	}
	return strings.Join(open, ", ")
}

// choose reads one of a few words.
func choose[T ~string](meta map[string]string, key string, into *T, valid ...T) error {
	text, ok := meta[key]
	if !ok {
		return nil
	}
	if !slices.Contains(valid, T(text)) {
		names := make([]string, len(valid))
		for i, v := range valid {
			names[i] = string(v)
		}
		return Unknown(key, text, names)
	}
	*into = T(text)
	return nil
}

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
		t, err := strconv.ParseFloat(text, 64)
		if err != nil || !(t > 0) || math.IsInf(t, 0) {
			return fmt.Errorf("%s is %q; want a number above 0", keyTemperature, text)
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
		return fmt.Errorf("%s is no JSON array of numbers; give one for each class", key)
	}
	if len(*into) != len(c.Classes) {
		return fmt.Errorf("%s has %d numbers for %d classes; give one for each", key, len(*into), len(c.Classes))
	}
	return nil
}

// MergeSidecar lays a sidecar's JSON over a file's metadata. A value may be
// the JSON itself or the string that metadata would hold. It changes nothing
// when it refuses, with the first key in alphabetical order that is wrong.
func MergeSidecar(meta map[string]string, sidecar []byte) error {
	var values map[string]json.RawMessage
	if err := json.Unmarshal(sidecar, &values); err != nil {
		return fmt.Errorf("want a JSON object with the keys of the metadata: %w", err)
	}
	over := map[string]string{}
	for _, key := range slices.Sorted(maps.Keys(values)) {
		raw := values[key]
		if !slices.Contains(contractKeys, key) {
			return Unknown("key", key, contractKeys)
		}
		if string(raw) == "null" {
			return fmt.Errorf("%s is null; give it a value, or leave the key out", key)
		}
		text := ""
		if err := json.Unmarshal(raw, &text); err != nil {
			text = string(raw) // no string, so the JSON itself
		}
		over[key] = text
	}
	maps.Copy(meta, over)
	return nil
}
