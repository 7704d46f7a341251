package audit

import (
	"context"
	"fmt"
	"strings"

	"github.com/kumite/kumite/internal/number"
	"github.com/kumite/kumite/vision/logs"
)

// muchByChance is an average precision by chance that presses in every few
// frames have: what they show is lost among them.
const muchByChance = 0.1

// fewForCertain is how many presses must leave no trace before that is certain.
const fewForCertain = 50

// alignment looks for presses on the screen and judges when they show.
func (s *survey) alignment(ctx context.Context, cfg Config) (*Visibility, Finding, error) {
	f := Finding{Check: "alignment", Verdict: OK}
	if s.frames() == 0 {
		return nil, f.notChecked(noFrames), nil
	}
	var clips []clip
	for _, i := range s.probed() {
		clips = append(clips, s.recordings[i].clip(s.Null()))
	}
	if presses := countPresses(clips); len(clips) < 2 || presses < fewestPresses {
		f.Verdict, f.Found = Warn, fmt.Sprintf("too few to tell: %s in %s", number.Of(presses, "press"), number.Of(len(clips), "recording"))
		f.Fix = fmt.Sprintf("record two matches or more with %d presses in all", fewestPresses)
		return nil, f, nil
	}
	v, err := measureVisibility(ctx, clips, s.Classes, cfg)
	if err != nil {
		return nil, f, err
	}
	f.judge(v, cfg.ShowsAfter, s.DecisionPeriodMS)
	return v, f, nil
}

// clip is a recording as the probe sees it. A label may be held: what counts is
// the first row of each.
func (r *recording) clip(null string) clip {
	c := clip{name: r.name, pictures: r.pictures, pressed: make([]bool, len(r.rows)), labels: make([]int, len(r.rows))}
	for i, row := range r.rows {
		c.labels[i] = row.Label
		c.pressed[i] = logs.Begins(r.rows, i, null)
	}
	return c
}

// judge says what it means that presses show when they do, if they should show
// showsAfter frames after their label's.
func (f *Finding) judge(v *Visibility, showsAfter int, periodMS float64) {
	if !v.Seen {
		f.judgeUnseen(v)
		return
	}
	shows := where(v.Shows) + Lasting(v.Shows, periodMS)
	ap, late := v.Scores[v.Shows+Reach], v.Shows-showsAfter
	switch {
	case late < 0:
		f.Verdict = Fail
		f.Found = fmt.Sprintf("the label leaks: presses show %s their label's frame (average precision %.2f, %.2f by chance), and must not before %d later", shows, ap, v.Chance, showsAfter)
		f.Fix = fmt.Sprintf("move every label %s up: a frame is labelled with the press that follows it; and look for a display of keys in the picture", number.Of(-late, "row"))
	case late == 1:
		f.Verdict = Warn
		f.Found = fmt.Sprintf("presses show %s their label's frame, one later than they should", shows)
		f.Fix = fmt.Sprintf("move every label 1 row down; or, if the game answers that late, say --shows-after %d", v.Shows)
	case late > 1:
		f.Verdict = Fail
		f.Found = fmt.Sprintf("labels come too early: presses show %s their label's frame (average precision %.2f, %.2f by chance)", shows, ap, v.Chance)
		f.Fix = fmt.Sprintf("move every label %s down; or, if the game answers that late, say --shows-after %d", number.Of(late, "row"), v.Shows)
	default:
		f.Found = fmt.Sprintf("presses first show %s their label's frame (average precision %.2f, %.2f by chance, %s)", shows, ap, v.Chance, number.Of(v.Presses, "press"))
	}
	if len(v.Strays) > 0 {
		var names []string
		for _, s := range v.Strays {
			names = append(names, fmt.Sprintf("%s (%+d)", s.Recording, s.Shows-v.Shows))
		}
		f.Verdict = Fail
		f.Found += "; moved against the others: " + strings.Join(names[:min(len(names), 6)], ", ")
		if f.Fix == "" {
			f.Fix = "move the labels of those recordings by as many rows, up where the number is negative; or take them out"
		}
	}
}

// judgeUnseen says what it means that presses cannot be seen.
func (f *Finding) judgeUnseen(v *Visibility) {
	best := v.best()
	if v.Chance >= muchByChance {
		f.Verdict = Warn
		f.Found = fmt.Sprintf("%s are too many to tell when they show: average precision %.2f at best, %.2f by chance", number.Of(v.Presses, "press"), best, v.Chance)
		f.Fix = "inspect a few frames by eye, or use --model to compare the labels with a model that is known to be right"
		return
	}
	f.Verdict = Fail
	f.Found = fmt.Sprintf("nothing on the screen changes with the %s: average precision %.2f at best, %.2f by chance", number.Of(v.Presses, "press"), best, v.Chance)
	f.Fix = "the tables may belong to other videos, or the frames show no game; or presses leave no trace within ±10 frames that a 32×18 picture keeps, and then only --model can tell"
	if v.Presses < fewForCertain {
		f.Verdict = Warn
	}
}

// where puts an offset into words.
func where(offset int) string {
	switch {
	case offset == 0:
		return "in"
	case offset == 1:
		return "one frame after"
	case offset < 0:
		return fmt.Sprintf("%d before", -offset)
	}
	return fmt.Sprintf("%d frames after", offset)
}
