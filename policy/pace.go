package policy

import "math"

// Pace tells the decoder that a decision is due every ticks, while a frame of its settings,
// and what the scores predict, lasts frame ticks. New decoders decide once per frame. The
// settings keep their meaning in time: refractory and debounce hold back presses for as
// long as before, hazard adds up and forgets as much per second, and sample presses as often
// per second. What compares scores with a threshold is unchanged. Pace returns an error if
// hazard's threshold is never reached, and may be called once, before the first decision.
func (d *Decoder) Pace(ticks, frame int32) error {
	if ticks == frame {
		return nil
	}
	d.refractory = d.refractory * int(frame) / int(ticks)
	if n := d.debounce.frames; n > 1 {
		d.debounce.frames = 1 + ((n-1)*int(frame)+int(ticks)-1)/int(ticks)
	}
	share := float64(ticks) / float64(frame)
	switch r := d.rule.(type) {
	case *hazard: // its sums count −ln(1 − p_act) of whole frames
		r.decay, r.threshold = math.Pow(r.decay, share), r.threshold/share
		return r.check()
	case *sample:
		r.share = share
	}
	return nil
}
