package raster

import (
	"encoding/binary"
	"math/rand/v2"
	"testing"

	"github.com/kumite/kumite/sim"
)

// testTiles are the drawings in greys that differ for each colour.
func testTiles() *Tiles {
	var gray [256]uint8
	for i := range gray {
		gray[i] = uint8(255 - 6*i)
	}
	return NewTiles(gray)
}

// checkPainter compares what a painter draws with the frame of Draw.
func checkPainter(t *testing.T, p *Painter, w *sim.World, side sim.Side) {
	t.Helper()
	frame := NewFrame()
	Draw(frame, w, side)
	got := append([]uint16(nil), p.tiles.Scene()...)
	at, sums := p.Draw(w, side)
	listed := map[uint16]bool{}
	for i, box := range at {
		if listed[box] {
			t.Fatalf("box %d is listed twice", box)
		}
		listed[box] = true
		got[box] = sums[i]
	}
	for box, sum := range got {
		want := 0
		for i := range Box * Box {
			index := frame.ColorIndexAt(box%columns*Box+i%Box, box/columns*Box+i/Box)
			want += int(p.tiles.gray[index])
		}
		if int(sum) != want {
			t.Fatalf("box %d,%d has sum %d, want %d", box%columns, box/columns, sum, want)
		}
	}
}

// anyWorld returns a world whose fighters and shots are anywhere, also beyond the frame, in
// any pose.
func anyWorld(r *rand.Rand) sim.World {
	w := sim.New(sim.DefaultRules(), r.Uint64())
	w.Tick = r.Int32N(w.Rules.MatchTicks + 1)
	for i := range w.Fighters {
		f := &w.Fighters[i]
		f.X, f.Y = (r.Int32N(2*Width)-Width)*sim.Px+r.Int32N(sim.Px), r.Int32N(Height)*sim.Px
		f.Facing = 1 - 2*r.Int32N(2)
		f.Phase, f.Skill = sim.Phase(r.IntN(int(sim.Down)+1)), sim.Skill(1+r.IntN(int(sim.NumSkills)-1))
		f.Stance = sim.Stance(r.IntN(int(sim.Dropped) + 1))
		f.Grace, f.Fed = r.Int32N(2), r.IntN(2) == 0
		f.Health, f.Stamina, f.Gauge = r.Int32N(w.Rules.Health+1), r.Int32N(sim.StaminaFull+1), r.Int32N(sim.GaugeFull+1)
		for k := range f.Cooldowns {
			f.Cooldowns[k] = r.Int32N(2)
		}
		w.Shots[i] = sim.Shot{Live: r.IntN(2) == 0, X: (r.Int32N(2*Width) - Width) * sim.Px, Dir: 1 - 2*r.Int32N(2)}
	}
	return w
}

func TestAPainterDrawsTheSumsOfTheFrame(t *testing.T) {
	tiles := testTiles()
	p := tiles.NewPainter()
	for _, w := range scenes() {
		for _, side := range []sim.Side{sim.Left, sim.Right} {
			checkPainter(t, p, &w, side)
		}
	}
	r := rand.New(rand.NewPCG(1, 1))
	for range 200 {
		w := anyWorld(r)
		checkPainter(t, p, &w, sim.Left)
		checkPainter(t, p, &w, sim.Right)
	}
	p.now = ^uint32(0) // the number of the next frame starts again
	w := anyWorld(r)
	checkPainter(t, p, &w, sim.Left)
}

func FuzzAPainterDrawsTheSumsOfTheFrame(f *testing.F) {
	f.Add(uint64(1), []byte{0, 0, 0, 0})
	p := testTiles().NewPainter()
	f.Fuzz(func(t *testing.T, seed uint64, places []byte) {
		w := anyWorld(rand.New(rand.NewPCG(seed, 2)))
		for i := range w.Fighters {
			if len(places) >= 2 {
				w.Fighters[i].X = int32(int16(binary.LittleEndian.Uint16(places))) * sim.Px / 4
				places = places[2:]
			}
		}
		checkPainter(t, p, &w, sim.Left)
		checkPainter(t, p, &w, sim.Right)
	})
}

func TestPaintingAllocatesNothing(t *testing.T) {
	p := testTiles().NewPainter()
	w := scenes()["fireball"]
	if n := testing.AllocsPerRun(20, func() { p.Draw(&w, sim.Left) }); n != 0 {
		t.Errorf("%v allocations for each Draw, want 0", n)
	}
}

func BenchmarkPaint(b *testing.B) {
	p := testTiles().NewPainter()
	w := scenes()["fireball"]
	b.ReportAllocs()
	for b.Loop() {
		p.Draw(&w, sim.Left)
	}
}
