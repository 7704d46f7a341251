package offline

import "fmt"

// Recording is one recording's labels, decisions and scores, by frame. An
// Evaluation reads it during Add and does not retain it.
type Recording struct {
	Name      string // for errors
	Truth     []int  // the expert's class
	Predicted []int  // the policy's class after its whole decoder
	// Scores are calibrated logits (or log-probabilities), [frames, classes] in
	// row-major order; nil if there are none.
	Scores []float32
	// Available says, by frame, whether any skill was available to the expert; nil
	// if not logged.
	Available []bool
}

func (r Recording) validate(classes int) error {
	switch frames := len(r.Truth); {
	case frames == 0:
		return fmt.Errorf("recording %s: no frames; leave it out", r.Name)
	case len(r.Predicted) != frames:
		return fmt.Errorf("recording %s: %d labels and %d predictions; give one of each per frame", r.Name, frames, len(r.Predicted))
	case r.Scores != nil && len(r.Scores) != frames*classes:
		return fmt.Errorf("recording %s: %d scores; %d frames of %d classes need %d", r.Name, len(r.Scores), frames, classes, frames*classes)
	case r.Available != nil && len(r.Available) != frames:
		return fmt.Errorf("recording %s: availability of %d frames; give it for all %d or none", r.Name, len(r.Available), frames)
	}
	for t := range r.Truth {
		if c := r.Truth[t]; c < 0 || c >= classes {
			return fmt.Errorf("recording %s: frame %d is labelled %d; classes are 0 to %d", r.Name, t, c, classes-1)
		}
		if c := r.Predicted[t]; c < 0 || c >= classes {
			return fmt.Errorf("recording %s: frame %d is predicted as %d; classes are 0 to %d", r.Name, t, c, classes-1)
		}
	}
	return nil
}
