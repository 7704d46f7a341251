package inspect

import (
	"github.com/kumite/kumite/agent/bot"
	"github.com/kumite/kumite/policy/ort"
)

// Files reads the model files of contestants without loading them, and returns them by
// their SHA-256. Scripts, models on servers, and files that cannot be read are left out:
// the caller compares hashes, and a model that is gone has none.
func Files(specs []string) map[string]*ort.File {
	all, read := map[string]*ort.File{}, map[string]bool{}
	for _, spec := range specs {
		c, err := bot.Parse(spec)
		if err != nil || c.Path == "" || c.Remote() || read[c.Path] {
			continue
		}
		read[c.Path] = true
		if f, err := ort.Inspect(c.Path); err == nil {
			all[f.SHA256] = f
		}
	}
	return all
}
