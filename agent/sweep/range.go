package sweep

import (
	"errors"
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

// inTicks reports whether a setting is a time in ticks.
func inTicks(setting string) bool { return setting == "delay" || setting == "period" }

// ParseRange parses SETTING=START..END[/STEP], or SETTING=VALUE,VALUE… with rising values.
// The default step is 1 between whole numbers, otherwise a tenth of the range.
func ParseRange(text string) (Range, error) {
	r, err := parseRange(text)
	if err != nil {
		return Range{}, fmt.Errorf("sweep %q: %w; want SETTING=START..END[/STEP] or SETTING=VALUE,VALUE…, e.g. delay=0..30, tau=0..1.2/0.1 or period=1,2,3,6", text, err)
	}
	return r, nil
}

func parseRange(text string) (Range, error) {
	fail := func(says string) (Range, error) { return Range{}, errors.New(says) }
	setting, values, ok := strings.Cut(text, "=")
	if !ok || setting == "" {
		return fail("no setting")
	}
	if setting == "name" || setting == "decode" || setting == "mask" {
		return fail(setting + " is not a numeric setting")
	}
	if strings.Contains(values, ",") {
		return listed(setting, strings.Split(values, ","))
	}
	span, step, stepped := strings.Cut(values, "/")
	from, to, ok := strings.Cut(span, "..")
	if !ok {
		return fail("no range")
	}
	words := []string{from, to}
	if stepped {
		words = append(words, step)
	}
	numbers, digits, err := parseNumbers(words)
	if err != nil {
		return Range{}, err
	}
	start, end, by := numbers[0], numbers[1], numbers[len(numbers)-1]
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
	case !bounded(setting, start, end, digits):
		return fail(bounds(setting))
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

// listed returns a range of values that are written one by one.
func listed(setting string, words []string) (Range, error) {
	numbers, digits, err := parseNumbers(words)
	switch {
	case err != nil:
		return Range{}, err
	case len(numbers) > MaxValues:
		return Range{}, fmt.Errorf("more than %d values", MaxValues)
	case !bounded(setting, numbers[0], numbers[len(numbers)-1], digits):
		return Range{}, errors.New(bounds(setting))
	}
	r := Range{Setting: setting}
	for i, v := range numbers {
		if i > 0 && !(v > numbers[i-1]) {
			return Range{}, fmt.Errorf("%s is not above %s; name each value once, in rising order", words[i], words[i-1])
		}
		r.Values = append(r.Values, Value{v, words[i]})
	}
	return r, nil
}

// parseNumbers returns the numbers and the most digits after a decimal point.
func parseNumbers(words []string) (numbers []float64, digits int, err error) {
	for _, word := range words {
		v, err := number.Between(-1e9, 1e9).Parse(word)
		if err != nil {
			return nil, 0, fmt.Errorf("%q %w", word, err)
		}
		if strings.ContainsAny(word, "eE") {
			return nil, 0, fmt.Errorf("%q has an exponent; write it out", word)
		}
		_, fraction, _ := strings.Cut(word, ".")
		numbers, digits = append(numbers, v), max(digits, len(fraction))
	}
	return numbers, digits, nil
}

// bounded reports whether the values from start to end can be played, as far as the
// setting alone tells.
func bounded(setting string, start, end float64, digits int) bool {
	switch setting {
	case "delay":
		return digits == 0 && start >= 0 && end <= agent.MaxDelayTicks
	case "period":
		return digits == 0 && start >= 1 && end <= agent.MaxPeriodTicks
	}
	return true
}

func bounds(setting string) string {
	if setting == "delay" {
		return fmt.Sprintf("a delay is a whole number of ticks from 0 to %d", agent.MaxDelayTicks)
	}
	return fmt.Sprintf("a period is a whole number of ticks from 1 to %d", agent.MaxPeriodTicks)
}

// set is a value of a setting.
type set struct{ setting, text string }

// with returns a contestant string with other settings, named name.
func with(spec, name string, settings ...set) (string, error) {
	file, query := bot.Split(spec)
	q, err := policy.ParseQuery(query)
	if err != nil {
		return "", fmt.Errorf("contestant %q: %w", spec, err)
	}
	for _, s := range settings {
		q.Set(s.setting, s.text)
	}
	q.Set("name", name)
	return file + "?" + policy.EncodeQuery(q), nil
}

// variants returns the contestant with each value of the setting, named after it.
func (r Range) variants(spec string) ([]string, error) {
	var all []string
	for _, v := range r.Values {
		x, err := with(spec, r.Setting+"="+v.Text, set{r.Setting, v.Text})
		if err != nil {
			return nil, err
		}
		all = append(all, x)
	}
	return all, nil
}
