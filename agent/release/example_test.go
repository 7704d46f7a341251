package release_test

import (
	"fmt"
	"time"

	"github.com/kumite/kumite/agent/release"
)

// A release without evidence is refused before anything is read.
func ExampleConfig_Validate() {
	fmt.Println(release.Config{Model: "models/pro-ce.onnx", SignedBy: "R. Referee", Now: time.Now}.Validate())
	// Output: a release needs evidence; name an evaluation, a run, a check, a review or feedback
}
