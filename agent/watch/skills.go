package watch

import (
	"fmt"
	"math"

	"github.com/kumite/kumite/sim"
	"github.com/kumite/kumite/sim/raster"
	"github.com/kumite/kumite/sim/window/panel"
)

// skillBars fills in a row for each skill of a fighter: how far it is from being possible.
// keys are the keys of a person, by skill, or nil.
func skillBars(dst []panel.Bar, f *sim.Fighter, pressed sim.Skill, keys map[string]string) []panel.Bar {
	dst = dst[:0]
	none := math.NaN()
	for k := sim.None + 1; k < sim.NumSkills; k++ {
		spec := k.Spec()
		b := panel.Bar{
			Name: k.String(), Icon: raster.Icon(k), Key: keys[k.String()], Linear: true,
			Raw: 1, Made: none, Limit: none, Shadow: none, Value: "ready", Chosen: k == pressed,
		}
		switch {
		case f.Cooldowns[k] > 0:
			b.Raw, b.Value = 1-float64(f.Cooldowns[k])/float64(spec.Cooldown), fmt.Sprintf("%.1f s", seconds(f.Cooldowns[k]))
		case f.Gauge < spec.Gauge:
			b.Raw, b.Value = float64(f.Gauge)/float64(spec.Gauge), "gauge"
		case f.Stamina < spec.Cost:
			b.Raw = float64(f.Stamina) / float64(spec.Cost)
			b.Value, b.Held, b.Chosen = fmt.Sprintf("%.1f s", seconds((spec.Cost-f.Stamina)*sim.StaminaTicks)), true, true
		}
		dst = append(dst, b)
	}
	return dst
}

// classIcon returns the pictogram of a class that is a skill of this game.
func classIcon(class string) panel.Icon {
	k, ok := sim.ParseSkill(class)
	if !ok {
		return panel.Icon{}
	}
	return raster.Icon(k)
}
