package html_test

import (
	"bytes"
	"compress/gzip"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"github.com/kumite/kumite/agent/arena"
	"github.com/kumite/kumite/agent/bot"
	"github.com/kumite/kumite/agent/breakdown"
	"github.com/kumite/kumite/agent/compare"
	"github.com/kumite/kumite/agent/feedback"
	"github.com/kumite/kumite/agent/inspect"
	"github.com/kumite/kumite/agent/openloop"
	"github.com/kumite/kumite/agent/recommend"
	"github.com/kumite/kumite/agent/scenario"
	"github.com/kumite/kumite/agent/sweep"
	"github.com/kumite/kumite/internal/durable"
	"github.com/kumite/kumite/internal/report"
	"github.com/kumite/kumite/internal/report/html"
	"github.com/kumite/kumite/policy/offline"
	"github.com/kumite/kumite/policy/stats"
	"github.com/kumite/kumite/sim"
	"github.com/kumite/kumite/sim/duel"
)

// scratch is the temporary folder of all tests; it holds the player.
var scratch string

func TestMain(m *testing.M) {
	var err error
	if scratch, err = os.MkdirTemp("", "kumite-html-"); err != nil {
		panic(err)
	}
	code := m.Run()
	if err := os.RemoveAll(scratch); err != nil {
		panic(err)
	}
	os.Exit(code)
}

// player compiles the replay player as `make web` does.
var player = sync.OnceValues(func() (*html.Player, error) {
	wasm := filepath.Join(scratch, "player.wasm")
	build := exec.Command("go", "build", "-trimpath", "-ldflags", "-s -w", "-o", wasm, "./cmd/kumite-web")
	build.Dir = "../../.."
	build.Env = append(os.Environ(), "GOOS=js", "GOARCH=wasm")
	if out, err := build.CombinedOutput(); err != nil {
		return nil, &exec.Error{Name: string(out), Err: err}
	}
	data, err := os.ReadFile(wasm)
	if err != nil {
		return nil, err
	}
	if err := durable.WriteFile(wasm+".gz", func(w io.Writer) error {
		zip := gzip.NewWriter(w)
		if _, err := zip.Write(data); err != nil {
			return err
		}
		return zip.Close()
	}); err != nil {
		return nil, err
	}
	root, err := exec.Command("go", "env", "GOROOT").Output()
	if err != nil {
		return nil, err
	}
	loader, err := os.ReadFile(filepath.Join(strings.TrimSpace(string(root)), "lib", "wasm", "wasm_exec.js"))
	if err != nil {
		return nil, err
	}
	if err := os.WriteFile(filepath.Join(scratch, "wasm_exec.js"), loader, 0o644); err != nil {
		return nil, err
	}
	return html.ReadPlayer(scratch)
})

// played plays a short run of scripts, and returns its folder.
func played(t testing.TB) string {
	t.Helper()
	dir := filepath.Join(t.TempDir(), "run")
	rules := sim.DefaultRules()
	rules.MatchTicks = 10 * sim.TickRate
	run := arena.Tournament{Config: arena.Config{Pairs: 2, Seed: 5, Rules: rules}, Load: bot.Setup{}.Loader(), Workers: 1}
	if err := run.Config.SetContestants([]string{"script:pro", "script:spammer", "script:dummy"}, ""); err != nil {
		t.Fatal(err)
	}
	if _, err := run.Run(t.Context(), dir); err != nil {
		t.Fatal(err)
	}
	return dir
}

// document returns the document of a run's folder, with the player.
func document(t testing.TB, dir string) html.Document {
	t.Helper()
	run, err := arena.Read(dir)
	if err != nil {
		t.Fatal(err)
	}
	p, err := player()
	if err != nil {
		t.Fatal(err)
	}
	advice, err := recommend.Run(t.Context(), recommend.Config{Run: run})
	if err != nil {
		t.Fatal(err)
	}
	broken, err := breakdown.Run(t.Context(), breakdown.Config{Run: run, Workers: 1})
	if err != nil {
		t.Fatal(err)
	}
	return html.Document{Title: "run", Version: "v0", Run: run, Advice: advice, Others: others(), Figures: figures(t), Tests: tests(), Player: p, Broken: broken, Offline: evaluations(),
		Models: inspect.Files(run.Specs())}
}

// evaluations returns an evaluation of a candidate with scores and of one without.
func evaluations() []html.Evaluation {
	candidate := offline.Result{
		Name: "mine", Classes: []string{"no_action", "poke", "lunge"}, Confusion: [][]int{{9000, 40, 10}, {30, 50, 5}, {20, 0, 25}},
		Skills:        []offline.SkillRate{{Skill: "poke", Expert: 85, Predicted: 90}, {Skill: "lunge", Expert: 45, Predicted: 40}},
		Reliability:   []offline.Bin{{Frames: 4000, PAct: 0.001, ActShare: 0.002}, {Frames: 4000, PAct: 0.01, ActShare: 0.008}, {Frames: 1180, PAct: 0.2, ActShare: 0.07}},
		FrameAccuracy: 0.9886, ConstantBaselineAccuracy: 0.9858, CI95: map[string]stats.Interval{"frame_accuracy": {Lo: 0.98, Hi: 0.99}},
	}
	table := candidate
	table.Name, table.Reliability, table.Collapsed = "table", nil, true
	return []html.Evaluation{{Source: "eval.json", Evaluation: &openloop.Evaluation{
		Schema: openloop.Schema, Logs: offline.Logs{Recordings: 20, Frames: 9180, NoActionShare: 0.9858}, Warnings: []string{"the logs have 20 recordings"}, Candidates: []offline.Result{candidate, table},
	}}}
}

// others returns comparisons with another run.
func others() []*compare.Document {
	return []*compare.Document{{A: compare.Source{Dir: "before", Seed: 5, Pairs: 2}, B: compare.Source{Dir: "run", Seed: 5, Pairs: 2}, OnlyA: []string{"rookie"}, Contestants: []compare.Contestant{
		{Name: "pro", Opponents: []string{"dummy"}, Changed: true, Paired: true, PairsA: 200, PairsB: 200, ScoreA: 0.6, ScoreB: 0.7, Difference: 0.1, CI95: stats.Interval{Lo: 0.04, Hi: 0.16}, Verdict: compare.Better},
		{Name: "spammer", Opponents: []string{"dummy"}, PairsA: 20, PairsB: 40, ScoreA: 0.6, ScoreB: 0.5, Difference: -0.1, CI95: stats.Interval{Lo: -0.4, Hi: 0.2}, Verdict: compare.Unclear},
	}}}
}

// figures returns the chart of a sweep.
func figures(t testing.TB) []report.Figure {
	t.Helper()
	point := func(value, score float64) sweep.Point {
		return sweep.Point{Value: value, Played: sweep.Played{Games: 100, WinRate: stats.Float(score), WinRateCI95: stats.Wilson(100*score, 100), Score: stats.Float(score), ScoreCI95: stats.Wilson(100*score, 100)}}
	}
	f, err := report.SweepFigure(&sweep.Document{Contestant: "mine.onnx", Setting: "delay", Opponents: []string{"pro"}, Pairs: 50, Seed: 1, Bar: 0.5,
		Points: []sweep.Point{point(0, 0.8), point(12, 0.7), point(24, 0.3)}, Knee: &sweep.Optimum{Value: 12}})
	if err != nil {
		t.Fatal(err)
	}
	return []report.Figure{f}
}

// tests returns results of scenarios of two contestants.
func tests() *scenario.Document {
	passes := scenario.Score{Recorded: true, Passed: 38, Rate: 38. / 41, CI95: stats.Wilson(38, 41), Verdict: scenario.Passes}
	fails := scenario.Score{Passed: 3, Rate: 3. / 41, CI95: stats.Wilson(3, 41), Verdict: scenario.Fails}
	settled, back := passes, fails
	settled.Change, back.Change = scenario.Settled, scenario.BroughtBack
	return &scenario.Document{
		Contestants: []duel.Participant{{Name: "dummy"}, {Name: "pro"}},
		Scenarios: []scenario.Result{
			{Name: "complaint-0001", Kind: feedback.ShouldHaveActed, Note: "it just stands there", Grader: scenario.Grader{Rule: scenario.Acts, Frames: 3}, Counted: 41, Scores: []scenario.Score{fails, settled}},
			{Name: "complaint-0002", Kind: feedback.Wasted, Grader: scenario.Grader{Rule: scenario.DoesNotPress, Skills: []string{"lunge"}, Frames: 4}, Counted: 41, Scores: []scenario.Score{passes, back}},
			{Name: "complaint-0003", Grader: scenario.Grader{Rule: scenario.Acts, Frames: 3}, Scores: []scenario.Score{{}, {}}},
		},
	}
}

// written writes a document to a file.
func written(t testing.TB, d html.Document) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "report.html")
	if err := durable.WriteFile(path, func(w io.Writer) error { return html.Write(w, d) }); err != nil {
		t.Fatal(err)
	}
	return path
}

// damage changes one of the recorded hashes of a leg.
func damage(t testing.TB, run *arena.Record, l *arena.Leg) {
	t.Helper()
	path := filepath.Join(run.Dir, "replays", run.ReplayName(l))
	r, err := duel.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	r.Hashes[2]++
	var buf bytes.Buffer
	if err := r.Encode(&buf); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, buf.Bytes(), 0o644); err != nil {
		t.Fatal(err)
	}
}

func TestComplaintsThatAreSettledAndBroughtBackAreShown(t *testing.T) {
	var out bytes.Buffer
	if err := html.Write(&out, document(t, played(t))); err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{
		"complaint-0001: should have acted<br><small>it just stands there</small>", "acts within 3 frames",
		`<td class="ahead">38/41 = 92.7 % [80.6, 97.5] passes, settled</td>`, `<td class="behind">3/41 = 7.3 % [2.5, 19.4] fails, brought back</td>`, "does not apply",
		"pro passes 1 of 3 scenarios; compared with dummy it settles 1 and brings back 1",
	} {
		if !strings.Contains(out.String(), want) {
			t.Errorf("the page lacks %q", want)
		}
	}
}

func TestOtherRunsAndChartsAreShown(t *testing.T) {
	var out bytes.Buffer
	if err := html.Write(&out, document(t, played(t))); err != nil {
		t.Fatal(err)
	}
	page := strings.ReplaceAll(out.String(), "&#43;", "+")
	for _, want := range []string{
		"Compared with before", `<td class="ahead">+10.0 points [+4.0, +16.0]</td><td>better</td><td class="wrap">200 on the same seeds, against dummy</td>`,
		`<td class="">-10.0 points [-40.0, +20.0]</td><td>unclear</td><td class="wrap">20 and 40, on different seeds, against dummy</td>`, "<li>only there: rookie</li>",
		`<img class="chart" src="data:image/svg+xml;base64,`, `alt="Chart: mine.onnx over delay against pro, 50 pairs each, seed 1. The knee is delay=12, the largest delay with a win rate of at least 50 %`, "That may be chance: at no value is the whole interval of the pair score at or above 50 %.",
	} {
		if !strings.Contains(page, want) {
			t.Errorf("the page lacks %q", want)
		}
	}
}
