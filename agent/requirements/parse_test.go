package requirements_test

import (
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/kumite/kumite/agent/requirements"
)

const head = "schema: kumite.requirements/1\n"

// parse parses a file, whose first line is the schema.
func parse(t *testing.T, text string) *requirements.File {
	t.Helper()
	f, err := requirements.Parse("r.yaml", []byte(head+text))
	if err != nil {
		t.Fatal(err)
	}
	return f
}

func TestEveryProblemIsReportedWithLineAndColumn(t *testing.T) {
	for name, c := range map[string]struct {
		text string
		want []string
	}{
		"an unknown key":    {head + "latencyy: []\n", []string{`r.yaml:2:1: key "latencyy" is unknown; did you mean "latency"?`}},
		"a nested key":      {head + "latency:\n  - percentile: 99\n    at_mots: 5ms\n", []string{`r.yaml:3:5: key "at_most" is missing; add at_most: 35ms`, `r.yaml:4:5: key "at_mots" is unknown; did you mean "at_most"? valid: at_most, load, of, percentile`}},
		"a key in flow":     {head + "memory: {budge: 1GiB}\n", []string{`r.yaml:2:10: key "budge" is unknown; did you mean "budget"?`, `r.yaml:2:1: key "budget" is missing; add budget: 10GiB`}},
		"no schema":         {"target: cpu\n", []string{`r.yaml:1:1: key "schema" is missing; add schema: kumite.requirements/1`}},
		"another schema":    {"schema: kumite.requirements/2\n", []string{`r.yaml:1:1: schema "kumite.requirements/2" is unknown; did you mean "kumite.requirements/1"?`}},
		"a number for text": {head + "period: 100\n", []string{`r.yaml:2:1: "period" is a number; want a value such as 35ms`}},
		"no unit":           {head + "period: \"100\"\n", []string{`r.yaml:2:1: "period" is "100"; want a value such as 35ms`}},
		"decimal gigabytes": {head + "memory: {budget: 10GB}\n", []string{`r.yaml:2:10: "budget" is "10GB"; want a value such as 10GiB`}},
		"text for a number": {head + "decisions: many\n", []string{`r.yaml:2:1: "decisions" is text; want a whole number`}},
		"a fraction":        {head + "decisions: 4.5\n", []string{`r.yaml:2:1: "decisions" is a number; want a whole number`}},
		"a list":            {head + "latency: {percentile: 99}\n", []string{`r.yaml:2:1: "latency" is a mapping; want a list`}},
		"an element":        {head + "offline:\n  - logs\n", []string{`r.yaml:3:5: an element of "offline" is text; want a mapping`}},
		"an empty section":  {head + "memory:\n", []string{`r.yaml:2:1: "memory" is empty; want a mapping`}},
		"a percentile":      {head + "latency: [{percentile: 100, at_most: 1ms}]\n", []string{`"percentile" is 100; want at most 99.99`}},
		"no time":           {head + "latency: [{percentile: 99, at_most: 0s}]\n", []string{`"at_most" is 0; want more`}},
		"a rate":            {head + "throughput: {at_least: 0}\n", []string{`"at_least" is 0; want above 0`}},
		"a certain win":     {head + "online: {opponents: [{opponent: script:pro, at_least: 1}]}\n", []string{`"at_least" is 1; want below 1`}},
		"no opponents":      {head + "online: {opponents: []}\n", []string{`"opponents" has 0 elements; want at least 1`}},
		"no such opponent":  {head + "online:\n  opponents:\n    - {opponent: \"script:prro\", at_least: 0.5}\n", []string{`r.yaml:4:8: `, `did you mean "pro"?`}},
		"delays":            {head + "online:\n  delays: 9..3\n  opponents: [{opponent: script:pro, at_least: 0.5}]\n", []string{`r.yaml:3:3: sweep "delay=9..3": the start is not below the end`}},
		"a metric":          {head + "offline: [{logs: logs, metric: event_f3_2, at_least: 0}]\n", []string{`metric "event_f3_2" is unknown; did you mean`}},
		"no bound":          {head + "offline: [{logs: logs, metric: ece}]\n", []string{`no bound; add "at_least" or "at_most"`}},
		"crossed bounds":    {head + "offline: [{logs: logs, metric: ece, at_least: 2, at_most: 1}]\n", []string{`"at_least" is 2 and "at_most" is 1`}},
		"a target":          {head + "target: gpu\n", []string{`r.yaml:2:1: target "gpu" is unknown; `}},
		"a period":          {head + "period: 2h\n", []string{`r.yaml:2:1: "period" is 2h0m0s; want 1ms to 1m`}},
		"faults of nothing": {head + "health: {no_faults: true}\n", []string{`r.yaml:2:10: faults are counted in matches; add a section "online"`}},
		"skills of nothing": {head + "health: {skills_per_minute: {at_least: 1}}\n", []string{`r.yaml:2:10: skills per minute are counted in matches`}},
		"a collapse":        {head + "health: {not_collapsed: true}\n", []string{`a collapse shows on logs or in matches`}},
		"nothing":           {head, []string{"the file states no requirements; `kumite check --init` prints an example"}},
		"an empty file":     {"", []string{"r.yaml: it states no requirements"}},
		"comments":          {"# nothing\n", []string{"r.yaml: it states no requirements"}},
		"a list at the top": {"- 1\n", []string{`r.yaml:1:1: the file is a list; want a mapping`}},
		"two documents":     {head + "target: cpu\n---\n" + head, []string{"r.yaml:4:1: a second document begins here"}},
		"a key twice":       {head + "target: cpu\ntarget: cuda\n", []string{"r.yaml:3:1: ", "already defined", "; correct the YAML"}},
		"broken YAML":       {head + "latency: [\n", []string{"r.yaml:2:", "; correct the YAML"}},
		"a tab":             {head + "memory:\n\tbudget: 1GiB\n", []string{"r.yaml:3:", "; correct the YAML"}},
		"aliases of aliases": {"a: &a [1,1,1,1,1,1,1,1,1,1]\nb: &b [*a,*a,*a,*a,*a,*a,*a,*a,*a,*a]\nc: &c [*b,*b,*b,*b,*b,*b,*b,*b,*b,*b]\n" +
			"d: &d [*c,*c,*c,*c,*c,*c,*c,*c,*c,*c]\ne: [*d,*d,*d,*d,*d,*d,*d,*d,*d,*d]\n", []string{"r.yaml: it has more than 100000 values"}},
		"infinity": {head + "throughput: {at_least: .inf}\n", []string{"r.yaml: ", "; correct the YAML"}},
		"an alias": {head + "memory: &m {budget: 1GiB, x: 1}\nthroughput: *m\n", []string{`r.yaml:2:27: key "x" is unknown`, `r.yaml:3:1: key "at_least" is missing`}},
	} {
		t.Run(name, func(t *testing.T) {
			f, err := requirements.Parse("r.yaml", []byte(c.text))
			if f != nil || err == nil {
				t.Fatalf("got %+v and %v, want an error", f, err)
			}
			for _, want := range c.want {
				if !strings.Contains(err.Error(), want) {
					t.Errorf("got\n%v\nwant %q", err, want)
				}
			}
			if strings.Contains(err.Error(), "^") {
				t.Errorf("got an excerpt:\n%v\nwant one line for each problem", err)
			}
		})
	}
}

func TestDefaultsApplyToKeysThatAreAbsent(t *testing.T) {
	f := parse(t, "latency: [{percentile: 99, at_most: 50ms}]\nmemory: {budget: 1.5GiB}\nonline: {opponents: [{opponent: script:pro, at_least: .5}]}\n")
	l := f.Latency[0]
	if f.Target != "cpu" || f.Period != requirements.Duration(100*time.Millisecond) || f.Decisions != 900 || l.Of != requirements.Felt || l.Load != requirements.Paced ||
		l.AtMost != requirements.Duration(50*time.Millisecond) || f.Memory.Instances != 1 || f.Memory.Budget != 3<<29 || f.Online.Pairs != 100 {
		t.Errorf("got %+v with latency %+v and memory %+v, want the defaults that the schema states", f, l, f.Memory)
	}
}

func TestTheExampleHasEveryKey(t *testing.T) {
	f, err := requirements.Parse("example.yaml", []byte(requirements.Example()))
	if err != nil {
		t.Fatal(err)
	}
	if zero := zeroField(reflect.ValueOf(*f), "File"); zero != "" {
		t.Errorf("the example lacks %s", zero)
	}
	if n := strings.Count(requirements.Example(), "\n"); n > 80 {
		t.Errorf("the example has %d lines, want at most 80", n)
	}
}

// zeroField returns the path of a key that no element of v sets, or "".
func zeroField(v reflect.Value, path string) string {
	switch v.Kind() {
	case reflect.Pointer:
		if v.IsNil() {
			return path
		}
		return zeroField(v.Elem(), path)
	case reflect.Slice:
		missing := path
		for i := range v.Len() { // some elements have at_most and others not
			if missing = zeroField(v.Index(i), path); missing == "" {
				return ""
			}
		}
		return missing
	case reflect.Struct:
		for i := range v.NumField() {
			if name, _, _ := strings.Cut(v.Type().Field(i).Tag.Get("json"), ","); name == "" || name == "-" {
				continue
			}
			if missing := zeroField(v.Field(i), path+"."+v.Type().Field(i).Name); missing != "" {
				return missing
			}
		}
		return ""
	}
	if v.IsZero() {
		return path
	}
	return ""
}

func TestAFileThatCannotBeReadIsAnError(t *testing.T) {
	dir := t.TempDir()
	large := filepath.Join(dir, "large.yaml")
	if err := os.WriteFile(large, make([]byte, 1<<20+1), 0o644); err != nil {
		t.Fatal(err)
	}
	for path, want := range map[string]string{
		filepath.Join(dir, "none.yaml"): "there is no such file; `kumite check --init` prints an example",
		dir:                             "not a regular file",
		large:                           "has 1048577 bytes; a file of requirements has at most 1048576",
	} {
		if f, err := requirements.Read(path); f != nil || err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("got %v and %v, want an error with %q", f, err, want)
		}
	}
	good := filepath.Join(dir, "good.yaml")
	if err := os.WriteFile(good, []byte(requirements.Example()), 0o644); err != nil {
		t.Fatal(err)
	}
	if f, err := requirements.Read(good); err != nil || f.Name != good || len(f.SHA256) != 64 {
		t.Errorf("got %+v and %v, want the file with its name and hash", f, err)
	}
}

func TestAFileThatNestsTooDeeplyIsRefusedAtOnce(t *testing.T) {
	block := ""
	for depth := range 1300 {
		block += strings.Repeat(" ", depth) + "a:\n"
	}
	for name, c := range map[string]struct{ text, says string }{
		"lists in brackets": {strings.Repeat("[", 100_000), "r.yaml:1:1: too many lists and maps begin here; want at most 64 in a line"},
		"maps in braces":    {"a: 1\n" + strings.Repeat("{a: ", 100_000), "r.yaml:2:1: too many"},
		"lists by marks":    {strings.Repeat("- ", 50_000) + "a", "r.yaml:1:1: too many"},
		"keys by marks":     {strings.Repeat("? ", 50_000) + "a", "r.yaml:1:1: too many"},
		"one a line":        {strings.Repeat("[\n", 3000), "and 2000 in a file"},
		"by indentation":    {block, "r.yaml:1:1"},
	} {
		if f, err := requirements.Parse("r.yaml", []byte(c.text)); f != nil || err == nil || !strings.Contains(err.Error(), c.says) {
			t.Errorf("%s: got %v and %.200v; want an error with %q", name, f, err, c.says)
		}
	}
}

func FuzzParse(f *testing.F) {
	f.Add(requirements.Example())
	f.Add(head + "memory: &m {budget: 1GiB}\nthroughput: *m\n")
	f.Add("a: &a [*a]\n")
	f.Add("<<: {schema: 1}\n? [a]\n: b\n")
	f.Fuzz(func(t *testing.T, text string) {
		file, err := requirements.Parse("r.yaml", []byte(text))
		if (file == nil) == (err == nil) {
			t.Errorf("got %v and %v, want one of them", file, err)
		}
	})
}
