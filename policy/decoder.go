package policy

import "fmt"

// Decoder turns one frame's scores into one decision. Its calls must not
// overlap; one agent owns one decoder.
type Decoder struct {
	contract Contract
	settings settings
	rule     rule
	scores   scores
	quiet    int // frames of refractory that are left
}

// NewDecoder builds the decoder of a contract for a query such as
// "decode=gate&gamma=-2.1&refractory=5". What the query leaves out comes from
// the contract's own default; a query that names a decoder replaces it whole.
func NewDecoder(c Contract, query string) (*Decoder, error) {
	s, err := parseSettings(query, c.Decoder)
	if err != nil {
		return nil, err
	}
	r, err := s.kind.make(&c, s.values)
	if err != nil {
		return nil, err
	}
	k := len(c.Classes)
	return &Decoder{
		contract: c, settings: s, rule: r,
		scores: scores{z: make([]float64, k), noAction: c.NoAction},
	}, nil
}

// String is the query that makes this decoder, with every setting.
func (d *Decoder) String() string {
	text := "decode=" + d.settings.kind.Name
	for _, s := range d.settings.kind.Settings {
		text += fmt.Sprintf("&%s=%g", s.Name, d.settings.values[s.Name])
	}
	return fmt.Sprintf("%s&mask=%s&refractory=%d", text, d.settings.mask, d.settings.refractory)
}

// Reset starts a match: no refractory is left from the last.
func (d *Decoder) Reset() { d.quiet = 0 }

// Skip lets a frame pass on which nothing was decided.
func (d *Decoder) Skip() { d.quiet = max(d.quiet-1, 0) }

// Decode decides on one frame: raw scores as the network gave them and whether
// each class could be sent now, K of each in the order of the classes. Scores
// that are missing or no numbers are a fault, and no_action.
func (d *Decoder) Decode(raw []float32, available []bool) Decision {
	c := &d.contract
	out := Decision{Class: c.NoAction, Wanted: c.NoAction, classes: c.Classes, noAction: c.NoAction, rule: d.settings.kind.Name}
	if !d.scores.load(raw, c) {
		out.Held = Fault
		d.Skip()
		return out
	}
	if d.settings.mask == MaskRenorm {
		d.forget(available)
	}
	out.Wanted, out.Score, out.Threshold = d.rule.pick(&d.scores)
	switch {
	case !out.Chosen():
	case d.settings.mask == MaskToNoop && !available[out.Wanted]:
		out.Held = Masked
	case d.quiet > 0:
		out.Held, out.Frames = Refractory, d.quiet
	default:
		out.Class = out.Wanted
		d.quiet = d.settings.refractory + 1
	}
	d.Skip()
	return out
}

// forget takes the classes that cannot be sent out of the scores.
func (d *Decoder) forget(available []bool) {
	const never = -1e9 // finite, so that sums stay numbers
	for i := range d.scores.z {
		if i != d.contract.NoAction && !available[i] {
			d.scores.z[i] = never
		}
	}
	d.scores.sum()
}

// Probabilities writes softmax of the last frame's calibrated scores into dst,
// K values in the order of the classes.
func (d *Decoder) Probabilities(dst []float64) { d.scores.probabilities(dst) }

// Scores returns the last frame's calibrated scores, valid until the next
// Decode.
func (d *Decoder) Scores() []float64 { return d.scores.z }
