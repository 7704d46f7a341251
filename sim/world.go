package sim

// Side is one side of the match. Left starts at negative x.
type Side uint8

// The two sides.
const (
	Left Side = iota
	Right
)

// Other returns the opponent's side.
func (s Side) Other() Side { return 1 - s }

// String returns "left" or "right".
func (s Side) String() string {
	if s == Left {
		return "left"
	}
	return "right"
}

// Shot is a fireball. Each side has at most one in flight.
type Shot struct {
	Live bool
	X    int32 // sub-pixels from the middle
	Dir  int32 // +1 or −1
}

// World is the whole state of a match at one tick.
type World struct {
	Tick     int32
	Rules    Rules
	Fighters [2]Fighter
	Shots    [2]Shot // by the side that threw them
	Events   Events  // of the last Step; not part of the hash
	outcome  Outcome
}

// New returns a world at tick 0. Each side's movement draws from its own stream of the
// seed. New panics if the rules are invalid.
func New(rules Rules, seed uint64) World {
	if err := rules.Validate(); err != nil {
		panic(err)
	}
	w := World{Rules: rules}
	for s := range w.Fighters {
		w.Fighters[s] = newFighter(Side(s), rules, seed)
	}
	return w
}

// Outcome is the outcome of a match, or Running.
type Outcome uint8

// The outcomes of a match.
const (
	Running Outcome = iota
	LeftWins
	RightWins
	Draw
)

// String returns "running", "left", "right" or "draw".
func (o Outcome) String() string {
	return [...]string{"running", "left", "right", "draw"}[o&3]
}

// Winner returns the winning side; ok is false for a draw or a running match.
func (o Outcome) Winner() (s Side, ok bool) {
	switch o {
	case LeftWins:
		return Left, true
	case RightWins:
		return Right, true
	}
	return Left, false
}

// Outcome returns the outcome of the match.
func (w *World) Outcome() Outcome { return w.outcome }

// Step advances the world by one tick with the inputs by side. Once the match is over, it
// does nothing.
func (w *World) Step(in [2]Input) {
	w.Events.reset()
	if w.outcome != Running {
		return
	}
	w.Tick++
	for s := range w.Fighters {
		w.Fighters[s].refresh(w.Tick)
	}
	// Both sides move by the distance before either has moved.
	gap := w.Distance()
	for s := range w.Fighters {
		w.press(Side(s), in[s].Skill)
	}
	for s := range w.Fighters {
		w.Fighters[s].move(in[s].Move, gap, w.Rules.IdleGuardTicks)
	}
	w.separate()
	for s := range w.Fighters {
		w.launch(Side(s))
	}
	w.resolve()
	for s := range w.Fighters {
		w.advance(Side(s))
	}
	w.face()
	w.judge()
}

// Distance returns the horizontal distance between the fighters in sub-pixels.
func (w *World) Distance() int32 { return abs(w.Fighters[Left].X - w.Fighters[Right].X) }

// press starts a skill if the fighter can.
func (w *World) press(s Side, k Skill) {
	if k == None || k >= NumSkills {
		return
	}
	f := &w.Fighters[s]
	if !f.Can(k) {
		w.Events.add(Event{Kind: Rejected, Side: s, Skill: k})
		return
	}
	spec := k.Spec()
	f.Stamina -= spec.Cost
	f.Gauge -= spec.Gauge
	f.Cooldowns[k] = spec.Cooldown
	f.enter(Startup, k, spec.Startup)
	f.connected, f.Fed, f.idle = false, false, true
	w.Events.add(Event{Kind: Accepted, Side: s, Skill: k})
}

// advance counts a side's phase down and settles a skill that has ended.
func (w *World) advance(s Side) {
	f := &w.Fighters[s]
	k := f.Skill
	if f.advance(); k != None && f.Skill == None {
		w.settle(s, k)
	}
}

// settle charges a side for a finished skill without effect.
func (w *World) settle(s Side, k Skill) {
	f := &w.Fighters[s]
	if f.idle {
		w.charge(s, k)
	}
	f.idle = false
}

// charge takes the cost of a wrong press.
func (w *World) charge(s Side, k Skill) {
	cost := w.Rules.WrongPressCost
	if cost == 0 {
		return
	}
	f := &w.Fighters[s]
	f.Health = max(f.Health-cost, 0)
	w.Events.add(Event{Kind: Missed, Side: s, Skill: k, Damage: cost})
}

// separate keeps bodies apart and inside the walls.
func (w *World) separate() {
	a, b := &w.Fighters[Left], &w.Fighters[Right]
	a.X, b.X = clamp(a.X, -Wall, Wall), clamp(b.X, -Wall, Wall)
	overlap := BodyWidth - w.Distance()
	if overlap <= 0 {
		return
	}
	dir := int32(1) // from a to b; at equal positions, left is on the left
	if a.X > b.X {
		dir = -1
	}
	half := (overlap + 1) / 2
	a.X, b.X = a.X-dir*half, b.X+dir*half
	// A fighter at a wall stays; the other moves by the whole overlap.
	if over := abs(a.X) - Wall; over > 0 {
		b.X += dir * over
	}
	if over := abs(b.X) - Wall; over > 0 {
		a.X -= dir * over
	}
	a.X, b.X = clamp(a.X, -Wall, Wall), clamp(b.X, -Wall, Wall)
}

// face turns ready fighters towards their opponents.
func (w *World) face() {
	for s := range w.Fighters {
		f, o := &w.Fighters[s], &w.Fighters[1-s]
		if f.Phase == Ready && f.X != o.X {
			f.Facing = sign(o.X - f.X)
		}
	}
}

// judge ends the match on a knock-out or at the bell.
func (w *World) judge() {
	l, r := w.Fighters[Left].Health, w.Fighters[Right].Health
	if l > 0 && r > 0 && w.Tick < w.Rules.MatchTicks {
		return
	}
	switch {
	case l > r:
		w.outcome = LeftWins
	case r > l:
		w.outcome = RightWins
	default:
		w.outcome = Draw
	}
	for s := range w.Fighters {
		if f := &w.Fighters[s]; f.Health <= 0 {
			f.enter(Down, None, 0)
		}
	}
}

// Mirror returns the mirrored world, with left and right exchanged.
func (w World) Mirror() World {
	w.Fighters[Left], w.Fighters[Right] = w.Fighters[Right].mirror(), w.Fighters[Left].mirror()
	w.Shots[Left], w.Shots[Right] = w.Shots[Right].mirror(), w.Shots[Left].mirror()
	switch w.outcome {
	case LeftWins:
		w.outcome = RightWins
	case RightWins:
		w.outcome = LeftWins
	}
	return w
}

func (s Shot) mirror() Shot {
	s.X, s.Dir = -s.X, -s.Dir
	return s
}

func abs(v int32) int32 { return max(v, -v) }

func sign(v int32) int32 {
	if v < 0 {
		return -1
	}
	return 1
}

func clamp(v, lo, hi int32) int32 { return min(max(v, lo), hi) }
