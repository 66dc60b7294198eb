package model

import (
	"strconv"
	"strings"
)

// endsOfLife are the days on which etcd's minor versions had their last
// release, or the one that was announced as such. Facts of 2026-11-23:
//
//   - 3.4: https://etcd.io/blog/2026/june-patch-release/ (3.4.45 is the last).
//   - 3.0 to 3.3: https://endoflife.date/etcd.
//   - 3.5 is maintained for a year after 3.7.0, which is of July 2026
//     (https://etcd.io/blog/2026/etcd-370-beta/); an announced end is not one.
var endsOfLife = []string{"2017-01-20", "2018-10-10", "2021-03-28", "2021-10-15", "2026-06-01"} // 3.0, 3.1, …

// EndOfLife is the day from which on a version of etcd, "3.4.23", gets no fixes
// any more; "" if it gets some, or isn't known: newer ones are nobody's trouble.
func EndOfLife(version string) string {
	major, rest, _ := strings.Cut(version, ".")
	minor, _, _ := strings.Cut(rest, ".")
	n, err := strconv.ParseUint(minor, 10, 8)
	if major != "3" || err != nil || n >= uint64(len(endsOfLife)) {
		return ""
	}
	return endsOfLife[n]
}
