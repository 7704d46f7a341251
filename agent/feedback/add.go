package feedback

import (
	"bytes"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"errors"
	"fmt"

	"github.com/kumite/kumite/internal/safefile"
	"github.com/kumite/kumite/sim"
	"github.com/kumite/kumite/sim/duel"
)

// ExportSchema is the schema of the file that a report exports.
const ExportSchema = "kumite.feedback-export/1"

// maxEntries bounds the complaints of one file.
const maxEntries = 10000

// Export is the file that a report in a browser exports.
type Export struct {
	Schema  string            `json:"schema"`
	Report  string            `json:"report"`
	Entries []Tag             `json:"entries"`
	Replays map[string]string `json:"replays"` // base64 of the recording, by match
}

// Tag is what a person states of a moment.
type Tag struct {
	Match string `json:"match"` // its name in the report
	Tick  int32  `json:"tick"`
	Side  string `json:"side"`
	Kind  Kind   `json:"kind"`
	Note  string `json:"note"`
	Who   string `json:"who"`
	When  string `json:"when"` // RFC 3339
}

// Import adds the complaints of an exported file to a folder, which is created if it does
// not exist, and returns those that were not there yet. If any is invalid, nothing is
// added.
func Import(dir, path string) ([]Complaint, error) {
	data, err := safefile.Read(path, safefile.FeedbackExport)
	if err != nil {
		return nil, fmt.Errorf("import feedback: %w", err)
	}
	x, want := Export{}, Export{Schema: ExportSchema}
	if err := safefile.Unmarshal(data, safefile.FeedbackExport, &x); err != nil {
		return nil, fmt.Errorf("import feedback %s: %w; want the file that a report exports", path, err)
	}
	if x.Schema != want.Schema {
		return nil, fmt.Errorf("import feedback %s: it has schema %.40q; want %q, the file that a report exports", path, x.Schema, want.Schema)
	}
	if len(x.Entries) > maxEntries {
		return nil, fmt.Errorf("import feedback %s: it has %d complaints; want at most %d", path, len(x.Entries), maxEntries)
	}
	replays := map[string]recorded{}
	var entries []entry
	for i, tag := range x.Entries {
		r, ok := replays[tag.Match]
		if !ok {
			if r, err = decodeText(x.Replays[tag.Match]); err != nil {
				return nil, fmt.Errorf("import feedback %s: replay of match %.40q: %w", path, tag.Match, err)
			}
			replays[tag.Match] = r
		}
		e, err := newEntry(tag, r)
		if err != nil {
			return nil, fmt.Errorf("import feedback %s: complaint %d: %w", path, i+1, err)
		}
		entries = append(entries, e)
	}
	return add(dir, entries)
}

// Add adds one complaint about a replay's file.
func Add(dir, replay string, tag Tag) ([]Complaint, error) {
	data, err := safefile.Read(replay, safefile.Replay)
	if err != nil {
		return nil, fmt.Errorf("add feedback: %w", err)
	}
	return addAll(dir, replay, data, []Tag{tag})
}

// AddRecorded adds complaints about a recording, which may be of a match that was left
// before its end.
func AddRecorded(dir string, r *duel.Recording, tags []Tag) ([]Complaint, error) {
	var file bytes.Buffer
	if err := r.Encode(&file); err != nil {
		return nil, fmt.Errorf("add feedback: %w", err)
	}
	return addAll(dir, "recording", file.Bytes(), tags)
}

// addAll adds complaints about a recording's file, which errors call name.
func addAll(dir, name string, file []byte, tags []Tag) ([]Complaint, error) {
	r, err := newRecorded(file)
	if err != nil {
		return nil, fmt.Errorf("add feedback: %s: %w", name, err)
	}
	var entries []entry
	for _, tag := range tags {
		e, err := newEntry(tag, r)
		if err != nil {
			return nil, fmt.Errorf("add feedback: %w", err)
		}
		entries = append(entries, e)
	}
	return add(dir, entries)
}

// recorded is a verified recording with its file's contents.
type recorded struct {
	play *duel.Playback
	data []byte
	sum  string
}

func decodeText(text string) (recorded, error) {
	if text == "" {
		return recorded{}, errors.New("it is missing")
	}
	data, err := base64.StdEncoding.DecodeString(text)
	if err != nil {
		return recorded{}, err
	}
	return newRecorded(data)
}

func newRecorded(data []byte) (recorded, error) {
	r, err := decode(data)
	if err != nil {
		return recorded{}, err
	}
	play, err := duel.NewPlayback(r)
	return recorded{play, data, hash(data)}, err
}

// newEntry returns the complaint of a tag. Who played is what the recording says.
func newEntry(tag Tag, r recorded) (entry, error) {
	c := Complaint{Schema: Schema, Replay: r.sum, Match: tag.Match, Tick: tag.Tick, Side: tag.Side, Kind: tag.Kind, Note: tag.Note, Who: tag.Who, When: tag.When,
		RulesVersion: sim.RulesVersion}
	if err := c.Validate(); err != nil {
		return entry{}, err
	}
	if last := r.play.Len(); c.Tick > last {
		return entry{}, fmt.Errorf("tick is %d; the match ends at %d", c.Tick, last)
	}
	side, err := ParseSide(c.Side)
	if err != nil {
		return entry{}, err
	}
	who := r.play.Recording().Contestants[side]
	c.Contestant, c.Spec, c.ModelSHA256, c.Decoder = who.Name, who.Spec, who.ModelSHA256, who.Decoder
	if m, ok := Subject(r.play, side, c.Tick, c.Kind); ok {
		c.Skill = m.Skill.String()
	}
	return entry{c, r.data}, nil
}

func hash(data []byte) string {
	sum := sha256.Sum256(data)
	return hex.EncodeToString(sum[:])
}
