package inspect

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/kumite/kumite/agent/bot"
)

// FuzzCanary reads a canary file and compares it with a model.
func FuzzCanary(f *testing.F) {
	b, err := bot.Open("../../models/pro-tiny.onnx", bot.Setup{})
	if err != nil {
		f.Fatal(err)
	}
	defer b.Close()
	sound, err := os.ReadFile("../../models/pro-tiny.canary.json")
	if err != nil {
		f.Fatal(err)
	}
	f.Add(sound)
	for _, seed := range []string{
		`{}`, `{"shape": [-1, 2, 18, 32], "frames": "", "logits": []}`, `{"shape": [0, 2, 18, 32], "frames": "", "logits": []}`,
		`{"shape": [1, 2, 18, 32], "frames": "AAAA", "logits": [[1e308]]}`, `{"shape": [9223372036854775807, 2, 18, 32, 5]}`, `{"frames": "***"}`, `[[[[`, ``,
	} {
		f.Add([]byte(seed))
	}
	path := filepath.Join(f.TempDir(), "canary.json")
	f.Fuzz(func(t *testing.T, data []byte) {
		if err := os.WriteFile(path, data, 0o600); err != nil {
			t.Fatal(err)
		}
		if c, err := checkCanary(b.Model(), path); err == nil && (c.Rows < 1 || c.Worst < 0) {
			t.Errorf("accepted the canary %+v", c)
		}
	})
}
