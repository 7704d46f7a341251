package arena

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"path/filepath"
	"slices"

	"github.com/kumite/kumite/agent/scores"
	"github.com/kumite/kumite/internal/jsonfile"
	"github.com/kumite/kumite/internal/safefile"
	"github.com/kumite/kumite/sim/duel"
)

// Audited is the result of comparing a run folder's matches.jsonl and results.json with
// its recordings.
type Audited struct {
	Dir        string
	Legs       int      // lines of matches that were played
	Agree      int      // of these, lines that agree with the manifest and their recording
	Differ     []string // one sentence for each difference
	Unreadable []error  // files and lines that cannot be read; each names its file
}

// evidence is what replaying a recording has shown.
type evidence struct {
	header     duel.Header
	result     duel.Result
	decided    [2]*scores.Counts // of the scores of each side; nil without scores that belong to the recording
	desync     bool              // the result is unknown
	unreadable bool
}

// auditor audits one run folder.
type auditor struct {
	Audited
	log      string // path of matches.jsonl
	manifest Manifest
	folder   Folder              // of the manifest, with the legs read so far
	shown    map[string]evidence // by name of the recording
	lines    map[Key]counted     // the line that counts, by the leg's place in the schedule
	voids    map[string]int      // lines of voids that were not played later, by name of the recording
	listed   map[string]bool     // recordings that a line names
}

// counted is a line that counts.
type counted struct {
	number int
	leg    int // index into the folder's legs
}

// maxProblems is the number of lines with a problem after which the rest of a run's lines
// is not read.
const maxProblems = 10000

// audit compares a run folder with its recordings, of which shown holds all in
// dir/replays. If ctx ends, it returns ctx's error.
func audit(ctx context.Context, dir string, shown map[string]evidence) (Audited, error) {
	a := &auditor{
		Audited: Audited{Dir: dir}, log: filepath.Join(dir, "matches.jsonl"), shown: shown,
		lines: map[Key]counted{}, voids: map[string]int{}, listed: map[string]bool{},
	}
	if err := a.open(); err != nil {
		a.Unreadable = append(a.Unreadable, err)
		return a.Audited, nil
	}
	if opened, err := a.readLines(ctx); err != nil || !opened {
		return a.Audited, err
	}
	for name, line := range a.voids {
		if _, recorded := shown[name]; recorded {
			a.differ(line, name, "the match is void, but it was recorded")
		}
	}
	for _, name := range slices.Sorted(maps.Keys(shown)) {
		if !a.listed[name] {
			a.Differ = append(a.Differ, fmt.Sprintf("%s: no line names it: a line was deleted, or the program was killed before it wrote the line, and the run was not resumed", a.replay(name)))
		}
	}
	a.compareResults()
	return a.Audited, nil
}

// open reads the manifest.
func (a *auditor) open() (err error) {
	if a.manifest, err = readManifest(a.Dir); err != nil {
		return err
	}
	a.folder.dir = a.Dir
	if a.folder.cfg, err = a.manifest.Config(); err == nil {
		a.folder.numbers, err = a.folder.cfg.numbers(a.manifest.Growth)
	}
	if err != nil {
		return fmt.Errorf("read run %s: %w", a.Dir, err)
	}
	if got := a.manifest.hashed().SHA256; got != a.manifest.SHA256 {
		a.Differ = append(a.Differ, fmt.Sprintf("%s: sha256 is %.64q; the contents have %q", filepath.Join(a.Dir, "manifest.json"), a.manifest.SHA256, got))
	}
	return nil
}

// readLines audits the lines. opened is false if there is nothing to compare them with, or
// none of them can be read.
func (a *auditor) readLines(ctx context.Context) (opened bool, err error) {
	root, err := safefile.OpenRoot(a.Dir)
	if err == nil {
		defer root.Close() // read only
		err = root.NoLinks("replays")
	}
	var file *safefile.File
	if err == nil {
		file, err = root.Open("matches.jsonl", safefile.Legs)
	}
	if err != nil {
		a.Unreadable = append(a.Unreadable, fmt.Errorf("audit run: %w", err))
		return false, nil
	}
	defer file.Close() // read only
	number := 0
	_, err = eachLine(file, func(line []byte) error {
		number++
		if err := a.line(number, line); err != nil {
			a.Unreadable = append(a.Unreadable, fmt.Errorf("read %s: line %d: %w", a.log, number, err))
		}
		if n := len(a.Differ) + len(a.Unreadable); n >= maxProblems {
			return fmt.Errorf("the remaining lines were not compared, because %d problems were found before them", n)
		}
		return ctx.Err()
	})
	if ended := ctx.Err(); ended != nil {
		return true, ended
	}
	if err != nil {
		a.Unreadable = append(a.Unreadable, fmt.Errorf("read %s: %w", a.log, err))
	}
	return true, nil
}

// line audits one line. The error is that of a line that is not JSON.
func (a *auditor) line(number int, text []byte) error {
	var l Leg
	if err := jsonfile.Decode(text, &l); err != nil {
		return err
	}
	name := l.replayName()
	played := l.Outcome != Void
	if played {
		a.Legs++
		a.listed[name] = true
	}
	what := a.compare(&l, name)
	leg, err := a.folder.readLeg(text) // its pairing is a place in the schedule
	if what == "" && err != nil {
		what = err.Error()
	}
	earlier, repeated := a.lines[leg.Key()]
	switch {
	case err != nil:
	case repeated && a.voids[name] == 0:
		if what == "" {
			what = fmt.Sprintf("repeats the match of line %d", earlier.number)
		}
	case played:
		delete(a.voids, name)
		a.keep(number, leg)
	default:
		a.voids[name], a.listed[name] = number, true
		a.keep(number, leg)
	}
	if what != "" {
		a.differ(number, name, what)
	} else if played && !a.shown[name].unreadable {
		a.Agree++
	}
	return nil
}

// keep adds a leg to those that count. It replaces the void of an earlier line.
func (a *auditor) keep(number int, leg Leg) {
	at, again := a.lines[leg.Key()]
	if !again {
		at.leg = len(a.folder.legs)
		a.folder.legs = append(a.folder.legs, leg)
	}
	a.folder.legs[at.leg] = leg
	a.lines[leg.Key()] = counted{number, at.leg}
}

// compare describes the first difference of a line from its recording, or what a void
// contains that a void cannot contain; "" for none. A recording that cannot be read
// differs in nothing.
func (a *auditor) compare(l *Leg, name string) string {
	if l.Outcome == Void {
		return l.voidDiffer()
	}
	e, ok := a.shown[name]
	switch {
	case !ok:
		return "recording is missing"
	case e.unreadable:
		return ""
	}
	if what := l.differ(e.header); what != "" {
		return what
	}
	if what := a.manifest.contestantsDiffer(l, e.header); what != "" || e.desync {
		return what
	}
	if what := l.countsDiffer(e.header, e.result); what != "" {
		return what
	}
	return l.scoreCountsDiffer(e.decided)
}

func (a *auditor) differ(line int, name, what string) {
	a.Differ = append(a.Differ, fmt.Sprintf("%s: line %d: %s (%s)", a.log, line, what, a.replay(name)))
}

func (a *auditor) replay(name string) string { return filepath.Join(a.Dir, "replays", name) }

// compareResults compares results.json, if there is one, with the results of the lines.
func (a *auditor) compareResults() {
	path := filepath.Join(a.Dir, "results.json")
	data, err := safefile.ReadIn(a.Dir, "results.json", safefile.Results)
	if errors.Is(err, fs.ErrNotExist) {
		return // the run was not finished, or was played without results
	}
	if err != nil {
		a.Unreadable = append(a.Unreadable, fmt.Errorf("audit run: %w", err))
		return
	}
	want, err := Summarize(a.folder.cfg, a.manifest.Contestants, a.folder.legs, nil)
	if err != nil {
		a.Differ = append(a.Differ, fmt.Sprintf("%s: the results of matches.jsonl are undefined: %v", path, err))
		return
	}
	switch what, err := resultsDiffer(data, want); {
	case err != nil:
		a.Unreadable = append(a.Unreadable, fmt.Errorf("read %s: %w", path, err))
	case what != "":
		a.Differ = append(a.Differ, fmt.Sprintf("%s: %s; if the run was interrupted, resume it to write the file again", path, what))
	}
}
