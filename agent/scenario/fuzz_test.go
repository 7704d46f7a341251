package scenario

import (
	"strings"
	"testing"

	"github.com/kumite/kumite/internal/safefile"
)

// FuzzScenario reads a scenario's file, without its replay.
func FuzzScenario(f *testing.F) {
	const sound = `{"schema":"kumite.scenario/1","name":"a","complaint":1,"kind":"too_late","replay_sha256":"ce9d64f8ee27ad37c92fc4b6f307536f6ff406431bf7839c973690b1740805e0","side":"left","tick":126,"grader":{"rule":"presses","skills":["lunge"],"frames":2},"lead_ticks":60,"variations":40,"seed":1}`
	for _, seed := range []string{
		sound, strings.Replace(sound, "126", "2147483647", 1), strings.Replace(sound, "126", "-1", 1), strings.Replace(sound, "40", "9223372036854775807", 1), strings.Replace(sound, "lunge", `\u001b`, 1),
		strings.Replace(sound, "ce9d64f8", "../../..", 1), strings.Replace(sound, `["lunge"]`, "[]", 1), "{}", "null", "[]", "", strings.Repeat("[", 20000),
	} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		var s Scenario
		if err := safefile.Unmarshal(data, safefile.Scenario, &s); err != nil || s.Validate() != nil {
			return
		}
		if s.from() < 0 || s.from() > s.Tick || s.Variations < 0 || strings.ContainsAny(s.Replay, `/\`) {
			t.Errorf("accepted %+v", s)
		}
		if _, err := s.Grader.skills(); err != nil {
			t.Errorf("accepted a grader that cannot grade: %v", err)
		}
	})
}
