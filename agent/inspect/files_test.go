package inspect_test

import (
	"os"
	"testing"

	"github.com/kumite/kumite/agent/inspect"
)

func TestTheFilesOfContestantsAreReadOnceAndWhatCannotBeReadIsLeftOut(t *testing.T) {
	broken := copied(t, "{}")
	if err := os.WriteFile(broken, []byte("no model"), 0o644); err != nil {
		t.Fatal(err)
	}
	changed := copied(t, `{"kumite.temperature": 2}`)
	all := inspect.Files([]string{model, model + "?decode=argmax", changed, broken, "none.onnx", "script:pro", "oip://localhost:1/m", "not a contestant"})
	if len(all) != 2 {
		t.Fatalf("%d files; want the model and its copy with a sidecar", len(all))
	}
	temperatures := map[string]bool{}
	for sum, f := range all {
		if f.SHA256 != sum || f.Parameters == 0 || f.Meta["kumite.classes"] == "" {
			t.Errorf("%s is %+v", sum, f)
		}
		temperatures[f.Meta["kumite.temperature"]] = true
	}
	if !temperatures["2"] {
		t.Errorf("temperatures are %v; want that of the sidecar", temperatures)
	}
}
