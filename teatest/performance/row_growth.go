//go:build linux

package main

import (
	"fmt"
	"math"
)

// curve is a cost against the number of keys.
type curve struct {
	what, unit string
	points     []point
}

type point struct{ n, cost float64 }

// growthSizes go from a hundredth of the unit to ten times as much, a third of
// a decade each.
func (h *harness) growthSizes() (sizes []int) {
	if h.quick {
		return []int{h.keys, 5 * h.keys}
	}
	for _, hundredths := range []int{1, 3, 10, 30, 100, 300, 500, 1000} {
		if n := hundredths * h.keys / 100; n <= h.largest && hundredths != 300 { // 5M is there for other rows
			sizes = append(sizes, n)
		}
	}
	return sizes
}

// measureGrowth shows what becomes of the costs when there are more keys.
func measureGrowth(h *harness) error {
	first := curve{what: "first children on screen", unit: "ms"}
	load := curve{what: "whole load, unpaced", unit: "s"}
	memory := curve{what: "peak memory", unit: "MB"}
	for _, n := range h.growthSizes() {
		s := h.registry(v37, n)
		ms, err := h.first(s)
		if err != nil {
			return err
		}
		w, err := h.whole(s)
		if err != nil {
			return err
		}
		first.add(n, median(ms))
		load.add(n, median(w.seconds))
		memory.add(n, median(w.peak))
	}
	h.curves = []curve{first, load, memory}
	for _, c := range h.curves {
		all, _ := fit(c.points)
		large, _ := fit(c.points[max(0, len(c.points)-growthTail):])
		h.say("  %s: N^%.2f, of the largest N^%.2f", c.what, all, large)
	}
	return nil
}

// growthTail is how many of the largest sizes tell how the cost grows: with few
// keys everything costs what it costs to start.
const growthTail = 3

func (c *curve) add(n int, cost float64) {
	c.points = append(c.points, point{float64(n), cost})
}

// fit gives the power of n that the cost grows with, and the cost of one key by
// it: the straight line of least squares through the logarithms.
func fit(points []point) (exponent, factor float64) {
	if len(points) < 2 {
		return math.NaN(), math.NaN()
	}
	var x, y, xx, xy float64
	for _, p := range points {
		a, b := math.Log(p.n), math.Log(p.cost)
		x, y, xx, xy = x+a, y+b, xx+a*a, xy+a*b
	}
	n := float64(len(points))
	exponent = (n*xy - x*y) / (n*xx - x*x)
	return exponent, math.Exp((y - exponent*x) / n)
}

// power writes an exponent, if there is one.
func power(e float64) string {
	if math.IsNaN(e) {
		return "—"
	}
	return fmt.Sprintf("N^%.2f", e)
}
