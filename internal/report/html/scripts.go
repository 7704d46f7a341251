package html

import (
	"embed"
	"strings"
)

//go:embed js/*.js
var scripts embed.FS

// scriptFiles are the parts of the page's script, in their order.
var scriptFiles = []string{"data", "list", "program", "open", "marks", "play", "tags", "controls", "link"}

// script is the page's script: the parts in one block, so that their names are not
// global.
var script = func() string {
	var b strings.Builder
	b.WriteString("\"use strict\";\n{\n")
	for _, name := range scriptFiles {
		part, err := scripts.ReadFile("js/" + name + ".js")
		if err != nil {
			panic(err) // embedded when the program was built
		}
		b.Write(part)
	}
	b.WriteString("}\n")
	return b.String()
}()
