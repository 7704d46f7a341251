package audit

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"gonum.org/v1/gonum/mat"
)

// Bounds of evidence that the names of two classes are swapped. docs/adr/0016 has the false
// alarms.
const (
	fewestOfClass = 10   // presses of a class that is compared with others, and half of them in each half
	fewestNamed   = 2    // presses of a recording that is judged
	toldApart     = 0.95 // area under the curve of classes that the picture tells apart
	lookAlike     = 0.80 // of classes that it does not
)

// Names says whether the picture tells classes apart, by the probe's discriminants between
// any two of them: fitted on the presses of one half of the recordings and scored on those
// of the other.
type Names struct {
	Pairs int `json:"pairs"` // of classes, with 10 presses each
	// Area is the median of their areas under the ROC curve.
	Area float64 `json:"area"`
	// Alike are pairs of classes that look alike, although others do not: their names may be
	// swapped in about half of the recordings.
	Alike [][2]string `json:"alike"`
	// Swapped are recordings whose presses of two classes all look like those of the other.
	Swapped []Swapped `json:"swapped"`
}

// Swapped is a recording with swapped names.
type Swapped struct {
	Recording string    `json:"recording"`
	Classes   [2]string `json:"classes"`
	Presses   int       `json:"presses"`
}

// shown is what changes on the screen in the first frame that shows a press.
type shown struct {
	of    *changes
	class int
	x     []float64
}

// shownPresses returns the presses of all recordings.
func (p *probe) shownPresses(shows int) []shown {
	var all []shown
	for _, c := range p.all {
		for f, class := range c.labels {
			if !c.pressed[f] || f+shows < 0 || f+shows >= len(c.rows) {
				continue
			}
			all = append(all, shown{c, class, c.rows[f+shows]})
		}
	}
	return all
}

// contrast is how the presses of two classes are told apart.
type contrast struct {
	classes [2]int
	area    float64             // under the ROC curve
	against map[*changes][2]int // by recording: presses that look like the other class, and all
}

// compareClasses compares any two classes with enough presses. An error is that of ctx.
func (p *probe) compareClasses(ctx context.Context, all []shown) ([]contrast, error) {
	count := map[int][2]int{} // by class, in the halves
	for _, s := range all {
		n := count[s.class]
		n[s.of.half]++
		count[s.class] = n
	}
	var enough []int
	for class, n := range count {
		if n[0]+n[1] >= fewestOfClass && 2*min(n[0], n[1]) >= fewestOfClass/2 {
			enough = append(enough, class)
		}
	}
	slices.Sort(enough)
	var contrasts []contrast
	for i, a := range enough {
		for _, b := range enough[i+1:] {
			if err := ctx.Err(); err != nil {
				return nil, err
			}
			contrasts = append(contrasts, p.contrast(all, a, b))
		}
	}
	return contrasts, nil
}

// contrast fits a discriminant on each half and scores it on the other.
func (p *probe) contrast(all []shown, a, b int) contrast {
	c := contrast{classes: [2]int{a, b}, against: map[*changes][2]int{}}
	better, compared := 0.0, 0.0
	for half := range p.halves {
		w, middle := p.between(all, half, a, b)
		var z [2][]float64
		for _, s := range all {
			if s.of.half == half || s.class != a && s.class != b {
				continue
			}
			v := dot(w, s.x) - middle
			n := c.against[s.of]
			n[1]++
			if (v > 0) != (s.class == b) {
				n[0]++
			}
			c.against[s.of] = n
			k := 0
			if s.class == b {
				k = 1
			}
			z[k] = append(z[k], v)
		}
		for _, x := range z[0] {
			for _, y := range z[1] {
				compared++
				if y > x {
					better++
				} else if y == x {
					better += 0.5
				}
			}
		}
	}
	c.area = better / max(compared, 1)
	return c
}

// between returns what separates the presses of class b from those of class a in a half, and
// the value in the middle.
func (p *probe) between(all []shown, half, a, b int) (w []float64, middle float64) {
	var mean [2][]float64
	var n [2]float64
	mean[0], mean[1] = make([]float64, pictureSize), make([]float64, pictureSize)
	for _, s := range all {
		if s.of.half != half || s.class != a && s.class != b {
			continue
		}
		k := 0
		if s.class == b {
			k = 1
		}
		n[k]++
		for i, v := range s.x {
			mean[k][i] += v
		}
	}
	w = make([]float64, pictureSize)
	for i := range w {
		mean[0][i] /= max(n[0], 1)
		mean[1][i] /= max(n[1], 1)
		w[i] = mean[1][i] - mean[0][i]
	}
	p.fits[half].solve(w)
	return w, (dot(w, mean[0]) + dot(w, mean[1])) / 2
}

func dot(a, b []float64) float64 {
	return mat.Dot(mat.NewVecDense(len(a), a), mat.NewVecDense(len(b), b))
}

// names compares classes. It is nil where fewer than three pairs of classes can be compared,
// or where the picture does not tell most of them apart. An error is that of ctx.
func (v *Visibility) names(ctx context.Context, p *probe, classes []string) (*Names, error) {
	if !v.Seen {
		return nil, nil
	}
	contrasts, err := p.compareClasses(ctx, p.shownPresses(v.Shows))
	if err != nil || len(contrasts) < 3 {
		return nil, err
	}
	var areas []float64
	for _, c := range contrasts {
		areas = append(areas, c.area)
	}
	slices.Sort(areas)
	found := &Names{Pairs: len(contrasts), Area: areas[len(areas)/2], Alike: [][2]string{}, Swapped: []Swapped{}}
	if found.Area < toldApart {
		return nil, nil
	}
	for _, c := range contrasts {
		pair := [2]string{classes[c.classes[0]], classes[c.classes[1]]}
		if c.area < lookAlike {
			found.Alike = append(found.Alike, pair)
			continue
		}
		for _, r := range p.all {
			if n := c.against[r]; n[1] >= fewestNamed && n[0] == n[1] {
				found.Swapped = append(found.Swapped, Swapped{r.name, pair, n[1]})
			}
		}
	}
	return found, nil
}

// classNames says which names are swapped.
func (v *Visibility) classNames() Finding {
	f := Finding{Check: "class names", Verdict: OK}
	if v == nil || v.Names == nil {
		return f.notChecked("too few classes have enough presses, or the picture does not tell them apart")
	}
	n := v.Names
	f.Found = fmt.Sprintf("the picture tells the classes of %d pairs apart (area under the curve %.2f in the median)", n.Pairs, n.Area)
	var found []string
	for _, pair := range n.Alike {
		found = append(found, fmt.Sprintf("%s and %s look alike, and others do not", pair[0], pair[1]))
	}
	if len(n.Swapped) > 0 {
		var where []string
		for _, s := range n.Swapped {
			where = append(where, fmt.Sprintf("%s (%s, %s)", s.Recording, s.Classes[0], s.Classes[1]))
		}
		found = append(found, "presses look like those of the other class in "+some(where))
	}
	if len(found) > 0 {
		f.Verdict, f.Found = Warn, strings.Join(found, "; ")
		f.Fix = "the names may be swapped in some recordings: inspect a few presses of each, and rename the class where it is wrong"
	}
	return f
}
