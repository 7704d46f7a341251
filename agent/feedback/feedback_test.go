package feedback_test

import (
	"bytes"
	"context"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"golang.org/x/sync/errgroup"

	"github.com/kumite/kumite/agent/feedback"
	"github.com/kumite/kumite/sim"
	"github.com/kumite/kumite/sim/duel"
	"github.com/kumite/kumite/sim/moments"
	"github.com/kumite/kumite/sim/script"
)

// played plays a match of scripts and returns its recording, also as a file.
func played(left, right string) (*duel.Recording, []byte, error) {
	cfg := duel.Config{Rules: sim.DefaultRules(), Seed: 3}
	cfg.Rules.MatchTicks = 20 * sim.TickRate
	var players [2]duel.Controller
	var who [2]duel.Participant
	for s, name := range []string{left, right} {
		f, err := script.New(name, cfg.Seed, uint64(16+s))
		if err != nil {
			return nil, nil, err
		}
		players[s], who[s] = f, duel.Participant{Name: name, Spec: "script:" + name}
	}
	rec := duel.NewRecorder(cfg, who)
	res, err := duel.Play(context.Background(), cfg, players, rec.Watch)
	if err != nil {
		return nil, nil, err
	}
	r := rec.Finish(res)
	var buf bytes.Buffer
	err = r.Encode(&buf)
	return r, buf.Bytes(), err
}

func recording(t *testing.T, left, right string) *duel.Recording {
	t.Helper()
	r, _, err := played(left, right)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func encoded(t *testing.T, r *duel.Recording) []byte {
	t.Helper()
	var buf bytes.Buffer
	if err := r.Encode(&buf); err != nil {
		t.Fatal(err)
	}
	return buf.Bytes()
}

// exported writes a file as a report exports it.
func exported(t *testing.T, x feedback.Export) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "export.json")
	x.Schema = feedback.ExportSchema
	data, err := json.Marshal(x)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, data, 0o644); err != nil {
		t.Fatal(err)
	}
	return path
}

func export(t *testing.T, tags ...feedback.Tag) feedback.Export {
	return feedback.Export{Report: "run", Entries: tags,
		Replays: map[string]string{"m": base64.StdEncoding.EncodeToString(encoded(t, recording(t, "dummy", "pro")))}}
}

func tag() feedback.Tag {
	return feedback.Tag{Match: "m", Tick: 300, Side: "left", Kind: feedback.ShouldHaveActed, Note: "wake <up>\n", Who: "A. User", When: "2026-01-31T12:00:00Z"}
}

func TestAnExportedFileIsAddedOnceWithWhatItsRecordingSays(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "feedback")
	path := exported(t, export(t, tag()))
	added, err := feedback.Import(dir, path)
	if err != nil || len(added) != 1 {
		t.Fatalf("added %v, %v; want one complaint", added, err)
	}
	got := added[0]
	if got.Number != 1 || got.Contestant != "dummy" || got.Spec != "script:dummy" || got.Note != tag().Note || got.Who != "A. User" || got.Skill == "" {
		t.Errorf("complaint is %+v", got)
	}
	again, err := feedback.Import(dir, path)
	if err != nil || len(again) != 0 {
		t.Errorf("a second import added %v, %v; want nothing", again, err)
	}
	other := tag()
	other.Note = "again"
	other.Match = strings.Repeat("m", 255) // as long as the name of a file may be
	x := export(t, other)
	x.Replays[other.Match] = x.Replays["m"]
	if _, err := feedback.Import(dir, exported(t, x)); err != nil {
		t.Fatal(err)
	}
	all, err := feedback.Read(dir)
	if err != nil || len(all) != 2 || all[0] != got || all[1].Number != 2 {
		t.Errorf("the folder has %+v, %v; want both in order", all, err)
	}
	if _, data, err := feedback.Replay(dir, &all[1]); err != nil || len(data) == 0 {
		t.Errorf("its replay: %v", err)
	}
}

func TestATextThatIsNotUTF8IsRefused(t *testing.T) {
	for what, change := range map[string]func(*feedback.Complaint){
		"note":  func(c *feedback.Complaint) { c.Note = "\xff" },
		"who":   func(c *feedback.Complaint) { c.Who = "a\xc3" },
		"match": func(c *feedback.Complaint) { c.Match = "\x80" },
	} {
		c := feedback.Complaint{Kind: feedback.Wasted, Side: "left", When: "2026-01-31T12:00:00Z"}
		if err := c.Validate(); err != nil {
			t.Fatal(err)
		}
		change(&c)
		if err := c.Validate(); err == nil || err.Error() != what+" is not UTF-8" {
			t.Errorf("got %v, want that the %s is not UTF-8", err, what)
		}
	}
}

func TestAnInvalidExportAddsNothing(t *testing.T) {
	broken := recording(t, "dummy", "pro")
	broken.Hashes[2]++
	for name, c := range map[string]struct {
		change func(*feedback.Export)
		want   string
	}{
		"kind":          {func(x *feedback.Export) { x.Entries[1].Kind = "meh" }, `complaint 2: kind is "meh"; want one of [should_have_acted`},
		"side":          {func(x *feedback.Export) { x.Entries[1].Side = "up" }, `side is "up"; want left or right`},
		"tick":          {func(x *feedback.Export) { x.Entries[1].Tick = 99999 }, "tick is 99999; the match ends at 1200"},
		"negative tick": {func(x *feedback.Export) { x.Entries[1].Tick = -1 }, "tick is -1"},
		"time":          {func(x *feedback.Export) { x.Entries[1].When = "now" }, `when is "now"`},
		"note":          {func(x *feedback.Export) { x.Entries[1].Note = strings.Repeat("x", 2001) }, "note has 2001 characters; want at most 2000"},
		"empty note":    {func(x *feedback.Export) { x.Entries[1].Kind, x.Entries[1].Note = feedback.Note, " " }, "needs a note; other kinds need none: [should_have_acted wasted too_late wrong_skill unfair]"},
		"match": {func(x *feedback.Export) {
			long := strings.Repeat("m", 256)
			x.Entries[1].Match, x.Replays[long] = long, x.Replays["m"]
		}, "match has 256 characters; want at most 255"},
		"no replay":    {func(x *feedback.Export) { x.Entries[1].Match = "other" }, `replay of match "other": it is missing`},
		"base64":       {func(x *feedback.Export) { x.Replays["m"] = "?" }, "illegal base64"},
		"not a replay": {func(x *feedback.Export) { x.Replays["m"] = "aGVsbG8=" }, "not a kumite recording"},
		"desync": {func(x *feedback.Export) { x.Replays["m"] = base64.StdEncoding.EncodeToString(encoded(t, broken)) },
			"desync by tick 180"},
	} {
		dir := filepath.Join(t.TempDir(), "feedback")
		x := export(t, tag(), tag())
		c.change(&x)
		if _, err := feedback.Import(dir, exported(t, x)); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: got %v, want %q", name, err, c.want)
		}
		if _, err := feedback.Read(dir); err == nil {
			t.Errorf("%s: the folder has complaints", name)
		}
	}
	path := filepath.Join(t.TempDir(), "x.json")
	if err := os.WriteFile(path, []byte(`{"schema":"kumite.eval/1"}`), 0o644); err != nil {
		t.Fatal(err)
	}
	if _, err := feedback.Import(t.TempDir(), path); err == nil || !strings.Contains(err.Error(), "the file that a report exports") {
		t.Errorf("another document: got %v", err)
	}
}

func TestALineThatACrashCutIsReplaced(t *testing.T) {
	dir := t.TempDir()
	if _, err := feedback.Import(dir, exported(t, export(t, tag()))); err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(dir, "feedback.jsonl")
	f, err := os.OpenFile(path, os.O_APPEND|os.O_WRONLY, 0)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := f.WriteString(`{"schema":"kumite.feed` + strings.Repeat("x", 900)); err != nil {
		t.Fatal(err)
	}
	if err := f.Close(); err != nil {
		t.Fatal(err)
	}
	other := tag()
	other.Tick = 400
	if _, err := feedback.Import(dir, exported(t, export(t, other))); err != nil {
		t.Fatal(err)
	}
	all, err := feedback.Read(dir)
	if err != nil || len(all) != 2 || all[1].Tick != 400 {
		t.Errorf("the folder has %+v, %v; want two complaints", all, err)
	}
	data, err := os.ReadFile(path)
	if err != nil || strings.Contains(string(data), "xxx") {
		t.Errorf("the cut line is still there: %v", err)
	}
}

func TestAReplayThatWasChangedIsRefused(t *testing.T) {
	dir := t.TempDir()
	added, err := feedback.Import(dir, exported(t, export(t, tag())))
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(feedback.ReplayPath(dir, &added[0]), encoded(t, recording(t, "pro", "pro")), 0o644); err != nil {
		t.Fatal(err)
	}
	if _, _, err := feedback.Replay(dir, &added[0]); err == nil || !strings.Contains(err.Error(), "it was changed") {
		t.Errorf("got %v, want that it was changed", err)
	}
}

func TestComplaintsAreGroupedByKindSkillAndModel(t *testing.T) {
	dir := t.TempDir()
	note := feedback.Tag{Match: "m", Tick: 5, Side: "right", Kind: feedback.Note, Note: "nice", When: tag().When}
	a, b := tag(), tag()
	b.Who = "somebody else"
	if _, err := feedback.Import(dir, exported(t, export(t, note, a, b))); err != nil {
		t.Fatal(err)
	}
	l, err := feedback.ReadList(dir)
	if err != nil || len(l.Groups) != 2 {
		t.Fatalf("groups %+v, %v; want two", l, err)
	}
	if g := l.Groups[0]; g.Kind != feedback.ShouldHaveActed || g.Count != 2 || g.Contestant != "dummy" || len(g.Numbers) != 2 || g.Numbers[0] != 2 {
		t.Errorf("the first group is %+v; want the two complaints about the dummy", g)
	}
	if _, ok := l.Find(4); ok {
		t.Error("there is a complaint 4 of 3")
	}
	data, err := json.Marshal(l)
	if err != nil || !strings.Contains(string(data), `"number":3`) {
		t.Errorf("JSON %s, %v; want numbers", data, err)
	}
}

func TestTheSubjectIsThePressOrOpeningNearestToTheTag(t *testing.T) {
	p, err := duel.NewPlayback(recording(t, "spammer", "dummy"))
	if err != nil {
		t.Fatal(err)
	}
	var press moments.Moment
	for _, m := range moments.Find(p) {
		if m.Kind == moments.Press && m.Side == sim.Left {
			press = m
			break
		}
	}
	for _, c := range []struct {
		kind feedback.Kind
		side sim.Side
		tick int32
		want bool
	}{
		{feedback.Wasted, sim.Left, press.Tick, true},
		{feedback.WrongSkill, sim.Left, press.Tick - feedback.After, true},
		{feedback.Wasted, sim.Right, press.Tick, false}, // the dummy never presses
		{feedback.Unfair, sim.Left, press.Tick, false},
	} {
		m, ok := feedback.Subject(p, c.side, c.tick, c.kind)
		if ok != c.want || ok && m != press {
			t.Errorf("%s of %s at %d: %+v, %v; want %v", c.kind, c.side, c.tick, m, ok, c.want)
		}
	}
}

// A match that was left is recorded up to then.
func TestComplaintsAboutAMatchThatWasLeftAreAdded(t *testing.T) {
	whole := recording(t, "dummy", "pro")
	r := *whole
	w := r.Start()
	for w.Tick < 500 {
		w.Step(r.Inputs[w.Tick])
	}
	r.Inputs, r.Hashes = r.Inputs[:500], r.Hashes[:499/duel.HashEvery]
	r.Ticks, r.Outcome, r.FinalHash = 500, w.Outcome().String(), fmt.Sprintf("%016x", w.Hash())
	dir := filepath.Join(t.TempDir(), "feedback")
	early, late := tag(), tag()
	late.Tick = 500
	added, err := feedback.AddRecorded(dir, &r, []feedback.Tag{early, late})
	if err != nil || len(added) != 2 || added[0].Contestant != "dummy" {
		t.Fatalf("added %+v, %v; want both complaints", added, err)
	}
	got, _, err := feedback.Replay(dir, &added[1])
	if err != nil || got.Ticks != 500 || got.Outcome != "running" {
		t.Errorf("its replay: %+v, %v", got.Header, err)
	}
	late.Tick = 501
	if _, err := feedback.AddRecorded(dir, &r, []feedback.Tag{late}); err == nil || !strings.Contains(err.Error(), "the match ends at 500") {
		t.Errorf("a complaint after the end: %v", err)
	}
	broken := r
	broken.FinalHash = whole.FinalHash
	if _, err := feedback.AddRecorded(dir, &broken, []feedback.Tag{early}); err == nil || !strings.Contains(err.Error(), "desync") {
		t.Errorf("a recording that does not reproduce: %v", err)
	}
}

// The lock of a folder refuses other processes, not other calls.
func TestCallsThatOverlapAllAdd(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "feedback")
	r := recording(t, "dummy", "pro")
	var group errgroup.Group
	for tick := range int32(8) {
		group.Go(func() error {
			x := tag()
			x.Tick = 100 * tick
			_, err := feedback.AddRecorded(dir, r, []feedback.Tag{x})
			return err
		})
	}
	if err := group.Wait(); err != nil {
		t.Fatal(err)
	}
	if all, err := feedback.Read(dir); err != nil || len(all) != 8 {
		t.Errorf("the folder has %d complaints (%v), want 8", len(all), err)
	}
}
