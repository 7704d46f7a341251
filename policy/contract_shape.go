package policy

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"

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
	if len(g.Input) != 4 {
		return fmt.Errorf("input has rank %d; want 4, [N, C, H, W] or [N, H, W, C]", len(g.Input))
	}
	if g.Input[0] > 1 {
		return fmt.Errorf("input has a fixed batch of %d; export it with N dynamic or 1", g.Input[0])
	}
	if len(g.Output) != 2 {
		return fmt.Errorf("output has rank %d; want 2, [N, K] with one score per class", len(g.Output))
	}
	if k := g.Output[1]; k > 0 && k != int64(len(c.Classes)) {
		return fmt.Errorf("output has %d scores and %s names %d; make them agree", k, keyClasses, len(c.Classes))
	}
	return nil
}

func (c *Contract) parseInput(meta map[string]string, g Graph) error {
	if text, ok := meta[keyInput]; ok {
		if !json.Valid([]byte(text)) {
			return fmt.Errorf(`%s is not a JSON object, such as {"width":80,"height":45}`, keyInput)
		}
		if err := json.Unmarshal([]byte(text), &c.Input); err != nil {
			return fmt.Errorf("%s: %w", keyInput, err)
		}
	}
	spec, err := c.Input.WithShape([4]int64(g.Input), g.Element)
	if open := unstated(spec); err == nil && open != "" {
		return fmt.Errorf("%s does not state %s, and the graph leaves it open; state it", keyInput, open)
	}
	if err == nil {
		err = spec.Validate()
	}
	if err != nil {
		return fmt.Errorf("%s: %s", keyInput, strings.ReplaceAll(err.Error(), "\n", "; "))
	}
	c.Input = spec
	return nil
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
