package policy

import (
	"slices"
	"strings"
	"testing"
)

// named returns a contract of three classes with these keys.
func named(t *testing.T, classes string, keys map[string]string, skills []string) (Contract, error) {
	t.Helper()
	meta := validMeta()
	for key := range meta {
		if key != keyVersion && key != keyInput {
			delete(meta, key)
		}
	}
	meta[keyClasses] = classes
	for k, v := range keys {
		meta[k] = v
	}
	return ParseContract(meta, validGraph, skills)
}

func TestTheNullClassIsTheOneThatTheFileNames(t *testing.T) {
	for name, x := range map[string]struct {
		classes string
		keys    map[string]string
		want    int
	}{
		"no_action":              {`["poke","no_action","lunge"]`, nil, 1},
		"by kumite.no_action":    {`["kick","jump","idle"]`, map[string]string{keyNoAction: "idle"}, 2},
		"by an alias":            {`["kick","jump","idle"]`, map[string]string{keyAliases: `{"idle":"no_action"}`}, 2},
		"by the key, not a name": {`["no_action","idle","jump"]`, map[string]string{keyNoAction: "idle"}, 1},
	} {
		c, err := named(t, x.classes, x.keys, nil)
		if err != nil || c.NoAction != x.want {
			t.Errorf("%s: class %d, %v; want %d", name, c.NoAction, err, x.want)
		}
	}
}

func TestNamesThatCannotBeAreRefused(t *testing.T) {
	const classes = `["idle","kick","jump"]`
	for _, x := range []struct {
		keys map[string]string
		want string
	}{
		{nil, `has no "no_action"; set kumite.no_action`},
		{map[string]string{keyNoAction: "idl"}, `did you mean "idle"?`},
		{map[string]string{keyNoAction: "idle", keyAliases: `{"kik":"lunge"}`}, `did you mean "kick"?`},
		{map[string]string{keyNoAction: "idle", keyAliases: `{"kick":""}`}, `the alias of "kick" is empty`},
		{map[string]string{keyNoAction: "idle", keyAliases: `["kick"]`}, "not a JSON object of names"},
		{map[string]string{keyNoAction: "idle", keyAliases: `{"kick":"jump"}`}, `"kick" and "jump" are both "jump"`},
	} {
		if _, err := named(t, classes, x.keys, nil); err == nil || !strings.Contains(err.Error(), x.want) {
			t.Errorf("%v: got %v; want it to say %q", x.keys, err, x.want)
		}
	}
}

func TestClassesAreNamedAsTheGameNamesThem(t *testing.T) {
	for name, x := range map[string]struct {
		classes string
		keys    map[string]string
		want    string // names, or what the error says
	}{
		"its own names":               {`["poke","no_action","lunge"]`, nil, "poke no_action lunge"},
		"its own names before others": {`["poke","no_action","lunge"]`, map[string]string{keyAliases: `{"poke":"kick","lunge":"jump"}`}, "poke no_action lunge"},
		"its aliases":                 {`["kick","idle","jump"]`, map[string]string{keyAliases: `{"kick":"poke","idle":"no_action","jump":"lunge"}`}, "poke no_action lunge"},
		"another null class":          {`["poke","idle","lunge"]`, map[string]string{keyNoAction: "idle"}, "poke no_action lunge"},
		"another game":                {`["kick","idle","jump"]`, map[string]string{keyNoAction: "idle"}, "classes kick, jump are not skills of this game"},
	} {
		c, err := named(t, x.classes, x.keys, nil)
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		names, err := c.SkillNames(gameSkills)
		if err != nil {
			names = []string{err.Error()}
		}
		if got := strings.Join(names, " "); !strings.HasPrefix(got, x.want) {
			t.Errorf("%s: got %q, want %q", name, got, x.want)
		}
	}
}

func TestAddedAliasesTakePrecedenceAndOthersAreKept(t *testing.T) {
	meta := map[string]string{keyClasses: `["idle","kick","jump"]`, keyAliases: `{"kick":"poke","jump":"dash"}`}
	if err := AddAliases(meta, map[string]string{"kick": "lunge", "unknown": "x"}); err != nil {
		t.Fatal(err)
	}
	if want := `{"jump":"dash","kick":"lunge"}`; meta[keyAliases] != want {
		t.Errorf("got %s, want %s", meta[keyAliases], want)
	}
	if keys := slices.Collect(func(yield func(string) bool) {
		for k := range meta {
			if !yield(k) {
				return
			}
		}
	}); len(keys) != 2 {
		t.Errorf("keys %v; want two", keys)
	}
}
