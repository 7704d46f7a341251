package main

import (
	"bytes"
	"context"
	"io"
	"net/http"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"github.com/kumite/kumite/agent/farm/broker"
	"github.com/kumite/kumite/cmd/internal/cli"
	"github.com/kumite/kumite/internal/gobuild"
)

// withWorker calls play with the address of a server on which a worker plays, and checks
// that the worker ends well and has nothing to say.
func withWorker(t *testing.T, play func(url string)) {
	t.Helper()
	serving, stop := context.WithCancel(t.Context())
	defer stop()
	err := broker.Run(serving, broker.Config{Listen: "127.0.0.1:0"}, func(url string) {
		defer stop()
		working, fire := context.WithCancel(t.Context())
		ended := make(chan string)
		go func() {
			var out, errs bytes.Buffer
			code := cli.Run(working, rootCommand(), []string{"worker", "--nats", url, "--cores", "2", "--cache", filepath.Join(t.TempDir(), "cache"), "--log-level", "warn"}, &out, &errs)
			if code != 0 {
				errs.WriteString("not 0")
			}
			ended <- errs.String()
		}()
		play(url)
		fire()
		if says := <-ended; says != "" {
			t.Errorf("the worker says %s", says)
		}
	})
	if err != nil {
		t.Fatal(err)
	}
}

// TestWorkersPlayWhatOneProcessPlays compares the documents of commands that play
// tournaments of several kinds.
func TestWorkersPlayWhatOneProcessPlays(t *testing.T) {
	short := []string{"tournament", "--match-seconds", "5", "--seed", "3", "--json"}
	withWorker(t, func(url string) {
		for name, args := range map[string][]string{
			"tournament": {"--pairs", "3", "script:rookie", "script:random", "script:pro"},
			"sequential": {"--challenge", "script:rookie", "--sprt", "0,100", "--max-pairs", "60", "script:pro", "script:dummy"},
			"sweep":      {"--sweep", "delay=0..20/10", "--pairs", "2", tinyModel + "?decode=sample", "script:dummy", "script:rookie"},
		} {
			args = append(short[:len(short):len(short)], args...)
			want := mustRun(t, args...)
			if got := mustRun(t, append(args, "--nats", url, "--out", filepath.Join(t.TempDir(), "run"))...); got != want {
				t.Errorf("%s: workers play\n%s\none process\n%s", name, got, want)
			}
		}
	})
}

func TestWorkersPlayAStudyAndCountItsMatches(t *testing.T) {
	dir := t.TempDir()
	args := append([]string{"study", "--logs", heldOut(t, dir), "--pairs", "2", "--resamples", "0", "--gauntlet", "script:dummy", "--json"}, studyUnits()[:2]...)
	want := mustRun(t, append(args, "--out", filepath.Join(dir, "here"))...)
	serving, stop := context.WithCancel(t.Context())
	defer stop()
	err := broker.Run(serving, broker.Config{Listen: "127.0.0.1:0"}, func(url string) {
		defer stop()
		working, fire := context.WithCancel(t.Context())
		errs, ended := &firstLine{found: make(chan string, 1)}, make(chan int)
		go func() {
			ended <- cli.Run(working, rootCommand(), []string{"worker", "--nats", url, "--metrics", "127.0.0.1:0", "--cache", filepath.Join(dir, "cache")}, &bytes.Buffer{}, errs)
		}()
		_, address, found := strings.Cut(<-errs.found, `"address":"`)
		address, _, _ = strings.Cut(address, `"`)
		if got := mustRun(t, append(args, "--nats", url, "--out", filepath.Join(dir, "elsewhere"))...); got != want {
			t.Errorf("workers play\n%s\none process\n%s", got, want)
		}
		answer, err := http.Get(address)
		if !found || err != nil {
			t.Fatal(err)
		}
		defer answer.Body.Close()
		text, err := io.ReadAll(answer.Body)
		if err != nil {
			t.Fatal(err)
		}
		games := 0
		for line := range strings.Lines(string(text)) {
			if strings.HasPrefix(line, `kumite_games_total{contestant="dummy"`) {
				n, err := strconv.Atoi(strings.TrimSpace(line[strings.LastIndex(line, " "):]))
				if err != nil {
					t.Fatal(err)
				}
				games += n
			}
		}
		if games != 8 {
			t.Errorf("the worker counts %d matches of dummy, want 8", games)
		}
		fire()
		if code := <-ended; code != 0 {
			t.Errorf("the worker exits with %d, want 0", code)
		}
	})
	if err != nil {
		t.Fatal(err)
	}
}

func TestTheEmbeddedServerRunsAsLongAsTheTournament(t *testing.T) {
	dir := t.TempDir()
	program, err := gobuild.Program("../..", dir, "./cmd/kumite-nats")
	if err != nil {
		t.Fatal(err)
	}
	t.Setenv("PATH", filepath.Dir(program))
	args := []string{"tournament", "--nats", "embedded", "--nats-listen", "127.0.0.1:0", "--pairs", "1", "--match-seconds", "5", "script:pro", "script:dummy"}
	ctx, stop := context.WithCancel(t.Context())
	defer stop()
	errs := &firstLine{found: make(chan string, 1)}
	ended := make(chan int)
	go func() { ended <- cli.Run(ctx, rootCommand(), args, &bytes.Buffer{}, errs) }()
	line := <-errs.found
	_, url, found := strings.Cut(line, "waiting for workers: kumite worker --nats ")
	if !found {
		t.Fatalf("stderr begins with %q", line)
	}
	url, _, _ = strings.Cut(url, `"`)
	working, fire := context.WithCancel(t.Context())
	defer fire()
	go cli.Run(working, rootCommand(), []string{"worker", "--nats", url, "--cache", filepath.Join(dir, "cache"), "--log-level", "error"}, &bytes.Buffer{}, &bytes.Buffer{})
	if code := <-ended; code != 0 {
		t.Errorf("exit %d, want 0", code)
	}
	fire()
	refuses(t, []string{"worker", "--nats", url}, "connect to nats://127.0.0.1:", "check the address")
}

// firstLine hands over the first line that is written to it.
type firstLine struct {
	text  bytes.Buffer
	found chan string
}

func (w *firstLine) Write(p []byte) (int, error) {
	w.text.Write(p)
	if line, _, whole := strings.Cut(w.text.String(), "\n"); whole {
		select {
		case w.found <- line:
		default:
		}
	}
	return len(p), nil
}

func TestServersThatCannotBeUsedAreRefusedInOneLine(t *testing.T) {
	t.Setenv("XDG_CONFIG_HOME", t.TempDir())
	two := []string{"tournament", "--pairs", "1", "script:pro", "script:dummy"}
	for says, args := range map[string][]string{
		"name a NATS server with --nats":       {"worker"},
		"nats://127.0.0.1:1: nats: no servers": {"worker", "--nats", "nats://user:secret@127.0.0.1:1"},
		"NATS context nowhere":                 {"worker", "--nats-context", "nowhere"},
		"either the address":                   {"worker", "--nats", "nats://127.0.0.1:1", "--nats-context", "a"},
		"read token: open /nowhere":            {"worker", "--nats", "nats://127.0.0.1:1", "--nats-token", "/nowhere"},
		"--nats-creds needs a NATS server":     append(two, "--nats-creds", "x"),
		"--nats-listen needs --nats embedded":  append(two[:len(two):len(two)], "--nats-listen", "127.0.0.1:0"),
		"use --cores of kumite worker":         append(two[:len(two):len(two)], "--nats", "nats://127.0.0.1:1", "--workers", "2"),
		"check the address":                    append(two[:len(two):len(two)], "--nats", "nats://127.0.0.1:1"),
	} {
		refuses(t, args, says)
	}
	code, _, errs := kumite(t, "worker", "--nats", "nats://user:secret@127.0.0.1:1")
	if code != 2 || strings.Contains(errs, "secret") {
		t.Errorf("exit %d, %q; want 2, without the password", code, errs)
	}
}
