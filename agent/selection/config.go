package selection

import (
	"errors"
	"fmt"
	"slices"

	"github.com/kumite/kumite/agent"
	"github.com/kumite/kumite/agent/bot"
	"github.com/kumite/kumite/internal/number"
	"github.com/kumite/kumite/policy/offline"
	"github.com/kumite/kumite/sim"
)

// DefaultMetric is the key of the offline metric that leads in docs/study.md.
const DefaultMetric = "event_recall_2"

// Config describes a selection.
type Config struct {
	Rule       Rule
	Candidates []bot.Contestant // models or scripts, at least two
	Against    bot.Contestant   // the opponent of all
	Seed       uint64           // of the matches and the choices
	Delay      agent.Delay      // of models that state none; the zero value is agent.DefaultDelayTicks
	Rules      sim.Rules

	// Logs is the folder on which candidates, then models only, get an offline score with
	// the metric of a key, one of offline.Metrics; "" for none.
	Logs   string
	Metric string

	Setup   bot.Setup // of models in matches
	Workers int       // matches or recordings at once, at least 1; does not change the results

	// Progress, if not nil, is called after each batch with the pairs that were played and
	// the most that may be. Calls do not overlap.
	Progress func(done, most int)
}

// Validate reports every invalid field.
func (c Config) Validate() error {
	errs := []error{c.Rule.Validate(), c.Against.Validate(), c.Delay.Validate(), c.Rules.Validate(), c.Setup.Validate()}
	if len(c.Candidates) < 2 {
		errs = append(errs, fmt.Errorf("%s; want at least 2", number.Of(len(c.Candidates), "candidate")))
	}
	for _, x := range c.Candidates {
		errs = append(errs, x.Validate())
		if c.Logs != "" && x.Path == "" {
			errs = append(errs, fmt.Errorf("candidate %q is a script, which has no offline score; leave out the logs", x.Spec))
		}
	}
	if c.Logs != "" && !slices.ContainsFunc(offline.Metrics(), func(m offline.Metric) bool { return m.Key == c.Metric }) {
		errs = append(errs, fmt.Errorf("metric %q is unknown; `kumite study` lists them, e.g. %s", c.Metric, DefaultMetric))
	}
	if c.Workers < 1 {
		errs = append(errs, fmt.Errorf("workers is %d; want at least 1", c.Workers))
	}
	return errors.Join(errs...)
}
