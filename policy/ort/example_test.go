package ort_test

import (
	"fmt"

	"github.com/kumite/kumite/policy/ort"
)

// A file is described without ONNX Runtime.
func ExampleInspect() {
	file, err := ort.Inspect("../../models/pro-tiny.onnx")
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(file.Graph)
	fmt.Println(file.Parameters, "parameters,", file.FLOPs, "FLOPs a decision")
	fmt.Println("the default decoder is stated by the file's", file.Stated["kumite.decoder"])
	// Output:
	// inputs: frames float32[N,2,18,32]; outputs: logits float32[N,9]
	// 8569 parameters, 254016 FLOPs a decision
	// the default decoder is stated by the file's metadata
}
