package policy

import (
	"testing"
)

func TestMasksHoldBackUnavailableSkills(t *testing.T) {
	raw, available := []float32{0, 5, 4}, []bool{true, false, true}
	for query, want := range map[string]struct {
		class int
		held  Held
	}{
		"decode=argmax":               {0, Masked},
		"decode=argmax&mask=to_noop":  {0, Masked},
		"decode=argmax&mask=renorm":   {2, Free},
		"decode=argmax&mask=off":      {1, Free},
		"decode=gate&gamma=-1":        {0, Masked},
		"decode=logit_adjust&tau=0.5": {0, Masked},
	} {
		d := decoder(t, contract(threeWay), query).Decode(raw, available)
		if query == "decode=logit_adjust&tau=0.5" { // the rarer skill wins because of its prior
			want.class, want.held = 1, Free
			d = decoder(t, contract(threeWay), query).Decode(raw, []bool{true, true, true})
		}
		if d.Class != want.class || d.Held != want.held {
			t.Errorf("%s: class %d held %d, want %d held %d", query, d.Class, d.Held, want.class, want.held)
		}
	}
}

func TestRenormNeverSendsAMaskedSkill(t *testing.T) {
	d := decoder(t, contract(threeWay), "decode=gate&gamma=-50&min_share=0&mask=renorm")
	if got := d.Decode([]float32{-1e38, 1, 1}, []bool{true, false, false}); got.Sent() {
		t.Errorf("%v was sent with nothing available", got)
	}
	d = decoder(t, contract(threeWay), "decode=hazard&threshold=0.5&mask=renorm")
	d.Decode([]float32{0, -1, -9}, []bool{true, true, true})
	if got := d.Decode([]float32{0, 0, -1.2}, []bool{true, false, true}); got.Class == 1 || got.Wanted != 1 || got.Held != Masked {
		t.Errorf("evidence of earlier frames: %+v, want skill1 masked", got)
	}
}

func TestDebounceNeedsFramesInARow(t *testing.T) {
	d := decoder(t, contract(threeWay), "decode=argmax&debounce=3&refractory=2")
	one, two := []float32{0, 5, 0}, []float32{0, 0, 5}
	for i, x := range []struct {
		raw   []float32
		class int
		held  Held
	}{
		{one, 0, Debounced}, {one, 0, Debounced}, {two, 0, Debounced}, {two, 0, Debounced}, {two, 2, Free},
		{two, 0, Refractory}, {two, 0, Refractory}, {two, 2, Free},
	} {
		if got := d.Decode(x.raw, nil); got.Class != x.class || got.Held != x.held {
			t.Errorf("frame %d: class %d held %d, want %d held %d", i, got.Class, got.Held, x.class, x.held)
		}
	}
	d.Reset()
	d.Decode(one, nil)
	d.Decode(one, nil)
	d.Skip()
	if got := d.Decode(one, nil); got.Held != Debounced || got.Frames != 2 {
		t.Errorf("after a skipped frame: %+v, want two more frames", got)
	}
}

func TestTheRefractoryPeriodCountsSkippedFrames(t *testing.T) {
	d := decoder(t, contract(threeWay), "decode=argmax&refractory=3")
	act, all := []float32{0, 5, 0}, []bool{true, true, true}
	if got := d.Decode(act, all); !got.Sent() {
		t.Fatalf("the first press is held: %v", got)
	}
	d.Skip()
	if got := d.Decode(act, all); got.Held != Refractory || got.Frames != 2 {
		t.Errorf("second frame after a press: %+v, want refractory 2", got)
	}
	d.Skip()
	if got := d.Decode(act, all); !got.Sent() {
		t.Errorf("the refractory period of 3 frames lasts longer: %v", got)
	}
	d.Reset()
	if got := d.Decode(act, all); !got.Sent() {
		t.Errorf("Reset keeps the refractory period: %v", got)
	}
}
