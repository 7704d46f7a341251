package scene

import "github.com/kumite/kumite/sim"

// Purpose returns what a skill is for, in a few words for people.
func Purpose(k sim.Skill) string {
	if k >= sim.NumSkills {
		return ""
	}
	return purposes[k]
}

var purposes = [sim.NumSkills]string{
	sim.Poke:       "punishes, near",
	sim.Lunge:      "punishes, mid-range",
	sim.Fireball:   "hits from afar",
	sim.Dash:       "eats a fireball",
	sim.AntiAir:    "hits a hop",
	sim.GuardBreak: "breaks guard and parry",
	sim.Parry:      "turns a strike",
	sim.Ultimate:   "needs a full gauge",
}
