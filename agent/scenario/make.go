package scenario

import (
	"context"
	"fmt"
	"slices"

	"github.com/kumite/kumite/agent"
	"github.com/kumite/kumite/agent/feedback"
	"github.com/kumite/kumite/internal/durable"
	"github.com/kumite/kumite/internal/safefile"
	"github.com/kumite/kumite/sim"
	"github.com/kumite/kumite/sim/duel"
	"github.com/kumite/kumite/sim/script"
)

// Of what Make makes, the seconds of reseeded movement before a takeover and the number of
// variations.
const (
	DefaultLead       = 60
	DefaultVariations = 40
)

// Skipped is a complaint of which no scenario was made.
type Skipped struct {
	Number int
	Why    string
}

// Make writes a scenario of each complaint of a folder of feedback that a grader can judge,
// and the replays beside them. Files of an earlier Make are replaced. It returns what it
// wrote and skipped, in the order of the complaints. If ctx ends it, nothing is written.
func Make(ctx context.Context, from, to string, seed uint64) (made []Scenario, skipped []Skipped, err error) {
	all, err := feedback.Read(from)
	if err != nil {
		return nil, nil, err
	}
	replays := map[string][]byte{} // by hash
	for i := range all {
		if err := ctx.Err(); err != nil {
			return nil, nil, err
		}
		c := &all[i]
		r, data, err := feedback.Replay(from, c)
		if err != nil {
			return nil, nil, fmt.Errorf("make scenarios: %w", err)
		}
		p, err := duel.NewPlayback(r)
		if err != nil {
			return nil, nil, fmt.Errorf("make scenarios: complaint %d: %w", c.Number, err)
		}
		s := Scenario{
			Schema: Schema, Name: fmt.Sprintf("complaint-%04d", c.Number), Complaint: c.Number, Kind: c.Kind, Contestant: c.Contestant, ModelSHA256: c.ModelSHA256, Decoder: c.Decoder,
			Note: c.Note, Replay: c.Replay, Side: c.Side, LeadTicks: DefaultLead, Variations: DefaultVariations, Seed: seed,
		}
		why := s.aim(p, c)
		if why == "" {
			why, err = s.judgeable(r)
		}
		if err != nil {
			return nil, nil, fmt.Errorf("make scenarios: complaint %d: %w", c.Number, err)
		}
		if why != "" {
			skipped = append(skipped, Skipped{c.Number, why})
			continue
		}
		replays[c.Replay] = data
		made = append(made, s)
	}
	return made, skipped, write(to, made, replays)
}

// write writes scenarios and the replays that they name.
func write(dir string, all []Scenario, replays map[string][]byte) error {
	root, err := safefile.MakeRoot(dir)
	if err != nil {
		return fmt.Errorf("make scenarios: %w", err)
	}
	defer root.Close()
	for i := range all {
		s := &all[i]
		err := durable.WriteFileIn(root, s.Replay+".replay", durable.Bytes(replays[s.Replay]))
		if err == nil {
			err = durable.WriteJSONIn(root, s.Name+".json", s)
		}
		if err != nil {
			return fmt.Errorf("make scenarios: %w", err)
		}
	}
	return nil
}

// aim sets the takeover and the grader of a complaint, or says why it has none.
func (s *Scenario) aim(p *duel.Playback, c *feedback.Complaint) (why string) {
	side, err := feedback.ParseSide(c.Side)
	if err != nil {
		return err.Error()
	}
	m, ok := feedback.Subject(p, side, c.Tick, c.Kind)
	if !ok {
		if c.Kind == feedback.Unfair || c.Kind == feedback.Note {
			return fmt.Sprintf("complaints of kind %s need a person's judgement", c.Kind)
		}
		return fmt.Sprintf("%s has no press or missed opening near tick %d", c.Side, c.Tick)
	}
	skill := []string{m.Skill.String()}
	switch c.Kind {
	case feedback.ShouldHaveActed:
		s.Tick, s.Grader = m.Tick, Grader{Rule: Acts, Frames: frames(m.End - m.Tick)}
	case feedback.TooLate:
		from, right := since(p, side, m.Tick-1)
		if from < 0 {
			return fmt.Sprintf("the press of %s at tick %d was not right just before it, so it was not late", m.Skill, m.Tick)
		}
		s.Tick, s.Grader = from, Grader{Rule: Presses, Skills: []string{right.String()}, Frames: max(frames(m.Tick-from)-1, 1)}
	case feedback.Wasted:
		s.Tick, s.Grader = max(m.Tick-2*agent.PeriodTicks, 0), Grader{Rule: DoesNotPress, Skills: skill, Frames: 4}
	case feedback.WrongSkill:
		s.Tick = max(m.Tick-1-agent.PeriodTicks, 0)
		p.Seek(m.Tick - 1)
		right := script.Opening(p.World(), side)
		if right == m.Skill {
			return fmt.Sprintf("by the rules of the script oracle, %s was right at tick %d", m.Skill, m.Tick)
		}
		s.Grader = Grader{Rule: DoesNotPress, Skills: skill, Frames: 4}
		if right != sim.None {
			s.Grader = Grader{Rule: Presses, Skills: []string{right.String()}, Frames: 3}
		}
	}
	s.Tick -= s.Tick % agent.PeriodTicks // the first decision is at the takeover
	s.Grader.Frames = min(s.Grader.Frames, maxFrames)
	if slices.Contains([]Rule{Acts, Presses}, s.Grader.Rule) {
		s.Grader.Frames = max(s.Grader.Frames, 2)
	}
	return ""
}

// judgeable says why the recorded state cannot be judged, "" if it can.
func (s *Scenario) judgeable(r *duel.Recording) (why string, err error) {
	if err := s.Validate(); err != nil {
		return "", err
	}
	x, err := newLoaded(*s, r)
	if err != nil {
		return "", err
	}
	switch {
	case x.premise(recorded):
		return "", nil
	case s.Grader.Rule == DoesNotPress:
		return fmt.Sprintf("by the rules of the script oracle, the press became right within %d frames", s.Grader.Frames), nil
	}
	return fmt.Sprintf("the opening is too short for a side that decides every %d ticks", agent.PeriodTicks), nil
}

// frames returns the decisions that fall into a number of ticks.
func frames(ticks int32) int { return int((ticks + agent.PeriodTicks - 1) / agent.PeriodTicks) }

// since returns the first tick of the opening of a side that lasts up to a tick, and its
// skill there; −1 without one.
func since(p *duel.Playback, side sim.Side, tick int32) (from int32, right sim.Skill) {
	from = -1
	for ; tick >= 0; tick-- {
		p.Seek(tick)
		k := script.Opening(p.World(), side)
		if k == sim.None {
			break
		}
		from, right = tick, k
	}
	return from, right
}
