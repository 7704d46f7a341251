package audit_test

import (
	"bytes"
	"strings"
	"testing"

	"github.com/kumite/kumite/internal/durable"
	"github.com/kumite/kumite/vision/logs"
)

// The null class is the one that logs.json names, whatever the others are called.
func TestNamesOfClassesChangeNoNumber(t *testing.T) {
	written := func(dir string) string {
		var text bytes.Buffer
		if err := durable.EncodeJSON(&text, run(t, open(t, dir), config())); err != nil {
			t.Fatal(err)
		}
		return text.String()
	}
	m := usual()
	m.held = 2
	for _, names := range []*strings.Replacer{
		strings.NewReplacer("no_action", "idle", "poke", "kick", "parry", "block"),
		strings.NewReplacer("no_action", "待つ", "poke", "突く", "parry", "受ける"),
		strings.NewReplacer("no_action", "poke", "poke", "no_action"),
	} {
		dir := m.record(t, 4).Dir()
		want := names.Replace(written(dir))
		edit(t, dir, logs.FileName, func(s string) string {
			return names.Replace(strings.Replace(s, `"seed"`, `"no_action": "no_action", "seed"`, 1))
		})
		edit(t, dir, logs.FileName, func(s string) string { // the key has kept its name
			key, _, _ := strings.Cut(names.Replace(`"no_action"`), ":")
			return strings.Replace(s, key+": "+key, `"no_action": `+key, 1)
		})
		for n := 1; n <= 4; n++ {
			edit(t, dir, logs.Name(n)+".csv", names.Replace)
		}
		if got := written(dir); got != want {
			t.Errorf("got\n%s\nwant\n%s", got, want)
		}
	}
}
