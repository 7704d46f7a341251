package scenario

import (
	"context"
	"fmt"

	"github.com/kumite/kumite/agent"
	"github.com/kumite/kumite/agent/bot"
	"github.com/kumite/kumite/agent/feedback"
	"github.com/kumite/kumite/internal/invalid"
	"github.com/kumite/kumite/internal/pool"
	"github.com/kumite/kumite/internal/safefile"
	"github.com/kumite/kumite/policy/stats"
	"github.com/kumite/kumite/sim/duel"
)

// RunSchema is the schema of a Document.
const RunSchema = "kumite.scenarios/1"

// Verdict is what a contestant's pass rate shows.
type Verdict string

// The verdicts. The interval of the pass rate is above one half, below it, or contains it.
const (
	Passes    Verdict = "passes"
	Fails     Verdict = "fails"
	Undecided Verdict = "undecided"
)

// Document is what contestants did in a folder's scenarios.
type Document struct {
	Schema      string             `json:"schema"`
	SHA256      string             `json:"scenarios_sha256"` // of the files of the scenarios
	Contestants []duel.Participant `json:"contestants"`      // the first is the reference
	Scenarios   []Result           `json:"scenarios"`

	Dir string `json:"-"`
}

// Result is one scenario with one score per contestant.
type Result struct {
	Name        string        `json:"name"`
	Complaint   int           `json:"complaint,omitempty"`
	Kind        feedback.Kind `json:"kind,omitempty"`
	Contestant  string        `json:"contestant,omitempty"`
	ModelSHA256 string        `json:"model_sha256,omitempty"`
	Decoder     string        `json:"decoder,omitempty"`
	Note        string        `json:"note,omitempty"`
	Grader      Grader        `json:"grader"`
	Seed        uint64        `json:"seed"`
	Variations  int           `json:"variations"`
	Counted     int           `json:"counted"` // variations whose premise holds, with the recorded state
	Scores      []Score       `json:"scores"`
}

// Score is what one contestant did in one scenario.
type Score struct {
	Recorded bool           `json:"recorded_passed"` // on the recorded state
	Passed   int            `json:"passed"`          // of Result.Counted
	Rate     stats.Float    `json:"pass_rate"`
	CI95     stats.Interval `json:"pass_rate_ci95"` // Wilson's
	Verdict  Verdict        `json:"verdict"`
	Change   Change         `json:"change,omitempty"` // against the reference
}

// Change is what a contestant changes of a complaint, compared with the reference.
type Change string

// The changes.
const (
	Settled       Change = "settled"        // the reference fails and the contestant passes
	BroughtBack   Change = "brought_back"   // the reference passes and the contestant fails
	NotReproduced Change = "not_reproduced" // the contestant passes and is what the complaint is about
)

// Config says who plays.
type Config struct {
	Contestants []bot.Contestant // the first is the reference
	Setup       bot.Setup
	Workers     int // scenarios at once, at least 1; does not change the results

	// Progress, if not nil, is called after each scenario of each contestant. Calls do not
	// overlap.
	Progress func(done, total int)
}

// Validate reports every invalid field.
func (c Config) Validate() error {
	var fields invalid.Fields
	fields.If(len(c.Contestants) == 0, "no contestants; name a reference and the candidates to compare with it")
	for _, who := range c.Contestants {
		fields.Add(who.Validate())
	}
	fields.Add(c.Setup.Validate())
	fields.If(c.Workers < 1, "workers is %d; want at least 1", c.Workers)
	return fields.Err()
}

// Run plays every scenario of a folder with every contestant. The result depends on the
// scenarios and the contestants alone. If ctx ends it, there is no document.
func Run(ctx context.Context, f *Folder, cfg Config) (*Document, error) {
	if err := cfg.Validate(); err != nil {
		return nil, err
	}
	doc := &Document{Schema: RunSchema, SHA256: f.sha256, Scenarios: make([]Result, len(f.all)), Dir: f.dir}
	counted := make([][]int, len(f.all)) // variations whose premise holds
	if err := pool.Each(ctx, len(f.all), cfg.Workers, func(ctx context.Context, _, i int) (err error) {
		s := &f.all[i]
		if counted[i], err = s.counted(ctx); err != nil {
			return err
		}
		doc.Scenarios[i] = Result{Name: s.Name, Complaint: s.Complaint, Kind: s.Kind, Contestant: s.Contestant, ModelSHA256: s.ModelSHA256, Decoder: s.Decoder, Note: s.Note,
			Grader: s.Grader, Seed: s.Seed, Variations: s.Variations, Counted: len(counted[i]), Scores: make([]Score, len(cfg.Contestants))}
		return nil
	}); err != nil {
		return nil, err
	}
	done := pool.Counter(len(f.all)*len(cfg.Contestants), cfg.Progress)
	load := cfg.Setup.Loader()
	for c, who := range cfg.Contestants {
		participant, scores, err := f.scores(ctx, who, load, cfg.Workers, counted, done)
		if err != nil {
			return nil, err
		}
		doc.Contestants = append(doc.Contestants, participant)
		for i := range scores {
			doc.Scenarios[i].Scores[c] = scores[i]
		}
	}
	for i := range doc.Scenarios {
		r := &doc.Scenarios[i]
		for c := range r.Scores {
			if r.Scores[c].Change = change(r.Scores[0].Verdict, r.Scores[c].Verdict); r.about(&doc.Contestants[c]) && r.Scores[c].Verdict == Passes {
				r.Scores[c].Change = NotReproduced
			}
		}
	}
	return doc, nil
}

// scores plays one contestant's variations of every scenario, with a bot for each worker.
func (f *Folder) scores(ctx context.Context, who bot.Contestant, load bot.Loader, workers int, counted [][]int, done func()) (p duel.Participant, scores []Score, err error) {
	bots := make([]*bot.Bot, min(workers, len(f.all)))
	for i := range bots {
		if bots[i], err = bot.New(who, agent.DefaultDelayTicks, load); err != nil {
			return p, nil, err
		}
		defer bots[i].Close() // it was only read
	}
	scores = make([]Score, len(f.all))
	err = pool.Each(ctx, len(f.all), len(bots), func(ctx context.Context, worker, i int) (err error) {
		if scores[i], err = f.all[i].score(ctx, bots[worker], counted[i]); err == nil {
			done()
		}
		return err
	})
	return bots[0].Participant(), scores, err
}

// score plays the variations that count. Without one the rate is undefined.
func (s *loaded) score(ctx context.Context, b *bot.Bot, counted []int) (x Score, err error) {
	for _, v := range counted {
		if err := ctx.Err(); err != nil {
			return x, err
		}
		passed, err := s.passes(b, v)
		if err != nil {
			return x, err
		}
		if passed {
			x.Passed++
			x.Recorded = x.Recorded || v == recorded
		}
	}
	x.Rate, x.CI95, x.Verdict = stats.Undefined(), stats.UndefinedInterval(), Undecided
	if n := len(counted); n > 0 {
		x.Rate, x.CI95 = stats.Float(float64(x.Passed)/float64(n)), stats.Wilson(float64(x.Passed), float64(n))
		switch {
		case x.CI95.Lo > 0.5:
			x.Verdict = Passes
		case x.CI95.Hi < 0.5:
			x.Verdict = Fails
		}
	}
	return x, nil
}

// about reports whether the complaint is about a contestant: the same model with the same
// decoder, as far as that is known.
func (r *Result) about(who *duel.Participant) bool {
	return r.ModelSHA256 != "" && r.ModelSHA256 == who.ModelSHA256 && (r.Decoder == "" || r.Decoder == who.Decoder)
}

func change(from, to Verdict) Change {
	switch {
	case from == Fails && to == Passes:
		return Settled
	case from == Passes && to == Fails:
		return BroughtBack
	}
	return ""
}

// Failed returns the scenarios that a contestant does not pass, by index.
func (d *Document) Failed(contestant int) (some []Result) {
	for _, r := range d.Scenarios {
		if r.Scores[contestant].Verdict != Passes {
			some = append(some, r)
		}
	}
	return some
}

// Read reads a document, as `kumite eval --scenarios DIR --json` prints it.
func Read(path string) (*Document, error) {
	data, err := safefile.Read(path, safefile.ScenarioRun)
	if err != nil {
		return nil, fmt.Errorf("read scenario results: %w", err)
	}
	var d Document
	if err := safefile.Unmarshal(data, safefile.ScenarioRun, &d); err != nil {
		return nil, fmt.Errorf("read scenario results %s: %w; want the output of `kumite eval --scenarios DIR --json`", path, err)
	}
	if d.Schema != RunSchema {
		return nil, fmt.Errorf("read scenario results %s: it has schema %.40q; want %q, of `kumite eval --scenarios DIR --json`", path, d.Schema, RunSchema)
	}
	for i, r := range d.Scenarios {
		if len(r.Scores) != len(d.Contestants) {
			return nil, fmt.Errorf("read scenario results %s: scenario %d has %d scores for %d contestants", path, i+1, len(r.Scores), len(d.Contestants))
		}
	}
	return &d, nil
}

// Regressed returns the first contestant that brings complaints back, and how many.
func (d *Document) Regressed() (name string, n int) {
	for c, who := range d.Contestants {
		for _, r := range d.Scenarios {
			if r.Scores[c].Change == BroughtBack {
				n++
			}
		}
		if n > 0 {
			return who.Name, n
		}
	}
	return "", 0
}
