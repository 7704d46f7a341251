package policy

import (
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
)

// Binding says what is fed to each input of a graph and which outputs are used. The
// other outputs are ignored.
type Binding struct {
	Frames    string     // the input that takes the frames
	Scores    string     // the output that holds the scores
	Constants []Constant // of further inputs, by name
	State     []Feedback // recurrent state, by name of the output
}

// Constant is the value of an input that is the same in every run.
type Constant struct {
	Input string
	Value float64 // 1 and 0 for true and false
	Shape []int64 // empty for a scalar
}

// Feedback is a part of the recurrent state: what a run writes to Output, the next
// run reads from Input. It is zero when a match or a recording starts.
type Feedback struct {
	Output, Input string
	Shape         []int64
}

// maxState is the maximum number of elements of one part of the state.
const maxState = 1 << 24

// Bind reads kumite.outputs, kumite.state and kumite.inputs and finds the input of
// the frames and the output of the scores. It does not check their shapes. The
// error says what was found and how to fix it.
func Bind(meta map[string]string, g Graph) (Binding, error) {
	var b Binding
	for _, step := range []func(map[string]string, Graph) error{b.parseOutputs, b.parseState, b.parseInputs} {
		if err := step(meta, g); err != nil {
			return b, err
		}
	}
	return b, b.find(g)
}

// found appends what the graph has to an error.
func found(g Graph, err error) error { return fmt.Errorf("%w; %v", err, g) }

// object reads a key whose value is a JSON object; nil if the key is not set.
func object[T any](meta map[string]string, key, example string) (map[string]T, error) {
	text, ok := meta[key]
	if !ok {
		return nil, nil
	}
	values := map[string]T{}
	if err := json.Unmarshal([]byte(text), &values); err != nil || values == nil {
		return nil, fmt.Errorf("%s is not a JSON object such as %s", key, example)
	}
	return values, nil
}

// roles are the keys of kumite.outputs.
var roles = []string{"scores"}

func (b *Binding) parseOutputs(meta map[string]string, g Graph) error {
	names, err := object[string](meta, keyOutputs, `{"scores":"probabilities"}`)
	if err != nil {
		return err
	}
	for _, role := range slices.Sorted(maps.Keys(names)) {
		if !slices.Contains(roles, role) {
			return Unknown(keyOutputs, role, roles)
		}
	}
	name, ok := names["scores"]
	if !ok {
		return nil
	}
	v, ok := g.Output(name)
	if !ok {
		return found(g, fmt.Errorf("%s names %q, which is not an output", keyOutputs, name))
	}
	if v.IsSequenceOfMaps() {
		return found(g, zipMap(name))
	}
	b.Scores = name
	return nil
}

func zipMap(name string) error {
	return fmt.Errorf("output %q is a sequence of maps, as ZipMap writes it; export the model with zipmap=False", name)
}

func (b *Binding) parseState(meta map[string]string, g Graph) error {
	pairs, err := object[string](meta, keyState, `{"h_out":"h_in"}`)
	if err != nil {
		return err
	}
	fail := func(format string, args ...any) error {
		return found(g, fmt.Errorf(keyState+": "+format, args...))
	}
	read := map[string]string{} // by input: the output
	for _, output := range slices.Sorted(maps.Keys(pairs)) {
		from, ok := g.Output(output)
		if !ok {
			return fail("%q is not an output; write it as output → input", output)
		}
		to, ok := g.Input(pairs[output])
		if !ok {
			return fail("%q is not an input; write it as output → input", pairs[output])
		}
		if read[to.Name] != "" {
			return fail("input %q is fed by %q and %q; feed it by one", to.Name, read[to.Name], output)
		}
		read[to.Name] = output
		if from.Type != to.Type || !slices.Contains(stateTypes, to.Type) {
			return fail("output %q is %s and input %q is %s; want one type of %s for both", output, from.Type, to.Name, to.Type, strings.Join(stateTypes, ", "))
		}
		shape, err := stateShape(from.Shape, to.Shape)
		if err != nil {
			return fail("output %q and input %q: %w", output, to.Name, err)
		}
		b.State = append(b.State, Feedback{output, to.Name, shape})
	}
	return nil
}

// stateTypes are the types that a recurrent state may have.
var stateTypes = []string{"float32", "float16", "float64", "int64", "int32", "uint8", "bool"}

// stateShape returns the shape of a part of the state: the static dimensions of its
// output and input, and 1 for dimensions that both leave dynamic.
func stateShape(from, to []int64) ([]int64, error) {
	if from == nil {
		from = to
	}
	if to == nil {
		to = from
	}
	switch {
	case to == nil:
		return nil, errors.New("neither has a shape; export the model with one")
	case len(from) != len(to):
		return nil, fmt.Errorf("ranks %d and %d differ; export both with the same shape", len(from), len(to))
	case len(to) == 0:
		return nil, errors.New("a scalar cannot be state; export it with the shape [1]")
	}
	shape, elements := make([]int64, len(to)), int64(1)
	for i := range shape {
		if from[i] > 0 && to[i] > 0 && from[i] != to[i] {
			return nil, fmt.Errorf("dimension %d is %d and %d; export both with the same shape", i, from[i], to[i])
		}
		shape[i] = max(from[i], to[i], 1)
		if shape[i] > maxState/elements {
			return nil, fmt.Errorf("more than %d elements; export a smaller state", maxState)
		}
		elements *= shape[i]
	}
	return shape, nil
}

// find chooses the input of the frames, and the output of the scores unless
// kumite.outputs names it.
func (b *Binding) find(g Graph) error {
	if err := b.findFrames(g); err != nil {
		return found(g, err)
	}
	if b.Scores != "" {
		return nil
	}
	if err := b.findScores(g); err != nil {
		return found(g, err)
	}
	return nil
}

func (b *Binding) findFrames(g Graph) error {
	var open []string
	frames := ""
	for _, v := range g.Inputs {
		if v.Optional {
			continue
		}
		constant := slices.ContainsFunc(b.Constants, func(c Constant) bool { return c.Input == v.Name })
		state := slices.ContainsFunc(b.State, func(s Feedback) bool { return s.Input == v.Name })
		if !constant && !state {
			open, frames = append(open, printable(v.Name)), v.Name
		}
	}
	switch len(open) {
	case 0:
		return errors.New("no input is left for the frames; leave one out of kumite.inputs and kumite.state")
	case 1:
		b.Frames = frames
		return nil
	}
	return fmt.Errorf("%d inputs have no value: %s; one takes the frames, and the others need a constant in %s or an output in %s: %s",
		len(open), strings.Join(open, ", "), keyInputs, keyState, pixelsOnly)
}

// pixelsOnly is why nothing but constants and state can be fed to an input.
const pixelsOnly = "nothing else can be fed, because the agent sees pixels only"

// findScores takes the only output that can hold scores. Integers and text are
// labels, as classifiers of scikit-learn and LightGBM have them.
func (b *Binding) findScores(g Graph) error {
	var rest, floats []Value
	for _, v := range g.Outputs {
		if slices.ContainsFunc(b.State, func(s Feedback) bool { return s.Output == v.Name }) {
			continue
		}
		rest = append(rest, v)
		if v.Type == "float32" || v.Type == "float16" {
			floats = append(floats, v)
		}
	}
	sequence := slices.IndexFunc(rest, Value.IsSequenceOfMaps)
	switch {
	case len(floats) == 1:
		b.Scores = floats[0].Name
	case len(floats) > 1:
		var names []string
		for _, v := range floats {
			names = append(names, printable(v.Name))
		}
		return fmt.Errorf(`%d outputs can hold the scores: %s; name one in %s, e.g. {"scores":%q}`, len(floats), strings.Join(names, ", "), keyOutputs, floats[0].Name)
	case sequence >= 0:
		return zipMap(rest[sequence].Name)
	case len(rest) == 1:
		b.Scores = rest[0].Name // its type is refused later
	default:
		return errors.New("no output can hold the scores; want one of float32 or float16 that is not in kumite.state")
	}
	return nil
}
