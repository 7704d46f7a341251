package ort

import (
	"errors"
	"fmt"
	"strings"

	onnx "github.com/yalue/onnxruntime_go"

	"github.com/kumite/kumite/policy"
)

// Provider is an execution provider of ONNX Runtime. It is a flag value; "" is CPU.
type Provider string

// The providers.
const (
	CPU      Provider = "cpu"
	CUDA     Provider = "cuda"
	TensorRT Provider = "tensorrt"
	CoreML   Provider = "coreml"
	DirectML Provider = "directml"
	OpenVINO Provider = "openvino"
)

// Providers returns all providers, whether or not this machine has them.
func Providers() []Provider { return []Provider{CPU, CUDA, TensorRT, CoreML, DirectML, OpenVINO} }

// String returns the provider's name.
func (p Provider) String() string {
	if p == "" {
		return string(CPU)
	}
	return string(p)
}

// Type is the word for a flag's value in usage texts.
func (Provider) Type() string { return "provider" }

// Set parses a name.
func (p *Provider) Set(name string) error {
	var names []string
	for _, known := range Providers() {
		if name == string(known) {
			*p = known
			return nil
		}
		names = append(names, string(known))
	}
	return policy.Unknown("provider", name, names)
}

// Available returns, for each provider, nil if the runtime's library supports it or
// else the reason. It loads the runtime but no model, so a missing driver is
// detected only when a model is loaded.
func Available() (map[Provider]error, error) {
	if err := start(); err != nil {
		return nil, err
	}
	found := map[Provider]error{}
	for _, p := range Providers() {
		o, err := onnx.NewSessionOptions()
		if err != nil {
			return nil, runtimeError(err)
		}
		found[p] = p.add(o)
		if err := o.Destroy(); err != nil {
			return nil, err
		}
	}
	return found, nil
}

// add makes sessions with these options use only this provider. Loading a model that
// the provider cannot compute is an error; there is no fallback to the CPU.
func (p Provider) add(o *onnx.SessionOptions) error {
	if p.String() == string(CPU) {
		return nil
	}
	if err := p.append(o); err != nil {
		return fmt.Errorf("provider %s: ONNX Runtime %s from %s lacks it (%s); use --provider cpu, or set %s to a library that has it",
			p, onnx.GetVersion(), Library(), runtimeMessage(oneLine(err)), EnvLibrary)
	}
	return o.AddSessionConfigEntry("session.disable_cpu_ep_fallback", "1")
}

func (p Provider) append(o *onnx.SessionOptions) (err error) {
	switch p {
	case CUDA:
		settings, err := onnx.NewCUDAProviderOptions()
		if err != nil {
			return err
		}
		return errors.Join(o.AppendExecutionProviderCUDA(settings), settings.Destroy())
	case TensorRT:
		settings, err := onnx.NewTensorRTProviderOptions()
		if err != nil {
			return err
		}
		return errors.Join(o.AppendExecutionProviderTensorRT(settings), settings.Destroy())
	case CoreML:
		return o.AppendExecutionProviderCoreMLV2(nil)
	case DirectML:
		return o.AppendExecutionProviderDirectML(0)
	case OpenVINO:
		return o.AppendExecutionProviderOpenVINO(nil)
	}
	return fmt.Errorf("not one of %s", strings.Trim(fmt.Sprint(Providers()), "[]"))
}
