package safefile

import (
	"errors"
	"fmt"
)

// Limit bounds the files of one kind.
type Limit struct {
	What  string // the kind, with its article
	Bytes int64  // size of the largest file; 0 is no limit
	Items int    // of any list in a JSON file; 0 is no limit
}

// The kinds of files. Limits exceed what the program writes, and what people need, by
// far; they keep a hostile file from using up the memory. Files without a limit are
// streamed.
var (
	Model          = Limit{What: "a model", Bytes: 1<<31 - 1} // the largest message of protocol buffers
	Sidecar        = Limit{What: "a sidecar", Bytes: 1 << 20, Items: 1 << 16}
	CostTable      = Limit{What: "a cost table", Bytes: 4 << 20}
	Canary         = Limit{What: "a canary file", Bytes: 64 << 20, Items: 1 << 20}
	Replay         = Limit{What: "a replay", Bytes: 16 << 20}
	Scores         = Limit{What: "a file of scores", Bytes: 16 << 20}
	Manifest       = Limit{What: "a manifest", Bytes: 16 << 20, Items: 1 << 16}
	Results        = Limit{What: "a run's results", Bytes: 256 << 20, Items: 1 << 18}
	Legs           = Limit{What: "a list of matches", Bytes: 64 << 30}
	GateRecord     = Limit{What: "a gate's record", Bytes: 1 << 20, Items: 1 << 14}
	LogIndex       = Limit{What: "an index of logs", Bytes: 64 << 20, Items: 1 << 19}
	Table          = Limit{What: "a table of actions", Bytes: 64 << 20, Items: 1 << 20}
	Predictions    = Limit{What: "a table of predictions", Bytes: 64 << 30}
	Latencies      = Limit{What: "a list of latencies", Bytes: 64 << 20}
	Units          = Limit{What: "a list of units", Bytes: 1 << 20}
	Outcomes       = Limit{What: "a list of online results", Bytes: 4 << 20}
	Evaluation     = Limit{What: "a stored evaluation", Bytes: 64 << 20, Items: 1 << 18}
	Wins           = Limit{What: "a matrix of wins", Bytes: 4 << 20, Items: 1 << 9}
	Requirements   = Limit{What: "a file of requirements", Bytes: 1 << 20}
	Keys           = Limit{What: "a key map", Bytes: 1 << 20}
	Feedback       = Limit{What: "a list of complaints", Bytes: 64 << 20}
	FeedbackExport = Limit{What: "an exported feedback file", Bytes: 64 << 20, Items: 1 << 14}
	Scenario       = Limit{What: "a scenario", Bytes: 1 << 20, Items: 1 << 10}
	ScenarioRun    = Limit{What: "a run of scenarios", Bytes: 64 << 20, Items: 1 << 16}
	Token          = Limit{What: "a token", Bytes: 4 << 10}
	Certificate    = Limit{What: "a certificate or a key", Bytes: 1 << 20}
	ReviewKey      = Limit{What: "a review's key", Bytes: 16 << 20, Items: 1 << 16}
	ReviewVerdicts = Limit{What: "a file of verdicts", Bytes: 64 << 20, Items: 1 << 16}
	Player         = Limit{What: "a file of the replay player", Bytes: 256 << 20}
	Video          = Limit{What: "a video"}
	Data           = Limit{What: "external data", Bytes: 8 << 30} // of one model
)

// ErrTooLarge matches the error of files that exceed their limit.
var ErrTooLarge = errors.New("the file is too large")

// tooLarge is the error of a file of more than l.Bytes.
func (l Limit) tooLarge(found string) error {
	return tooLarge(fmt.Sprintf("the file has %s bytes; %s has at most %d", found, l.What, l.Bytes))
}

type tooLarge string

func (e tooLarge) Error() string { return string(e) }

func (e tooLarge) Is(target error) bool { return target == ErrTooLarge }
