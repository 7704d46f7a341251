package arena

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"time"

	"github.com/rs/zerolog"

	"github.com/kumite/kumite/agent"
	"github.com/kumite/kumite/agent/bot"
	"github.com/kumite/kumite/sim"
	"github.com/kumite/kumite/sim/duel"
)

// Tournament is a whole run: what it plays, how, and what it reports meanwhile.
type Tournament struct {
	Config Config
	Load   bot.Loader

	// Latency is the specification of a latency model, as NewLatencyModel parses it.
	// It is used if Config.Latency is nil; "" is none.
	Latency string

	// Elsewhere, if not nil, returns a player that plays the run, whose calls overlap, in
	// place of this process. It is closed when the run ends.
	Elsewhere func(ctx context.Context, m Manifest) (Player, error)

	Workers        int           // matches at once, at least 1; does not change the results
	Budget         time.Duration // no pair is started after it; 0 is no limit
	RetryWithdrawn bool          // play the void matches in the folder again

	// Grow allows Config to have more pairs and contestants than the run in the folder,
	// and its contestants to be in another order. The results are in the folder's order,
	// new contestants last.
	Grow bool

	Log zerolog.Logger // of finished matches; voids and retries are warnings

	// Played, if not nil, is called with each finished leg, in schedule order. Calls do not
	// overlap.
	Played func(Played)

	// Progress, if not nil, is called with 0 before the first match, after each
	// pair, and with done equal to total at the end. Both count the legs that were
	// missing in the folder. Calls do not overlap.
	Progress func(done, total int)

	// Started, if not nil, is called before the first match with how the run stands, which
	// is up to date at each call of Progress.
	Started func(*Running)
}

// Outcome is what a run has produced.
type Outcome struct {
	Results Results
	Legs    []Leg      // all finished legs, including those of earlier sessions
	Replays ReplaySize // in the folder
}

// Validate reports every invalid field.
func (t Tournament) Validate() error {
	errs := []error{t.Config.Validate()}
	if t.Load == nil {
		errs = append(errs, errors.New("a tournament needs a loader of models"))
	}
	if t.Workers < 1 {
		errs = append(errs, fmt.Errorf("workers is %d; want at least 1", t.Workers))
	}
	if t.Latency != "" && t.Config.Delay.Stated() {
		errs = append(errs, errLatencyAndDelay)
	}
	if t.Latency == "measured" && t.Config.Shard != (Shard{}) {
		errs = append(errs, errors.New("each shard would measure another latency; write the times to a file and use file:FILE.csv"))
	}
	if t.Budget < 0 {
		errs = append(errs, fmt.Errorf("budget is %v; want 0 or more", t.Budget))
	}
	return errors.Join(errs...)
}

// ErrNoRun is the error of a retry of withdrawn contestants without a run folder.
var ErrNoRun = errors.New("withdrawn contestants can be retried only in a run's folder; name the folder")

// Run plays the legs that are missing in the run's folder, which it creates if
// necessary, writes results.json there, and returns the results of all finished
// legs. If dir is "", nothing is stored.
//
// A run that ends before its schedule returns an *Unfinished error. If ctx ended
// it, the outcome holds the results of the finished legs, which are not written to
// the folder.
func (t Tournament) Run(ctx context.Context, dir string) (out Outcome, err error) {
	if err := t.Validate(); err != nil {
		return out, err
	}
	if t.RetryWithdrawn && dir == "" {
		return out, ErrNoRun
	}
	if t.Grow && dir != "" {
		if err := t.arrange(dir); err != nil {
			return out, err
		}
	}
	if t.Config.Latency == nil {
		if t.Config.Latency, err = NewLatencyModel(t.Latency, dir, t.Config.Contestants, t.Load); err != nil {
			return out, err
		}
	}
	if n, of := t.Config.Latency.clamped(); n > 0 {
		t.Log.Warn().Int("samples", n).Int("of", of).Msgf("latencies above %[1]d ms count as %[1]d ms", agent.MaxDelayTicks*1000/sim.TickRate)
	}
	who, err := Identify(t.Config, t.Load)
	if err != nil {
		return out, err
	}
	if dir == "" {
		out, err = t.play(ctx, who, nil)
	} else {
		var folder *Folder
		if folder, err = t.open(dir, who); err != nil {
			return out, err
		}
		out, err = t.play(ctx, who, folder)
		err = errors.Join(err, folder.Close())
	}
	if err != nil {
		return out, &Unfinished{Finished: len(out.Legs), Planned: t.Config.planned(), Dir: dir, Err: err}
	}
	return out, nil
}

// arrange puts the contestants into the order of the folder, if there is a run.
func (t *Tournament) arrange(dir string) error {
	there, err := readManifest(dir)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return err
	}
	if t.Config.Contestants, err = t.Config.arrange(there); err != nil {
		return anotherRun(dir, err.Error())
	}
	return nil
}

// open creates the folder, or opens it to resume.
func (t *Tournament) open(dir string, who []duel.Participant) (*Folder, error) {
	open := OpenFolder
	if t.Grow {
		open = GrowFolder
	}
	folder, err := open(dir, t.Config, who)
	if err != nil {
		return nil, err
	}
	if t.RetryWithdrawn {
		folder.RetryVoids()
	}
	if n := folder.Repeated(); n > 0 {
		t.Log.Warn().Int("lines", n).Msg("matches.jsonl lists some matches more than once; each is counted once")
	}
	return folder, nil
}

// play plays the legs that are missing in a folder, or all legs if it is nil, and
// summarizes. The outcome holds the finished legs even if play fails.
func (t *Tournament) play(ctx context.Context, who []duel.Participant, folder *Folder) (out Outcome, err error) {
	if folder != nil {
		out.Legs = folder.Legs()
	}
	opt := Options{Workers: t.Workers, Finished: out.Legs}
	if t.Budget > 0 {
		enough := make(chan struct{})
		timer := time.AfterFunc(t.Budget, func() { close(enough) })
		defer timer.Stop()
		opt.Enough = enough
	}
	if t.Elsewhere != nil {
		if opt.Player, err = t.Elsewhere(ctx, NewManifest(t.Config, who)); err != nil {
			return out, err
		}
		defer func() { err = errors.Join(err, opt.Player.Close()) }()
	}
	before, missing := len(out.Legs), t.Config.planned()-len(out.Legs)
	standing := NewRunning(t.Config.Test)
	for _, l := range out.Legs {
		standing.Add(l)
	}
	if t.Started != nil {
		t.Started(standing)
	}
	t.progress(0, missing)
	var keep *journal
	if folder != nil {
		keep = newJournal(folder.Write)
	}
	session, err := Run(ctx, t.Config, who, t.Load, opt, func(played []Played) error {
		if keep != nil {
			if err := keep.add(played); err != nil {
				return err
			}
		}
		for _, p := range played {
			t.log(p.Leg)
			if t.Played != nil {
				t.Played(p)
			}
			out.Legs = append(out.Legs, p.Leg)
			standing.Add(p.Leg)
		}
		t.progress(len(out.Legs)-before, missing)
		return nil
	})
	if keep != nil {
		written, failed := keep.close()
		out.Legs = out.Legs[:before+written]
		if failed != nil {
			return out, failed
		}
	}
	if err != nil && !interrupted(err) {
		return out, err
	}
	stopped := err
	if out.Results, err = Summarize(t.Config, who, out.Legs, session.Latency); err != nil || stopped != nil {
		return out, errors.Join(err, stopped)
	}
	t.progress(len(out.Legs)-before, len(out.Legs)-before)
	if session.Cut && out.Results.Ended != EndedBySchedule { // a test may have decided in the pairs that were in progress
		out.Results.Ended = EndedByClock
	}
	if folder == nil {
		return out, nil
	}
	if err := folder.KeepTimings(&out.Results); err != nil {
		t.Log.Warn().Msg(err.Error())
	}
	out.Replays, err = folder.Replays()
	return out, errors.Join(err, folder.WriteResults(out.Results))
}

func (t *Tournament) progress(done, total int) {
	if t.Progress != nil {
		t.Progress(done, total)
	}
}

// log reports a finished leg.
func (t *Tournament) log(l Leg) {
	event, says := t.Log.Debug(), "finished"
	if l.Outcome == Void {
		event, says = t.Log.Warn(), "void, contestant withdrawn: "+l.Void.String()
	} else if l.Retried.Contestant != "" {
		event, says = t.Log.Warn(), "retried after a failure: "+l.Retried.String()
	}
	event.Str("a", l.A).Str("b", l.B).Int("pair", l.Pair).Int("leg", l.Leg).Str("outcome", l.Outcome).Msg(says)
}
