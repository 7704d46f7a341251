package main

import (
	"fmt"
	"strconv"
)

// optionalSeed is a flag that holds a seed or, as −1, none.
type optionalSeed struct{ seed **uint64 }

func (s *optionalSeed) String() string {
	if s.seed == nil || *s.seed == nil {
		return "-1"
	}
	return strconv.FormatUint(**s.seed, 10)
}

func (s *optionalSeed) Set(text string) error {
	if text == "-1" {
		*s.seed = nil
		return nil
	}
	seed, err := strconv.ParseUint(text, 10, 64)
	if err != nil {
		return fmt.Errorf("want a seed of 0 or more, or -1 for none")
	}
	*s.seed = &seed
	return nil
}

func (s *optionalSeed) Type() string { return "int" }
