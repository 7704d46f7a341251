package decompose

import (
	"github.com/kumite/kumite/agent"
	"github.com/kumite/kumite/sim/script"
)

// variant is one way to play: the model with some things put right, or the rule alone.
type variant struct {
	key, name string
	loss      string // what the model loses without it, "" if it stands for no single loss

	skill  bool // where the model presses, the rule's skill if the rule has one
	truth  bool // the true availability of skills instead of the agent's book
	veto   bool // no press where the rule has none
	force  bool // the rule's press where the model sends none
	prompt bool // presses take effect at once

	rule   bool          // the rule alone
	timing script.Timing // of the rule
}

// variants lists what is played with a delay in ticks, the model as it is first.
func variants(delay int32) []variant {
	return []variant{
		{key: "as_is", name: "as it is"},
		{key: "skill", name: "with the rule's skill", loss: "wrong skills", skill: true},
		{key: "available", name: "with true availability", loss: "the agent's book", truth: true},
		{key: "veto", name: "without false presses", loss: "false presses", veto: true},
		{key: "force", name: "with missed openings taken", loss: "missed openings", force: true},
		{key: "both", name: "both", veto: true, force: true},
		{key: "no_delay", name: "without delay", loss: "the delay", prompt: true},
		{key: "rule", name: "the rule on this timing", rule: true, timing: script.Timing{Period: agent.PeriodTicks, Delay: delay}},
		{key: "forecast", name: "… with a forecast", rule: true, timing: script.Timing{Period: agent.PeriodTicks, Delay: delay, Forecast: true}},
		{key: "rule_no_delay", name: "… without delay", rule: true, timing: script.Timing{Period: agent.PeriodTicks}},
		{key: "rule_free", name: "the rule on every tick, without delay", rule: true},
	}
}
