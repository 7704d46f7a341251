package agent_test

import (
	"testing"

	"github.com/kumite/kumite/agent"
)

func TestADelayThatIsNotStatedIsTheDefault(t *testing.T) {
	var none agent.Delay
	if none.Stated() || none.Ticks() != agent.DefaultDelayTicks || none.Or(9) != 9 || none.String() != "6" {
		t.Errorf("the zero value is %d ticks, stated %v; want the default, not stated", none.Ticks(), none.Stated())
	}
	if d := agent.DelayOf(0); !d.Stated() || d.Ticks() != 0 || d.Or(9) != 0 || d == none {
		t.Errorf("a delay of 0 is %d ticks, stated %v; want 0, stated", d.Ticks(), d.Stated())
	}
	for ticks, valid := range map[int32]bool{-1: false, 0: true, agent.MaxDelayTicks: true, agent.MaxDelayTicks + 1: false} {
		if err := agent.DelayOf(ticks).Validate(); (err == nil) != valid {
			t.Errorf("%d ticks: %v, want valid %v", ticks, err, valid)
		}
	}
}

func TestADelayIsAFlagValue(t *testing.T) {
	var d agent.Delay
	if err := d.Set("12"); err != nil || d != agent.DelayOf(12) {
		t.Errorf("got %v, %v; want 12 ticks", d, err)
	}
	for _, text := range []string{"", "1.5", "fast", "99999999999"} {
		if err := d.Set(text); err == nil {
			t.Errorf("%q is accepted", text)
		}
	}
}
