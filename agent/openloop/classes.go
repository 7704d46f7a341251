package openloop

import (
	"fmt"
	"slices"
	"strings"

	"github.com/kumite/kumite/policy"
)

// Classes maps a model's classes onto those of logs. The null classes correspond
// whatever their names; other classes correspond by the model's aliases.
type Classes struct {
	names []string // of the logs
	null  int      // of the logs
	logs  []int    // the class of the logs, by class of the model
	model []int    // the class of the model, by class of the logs; −1 for none
}

// MapClasses maps the classes of a contract onto the classes names of logs, of
// which null is the null class. Logs may have classes that the model lacks. A class
// that logs lack is an error, because no label could ever confirm it.
func MapClasses(contract policy.Contract, names []string, null string) (*Classes, error) {
	m := &Classes{names: names, null: slices.Index(names, null), model: make([]int, len(names))}
	if m.null < 0 {
		return nil, fmt.Errorf("the logs' classes lack the null class %q", null)
	}
	for i := range m.model {
		m.model[i] = -1
	}
	for own, class := range contract.Classes {
		name := contract.Alias(class)
		i := slices.Index(names, name)
		switch {
		case own == contract.NoAction && (i == m.null || i < 0):
			i = m.null
		case own == contract.NoAction:
			return nil, fmt.Errorf("class %q presses nothing, but the logs' class %q is a press; the class that presses nothing there is %q", class, name, null)
		case i == m.null:
			return nil, fmt.Errorf("class %q is a press, but the logs' class %q presses nothing; set kumite.no_action to the model's null class", class, name)
		case i < 0:
			return nil, foreign(class, name, names)
		case m.model[i] >= 0:
			return nil, fmt.Errorf("classes %q and %q are both %q in the logs; give each its own alias", contract.Classes[m.model[i]], class, name)
		}
		m.logs = append(m.logs, i)
		m.model[i] = own
	}
	return m, nil
}

// Names returns the names of the logs' classes. The caller must not change them.
func (m *Classes) Names() []string { return m.names }

// Null returns the logs' null class.
func (m *Classes) Null() int { return m.null }

// Logs returns the logs' class of a class of the model.
func (m *Classes) Logs(model int) int { return m.logs[model] }

// Model returns the model's class of a class of the logs, −1 if it has none.
func (m *Classes) Model(logs int) int { return m.model[logs] }

// Len returns the number of the model's classes.
func (m *Classes) Len() int { return len(m.logs) }

// foreign is the error of a class that the logs lack under the given name.
func foreign(class, name string, names []string) error {
	what := fmt.Sprintf("class %q", class)
	if name != class {
		what += fmt.Sprintf(" (alias %q)", name)
	}
	if near := policy.Nearest(name, names); near != "" {
		return fmt.Errorf("%s is not among the logs' classes; did you mean %q?", what, near)
	}
	return fmt.Errorf("%s is not among the logs' classes %s; give it one of these names with an alias", what, strings.Join(names, ", "))
}
