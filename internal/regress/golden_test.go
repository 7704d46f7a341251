package regress

import (
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"math"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"
)

// plainLimit is the size above which a golden file is compressed.
const plainLimit = 256 << 10

// transcript is a sequence of named documents, masked.
type transcript struct {
	t    *testing.T
	text strings.Builder
}

// add appends a document.
func (d *transcript) add(name, text string) {
	text = mask(text)
	if text != "" && !strings.HasSuffix(text, "\n") {
		text += "\n(no newline at the end)\n"
	}
	fmt.Fprintf(&d.text, "==> %s <==\n%s", name, text)
}

// run runs a command that must exit with 0 and appends its standard output.
func (d *transcript) run(args ...string) string {
	d.t.Helper()
	out := kumite(d.t, args...)
	d.add(typed(args), out)
	return out
}

// file appends a file of the workspace.
func (d *transcript) file(name string) {
	d.t.Helper()
	d.add(name, string(read(d.t, name)))
}

// hash appends the SHA-256 of a file of the workspace.
func (d *transcript) hash(name string) {
	d.t.Helper()
	d.add(name+", SHA-256", sum(read(d.t, name)))
}

// replays appends the SHA-256 of each replay of a folder, uncompressed.
func (d *transcript) replays(dir string) {
	d.t.Helper()
	paths, err := filepath.Glob(filepath.Join(at(d.t, dir), "*.replay"))
	if err != nil {
		d.t.Fatal(err)
	}
	var lines strings.Builder
	for _, path := range paths {
		data, err := os.ReadFile(path)
		if err != nil {
			d.t.Fatal(err)
		}
		if data, err = gunzip(data); err != nil {
			d.t.Fatalf("%s: %v", path, err)
		}
		fmt.Fprintf(&lines, "%s %s", filepath.Base(path), sum(data))
	}
	d.add("replays, SHA-256 uncompressed", lines.String())
}

func sum(data []byte) string {
	h := sha256.Sum256(data)
	return hex.EncodeToString(h[:]) + "\n"
}

func gunzip(data []byte) ([]byte, error) {
	r, err := gzip.NewReader(bytes.NewReader(data))
	if err != nil {
		return nil, err
	}
	return io.ReadAll(r)
}

// equals compares the transcript with testdata/NAME.golden, or with -update
// writes that file.
func (d *transcript) equals(name string) {
	d.t.Helper()
	path := filepath.Join("testdata", name+".golden")
	if *update {
		if err := store(path, d.text.String()); err != nil {
			d.t.Fatal(err)
		}
		return
	}
	want, err := load(path)
	if err != nil {
		d.t.Fatal(err)
	}
	if diff := difference(d.text.String(), want); diff != "" {
		d.t.Errorf("%s: %s\nif the change is intended, renew the file with -update", path, diff)
	}
}

// store writes a golden file, compressed if it is large, and removes its other form.
func store(path, text string) error {
	data, other := []byte(text), path+".gz"
	if len(data) > plainLimit {
		var packed bytes.Buffer
		w, err := gzip.NewWriterLevel(&packed, gzip.BestCompression)
		if err != nil {
			return err
		}
		if _, err := w.Write(data); err != nil {
			return err
		}
		if err := w.Close(); err != nil {
			return err
		}
		data, path, other = packed.Bytes(), other, path
	}
	if err := os.Remove(other); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		return err
	}
	return os.WriteFile(path, data, 0o644)
}

// load reads a golden file in either form.
func load(path string) (string, error) {
	data, err := os.ReadFile(path)
	if errors.Is(err, fs.ErrNotExist) {
		if data, err = os.ReadFile(path + ".gz"); err == nil {
			data, err = gunzip(data)
		}
	}
	return string(data), err
}

// difference describes the first line in which two transcripts differ, its document
// and the number of differing lines. It is empty if they are the same.
func difference(got, want string) string {
	if got == want {
		return ""
	}
	gots, wants := strings.Split(got, "\n"), strings.Split(want, "\n")
	line := func(lines []string, i int) string {
		if i < len(lines) {
			return lines[i]
		}
		return "(the end)"
	}
	document, first, differ := "", -1, 0
	for i := range max(len(gots), len(wants)) {
		w := line(wants, i)
		if first < 0 && strings.HasPrefix(w, "==> ") {
			document = w
		}
		if !same(line(gots, i), w, *exact) {
			differ++
			if first < 0 {
				first = i
			}
		}
	}
	if first < 0 {
		return ""
	}
	return fmt.Sprintf("line %d, in %q:\n got %q\nwant %q\ndiffering lines: %d", first+1, strings.Trim(document, "=<> "),
		line(gots, first), line(wants, first), differ)
}

// number matches a number in a text.
var number = regexp.MustCompile(`-?\d+(\.\d+)?([eE][-+]?\d+)?`)

// tolerance is the accepted difference of two fractions relative to the larger. The
// last digits of a network's scores depend on the processor.
const tolerance = 1e-5

// same reports whether two lines are equal except for fractions that differ by at
// most tolerance. Whole numbers and words must be equal.
func same(got, want string, exact bool) bool {
	if got == want {
		return true
	}
	if exact || number.ReplaceAllString(got, "#") != number.ReplaceAllString(want, "#") {
		return false
	}
	gots, wants := number.FindAllString(got, -1), number.FindAllString(want, -1)
	for i := range gots {
		if gots[i] == wants[i] {
			continue
		}
		g, err := strconv.ParseFloat(gots[i], 64)
		if err != nil {
			return false
		}
		w, err := strconv.ParseFloat(wants[i], 64)
		if err != nil || !strings.ContainsAny(gots[i]+wants[i], ".e") || !(math.Abs(g-w) <= tolerance*max(math.Abs(g), math.Abs(w))) {
			return false
		}
	}
	return true
}

func TestOnlyFractionsMayDifferWithinTheTolerance(t *testing.T) {
	for _, c := range []struct {
		got, want string
		same      bool
	}{
		{`"nll": 0.06123456`, `"nll": 0.06123459`, true},
		{"1.5e-07,2", "1.500001e-07,2", true},
		{`"nll": 0.0612`, `"nll": 0.0613`, false},
		{`"wins": 100001`, `"wins": 100000`, false},
		{`"mcc": 0.5`, `"kappa": 0.5`, false},
		{"hash 12ab", "hash 13ab", false},
		{"0.5", "0.5 0.5", false},
	} {
		if got := same(c.got, c.want, false); got != c.same {
			t.Errorf("%q and %q: got %v, want %v", c.got, c.want, got, c.same)
		}
	}
}

func TestTheFirstDifferenceIsReportedWithLineAndDocument(t *testing.T) {
	const want = "==> a.json <==\n{\n  \"wins\": 3\n}\n==> b.csv <==\nframe\n1\n2\n"
	for _, c := range []struct{ name, got, diff string }{
		{"equal", want, ""},
		{"a number of the first document", strings.Replace(want, "3", "4", 1),
			"line 3, in \"a.json\":\n got \"  \\\"wins\\\": 4\"\nwant \"  \\\"wins\\\": 3\"\ndiffering lines: 1"},
		{"two lines of the second", strings.Replace(want, "1\n2", "0\n0", 1), "line 7, in \"b.csv\":\n got \"0\"\nwant \"1\"\ndiffering lines: 2"},
		{"a missing end", strings.TrimSuffix(want, "2\n"), "line 8, in \"b.csv\":\n got \"\"\nwant \"2\"\ndiffering lines: 2"},
	} {
		if got := difference(c.got, want); got != c.diff {
			t.Errorf("%s: got %q, want %q", c.name, got, c.diff)
		}
	}
}

func TestALargeGoldenFileReadsBackAsItWasWritten(t *testing.T) {
	path := filepath.Join(t.TempDir(), "x.golden")
	for _, want := range []string{"small\n", strings.Repeat("large\n", plainLimit), "small again\n"} {
		if err := store(path, want); err != nil {
			t.Fatal(err)
		}
		if got, err := load(path); err != nil || got != want {
			t.Errorf("%d bytes are read back as %d bytes, %v", len(want), len(got), err)
		}
	}
}
