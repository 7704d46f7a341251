package ort

import (
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strings"
)

// runtimeError turns an error of the runtime into one line that says how to fix it,
// if the cause is known.
func runtimeError(err error) error {
	text := runtimeMessage(oneLine(err))
	lower := strings.ToLower(text)
	has := func(parts ...string) bool {
		return slices.ContainsFunc(parts, func(part string) bool { return strings.Contains(lower, part) })
	}
	switch {
	case has("failed to allocate memory", "bad_alloc"):
		return errors.New("out of memory; export a smaller model, or raise the limit")
	case opsetTooNew.MatchString(text):
		at := opsetTooNew.FindStringSubmatch(text)
		return fmt.Errorf("its opset is %s but this runtime supports up to %s; export it with an older one", at[1], at[2])
	case has("invalid dimensions for output") && dimension.MatchString(text):
		at := dimension.FindStringSubmatch(text)
		return fmt.Errorf("output has %s scores and kumite.classes names %s; make them agree", at[2], at[1])
	case shapeOfRun.MatchString(text):
		at := shapeOfRun.FindStringSubmatch(text)
		return fmt.Errorf("output %q has the shape [%s], not [%s]; export it with static dimensions besides the batch, and with a shape that stays the same from run to run", at[1], at[3], at[2])
	case has("protobuf", "no graph was found"):
		return fmt.Errorf("not a complete ONNX file (%s); export the model again", text)
	case has("shapeinferenceerror"):
		return fmt.Errorf("the graph is inconsistent (%s); export the model again", text)
	case has("unsupported model ir version"):
		return fmt.Errorf("the file format is newer than this runtime supports (%s); export the model with an older ONNX", text)
	case has("external"):
		return fmt.Errorf("external data cannot be read (%s); %s", text, fixExternal)
	case has("no op registered", "is not a registered function/op", "not_implemented", "could not find an implementation"):
		return fmt.Errorf("the model uses an operator that this runtime lacks (%s); export it with another opset, or without that operator", text)
	}
	return fmt.Errorf("ONNX Runtime: %s", text)
}

var (
	opsetTooNew = regexp.MustCompile(`Opset (\d+) is under development .* is till opset (\d+)`)
	dimension   = regexp.MustCompile(`index: 1 Got: (\d+) Expected: (\d+)`)
	shapeOfRun  = regexp.MustCompile(`OrtValue provided for output '(.*)' of node .* has shape \{([\d,]*)\} but the computed output shape for this run is \{([\d,]*)\}`)
	// sourceLocation is the location in the runtime's source that precedes a message.
	sourceLocation = regexp.MustCompile(`^/\S+:\d+ .*(?:&|\*|int|bool|const)\) `)
)

// runtimeMessage returns the runtime's message without the call chain, the source
// location, and the model's path, which the caller adds.
func runtimeMessage(text string) string {
	for _, before := range []string{"session: ", "running network: ", "[ONNXRuntimeError] : ", " failed:", "This is an invalid model. ", "Error No Op"} {
		if i := strings.LastIndex(text, before); i >= 0 && i+len(before) < len(text) {
			text = text[i+len(before):]
			if before == "Error No Op" {
				text = "No Op" + text
			}
		}
	}
	return sourceLocation.ReplaceAllString(text, "")
}

func oneLine(err error) string { return strings.Join(strings.Fields(err.Error()), " ") }
