package requirements

import (
	"fmt"
	"time"

	"github.com/kumite/kumite/agent/bot"
	"github.com/kumite/kumite/agent/sweep"
	"github.com/kumite/kumite/policy/ort"
)

// Validate reports every problem that the schema does not cover: what depends on several
// keys, and the texts that other packages parse.
func (f *File) Validate() error {
	var all []problem
	add := func(bad bool, says string, path ...any) {
		if bad {
			all = append(all, problem{pointer(path...), says})
		}
	}
	add(f.Period < Duration(time.Millisecond) || f.Period > Duration(time.Minute), fmt.Sprintf("\"period\" is %v; want 1ms to 1m", f.Period), "period")
	for i, l := range f.Latency {
		add(l.AtMost <= 0, `"at_most" is 0; want more`, "latency", i, "at_most")
	}
	if m := f.Memory; m != nil {
		add(m.Budget <= 0, `"budget" is 0; want more, e.g. 10GiB`, "memory", "budget")
	}
	for i, o := range f.Offline {
		all = append(all, bounds(o.AtLeast, o.AtMost, pointer("offline", i))...)
	}
	if f.Online != nil {
		all = append(all, f.Online.problems()...)
	}
	if h := f.Health; h != nil {
		if h.SkillsPerMinute != nil {
			all = append(all, bounds(h.SkillsPerMinute.AtLeast, h.SkillsPerMinute.AtMost, pointer("health", "skills_per_minute"))...)
		}
		add(h.SkillsPerMinute != nil && f.Online == nil, `skills per minute are counted in matches; add a section "online"`, "health", "skills_per_minute")
		add(h.NoFaults && f.Online == nil, `faults are counted in matches; add a section "online"`, "health", "no_faults")
		add(h.NotCollapsed && f.Online == nil && f.Offline == nil, `a collapse shows on logs or in matches; add a section "offline" or "online"`, "health", "not_collapsed")
	}
	var on ort.Provider
	if err := on.Set(string(f.Target)); err != nil {
		add(true, err.Error(), "target")
	}
	add(f.Latency == nil && f.Throughput == nil && f.Memory == nil && f.Offline == nil && f.Online == nil && f.Health == nil && f.places.line("target") == 0,
		"the file states no requirements; `kumite check --init` prints an example")
	return join(f.Name, f.places, all)
}

// bounds returns the problem of a range without an end, or whose ends cross.
func bounds(least, most *float64, at string) []problem {
	switch {
	case least == nil && most == nil:
		return []problem{{at, `no bound; add "at_least" or "at_most"`}}
	case least != nil && most != nil && *least > *most:
		return []problem{{at, fmt.Sprintf(`"at_least" is %g and "at_most" is %g; want at_least ≤ at_most`, *least, *most)}}
	}
	return nil
}

func (o *Online) problems() (all []problem) {
	for i, x := range o.Opponents {
		if _, err := bot.Parse(x.Opponent); err != nil {
			all = append(all, problem{pointer("online", "opponents", i, "opponent"), err.Error()})
		}
	}
	if o.Delays != "" {
		if _, err := sweep.ParseRange("delay=" + o.Delays); err != nil {
			all = append(all, problem{pointer("online", "delays"), err.Error()})
		}
	}
	return all
}
