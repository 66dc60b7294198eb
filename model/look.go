package model

// Look describes a key as its row does, whether it has one in view or not. ok
// is false if the tree doesn't have it; one that was deleted it has as long as
// that has a row.
func (t *Tree) Look(key string) (r Row, ok bool) {
	d, name := t.find(key)
	switch {
	case d == nil:
		return Row{}, false
	case len(name) == 0: // the key is a prefix, too
		changed := min(d.mark.kind(), Changed)
		return Row{Path: key, Name: key, Key: true, Meta: d.meta(), Mark: changed, MarkedAt: d.mark.at(t.epoch)}, d.self != nil
	}
	c, ok := d.find(name)
	if !ok || c.dir != nil {
		return Row{}, false
	}
	return Row{Path: key, Name: key, Key: true, Meta: c.meta, Mark: c.mark.kind(), MarkedAt: c.mark.at(t.epoch)}, true
}
