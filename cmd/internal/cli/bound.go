package cli

import (
	"errors"
	"fmt"
	"strconv"
	"strings"

	"github.com/spf13/pflag"

	"github.com/kumite/kumite/internal/number"
)

// Workers and Resamples are the valid values of the flags of these names.
var (
	Workers   = number.Whole(1, 4096)
	Resamples = number.Whole(0, 1_000_000)
)

// Bound makes a numeric flag, or a list of numbers, refuse values outside a range.
func Bound(f *pflag.FlagSet, name string, valid number.Range) {
	flag := f.Lookup(name)
	if flag == nil {
		panic("no flag " + name)
	}
	if list, ok := flag.Value.(pflag.SliceValue); ok {
		flag.Value = boundedList{bounded{flag.Value, valid}, list}
		return
	}
	flag.Value = bounded{flag.Value, valid}
}

// numberError continues a sentence that names a flag and its value.
type numberError struct{ error }

type bounded struct {
	pflag.Value
	valid number.Range
}

func (b bounded) Set(text string) error {
	if err := b.check(text); err != nil {
		return err
	}
	v, _ := b.valid.Parse(text)
	switch err := b.Value.Set(text); {
	case err != nil && (errors.Is(err, strconv.ErrRange) || v >= 1<<63 || v < -1<<63):
		return numberError{fmt.Errorf("is out of range; want %v", b.valid)}
	case err != nil:
		return numberError{fmt.Errorf("is not a whole number; want %v", b.valid)}
	}
	return nil
}

func (b bounded) check(text string) error {
	if _, err := b.valid.Parse(text); err != nil {
		return numberError{err}
	}
	return nil
}

type boundedList struct {
	bounded
	pflag.SliceValue
}

func (b boundedList) Set(text string) error {
	for part := range strings.SplitSeq(text, ",") {
		if err := b.check(strings.TrimSpace(part)); err != nil {
			return fmt.Errorf("%q %w", part, err) // not a numberError: text is the list
		}
	}
	return b.Value.Set(text)
}

// Duration makes a flag that holds a duration refuse a negative one.
func Duration(f *pflag.FlagSet, name string) {
	flag := f.Lookup(name)
	flag.Value = duration{flag.Value}
}

type duration struct{ pflag.Value }

func (d duration) Set(text string) error {
	if _, err := number.ParseDuration(text); err != nil {
		return numberError{err}
	}
	return d.Value.Set(text)
}
