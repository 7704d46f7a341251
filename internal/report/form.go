package report

// Form is the output format of results. The zero value is tables for people.
type Form struct {
	JSON     bool
	Markdown bool
	CSV      string // "", ByContestant or ByPairing
	Width    int    // in columns, of tables for people; 0 is FileWidth
	Details  bool   // of tables for people: everything that is known, not only what matters most
}

// What each line of CSV describes.
const (
	ByContestant = "contestants"
	ByPairing    = "pairings"
)

// FileWidth is the width of tables in files and pipes, in columns, and LeastWidth the
// smallest width at which tables are readable.
const (
	FileWidth  = 160
	LeastWidth = 60
)

// ForPeople reports whether the format is meant for people rather than programs.
func (f Form) ForPeople() bool { return !f.JSON && f.CSV == "" }
