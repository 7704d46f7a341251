package duel

import "github.com/kumite/kumite/sim"

// SnapshotEvery is the number of ticks from one snapshot of a Playback to the
// next, and so the most that a Seek has to play.
const SnapshotEvery = 60

// Playback goes back and forth in a recording. Its calls must not overlap.
type Playback struct {
	recording *Recording
	snapshots []sim.World // at tick 0, SnapshotEvery, …
	world     sim.World
	length    int32
	desync    error
}

// NewPlayback plays a recording once, to keep snapshots and to verify it. One
// that was made under other rules is refused; one that does not reproduce can
// be watched up to where it stops reproducing, and Desync says so.
func NewPlayback(r *Recording) (*Playback, error) {
	if err := r.playable(); err != nil {
		return nil, err
	}
	p := &Playback{recording: r}
	p.desync = r.replay(func(w *sim.World) {
		if w.Tick%SnapshotEvery == 0 {
			p.snapshots = append(p.snapshots, *w)
		}
		p.length = w.Tick
	})
	p.world = p.snapshots[0]
	return p, nil
}

// Desync says where the recording stops reproducing, or nil.
func (p *Playback) Desync() error { return p.desync }

// Recording is what is played; it must not be changed.
func (p *Playback) Recording() *Recording { return p.recording }

// Len is the last tick: the world there is the end of the match.
func (p *Playback) Len() int32 { return p.length }

// Tick is the tick now, 0 to Len.
func (p *Playback) Tick() int32 { return p.world.Tick }

// World is the world now, with the events of the step that led to it. It is
// read-only and valid until the next call that moves.
func (p *Playback) World() *sim.World { return &p.world }

// Inputs are what both sides choose at the tick now; nothing at the end.
func (p *Playback) Inputs() [2]sim.Input { return p.InputsAt(p.world.Tick) }

// InputsAt are what both sides chose at a tick; nothing outside the match.
func (p *Playback) InputsAt(tick int32) [2]sim.Input {
	if tick < 0 || tick >= p.length {
		return [2]sim.Input{}
	}
	return p.recording.Inputs[tick]
}

// Forward goes one tick on; it says whether there was one.
func (p *Playback) Forward() bool {
	if p.world.Tick >= p.length {
		return false
	}
	p.world.Step(p.recording.Inputs[p.world.Tick])
	return true
}

// Back goes one tick back; it says whether there was one.
func (p *Playback) Back() bool {
	if p.world.Tick == 0 {
		return false
	}
	p.Seek(p.world.Tick - 1)
	return true
}

// Seek goes to a tick, or to the end of the match that is nearer to it. It
// plays at most SnapshotEvery ticks.
func (p *Playback) Seek(tick int32) {
	tick = min(max(tick, 0), p.length)
	if from := tick / SnapshotEvery; tick < p.world.Tick || from > p.world.Tick/SnapshotEvery {
		p.world = p.snapshots[from]
	}
	for p.world.Tick < tick {
		p.Forward()
	}
}
