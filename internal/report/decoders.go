package report

import (
	"io"
	"strings"

	"github.com/kumite/kumite/policy"
)

// Decoders writes a list of the decoders and their settings.
func Decoders(out io.Writer, c policy.Catalog) error {
	var text strings.Builder
	for _, d := range c.Decoders {
		printf(&text, "%-16s %s\n", d.Name, d.About)
		listSettings(&text, d.Settings)
	}
	printf(&text, "\nwith every decoder, in the order mask, debounce, hysteresis, refractory:\n")
	for _, m := range []policy.Mask{policy.MaskToNoop, policy.MaskRenorm, policy.MaskOff} {
		printf(&text, "    mask=%-8s %s\n", m, c.Masks[m])
	}
	listSettings(&text, c.Wrappers)
	_, err := io.WriteString(out, text.String())
	return err
}

func listSettings(text *strings.Builder, all []policy.SettingEntry) {
	for _, s := range all {
		value := "optional"
		switch {
		case s.Required:
			value = "required"
		case s.Default != nil:
			value = number(*s.Default)
		}
		if s.Max != nil {
			value += ", " + number(*s.Min) + " to " + number(*s.Max)
		}
		printf(text, "    %-12s %s (%s)\n", s.Name, s.About, value)
	}
}
