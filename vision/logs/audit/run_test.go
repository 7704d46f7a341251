package audit_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"slices"
	"strings"
	"testing"

	"github.com/kumite/kumite/internal/durable"
	"github.com/kumite/kumite/vision/logs/audit"
)

func TestWorkersDoNotChangeTheDocument(t *testing.T) {
	folder := usual().record(t, 5)
	var docs [2]bytes.Buffer
	for i, workers := range []int{1, 4} {
		cfg := config()
		cfg.Workers = workers
		if err := durable.EncodeJSON(&docs[i], run(t, folder, cfg)); err != nil {
			t.Fatal(err)
		}
	}
	if docs[0].String() != docs[1].String() {
		t.Errorf("one worker wrote\n%s\nfour wrote\n%s", &docs[0], &docs[1])
	}
}

func TestTheDocumentHasItsKeysInOrder(t *testing.T) {
	doc := run(t, usual().record(t, 1), config())
	data, err := json.Marshal(doc)
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{`{"schema":"kumite.logs-check/1","verdict":"warn","recordings":1,"frames":400,"seed":1,"checks":[{"check":"files","verdict":"ok","says":"`, `],"probe":null,"model":null}`} {
		if !strings.Contains(string(data), want) {
			t.Errorf("the document lacks %s:\n%s", want, data)
		}
	}
}

func TestTheProbeIsGivenAboutAsManyFramesAsAsked(t *testing.T) {
	cfg := config()
	cfg.ProbeFrames = 800
	if got, want := run(t, usual().record(t, 4), cfg).Probed, []int{0, 2}; !slices.Equal(got, want) {
		t.Errorf("recordings %v were probed, want %v: 800 of 1600 frames", got, want)
	}
}

func TestProgressRisesToTheEnd(t *testing.T) {
	var calls []int
	cfg := config()
	cfg.Progress = func(done, total int) { calls = append(calls, done, total) }
	run(t, usual().record(t, 3), cfg)
	if want := []int{1, 3, 2, 3, 3, 3}; !slices.Equal(calls, want) {
		t.Errorf("progress %v, want %v", calls, want)
	}
}

func TestADoneContextEndsTheRun(t *testing.T) {
	folder := usual().record(t, 2)
	ctx, cancel := context.WithCancel(t.Context())
	cfg := config()
	cfg.Progress = func(done, total int) {
		if done == total { // the probe is still to come
			cancel()
		}
	}
	if doc, err := audit.Run(ctx, folder, cfg); doc != nil || !errors.Is(err, context.Canceled) {
		t.Errorf("got %+v, %v; want that it was cancelled", doc, err)
	}
	if _, err := audit.Run(ctx, folder, config()); !errors.Is(err, context.Canceled) {
		t.Errorf("cancelled before: got %v", err)
	}
}

func TestEveryBadSettingIsReportedWithItsBound(t *testing.T) {
	err := audit.Config{ShowsAfter: audit.Reach + 1}.Validate()
	for _, want := range []string{"workers is 0; want at least 1", "shows-after is 11; want 0 to 10", "probe-frames is 0; want at least 1"} {
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("got %v, which lacks %q", err, want)
		}
	}
	if _, err := audit.Run(t.Context(), usual().record(t, 1), audit.Config{}); err == nil {
		t.Error("the zero Config was run")
	}
}
