package duel

import (
	"bufio"
	"compress/gzip"
	"encoding/binary"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"sync"

	"github.com/kumite/kumite/internal/jsonfile"
	"github.com/kumite/kumite/internal/safefile"
	"github.com/kumite/kumite/sim"
)

// A recording's file is a gzip stream of one line of JSON, the Header, then
// per tick four bytes (left skill, left move, right skill, right move), then
// the hashes as little-endian 64-bit words, one for each full HashEvery ticks
// before the last tick.

// maxTicks bounds the allocation for a file.
const maxTicks = 3600 * sim.TickRate

// Compressors and decompressors are reused: to make one takes longer than a short match.
var (
	writers = sync.Pool{New: func() any { return gzip.NewWriter(io.Discard) }}
	readers = sync.Pool{New: func() any { return new(gzip.Reader) }}
)

// Encode writes the recording to out.
func (r *Recording) Encode(out io.Writer) error {
	zip := writers.Get().(*gzip.Writer)
	defer writers.Put(zip)
	zip.Reset(out)
	head, err := json.Marshal(r.Header)
	if err != nil {
		return fmt.Errorf("encode recording: %w", err)
	}
	buf := append(head, '\n')
	for _, in := range r.Inputs {
		buf = append(buf, byte(in[0].Skill), byte(in[0].Move), byte(in[1].Skill), byte(in[1].Move))
	}
	for _, h := range r.Hashes {
		buf = binary.LittleEndian.AppendUint64(buf, h)
	}
	if _, err := zip.Write(buf); err != nil {
		return fmt.Errorf("encode recording: %w", err)
	}
	return zip.Close()
}

// Decode reads a recording and checks that it is complete.
func Decode(in io.Reader) (*Recording, error) {
	zip := readers.Get().(*gzip.Reader)
	defer readers.Put(zip)
	if err := zip.Reset(in); err != nil {
		return nil, errors.New("not a kumite recording (no gzip header)")
	}
	body := bufio.NewReader(io.LimitReader(zip, 1<<16+maxTicks*5))
	head, err := body.ReadBytes('\n')
	if err != nil {
		return nil, errors.New("recording is truncated in its header")
	}
	var r Recording
	if err := jsonfile.Decode(head, &r.Header); err != nil {
		return nil, fmt.Errorf("not a kumite recording: %w", err)
	}
	if r.Schema != Schema {
		return nil, fmt.Errorf("recording has schema %q; this program reads %q", r.Schema, Schema)
	}
	if err := r.Rules.Validate(); err != nil {
		return nil, err
	}
	if r.Ticks < 1 || r.Ticks > r.Rules.MatchTicks {
		return nil, fmt.Errorf("recording has %d ticks; its rules allow 1 to %d", r.Ticks, r.Rules.MatchTicks)
	}
	hashes := (int(r.Ticks) - 1) / HashEvery
	data, err := io.ReadAll(body)
	if want := int(r.Ticks)*4 + hashes*8; len(data) != want {
		return nil, fmt.Errorf("recording has %d bytes after its header; want %d", len(data), want)
	} else if err != nil {
		return nil, errors.New("recording has damaged data after its end; copy it again")
	}
	r.Inputs = make([][2]sim.Input, r.Ticks)
	for t := range r.Inputs {
		b := data[t*4:]
		r.Inputs[t] = [2]sim.Input{
			{Skill: sim.Skill(b[0]), Move: sim.Move(b[1])},
			{Skill: sim.Skill(b[2]), Move: sim.Move(b[3])},
		}
		for _, in := range r.Inputs[t] {
			if in.Skill >= sim.NumSkills {
				return nil, fmt.Errorf("recording has skill %d at tick %d; this game has %d", in.Skill, t, sim.NumSkills-1)
			}
			if in.Move > sim.AllKeys {
				return nil, fmt.Errorf("recording has keys %#x at tick %d; this game has %#x", in.Move, t, sim.AllKeys)
			}
		}
	}
	r.Hashes = make([]uint64, hashes)
	for i := range r.Hashes {
		r.Hashes[i] = binary.LittleEndian.Uint64(data[int(r.Ticks)*4+i*8:])
	}
	return &r, nil
}

// ReadFile reads a recording from a file. Errors name the file.
func ReadFile(path string) (*Recording, error) {
	f, err := safefile.Open(path, safefile.Replay)
	return read(f, path, err)
}

// ReadOwn is ReadFile for a file that may have been named by whoever made its folder: a
// symbolic link is an error.
func ReadOwn(path string) (*Recording, error) {
	f, err := safefile.OpenOwn(path, safefile.Replay)
	return read(f, path, err)
}

func read(f *safefile.File, path string, err error) (*Recording, error) {
	if err != nil {
		return nil, fmt.Errorf("read recording: %w", err)
	}
	defer f.Close() // read only
	r, err := Decode(bufio.NewReader(f))
	if err != nil {
		return nil, fmt.Errorf("read recording %s: %w", path, err)
	}
	return r, nil
}
