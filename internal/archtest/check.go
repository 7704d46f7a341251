package archtest

import (
	"fmt"
	"maps"
	"slices"
	"strings"
)

// Check returns the violations of the rules in the graph, one line each with the
// reason of the rule, in order of package and import.
func Check(graph Graph, rules Rules) []string {
	var violations []string
	violation := func(format string, args ...any) { violations = append(violations, fmt.Sprintf(format, args...)) }

	for _, name := range slices.Sorted(maps.Keys(graph)) {
		p := graph[name]
		if !p.Ours {
			continue
		}
		layer := slices.IndexFunc(rules.Layers, func(l Layer) bool { return matches(l.Of, name) })
		if layer < 0 {
			violation("%s has no layer; add it to the table with its reason", name)
			continue
		}
		l := rules.Layers[layer]
		for _, dep := range p.Imports {
			if graph[dep].Ours && !matchesAny(l.May, dep) {
				violation("%s imports %s: %s", name, dep, l.Why)
			}
			for _, o := range rules.Owners {
				if matches(o.Library+"/...", dep) && !matchesAny(o.By, name) {
					violation("%s imports %s: %s", name, dep, o.Why)
				}
			}
			for _, d := range rules.Direct {
				if matchesAny(d.From, name) && matchesAny(d.Never, dep) {
					violation("%s imports %s: %s", name, dep, d.Why)
				}
			}
		}
		for _, call := range p.Opens {
			if !slices.ContainsFunc(rules.Opener, func(o Opener) bool { return matches(o.Of, name) && slices.Contains(o.May, call) }) {
				violation("%s calls os.%s: files may come from strangers; open them with internal/safefile", name, call)
			}
		}
		for _, size := range rules.Sizes {
			if matches(size.Of, name) {
				violations = append(violations, tooLong(name, p, size)...)
			}
		}
		for _, room := range rules.Rooms {
			if !matches(room.Of, name) {
				continue
			}
			for _, lack := range lacks(p) {
				violation("%s has no %s: %s", name, lack, room.Why)
			}
		}
		for _, r := range rules.Reach {
			if !matchesAny(r.From, name) {
				continue
			}
			for _, chain := range chains(graph, name, r) {
				violation("%s: %s", strings.Join(chain, " imports "), r.Why)
			}
		}
	}
	return violations
}

// lacks lists what a room must have and the package has not.
func lacks(p Package) (all []string) {
	if !p.Doc {
		all = append(all, "package comment")
	}
	if !p.Example {
		all = append(all, "Example function")
	}
	if !p.External {
		all = append(all, "test in its _test package")
	}
	return all
}

// tooLong returns a violation for the package, and for each question in it, that
// exceeds its size.
func tooLong(name string, p Package, size Size) (violations []string) {
	whole, questions := 0, map[string]int{}
	for file, lines := range p.Lines {
		question, _, _ := strings.Cut(strings.TrimSuffix(file, ".go"), "_")
		questions[question] += lines
		whole += lines
	}
	if whole > size.Whole {
		violations = append(violations, fmt.Sprintf("%s has %d lines, of at most %d: %s", name, whole, size.Whole, size.Why))
	}
	for _, question := range slices.Sorted(maps.Keys(questions)) {
		if n := questions[question]; n > size.Question {
			violations = append(violations, fmt.Sprintf("%s has %d lines on %s, of at most %d: %s", name, n, question, size.Question, size.Why))
		}
	}
	return violations
}

// Unused returns the permissions that no package uses, one line each. A
// permission for a tree ("agent/...") is used if any package in it is imported.
func Unused(graph Graph, rules Rules) []string {
	var unused []string
	for i, l := range rules.Layers {
		for _, may := range l.May {
			used := false
			for name, p := range graph {
				first := slices.IndexFunc(rules.Layers, func(l Layer) bool { return matches(l.Of, name) })
				used = used || p.Ours && first == i && slices.ContainsFunc(p.Imports, func(dep string) bool { return matches(may, dep) })
			}
			if !used {
				unused = append(unused, fmt.Sprintf("%s may import %s and does not", l.Of, may))
			}
		}
	}
	for _, o := range rules.Opener {
		for _, may := range o.May {
			used := false
			for name, p := range graph {
				used = used || matches(o.Of, name) && slices.Contains(p.Opens, may)
			}
			if !used {
				unused = append(unused, fmt.Sprintf("%s may call os.%s and does not", o.Of, may))
			}
		}
	}
	slices.Sort(unused)
	return unused
}

// Unmatched returns the patterns in the rules that match no package of the graph.
// Such a rule has no effect.
func Unmatched(graph Graph, rules Rules) []string {
	var patterns []string
	for _, l := range rules.Layers {
		patterns = append(append(patterns, l.Of), l.May...)
	}
	for _, o := range rules.Owners {
		patterns = append(append(patterns, o.Library+"/..."), o.By...)
	}
	for _, r := range rules.Reach {
		patterns = append(append(patterns, r.From...), r.Never...)
	}
	for _, d := range rules.Direct {
		patterns = append(patterns, d.From...)
	}
	for _, o := range rules.Opener {
		patterns = append(patterns, o.Of)
	}
	for _, r := range rules.Rooms {
		patterns = append(patterns, r.Of)
	}
	slices.Sort(patterns)
	return slices.DeleteFunc(slices.Compact(patterns), func(pattern string) bool {
		for name := range graph {
			if matches(pattern, name) {
				return true
			}
		}
		return false
	})
}

// chains searches the imports of a package breadth-first and returns the shortest
// import chain to each forbidden package. It does not follow the imports of
// forbidden packages.
func chains(graph Graph, from string, rule Reach) [][]string {
	var found [][]string
	seen := map[string]bool{from: true}
	for queue := [][]string{{from}}; len(queue) > 0; queue = queue[1:] {
		chain := queue[0]
		name := chain[len(chain)-1]
		if forbidden(graph, name, rule) {
			found = append(found, chain)
			continue
		}
		for _, dep := range graph[name].Imports {
			if !seen[dep] {
				seen[dep] = true
				queue = append(queue, append(slices.Clone(chain), dep))
			}
		}
	}
	return found
}

func forbidden(graph Graph, name string, rule Reach) bool {
	p := graph[name]
	return matchesAny(rule.Never, name) ||
		rule.NoCgo && p.Cgo && !p.Standard ||
		rule.NoDeps && !p.Ours && !p.Standard
}

// matches reports whether a pattern matches the package.
func matches(pattern, name string) bool {
	tree, isTree := strings.CutSuffix(pattern, "/...")
	return name == tree || isTree && strings.HasPrefix(name, tree+"/")
}

func matchesAny(patterns []string, name string) bool {
	return slices.ContainsFunc(patterns, func(p string) bool { return matches(p, name) })
}
