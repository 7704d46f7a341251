package scores

import (
	"bufio"
	"compress/gzip"
	"encoding/binary"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math"

	"github.com/kumite/kumite/internal/jsonfile"
)

// Schema is the schema of a file.
const Schema = "kumite.scores/1"

// A file is a gzip stream of one line of JSON, the header, and the columns of the left
// and of the right side.
type header struct {
	Schema    string         `json:"schema"`
	FinalHash string         `json:"final_hash"`
	Ticks     int32          `json:"ticks"`
	Sides     [2]*sideHeader `json:"sides"`
}

type sideHeader struct {
	About
	Words []string `json:"words"`
}

const (
	maxClasses = 256 // a class is one byte
	maxHeader  = 1 << 18
)

// Encode writes the file.
func (m *Match) Encode(out io.Writer) error {
	h := header{Schema: Schema, FinalHash: m.FinalHash, Ticks: m.Ticks}
	for i, s := range m.Sides {
		if s == nil {
			continue
		}
		if n := s.Decisions(m.Ticks); s.Len() != n {
			return fmt.Errorf("encode scores: %d decisions in %d ticks; want %d", s.Len(), m.Ticks, n)
		}
		h.Sides[i] = &sideHeader{s.About, s.words}
	}
	data, err := json.Marshal(h)
	if err != nil {
		return fmt.Errorf("encode scores: %w", err)
	}
	data = append(data, '\n')
	for _, s := range m.Sides {
		if s != nil {
			data = s.appendTo(data)
		}
	}
	zip, err := gzip.NewWriterLevel(out, gzip.BestCompression)
	if err != nil {
		return err
	}
	if _, err := zip.Write(data); err != nil {
		return fmt.Errorf("encode scores: %w", err)
	}
	return zip.Close()
}

// appendTo appends the columns: the probabilities class by class, then wanted, held and
// test, then score and threshold, each as four columns of bytes, the lowest first.
func (s *Side) appendTo(data []byte) []byte {
	for _, column := range s.columns() {
		data = append(data, *column...)
	}
	for _, values := range [][]float32{s.score, s.limit} {
		for shift := 0; shift < 32; shift += 8 {
			for _, v := range values {
				data = append(data, byte(math.Float32bits(v)>>shift))
			}
		}
	}
	return data
}

// columns returns the columns of bytes.
func (s *Side) columns() (all []*[]byte) {
	for i := range s.probs {
		all = append(all, &s.probs[i])
	}
	return append(all, &s.wanted, &s.held, &s.test)
}

// width is the number of bytes of a decision.
func (s *Side) width() int { return len(s.probs) + 3 + 2*4 }

// Decode reads a file and checks that it is complete.
func Decode(in io.Reader) (*Match, error) {
	zip, err := gzip.NewReader(in)
	if err != nil {
		return nil, errors.New("not a file of scores (no gzip header)")
	}
	body := bufio.NewReader(io.LimitReader(zip, maxHeader+2*(maxClasses+11)*MaxDecisions))
	line, err := body.ReadBytes('\n')
	if err != nil {
		return nil, errors.New("the scores are truncated in their header")
	}
	var h header
	if err := jsonfile.Decode(line, &h); err != nil {
		return nil, fmt.Errorf("not a file of scores: %w", err)
	}
	m, err := h.match()
	if err != nil {
		return nil, err
	}
	want := 0
	for _, s := range m.Sides {
		if s != nil {
			want += s.Decisions(m.Ticks) * s.width()
		}
	}
	data, err := io.ReadAll(io.LimitReader(body, int64(want)+1))
	if len(data) != want {
		return nil, fmt.Errorf("the scores have %d bytes after their header; want %d", len(data), want)
	} else if err != nil {
		return nil, errors.New("the scores have damaged data after their end; copy the file again")
	}
	for i, s := range m.Sides {
		if s == nil {
			continue
		}
		if data, err = s.take(data, s.Decisions(m.Ticks)); err != nil {
			return nil, fmt.Errorf("scores of the %s side: %w", [2]string{"left", "right"}[i], err)
		}
	}
	return m, nil
}

// match checks a header and returns its match without decisions.
func (h *header) match() (*Match, error) {
	switch {
	case h.Schema != Schema:
		return nil, fmt.Errorf("the scores have schema %.100q; this program reads %q", h.Schema, Schema)
	case h.Ticks < 1 || h.Ticks > maxTicks:
		return nil, fmt.Errorf("the scores cover %d ticks; want 1 to %d", h.Ticks, maxTicks)
	}
	m := &Match{FinalHash: h.FinalHash, Ticks: h.Ticks}
	for i, s := range h.Sides {
		if s == nil {
			continue
		}
		k := len(s.Classes)
		switch {
		case s.PeriodTicks < 1 || s.PeriodTicks > maxTicks:
			return nil, fmt.Errorf("period_ticks is %d; want 1 to %d", s.PeriodTicks, maxTicks)
		case s.Decisions(h.Ticks) > MaxDecisions:
			return nil, fmt.Errorf("the scores have %d decisions; want at most %d", s.Decisions(h.Ticks), MaxDecisions)
		case k < 2 || k > maxClasses:
			return nil, fmt.Errorf("scores of %d classes; want 2 to %d", k, maxClasses)
		case s.NoAction < 0 || s.NoAction >= k:
			return nil, fmt.Errorf("no_action is %d of %d classes", s.NoAction, k)
		case len(s.Limits) != 0 && len(s.Limits) != k:
			return nil, fmt.Errorf("limits of %d classes; want %d", len(s.Limits), k)
		case len(s.Words) == 0 || len(s.Words) > 256 || s.Words[0] != "":
			return nil, errors.New("words is not a list that begins with an empty word")
		}
		m.Sides[i] = NewSide(s.About)
		m.Sides[i].words = s.Words
	}
	return m, nil
}

// take takes n decisions from the start of data and returns the rest.
func (s *Side) take(data []byte, n int) ([]byte, error) {
	for _, column := range s.columns() {
		*column, data = data[:n:n], data[n:]
	}
	for _, values := range []*[]float32{&s.score, &s.limit} {
		*values = make([]float32, n)
		for i := range *values {
			bits := binary.LittleEndian.Uint32([]byte{data[i], data[n+i], data[2*n+i], data[3*n+i]})
			(*values)[i] = math.Float32frombits(bits)
		}
		data = data[4*n:]
	}
	for i := range n {
		switch {
		case int(s.wanted[i]) >= len(s.Classes):
			return nil, fmt.Errorf("decision %d is for class %d; want 0 to %d", i, s.wanted[i], len(s.Classes)-1)
		case int(s.held[i]) >= len(s.words) || int(s.test[i]) >= len(s.words):
			return nil, fmt.Errorf("decision %d has a word that is not in the list", i)
		}
	}
	return data, nil
}
