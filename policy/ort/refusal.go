package ort

import (
	"fmt"
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
	case has("protobuf", "no graph was found"):
		return fmt.Errorf("it is no whole ONNX file (%s); export the model again", text)
	case has("external"):
		return fmt.Errorf("its external data cannot be read (%s); put the data file beside it, or export it in one file", text)
	case has("no op registered", "is not a registered function/op", "not_implemented", "could not find an implementation"):
		return fmt.Errorf("it needs an operator that this runtime lacks (%s); export it with another opset", text)
	}
	return fmt.Errorf("ONNX Runtime: %s", text)
}

// said is what the runtime itself says, without the steps that led there, the
// place in its source, and the model's path, which the caller names.
func said(text string) string {
	for _, before := range []string{"session: ", "[ONNXRuntimeError] : ", " failed:", "This is an invalid model. ", "Error No Op"} {
		if i := strings.LastIndex(text, before); i >= 0 && i+len(before) < len(text) {
			text = text[i+len(before):]
			if before == "Error No Op" {
				text = "No Op" + text
			}
		}
	}
	return text
}

func oneLine(err error) string { return strings.Join(strings.Fields(err.Error()), " ") }
