package csvfile

import (
	"bufio"
	"bytes"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"math"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/encoding/unicode"

	"github.com/kumite/kumite/internal/number"
)

// Reader reads the rows of a table. Calls must not overlap.
type Reader struct {
	Heading []string // names of the columns without blanks around them
	in      *csv.Reader
	text    *lines
	before  int // lines before the heading
}

// Bounds of a table, far above those of real ones.
const (
	maxRow     = 1 << 20 // bytes
	maxColumns = 1 << 14
)

// Option is a form that only some tables have.
type Option int

// Comments ignores lines that begin with #, above the heading and among the rows.
const Comments Option = 1

// NewReader reads the heading of a table. It returns io.EOF for an empty file.
// A column that appears twice is an error. A line such as "sep=;" before the heading,
// as Excel writes it, names the separator.
func NewReader(r io.Reader, options ...Option) (*Reader, error) {
	source := &lines{in: bufio.NewReader(decoded(r)), allowed: maxRow}
	text := bufio.NewReader(source)
	heading, _ := text.Peek(text.Size()) // an error comes again with the rows
	in := csv.NewReader(text)
	in.ReuseRecord, in.TrimLeadingSpace = true, true
	if slices.Contains(options, Comments) {
		in.Comment = '#'
	}
	x := &Reader{in: in, text: source}
	if stated := statement.FindSubmatch(heading); stated != nil {
		text.Discard(len(stated[0])) // which were peeked
		in.Comma, x.before = rune(stated[1][0]), 1
	} else {
		in.Comma = separator(heading, in.Comment)
	}
	names, err := in.Read()
	if err != nil {
		return nil, x.explain(names, err)
	}
	if len(names) > maxColumns {
		return nil, fmt.Errorf("the heading has %s; want at most %d", number.Of(len(names), "column"), maxColumns)
	}
	x.Heading = slices.Clone(names)
	for i, name := range x.Heading {
		x.Heading[i] = strings.TrimSpace(name)
		if at := slices.Index(x.Heading[:i], x.Heading[i]); at >= 0 && x.Heading[i] != "" {
			if _, no := strconv.ParseFloat(x.Heading[i], 64); no == nil {
				return nil, fmt.Errorf("the first row has the value %s twice where the names of the columns are wanted; write the names above it", x.Heading[i])
			}
			return nil, fmt.Errorf("column %q appears twice, as column %d and %d; keep one", x.Heading[i], at+1, i+1)
		}
	}
	return x, nil
}

// Column returns the index of the column of a name, in whatever case, or −1 if there is
// none. Two columns of that name are an error.
func (x *Reader) Column(name string) (int, error) {
	found := -1
	for i, other := range x.Heading {
		if !strings.EqualFold(other, name) {
			continue
		}
		if found >= 0 {
			return 0, fmt.Errorf("columns %q and %q are the same but for case; keep one", x.Heading[found], other)
		}
		found = i
	}
	return found, nil
}

// Text returns the text of a list that is not a table, with the forms of a table's text: in
// UTF-8 without a byte order mark, and with line feeds as line ends.
func Text(r io.Reader) io.Reader {
	return &lines{in: bufio.NewReader(decoded(r)), allowed: math.MaxInt64}
}

// Read returns the next row and its line, the heading being line 1, or io.EOF
// after the last. The row's memory is overwritten by the next call. A heading
// among the rows is an error.
func (x *Reader) Read() (row []string, line int, err error) {
	x.text.allowed = x.in.InputOffset() + maxRow
	row, err = x.in.Read()
	if err != nil {
		return nil, 0, x.explain(row, err)
	}
	line, _ = x.in.FieldPos(0)
	line += x.before
	for i, cell := range row {
		if strings.TrimSpace(cell) != x.Heading[i] {
			return row, line, nil
		}
	}
	return nil, line, fmt.Errorf("line %d: the heading appears again; keep one table in a file", line)
}

// statement is a first line that names the separator.
var statement = regexp.MustCompile(`(?i)\A"?sep=([,;\t|])"?\n`)

// explain says what is wrong with a row in words of its own. Other errors are as they were.
func (x *Reader) explain(row []string, err error) error {
	var malformed *csv.ParseError
	if !errors.As(err, &malformed) {
		return err
	}
	if errors.Is(err, csv.ErrFieldCount) {
		return fmt.Errorf("line %d: the heading has %s and this row %d; check its separators and quotes", malformed.StartLine+x.before, number.Of(len(x.Heading), "field"), len(row))
	}
	return fmt.Errorf("line %d: a quote is not closed, or is inside a field; quote the whole field and double the quotes in it", malformed.StartLine+x.before)
}

// decoded is the text as UTF-8 without a byte order mark.
func decoded(r io.Reader) io.Reader {
	in := bufio.NewReader(r)
	start, _ := in.Peek(4)
	switch {
	case bytes.HasPrefix(start, []byte("\xff\xfe")), len(start) >= 2 && start[0] != 0 && start[1] == 0:
		return unicode.UTF16(unicode.LittleEndian, unicode.UseBOM).NewDecoder().Reader(marked(in, start, "\xff\xfe"))
	case bytes.HasPrefix(start, []byte("\xfe\xff")), len(start) >= 2 && start[0] == 0 && start[1] != 0:
		return unicode.UTF16(unicode.BigEndian, unicode.UseBOM).NewDecoder().Reader(marked(in, start, "\xfe\xff"))
	case bytes.HasPrefix(start, []byte("\xef\xbb\xbf")):
		in.Discard(3) // which were peeked
	}
	return in
}

// marked is UTF-16 with a byte order mark, also where the file has none.
func marked(in io.Reader, start []byte, mark string) io.Reader {
	if bytes.HasPrefix(start, []byte(mark)) {
		return in
	}
	return io.MultiReader(strings.NewReader(mark), in)
}

// lines gives text with line feeds as line ends, whatever they were.
type lines struct {
	in   *bufio.Reader
	line int
	err  error // the last one; a bufio.Reader reports an error once
	char [utf8.UTFMax]byte
	rest []byte // of char, that did not fit

	given   int64 // bytes
	allowed int64 // bytes up to which the next row may reach
}

var errEncoding = errors.New("the text is neither UTF-8 nor UTF-16; save it as UTF-8")

func (l *lines) Read(into []byte) (n int, err error) {
	if l.err == nil && l.given >= l.allowed {
		l.err = fmt.Errorf("line %d: a row has more than %d bytes; check its quotes", l.line+1, maxRow)
	}
	if l.err != nil {
		return 0, l.err
	}
	defer func() { l.given += int64(n) }()
	n = copy(into, l.rest)
	l.rest = l.rest[n:]
	for n < len(into) {
		c, size, err := l.in.ReadRune()
		switch {
		case err != nil:
			l.err = err
			return n, err
		case c == utf8.RuneError && size == 1, c == 0:
			l.err = fmt.Errorf("line %d: %w", l.line+1, errEncoding)
			return n, l.err
		case c == '\r':
			if next, _ := l.in.Peek(1); len(next) == 1 && next[0] == '\n' {
				continue
			}
			c = '\n'
		}
		if c == '\n' {
			l.line++
		}
		l.rest = utf8.AppendRune(l.char[:0], c)
		k := copy(into[n:], l.rest)
		n, l.rest = n+k, l.rest[k:]
		if l.in.Buffered() == 0 {
			return n, nil
		}
	}
	return n, nil
}

// separator is what stands between the names of the heading, which may follow comments.
func separator(text []byte, comment rune) rune {
	heading, rest, more := bytes.Cut(text, []byte("\n"))
	for more && (len(bytes.TrimSpace(heading)) == 0 || comment != 0 && bytes.HasPrefix(heading, []byte(string(comment)))) {
		heading, rest, more = bytes.Cut(rest, []byte("\n"))
	}
	for _, c := range ",;\t" {
		if bytes.ContainsRune(heading, c) {
			return c
		}
	}
	return ','
}
