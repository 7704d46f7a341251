package review

import (
	"bytes"
	"cmp"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"math/rand/v2"
	"path/filepath"
	"slices"

	"github.com/kumite/kumite/agent/arena"
	"github.com/kumite/kumite/internal/durable"
	"github.com/kumite/kumite/internal/invalid"
	"github.com/kumite/kumite/internal/safefile"
	"github.com/kumite/kumite/sim"
	"github.com/kumite/kumite/sim/duel"
)

// The files of a review's folder.
const (
	keyFile      = "key.json"
	verdictsFile = "verdicts.jsonl"
)

// before is how long a clip shows the situation that both matches share.
const before = sim.TickRate

// maxContestants bounds a review; all are compared with each other.
const maxContestants = 50

// Config says what a review compares.
type Config struct {
	Contestants []string // 2 to 50, by their names in the run
	Situations  int      // for each two contestants, at most
	Seconds     int      // length of a clip
	Seed        uint64
}

// Validate reports every invalid field.
func (c Config) Validate() error {
	var f invalid.Fields
	if n := len(c.Contestants); n < 2 || n > maxContestants {
		f.Add(fmt.Errorf("a review compares at least two contestants, and at most %d; it has %d", maxContestants, n))
	}
	f.If(c.Situations < 1 || c.Situations > 1000, "situations is %d; want 1 to 1000", c.Situations)
	f.If(c.Seconds < 2 || c.Seconds > 60, "a clip lasts %d s; want 2 to 60", c.Seconds)
	return f.Err()
}

// Sheet is what reviewers get: the clips without names.
type Sheet struct {
	Review string // hash of the key, which verdicts name
	Items  [][2]Blind
}

// Blind is a clip that does not say who plays.
type Blind struct {
	Replay   []byte
	Side     sim.Side
	From, To int32
}

// Prepare draws situations of a run and writes the key to dir, which must not hold a
// review. The sheet is for the page of the reviewers. If ctx ends it, nothing is written.
func Prepare(ctx context.Context, run *arena.Record, dir string, cfg Config) (*Sheet, *Key, error) {
	if err := cfg.Validate(); err != nil {
		return nil, nil, fmt.Errorf("review: %w", err)
	}
	p := preparer{run: run, cfg: cfg, random: rand.New(rand.NewPCG(cfg.Seed, 0)), key: Key{Schema: KeySchema, Run: run.Manifest.SHA256, Seed: cfg.Seed},
		recordings: map[string]*duel.Recording{}}
	for _, name := range cfg.Contestants {
		i := slices.IndexFunc(run.Manifest.Contestants, func(c duel.Participant) bool { return c.Name == name })
		if i < 0 {
			return nil, nil, fmt.Errorf("review: the run has no contestant %s; `kumite show %s` lists them", name, run.Dir)
		}
		if slices.ContainsFunc(p.key.Contestants, func(c duel.Participant) bool { return c.Name == name }) {
			return nil, nil, fmt.Errorf("review: contestant %s is named twice", name)
		}
		p.key.Contestants = append(p.key.Contestants, run.Manifest.Contestants[i])
	}
	for a := range cfg.Contestants {
		for b := range a {
			if err := p.add(ctx, b, a); err != nil {
				return nil, nil, fmt.Errorf("review: %w", err)
			}
		}
	}
	p.arrange()
	sheet, err := p.sheet()
	if err != nil {
		return nil, nil, fmt.Errorf("review: %w", err)
	}
	root, err := safefile.MakeRoot(dir)
	if err != nil {
		return nil, nil, fmt.Errorf("review: %w", err)
	}
	defer root.Close()
	if _, err := root.Lstat(keyFile); !errors.Is(err, fs.ErrNotExist) {
		return nil, nil, fmt.Errorf("review: %s already contains a review; choose another folder", dir)
	}
	var buf bytes.Buffer
	if err := durable.EncodeJSON(&buf, p.key); err != nil {
		return nil, nil, fmt.Errorf("review: %w", err)
	}
	sheet.Review = hash(buf.Bytes())
	if err := durable.WriteFileIn(root, keyFile, durable.Bytes(buf.Bytes())); err != nil {
		return nil, nil, fmt.Errorf("review: %w", err)
	}
	return sheet, &p.key, nil
}

type preparer struct {
	run        *arena.Record
	cfg        Config
	random     *rand.Rand
	key        Key
	recordings map[string]*duel.Recording // by file
}

// place is where a contestant met an opponent: matches at one place differ in the
// contestant alone.
type place struct {
	opponent string
	seed     uint64
	side     sim.Side
}

// add adds situations of two contestants, by index.
func (p *preparer) add(ctx context.Context, a, b int) error {
	first, second := p.places(a, b), p.places(b, a)
	var common []place
	for at := range first {
		if second[at] != nil {
			common = append(common, at)
		}
	}
	slices.SortFunc(common, func(x, y place) int {
		return cmp.Or(cmp.Compare(x.opponent, y.opponent), cmp.Compare(x.seed, y.seed), cmp.Compare(x.side, y.side))
	})
	p.random.Shuffle(len(common), func(i, j int) { common[i], common[j] = common[j], common[i] })
	found := 0
	for _, at := range common {
		if found == p.cfg.Situations {
			break
		}
		if err := ctx.Err(); err != nil {
			return err
		}
		item, ok, err := p.item(at, [2]int{a, b}, [2]*arena.Leg{first[at], second[at]})
		if err != nil {
			return err
		}
		if ok {
			p.key.Items = append(p.key.Items, item)
			found++
		}
	}
	if found == 0 {
		return fmt.Errorf("%s and %s have no situation in common: no two of their matches share a seed, an opponent and a side, with replays that differ; play them in one tournament", p.key.Contestants[a].Name, p.key.Contestants[b].Name)
	}
	return nil
}

// places returns the matches of a contestant by their places. The opponent of two
// contestants that meet each other is "".
func (p *preparer) places(who, other int) map[place]*arena.Leg {
	all := map[place]*arena.Leg{}
	name := p.key.Contestants[who].Name
	for i := range p.run.Legs {
		l := &p.run.Legs[i]
		for _, side := range []sim.Side{sim.Left, sim.Right} {
			if l.Outcome == arena.Void || l.On(side) != name {
				continue
			}
			opponent := l.On(side.Other())
			if opponent == p.key.Contestants[other].Name {
				opponent = ""
			}
			all[place{opponent, l.Seed, side}] = l
		}
	}
	return all
}

// item returns the item of two matches at one place; ok is false if they do not differ.
func (p *preparer) item(at place, who [2]int, legs [2]*arena.Leg) (item Item, ok bool, err error) {
	var r [2]*duel.Recording
	for i, l := range legs {
		if r[i], err = p.recording(l); err != nil || r[i] == nil {
			return item, false, err
		}
	}
	differ := int32(-1)
	for t := range min(r[0].Ticks, r[1].Ticks) {
		if r[0].Inputs[t] != r[1].Inputs[t] {
			differ = t
			break
		}
	}
	if differ < 0 {
		return item, false, nil
	}
	item = Item{Situation: len(p.key.Items), Opponent: at.opponent, Seed: at.seed}
	from := max(differ-before, 0)
	for i := range item.Clips {
		item.Clips[i] = Clip{Contestant: who[i], Replay: p.run.ReplayName(legs[i]), Side: at.side.String(), From: from, To: min(from+int32(p.cfg.Seconds)*sim.TickRate, r[i].Ticks)}
	}
	if p.random.IntN(2) == 1 {
		item.Clips[0], item.Clips[1] = item.Clips[1], item.Clips[0]
	}
	return item, true, nil
}

// recording reads and verifies the recording of a leg, nil if there is none.
func (p *preparer) recording(l *arena.Leg) (*duel.Recording, error) {
	name := p.run.ReplayName(l)
	if r, ok := p.recordings[name]; ok {
		return r, nil
	}
	data, err := p.run.Replay(l)
	if err != nil || data == nil {
		return nil, err
	}
	r, err := duel.Decode(bytes.NewReader(data))
	if err == nil {
		err = r.Verify()
	}
	if err != nil {
		return nil, fmt.Errorf("%s: %w", filepath.Join(p.run.Dir, "replays", name), err)
	}
	p.recordings[name] = r
	return r, nil
}

// arrange shuffles the items and adds a tenth of them a second time, with the sides swapped.
func (p *preparer) arrange() {
	items := p.key.Items
	p.random.Shuffle(len(items), func(i, j int) { items[i], items[j] = items[j], items[i] })
	for _, i := range p.random.Perm(len(items))[:(len(items)+9)/10] {
		again := items[i]
		again.Repeats = &i
		again.Clips[0], again.Clips[1] = again.Clips[1], again.Clips[0]
		p.key.Items = append(p.key.Items, again)
	}
}

// sheet returns the clips without names.
func (p *preparer) sheet() (*Sheet, error) {
	s := &Sheet{}
	for _, item := range p.key.Items {
		var both [2]Blind
		for i, c := range item.Clips {
			data, err := anonymous(p.recordings[c.Replay])
			if err != nil {
				return nil, err
			}
			both[i] = Blind{Replay: data, From: c.From, To: c.To}
			if c.Side == sim.Right.String() {
				both[i].Side = sim.Right
			}
		}
		s.Items = append(s.Items, both)
	}
	return s, nil
}

// anonymous encodes a recording without its contestants.
func anonymous(r *duel.Recording) ([]byte, error) {
	blind := *r
	blind.Contestants = [2]duel.Participant{{Name: "left"}, {Name: "right"}}
	var buf bytes.Buffer
	err := blind.Encode(&buf)
	return buf.Bytes(), err
}

func hash(data []byte) string {
	sum := sha256.Sum256(data)
	return hex.EncodeToString(sum[:])
}
