package policy

import (
	"fmt"
	"maps"
	"slices"
	"strings"
)

// Rule is a rule of the contract and whether a file keeps it.
type Rule struct {
	Name string
	Err  error // what was found and how to fix it
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
			rules[i].Err = step.check()
			broken = rules[i].Err != nil
		}
	}
	return c, rules
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
