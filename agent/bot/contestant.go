package bot

import (
	"errors"
	"fmt"
	"net/url"
	"path"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/kumite/kumite/agent"
	"github.com/kumite/kumite/policy"
	"github.com/kumite/kumite/sim/script"
)

// Contestant is a parsed contestant string: "script:NAME", or
// "PATH.onnx?decode=…&name=…" with an optional prefix "onnx:".
type Contestant struct {
	Spec   string      // the string as given
	Name   string      // for tables
	Script string      // the script's name, or ""
	Path   string      // the model's file, or ""
	Query  string      // the decoder settings, without name and delay
	Delay  agent.Delay // from a frame to its press; the zero value is the run's default
}

// Human is the spec of a person at the keyboard. Only windows accept it.
const Human = "human"

// Parse parses a contestant string. It opens no file.
func Parse(spec string) (Contestant, error) {
	c := Contestant{Spec: spec}
	fail := func(err error) (Contestant, error) { return Contestant{}, fmt.Errorf("contestant %q: %w", spec, err) }
	if !utf8.ValidString(spec) {
		// It is stored as JSON, which would change it, and compared when a run resumes.
		return fail(errors.New("the text is not UTF-8; rename the file"))
	}
	if spec == Human {
		return fail(fmt.Errorf("a person can play only in the window; use `kumite watch`"))
	}
	if name, ok := strings.CutPrefix(spec, "script:"); ok {
		name, query, _ := strings.Cut(name, "?")
		if !slices.Contains(script.Names(), name) {
			return fail(policy.Unknown("script", name, script.Names()))
		}
		c.Script, c.Name = name, name
		return c.settings(query, []string{"name"})
	}
	file, query, _ := strings.Cut(strings.TrimPrefix(spec, "onnx:"), "?")
	if !strings.HasSuffix(file, ".onnx") {
		if slices.Contains(script.Names(), strings.ToLower(file)) {
			return fail(fmt.Errorf("it is neither a script nor a model; did you mean script:%s?", strings.ToLower(file)))
		}
		return fail(fmt.Errorf("it is neither a script nor a model; want script:NAME (%s) or PATH.onnx", strings.Join(script.Names(), ", ")))
	}
	c.Path = file
	c.Name = strings.TrimSuffix(path.Base(strings.ReplaceAll(file, `\`, "/")), ".onnx")
	return c.settings(query, nil)
}

// settings parses the query into name, delay and the decoder settings. The
// decoder settings are checked when the model is loaded. A non-nil valid lists
// the allowed keys.
func (c Contestant) settings(query string, valid []string) (Contestant, error) {
	q, err := url.ParseQuery(query)
	if err != nil {
		return Contestant{}, fmt.Errorf("contestant %q: %w", c.Spec, err)
	}
	for k, values := range q {
		if (k == "name" || k == "delay") && (len(values) != 1 || values[0] == "") {
			return Contestant{}, fmt.Errorf("contestant %q: setting %q must have exactly one value", c.Spec, k)
		}
		if valid != nil && !slices.Contains(valid, k) {
			return Contestant{}, fmt.Errorf("contestant %q: %w", c.Spec, policy.Unknown("setting", k, valid))
		}
	}
	if name := q.Get("name"); name != "" {
		if !utf8.ValidString(name) {
			return Contestant{}, fmt.Errorf("contestant %q: name %q is not UTF-8", c.Spec, name)
		}
		if strings.ContainsFunc(name, func(r rune) bool { return !unicode.IsPrint(r) }) {
			return Contestant{}, fmt.Errorf("contestant %q: name %q contains unprintable characters", c.Spec, name)
		}
		c.Name = name
	} else if d := q.Get("decode"); d != "" {
		c.Name += "?" + d
	}
	if text := q.Get("delay"); text != "" {
		if err := c.Delay.Set(text); err != nil {
			return Contestant{}, fmt.Errorf("contestant %q: delay=%s; %w", c.Spec, text, err)
		}
		if err := c.Delay.Validate(); err != nil {
			return Contestant{}, fmt.Errorf("contestant %q: %w", c.Spec, err)
		}
	}
	q.Del("name")
	q.Del("delay")
	c.Query = q.Encode()
	return c, nil
}

// Validate reports every invalid field of a contestant that Parse did not make.
func (c Contestant) Validate() error {
	var errs []error
	if (c.Script == "") == (c.Path == "") {
		errs = append(errs, fmt.Errorf("contestant %s: script is %q and path is %q; want one of them", c.Name, c.Script, c.Path))
	}
	if err := c.Delay.Validate(); err != nil {
		errs = append(errs, fmt.Errorf("contestant %s: %w", c.Name, err))
	}
	return errors.Join(errs...)
}

// ParseAll parses several contestants and makes their names unique.
func ParseAll(specs []string) ([]Contestant, error) {
	var all []Contestant
	taken := map[string]bool{}
	for _, spec := range specs {
		c, err := Parse(spec)
		if err != nil {
			return nil, err
		}
		for base, n := c.Name, 2; taken[c.Name]; n++ {
			c.Name = fmt.Sprintf("%s#%d", base, n)
		}
		taken[c.Name] = true
		all = append(all, c)
	}
	for i, c := range all {
		if k := slices.IndexFunc(all, func(o Contestant) bool { return o.Spec == c.Name }); k >= 0 && k != i {
			return nil, fmt.Errorf("contestant %q has a name that is another contestant's string; give it another name", c.Spec)
		}
	}
	return all, nil
}
