package main

import (
	"fmt"
	"io"
	"math"
	"strconv"

	"github.com/spf13/cobra"

	"github.com/kumite/kumite/internal/durable"
	"github.com/kumite/kumite/policy"
)

// decoderList is what `kumite decoders --json` prints.
type decoderList struct {
	Schema   string            `json:"schema"`
	Decoders []decoderEntry    `json:"decoders"`
	Wrappers []decoderSetting  `json:"wrappers"`
	Masks    map[string]string `json:"masks"`
}

type decoderEntry struct {
	Name     string           `json:"name"`
	About    string           `json:"about"`
	Settings []decoderSetting `json:"settings"`
}

// decoderSetting is a setting; Default is null where it must be given, and the
// bounds where it is no number.
type decoderSetting struct {
	Name    string   `json:"name"`
	About   string   `json:"about"`
	Default *float64 `json:"default"`
	Min     *float64 `json:"min"`
	Max     *float64 `json:"max"`
}

func decodersCommand() *cobra.Command {
	var asJSON bool
	cmd := &cobra.Command{
		Use:   "decoders",
		Short: "Which decoders are there, and what are their settings?",
		Long: `Decoders lists the ways from a network's scores to a press, and the wrappers
that go with each of them. A contestant names them in its query, e.g.
'models/pro-ce.onnx?decode=gate&gamma=-2.1&refractory=5'; kumite tune finds them.`,
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			list := listDecoders()
			if asJSON {
				return durable.EncodeJSON(cmd.OutOrStdout(), list)
			}
			printDecoders(cmd.OutOrStdout(), list)
			return nil
		},
	}
	cmd.Flags().BoolVar(&asJSON, "json", false, "print one JSON document")
	return cmd
}

func listDecoders() decoderList {
	list := decoderList{Schema: "kumite.decoders/1", Wrappers: describeSettings(policy.Wrappers()), Masks: map[string]string{
		string(policy.MaskToNoop): "a chosen skill that is not available becomes no_action; the default",
		string(policy.MaskRenorm): "choose among the available skills only; with logit adjustment it tends to the rarest",
		string(policy.MaskOff):    "send it all the same",
	}}
	for _, k := range policy.Kinds() {
		list.Decoders = append(list.Decoders, decoderEntry{k.Name, k.About, describeSettings(k.Settings)})
	}
	return list
}

func describeSettings(all []policy.Setting) []decoderSetting {
	list := []decoderSetting{}
	for _, s := range all {
		d := decoderSetting{Name: s.Name, About: s.About}
		if s.Form != policy.Text {
			if !math.IsNaN(s.Default) {
				d.Default = &s.Default
			}
			d.Min, d.Max = &s.Min, &s.Max
		}
		list = append(list, d)
	}
	return list
}

func printDecoders(out io.Writer, list decoderList) {
	short := func(v float64) string { return strconv.FormatFloat(v, 'g', -1, 64) }
	settings := func(all []decoderSetting) {
		for _, s := range all {
			value := "required"
			switch {
			case s.Default != nil:
				value = short(*s.Default)
			case s.Name == "cost_sha256":
				value = "optional"
			}
			if s.Max != nil {
				value += ", " + short(*s.Min) + " to " + short(*s.Max)
			}
			fmt.Fprintf(out, "    %-12s %s (%s)\n", s.Name, s.About, value)
		}
	}
	for _, d := range list.Decoders {
		fmt.Fprintf(out, "%-16s %s\n", d.Name, d.About)
		settings(d.Settings)
	}
	fmt.Fprintf(out, "\nwith every decoder, in the order mask, debounce, hysteresis, refractory:\n")
	for _, m := range []policy.Mask{policy.MaskToNoop, policy.MaskRenorm, policy.MaskOff} {
		fmt.Fprintf(out, "    mask=%-8s %s\n", m, list.Masks[string(m)])
	}
	settings(list.Wrappers)
}
