package openloop

import (
	"fmt"
	"io"
	"math"
	"slices"
	"strconv"
	"strings"

	"github.com/kumite/kumite/internal/plain"
	"github.com/kumite/kumite/policy/offline"
)

// predicted is one row.
type predicted struct {
	recording        string
	line, frame      int
	truth, predicted int
	available        bool
	scores           []float32
}

// next reads the next recording with its frame numbers. It returns io.EOF after
// the last one.
func (p *predictions) next() (offline.Recording, []int, error) {
	var (
		r      offline.Recording
		frames []int
	)
	for {
		row := p.ahead
		p.ahead = nil
		if row == nil && !p.exhausted {
			var err error
			if row, err = p.row(); err == io.EOF {
				p.exhausted, row = true, nil
			} else if err != nil {
				return r, nil, err
			}
		}
		switch {
		case row == nil && len(frames) == 0:
			return r, nil, io.EOF
		case row == nil:
			return r, frames, nil
		case len(frames) == 0:
			if p.seen[row.recording] {
				return r, nil, p.fail(row.line, fmt.Errorf("recording %s continues after another recording; keep its rows together", row.recording))
			}
			if len(p.seen) == maxNames {
				return r, nil, p.fail(row.line, fmt.Errorf("more than %d recordings; split the table", maxNames))
			}
			p.seen[row.recording] = true
			r.Name = row.recording
		case row.recording != r.Name:
			p.ahead = row
			return r, frames, nil
		case row.frame != frames[len(frames)-1]+1:
			return r, nil, p.fail(row.line, fmt.Errorf("frame %d follows frame %d; list every frame once, in order", row.frame, frames[len(frames)-1]))
		}
		if len(frames) == maxFrames || len(r.Scores) > maxScores {
			return r, nil, p.fail(row.line, fmt.Errorf("recording %s has more than %d frames; split it", r.Name, len(frames)))
		}
		frames = append(frames, row.frame)
		r.Truth, r.Predicted = append(r.Truth, row.truth), append(r.Predicted, row.predicted)
		if p.scored {
			r.Scores = append(r.Scores, row.scores...)
		}
		if _, ok := p.column["available"]; ok {
			r.Available = append(r.Available, row.available)
		}
	}
}

// row reads one row.
func (p *predictions) row() (*predicted, error) {
	record, line, err := p.in.Read()
	if err == io.EOF {
		return nil, io.EOF
	}
	if err != nil {
		return nil, p.fail(0, err)
	}
	text := func(column string) string { return strings.TrimSpace(record[p.column[column]]) }
	x := &predicted{recording: strings.Clone(plain.Uncell(text("recording"))), line: line}
	if x.frame, err = strconv.Atoi(text("frame")); err != nil || x.frame < 0 {
		return nil, p.fail(line, fmt.Errorf("frame %q is not a whole number of 0 or more", text("frame")))
	}
	for _, c := range []struct {
		column string
		class  *int
	}{{"truth", &x.truth}, {"predicted", &x.predicted}} {
		if *c.class = p.class(plain.Uncell(text(c.column))); *c.class < 0 {
			return nil, p.fail(line, fmt.Errorf("%s %q is not a class; want one of %s", c.column, text(c.column), strings.Join(p.classes, ", ")))
		}
	}
	if _, ok := p.column["available"]; ok {
		x.available = text("available") != ""
	}
	for c, i := range p.scoreAt {
		z, err := strconv.ParseFloat(strings.TrimSpace(record[i]), 32)
		if err != nil && !math.IsInf(z, 0) || math.IsNaN(z) {
			return nil, p.fail(line, fmt.Errorf("score %q of %s is not a number", record[i], p.classes[c]))
		}
		x.scores = append(x.scores, float32(z))
	}
	return x, nil
}

// class returns the index of a class given by name, or else by number. It returns
// −1 if there is none.
func (p *predictions) class(text string) int {
	if i := slices.Index(p.classes, text); i >= 0 {
		return i
	}
	if i, err := strconv.Atoi(text); err == nil && i >= 0 && i < len(p.classes) {
		return i
	}
	return -1
}
