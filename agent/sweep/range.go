package sweep

import (
	"fmt"
	"math"
	"strconv"
	"strings"

	"github.com/kumite/kumite/agent"
	"github.com/kumite/kumite/agent/bot"
	"github.com/kumite/kumite/internal/number"
	"github.com/kumite/kumite/policy"
)

// Range is a setting of a contestant with the values to play.
type Range struct {
	Setting string
	Values  []Value
}

// Value is one value of a range.
type Value struct {
	Number float64
	Text   string // as written in a contestant string
}

// MaxValues is the largest number of values in a range.
const MaxValues = 500

// ParseRange parses SETTING=START..END[/STEP]. The default step is 1 between whole
// numbers, otherwise a tenth of the range.
func ParseRange(text string) (Range, error) {
	fail := func(says string) (Range, error) {
		return Range{}, fmt.Errorf("sweep %q: %s; want SETTING=START..END[/STEP], e.g. delay=0..30 or tau=0..1.2/0.1", text, says)
	}
	setting, values, ok := strings.Cut(text, "=")
	if !ok || setting == "" {
		return fail("no setting")
	}
	if setting == "name" || setting == "decode" || setting == "mask" {
		return fail(setting + " is not a numeric setting")
	}
	span, step, stepped := strings.Cut(values, "/")
	from, to, ok := strings.Cut(span, "..")
	if !ok {
		return fail("no range")
	}
	var numbers [3]float64
	digits := 0
	for i, word := range []string{from, to, step} {
		if i == 2 && !stepped {
			continue
		}
		v, err := number.Between(-1e9, 1e9).Parse(word)
		if err != nil {
			return fail(fmt.Sprintf("%q %v", word, err))
		}
		if strings.ContainsAny(word, "eE") {
			return fail(fmt.Sprintf("%q has an exponent; write it out", word))
		}
		_, fraction, _ := strings.Cut(word, ".")
		numbers[i], digits = v, max(digits, len(fraction))
	}
	start, end, by := numbers[0], numbers[1], numbers[2]
	if !stepped {
		if by = 1; digits > 0 {
			by = (end - start) / 10
			digits++
		}
	}
	switch {
	case !(start < end):
		return fail("the start is not below the end")
	case !(by > 0):
		return fail("the step is not above 0")
	case math.Floor((end-start)/by+1e-9)+1 > MaxValues:
		return fail(fmt.Sprintf("more than %d values", MaxValues))
	case setting == "delay" && (digits > 0 || start < 0 || end > agent.MaxDelayTicks):
		return fail(fmt.Sprintf("a delay is a whole number of ticks from 0 to %d", agent.MaxDelayTicks))
	}
	r := Range{Setting: setting}
	for i := 0; ; i++ {
		v := start + float64(i)*by
		if v > end+by*1e-9 {
			return r, nil
		}
		text := strconv.FormatFloat(v, 'f', digits, 64)
		v, _ = strconv.ParseFloat(text, 64) // as it is printed and played
		r.Values = append(r.Values, Value{v, text})
	}
}

// variants returns the contestant with each value of the setting, named after it.
func (r Range) variants(spec string) ([]string, error) {
	file, query := bot.Split(spec)
	if !strings.HasSuffix(file, ".onnx") {
		return nil, fmt.Errorf("a sweep varies a setting of the first contestant, and %q is not a model; name PATH.onnx first", spec)
	}
	q, err := policy.ParseQuery(query)
	if err != nil {
		return nil, fmt.Errorf("contestant %q: %w", spec, err)
	}
	var all []string
	for _, v := range r.Values {
		q.Set(r.Setting, v.Text)
		q.Set("name", r.Setting+"="+v.Text)
		all = append(all, file+"?"+policy.EncodeQuery(q))
	}
	return all, nil
}
