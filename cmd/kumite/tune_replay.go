package main

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"math"
	"math/bits"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"sync"

	"golang.org/x/sync/errgroup"

	"github.com/kumite/kumite/agent"
	"github.com/kumite/kumite/agent/bot"
	"github.com/kumite/kumite/policy"
	"github.com/kumite/kumite/policy/tuning"
	"github.com/kumite/kumite/vision/logs"
)

// scoreOnce runs one network over some recordings, several at once, and
// returns what it said of each, in the order of which.
func scoreOnce(ctx context.Context, folder *logs.Folder, setup bot.Setup, path string, which []int, workers int, bar *progress) (reels []*reel, contract policy.Contract, sum string, err error) {
	var projectors []*projector
	defer func() {
		for _, p := range projectors {
			err = p.close(err)
		}
	}()
	for range max(1, min(workers, len(which))) {
		p, err := newProjector(folder, setup, []string{path})
		if err != nil {
			return nil, contract, "", err
		}
		projectors = append(projectors, p)
	}
	session := projectors[0].networks[0].Session
	contract, sum = session.Contract(), session.SHA256()
	reels = make([]*reel, len(which))
	err = share(ctx, len(which), len(projectors), func(ctx context.Context, worker, i int) error {
		x, err := projectors[worker].project(ctx, which[i])
		reels[i] = x
		bar.add(1)
		return err
	})
	return reels, contract, sum, err
}

// share hands the numbers below n to workers, each to the next that is free.
func share(ctx context.Context, n, workers int, do func(ctx context.Context, worker, i int) error) error {
	var mu sync.Mutex
	next := 0
	group, ctx := errgroup.WithContext(ctx)
	for w := range workers {
		group.Go(func() error {
			for {
				mu.Lock()
				i := next
				next++
				mu.Unlock()
				if i >= n || ctx.Err() != nil {
					return ctx.Err()
				}
				if err := do(ctx, w, i); err != nil {
					return err
				}
			}
		})
	}
	return group.Wait()
}

// replayer decodes scored recordings with one setting after another. The
// network is not run again.
type replayer struct {
	contract   policy.Contract // with the calibration to decode by
	reels      []*reel
	classes    []int // by class of the model: the class of the logs
	names      []string
	noAction   int // of the logs
	delayTicks int32
	tolerance  int
}

// replay decodes every recording: with the agent's own book, and once more
// without it for the rate.
func (r *replayer) replay(query string) ([]tuning.Tally, error) {
	decoder, err := policy.NewDecoder(r.contract, query)
	if err != nil {
		return nil, err
	}
	free, err := policy.NewDecoder(r.contract, query)
	if err != nil {
		return nil, err
	}
	mind, err := agent.NewMind(decoder, r.contract.Classes, r.delayTicks)
	if err != nil {
		return nil, err
	}
	opens := opening(query)
	all := make([]tuning.Tally, len(r.reels))
	var sent []int
	var open []bool
	for i, x := range r.reels {
		decoder.Seed(bits.Reverse64(uint64(i)))
		free.Seed(bits.Reverse64(uint64(i)))
		mind.Reset()
		sent, open = sent[:0], open[:0]
		k, scores := len(r.classes), x.scores[0]
		unbooked, last := 0, r.noAction
		for f := range x.truth {
			raw := scores[f*k : (f+1)*k]
			d := mind.Decide(x.ticks[f], raw, nil)
			if d.Held == policy.Fault {
				return nil, fmt.Errorf("recording %s, frame %d: its scores decide nothing: %s", x.name, f, d.Problem())
			}
			sent = append(sent, r.classes[d.Class])
			open = append(open, d.Chosen() || d.PAct >= opens)
			c := r.classes[free.Decode(raw, nil).Class]
			if c != last && c != r.noAction {
				unbooked++
			}
			last = c
		}
		all[i] = tuning.Count(x.truth, sent, open, len(r.names), r.noAction, r.tolerance)
		all[i].Unbooked = unbooked
	}
	return all, nil
}

// frames are the recordings' frames whose truth the model knows, to calibrate
// on. carried is the prior that the scores carry, nil where it is not known.
func (r *replayer) frames(carried []float64) (tuning.Frames, int) {
	k := len(r.classes)
	class := make([]int, len(r.names)) // of the model, by class of the logs
	for i := range class {
		class[i] = slices.Index(r.classes, i)
	}
	var f tuning.Frames
	counts, presses := make([]float64, k), 0
	for _, x := range r.reels {
		for t, y := range x.truth {
			c := class[y]
			if c < 0 {
				continue
			}
			counts[c]++
			if y != r.noAction {
				presses++
			}
			f.Truth = append(f.Truth, c)
			for _, z := range x.scores[0][t*k : (t+1)*k] {
				if r.contract.Output == policy.Probabilities {
					z = float32(math.Log(max(float64(z), 1e-12)))
				}
				f.Logits = append(f.Logits, z)
			}
		}
	}
	if carried == nil {
		return f, presses
	}
	f.Shift = make([]float64, k)
	for c, n := range counts {
		if carried[c] > 0 {
			f.Shift[c] = math.Log(max(n, 0.5)/float64(len(f.Truth))) - math.Log(carried[c])
		}
	}
	return f, presses
}

// odds are the calibrated log odds of acting on every frame, rising, and the
// share of frames on which the expert pressed.
func (r *replayer) odds() (odds []float64, pressed float64, err error) {
	d, err := policy.NewDecoder(r.contract, "decode=argmax")
	if err != nil {
		return nil, 0, err
	}
	k, presses := len(r.classes), 0
	for _, x := range r.reels {
		for f, y := range x.truth {
			p := d.Decode(x.scores[0][f*k:(f+1)*k], nil).PAct
			odds = append(odds, min(max(math.Log(p/(1-p)), -50), 50))
			if y != r.noAction {
				presses++
			}
		}
	}
	slices.Sort(odds)
	return odds, float64(presses) / float64(len(odds)), nil
}

// hashLogs is the SHA-256 of a folder's logs.json and of the files of some of
// its recordings, in that order.
func hashLogs(folder *logs.Folder, which []int) (string, error) {
	names := []string{logs.FileName}
	for _, i := range which {
		e := folder.Recordings[i]
		names = append(names, e.Actions, e.Video)
	}
	h := sha256.New()
	for _, name := range names {
		f, err := os.Open(filepath.Join(folder.Dir(), name))
		if err != nil {
			return "", fmt.Errorf("hash logs: %w", err)
		}
		_, err = io.Copy(h, f)
		if err := errors.Join(err, f.Close()); err != nil {
			return "", fmt.Errorf("hash logs: %w", err)
		}
	}
	return hex.EncodeToString(h.Sum(nil)), nil
}

// opening is the p_act from which a gate is open, and more than 1 for every
// other decoder, which is open when it chooses a skill.
func opening(query string) float64 {
	q, err := url.ParseQuery(query)
	if err != nil || q.Get("decode") != "gate" {
		return 2
	}
	gamma, err := strconv.ParseFloat(q.Get("gamma"), 64)
	if err != nil {
		return 2
	}
	return 1 / (1 + math.Exp(-gamma))
}
