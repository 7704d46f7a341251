package sweep

// Optimum is the knee or the best value of a sweep.
type Optimum struct {
	Value  float64  `json:"value"`
	Millis *float64 `json:"ms,omitempty"` // of a delay

	// SureFrom and Sure are the first and last of the consecutive values, around the
	// best, at which the whole interval of the pair score is at or above the bar: the
	// legs of a pair share a seed, so that intervals over legs prove nothing. They are
	// null if that of the best is not, and set in the knee only.
	SureFrom   *float64 `json:"sure_from"`
	Sure       *float64 `json:"sure"`
	SureMillis *float64 `json:"sure_ms,omitempty"`
}

// findKnee sets the knee, the best value, and the range around the best in which the
// whole interval reaches the bar.
func (d *Document) findKnee() {
	best := -1
	for i := range d.Points {
		p := &d.Points[i]
		if p.Games > 0 && float64(p.WinRate) >= d.Bar {
			d.Knee = &Optimum{Value: p.Value, Millis: d.millis(p.Value)}
		}
		if p.Score.Defined() && (best < 0 || p.Score > d.Points[best].Score) {
			best, d.Best = i, &Optimum{Value: p.Value, Millis: d.millis(p.Value)}
		}
	}
	sure := func(i int) bool {
		return i >= 0 && i < len(d.Points) && d.Points[i].Score.Defined() && d.Points[i].ScoreCI95.Lo >= d.Bar
	}
	if d.Knee == nil || !sure(best) {
		return
	}
	from, to := best, best
	for sure(from - 1) {
		from--
	}
	for sure(to + 1) {
		to++
	}
	d.Knee.SureFrom, d.Knee.Sure, d.Knee.SureMillis = &d.Points[from].Value, &d.Points[to].Value, d.millis(d.Points[to].Value)
}

// KneeAtEnd reports whether the knee is the last value of the range. Larger values
// may then reach the bar, too.
func (d *Document) KneeAtEnd() bool {
	return d.Knee != nil && d.Knee.Value == d.Points[len(d.Points)-1].Value
}
