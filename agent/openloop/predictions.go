package openloop

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"maps"
	"slices"
	"strconv"
	"strings"

	"github.com/kumite/kumite/internal/csvfile"
	"github.com/kumite/kumite/internal/number"
	"github.com/kumite/kumite/internal/plain"
	"github.com/kumite/kumite/internal/safefile"
	"github.com/kumite/kumite/policy"
	"github.com/kumite/kumite/vision/logs"
)

// scoreColumn is the prefix of the name of a score column; the class follows.
const scoreColumn = "logit:"

// predictions reads a CSV table of predictions one recording at a time. Its
// columns are recording, frame, truth, predicted, optionally available, and
// optionally one score column per class.
type predictions struct {
	path      string
	classes   []string
	null      string // name of the null class; "" for no_action, or else class 0
	noAction  int    // its index in classes
	scored    bool
	file      *safefile.File
	in        *csvfile.Reader
	column    map[string]int
	scoreAt   []int           // by class
	ahead     *predicted      // the row that ended the last recording
	seen      map[string]bool // recordings already read
	exhausted bool
}

// openPredictions opens a table. Its classes are the given ones, or those of its
// score columns, or else the names in its rows with the null class first. null is
// the name of that class, "" for no_action.
func openPredictions(ctx context.Context, path string, classes []string, null string) (*predictions, error) {
	p := &predictions{path: path, classes: classes, null: null, seen: map[string]bool{}}
	file, err := safefile.OpenPiped(ctx, path, safefile.Predictions)
	if err != nil {
		if of := (*fs.PathError)(nil); errors.As(err, &of) && of.Path == path { // not that of the copy of a pipe
			err = of.Err
		}
		if errors.Is(err, safefile.ErrNotRegular) {
			err = fmt.Errorf("%w; name a file, or a pipe of the shell", err)
		}
		return nil, p.fail(0, err)
	}
	p.file = file
	if err := p.start(); err != nil {
		return nil, p.fail(0, errors.Join(err, p.close()))
	}
	if len(p.classes) == 0 {
		err := p.collectClasses()
		if err == nil {
			_, err = p.file.Seek(0, io.SeekStart)
		}
		if err == nil {
			err = p.start()
		}
		if err != nil {
			return nil, p.fail(0, errors.Join(err, p.close()))
		}
	}
	if err := p.checkClasses(); err != nil {
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

// start reads the heading.
func (p *predictions) start() (err error) {
	p.in, err = csvfile.NewReader(p.file)
	if err == io.EOF {
		return errors.New("the file is empty; want a heading recording,frame,truth,predicted")
	}
	if err != nil {
		return err
	}
	p.column = map[string]int{}
	for _, name := range []string{"recording", "frame", "truth", "predicted", "available"} {
		i, err := p.in.Column(name)
		if err == nil && i < 0 && name != "available" {
			err = fmt.Errorf("column %q is missing among %s; want recording,frame,truth,predicted", name, columnNames(p.in.Heading))
		}
		if err != nil {
			return err
		}
		if i >= 0 {
			p.column[name] = i
		}
	}
	var named []string
	for i, name := range p.in.Heading {
		if n := len(scoreColumn); len(name) >= n && strings.EqualFold(name[:n], scoreColumn) {
			class := strings.TrimSpace(name[n:])
			if _, twice := p.column[scoreColumn+class]; twice {
				return fmt.Errorf("the scores of %q are in two columns; keep one", class)
			}
			named = append(named, class)
			p.column[scoreColumn+class] = i
		}
	}
	if len(named) > maxClasses {
		return fmt.Errorf("%s of scores; want at most %d", number.Of(len(named), "column"), maxClasses)
	}
	p.scored = len(named) > 0
	if len(p.classes) == 0 {
		p.classes = named
	}
	return nil
}

// columnNames lists the names of columns, of which there may be very many.
func columnNames(heading []string) string {
	const most = 8
	if len(heading) > most {
		return fmt.Sprintf("%s and %d more", strings.Join(heading[:most], ", "), len(heading)-most)
	}
	return strings.Join(heading, ", ")
}

// Bounds of a table, which is read one recording at a time.
const (
	maxClasses = logs.MaxClasses
	maxFrames  = 1 << 22 // of a recording
	maxScores  = 1 << 27 // of a recording
	maxNames   = 1 << 20 // recordings
)

// collectClasses reads the whole table and collects the class names.
func (p *predictions) collectClasses() error {
	names := map[string]bool{}
	for {
		record, line, err := p.in.Read()
		if err == io.EOF {
			break
		}
		if err != nil {
			return err
		}
		for _, column := range []string{"truth", "predicted"} {
			name := plain.Uncell(strings.TrimSpace(record[p.column[column]]))
			if name == "" {
				return fmt.Errorf("line %d: %s is empty; want a class, which is %s for a frame without a press", line, column, cmp.Or(p.null, policy.NoAction))
			}
			if !names[name] && len(names) == maxClasses {
				return fmt.Errorf("more than %d names of classes; check the columns truth and predicted", maxClasses)
			}
			names[strings.Clone(name)] = true
		}
	}
	if len(names) == 0 {
		return errors.New("there is only a heading; want a row for each frame")
	}
	p.classes = slices.SortedFunc(maps.Keys(names), p.compareClasses)
	return nil
}

// compareClasses orders the null class first, then numbers by value, then other
// names.
func (p *predictions) compareClasses(a, b string) int {
	rank := func(name string) (kind, value int) {
		if name == cmp.Or(p.null, policy.NoAction) {
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

// checkClasses finds the null class, or class 0 if none is named and the classes are
// numbers, and the score column of every class.
func (p *predictions) checkClasses() error {
	null := cmp.Or(p.null, policy.NoAction)
	p.noAction = slices.Index(p.classes, null)
	if p.noAction < 0 && p.null == "" {
		p.noAction = slices.Index(p.classes, "0")
	}
	if p.noAction < 0 {
		return fmt.Errorf("none of the classes %s is %s; name the class that presses nothing", strings.Join(p.classes, ", "), null)
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

// close frees the file; a second close does nothing.
func (p *predictions) close() error {
	if p.file == nil {
		return nil
	}
	err := p.file.Close()
	p.file = nil
	return err
}
