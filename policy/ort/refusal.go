package ort

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
)

// runtimeError makes one line of what the runtime says, with the mend where
// the cause is known.
func runtimeError(err error) error {
	text := said(oneLine(err))
	lower := strings.ToLower(text)
	has := func(parts ...string) bool {
		return slices.ContainsFunc(parts, func(part string) bool { return strings.Contains(lower, part) })
	}
	switch {
	case newest.MatchString(text):
		at := newest.FindStringSubmatch(text)
		return fmt.Errorf("its opset is %s and this runtime takes up to %s; export it with an older one", at[1], at[2])
	case has("invalid dimensions for output") && dimension.MatchString(text):
		at := dimension.FindStringSubmatch(text)
		return fmt.Errorf("output has %s scores and kumite.classes names %s; make them agree", at[2], at[1])
	case has("protobuf", "no graph was found"):
		return fmt.Errorf("it is no whole ONNX file (%s); export the model again", text)
	case has("shapeinferenceerror"):
		return fmt.Errorf("its graph does not fit together (%s); export the model again", text)
	case has("unsupported model ir version"):
		return fmt.Errorf("it is of a newer form than this runtime reads (%s); export it with an older ONNX", text)
	case has("external"):
		return fmt.Errorf("its external data cannot be read (%s); put the data file beside it, or export it in one file", text)
	case has("no op registered", "is not a registered function/op", "not_implemented", "could not find an implementation"):
		return fmt.Errorf("it needs an operator that this runtime lacks (%s); export it with another opset, or without it", text)
	}
	return fmt.Errorf("ONNX Runtime: %s", text)
}

var (
	newest    = regexp.MustCompile(`Opset (\d+) is under development .* is till opset (\d+)`)
	dimension = regexp.MustCompile(`index: 1 Got: (\d+) Expected: (\d+)`)
	// place is where in its source the runtime stood.
	place = regexp.MustCompile(`^/\S+:\d+ .*(?:&|\*|int|bool|const)\) `)
)

// said is what the runtime itself says, without the steps that led there, the
// place in its source, and the model's path, which the caller names.
func said(text string) string {
	for _, before := range []string{"session: ", "running network: ", "[ONNXRuntimeError] : ", " failed:", "This is an invalid model. ", "Error No Op"} {
		if i := strings.LastIndex(text, before); i >= 0 && i+len(before) < len(text) {
			text = text[i+len(before):]
			if before == "Error No Op" {
				text = "No Op" + text
			}
		}
	}
	return place.ReplaceAllString(text, "")
}

func oneLine(err error) string { return strings.Join(strings.Fields(err.Error()), " ") }
