package study

import (
	"bufio"
	"fmt"
	"slices"
	"strings"

	"github.com/kumite/kumite/agent/bot"
	"github.com/kumite/kumite/internal/csvfile"
	"github.com/kumite/kumite/internal/safefile"
)

// Name sets the units, those of the contestant strings and then those of a file, unless
// that is "", and the opponents. It expands patterns of file names.
func (c *Config) Name(units []string, file string, opponents []string) (err error) {
	if file != "" {
		more, err := ReadUnits(file)
		if err != nil {
			return err
		}
		units = append(slices.Clone(units), more...)
	}
	if c.Units, err = bot.ParsePatterns(units); err != nil {
		return err
	}
	if c.Opponents, err = bot.ParsePatterns(opponents); err != nil {
		return fmt.Errorf("opponents: %w", err)
	}
	return nil
}

// ReadUnits reads contestants from a file, one per line; empty lines and lines that
// begin with # are skipped.
func ReadUnits(path string) ([]string, error) {
	file, err := safefile.Open(path, safefile.Units)
	if err != nil {
		return nil, fmt.Errorf("read units: %w", err)
	}
	defer file.Close()
	var specs []string
	in := bufio.NewScanner(csvfile.Text(file))
	number := 1
	for ; in.Scan(); number++ {
		line := strings.TrimSpace(in.Text())
		if line == "" || strings.HasPrefix(line, "#") {
			continue
		}
		if _, err := bot.Parse(line); err != nil {
			return nil, fmt.Errorf("read units %s: line %d: %w", path, number, err)
		}
		specs = append(specs, line)
	}
	if err := safefile.LineError(in.Err(), number-1, bufio.MaxScanTokenSize); err != nil {
		return nil, fmt.Errorf("read units %s: %w", path, err)
	}
	if len(specs) == 0 {
		return nil, fmt.Errorf("read units %s: the file names no contestant; write one per line", path)
	}
	return specs, nil
}
