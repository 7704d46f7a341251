package main

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/spf13/cobra"

	"github.com/kumite/kumite/agent/arena"
	"github.com/kumite/kumite/sim/duel"
)

// play plays the matches that are missing in a folder, or all of them where
// there is none, and sums up.
func (t *tournament) play(cmd *cobra.Command, who []duel.Participant, folder *arena.Folder, out string) (arena.Results, error) {
	var legs []arena.Leg
	if folder != nil {
		legs = folder.Legs()
	}
	opt := arena.Options{Workers: t.workers, Finished: legs}
	if t.budget > 0 {
		enough := make(chan struct{})
		timer := time.AfterFunc(t.budget, func() { close(enough) })
		defer timer.Stop()
		opt.Enough = enough
	}
	planned := 2 * t.cfg.Pairs * len(t.cfg.Pairings())
	bar := newProgress(cmd.ErrOrStderr(), "matches", planned-len(legs))
	session, err := arena.Run(cmd.Context(), t.cfg, who, t.load, opt, func(played []arena.Played) error {
		if folder != nil {
			if err := folder.Write(played); err != nil {
				return err
			}
		}
		for _, p := range played {
			t.tell(p.Leg)
			legs = append(legs, p.Leg)
		}
		bar.add(len(played))
		return nil
	})
	bar.done()
	interrupt := errors.Is(err, context.Canceled)
	if err != nil && !interrupt {
		return arena.Results{}, err
	}
	results, err := arena.Summarize(t.cfg, who, legs, session.Latency)
	if err != nil {
		return results, err
	}
	switch {
	case interrupt && folder == nil:
		return results, &stopped{fmt.Errorf("tournament: interrupted after %d of %d matches; nothing is kept without --out", len(legs), planned)}
	case interrupt:
		return results, &stopped{interrupted(cmd, "kept %d of %d matches in %s", len(legs), planned, out)}
	case session.Cut && results.Ended != arena.EndedBySchedule: // a test may have decided in what was under way
		results.Ended = arena.EndedByClock
	}
	if folder == nil {
		return results, nil
	}
	if err := folder.KeepTimings(&results); err != nil {
		t.log.Warn().Msg(err.Error())
	}
	files, bytes, err := folder.ReplayBytes()
	t.replays = arena.ReplaySize{Files: files, Bytes: bytes}
	return results, errors.Join(err, folder.WriteResults(results))
}

// tell logs a finished leg; a void is a warning.
func (t *tournament) tell(l arena.Leg) {
	event := t.log.Debug()
	says := "finished"
	if l.Outcome == arena.Void {
		event, says = t.log.Warn(), "void, and withdrawn: "+l.Void.String()
	} else if l.Retried.Contestant != "" {
		event, says = t.log.Warn(), "played again, after a failure: "+l.Retried.String()
	}
	event.Str("a", l.A).Str("b", l.B).Int("pair", l.Pair).Int("leg", l.Leg).Str("outcome", l.Outcome).Msg(says)
}
