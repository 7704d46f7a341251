package policy

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"unicode/utf8"
)

// Rule is a rule of the contract and whether a file keeps it.
type Rule struct {
	Name    string
	Err     error // what was found and how to fix it
	Skipped bool  // not checked, because a rule that it builds on is broken
}

// ParseContract reads a contract from a file's metadata and graph. skills are
// the names of the game's skills, or nil to accept classes of any game. The error is the first rule that is broken,
// with what was found and how to fix it.
func ParseContract(meta map[string]string, graph Graph, skills []string) (Contract, error) {
	c, rules := CheckContract(meta, graph, skills)
	for _, r := range rules {
		if r.Err != nil {
			return Contract{}, r.Err
		}
	}
	return c, nil
}

// graphRule is the rule of the graph's shapes and types.
const graphRule = "input and output"

// CheckContract is ParseContract rule by rule. A rule is skipped if one that it
// builds on is broken or skipped. The contract is whole only when all are kept.
func CheckContract(meta map[string]string, graph Graph, skills []string) (Contract, []Rule) {
	c := Contract{Output: Logits, Semantics: Natural, Temperature: 1, Decoder: "decode=argmax", Folder: graph.Folder}
	steps := []struct {
		name  string
		check func() error
		needs []string
	}{
		{"keys", func() error { return checkKeys(meta) }, nil},
		{keyVersion, func() error { return checkVersion(meta[keyVersion]) }, nil},
		{keyClasses, func() error {
			err := c.parseClasses(meta, skills)
			if err != nil {
				c.Classes = nil // their number is not compared with the graph's
			}
			return err
		}, nil},
		{keyOutputs, func() error { return c.parseOutputs(meta, graph) }, nil},
		{keyState, func() error { return c.parseState(meta, graph) }, nil},
		{keyInputs, func() error { return c.parseInputs(meta, graph) }, []string{keyState}},
		{graphRule, func() error { return c.checkGraph(graph) }, []string{keyOutputs, keyState, keyInputs}},
		{keyInput, func() error { return c.parseInput(meta, graph) }, []string{graphRule}},
		{keyOutput, func() error { return choose(meta, keyOutput, &c.Output, Logits, LogProbs, Probabilities) }, nil},
		{keySemantics, func() error { return choose(meta, keySemantics, &c.Semantics, Natural, Balanced) }, nil},
		{keyPrior, func() error { return c.parsePrior(meta) }, []string{keyClasses}},
		{"calibration", func() error { return c.parseCalibration(meta) }, []string{keyClasses}},
		{keyTuned, func() error { return parseRecord(meta, keyTuned, &c.Tuned) }, nil},
		{keyReference, func() error { return parseRecord(meta, keyReference, &c.Reference) }, nil},
		{keyDecoder, func() error { return c.parseDecoder(meta) }, []string{keyClasses, keyOutput, keySemantics, keyPrior, "calibration"}},
	}
	rules := make([]Rule, len(steps))
	unmet := map[string]bool{}
	for i, step := range steps {
		r := &rules[i]
		r.Name = step.name
		r.Skipped = slices.ContainsFunc(step.needs, func(need string) bool { return unmet[need] })
		if !r.Skipped {
			r.Err = step.check()
		}
		unmet[step.name] = r.Skipped || r.Err != nil
	}
	return c, rules
}

func checkKeys(meta map[string]string) error {
	for _, k := range slices.Sorted(maps.Keys(meta)) {
		if strings.HasPrefix(k, "kumite.") && !slices.Contains(contractKeys, k) {
			return unknownKey("metadata key", k)
		}
		if slices.Contains(contractKeys, k) && !utf8.ValidString(meta[k]) {
			return fmt.Errorf("%s is not UTF-8: %.40q; export the model again", k, meta[k])
		}
	}
	return nil
}

// inputKeys are the keys of kumite.input, as docs/formats.md lists them.
var inputKeys = []string{"width", "height", "color", "stack", "layout", "scale", "mean", "std"}

// unknownKey returns the error for a key that is not of the contract.
func unknownKey(what, key string) error {
	if name := strings.TrimPrefix(key, "kumite."); slices.Contains(inputKeys, name) {
		return fmt.Errorf("%s %q is unknown; write it into %s, which is a JSON object, as %q", what, key, keyInput, name)
	}
	return Unknown(what, key, contractKeys)
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
