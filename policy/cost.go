package policy

import (
	"bytes"
	"crypto/sha256"
	"fmt"
	"io"
	"math"
	"path/filepath"
	"slices"
	"strings"

	"github.com/kumite/kumite/internal/csvfile"
	"github.com/kumite/kumite/internal/number"
	"github.com/kumite/kumite/internal/safefile"
)

// costs chooses the class of the least expected cost, argmin_j Σ_y p_y C_yj. On a
// tie it does not act.
type costs struct {
	stateless
	table [][]float64 // table[y][j]: the cost of choosing j if y is true
	p     []float64   // scratch space for the probabilities
}

func (r *costs) pick(s *scores) choice {
	s.probabilities(r.p)
	idle := r.expected(s.noAction)
	best, least := s.noAction, math.Inf(1)
	for j, z := range s.z {
		if j == s.noAction || math.IsInf(z, -1) {
			continue
		}
		if v := r.expected(j); v < least {
			best, least = j, v
		}
	}
	c := choice{class: best, score: idle - least, test: "saves"}
	if !(c.score > 0) {
		c.class = s.noAction
	}
	return c
}

func (r *costs) expected(j int) float64 {
	sum := 0.0
	for y, p := range r.p {
		sum += p * r.table[y][j]
	}
	return sum
}

// openCosts reads the cost file that the settings name and adds its hash to the
// settings, so that the decoder's String identifies the table. If the settings
// have a hash already, it must match. A name in the contract's own query stands for a
// file in the contract's folder, and is replaced by its path.
func openCosts(c *Contract, s *settings) (rule, error) {
	path := s.texts["cost"]
	data, err := []byte(nil), error(nil)
	if s.stated {
		data, err = safefile.Read(path, safefile.CostTable)
	} else {
		if data, err = readOwn(c.Folder, path); err == nil {
			path = filepath.Join(c.Folder, path)
			s.texts["cost"] = path
		}
	}
	if err != nil {
		return nil, fmt.Errorf("cost file: %w", err)
	}
	sum := fmt.Sprintf("%x", sha256.Sum256(data))
	if want := s.texts["cost_sha256"]; want != "" && want != sum {
		return nil, fmt.Errorf("cost file %s has sha256 %s; the settings want %s; restore that file or leave cost_sha256 out", path, sum, want)
	}
	s.texts["cost_sha256"] = sum
	r, err := readCosts(c, path, data)
	if err != nil {
		return nil, err
	}
	return r, nil
}

// readOwn reads a file that a model's query names.
func readOwn(folder, name string) ([]byte, error) {
	if folder == "" || !filepath.IsLocal(name) || name != filepath.Clean(name) {
		return nil, fmt.Errorf("the model names %q, which is not in its folder; put the file beside the model and name it without a folder, or name it in the contestant string", name)
	}
	return safefile.ReadIn(folder, name, safefile.CostTable)
}

// OwnFiles returns the files that a model's default query names, relative to its folder.
func OwnFiles(query string) []string {
	q, err := ParseQuery(query)
	if name := q.Get("cost"); err == nil && q.Get(keyDecode) == "cost" && filepath.IsLocal(name) && name == filepath.Clean(name) {
		return []string{name}
	}
	return nil
}

// ReadCosts reads the table of a cost file as the decoder "cost" does. The result
// is [truth][choice] in the contract's class order.
func ReadCosts(c Contract, path string) ([][]float64, error) {
	data, err := safefile.Read(path, safefile.CostTable)
	if err != nil {
		return nil, fmt.Errorf("cost file: %w", err)
	}
	r, err := readCosts(&c, path, data)
	if err != nil {
		return nil, err
	}
	return r.table, nil
}

// readCosts parses a cost table: CSV with a header `truth,CLASS,…` and one row per
// true class, in any order. path is for errors.
func readCosts(c *Contract, path string, data []byte) (*costs, error) {
	bad := func(format string, args ...any) (*costs, error) {
		return nil, fmt.Errorf("cost file %s: %w", path, fmt.Errorf(format, args...))
	}
	k := len(c.Classes)
	want := fmt.Sprintf("want a header `truth,%s` and one row for each of the %d classes", strings.Join(c.Classes, ","), k)
	in, err := csvfile.NewReader(bytes.NewReader(data), csvfile.Comments)
	switch {
	case err == io.EOF:
		return bad("the file is empty; %s", want)
	case err != nil:
		return bad("%w", err)
	case len(in.Heading) != k+1:
		return bad("%s, not %q", want, strings.Join(in.Heading, ","))
	}
	rule := &costs{table: make([][]float64, k), p: make([]float64, k)}
	column := make([]int, k)
	for j, name := range in.Heading[1:] {
		if column[j] = slices.Index(c.Classes, name); column[j] < 0 {
			return bad("header: %w", Unknown("class", name, c.Classes))
		}
	}
	rows := 0
	for ; ; rows++ {
		row, line, err := in.Read()
		if err == io.EOF {
			break
		}
		if err != nil {
			return bad("%w", err)
		}
		name := strings.TrimSpace(row[0])
		y := slices.Index(c.Classes, name)
		if y < 0 {
			return bad("line %d: %w", line, Unknown("class", name, c.Classes))
		}
		if rule.table[y] != nil {
			return bad("line %d: a second row of %q; keep one for each class", line, name)
		}
		rule.table[y] = make([]float64, k)
		for j, text := range row[1:] {
			v, err := number.Between(math.Inf(-1), math.Inf(1)).Parse(strings.TrimSpace(text))
			if err != nil {
				return bad("line %d: cost %q %w", line, text, err)
			}
			rule.table[y][column[j]] = v
		}
	}
	if rows != k {
		return bad("it has %s; %s", number.Of(rows, "row"), want)
	}
	return rule, nil
}
