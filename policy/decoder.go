package policy

// Decoder turns one frame's scores into one decision. Its calls must not
// overlap; one agent owns one decoder.
type Decoder struct {
	contract   Contract
	settings   settings
	rule       rule
	scores     scores
	debounce   debounce
	hysteresis hysteresis
	refractory int
	quiet      int // frames of refractory that are left
	seed       uint64
}

// NewDecoder builds the decoder of a contract for a query such as
// "decode=gate&gamma=-2.1&refractory=5". What the query leaves out comes from
// the contract's own default; a query that names a decoder replaces it whole.
// The keys delay and name, which are the contestant's, are let through unread.
func NewDecoder(c Contract, query string) (*Decoder, error) {
	s, err := parseSettings(query, c.Decoder)
	if err != nil {
		return nil, err
	}
	r, err := s.kind.make(&c, &s)
	if err != nil {
		return nil, err
	}
	h, err := newHysteresis(s.values["high"], s.values["low"])
	if err != nil {
		return nil, err
	}
	d := &Decoder{
		contract: c, settings: s, rule: r,
		scores:     scores{z: make([]float64, len(c.Classes)), noAction: c.NoAction},
		debounce:   debounce{frames: int(s.values["debounce"])},
		hysteresis: h,
		refractory: int(s.values["refractory"]),
	}
	d.Reset()
	return d, nil
}

// String is the query that makes this decoder, with every setting.
func (d *Decoder) String() string { return d.settings.String() }

// Classes are the names of the classes, in the order of the scores. They are
// read-only.
func (d *Decoder) Classes() []string { return d.contract.Classes }

// Null returns the index of the class that presses nothing.
func (d *Decoder) Null() int { return d.contract.NoAction }

// Seed starts a match with another random stream, for a decoder that draws. The
// stream before the first call is that of seed 0; Reset rewinds it.
func (d *Decoder) Seed(seed uint64) {
	d.seed = seed
	d.Reset()
}

// Reset starts a match: nothing is left from the last.
func (d *Decoder) Reset() {
	d.rule.reset(d.seed)
	d.debounce.run = 0
	d.hysteresis.fired = false
	d.quiet = 0
}

// Skip lets a frame pass on which nothing was decided.
func (d *Decoder) Skip() {
	d.rule.skip()
	d.debounce.run = 0
	d.quiet = max(d.quiet-1, 0)
}

// Decode decides on one frame: raw scores as the network gave them and whether
// each class could be sent now, K of each in the order of the classes; no
// availability at all means that every class could be. no_action always can.
// A wrong number of either, or a score that is NaN, infinite or a negative
// probability, is a fault and no_action. It allocates nothing.
func (d *Decoder) Decode(raw []float32, available []bool) Decision {
	c := &d.contract
	if n := len(available); (n != 0 && n != len(c.Classes)) || !d.scores.load(raw, c) {
		return d.faulty(raw, available)
	}
	out := d.blank()
	if d.settings.mask == MaskRenorm && len(available) > 0 {
		d.scores.forget(available)
	}
	out.PAct = d.scores.pAct()
	chosen := d.rule.pick(&d.scores)
	out.Wanted, out.Score, out.Threshold, out.Test = chosen.class, chosen.score, chosen.threshold, chosen.test
	if out.Held, out.Frames = d.hold(&out, available); out.Held == Free && out.Chosen() {
		out.Class = out.Wanted
		d.quiet = d.refractory + 1
	}
	d.quiet = max(d.quiet-1, 0)
	return out
}

// blank is a decision that sends nothing.
func (d *Decoder) blank() Decision {
	c := &d.contract
	return Decision{Class: c.NoAction, Wanted: c.NoAction, classes: c.Classes, noAction: c.NoAction, rule: d.settings.kind.Name}
}

// hold passes a decision through the wrappers in their order: mask, debounce,
// hysteresis, refractory. Each counts every frame, and sees no_action where
// one before it held the skill back. It returns the first that holds, and how
// many frames it has left.
func (d *Decoder) hold(out *Decision, available []bool) (Held, int) {
	held, frames := Free, 0
	wanted := out.Wanted
	stop := func(why Held, left int) {
		if wanted != out.noAction {
			held, frames, wanted = why, left, out.noAction
		}
	}
	if d.settings.mask != MaskOff && len(available) > 0 && !available[wanted] {
		stop(Masked, 0)
	}
	if !d.debounce.pass(wanted) {
		stop(Debounced, d.debounce.frames-d.debounce.run)
	}
	if !d.hysteresis.pass(wanted != out.noAction, out.PAct) {
		stop(Hysteresis, 0)
	}
	if d.quiet > 0 {
		stop(Refractory, d.quiet)
	}
	return held, frames
}

// Probabilities writes softmax of the last frame's calibrated scores into dst,
// K values in the order of the classes.
func (d *Decoder) Probabilities(dst []float64) { d.scores.probabilities(dst) }

// Scores returns the last frame's calibrated scores, valid until the next
// Decode. With mask=renorm a skill that was not available has −Inf.
func (d *Decoder) Scores() []float64 { return d.scores.z }
