package main

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
	"github.com/kumite/kumite/sim/window/panel"
	"github.com/kumite/kumite/sim/window/scene"
	"github.com/kumite/kumite/vision/cv"
)

// footage shows a model's decisions on a video, a camera or a stream: a
// scene.Scene. Nobody plays; the source goes at its own pace.
type footage struct {
	ctx     context.Context
	name    string // the model's
	source  string
	capture *cv.Capture
	model   *bot.Model

	frame   cv.Frame
	seen    cv.Seen
	any     bool // a frame has come
	picture *image.RGBA
	began   time.Time
	next    time.Time // when the next decision is due
	tick    int32     // of the newest decision
	told    tale
	ages    agent.Latency // of frames when they were decided on
	skipped int           // decisions without a new frame
	decided int
	sent    int
	notices notices

	ended struct {
		sync.Mutex
		done bool
		err  error
	}
}

func newFootage(ctx context.Context, name, source string, capture *cv.Capture, model *bot.Model) (*footage, error) {
	size := capture.Size()
	return &footage{
		ctx: ctx, name: name, source: source, capture: capture, model: model,
		frame: cv.NewFrame(size.X, size.Y), picture: image.NewRGBA(image.Rectangle{Max: size}),
	}, nil
}

// run reads the source until it or the context ends.
func (f *footage) run(ctx context.Context) error {
	err := f.capture.Run(ctx)
	f.ended.Lock()
	f.ended.done, f.ended.err = true, err
	f.ended.Unlock()
	return nil // shown
}

func (f *footage) close() error { return errors.Join(f.capture.Close(), f.model.Close()) }

// Persons implements scene.Scene.
func (f *footage) Persons() [2]bool { return [2]bool{} }

// Do implements scene.Scene.
func (f *footage) Do(scene.Command) error { return nil }

// Tick implements scene.Scene: a decision every live.Period on the newest
// frame, if one has come since the last.
func (f *footage) Tick(scene.Tick) error {
	if err := f.ctx.Err(); err != nil {
		return err
	}
	f.notices.tick()
	now := time.Now()
	if f.began.IsZero() {
		f.began, f.next = now, now
		f.model.Agent.Reset()
	}
	if now.Before(f.next) {
		return nil
	}
	f.next = f.next.Add(live.Period)
	if now.After(f.next) { // the machine stood still: the schedule goes on from here
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

func (f *footage) decide(now time.Time) error {
	f.tick = int32(now.Sub(f.began) * sim.TickRate / time.Second)
	if _, err := f.model.DecideCaptured(f.tick, f.frame); err != nil {
		return fmt.Errorf("source %s: frame %d: %w", f.source, f.seen.Number, err)
	}
	f.told.moment.Take(f.model.Agent, f.tick)
	f.told.take()
	f.decided++
	if f.model.Agent.Last().Sent() {
		f.sent++
	}
	return nil
}

// Frame implements scene.Scene.
func (f *footage) Frame() image.Image {
	if f.any {
		for i := range f.frame.Width * f.frame.Height { // blue, green, red
			p := f.frame.Pix[3*i:]
			q := f.picture.Pix[4*i:]
			q[0], q[1], q[2], q[3] = p[2], p[1], p[0], 255
		}
	}
	return f.picture
}

// View implements scene.Scene.
func (f *footage) View(v *panel.View) {
	x := &v.Sides[0]
	*x = panel.Side{Name: f.name, Bars: f.told.bars(x.Bars, nil), Strip: f.told.strip(x.Strip, nil), Seen: x.Seen}
	x.Detail = fmt.Sprintf("%.8s %s", f.model.SHA256, f.model.Query)
	x.Last, x.Reason = f.told.last, f.told.moment.Decision.String()
	seen(&x.Seen, f.told.moment.Picture)
	x.Rate = fmt.Sprintf("%d presses in %d decisions", f.sent, f.decided)
	size, kind := f.capture.Size(), "file"
	if f.capture.Live() {
		kind = "live"
	}
	v.Sides[1] = panel.Side{Name: "source", Detail: f.source, Lines: []string{
		fmt.Sprintf("%d×%d, %s, %.4g frames a second", size.X, size.Y, kind, f.capture.FPS()),
		fmt.Sprintf("frame %d at %.1f s", f.seen.Number, f.seen.Media.Seconds()),
		fmt.Sprintf("age when decided on: p50 %.1f, p99 %.1f ms", ms(&f.ages, 0.5), ms(&f.ages, 0.99)),
		fmt.Sprintf("%d decisions were due without a new frame", f.skipped),
	}}
	v.Score = fmt.Sprintf("%s on %s", f.name, f.source)
	v.Title = "kumite: " + v.Score
	f.ended.Lock()
	defer f.ended.Unlock()
	switch {
	case f.ended.err != nil:
		v.Notices = append(v.Notices, panel.Notice{Text: f.ended.err.Error(), Bad: true})
	case f.ended.done:
		v.Status = "the source has ended"
	case !f.any:
		v.Status = "waiting for the first frame"
	}
}
