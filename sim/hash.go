package sim

// Hash returns a 64-bit FNV-1a hash of the state that determines the rest of the match,
// which excludes the events of the last step. Worlds with equal hashes are taken as
// equal.
func (w *World) Hash() uint64 {
	h := hasher(14695981039346656037)
	h.int(w.Tick)
	h.int(w.Rules.MatchTicks)
	h.int(w.Rules.Health)
	h.int(int32(w.outcome))
	if w.Rules.WrongPressCost != 0 {
		h.int(w.Rules.WrongPressCost)
		for s := range w.Fighters {
			h.bool(w.Fighters[s].idle)
		}
	}
	if w.Fighters[Left].still > 0 || w.Fighters[Right].still > 0 {
		h.int(w.Rules.IdleGuardTicks)
		for s := range w.Fighters {
			h.int(w.Fighters[s].still)
		}
	}
	for s := range w.Fighters {
		w.Fighters[s].hash(&h)
		h.bool(w.Shots[s].Live)
		h.int(w.Shots[s].X)
		h.int(w.Shots[s].Dir)
	}
	return uint64(h)
}

func (f *Fighter) hash(h *hasher) {
	for _, v := range [...]int32{
		f.X, f.Y, f.Facing, f.Health, f.Stamina, f.Gauge, int32(f.Phase), int32(f.Stance),
		int32(f.Skill), f.Timer, f.Grace, f.drift, int32(f.feet.stance), f.feet.ticks,
	} {
		h.int(v)
	}
	for _, v := range f.Cooldowns {
		h.int(v)
	}
	h.bool(f.Fed)
	h.bool(f.connected)
	h.int(int32(f.feet.rand.state))
	h.int(int32(f.feet.rand.state >> 32))
}

type hasher uint64

func (h *hasher) int(v int32) {
	for u, i := uint32(v), 0; i < 4; u, i = u>>8, i+1 {
		*h = (*h ^ hasher(u&0xff)) * 1099511628211
	}
}

func (h *hasher) bool(b bool) {
	v := int32(0)
	if b {
		v = 1
	}
	h.int(v)
}
