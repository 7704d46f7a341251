package raster

import (
	"fmt"
	"strconv"
	"strings"
	"sync"

	"github.com/kumite/kumite/assets"
	"github.com/kumite/kumite/sim"
)

// pose is the index of a fighter's picture.
type pose int

const (
	poseIdle    pose = 0 // and 1
	poseForward pose = 2 // and 3
	poseBack    pose = 4 // and 5
	poseGuard   pose = 6
	poseHop     pose = 7
	poseLand    pose = 8
	poseHurt    pose = 9
	poseDown    pose = 10
	// For skill k, the base plus k.
	poseStartup  = pose(10)
	poseActive   = poseStartup + pose(sim.NumSkills) - 1
	poseRecovery = poseActive + pose(sim.NumSkills) - 1
	numPoses     = poseRecovery + pose(sim.NumSkills)
)

// poseNames returns the names in poses.txt, by pose.
func poseNames() []string {
	names := []string{"idle0", "idle1", "forward0", "forward1", "back0", "back1", "guard", "hop", "land", "hurt", "down"}
	for _, part := range []string{"startup.", "active.", "recovery."} {
		for _, k := range sim.SkillNames()[1:] {
			names = append(names, part+k)
		}
	}
	return names
}

// figure is one pose of poses.txt.
type figure struct {
	joints  map[string]point
	effects [][2]string // kind and arguments
}

// readPoses parses poses.txt. It panics on errors, because the file is part of the
// program.
func readPoses(text string) map[string]figure {
	all := map[string]figure{}
	name := ""
	for n, line := range strings.Split(text, "\n") {
		line, _, _ = strings.Cut(line, "#")
		words := strings.Fields(line)
		if len(words) == 0 {
			continue
		}
		if words[0] == "pose" {
			name = words[1]
			all[name] = figure{joints: map[string]point{}}
			if len(words) == 4 {
				for k, v := range all[words[3]].joints {
					all[name].joints[k] = v
				}
			}
			continue
		}
		f := all[name]
		for _, word := range words {
			key, value, ok := strings.Cut(word, "=")
			if !ok {
				panic(fmt.Sprintf("assets: poses.txt line %d: %q is not key=value", n+1, word))
			}
			if len(key) == 2 {
				v := numbers(value)
				f.joints[key] = point{v[0], v[1]}
			} else {
				f.effects = append(f.effects, [2]string{key, value})
			}
		}
		all[name] = f
	}
	return all
}

// numbers parses the leading numbers of a list.
func numbers(list string) []int {
	var all []int
	for _, word := range strings.Split(list, ",") {
		v, err := strconv.Atoi(word)
		if err != nil {
			break
		}
		all = append(all, v)
	}
	return all
}

var effectInks = map[string]uint8{"w": inkWhite, "y": inkYellow, "o": inkOrange, "c": inkCyan, "m": inkMagenta, "d": inkDark}

// draw draws the figure and its effects.
func (f figure) draw(c *canvas, icons map[string]icon) {
	j := f.joints
	s := skeleton{
		head: j["hd"], chest: j["ch"], hip: j["hp"], frontElbow: j["fe"], frontHand: j["fh"],
		backElbow: j["be"], backHand: j["bh"], frontKnee: j["fk"], frontFoot: j["ff"], backKnee: j["bk"], backFoot: j["bf"],
	}
	s.draw(c)
	for _, e := range f.effects {
		kind, v := e[0], numbers(e[1])
		last := e[1][strings.LastIndex(e[1], ",")+1:]
		switch kind {
		case "line":
			c.limb(point{v[0], v[1]}, point{v[2], v[3]}, v[4], effectInks[last])
		case "disc":
			c.limb(point{v[0], v[1]}, point{v[0], v[1]}, v[2], effectInks[last])
		case "ring":
			c.ring(point{v[0], v[1]}, v[2], effectInks[last])
		case "mark":
			icons[last].mark(c, point{v[0], v[1]})
		default:
			panic("assets: poses.txt: unknown effect " + kind)
		}
	}
}

// icon is a pictogram of 8×8 pixels.
type icon [8][8]bool

func readIcons(text string) map[string]icon {
	all := map[string]icon{}
	for _, block := range strings.Split(strings.TrimSpace(text), "\n\n") {
		lines := strings.Split(strings.TrimSpace(block), "\n")
		if len(lines) != 9 {
			panic("assets: icons.txt: " + lines[0] + " is not 8 lines high")
		}
		var i icon
		for y, line := range lines[1:] {
			for x := range i[y] {
				i[y][x] = line[x] == 'X'
			}
		}
		all[lines[0]] = i
	}
	return all
}

// mark draws the pictogram at twice its size, in white on a dark plate.
func (i icon) mark(c *canvas, at point) {
	for y := -10; y < 10; y++ {
		for x := -10; x < 10; x++ {
			c.set(at.x+x, at.y+y, inkDark)
		}
	}
	for y := range 16 {
		for x := range 16 {
			if i[y/2][x/2] {
				c.set(at.x-8+x, at.y+7-y, inkWhite)
			}
		}
	}
}

// art returns all pictures, which are made when the first frame is drawn.
var art = sync.OnceValue(makeArt)

type pictures struct {
	scene    []uint8                             // the background, a frame's pixels
	fighters [numPoses][2][2][numOutlines]sprite // by pose, team, facing, outline
	shots    [2][2][2]sprite                     // by team, facing, beat
	icons    [2][sim.NumSkills][2]sprite         // by team, skill, charged
	digits   [10]sprite
	sprites  int // of all kinds
}

// number gives each sprite its number.
func (p *pictures) number() {
	next := func(s *sprite) {
		s.number = p.sprites
		p.sprites++
	}
	for i := range p.fighters {
		for t := range p.fighters[i] {
			for face := range p.fighters[i][t] {
				for o := range p.fighters[i][t][face] {
					next(&p.fighters[i][t][face][o])
				}
			}
		}
	}
	for t := range 2 {
		for face := range 2 {
			for beat := range 2 {
				next(&p.shots[t][face][beat])
			}
		}
		for k := range p.icons[t] {
			for charged := range 2 {
				next(&p.icons[t][k][charged])
			}
		}
	}
	for d := range p.digits {
		next(&p.digits[d])
	}
}

func makeArt() *pictures {
	p := &pictures{scene: makeScene()}
	poses, icons := readPoses(assets.Poses), readIcons(assets.Icons)
	for i, name := range poseNames() {
		f, ok := poses[name]
		if !ok {
			panic("assets: poses.txt lacks " + name)
		}
		var c canvas
		f.draw(&c, icons)
		for _, t := range []team{green, red} {
			for face := range 2 {
				for o := range numOutlines {
					p.fighters[i][t][face][o] = c.cut(colours(t, o), face == 1)
				}
			}
		}
	}
	for beat := range 2 {
		var c canvas
		c.limb(point{-13 - 3*beat, 0}, point{-2, 0}, 3, inkOrange)
		c.limb(point{0, 0}, point{0, 0}, 8, inkOrange)
		c.limb(point{1, 0}, point{1, 0}, 6, inkYellow)
		c.limb(point{2, 0}, point{2, 0}, 3, inkWhite)
		c.outline(inkOutline)
		for _, t := range []team{green, red} {
			for face := range 2 {
				p.shots[t][face][beat] = c.cut(colours(t, plain), face == 1)
			}
		}
	}
	for k, name := range sim.SkillNames()[1:] {
		for _, t := range []team{green, red} {
			for charged := range 2 {
				p.icons[t][k+1][charged] = icons[name].cell(t, charged == 1)
			}
		}
	}
	p.digits = makeDigits()
	p.number()
	return p
}
