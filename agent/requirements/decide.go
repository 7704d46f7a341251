package requirements

import (
	"fmt"
	"math"
	"strings"

	"github.com/kumite/kumite/internal/number"
	"github.com/kumite/kumite/policy/stats"
)

// decide decides a line by its 95 % interval: PASS if all of it is within the bounds, FAIL
// if none of it is.
func (l *Line) decide() {
	least, most := math.Inf(-1), math.Inf(1)
	if l.AtLeast != nil {
		least = *l.AtLeast
	}
	if l.AtMost != nil {
		most = *l.AtMost
	}
	switch ci := l.CI95; {
	case !l.Measured.Defined():
		l.Verdict, l.Reason = Undecided, "undefined, for lack of "+l.Samples
	case !stats.Float(ci.Lo).Defined() || !stats.Float(ci.Hi).Defined():
		l.Verdict, l.Reason = Undecided, "no interval, for lack of "+l.Samples
	case ci.Lo >= least && ci.Hi <= most:
		l.Verdict = Pass
	case ci.Hi < least || ci.Lo > most:
		l.Verdict = Fail
	default:
		l.Verdict = Undecided
		l.need(missing(float64(l.Measured), ci, least, most, l.N))
	}
}

// need sets the reason of a line that further samples decide; 0 if no number does.
func (l *Line) need(more int) {
	l.Needs = more
	if more == 0 {
		l.Reason = "the estimate is at the bound, so that no number of further " + l.Samples + " decides"
		return
	}
	l.Reason = "needs about " + number.Of(more, "more "+strings.TrimSuffix(l.Samples, "s"))
	if l.Samples == "windows" { // their number is bounded
		l.Reason += "; raise --window"
	}
}

// needPairs says what to set where further pairs decide a line. Each of the opponents has as
// many as the file states.
func (l *Line) needPairs(opponents int) {
	if l.Needs > 0 {
		l.Reason += setting("pairs", (l.N+l.Needs+opponents-1)/opponents, maxPairs)
	}
}

// What a file can ask for, as its schema states it.
const (
	maxPairs     = 100_000
	maxDecisions = 1_000_000
)

// setting says how to get n samples.
func setting(key string, n, most int) string {
	if n > most {
		return fmt.Sprintf("; a file can ask for %d at most", most)
	}
	return fmt.Sprintf("; set %s: %d", key, n)
}

// missing returns how many further samples exclude the nearest bound within an interval,
// which shrinks with the square root of their number, or 0 if the estimate is there.
func missing(v float64, ci stats.Interval, least, most float64, n int) int {
	factor := 0.0
	for _, bound := range []float64{least, most} {
		if bound < ci.Lo || bound > ci.Hi {
			continue
		}
		side := ci.Hi - v
		if bound < v {
			side = v - ci.Lo
		}
		factor = max(factor, side/math.Abs(bound-v))
	}
	more := math.Ceil(float64(n)*factor*factor) - float64(n)
	if math.IsNaN(more) || more > math.MaxInt32 {
		return 0
	}
	return max(int(more), 1)
}
