package requirements

import (
	"fmt"
	"strconv"
	"strings"

	"github.com/goccy/go-yaml/ast"
	"github.com/goccy/go-yaml/token"
)

// place is where a key or a value stands in a file, from 1.
type place struct{ line, column int }

// places are the places of a file's values, by JSON pointer. A value of a mapping stands
// at its key, an element of a sequence where it begins.
type places map[string]place

// line returns the line of a value, or 0 for a File that was not parsed.
func (p places) line(path ...any) int { return p[pointer(path...)].line }

// pointer joins keys and indices.
func pointer(path ...any) string {
	var b strings.Builder
	for _, step := range path {
		fmt.Fprintf(&b, "/%v", step)
	}
	return b.String()
}

// maxValues bounds the values of a file, which aliases of aliases multiply.
const maxValues = 100_000

// add adds the places of a node and everything below it, up to maxValues. Aliases are
// resolved.
func (p places) add(at string, n ast.Node, anchors map[string]ast.Node) {
	if len(p) > maxValues {
		return
	}
	switch n := n.(type) {
	case *ast.MappingNode:
		for _, v := range n.Values {
			p.entry(at, v, anchors)
		}
	case *ast.MappingValueNode:
		p.entry(at, n, anchors)
	case *ast.SequenceNode:
		for i, v := range n.Values {
			below := at + "/" + strconv.Itoa(i)
			p.set(below, first(v))
			p.add(below, v, anchors)
		}
	case *ast.AnchorNode:
		p.add(at, n.Value, anchors) // before the name is known: an alias within is to itself
		anchors[n.Name.GetToken().Value] = n.Value
	case *ast.AliasNode:
		p.add(at, anchors[n.Value.GetToken().Value], anchors)
	case *ast.TagNode:
		p.add(at, n.Value, anchors)
	}
}

func (p places) entry(at string, v *ast.MappingValueNode, anchors map[string]ast.Node) {
	if v.Key.IsMergeKey() {
		p.add(at, v.Value, anchors)
		return
	}
	below := at + "/" + v.Key.GetToken().Value
	p.set(below, v.Key.GetToken())
	p.add(below, v.Value, anchors)
}

func (p places) set(at string, t *token.Token) {
	p[at] = place{t.Position.Line, t.Position.Column}
}

// first returns the first token of a node: of a mapping that of its first key, not the
// colon.
func first(n ast.Node) *token.Token {
	switch n := n.(type) {
	case *ast.MappingNode:
		if len(n.Values) > 0 && !n.IsFlowStyle {
			return n.Values[0].Key.GetToken()
		}
	case *ast.MappingValueNode:
		return n.Key.GetToken()
	}
	return n.GetToken()
}
