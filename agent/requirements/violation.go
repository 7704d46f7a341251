package requirements

import (
	"cmp"
	"errors"
	"fmt"
	"maps"
	"math/big"
	"slices"
	"strings"

	"github.com/santhosh-tekuri/jsonschema/v6"
	"github.com/santhosh-tekuri/jsonschema/v6/kind"
	"golang.org/x/text/language"
	"golang.org/x/text/message"

	"github.com/kumite/kumite/policy"
)

// problem is what is wrong with the value at a JSON pointer.
type problem struct {
	at, says string
}

// join returns the error of problems in the order of the file. Each has a line.
func join(name string, in places, all []problem) error {
	slices.SortStableFunc(all, func(a, b problem) int {
		x, y := in.nearest(a.at), in.nearest(b.at)
		return cmp.Or(cmp.Compare(x.line, y.line), cmp.Compare(x.column, y.column))
	})
	var errs []error
	for _, p := range all {
		at := in.nearest(p.at)
		if at.line == 0 { // of a File that was not parsed
			errs = append(errs, fmt.Errorf("%s: %s", p.at, p.says))
			continue
		}
		errs = append(errs, fmt.Errorf("%s:%d:%d: %s", name, at.line, at.column, p.says))
	}
	return errors.Join(errs...)
}

// nearest returns the place of a value, or of the innermost value around it.
func (p places) nearest(at string) place {
	for {
		if x, ok := p[at]; ok || at == "" {
			return x
		}
		at = at[:strings.LastIndex(at, "/")]
	}
}

// violations returns the problems of a value that the schema refuses.
func violations(e *jsonschema.ValidationError) (all []problem) {
	if len(e.Causes) > 0 {
		for _, c := range e.Causes {
			all = append(all, violations(c)...)
		}
		return all
	}
	at := ""
	for _, step := range e.InstanceLocation {
		at += "/" + step
	}
	key := valueName(e.InstanceLocation)
	switch k := e.ErrorKind.(type) {
	case *kind.AdditionalProperties:
		for _, name := range k.Properties {
			all = append(all, problem{at + "/" + name, policy.Unknown("key", name, keys(e.SchemaURL)).Error()})
		}
		return all
	case *kind.Required:
		for _, name := range k.Missing {
			all = append(all, problem{at, fmt.Sprintf("key %q is missing; add %s: %s", name, name, hint(e.SchemaURL, name))})
		}
		return all
	case *kind.Type:
		return []problem{{at, fmt.Sprintf("%s is %s; want %s", key, article(k.Got), wanted(e.SchemaURL, k.Want))}}
	case *kind.Enum:
		return []problem{{at, unknownValue(key, k)}}
	case *kind.Pattern:
		return []problem{{at, fmt.Sprintf("%s is %q; want %s", key, k.Got, wanted(e.SchemaURL, []string{"string"}))}}
	case *kind.Minimum:
		return []problem{{at, outside(key, k.Got, "at least", k.Want)}}
	case *kind.Maximum:
		return []problem{{at, outside(key, k.Got, "at most", k.Want)}}
	case *kind.ExclusiveMinimum:
		return []problem{{at, outside(key, k.Got, "above", k.Want)}}
	case *kind.ExclusiveMaximum:
		return []problem{{at, outside(key, k.Got, "below", k.Want)}}
	case *kind.MinItems:
		return []problem{{at, fmt.Sprintf("%s has %d elements; want at least %d", key, k.Got, k.Want)}}
	case *kind.MinLength:
		return []problem{{at, key + " is empty; name one"}}
	}
	return []problem{{at, key + ": " + e.ErrorKind.LocalizedString(message.NewPrinter(language.English))}}
}

// valueName returns the name of the innermost value, for a sentence.
func valueName(path []string) string {
	for i := len(path) - 1; i >= 0; i-- {
		if strings.Trim(path[i], "0123456789") != "" {
			if i < len(path)-1 {
				return fmt.Sprintf("an element of %q", path[i])
			}
			return fmt.Sprintf("%q", path[i])
		}
	}
	return "the file"
}

func outside(key string, got *big.Rat, relation string, bound *big.Rat) string {
	number := func(r *big.Rat) string {
		v, _ := r.Float64()
		return fmt.Sprint(v)
	}
	return fmt.Sprintf("%s is %s; want %s %s", key, number(got), relation, number(bound))
}

func unknownValue(key string, k *kind.Enum) string {
	var valid []string
	for _, v := range k.Want {
		valid = append(valid, fmt.Sprint(v))
	}
	return policy.Unknown(strings.Trim(key, `"`), fmt.Sprint(k.Got), valid).Error()
}

// article returns the name of a JSON type in a sentence.
func article(name string) string {
	switch name {
	case "null":
		return "empty"
	case "object":
		return "a mapping"
	case "array":
		return "a list"
	case "boolean":
		return "true or false"
	case "string":
		return "text"
	}
	return "a " + name
}

// wanted describes the valid values of a subschema: its example, or else its types.
func wanted(url string, types []string) string {
	c, _ := compiled()
	if s, err := c.Compile(url); err == nil && len(s.Examples) > 0 {
		return fmt.Sprintf("a value such as %v", s.Examples[0])
	}
	if len(types) == 0 {
		return "another value"
	}
	switch types[0] {
	case "integer":
		return "a whole number"
	}
	return article(types[0])
}

// keys returns the keys of a subschema.
func keys(url string) []string {
	c, _ := compiled()
	s, err := c.Compile(url)
	if err != nil {
		return nil
	}
	return slices.Sorted(maps.Keys(s.Properties))
}

// hint returns an example of a key's value.
func hint(url, key string) string {
	c, _ := compiled()
	if s, err := c.Compile(url); err == nil && s.Properties[key] != nil {
		s = s.Properties[key]
		for s.Ref != nil {
			s = s.Ref
		}
		switch {
		case len(s.Examples) > 0:
			return fmt.Sprint(s.Examples[0])
		case s.Enum != nil && len(s.Enum.Values) > 0:
			return fmt.Sprint(s.Enum.Values[0])
		}
	}
	return "VALUE"
}
