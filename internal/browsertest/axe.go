package browsertest

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"github.com/chromedp/chromedp"
)

// Violations returns what axe-core finds wrong on the page as it is now: the rule, its
// description and the elements, one line for each rule.
func (p *Page) Violations() (all []string) {
	p.t.Helper()
	source, err := axe()
	if err != nil {
		p.t.Fatal(err)
	}
	var found []struct {
		ID    string
		Help  string
		Nodes []struct{ HTML string }
	}
	p.Do(chromedp.Evaluate[chromedp.Void](source))
	p.Eval(`axe.run({resultTypes: ["violations"]}).then((r) => r.violations.map((v) => ({id: v.id, help: v.help, nodes: v.nodes.map((n) => ({html: n.html}))})))`, &found)
	for _, v := range found {
		var nodes []string
		for _, n := range v.Nodes {
			nodes = append(nodes, n.HTML)
		}
		all = append(all, fmt.Sprintf("%s: %s: %s", v.ID, v.Help, strings.Join(nodes, " | ")))
	}
	return all
}

// axe returns the source of axe-core, which scripts/setup.sh has fetched into the
// module's .deps.
func axe() (string, error) {
	dir, err := os.Getwd()
	if err != nil {
		return "", err
	}
	for {
		found, err := filepath.Glob(filepath.Join(dir, ".deps", "axe-core", "*.js"))
		if err != nil {
			return "", err
		}
		if len(found) > 0 {
			data, err := os.ReadFile(found[len(found)-1])
			return string(data), err
		}
		if filepath.Dir(dir) == dir {
			return "", fmt.Errorf("found no axe-core in .deps; run `make setup`")
		}
		dir = filepath.Dir(dir)
	}
}
