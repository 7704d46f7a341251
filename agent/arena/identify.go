package arena

import (
	"fmt"

	"github.com/kumite/kumite/agent/bot"
	"github.com/kumite/kumite/sim/duel"
)

// Identify loads every model once and returns the hash and decoder of each
// contestant. A contestant that cannot play is thus refused before any match.
func Identify(cfg Config, load bot.Loader) ([]duel.Participant, error) {
	all := make([]duel.Participant, len(cfg.Contestants))
	for i, c := range cfg.Contestants {
		b, err := cfg.newBot(c, load)
		if err != nil {
			return nil, fmt.Errorf("contestant %s: %w", c.Name, err)
		}
		all[i] = b.Participant()
		if err := b.Close(); err != nil {
			return nil, err
		}
	}
	return all, nil
}
