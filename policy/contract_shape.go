package policy

import (
	"encoding/json"
	"fmt"
	"math"
	"slices"
	"strings"

	"github.com/kumite/kumite/internal/jsonfile"
	"github.com/kumite/kumite/vision"
)

func (c *Contract) parseClasses(meta map[string]string, skills []string) error {
	text, ok := meta[keyClasses]
	if !ok {
		return fmt.Errorf(`%s is missing; set it to a JSON array of class names, e.g. ["no_action","poke"]`, keyClasses)
	}
	if err := json.Unmarshal([]byte(text), &c.Classes); err != nil {
		return fmt.Errorf(`%s is not a JSON array of names, such as ["no_action","poke"]`, keyClasses)
	}
	if n := len(c.Classes); n > maxClasses {
		return fmt.Errorf("%s has %d names; want at most %d", keyClasses, n, maxClasses)
	}
	switch len(c.Classes) {
	case 0:
		return fmt.Errorf("%s is empty; name the class of every score", keyClasses)
	case 1:
		return fmt.Errorf("%s has only %q; add the skills that the model scores", keyClasses, c.Classes[0])
	}
	for i, name := range c.Classes {
		if slices.Index(c.Classes, name) != i {
			return fmt.Errorf("%s has %q twice; name each class once", keyClasses, name)
		}
	}
	if err := c.parseNames(meta); err != nil || skills == nil {
		return err
	}
	_, err := c.SkillNames(skills)
	return err
}

func (c *Contract) checkGraph(g Graph) error {
	if err := c.find(g); err != nil {
		return err
	}
	if err := c.checkFrames(g); err != nil {
		return found(g, err)
	}
	if err := c.checkScores(g); err != nil {
		return found(g, err)
	}
	return nil
}

// frameTypes are the types of the frames' input.
var frameTypes = map[string]vision.ElementType{"float32": vision.Float32, "float16": vision.Float16, "uint8": vision.Uint8}

func (c *Contract) checkFrames(g Graph) error {
	in, _ := g.Input(c.Frames)
	const want = "[N, C, H, W], [N, H, W, C] or [N, T, C, H, W]"
	switch n := len(in.Shape); {
	case !in.IsTensor():
		return fmt.Errorf("input is not a tensor but a %s; want a tensor", in.Type)
	case frameTypes[in.Type] == 0:
		return fmt.Errorf("input is of type %s; want float32, float16 or uint8", in.Type)
	case in.Shape == nil:
		return fmt.Errorf("input has no shape; export it with %s", want)
	case n != 4 && n != 5:
		return fmt.Errorf("input has rank %d; want %s", n, want)
	case in.Shape[0] > 1:
		return fmt.Errorf("input has a fixed batch of %d; export it with N dynamic or 1", in.Shape[0])
	case n == 5 && in.Shape[2] > 0 && in.Shape[2] != 1 && in.Shape[2] != 3:
		return fmt.Errorf("input of rank 5 has %d channels; want 1 or 3, and the order [N, T, C, H, W]", in.Shape[2])
	}
	return nil
}

func (c *Contract) checkScores(g Graph) error {
	out, _ := g.Output(c.Scores)
	n := len(out.Shape)
	switch {
	case out.IsSequenceOfMaps():
		return zipMap(out.Name)
	case !out.IsTensor():
		return fmt.Errorf("output is not a tensor but a %s; want a tensor", out.Type)
	case out.Type != "float32" && out.Type != "float16":
		scores := ""
		if strings.HasPrefix(out.Type, "int") {
			scores = ", the scores before an ArgMax"
		}
		return fmt.Errorf("output is of type %s; want float32 or float16%s", out.Type, scores)
	case out.Shape == nil: // determined by the first run
		return nil
	case n != 2 && n != 3 || n == 3 && out.Shape[1] > 1:
		return fmt.Errorf("output has rank %d; want 2, [N, K] with one score per class, or [N, 1, K]", n)
	case out.Shape[0] > 1:
		return fmt.Errorf("output has a fixed batch of %d; export it with N dynamic or 1", out.Shape[0])
	}
	if k := out.Shape[n-1]; k > 0 && len(c.Classes) > 0 && k != int64(len(c.Classes)) {
		return fmt.Errorf("output has %d scores and %s names %d; make them agree", k, keyClasses, len(c.Classes))
	}
	return nil
}

func (c *Contract) parseInput(meta map[string]string, g Graph) error {
	if text, ok := meta[keyInput]; ok {
		if !json.Valid([]byte(text)) {
			return fmt.Errorf(`%s is not a JSON object, such as {"width":80,"height":45}`, keyInput)
		}
		if err := jsonfile.Decode([]byte(text), &c.Input); err != nil {
			return fmt.Errorf("%s: %w", keyInput, err)
		}
	}
	in, _ := g.Input(c.Frames)
	shape, err := c.inputShape(in.Shape)
	if err != nil {
		return found(g, fmt.Errorf("%s: %w", keyInput, err))
	}
	spec, err := c.Input.WithShape(shape, frameTypes[in.Type])
	if err != nil {
		return found(g, fmt.Errorf("%s: %s", keyInput, strings.ReplaceAll(err.Error(), "\n", "; ")))
	}
	if open := unstated(spec); open != "" {
		return found(g, fmt.Errorf("%s does not state %s, and the graph leaves it open; state it", keyInput, open))
	}
	if err := spec.Validate(); err != nil {
		return fmt.Errorf("%s: %s", keyInput, strings.ReplaceAll(err.Error(), "\n", "; "))
	}
	c.Input = spec
	return nil
}

// inputShape returns the shape of the frames' input with rank 4. In [N, T, C, H, W]
// the stack has an axis of its own; in memory it equals [N, T·C, H, W].
func (c *Contract) inputShape(in []int64) ([4]int64, error) {
	if len(in) == 4 {
		return [4]int64(in), nil
	}
	if c.Input.Layout == vision.NHWC {
		return [4]int64{}, fmt.Errorf("layout is NHWC but the graph has an axis for the stack, [N, T, C, H, W]; leave layout out")
	}
	c.Input.Layout = vision.NCHW
	switch t := in[1]; {
	case t > 0 && c.Input.Stack == 0:
		c.Input.Stack = int(min(t, math.MaxInt32))
	case t > 0 && int64(c.Input.Stack) != t:
		return [4]int64{}, fmt.Errorf("stack is %d but the graph has %d", c.Input.Stack, t)
	case c.Input.Stack == 0:
		return [4]int64{}, fmt.Errorf("stack is not stated, and the graph leaves it open; state it")
	}
	channels := int64(-1)
	if in[2] > 0 {
		channels = in[2] * int64(c.Input.Stack)
	}
	return [4]int64{in[0], channels, in[3], in[4]}, nil
}

// unstated names the parts of an input that nobody has stated.
func unstated(s vision.Spec) string {
	var open []string
	if s.Width == 0 {
		open = append(open, "width")
	}
	if s.Height == 0 {
		open = append(open, "height")
	}
	if s.Color == 0 {
		open = append(open, "color")
	}
	return strings.Join(open, ", ")
}
