package release

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/kumite/kumite/agent/bot"
	"github.com/kumite/kumite/internal/invalid"
)

// Config names a model and its evidence. A piece of evidence with an empty name is not asked
// for.
type Config struct {
	Model string // contestant string
	Setup bot.Setup

	Eval      string // file of eval --json
	Run       string // folder of tournament --out
	Check     string // file of check --json
	Review    string // folder of review --out
	Feedback  string // folder of complaints
	Scenarios string // file of eval --scenarios --json, which says which complaints are settled

	Out string // folder that the record is for; it must not hold one. "" for none

	SignedBy string
	Command  string // command line
	Version  string // of the program
	Now      func() time.Time
	Progress func(done, total int) // of the run's recordings that are replayed; may be nil
}

// Validate reports every invalid field.
func (c Config) Validate() error {
	var f invalid.Fields
	f.If(strings.TrimSpace(c.SignedBy) == "", "a release needs a signature; name who signs it")
	f.If(c.Now == nil, "a release needs a clock for its record")
	f.If(c.Eval+c.Run+c.Check+c.Review+c.Feedback == "", "a release needs evidence; name an evaluation, a run, a check, a review or feedback")
	f.If(c.Scenarios != "" && c.Feedback == "", "results of scenarios say which complaints are settled; name the folder of feedback, too")
	return f.Err()
}

// fresh returns an error if the folder holds a file that the record would replace.
func fresh(dir string) error {
	if dir == "" {
		return nil
	}
	for _, name := range []string{"release.json", "release.md"} {
		if _, err := os.Lstat(filepath.Join(dir, name)); err == nil {
			return fmt.Errorf("release: %s holds a %s; choose another folder", dir, name)
		}
	}
	return nil
}

// Refused is the error of a model that cannot be released on its evidence.
type Refused struct {
	Name    string
	Reasons []string
}

func (r *Refused) Error() string {
	return fmt.Sprintf("release of %s is refused: %s", r.Name, strings.Join(r.Reasons, "; "))
}
