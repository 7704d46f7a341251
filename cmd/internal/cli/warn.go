package cli

import (
	"sync"

	"github.com/rs/zerolog"

	"github.com/kumite/kumite/agent/bot"
)

// WarnOnce returns the Warn of a setup that logs each warning of each version of a model
// once, however often the model is loaded.
func WarnOnce(log zerolog.Logger) func(m *bot.Model, warning string) {
	var mu sync.Mutex
	known := map[[3]string]bool{}
	return func(m *bot.Model, warning string) {
		mu.Lock()
		defer mu.Unlock()
		key := [3]string{m.Path, m.SHA256, warning}
		if known[key] {
			return
		}
		known[key] = true
		log.Warn().Str("model", m.Path).Msg(warning)
	}
}
