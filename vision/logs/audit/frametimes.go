package audit

import (
	"fmt"
	"math"
)

const (
	// unevenShare is how far, in periods, a frame may be from its time after the one
	// before. It leaves room for time stamps in whole milliseconds.
	unevenShare = 0.2
	// unevenSteps is the share of such frames that is let pass: single late ones.
	unevenSteps = 0.01
	// unevenDrift is how far, in periods, a frame may lie from its time in the
	// recording.
	unevenDrift = 1
)

// frameTimes compares the frames' own time stamps with the ticks of their rows.
// That the whole video is faster or slower is a finding of period.
func (s *survey) frameTimes() []Finding {
	step := s.step()
	if step == 0 {
		return nil
	}
	var uneven []string
	for _, x := range s.recordings {
		if text := x.uneven(step); text != "" {
			uneven = append(uneven, x.name+" ("+text+")")
		}
	}
	if len(uneven) == 0 {
		return nil
	}
	return []Finding{{Check: "frame times", Verdict: Warn,
		Found: fmt.Sprintf("the frames' own times disagree with their rows in %s", some(uneven)),
		Fix:   fmt.Sprintf("record one frame every %v ms, or let kumite logs import pick frames by their times", s.DecisionPeriodMS)}}
}

// uneven says how far the frames of a recording are apart, "" where that agrees
// with its ticks or the video has no times.
func (r *recording) uneven(step int64) string {
	n := len(r.times)
	if n < 3 || n != len(r.rows) || r.rows[n-1].Tick <= r.rows[0].Tick {
		return ""
	}
	// period is the mean time of a step, so that a constant rate is even.
	period := (r.times[n-1] - r.times[0]) / float64(r.rows[n-1].Tick-r.rows[0].Tick) * float64(step)
	least, most, drift, late := math.Inf(1), 0.0, 0.0, 0
	for i := 1; i < n; i++ {
		steps := float64(r.rows[i].Tick-r.rows[i-1].Tick) / float64(step)
		d := r.times[i] - r.times[i-1]
		least, most = min(least, d), max(most, d)
		if math.Abs(d/period-steps) > unevenShare {
			late++
		}
		at := float64(r.rows[i].Tick-r.rows[0].Tick) / float64(step)
		drift = max(drift, math.Abs((r.times[i]-r.times[0])-at*period))
	}
	if float64(late) <= unevenSteps*float64(n) && drift <= unevenDrift*period {
		return ""
	}
	return fmt.Sprintf("%.4g to %.4g ms from frame to frame, up to %.4g ms off", least, most, drift)
}
