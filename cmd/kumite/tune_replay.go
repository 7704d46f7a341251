package main

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"math"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strconv"

	"github.com/kumite/kumite/agent"
	"github.com/kumite/kumite/agent/openloop"
	"github.com/kumite/kumite/policy"
	"github.com/kumite/kumite/policy/tuning"
	"github.com/kumite/kumite/vision/logs"
)

// replayer decodes scored recordings with one setting after another. The
// network is not run again.
type replayer struct {
	contract   policy.Contract // with the calibration to decode by
	reels      []*openloop.Scored
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
		decoder.Seed(openloop.Seed(x.Name))
		free.Seed(openloop.Seed(x.Name))
		mind.Reset()
		sent, open = sent[:0], open[:0]
		k, scores := len(r.classes), x.Scores[0]
		unbooked, last := 0, r.noAction
		for f := range x.Truth {
			raw := scores[f*k : (f+1)*k]
			d := mind.Decide(x.Ticks[f], raw, nil)
			if d.Held == policy.Fault {
				return nil, fmt.Errorf("recording %s, frame %d: its scores decide nothing: %s", x.Name, f, d.Problem())
			}
			sent = append(sent, r.classes[d.Class])
			open = append(open, d.Chosen() || d.PAct >= opens)
			c := r.classes[free.Decode(raw, nil).Class]
			if c != last && c != r.noAction {
				unbooked++
			}
			last = c
		}
		all[i] = tuning.Count(x.Truth, sent, open, len(r.names), r.noAction, r.tolerance)
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
		for t, y := range x.Truth {
			c := class[y]
			if c < 0 {
				continue
			}
			counts[c]++
			if y != r.noAction {
				presses++
			}
			f.Truth = append(f.Truth, c)
			for _, z := range x.Scores[0][t*k : (t+1)*k] {
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
		for f, y := range x.Truth {
			p := d.Decode(x.Scores[0][f*k:(f+1)*k], nil).PAct
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
