package sim

// Reseed replaces the random streams of both sides' movement, so that copies of a world
// have different futures. What the movement has already decided stays.
func (w *World) Reseed(seed uint64) {
	for s := range w.Fighters {
		w.Fighters[s].feet.rand = NewRand(seed, uint64(s))
	}
}
