package gate

import (
	"path/filepath"
	"strings"
	"testing"

	"github.com/kumite/kumite/internal/safefile"
)

// FuzzRecord reads the record of an interrupted move.
func FuzzRecord(f *testing.F) {
	for _, seed := range []string{
		`{"candidate":"x","place":"accepted/x","files":["x.onnx","x.onnx.json"]}`, `{"candidate":"x","place":"accepted/x","files":["../x"]}`, `{"candidate":"x","place":"accepted/x","files":["/etc/passwd"]}`,
		`{"candidate":"..","place":"accepted/x","files":[]}`, `{"candidate":"x","place":"accepted/x","files":["a//b","./c","d/.","record.json"]}`, "{}", "null", "[]", "", strings.Repeat("[", 20000),
	} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		var r Record
		if err := safefile.Unmarshal(data, safefile.GateRecord, &r); err != nil || r.valid("accepted/x") != nil {
			return
		}
		for _, name := range append(r.Files, r.Candidate) {
			if !filepath.IsLocal(name) {
				t.Errorf("accepted the name %q, which leads out of the folder", name)
			}
		}
	})
}
