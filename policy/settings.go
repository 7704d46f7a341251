package policy

import (
	"errors"
	"fmt"
	"maps"
	"math"
	"net/url"
	"slices"
	"strings"

	"github.com/kumite/kumite/internal/number"
)

// Keys that a decoder query may hold beside its decoder's settings. The delay
// and the name are the contestant's: they are let through unread. The period is the
// contestant's, too; who plays matches takes it out, and elsewhere it is refused.
const (
	keyDecode = "decode"
	keyMask   = "mask"
	keyDelay  = "delay"
	keyName   = "name"
	keyPeriod = "period"
)

// Mask says what becomes of a chosen skill that is not available.
type Mask string

// The masks.
const (
	MaskToNoop Mask = "to_noop" // no_action: the expert wanted that skill and waited
	MaskRenorm Mask = "renorm"  // choose among the available ones; with logit adjustment it tends to the rarest
	MaskOff    Mask = "off"     // send it all the same
)

// settings is a decoder query, read.
type settings struct {
	kind   *Kind
	values map[string]float64
	texts  map[string]string // of the settings whose form is Text
	mask   Mask
	force  bool
	stated bool // the cost file is named by the query, not by the contract
}

// parseSettings reads a query over a default query. A query that names a
// decoder replaces the default whole; else its keys override the default's.
func parseSettings(query, fallback string) (settings, error) {
	q, err := ParseQuery(query)
	if err != nil {
		return settings{}, fmt.Errorf("decoder query %q: %w", query, err)
	}
	stated := q.Has(keyDecode) || q.Has("cost")
	if !q.Has(keyDecode) {
		base, err := ParseQuery(fallback)
		if err != nil {
			return settings{}, fmt.Errorf("decoder query %q: %w", fallback, err)
		}
		for k, v := range q {
			base[k] = v
		}
		q = base
	}
	keys := slices.Sorted(maps.Keys(q))
	for _, k := range keys {
		if n := len(q[k]); n > 1 {
			return settings{}, fmt.Errorf("setting %q is given %d times; give it once", k, n)
		}
	}
	kind, err := kindOf(q)
	if err != nil {
		return settings{}, err
	}
	s, err := readSettings(kind, q, keys)
	s.stated = stated
	return s, err
}

func kindOf(q url.Values) (*Kind, error) {
	name := "argmax"
	if q.Has(keyDecode) {
		name = q.Get(keyDecode)
	}
	i := slices.IndexFunc(kinds, func(k Kind) bool { return k.Name == name })
	if i >= 0 {
		return &kinds[i], nil
	}
	names := make([]string, len(kinds))
	for i, k := range kinds {
		names[i] = k.Name
	}
	return nil, Unknown("decoder", name, names)
}

// readSettings reads a query's keys, in order, as settings of a decoder.
func readSettings(kind *Kind, q url.Values, keys []string) (settings, error) {
	s := settings{kind: kind, mask: MaskToNoop, values: map[string]float64{}, texts: map[string]string{}}
	all := slices.Concat(kind.Settings, wrapSettings)
	valid := []string{keyDecode, keyMask, keyDelay, keyName}
	for _, set := range all {
		valid = append(valid, set.Name)
	}
	for _, k := range keys {
		if k == keyPeriod {
			return settings{}, fmt.Errorf("period=%s: a period of its own is kept only where a bot plays matches in lockstep, as in `kumite tournament` and `kumite select`; leave it out here", q.Get(k))
		}
		if !slices.Contains(valid, k) {
			err := fmt.Errorf("decoder %s: %w", kind.Name, Unknown("setting", k, valid))
			if with := withSetting(k); with != nil {
				err = fmt.Errorf("%w; it is one of decode=%s", err, strings.Join(with, ", decode="))
			}
			return settings{}, err
		}
	}
	for _, set := range all {
		if err := set.read(q, &s); err != nil {
			return settings{}, err
		}
	}
	s.force = s.values["force"] != 0
	if q.Has(keyMask) {
		if err := choose(map[string]string{keyMask: q.Get(keyMask)}, keyMask, &s.mask, MaskToNoop, MaskRenorm, MaskOff); err != nil {
			return settings{}, err
		}
	}
	return s, nil
}

// withSetting lists the decoders that have a setting of their own.
func withSetting(name string) (kinds []string) {
	for _, k := range Kinds() {
		if slices.ContainsFunc(k.Settings, func(s Setting) bool { return s.Name == name }) {
			kinds = append(kinds, k.Name)
		}
	}
	return kinds
}

// read puts the setting's value into s.
func (s Setting) read(q url.Values, into *settings) error {
	text := q.Get(s.Name)
	if !q.Has(s.Name) {
		if math.IsNaN(s.Default) {
			return fmt.Errorf("decoder %s needs %s (%s)", into.kind.Name, s.Name, s.About)
		}
		into.values[s.Name] = s.Default
		return nil
	}
	if s.Form == Text {
		into.texts[s.Name] = text
		return nil
	}
	v, err := s.parse(text)
	if err != nil {
		return fmt.Errorf("setting %s=%s %w", s.Name, text, err)
	}
	into.values[s.Name] = v
	return nil
}

func (s Setting) parse(text string) (float64, error) {
	if s.Form == Flag {
		switch text {
		case "true", "1":
			return 1, nil
		case "false", "0":
			return 0, nil
		}
		return 0, errors.New("is neither true nor false; want true or false")
	}
	return number.Range{Min: s.Min, Max: s.Max, Whole: s.Form == Whole}.Parse(text)
}

// String is the query that gives these settings, with every one that matters.
func (s settings) String() string {
	var b strings.Builder
	b.WriteString("decode=" + s.kind.Name)
	for _, set := range s.kind.Settings {
		if set.Form == Text {
			if s.texts[set.Name] == "" {
				continue
			}
			fmt.Fprintf(&b, "&%s=%s", set.Name, escape(s.texts[set.Name]))
			continue
		}
		fmt.Fprintf(&b, "&%s=%v", set.Name, s.values[set.Name])
	}
	fmt.Fprintf(&b, "&mask=%s", s.mask)
	for _, set := range wrapSettings {
		if v := s.values[set.Name]; v != set.Default || set.Name == "refractory" {
			fmt.Fprintf(&b, "&%s=%v", set.Name, v)
		}
	}
	return b.String()
}

// escape is url.QueryEscape for ParseQuery that leaves lists and paths readable.
func escape(text string) string {
	return strings.NewReplacer("+", "%20", "%2C", ",", "%3A", ":", "%2F", "/").Replace(url.QueryEscape(text))
}
