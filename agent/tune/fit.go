package tune

import (
	"errors"
	"fmt"
	"math"

	"gonum.org/v1/gonum/mat"

	"github.com/kumite/kumite/internal/number"
)

// Frames are scored frames to calibrate on. Logits is [frames, K] in row-major
// order and Truth the class of each frame; neither is modified.
type Frames struct {
	Logits []float32
	Truth  []int
	// Shift is added to the logits, by class, to correct their prior: the log prior
	// of these frames minus that of the scores. Nil is no shift.
	Shift []float64
}

// Calibration is z' = z/Temperature + Bias.
type Calibration struct {
	Temperature float64   `json:"temperature"`
	Bias        []float64 `json:"bias"`
}

// ridge keeps the bias of a rare class near 0. It equals a normal prior with a
// standard deviation of 0.2.
const ridge = 1 / (0.2 * 0.2)

// The bounds of a fitted temperature.
const minTemperature, maxTemperature = 0.05, 20

// fitCalibration minimises the negative log-likelihood of the frames, with a bias by class
// (that of noAction is 0) or, where withBias is false, the temperature alone.
// The loss is convex in 1/T and the bias (Guo et al., "On calibration of modern
// neural networks", ICML 2017, vector scaling with one common scale), so
// Newton's method with step halving converges to its minimum.
func fitCalibration(f Frames, classes, noAction int, withBias bool) (Calibration, error) {
	if len(f.Truth) == 0 || len(f.Logits) != len(f.Truth)*classes {
		return Calibration{}, fmt.Errorf("calibrate: %s for %s of %s", number.Of(len(f.Logits), "score"), number.Of(len(f.Truth), "frame"), number.Of(classes, "class"))
	}
	free := []int{} // classes that have a bias
	for c := range classes {
		if withBias && c != noAction {
			free = append(free, c)
		}
	}
	n := 1 + len(free)
	at := make([]float64, n) // 1/T, then the biases
	at[0] = 1
	bias := make([]float64, classes)
	loss, gradient, hessian := f.loss(at, free, bias, true)
	for range 50 {
		var step mat.VecDense
		var chol mat.Cholesky
		for i := range n { // regularize, so that a flat loss does not give a huge step
			hessian.SetSym(i, i, hessian.At(i, i)+1e-9*float64(len(f.Truth)))
		}
		if !chol.Factorize(hessian) {
			return Calibration{}, errors.New("calibrate: the scores do not determine a temperature because they are all equal")
		}
		if err := chol.SolveVecTo(&step, mat.NewVecDense(n, gradient)); err != nil {
			return Calibration{}, fmt.Errorf("calibrate: %w", err)
		}
		next, better, scale := make([]float64, n), false, 1.0
		for range 40 {
			for i := range next {
				next[i] = at[i] - scale*step.AtVec(i)
			}
			next[0] = min(max(next[0], 1/maxTemperature), 1/minTemperature)
			if l, _, _ := f.loss(next, free, bias, false); l < loss {
				better = true
				break
			}
			scale /= 2
		}
		if !better {
			break
		}
		before := loss
		at = next
		loss, gradient, hessian = f.loss(at, free, bias, true)
		if before-loss < 1e-9*before {
			break
		}
	}
	out := Calibration{Temperature: 1 / at[0], Bias: make([]float64, classes)}
	for i, c := range free {
		out.Bias[c] = at[1+i]
	}
	return out, nil
}

// NLL is the mean negative log-likelihood of the frames in nats.
func (f Frames) NLL(c Calibration) float64 {
	free := make([]int, len(c.Bias))
	at := append([]float64{1 / c.Temperature}, c.Bias...)
	for i := range free {
		free[i] = i
	}
	loss, _, _ := f.loss(at, free, make([]float64, len(c.Bias)), false)
	for _, b := range c.Bias {
		loss -= ridge * b * b / 2
	}
	return loss / float64(len(f.Truth))
}

// loss returns the total loss of the frames with the ridge and, if derive is set,
// its gradient and Hessian. bias is scratch space of one value per class.
func (f Frames) loss(at []float64, free []int, bias []float64, derive bool) (total float64, gradient []float64, hessian *mat.SymDense) {
	k, n := len(bias), len(at)
	clear(bias)
	for i, c := range free {
		bias[c] = at[1+i]
		total += ridge * at[1+i] * at[1+i] / 2
	}
	for c, s := range f.Shift {
		bias[c] += s
	}
	p, g, h := make([]float64, k), make([]float64, n), make([]float64, n*n)
	for t, truth := range f.Truth {
		z := f.Logits[t*k : (t+1)*k]
		top := math.Inf(-1)
		for c, v := range z {
			p[c] = at[0]*float64(v) + bias[c]
			top = max(top, p[c])
		}
		sum, own := 0.0, p[truth]
		for c := range p {
			p[c] = math.Exp(p[c] - top)
			sum += p[c]
		}
		total += top + math.Log(sum) - own
		if !derive {
			continue
		}
		mean, square := 0.0, 0.0
		for c, v := range z {
			p[c] /= sum
			mean += p[c] * float64(v)
			square += p[c] * float64(v) * float64(v)
		}
		g[0] += mean - float64(z[truth])
		h[0] += square - mean*mean
		for i, c := range free {
			g[1+i] += p[c]
			if c == truth {
				g[1+i]--
			}
			h[1+i] += p[c] * (float64(z[c]) - mean)
			row := h[(1+i)*n:]
			row[1+i] += p[c]
			for j := i; j < len(free); j++ {
				row[1+j] -= p[c] * p[free[j]]
			}
		}
	}
	if !derive {
		return total, nil, nil
	}
	for i := range free {
		g[1+i] += ridge * at[1+i]
		h[(1+i)*n+1+i] += ridge
	}
	return total, g, mat.NewSymDense(n, h)
}
