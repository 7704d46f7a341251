package html

import (
	"embed"
	"strings"
)

//go:embed js/*.js
var scripts embed.FS

// The scripts of the pages: parts in one block, so that their names are not global.
var (
	script       = join("base", "data", "list", "program", "scores", "open", "marks", "play", "tags", "controls", "link")
	reviewScript = join("base", "program", "review")
)

// join returns the parts, in their order, as one script.
func join(parts ...string) string {
	var b strings.Builder
	b.WriteString("\"use strict\";\n{\n")
	for _, name := range parts {
		part, err := scripts.ReadFile("js/" + name + ".js")
		if err != nil {
			panic(err) // embedded when the program was built
		}
		b.Write(part)
	}
	b.WriteString("}\n")
	return b.String()
}
