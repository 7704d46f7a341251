package drift

import "math"

// Sample is one second of a player: the input and the scores of its last frame, and what
// was sent in all of it.
type Sample struct {
	Values [4]float64 // by the order of Features
	Peak   float64    // highest p_act, below 0 if it is not known whether there was an opening
	Sent   []string   // classes, without the null class
}

// Meter makes samples of the decisions of one player. Its calls must not overlap.
type Meter struct {
	every, n int
	peak     float64
	sent     []string
}

// NewMeter returns a meter that makes one sample of every so many decisions.
func NewMeter(every int) *Meter { return &Meter{every: every} }

// Reset starts a match: what was not yet a sample is dropped.
func (m *Meter) Reset() { m.n, m.peak, m.sent = 0, 0, nil }

// Due reports whether the next decision fills the second, so that its input is needed. A
// nil meter needs none.
func (m *Meter) Due() bool { return m != nil && m.n+1 >= m.every }

// Add counts a decision: its p_act, and the class that was sent, or "". It reports whether
// the second is full; Take must be called then.
func (m *Meter) Add(pAct float64, sent string) (full bool) {
	m.n++
	m.peak = max(m.peak, pAct)
	if sent != "" {
		m.sent = append(m.sent, sent)
	}
	return m.n >= m.every
}

// Take ends the second, with the mean and spread of the input and the confidence and p_act
// of the decision that was added last.
func (m *Meter) Take(mean, spread, confidence, pAct float64) Sample {
	s := Sample{Values: [4]float64{mean, spread, confidence, pAct}, Peak: m.peak, Sent: m.sent}
	m.Reset()
	return s
}

// InputMoments returns the moments of a network's input, which has either numbers or bytes.
func InputMoments(floats []float32, bytes []uint8) (mean, spread float64) {
	if bytes != nil {
		return Moments(bytes)
	}
	return Moments(floats)
}

// Moments returns the mean and the standard deviation of numbers, 0 and 0 of none.
func Moments[T float32 | uint8](x []T) (mean, spread float64) {
	if len(x) == 0 {
		return 0, 0
	}
	var sum, squares float64
	for _, v := range x {
		f := float64(v)
		sum += f
		squares += f * f
	}
	n := float64(len(x))
	mean = sum / n
	return mean, math.Sqrt(max(squares/n-mean*mean, 0))
}
