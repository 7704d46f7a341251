package arena

import (
	"bytes"
	"encoding/json"
	"fmt"
	"maps"
	"math"
	"slices"
	"strconv"

	"github.com/kumite/kumite/internal/safefile"
)

// unrecorded are the keys of results.json that do not follow from matches.jsonl and the
// manifest: times, which depend on the machine, and hashes that manifests of earlier
// versions lack and that model_sha256 covers.
var unrecorded = map[string]bool{"decision_us": true, "file_sha256": true, "external_sha256": true, "sidecar_sha256": true}

// resultsDiffer describes the first difference of results.json from the results that its
// matches have, "" for none.
func resultsDiffer(file []byte, want Results) (string, error) {
	var head struct{ Schema, Ended string }
	if err := safefile.Unmarshal(file, safefile.Results, &head); err != nil {
		return "", err
	}
	if head.Schema != ResultsSchema {
		return "", fmt.Errorf("schema is %.40q, want %q", head.Schema, ResultsSchema)
	}
	if head.Ended == EndedByClock && want.Ended == EndedByInterrupt {
		want.Ended = EndedByClock
	}
	doc, err := json.Marshal(want)
	if err != nil {
		return "", err
	}
	// Any JSON is decoded below, and takes much more memory than its text.
	if most := 16*len(doc) + 4<<20; len(file) > most {
		return fmt.Sprintf("it has %d bytes; the results of so many matches have at most %d", len(file), most), nil
	}
	var trees [2]any
	for i, data := range [][]byte{file, doc} {
		d := json.NewDecoder(bytes.NewReader(data))
		d.UseNumber()
		if err := d.Decode(&trees[i]); err != nil {
			return "", err
		}
	}
	return jsonDiffer("", trees[0], trees[1]), nil
}

// jsonDiffer describes the first difference of two decoded values at a path, "" for none.
func jsonDiffer(at string, got, want any) string {
	switch w := want.(type) {
	case map[string]any:
		g, ok := got.(map[string]any)
		if !ok {
			return differs(at, got, want)
		}
		keys := maps.Clone(w)
		maps.Copy(keys, g)
		for _, key := range slices.Sorted(maps.Keys(keys)) {
			if unrecorded[key] {
				continue
			}
			if what := jsonDiffer(at+"."+key, member(g, key), member(w, key)); what != "" {
				return what
			}
		}
		return ""
	case []any:
		g, ok := got.([]any)
		if !ok || len(g) != len(w) {
			return differs(at, got, want)
		}
		for i := range w {
			if what := jsonDiffer(fmt.Sprintf("%s[%d]", at, i), g[i], w[i]); what != "" {
				return what
			}
		}
		return ""
	case json.Number:
		if g, ok := got.(json.Number); ok && sameNumber(g, w) {
			return ""
		}
	default:
		if got == want {
			return ""
		}
	}
	return differs(at, got, want)
}

// absent stands for a key that an object does not have.
type absent struct{}

func (absent) String() string { return "absent" }

func member(object map[string]any, key string) any {
	if v, ok := object[key]; ok {
		return v
	}
	return absent{}
}

// sameNumber reports whether two numbers are equal up to the rounding that differs
// between processors.
func sameNumber(a, b json.Number) bool {
	if a == b {
		return true
	}
	x, err1 := strconv.ParseFloat(a.String(), 64)
	y, err2 := strconv.ParseFloat(b.String(), 64)
	_, whole := strconv.ParseInt(b.String(), 10, 64)
	return err1 == nil && err2 == nil && whole != nil && math.Abs(x-y) <= 1e-9*max(1, math.Abs(y))
}

func differs(at string, got, want any) string {
	return fmt.Sprintf("%.200s is %.200s; the matches give %.200s", at[min(1, len(at)):], text(got), text(want))
}

// text formats a decoded value in one line.
func text(v any) string {
	switch v := v.(type) {
	case absent:
		return v.String()
	case []any:
		return fmt.Sprintf("a list of %d", len(v))
	case map[string]any:
		return "an object"
	}
	doc, err := json.Marshal(v)
	if err != nil {
		return fmt.Sprint(v)
	}
	return string(doc)
}
