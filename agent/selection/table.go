package selection

import (
	"fmt"
	"io"
	"strings"

	"github.com/kumite/kumite/internal/csvfile"
	"github.com/kumite/kumite/internal/number"
	"github.com/kumite/kumite/internal/safefile"
)

// Table holds the recorded pairs of candidates against one opponent.
type Table struct {
	Candidates []string
	Offline    []float64   // their offline scores, nil if there are none
	Scores     [][]float64 // by candidate and pair, from 0 to 1; all have as many pairs
}

// tableHeader is the first line of a table.
const tableHeader = "candidate,offline,pairs"

// ReadTable reads a table: one line for each candidate with its name, its offline score
// or nothing, and one digit for each pair, its score in quarters.
func ReadTable(path string) (Table, error) {
	file, err := safefile.Open(path, safefile.Units)
	if err != nil {
		return Table{}, fmt.Errorf("read table: %w", err)
	}
	defer file.Close()
	t, err := parseTable(file)
	if err != nil {
		return Table{}, fmt.Errorf("read table %s: %w", path, err)
	}
	return t, nil
}

func parseTable(r io.Reader) (t Table, err error) {
	in, err := csvfile.NewReader(r)
	if err == io.EOF {
		return Table{}, fmt.Errorf("the file is empty; want a heading %s", tableHeader)
	}
	if err != nil {
		return Table{}, err
	}
	if found := strings.Join(in.Heading, ","); found != tableHeader {
		return Table{}, fmt.Errorf("the heading is %q; want %s", found, tableHeader)
	}
	for {
		row, line, err := in.Read()
		if err == io.EOF {
			break
		}
		if err != nil {
			return Table{}, err
		}
		name, offline, pairs := strings.Clone(strings.TrimSpace(row[0])), strings.TrimSpace(row[1]), strings.TrimSpace(row[2])
		if name == "" {
			return Table{}, fmt.Errorf("line %d: the candidate has no name", line)
		}
		if err := t.add(name, offline, pairs); err != nil {
			return Table{}, fmt.Errorf("line %d: %w", line, err)
		}
	}
	if n := len(t.Candidates); n < 2 {
		return Table{}, fmt.Errorf("it has %s; want at least 2", number.Of(n, "candidate"))
	}
	return t, nil
}

func (t *Table) add(name, offline, pairs string) error {
	first := len(t.Candidates) == 0
	switch {
	case !first && (offline == "") != (t.Offline == nil):
		return fmt.Errorf("candidate %s differs from the others in whether it has an offline score; give one to all candidates or to none", name)
	case offline != "":
		v, err := number.Between(-1e9, 1e9).Parse(offline)
		if err != nil {
			return fmt.Errorf("offline score %q %w", offline, err)
		}
		t.Offline = append(t.Offline, v)
	}
	if len(pairs) < 2 || !first && len(pairs) != len(t.Scores[0]) {
		return fmt.Errorf("candidate %s has %s; want at least 2, and as many as the others", name, number.Of(len(pairs), "pair"))
	}
	scores := make([]float64, len(pairs))
	for i, digit := range []byte(pairs) {
		if digit < '0' || digit > '4' {
			return fmt.Errorf("pair %d of %s is %q; want a digit from 0 to 4", i+1, name, digit)
		}
		scores[i] = float64(digit-'0') / 4
	}
	t.Candidates, t.Scores = append(t.Candidates, name), append(t.Scores, scores)
	return nil
}

// Pairs returns the number of recorded pairs of each candidate.
func (t Table) Pairs() int { return len(t.Scores[0]) }
