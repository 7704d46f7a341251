package raster

import (
	"flag"
	"image"
	"image/color"
	"image/png"
	"os"
	"path/filepath"
	"testing"

	"github.com/kumite/kumite/sim"
)

var update = flag.Bool("update", false, "renew the golden pictures")

// golden compares a picture with testdata/NAME.png.
func golden(t *testing.T, name string, got *image.Paletted) {
	t.Helper()
	path := filepath.Join("testdata", name+".png")
	if *update {
		f, err := os.Create(path)
		if err != nil {
			t.Fatal(err)
		}
		if err := png.Encode(f, got); err != nil {
			t.Fatal(err)
		}
		if err := f.Close(); err != nil {
			t.Fatal(err)
		}
	}
	f, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	want, err := png.Decode(f)
	if err != nil {
		t.Fatal(err)
	}
	if want.Bounds() != got.Bounds() {
		t.Fatalf("%s: size %v, want %v", name, got.Bounds(), want.Bounds())
	}
	for y := range got.Rect.Dy() {
		for x := range got.Rect.Dx() {
			r, g, b, _ := want.At(x, y).RGBA()
			if gr, gg, gb, _ := got.At(x, y).RGBA(); gr != r || gg != g || gb != b {
				t.Fatalf("%s: pixel %d,%d is %v, want %v; if the change is intended, renew with -update and retrain the models", name, x, y, got.At(x, y), want.At(x, y))
			}
		}
	}
}

// scenes returns worlds that cover most of what can be drawn.
func scenes() map[string]sim.World {
	at := func(l, r int32, change func(w *sim.World)) sim.World {
		w := sim.New(sim.DefaultRules(), 1)
		w.Fighters[sim.Left].X, w.Fighters[sim.Right].X = l*sim.Px, r*sim.Px
		change(&w)
		return w
	}
	return map[string]sim.World{
		"start": at(-60, 60, func(*sim.World) {}),
		"fireball": at(-90, 70, func(w *sim.World) {
			w.Tick = 1000
			l, r := &w.Fighters[sim.Left], &w.Fighters[sim.Right]
			l.Phase, l.Skill, l.Timer = sim.Recovery, sim.Fireball, 20
			l.Stamina, l.Cooldowns[sim.Fireball], l.Gauge = 600, 100, 1000
			r.Phase, r.Y, r.Health, r.Gauge = sim.Hopping, 30*sim.Px, 700, 400
			w.Shots[sim.Left] = sim.Shot{Live: true, X: 10 * sim.Px, Dir: 1}
		}),
		"ultimate": at(-20, 60, func(w *sim.World) {
			w.Tick = 2000
			l, r := &w.Fighters[sim.Left], &w.Fighters[sim.Right]
			l.Phase, l.Skill = sim.Active, sim.Ultimate
			r.Phase, r.Health, r.Stamina = sim.Hurt, 180, 120
		}),
		"guard": at(-24, 30, func(w *sim.World) {
			w.Tick = 3000
			l, r := &w.Fighters[sim.Left], &w.Fighters[sim.Right]
			l.Phase, l.Skill = sim.Startup, sim.GuardBreak
			r.Stance, r.Grace = sim.Guard, 9
		}),
	}
}

func TestScenesMatchTheirGoldenPictures(t *testing.T) {
	for name, w := range scenes() {
		dst := NewFrame()
		Draw(dst, &w, sim.Left)
		golden(t, name, dst)
	}
}

func TestPosesMatchTheirGoldenPicture(t *testing.T) {
	const columns, cellW, cellH = 7, 160, 96
	rows := (int(numPoses) + columns - 1) / columns
	sheet := image.NewPaletted(image.Rect(0, 0, columns*cellW, rows*cellH), Palette)
	cell := NewFrame()
	for p := range int(numPoses) {
		for i := range cell.Pix {
			cell.Pix[i] = colWall
		}
		art().fighters[p][p/columns%2][0][plain].draw(cell, 60, 90)
		for y := range cellH {
			for x := range cellW {
				sheet.SetColorIndex(p%columns*cellW+x, p/columns*cellH+y, cell.ColorIndexAt(x, y))
			}
		}
	}
	golden(t, "poses", sheet)
}

func TestTheRightSidesViewIsTheLeftSidesViewOfTheMirroredWorld(t *testing.T) {
	for name, w := range scenes() {
		a, b := NewFrame(), NewFrame()
		m := w.Mirror()
		Draw(a, &w, sim.Right)
		Draw(b, &m, sim.Left)
		if string(a.Pix) != string(b.Pix) {
			t.Errorf("%s: the views differ", name)
		}
		Draw(b, &w, sim.Left)
		if string(a.Pix) == string(b.Pix) && name != "start" {
			t.Errorf("%s: both sides see the same", name)
		}
	}
}

// seen returns the frame as a small model sees it: means of 4×4 grey pixels.
func seen(f *image.Paletted) []int {
	out := make([]int, Width/4*Height/4)
	for y := range Height {
		for x := range Width {
			g := color.GrayModel.Convert(f.At(x, y)).(color.Gray).Y
			out[y/4*(Width/4)+x/4] += int(g)
		}
	}
	for i := range out {
		out[i] /= 16
	}
	return out
}

func TestEveryPoseDiffersInASmallGreyPicture(t *testing.T) {
	for _, s := range []sim.Side{sim.Left, sim.Right} {
		type look struct {
			name string
			grey []int
		}
		var looks []look
		add := func(name string, change func(f *sim.Fighter)) {
			looks = append(looks, look{name, seen(drawn(func(w *sim.World) { change(&w.Fighters[s]) }))})
		}
		add("idle", func(*sim.Fighter) {})
		add("step forward", func(f *sim.Fighter) { f.Stance = sim.StepForward })
		add("step back", func(f *sim.Fighter) { f.Stance = sim.StepBack })
		add("guard", func(f *sim.Fighter) { f.Stance = sim.Guard })
		add("grace", func(f *sim.Fighter) { f.Grace = 1 })
		add("hop", func(f *sim.Fighter) { f.Phase, f.Y = sim.Hopping, 25*sim.Px })
		add("land", func(f *sim.Fighter) { f.Phase = sim.Landing })
		add("hurt", func(f *sim.Fighter) { f.Phase = sim.Hurt })
		add("down", func(f *sim.Fighter) { f.Phase = sim.Down })
		add("fed dash", func(f *sim.Fighter) { f.Phase, f.Skill, f.Fed = sim.Active, sim.Dash, true })
		for k := sim.Poke; k < sim.NumSkills; k++ {
			for _, p := range []sim.Phase{sim.Startup, sim.Active, sim.Recovery} {
				add(k.String()+" "+[]string{"startup", "active", "recovery"}[p-sim.Startup], func(f *sim.Fighter) { f.Phase, f.Skill = p, k })
			}
		}
		const least = 1200 // grey levels summed over the picture; there is no sensor noise
		for i, a := range looks {
			for _, b := range looks[:i] {
				sum := 0
				for p := range a.grey {
					sum += max(a.grey[p]-b.grey[p], b.grey[p]-a.grey[p])
				}
				if sum < least {
					t.Errorf("%v: %s and %s differ by %d grey levels, want at least %d", s, a.name, b.name, sum, least)
				}
			}
		}
	}
}

func TestAPoseDoesNotShowHowLongItHasLasted(t *testing.T) {
	for k := sim.Poke; k < sim.NumSkills; k++ {
		for _, p := range []sim.Phase{sim.Startup, sim.Active, sim.Recovery} {
			w := sim.New(sim.DefaultRules(), 1)
			a, b := NewFrame(), NewFrame()
			f := &w.Fighters[sim.Right]
			f.Phase, f.Skill, f.Timer = p, k, 1
			Draw(a, &w, sim.Left)
			f.Timer = 9
			Draw(b, &w, sim.Left)
			if string(a.Pix) != string(b.Pix) {
				t.Errorf("%v: phase %d shows its timer", k, p)
			}
		}
	}
}

func TestDrawingStaysInsideTheFrame(t *testing.T) {
	r := sim.NewRand(3, 3)
	dst := NewFrame()
	for seed := range uint64(8) {
		w := sim.New(sim.DefaultRules(), seed)
		for w.Outcome() == sim.Running {
			w.Step([2]sim.Input{{Skill: sim.Skill(r.Below(9)), Move: sim.Move(r.Below(32))}, {Skill: sim.Skill(r.Below(9)), Move: sim.Move(r.Below(32))}})
			Draw(dst, &w, sim.Side(w.Tick%2))
			for _, p := range dst.Pix {
				if int(p) >= len(Palette) {
					t.Fatalf("palette index %d does not exist", p)
				}
			}
		}
	}
}

func TestDrawAllocatesNothing(t *testing.T) {
	w := scenes()["fireball"]
	dst := NewFrame()
	cam := &Camera{World: &w, Side: sim.Right}
	if n := testing.AllocsPerRun(100, func() {
		if err := cam.Grab(dst); err != nil {
			t.Fatal(err)
		}
	}); n != 0 {
		t.Errorf("Draw allocates %v times a frame, want 0", n)
	}
}

func BenchmarkDraw(b *testing.B) {
	w := scenes()["fireball"]
	dst := NewFrame()
	for b.Loop() {
		Draw(dst, &w, sim.Left)
	}
}
