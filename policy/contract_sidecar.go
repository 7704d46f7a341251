package policy

import (
	"encoding/json"
	"fmt"
	"maps"
	"slices"

	"github.com/kumite/kumite/internal/jsonfile"
)

// MergeSidecar lays a sidecar's JSON over a file's metadata. A value may be
// the JSON itself or the string that metadata would hold. It changes nothing
// when it refuses, with the first key in alphabetical order that is wrong.
func MergeSidecar(meta map[string]string, sidecar []byte) error {
	values, err := jsonfile.Object(sidecar)
	if err != nil {
		return fmt.Errorf("want a JSON object with the keys of the metadata: %w", err)
	}
	over := map[string]string{}
	for _, key := range slices.Sorted(maps.Keys(values)) {
		raw := values[key]
		if !slices.Contains(contractKeys, key) {
			return unknownKey("key", key)
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

// Served returns the metadata that clients of a served model need: the keys of the
// contract, without those that say what the server itself feeds to the graph and with the
// name of the output that holds the scores.
func Served(meta map[string]string, scores string) map[string]string {
	served := maps.Clone(meta)
	maps.DeleteFunc(served, func(key, _ string) bool {
		return !slices.Contains(contractKeys, key) || key == keyState || key == keyInputs || key == keyTuned || key == keyReference
	})
	name, _ := json.Marshal(map[string]string{"scores": scores}) // strings can be marshalled
	served[keyOutputs] = string(name)
	return served
}
