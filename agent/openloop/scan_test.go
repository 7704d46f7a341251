package openloop_test

import (
	"context"
	"errors"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/kumite/kumite/agent/bot"
	"github.com/kumite/kumite/agent/expert"
	"github.com/kumite/kumite/agent/openloop"
	"github.com/kumite/kumite/vision/logs"
	"github.com/kumite/kumite/vision/logs/audit"
)

// scan is what a shipped model is compared with: two matches of the pro.
func scan(t *testing.T) (*logs.Folder, openloop.ScanConfig) {
	t.Helper()
	dir := t.TempDir()
	cfg := expert.Default()
	cfg.Matches, cfg.Seed, cfg.Workers = 2, 4, 2
	if _, err := expert.Run(t.Context(), dir, cfg); err != nil {
		t.Fatal(err)
	}
	folder, err := logs.Open(dir)
	if err != nil {
		t.Fatal(err)
	}
	contestant, err := bot.Parse("../../models/pro-ce.onnx")
	if err != nil {
		t.Fatal(err)
	}
	return folder, openloop.ScanConfig{Contestant: contestant, Setup: bot.Setup{Eye: bot.OpenCV}, Recordings: []int{0, 1}, Seed: 1}
}

func TestAScanFindsThatAModelSeesWhatItWasTrainedOn(t *testing.T) {
	folder, cfg := scan(t)
	var calls []int
	cfg.Progress = func(done, total int) { calls = append(calls, done, total) }
	m, err := openloop.Scan(t.Context(), folder, cfg)
	if err != nil {
		t.Fatal(err)
	}
	here := float64(m.EventF1[audit.Reach])
	if m.Name != "pro-ce" || here < 0.3 || float64(m.Blanked) > here/4 || float64(m.Shuffled) > here/2 {
		t.Errorf("%s: event-F1 %v, %v blanked and %v shuffled; want much more of what it sees", m.Name, here, m.Blanked, m.Shuffled)
	}
	if far := max(m.EventF1[0], m.EventF1[2*audit.Reach]); float64(far) > here/2 {
		t.Errorf("event-F1 is %v with labels moved by %d frames and %v as they stand", far, audit.Reach, here)
	}
	if want := []int{1, 4, 2, 4, 3, 4, 4, 4}; !slices.Equal(calls, want) {
		t.Errorf("progress %v, want %v", calls, want)
	}
	again, err := openloop.Scan(t.Context(), folder, cfg)
	if err != nil || !reflect.DeepEqual(again, m) {
		t.Errorf("the same seed found %+v, %v and then %+v", m, err, again)
	}
}

func TestAScanReportsWhatItCannotDo(t *testing.T) {
	err := openloop.ScanConfig{Contestant: bot.Contestant{Spec: "script:pro"}}.Validate()
	for _, want := range []string{"script:pro", "PATH.onnx", "bot.OpenCV", "no recording"} {
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("got %v; want it to say %q", err, want)
		}
	}
	folder, cfg := scan(t)
	ctx, cancel := context.WithCancel(t.Context())
	cfg.Progress = func(int, int) { cancel() }
	if _, err := openloop.Scan(ctx, folder, cfg); !errors.Is(err, context.Canceled) {
		t.Errorf("cancelled after the first look: got %v", err)
	}
}
