package sweep

// Optimum is a value that stands out.
type Optimum struct {
	Value  float64  `json:"value"`
	Millis *float64 `json:"ms,omitempty"` // of a delay

	// SureFrom to Sure are the values around the best at which the whole interval
	// of the win rate lies at or above the bar; null where the best's does not.
	// They stand in the knee only.
	SureFrom   *float64 `json:"sure_from"`
	Sure       *float64 `json:"sure"`
	SureMillis *float64 `json:"sure_ms,omitempty"`
}

// findKnee finds the largest value that still reaches the bar, the best, and
// the values around that which surely reach it.
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
		return i >= 0 && i < len(d.Points) && d.Points[i].Games > 0 && d.Points[i].WinRateCI95.Lo >= d.Bar
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

// KneeAtEnd says that the knee is the last value of the range, so that it may
// lie beyond.
func (d *Document) KneeAtEnd() bool {
	return d.Knee != nil && d.Knee.Value == d.Points[len(d.Points)-1].Value
}
