package openloop

import (
	"cmp"
	"errors"
	"fmt"
	"io"
	"maps"
	"math"
	"os"
	"slices"
	"strconv"
	"strings"

	"github.com/kumite/kumite/internal/csvfile"
	"github.com/kumite/kumite/policy"
	"github.com/kumite/kumite/policy/offline"
)

// scoreColumn is the prefix of the name of a score column; the class follows.
const scoreColumn = "logit:"

// predictions reads a CSV table of predictions one recording at a time. Its
// columns are recording, frame, truth, predicted, optionally available, and
// optionally one score column per class.
type predictions struct {
	path      string
	classes   []string
	noAction  int
	scored    bool
	file      *os.File
	in        *csvfile.Reader
	column    map[string]int
	scoreAt   []int           // by class
	ahead     *predicted      // the row that ended the last recording
	seen      map[string]bool // recordings already read
	exhausted bool
}

// predicted is one row.
type predicted struct {
	recording        string
	line, frame      int
	truth, predicted int
	available        bool
	scores           []float32
}

// openPredictions opens a table. Its classes are the given ones, or those of its
// score columns, or else the names in its rows with no_action first.
func openPredictions(path string, classes []string) (*predictions, error) {
	p := &predictions{path: path, classes: classes, seen: map[string]bool{}}
	if err := p.open(); err != nil {
		return nil, p.fail(0, err)
	}
	if len(p.classes) == 0 {
		if err := p.collectClasses(); err != nil {
			return nil, p.fail(0, errors.Join(err, p.close()))
		}
		if err := errors.Join(p.close(), p.open()); err != nil {
			return nil, p.fail(0, err)
		}
	}
	err := p.checkClasses()
	if err != nil {
		return nil, p.fail(1, errors.Join(err, p.close()))
	}
	return p, nil
}

func (p *predictions) fail(line int, err error) error {
	if line > 0 {
		return fmt.Errorf("read predictions %s: line %d: %w", p.path, line, err)
	}
	return fmt.Errorf("read predictions %s: %w", p.path, err)
}

func (p *predictions) open() error {
	file, err := os.Open(p.path)
	if err != nil {
		return errors.Unwrap(err)
	}
	p.file = file
	p.in, err = csvfile.NewReader(file)
	if err == io.EOF {
		err = errors.New("the file is empty; want a heading recording,frame,truth,predicted")
	}
	if err != nil {
		return errors.Join(err, file.Close())
	}
	p.column = map[string]int{}
	var named []string
	for i, name := range p.in.Heading {
		p.column[name] = i
		if class, ok := strings.CutPrefix(name, scoreColumn); ok {
			named = append(named, class)
		}
	}
	for _, name := range []string{"recording", "frame", "truth", "predicted"} {
		if _, ok := p.column[name]; !ok {
			return errors.Join(fmt.Errorf("column %q is missing; want recording,frame,truth,predicted", name), file.Close())
		}
	}
	p.scored = len(named) > 0
	if len(p.classes) == 0 {
		p.classes = named
	}
	return nil
}

// collectClasses reads the whole table and collects the class names.
func (p *predictions) collectClasses() error {
	names := map[string]bool{}
	for {
		record, _, err := p.in.Read()
		if err == io.EOF {
			break
		}
		if err != nil {
			return err
		}
		for _, column := range []string{"truth", "predicted"} {
			names[strings.Clone(strings.TrimSpace(record[p.column[column]]))] = true
		}
	}
	p.classes = slices.SortedFunc(maps.Keys(names), compareClasses)
	return nil
}

// compareClasses orders no_action first, then numbers by value, then other names.
func compareClasses(a, b string) int {
	rank := func(name string) (kind, value int) {
		if name == policy.NoAction {
			return 0, 0
		}
		if n, err := strconv.Atoi(name); err == nil {
			return 1, n
		}
		return 2, 0
	}
	kindA, valueA := rank(a)
	kindB, valueB := rank(b)
	return cmp.Or(cmp.Compare(kindA, kindB), cmp.Compare(valueA, valueB), strings.Compare(a, b))
}

// checkClasses finds no_action, or class 0 if the classes are numbers, and the
// score column of every class.
func (p *predictions) checkClasses() error {
	p.noAction = slices.Index(p.classes, policy.NoAction)
	if p.noAction < 0 {
		p.noAction = slices.Index(p.classes, "0")
	}
	if p.noAction < 0 {
		return fmt.Errorf("none of the classes %s is no_action; rename the class that presses nothing to no_action", strings.Join(p.classes, ", "))
	}
	p.scoreAt = nil
	if !p.scored {
		return nil
	}
	for _, class := range p.classes {
		i, ok := p.column[scoreColumn+class]
		if !ok {
			return fmt.Errorf("column %q is missing; give a score for every class or for none", scoreColumn+class)
		}
		p.scoreAt = append(p.scoreAt, i)
	}
	return nil
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
			p.seen[row.recording] = true
			r.Name = row.recording
		case row.recording != r.Name:
			p.ahead = row
			return r, frames, nil
		case row.frame != frames[len(frames)-1]+1:
			return r, nil, p.fail(row.line, fmt.Errorf("frame %d follows frame %d; list every frame once, in order", row.frame, frames[len(frames)-1]))
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
	x := &predicted{recording: strings.Clone(text("recording")), line: line}
	if x.frame, err = strconv.Atoi(text("frame")); err != nil || x.frame < 0 {
		return nil, p.fail(line, fmt.Errorf("frame %q is not a whole number of 0 or more", text("frame")))
	}
	for _, c := range []struct {
		column string
		class  *int
	}{{"truth", &x.truth}, {"predicted", &x.predicted}} {
		if *c.class = p.class(text(c.column)); *c.class < 0 {
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

// close frees the file; a second close does nothing.
func (p *predictions) close() error {
	if p.file == nil {
		return nil
	}
	err := p.file.Close()
	p.file = nil
	return err
}
