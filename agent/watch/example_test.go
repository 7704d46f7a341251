package watch_test

import (
	"context"
	"fmt"
	"time"

	"github.com/kumite/kumite/agent/watch"
	"github.com/kumite/kumite/sim"
	"github.com/kumite/kumite/sim/window/panel"
	"github.com/kumite/kumite/sim/window/scene"
)

// A display can be a loop: this one shows two matches in lockstep and prints what
// stands in the window at their ends.
func ExampleRun() {
	rules := sim.DefaultRules()
	rules.MatchTicks = 10 * sim.TickRate
	match, err := watch.NewMatch(watch.MatchConfig{
		Contestants: [2]string{"script:oracle", "script:dummy"}, Rules: rules, Seed: 1, Now: time.Now,
	})
	if err != nil {
		fmt.Println(err)
		return
	}
	summary, err := watch.Run(context.Background(), match, func(ctx context.Context, s scene.Scene) (scene.Report, error) {
		var view panel.View
		for ended := 0; ended < 2; {
			before := view.Status
			if err := s.Tick(scene.Tick{}); err != nil {
				return scene.Report{}, err
			}
			view = panel.View{}
			if s.View(&view); view.Status != "" && before == "" {
				ended++
				fmt.Println(view.Status)
			}
		}
		return scene.Report{}, nil
	})
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(summary.(*watch.MatchSummary).Score)
	// Output:
	// oracle wins
	// oracle wins
	// oracle 2/2 = 100 % [0, 100] – dummy 0/2 = 0 % [0, 100], 0 draws, seed 2 (confidence sequences)
}
