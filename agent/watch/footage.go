package watch

import (
	"context"
	"errors"
	"fmt"
	"image"
	"sync"
	"time"

	"github.com/kumite/kumite/agent"
	"github.com/kumite/kumite/agent/bot"
	"github.com/kumite/kumite/agent/live"
	"github.com/kumite/kumite/sim"
	"github.com/kumite/kumite/sim/window/scene"
	"github.com/kumite/kumite/vision/cv"
)

// Footage is a Show of a model's decisions on a video, a camera or a stream. There is
// no match; the source runs at its own pace on the wall clock.
type Footage struct {
	name    string // the model's
	source  string
	capture *cv.Capture
	model   *bot.Model
	now     func() time.Time

	frame        cv.Frame
	seen         cv.Seen
	any          bool // a frame has come
	picture      *image.RGBA
	began        time.Time
	next         time.Time // when the next decision is due
	tick         int32     // of the newest decision
	history      history
	decidedPress decided
	likeness     likeness      // of the frames to the game's, if the model is one of this game
	ofGame       bool          // every class is a skill of this game
	ages         agent.Latency // of frames when they were decided on
	skipped      int           // decisions without a new frame
	decided      int
	sent         int

	mu     sync.Mutex // guards what Run writes
	ended  bool
	failed error
}

// NewFootage opens a source and loads the model for frames of that size.
func NewFootage(cfg FootageConfig) (*Footage, error) {
	if err := cfg.Validate(); err != nil {
		return nil, err
	}
	c, err := parseModel("model", cfg.Model)
	if err != nil {
		return nil, err
	}
	capture, err := cv.OpenCapture(cfg.Source)
	if err != nil {
		return nil, err
	}
	size := capture.Size()
	model, err := cfg.Setup.Open(c, c.Delay.Or(cfg.Delay.Ticks()), size)
	if err != nil {
		return nil, errors.Join(err, capture.Close())
	}
	ofGame := true
	for i, class := range model.Decoder.Classes() {
		_, ok := sim.ParseSkill(class)
		ofGame = ofGame && (ok || i == model.Decoder.Null())
	}
	return &Footage{
		ofGame: ofGame,
		name:   c.Name, source: cfg.Source, capture: capture, model: model, now: cfg.Now,
		frame: cv.NewFrame(size.X, size.Y), picture: image.NewRGBA(image.Rectangle{Max: size}),
	}, nil
}

// Run implements Show: it reads the source until it ends or ctx is cancelled.
func (f *Footage) Run(ctx context.Context) error {
	err := f.capture.Run(ctx)
	f.mu.Lock()
	defer f.mu.Unlock()
	f.ended, f.failed = true, err
	return nil // shown
}

// Close implements Show.
func (f *Footage) Close() error { return errors.Join(f.capture.Close(), f.model.Close()) }

// Persons implements scene.Scene.
func (f *Footage) Persons() [2]bool { return [2]bool{} }

// Do implements scene.Scene.
func (f *Footage) Do(context.Context, scene.Command) error { return nil }

// Tick implements scene.Scene: it decides every live.Period on the newest frame, if
// there is a new one.
func (f *Footage) Tick(scene.Tick) error {
	now := f.now()
	if f.began.IsZero() {
		f.began, f.next = now, now
		f.model.Agent.Reset()
	}
	if now.Before(f.next) {
		return nil
	}
	f.next = f.next.Add(live.Period)
	if now.After(f.next) { // the machine was suspended: the schedule begins here again
		f.next = now.Add(live.Period)
	}
	seen, ok := f.capture.Newest(f.frame)
	if !ok {
		f.skipped++
		return nil
	}
	f.seen, f.any = seen, true
	f.ages.Record(now.Sub(seen.At))
	return f.decide(now)
}

func (f *Footage) decide(now time.Time) error {
	f.tick = int32(now.Sub(f.began) * sim.TickRate / time.Second)
	if _, err := f.model.DecideCaptured(f.tick, f.frame); err != nil {
		return fmt.Errorf("source %s: frame %d: %w", f.source, f.seen.Number, err)
	}
	f.history.newest.Take(f.model.Agent, f.tick)
	f.history.add()
	f.decidedPress.keep(&f.history.newest, sim.Left, nil)
	if f.ofGame {
		f.likeness.add(f.history.newest.Picture)
	}
	f.decided++
	if f.model.Agent.Last().Sent() {
		f.sent++
	}
	return nil
}
