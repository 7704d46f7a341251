package logs_test

import (
	"context"
	"encoding/binary"
	"math"
	"slices"
	"strings"
	"testing"

	"github.com/kumite/kumite/vision/logs"
)

func TestAHeldLabelIsOnePress(t *testing.T) {
	for _, c := range []struct {
		name, actions string // of one row each: k(ick), p(oke), - for none
		want          logs.Held
		suspicious    bool
	}{
		{"nothing", "-----", logs.Held{}, false},
		{"single rows", "--k--p--k-", logs.Held{Presses: 3, Rows: 3}, false},
		{"held for three rows", "-kkk--ppp-", logs.Held{Presses: 2, Rows: 6, Long: 2}, true},
		{"one after another", "-kpkp-", logs.Held{Presses: 4, Rows: 4}, false},
		{"from the first row on", "kk---p", logs.Held{Presses: 2, Rows: 3, Long: 1}, true},
		{"one of twenty", "kk" + strings.Repeat("-k", 19), logs.Held{Presses: 20, Rows: 21, Long: 1}, false},
	} {
		var rows []logs.Row
		for i, a := range c.actions {
			rows = append(rows, logs.Row{Frame: i, Action: map[rune]string{'k': "kick", 'p': "poke", '-': "idle"}[a]})
		}
		var got logs.Held
		got.Add(rows, "idle")
		if got != c.want || got.Suspicious() != c.suspicious {
			t.Errorf("%s: got %+v, suspicious %v; want %+v, %v", c.name, got, got.Suspicious(), c.want, c.suspicious)
		}
	}
}

// held writes recordings in which each press is labelled in some rows.
func held(t *testing.T, rows int) *logs.Folder {
	t.Helper()
	dir := t.TempDir()
	w, err := logs.NewWriter(dir, header())
	if err != nil {
		t.Fatal(err)
	}
	for number := range 2 {
		r, err := w.Record(number + 1)
		if err != nil {
			t.Fatal(err)
		}
		for i := range 40 {
			label := logs.NoAction
			if i%20 < rows {
				label = "poke"
			}
			if err := r.WriteFrame(frame(number, i), int64(6*i), nil); err != nil {
				t.Fatal(err)
			}
			if err := r.WriteAction(label); err != nil {
				t.Fatal(err)
			}
		}
		if err := r.Close(); err != nil {
			t.Fatal(err)
		}
	}
	f, err := logs.Open(dir)
	if err != nil {
		t.Fatal(err)
	}
	return f
}

func TestTensorsOfHeldLabels(t *testing.T) {
	for _, c := range []struct {
		rows   int
		onsets bool
		prior  float64 // of no_action
	}{{3, false, 0.85}, {3, true, 0.95}, {15, true, 0.95}, {1, true, 0.95}} {
		dir := t.TempDir()
		got, err := logs.WriteTensors(context.Background(), dir, held(t, c.rows), logs.TensorOptions{Spec: tensorSpec(), Seed: 1, Onsets: c.onsets})
		if err != nil {
			t.Fatal(err)
		}
		if math.Abs(got.NullPrior()-c.prior) > 1e-9 || got.Onsets != c.onsets {
			t.Errorf("held for %d rows, onsets %v: prior %v, want %v", c.rows, c.onsets, got.NullPrior(), c.prior)
		}
		if want := (logs.Held{Presses: 4, Rows: 4 * c.rows, Long: 4 * min(c.rows-1, 1)}); got.Held != want {
			t.Errorf("held for %d rows: got %+v, want %+v", c.rows, got.Held, want)
		}
		_, labels := array(t, dir, "labels.npy")
		var pressed []int
		for row := range 40 {
			if binary.LittleEndian.Uint64(labels[8*row:]) == 0 {
				pressed = append(pressed, row)
			}
		}
		if want := []int{0, 20}; c.onsets && !slices.Equal(pressed, want) {
			t.Errorf("held for %d rows: rows %v are labelled, want %v", c.rows, pressed, want)
		}
	}
}
