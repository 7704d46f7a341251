package review

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"path/filepath"
	"time"
	"unicode/utf8"

	"github.com/kumite/kumite/internal/durable"
	"github.com/kumite/kumite/internal/jsonfile"
	"github.com/kumite/kumite/internal/safefile"
)

// The schemas of the file that a reviewer's page exports, and of a line of verdicts.jsonl.
const (
	ExportSchema  = "kumite.review-verdicts/1"
	VerdictSchema = "kumite.review-verdict/1"
)

// Choice is a reviewer's answer to an item.
type Choice string

// The choices.
const (
	Left  Choice = "left"
	Right Choice = "right"
	Same  Choice = "same" // no difference
)

// Export is the file that a reviewer's page exports.
type Export struct {
	Schema   string   `json:"schema"`
	Review   string   `json:"review"`
	Reviewer string   `json:"reviewer"`
	Verdicts []Answer `json:"verdicts"`
}

// Answer is one verdict of a file.
type Answer struct {
	Item   int    `json:"item"` // index into Key.Items
	Choice Choice `json:"choice"`
	When   string `json:"when"` // RFC 3339
}

// Verdict is one line of verdicts.jsonl.
type Verdict struct {
	Schema   string `json:"schema"`
	Reviewer string `json:"reviewer"`
	Answer
}

// mark is what a verdict is given on, and by whom.
type mark struct {
	reviewer string
	item     int
}

func (v *Verdict) mark() mark { return mark{v.Reviewer, v.Item} }

// check reports whether a verdict is one on a review of so many items.
func (v *Verdict) check(items int) error {
	switch _, err := time.Parse(time.RFC3339, v.When); {
	case v.Schema != VerdictSchema:
		return fmt.Errorf("schema is %.40q; want %q", v.Schema, VerdictSchema)
	case v.Reviewer == "" || utf8.RuneCountInString(v.Reviewer) > 200 || !utf8.ValidString(v.Reviewer):
		return errors.New("the reviewer's name must have 1 to 200 characters")
	case v.Item < 0 || v.Item >= items:
		return fmt.Errorf("item is %d; the review has 0 to %d", v.Item, items-1)
	case v.Choice != Left && v.Choice != Right && v.Choice != Same:
		return fmt.Errorf("choice is %.40q; want left, right or same", v.Choice)
	case err != nil:
		return fmt.Errorf("when is %.40q; want a time such as 2026-01-31T12:00:00Z", v.When)
	}
	return nil
}

// Add appends the verdicts of an exported file to a review, and syncs them. A reviewer's
// first verdict on an item counts; later ones are not added. It returns the number added.
// If any is invalid, nothing is added.
func Add(dir, path string) (added int, err error) {
	data, err := safefile.Read(path, safefile.ReviewVerdicts)
	if err != nil {
		return 0, fmt.Errorf("add verdicts: %w", err)
	}
	x, want := Export{}, Export{Schema: ExportSchema}
	if err := safefile.Unmarshal(data, safefile.ReviewVerdicts, &x); err != nil {
		return 0, fmt.Errorf("add verdicts: %s: %w; want the file that a review's page exports", path, err)
	}
	if x.Schema != want.Schema {
		return 0, fmt.Errorf("add verdicts: %s is not the file that a review's page exports: schema %.40q, want %q", path, x.Schema, want.Schema)
	}
	key, sum, err := readKey(dir)
	if err != nil {
		return 0, err
	}
	if x.Review != sum {
		return 0, fmt.Errorf("add verdicts: %s belongs to another review than %s", path, dir)
	}
	root, err := safefile.OpenRoot(dir)
	if err != nil {
		return 0, fmt.Errorf("add verdicts: %w", err)
	}
	defer root.Close()
	lock, err := durable.Lock(root.Path(".lock"))
	if err != nil {
		return 0, fmt.Errorf("add verdicts to %s: %w", dir, err)
	}
	defer func() { err = errors.Join(err, lock.Close()) }()
	there, whole, err := readVerdicts(dir, len(key.Items))
	if err != nil {
		return 0, err
	}
	known := map[mark]bool{}
	for _, v := range there {
		known[v.mark()] = true
	}
	var lines []byte
	for i, answer := range x.Verdicts {
		v := Verdict{Schema: VerdictSchema, Reviewer: x.Reviewer, Answer: answer}
		if err := v.check(len(key.Items)); err != nil {
			return 0, fmt.Errorf("add verdicts: %s: verdict %d: %w", path, i+1, err)
		}
		if known[v.mark()] {
			continue
		}
		known[v.mark()] = true
		line, err := json.Marshal(v)
		if err != nil {
			return 0, fmt.Errorf("add verdicts: %w", err)
		}
		lines = append(append(lines, line...), '\n')
		added++
	}
	if added == 0 {
		return 0, nil
	}
	if err := durable.AppendLines(root, verdictsFile, whole, lines); err != nil {
		return 0, fmt.Errorf("add verdicts: %w", err)
	}
	return added, nil
}

// readVerdicts returns the verdicts of complete lines, and the number of their bytes. Of
// two verdicts of a reviewer on one item, as in files that were joined, the first counts.
func readVerdicts(dir string, items int) (all []Verdict, whole int64, err error) {
	path := filepath.Join(dir, verdictsFile)
	data, err := safefile.ReadIn(dir, verdictsFile, safefile.ReviewVerdicts)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, 0, nil
	}
	if err != nil {
		return nil, 0, fmt.Errorf("read verdicts: %w", err)
	}
	data = data[:bytes.LastIndexByte(data, '\n')+1]
	lines := bufio.NewScanner(bytes.NewReader(data))
	known, n := map[mark]bool{}, 0
	for lines.Scan() {
		n++
		var v Verdict
		err := jsonfile.Decode(lines.Bytes(), &v)
		if err == nil {
			err = v.check(items)
		}
		if err != nil {
			return nil, 0, fmt.Errorf("read verdicts %s: line %d: %w", path, n, err)
		}
		if !known[v.mark()] {
			known[v.mark()] = true
			all = append(all, v)
		}
	}
	if err := safefile.LineError(lines.Err(), n, bufio.MaxScanTokenSize); err != nil {
		return nil, 0, fmt.Errorf("read verdicts %s: %w", path, err)
	}
	return all, int64(len(data)), nil
}
