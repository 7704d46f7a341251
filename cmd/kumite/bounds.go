package main

import (
	"github.com/kumite/kumite/internal/number"
	"github.com/kumite/kumite/policy/rating"
)

// Bounds of flags of several commands.
var (
	elos            = number.Between(-rating.MaxElo, rating.MaxElo)
	errorRate       = number.Range{Max: 0.5, Above: true, Below: true}
	wrongPressCosts = number.Whole(0, 1_000_000)
)

// wrongPressHelp describes the flag --wrong-press-cost of several commands.
const wrongPressHelp = "health (of 1000) that a fighter loses when one of its skills ends without any effect"
