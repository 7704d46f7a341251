package policy

import (
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"
)

// parseNames reads the names that the classes have outside the file, and finds
// the null class: the one that keyNoAction names, else the one that is called
// NoAction or whose alias is NoAction.
func (c *Contract) parseNames(meta map[string]string) error {
	if text, ok := meta[keyAliases]; ok {
		if err := json.Unmarshal([]byte(text), &c.Aliases); err != nil {
			return fmt.Errorf(`%s is not a JSON object of names, such as {"idle":"no_action"}`, keyAliases)
		}
	}
	for _, name := range slices.Sorted(maps.Keys(c.Aliases)) {
		if !slices.Contains(c.Classes, name) {
			return fmt.Errorf("%s: %w", keyAliases, Unknown("class", name, c.Classes))
		}
		if c.Aliases[name] == "" {
			return fmt.Errorf("%s: the alias of %q is empty; give it a name, or leave it out", keyAliases, name)
		}
	}
	names := make([]string, len(c.Classes))
	for i, name := range c.Classes {
		names[i] = c.Alias(name)
		if k := slices.Index(names[:i], names[i]); k >= 0 && c.Classes[k] != name {
			return fmt.Errorf("%s: classes %q and %q are both %q; give each class its own name", keyAliases, c.Classes[k], name, names[i])
		}
	}
	if null, ok := meta[keyNoAction]; ok {
		if c.NoAction = slices.Index(c.Classes, null); c.NoAction < 0 {
			return fmt.Errorf("%s: %w", keyNoAction, Unknown("class", null, c.Classes))
		}
		return nil
	}
	if c.NoAction = slices.Index(c.Classes, NoAction); c.NoAction < 0 {
		c.NoAction = slices.Index(names, NoAction)
	}
	if c.NoAction < 0 {
		return fmt.Errorf("%s has no %q; set %s to the name of the class that presses nothing", keyClasses, NoAction, keyNoAction)
	}
	return nil
}

// Alias returns the name that a class has outside the file: its alias, or its own
// name without one.
func (c Contract) Alias(class string) string {
	if alias, ok := c.Aliases[class]; ok {
		return alias
	}
	return class
}

// SkillNames returns the classes as a game with these skills names them: NoAction
// for the null class, and for the others their own names if all are skills, else
// their aliases. The error names the classes that are not skills by either name.
func (c Contract) SkillNames(skills []string) ([]string, error) {
	named := func(name func(string) string) (names, foreign []string) {
		for i, class := range c.Classes {
			switch n := name(class); {
			case i == c.NoAction:
				names = append(names, NoAction)
			case slices.Contains(skills, n):
				names = append(names, n)
			default:
				foreign = append(foreign, n)
			}
		}
		return names, foreign
	}
	names, foreign := named(func(class string) string { return class })
	if len(foreign) > 0 && len(c.Aliases) > 0 {
		names, foreign = named(c.Alias)
	}
	switch len(foreign) {
	case 0:
		return names, nil
	case 1:
		if near := Nearest(foreign[0], skills); near != "" {
			return nil, fmt.Errorf("class %q is not a skill of this game; did you mean %q?", foreign[0], near)
		}
		return nil, fmt.Errorf("class %q is not a skill of this game; it has %s", foreign[0], strings.Join(skills, ", "))
	}
	return nil, fmt.Errorf("classes %s are not skills of this game; it has %s", strings.Join(foreign, ", "), strings.Join(skills, ", "))
}

// AddAliases sets aliases in a file's metadata, over those that it states.
// Aliases of classes that the file does not have are left out, so that one set can
// serve several models.
func AddAliases(meta map[string]string, aliases map[string]string) error {
	if len(aliases) == 0 {
		return nil
	}
	var classes []string
	if err := json.Unmarshal([]byte(meta[keyClasses]), &classes); err != nil {
		return nil // reported by ParseContract
	}
	all := map[string]string{}
	if text, ok := meta[keyAliases]; ok {
		if err := json.Unmarshal([]byte(text), &all); err != nil {
			return nil // reported by ParseContract
		}
	}
	for class, alias := range aliases {
		if slices.Contains(classes, class) {
			all[class] = alias
		}
	}
	text, err := json.Marshal(all)
	if err != nil {
		return fmt.Errorf("%s: %w", keyAliases, err)
	}
	meta[keyAliases] = string(text)
	return nil
}
