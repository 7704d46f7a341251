package cli

import (
	"errors"
	"maps"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/spf13/pflag"
)

// AliasFlag adds --alias, which names the classes of models as logs do.
func AliasFlag(f *pflag.FlagSet, aliases *map[string]string) {
	f.Var((*aliasFlag)(aliases), "alias", "names of the models' classes in the logs, `CLASS=NAME,...`, over those of kumite.aliases (repeatable)")
}

// aliasFlag implements pflag.SliceValue, so that the flag may be repeated.
type aliasFlag map[string]string

func (a *aliasFlag) String() string { return strings.Join(a.GetSlice(), ",") }

func (a *aliasFlag) Type() string { return "CLASS=NAME,..." }

func (a *aliasFlag) Set(text string) error {
	for pair := range strings.SplitSeq(text, ",") {
		if err := a.Append(pair); err != nil {
			return err
		}
	}
	return nil
}

// Append implements pflag.SliceValue.
func (a *aliasFlag) Append(pair string) error {
	class, name, ok := strings.Cut(pair, "=")
	if class, name = strings.TrimSpace(class), strings.TrimSpace(name); !ok || class == "" || name == "" {
		return errors.New("want CLASS=NAME, separated by commas, e.g. idle=no_action,kick=lunge")
	}
	if !utf8.ValidString(pair) {
		return errors.New("the text is not UTF-8")
	}
	if other, known := (*a)[class]; known && other != name {
		return errors.New("class " + class + " has two names, " + other + " and " + name + "; want one")
	}
	if *a == nil {
		*a = aliasFlag{}
	}
	(*a)[class] = name
	return nil
}

// Replace implements pflag.SliceValue.
func (a *aliasFlag) Replace(pairs []string) error {
	*a = nil
	return a.Set(strings.Join(pairs, ","))
}

// GetSlice implements pflag.SliceValue.
func (a *aliasFlag) GetSlice() []string {
	var pairs []string
	for _, class := range slices.Sorted(maps.Keys(*a)) {
		pairs = append(pairs, class+"="+(*a)[class])
	}
	return pairs
}
