package bot

import (
	"errors"
	"fmt"
	"maps"
	"net/url"
	"path"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/kumite/kumite/agent"
	"github.com/kumite/kumite/internal/number"
	"github.com/kumite/kumite/policy"
	"github.com/kumite/kumite/policy/oip"
	"github.com/kumite/kumite/sim"
	"github.com/kumite/kumite/sim/script"
)

// Contestant is a parsed contestant string: "script:NAME",
// "PATH.onnx?decode=…&name=…" with an optional prefix "onnx:", or "oip://HOST/MODEL?…".
type Contestant struct {
	Spec   string        // the string as given
	Name   string        // for tables
	Script string        // the script's name, or ""
	Timing script.Timing // of the script
	Path   string        // the model's file or its address on a server, or ""
	Server oip.Address   // of a model that is served elsewhere; the zero value is none
	Query  string        // the decoder settings, without name and delay; with the period, if it is stated
	Period int32         // of a model, ticks from one decision to the next; 0 is agent.PeriodTicks
	Delay  agent.Delay   // from a frame to its press; the zero value is the run's default
}

// Human is the spec of a person at the keyboard. Only windows accept it.
const Human = "human"

// Parse parses a contestant string. It opens no file, but looks where a shipped model is.
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
		return c.scriptSettings(query)
	}
	if oip.Is(spec) {
		return c.served()
	}
	file, query := Split(strings.TrimPrefix(spec, "onnx:"))
	if !strings.HasSuffix(file, ".onnx") {
		if slices.Contains(script.Names(), strings.ToLower(file)) {
			return fail(fmt.Errorf("it is neither a script nor a model; did you mean script:%s?", strings.ToLower(file)))
		}
		return fail(fmt.Errorf("it is neither a script nor a model; want script:NAME (%s), PATH.onnx or oip://HOST/MODEL", strings.Join(script.Names(), ", ")))
	}
	c.Path = located(file)
	c.Name = strings.TrimSuffix(path.Base(strings.ReplaceAll(file, `\`, "/")), ".onnx")
	q, err := c.settings(query, nil)
	if err != nil {
		return fail(err)
	}
	if err := c.modelSettings(q); err != nil {
		return fail(err)
	}
	return c, nil
}

// served completes the contestant of a model on a server.
func (c Contestant) served() (Contestant, error) {
	fail := func(err error) (Contestant, error) { return Contestant{}, fmt.Errorf("contestant %q: %w", c.Spec, err) }
	address, query, _ := strings.Cut(c.Spec, "?")
	var err error
	if c.Server, err = oip.Parse(address); err != nil {
		return fail(err)
	}
	c.Path, c.Name = c.Server.String(), c.Server.Model
	q, err := c.settings(query, nil)
	if err != nil {
		return fail(err)
	}
	c.Server.Sidecar, c.Server.Version = q.Get("sidecar"), q.Get("version")
	q.Del("sidecar")
	q.Del("version")
	if err := c.modelSettings(q); err != nil {
		return fail(err)
	}
	return c, nil
}

// Remote reports whether the contestant is a model that is served elsewhere.
func (c Contestant) Remote() bool { return c.Server.Host != "" }

// Alone returns an error unless the contestant needs nothing but the files of its model: a
// worker on another machine has no others, and must not open those that a stranger names.
func (c Contestant) Alone() error {
	q, err := policy.ParseQuery(c.Query)
	switch {
	case err != nil:
		return err
	case c.Remote():
		return fmt.Errorf("contestant %s is a model on a server, which workers on other machines cannot use; name a model file", c.Name)
	case q.Has("cost"):
		return fmt.Errorf("contestant %s names the cost table %s, which workers on other machines cannot read; put it beside the model, and name it in its sidecar's kumite.decoder", c.Name, q.Get("cost"))
	}
	return nil
}

// modelSettings takes the settings of a model from its query.
func (c *Contestant) modelSettings(q url.Values) error {
	if q.Get("name") == "" && q.Get("decode") != "" {
		c.Name += "?" + q.Get("decode")
	}
	if text := q.Get("delay"); text != "" {
		ticks, err := ticksOf("delay", text, 0, agent.MaxDelayTicks)
		if err != nil {
			return err
		}
		c.Delay = agent.DelayOf(ticks)
	}
	if text := q.Get("period"); text != "" {
		var err error
		if c.Period, err = ticksOf("period", text, 1, agent.MaxPeriodTicks); err != nil {
			return err
		}
	}
	q.Del("name")
	q.Del("delay")
	c.Query = policy.EncodeQuery(q)
	return nil
}

// Split separates a contestant string of a model into its file and its query. The file
// ends with the first ".onnx?", or with the string, so a file's name may contain a ?.
func Split(spec string) (file, query string) {
	if i := strings.Index(spec, ".onnx?"); i >= 0 {
		return spec[:i+len(".onnx")], spec[i+len(".onnx?"):]
	}
	if strings.HasSuffix(spec, ".onnx") {
		return spec, ""
	}
	file, query, _ = strings.Cut(spec, "?")
	return file, query
}

// settings parses a query and sets the contestant's name if it states one. The decoder
// settings are checked when the model is loaded. A non-nil valid lists the allowed keys.
func (c *Contestant) settings(query string, valid []string) (url.Values, error) {
	q, err := policy.ParseQuery(query)
	if err != nil {
		return nil, err
	}
	for _, k := range slices.Sorted(maps.Keys(q)) { // so that the error does not vary
		values := q[k]
		if valid != nil && !slices.Contains(valid, k) {
			return nil, policy.Unknown("setting", k, valid)
		}
		if (valid != nil || k == "name" || k == "delay" || k == "period") && (len(values) != 1 || values[0] == "") {
			return nil, fmt.Errorf("setting %q must have exactly one value", k)
		}
	}
	if name := q.Get("name"); name != "" {
		if !utf8.ValidString(name) {
			return nil, fmt.Errorf("name %q is not UTF-8", name)
		}
		if strings.ContainsFunc(name, func(r rune) bool { return !unicode.IsPrint(r) }) {
			return nil, fmt.Errorf("name %q contains unprintable characters", name)
		}
		c.Name = name
	}
	return q, nil
}

// scriptSettings completes a script's contestant from its query.
func (c Contestant) scriptSettings(query string) (Contestant, error) {
	fail := func(err error) (Contestant, error) { return Contestant{}, fmt.Errorf("contestant %q: %w", c.Spec, err) }
	q, err := c.settings(query, []string{"name", "period", "delay", "forecast"})
	if err != nil {
		return fail(err)
	}
	if text := q.Get("period"); text != "" {
		if c.Timing.Period, err = ticksOf("period", text, 1, script.MaxPeriod); err != nil {
			return fail(err)
		}
	}
	if text := q.Get("delay"); text != "" {
		if c.Timing.Delay, err = ticksOf("delay", text, 0, script.MaxDelay); err != nil {
			return fail(err)
		}
	}
	if text := q.Get("forecast"); text != "" {
		if text != "on" && text != "off" {
			return fail(fmt.Errorf("forecast=%s; want on or off", text))
		}
		c.Timing.Forecast = text == "on"
	}
	if _, err := c.Fighter(0, sim.Left); err != nil {
		return fail(err)
	}
	if q.Del("name"); len(q) > 0 && c.Name == c.Script {
		c.Name += "?" + policy.EncodeQuery(q)
	}
	return c, nil
}

// ticksOf parses a setting in ticks.
func ticksOf(key, text string, low, high int32) (int32, error) {
	ticks, err := number.Whole(int64(low), int64(high)).Parse(text)
	if err != nil {
		return 0, fmt.Errorf("%s=%s %w ticks", key, text, err)
	}
	return int32(ticks), nil
}

// Fighter returns the contestant's script for one match on a side. The contestant must be
// a script.
func (c Contestant) Fighter(seed uint64, side sim.Side) (*script.Fighter, error) {
	return script.NewTimed(c.Script, c.Timing, seed, ScriptStream+uint64(side))
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
	if c.Period != 0 {
		if err := agent.ValidatePeriod(c.Period); err != nil {
			errs = append(errs, fmt.Errorf("contestant %s: %w", c.Name, err))
		}
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
			return nil, fmt.Errorf("contestant %q has a name that is the string of another contestant; give it another name", c.Spec)
		}
	}
	return all, nil
}
