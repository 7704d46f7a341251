package policy

import (
	"encoding/json"
	"fmt"
	"math"
	"strings"

	"github.com/kumite/kumite/internal/number"
)

// parseRecord takes what a tuner leaves beside its settings. It decides nothing; only
// its form is checked.
func parseRecord(meta map[string]string, key string, into *string) error {
	text, ok := meta[key]
	if !ok {
		return nil
	}
	if err := json.Unmarshal([]byte(text), &map[string]any{}); err != nil {
		return fmt.Errorf("%s is not a JSON object; write one, or leave it out", key)
	}
	*into = text
	return nil
}

// parseDecoder takes the default query: the decoder's settings and the delay.
// A name is the contestant's alone.
func (c *Contract) parseDecoder(meta map[string]string) error {
	fail := func(err error) error { return fmt.Errorf("%s: %w", keyDecoder, err) }
	if text, ok := meta[keyDecoder]; ok {
		q, err := ParseQuery(text)
		if err != nil {
			return fail(fmt.Errorf("decoder query %q: %w", text, err))
		}
		if q.Has(keyName) {
			return fail(fmt.Errorf("it sets name=%s, which tables give to a contestant; leave it out, or write it in the contestant string", q.Get(keyName)))
		}
		if q.Has(keyDelay) {
			if len(q[keyDelay]) > 1 {
				return fail(fmt.Errorf("delay=%s is given %d times; give it once", strings.Join(q[keyDelay], ","), len(q[keyDelay])))
			}
			ticks, err := number.Whole(0, math.MaxInt32).Parse(q.Get(keyDelay))
			if err != nil {
				return fail(fmt.Errorf("delay=%s %w", q.Get(keyDelay), err))
			}
			delay := int32(ticks)
			c.DelayTicks = &delay
			q.Del(keyDelay)
			text = EncodeQuery(q)
		}
		c.Decoder = text
	}
	if _, err := NewDecoder(*c, ""); err != nil {
		return fail(err)
	}
	return nil
}
