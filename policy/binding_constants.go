package policy

import (
	"encoding/json"
	"fmt"
	"maps"
	"math"
	"slices"
	"strings"
)

// constantTypes are the types of inputs that can have a constant, with the largest
// absolute value of each.
var constantTypes = map[string]float64{
	"bool": 1, "float16": 65504, "float32": math.MaxFloat32, "float64": math.MaxFloat64, "int32": math.MaxInt32, "int64": 1 << 53,
}

func (b *Binding) parseInputs(meta map[string]string, g Graph) error {
	values, err := object[json.RawMessage](meta, keyInputs, `{"temperature":1.0,"training":false}`)
	if err != nil {
		return err
	}
	for _, name := range slices.Sorted(maps.Keys(values)) {
		v, ok := g.Input(name)
		if !ok {
			return found(g, fmt.Errorf("%s names %q, which is not an input", keyInputs, name))
		}
		if slices.ContainsFunc(b.State, func(s Feedback) bool { return s.Input == name }) {
			return found(g, fmt.Errorf("input %q is in %s and in %s; leave it out of one", name, keyInputs, keyState))
		}
		c := Constant{Input: name}
		if c.Value, err = constantValue(v, values[name]); err == nil {
			c.Shape, err = constantShape(v)
		}
		if err != nil {
			return found(g, fmt.Errorf("%s: %w", keyInputs, err))
		}
		b.Constants = append(b.Constants, c)
	}
	return nil
}

// constantValue reads the constant of an input.
func constantValue(v Value, raw json.RawMessage) (float64, error) {
	limit, ok := constantTypes[v.Type]
	if !ok {
		return 0, fmt.Errorf("input %q is %s; a constant can be %s", v.Name, v.Type, strings.Join(slices.Sorted(maps.Keys(constantTypes)), ", "))
	}
	var value any
	if err := json.Unmarshal(raw, &value); err != nil {
		return 0, fmt.Errorf("input %q: %.40s is not a number, true or false", v.Name, raw)
	}
	switch x := value.(type) {
	case bool:
		if v.Type != "bool" {
			return 0, fmt.Errorf("input %q is %s, not bool; give it a number", v.Name, v.Type)
		}
		if x {
			return 1, nil
		}
		return 0, nil
	case float64:
		switch {
		case v.Type == "bool":
			return 0, fmt.Errorf("input %q is bool; give it true or false", v.Name)
		case strings.HasPrefix(v.Type, "int") && x != math.Trunc(x):
			return 0, fmt.Errorf("input %q is %s and its constant %v; give it a whole number", v.Name, v.Type, x)
		case math.Abs(x) > limit:
			return 0, fmt.Errorf("input %q is %s and its constant %v; want at most %v", v.Name, v.Type, x, limit)
		}
		return x, nil
	}
	return 0, fmt.Errorf("the value of input %q is %.40s; want a number, true or false: %s", v.Name, raw, pixelsOnly)
}

// constantShape returns the shape of an input of one element.
func constantShape(v Value) ([]int64, error) {
	if v.Shape == nil {
		return []int64{1}, nil
	}
	if len(v.Shape) == 0 && v.Type == "float16" {
		return nil, fmt.Errorf("input %q is a float16 scalar; export it as float32, or with the shape [1]", v.Name)
	}
	shape := make([]int64, len(v.Shape))
	for i, d := range v.Shape {
		if d > 1 {
			return nil, fmt.Errorf("input %q has more than one element; a constant is a scalar or has the shape [1]", v.Name)
		}
		shape[i] = 1
	}
	return shape, nil
}
