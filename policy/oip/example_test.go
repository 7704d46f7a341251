package oip_test

import (
	"fmt"

	"github.com/kumite/kumite/policy/oip"
)

func ExampleParse() {
	a, err := oip.Parse("oip://gpu-box/pro-ce")
	fmt.Println(a.Host, a.Model, a.TLS, err)
	// Output: gpu-box:8001 pro-ce false <nil>
}
