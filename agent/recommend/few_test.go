package recommend

import "testing"

func TestManyOpponentsAreCounted(t *testing.T) {
	for want, names := range map[string][]string{
		"a": {"a"}, "each of a and b": {"a", "b"}, "each of a, b and c": {"a", "b", "c"}, "each of 4 opponents": {"a", "b", "c", "d"},
	} {
		if got := listedOrCounted(names); got != want {
			t.Errorf("%q is %q, want %q", names, got, want)
		}
	}
}
