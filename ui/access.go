package ui

import (
	"fmt"

	"github.com/etcdscope/etcdscope/model"
)

// mayRead says that not everything may be read; "" if it may, or nothing.
func (k *look) mayRead(a model.Access, partial bool) string {
	n := len(a.Readable) + a.Left
	switch {
	case !partial || n == 0:
		return ""
	case a.Left > 0:
		return fmt.Sprintf("%s may read %s ranges, the first %d are shown: start with a PREFIX for others", k.user(a), model.Count(int64(n)), len(a.Readable))
	}
	return fmt.Sprintf("%s may read %d %s", k.user(a), n, plural(n, "range", "ranges"))
}

func (k *look) user(a model.Access) string { return k.clip(k.safe(a.User), 24) }
