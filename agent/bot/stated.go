package bot

import (
	"fmt"

	"github.com/kumite/kumite/agent"
	"github.com/kumite/kumite/policy"
	"github.com/kumite/kumite/policy/ort"
)

// StatedDelay returns the delay from a frame to its press that the file of
// a model or its sidecar states, if either does. It reads the files without
// loading the network, and returns an error unless their hash is sha256, as in
// Model.SHA256.
func StatedDelay(path, sha256 string) (agent.Delay, error) {
	file, err := ort.Inspect(path)
	if err != nil {
		return agent.Delay{}, err
	}
	if file.SHA256 != sha256 {
		return agent.Delay{}, fmt.Errorf("model %s: the file or its sidecar has changed: its hash is %.8s…, want %.8s…", path, file.SHA256, sha256)
	}
	contract, err := policy.ParseContract(file.Meta, file.Graph, Skills())
	if err != nil {
		return agent.Delay{}, fmt.Errorf("model %s: %w", path, err)
	}
	if contract.DelayTicks == nil {
		return agent.Delay{}, nil
	}
	return agent.DelayOf(*contract.DelayTicks), nil
}
