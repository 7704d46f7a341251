package selection

import (
	"bufio"
	"fmt"
	"io"
	"strconv"
	"strings"

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
	in := bufio.NewScanner(r)
	in.Buffer(nil, 1<<20)
	for number := 1; in.Scan(); number++ {
		line := strings.TrimSuffix(in.Text(), "\r")
		if number == 1 {
			if line != tableHeader {
				return Table{}, fmt.Errorf("line 1 is not %q", tableHeader)
			}
			continue
		}
		fields := strings.Split(line, ",")
		if len(fields) != 3 || fields[0] == "" {
			return Table{}, fmt.Errorf("line %d: %d fields; want a name, an offline score and the pairs", number, len(fields))
		}
		if err := t.add(fields[0], fields[1], fields[2]); err != nil {
			return Table{}, fmt.Errorf("line %d: %w", number, err)
		}
	}
	if err := in.Err(); err != nil {
		return Table{}, err
	}
	if len(t.Candidates) < 2 {
		return Table{}, fmt.Errorf("%d candidates; want at least 2", len(t.Candidates))
	}
	return t, nil
}

func (t *Table) add(name, offline, pairs string) error {
	first := len(t.Candidates) == 0
	switch {
	case !first && (offline == "") != (t.Offline == nil):
		return fmt.Errorf("candidate %s has an offline score or none unlike the others", name)
	case offline != "":
		v, err := strconv.ParseFloat(offline, 64)
		if err != nil || !(v > -1e9 && v < 1e9) {
			return fmt.Errorf("offline score %q; want a number", offline)
		}
		t.Offline = append(t.Offline, v)
	}
	if len(pairs) < 2 || !first && len(pairs) != len(t.Scores[0]) {
		return fmt.Errorf("candidate %s has %d pairs; want at least 2, and as many as the others", name, len(pairs))
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
