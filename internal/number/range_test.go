package number_test

import (
	"fmt"
	"math"
	"testing"

	"github.com/kumite/kumite/internal/number"
)

func TestNumbersAreParsedWithinTheirRange(t *testing.T) {
	elo, share, delay := number.Between(-2000, 2000), number.Range{Max: 1, Above: true}, number.Whole(0, 120)
	for _, c := range []struct {
		of   number.Range
		text string
		v    float64
		err  string
	}{
		{elo, "+2.5", 2.5, ""},
		{elo, "1e+1", 10, ""},
		{elo, "-2000", -2000, ""},
		{elo, "5000", 0, "is out of range; want -2000 to 2000"},
		{elo, "1e300", 0, "is out of range; want -2000 to 2000"},
		{elo, "1e999", 0, "is out of range; want -2000 to 2000"},
		{elo, "-Inf", 0, "is out of range; want -2000 to 2000"},
		{elo, "NaN", 0, "is not a number; want -2000 to 2000"},
		{elo, "", 0, "is not a number; want -2000 to 2000"},
		{elo, "0x10", 0, "is not a number; want -2000 to 2000"},
		{share, "1", 1, ""},
		{share, "0", 0, "is out of range; want above 0 and at most 1"},
		{delay, "120", 120, ""},
		{delay, "1.5", 0, "is not a whole number; want 0 to 120"},
		{delay, "six", 0, "is not a whole number; want 0 to 120"},
		{delay, "99999999999999999999", 0, "is out of range; want 0 to 120"},
	} {
		v, err := c.of.Parse(c.text)
		got := ""
		if err != nil {
			got = err.Error()
		}
		if v != c.v || got != c.err {
			t.Errorf("%q in %v: got %v and %q, want %v and %q", c.text, c.of, v, got, c.v, c.err)
		}
	}
}

func TestARangeIsDescribed(t *testing.T) {
	inf := math.Inf(1)
	for want, r := range map[string]number.Range{
		"0 to 120":                 number.Whole(0, 120),
		"0 or more":                number.Between(0, inf),
		"above 0":                  {Max: inf, Above: true},
		"5 or less":                {Min: -inf, Max: 5},
		"below 5":                  {Min: -inf, Max: 5, Below: true},
		"a finite number":          number.Between(-inf, inf),
		"above 0 and below 0.5":    {Max: 0.5, Above: true, Below: true},
		"at least 0 and below 0.5": {Max: 0.5, Below: true},
	} {
		if got := r.String(); got != want {
			t.Errorf("got %q, want %q", got, want)
		}
	}
}

func ExampleRange_Parse() {
	_, err := number.Whole(0, 120).Parse("1e300")
	fmt.Println("delay=1e300", err)
	// Output: delay=1e300 is out of range; want 0 to 120
}
