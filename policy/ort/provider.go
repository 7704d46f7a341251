package ort

import (
	"errors"
	"fmt"
	"strings"

	onnx "github.com/yalue/onnxruntime_go"

	"github.com/kumite/kumite/policy"
)

// Provider is the hardware interface that a session computes with. It is a
// flag's value; "" is CPU.
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

// Providers lists all providers, whether this machine has them or not.
func Providers() []Provider { return []Provider{CPU, CUDA, TensorRT, CoreML, DirectML, OpenVINO} }

// String is the provider's name.
func (p Provider) String() string {
	if p == "" {
		return string(CPU)
	}
	return string(p)
}

// Type is the word for a flag's value in usage texts.
func (Provider) Type() string { return "provider" }

// Set takes a name, as a flag does.
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

// Available reports for each provider nil where the runtime's library has it,
// or why it does not. It loads the runtime but no model, so a missing driver
// shows only when a model is loaded.
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

// add makes sessions of these options run on the provider alone: what it cannot
// compute is an error when the model is loaded, never a fallback to the CPU.
func (p Provider) add(o *onnx.SessionOptions) error {
	if p.String() == string(CPU) {
		return nil
	}
	if err := p.append(o); err != nil {
		return fmt.Errorf("provider %s: ONNX Runtime %s from %s lacks it (%s); use --provider cpu, or set %s to a library that has it",
			p, onnx.GetVersion(), Library(), said(oneLine(err)), EnvLibrary)
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
