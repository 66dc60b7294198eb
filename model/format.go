package model

import (
	"strconv"
	"time"
)

// Count writes n with its thousands grouped: 1,000,000.
func Count(n int64) string {
	digits := strconv.FormatInt(n, 10)
	sign := ""
	if n < 0 {
		sign, digits = "-", digits[1:]
	}
	first := (len(digits)-1)%3 + 1
	b := append(make([]byte, 0, len("-9,223,372,036,854,775,808")), sign...)
	b = append(b, digits[:first]...)
	for i := first; i < len(digits); i += 3 {
		b = append(b, ',')
		b = append(b, digits[i:i+3]...)
	}
	return string(b)
}

// Bytes writes a size: 512 B, 4.2 KiB, 1.0 MiB.
func Bytes(n int) string {
	if n < 1024 {
		return strconv.Itoa(n) + " B"
	}
	units := []string{" KiB", " MiB", " GiB"}
	size := float64(n) / 1024
	// 1023.95 would be rounded to 1024.0 of the smaller unit.
	for size >= 1023.95 && len(units) > 1 {
		size /= 1024
		units = units[1:]
	}
	return strconv.FormatFloat(size, 'f', 1, 64) + units[0]
}

// Age writes how long ago something was, in its largest whole unit: 2s, 5m,
// 3h, 41d. What is in the future, by clocks that disagree, is 0s old.
func Age(d time.Duration) string {
	unit, name := ageUnit(d)
	return strconv.FormatInt(int64(max(d, 0)/unit), 10) + name
}

// UntilOlder is for how long [Age] writes d as it does now, or a little
// longer: seconds count from now, so that things of many ages grow older all
// at once.
func UntilOlder(d time.Duration) time.Duration {
	unit, _ := ageUnit(d)
	if unit == time.Second {
		return unit
	}
	return unit - d%unit
}

// ageUnit is the largest unit that goes into d, a second at least.
func ageUnit(d time.Duration) (unit time.Duration, name string) {
	const day = 24 * time.Hour
	switch {
	case d < time.Minute:
		return time.Second, "s"
	case d < time.Hour:
		return time.Minute, "m"
	case d < day:
		return time.Hour, "h"
	}
	return day, "d"
}
