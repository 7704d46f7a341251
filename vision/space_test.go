package vision

import "testing"

func TestASpacedStackHoldsFramesThatAreSoManyPushesApart(t *testing.T) {
	s := Spec{Width: 1, Height: 1, Color: Gray, Stack: 3, Layout: NCHW, Scale: 1, Type: Float32}
	p := preprocessor(t, s, 1, 1)
	see(t, p, 200)
	p.Space(2) // forgets that frame
	for round := range 2 {
		for i, want := range [][3]float32{{0, 0, 0}, {0, 0, 1}, {0, 0, 2}, {0, 1, 3}, {0, 2, 4}, {1, 3, 5}, {2, 4, 6}, {3, 5, 7}} {
			if got := [3]float32(see(t, p, uint8(i))); got != want {
				t.Errorf("round %d: after frame %d the stack is %v, want %v", round, i, got, want)
			}
		}
		p.Reset()
	}
	p.Space(1)
	see(t, p, 1)
	see(t, p, 2)
	if got, want := [3]float32(see(t, p, 3)), [3]float32{1, 2, 3}; got != want {
		t.Errorf("spaced by 1 again the stack is %v, want %v", got, want)
	}
}
