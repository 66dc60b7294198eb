//go:build linux

package main

import (
	"fmt"
	"math"
	"slices"
	"strconv"
)

// measure is one line of the table: what was measured how often, and what it
// should be.
type measure struct {
	number  int    // of the target, as it was set
	order   string // among those of the same number
	what    string
	unit    string
	samples []float64
	value   float64 // what counts; the median of the samples if it is NaN
	target  target
}

// target is a bound, or none: the zero value.
type target struct {
	side  side
	bound float64
}

// side is where of its bound a value should be.
type side int

const (
	anywhere side = iota
	below
	above
)

func atMost(bound float64) target  { return target{below, bound} }
func atLeast(bound float64) target { return target{above, bound} }

// found adds a line to the table.
func (h *harness) found(number int, order, what, unit string, t target, samples ...float64) {
	h.foundValue(number, order, what, unit, t, math.NaN(), samples...)
}

// foundValue is found for what isn't the median of its samples: a quantile over
// all runs, say.
func (h *harness) foundValue(number int, order, what, unit string, t target, value float64, samples ...float64) {
	m := measure{number: number, order: order, what: what, unit: unit, samples: samples, value: value, target: t}
	if math.IsNaN(value) {
		m.value = median(samples)
	}
	h.measures = append(h.measures, m)
	h.say("  %s: %s (%s … %s)%s", what, m.format(m.value), m.format(slices.Min(samples)), m.format(slices.Max(samples)), m.verdict())
}

func (m measure) verdict() string {
	switch {
	case m.target.side == anywhere:
		return ""
	case m.target.side == above && m.value >= m.target.bound, m.target.side == below && m.value <= m.target.bound:
		return " met"
	}
	return " **missed**"
}

func (m measure) wanted() string {
	return [...]string{anywhere: "—", below: "≤ " + m.format(m.target.bound), above: "≥ " + m.format(m.target.bound)}[m.target.side]
}

// format writes a value with three digits that mean something.
func (m measure) format(value float64) string {
	text := digits(value)
	switch m.unit {
	case "":
		return text
	case "×":
		return strconv.FormatFloat(value, 'f', 2, 64) + " ×"
	}
	return text + " " + m.unit
}

func digits(v float64) string {
	switch a := math.Abs(v); {
	case v == math.Trunc(v) && a < 1e4, a >= 100 && a < 1e4:
		return strconv.FormatFloat(v, 'f', 0, 64)
	case a >= 1e4:
		return grouped(int64(v))
	case a >= 10:
		return strconv.FormatFloat(v, 'f', 1, 64)
	}
	return strconv.FormatFloat(v, 'f', 2, 64)
}

func grouped(n int64) string {
	if n < 1000 {
		return strconv.FormatInt(n, 10)
	}
	return fmt.Sprintf("%s,%03d", grouped(n/1000), n%1000)
}

func median(samples []float64) float64 { return quantile(samples, 0.5) }

// quantile is the smallest sample that a part of the samples doesn't exceed; the
// median of an even number of them is the middle between two.
func quantile(samples []float64, part float64) float64 {
	sorted := slices.Sorted(slices.Values(samples))
	n := len(sorted)
	if n == 0 {
		return math.NaN()
	}
	at := part * float64(n)
	i := min(n-1, max(0, int(math.Ceil(at))-1))
	if part == 0.5 && n%2 == 0 {
		return (sorted[i] + sorted[i+1]) / 2
	}
	return sorted[i]
}
