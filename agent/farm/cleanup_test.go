package farm_test

import (
	"errors"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/nats-io/nats.go/jetstream"

	"github.com/kumite/kumite/agent/arena"
	"github.com/kumite/kumite/agent/bot"
	"github.com/kumite/kumite/agent/farm"
	"github.com/kumite/kumite/internal/durable"
	"github.com/kumite/kumite/internal/safefile"
)

// open opens a coordinator for a run.
func open(t *testing.T, x arena.Tournament, on farm.Server) (arena.Player, arena.Config) {
	t.Helper()
	who, err := arena.Identify(x.Config, x.Load)
	if err != nil {
		t.Fatal(err)
	}
	p, err := farm.Coordinator{Server: on, Log: logger(t)}.Open(t.Context(), arena.NewManifest(x.Config, who))
	if err != nil {
		t.Fatal(err)
	}
	return p, x.Config
}

// kept returns the files of models that a server keeps, by SHA-256, and the number of all
// objects and messages.
func kept(t *testing.T, js jetstream.JetStream) (models []string, all int) {
	t.Helper()
	store, err := js.ObjectStore(t.Context(), "KUMITE_FILES")
	if err != nil {
		t.Fatal(err)
	}
	objects, err := store.List(t.Context())
	if err != nil && !errors.Is(err, jetstream.ErrNoObjectsFound) {
		t.Fatal(err)
	}
	for _, x := range objects {
		if len(x.Name) == 64 {
			models = append(models, x.Name)
		}
	}
	for _, name := range []string{"OBJ_KUMITE_FILES", "KUMITE_WORK", "KUMITE_RESULTS"} {
		s, err := js.Stream(t.Context(), name)
		if err != nil {
			t.Fatal(err)
		}
		all += int(s.CachedInfo().State.Msgs)
	}
	return models, all
}

func TestAServerKeepsTheModelsOfRunsThatNeedThem(t *testing.T) {
	on := patient(t)
	_, js := streams(t, on.URL)
	hash := func(path string) string {
		sum, err := durable.HashFile(path, safefile.Model)
		if err != nil {
			t.Fatal(err)
		}
		return sum
	}
	tiny, other := hash(tinyModel), hash(otherModel)
	both := tournament(t, 1, 1, tinyModel+"?name=tiny", otherModel+"?name=other")
	first, _ := open(t, both, on)
	second, _ := open(t, tournament(t, 2, 1, tinyModel+"?name=tiny", "script:rookie"), on)
	if models, _ := kept(t, js); !slices.Contains(models, tiny) || !slices.Contains(models, other) {
		t.Fatalf("the server keeps %q, want %q and %q", models, tiny, other)
	}
	if err := first.Close(); err != nil {
		t.Fatal(err)
	}
	if models, _ := kept(t, js); !slices.Contains(models, tiny) || slices.Contains(models, other) {
		t.Errorf("after the first run the server keeps %q, want %q for the second and not %q", models, tiny, other)
	}
	if err := second.Close(); err != nil {
		t.Fatal(err)
	}
	if _, all := kept(t, js); all != 0 {
		t.Errorf("after both runs the server keeps %d messages, want none", all)
	}
}

// TestTheNextCoordinatorRemovesWhatACrashLeft deletes the consumer of a session, as the
// server does an hour after its coordinator was killed.
func TestTheNextCoordinatorRemovesWhatACrashLeft(t *testing.T) {
	on := patient(t)
	_, js := streams(t, on.URL)
	crashed, _ := open(t, tournament(t, 1, 1, tinyModel+"?name=tiny", "script:rookie"), on)
	results, err := js.Stream(t.Context(), "KUMITE_RESULTS")
	if err != nil {
		t.Fatal(err)
	}
	for session := range results.ConsumerNames(t.Context()).Name() {
		if err := results.DeleteConsumer(t.Context(), session); err != nil {
			t.Fatal(err)
		}
	}
	if models, _ := kept(t, js); len(models) == 0 {
		t.Fatal("the crash left nothing: the test shows nothing")
	}
	next, _ := open(t, tournament(t, 1, 1, "script:pro", "script:rookie"), on)
	if models, _ := kept(t, js); len(models) > 0 {
		t.Errorf("the server still keeps %q", models)
	}
	if err := errors.Join(next.Close(), crashed.Close()); err != nil {
		t.Error(err)
	}
	if _, all := kept(t, js); all != 0 {
		t.Errorf("the server keeps %d messages, want none", all)
	}
}

func TestAModelThatTheServerHasLostIsSentAgain(t *testing.T) {
	dir := t.TempDir()
	x := tournament(t, 5, 3, tinyModel+"?name=tiny", "script:rookie")
	whole := play(t, dir, "whole", x, arena.Shard{})
	on, run, ended := patient(t), filepath.Join(dir, "run"), make(chan error)
	_, js := streams(t, on.URL)
	go func() {
		_, err := elsewhere(t, x, on).Run(t.Context(), run)
		ended <- err
	}()
	waitForStream(t, on.URL)
	takeTimes(t, js, 1, func(_ int, m jetstream.Msg) { // the models are there before the first block
		if err := m.Nak(); err != nil {
			t.Error(err)
		}
	})
	models, _ := kept(t, js)
	store, err := js.ObjectStore(t.Context(), "KUMITE_FILES")
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range models {
		if err := store.Delete(t.Context(), name); err != nil {
			t.Fatal(err)
		}
	}
	startWorker(t, on, bot.Setup{})
	if err := <-ended; err != nil {
		t.Fatal(err)
	}
	sameRun(t, run, whole)
}

// A worker waited half an hour for what did not come, also when it was to stop.
func TestAModelOfWhichTheServerHasLostAPartEndsTheRunInOneLine(t *testing.T) {
	on := patient(t)
	_, js := streams(t, on.URL)
	p, cfg := open(t, tournament(t, 5, 1, tinyModel+"?name=tiny", "script:rookie"), on)
	store, err := js.Stream(t.Context(), "OBJ_KUMITE_FILES")
	if err != nil {
		t.Fatal(err)
	}
	files, err := js.ObjectStore(t.Context(), "KUMITE_FILES")
	if err != nil {
		t.Fatal(err)
	}
	models, _ := kept(t, js)
	model, err := files.GetInfo(t.Context(), models[0])
	if err != nil {
		t.Fatal(err)
	}
	last, err := store.GetLastMsgForSubject(t.Context(), "$O.KUMITE_FILES.C."+model.NUID)
	if err == nil {
		err = store.DeleteMsg(t.Context(), last.Sequence)
	}
	if err != nil {
		t.Fatal(err)
	}
	startWorker(t, on, bot.Setup{})
	_, err = p.Play(t.Context(), arena.Pair{Legs: []arena.Key{{Leg: 0}, {Leg: 1}}, Who: cfg.Pairing(0)})
	says := "the server has lost a part of it; delete it there (nats object del KUMITE_FILES " + models[0] + ") and run again"
	if err == nil || !strings.Contains(err.Error(), says) || strings.Contains(err.Error(), "\n") {
		t.Errorf("%v; want %q in one line", err, says)
	}
	if err := p.Close(); err != nil {
		t.Error(err)
	}
}
