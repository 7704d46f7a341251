package duel

import "github.com/kumite/kumite/sim"

// SnapshotEvery is the number of ticks between snapshots of a Playback, and so the
// maximum that Seek plays.
const SnapshotEvery = 60

// Playback moves back and forth in a recording. Calls must not overlap.
type Playback struct {
	recording *Recording
	snapshots []sim.World // at tick 0, SnapshotEvery, …
	world     sim.World
	length    int32
	desync    error
}

// NewPlayback plays a recording once to take snapshots and to verify it. It returns an
// error for a recording of another rules version. A recording that does not reproduce
// can be played up to the first difference, which Desync reports.
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

// Desync returns the first difference, a *DesyncError, or nil.
func (p *Playback) Desync() error { return p.desync }

// Recording returns the recording, which must not be changed.
func (p *Playback) Recording() *Recording { return p.recording }

// Len returns the last tick.
func (p *Playback) Len() int32 { return p.length }

// Tick returns the current tick, 0 to Len.
func (p *Playback) Tick() int32 { return p.world.Tick }

// World returns the current world with the events of the step that led to it. It is
// read-only and valid until the next call of Forward, Back or Seek.
func (p *Playback) World() *sim.World { return &p.world }

// Inputs returns both sides' inputs at the current tick, zero at the end.
func (p *Playback) Inputs() [2]sim.Input { return p.InputsAt(p.world.Tick) }

// InputsAt returns both sides' inputs at a tick, zero outside the match.
func (p *Playback) InputsAt(tick int32) [2]sim.Input {
	if tick < 0 || tick >= p.length {
		return [2]sim.Input{}
	}
	return p.recording.Inputs[tick]
}

// Forward moves one tick forward. It returns false at the end.
func (p *Playback) Forward() bool {
	if p.world.Tick >= p.length {
		return false
	}
	p.world.Step(p.recording.Inputs[p.world.Tick])
	return true
}

// Back moves one tick back. It returns false at the start.
func (p *Playback) Back() bool {
	if p.world.Tick == 0 {
		return false
	}
	p.Seek(p.world.Tick - 1)
	return true
}

// Seek moves to a tick, clamped to 0 to Len. It plays at most SnapshotEvery ticks.
func (p *Playback) Seek(tick int32) {
	tick = min(max(tick, 0), p.length)
	if from := tick / SnapshotEvery; tick < p.world.Tick || from > p.world.Tick/SnapshotEvery {
		p.world = p.snapshots[from]
	}
	for p.world.Tick < tick {
		p.Forward()
	}
}
