//go:build linux

package main

import "time"

const (
	putRate  = 100 // a second, one after the other
	putPhase = 20 * time.Second
)

// measurePuts measures what a load at the default pace costs those who write:
// puts beside it and without it, in turn.
func measurePuts(h *harness) error {
	for _, version := range []string{v37, v36} {
		srv, err := h.scratch(h.registry(version, h.keys))
		if err != nil {
			return err
		}
		var quiet, beside, ratios, quietAll, besideAll []float64
		for range h.runs {
			without, with, err := h.putsOnce(srv)
			if err != nil {
				return err
			}
			quietAll, besideAll = append(quietAll, without...), append(besideAll, with...)
			q, b := quantile(without, 0.99), quantile(with, 0.99)
			quiet, beside, ratios = append(quiet, q), append(beside, b), append(ratios, b/q)
		}
		order, what := version, "puts on etcd "+version
		q, b := quantile(quietAll, 0.99), quantile(besideAll, 0.99)
		h.foundValue(12, order+"a", what+", nobody beside: p99", "ms", target{}, q, quiet...)
		h.foundValue(12, order+"b", what+", beside a whole load at the default pace: p99", "ms", target{}, b, beside...)
		h.foundValue(12, order+"c", "beside / without", "×", atMost(3), b/q, ratios...)
	}
	return nil
}

// putsOnce gives the times of puts, in milliseconds: first with nobody beside,
// then while etcdscope loads.
func (h *harness) putsOnce(srv *server) (without, with []float64, err error) {
	if err := h.settle(srv.pid()); err != nil {
		return nil, nil, err
	}
	puts := func(found *[]float64) error {
		var all []aPut
		err := h.child(&all, "puts", srv.endpoint, putRate, h.phase(putPhase).Milliseconds())
		*found = tooks(all)
		return err
	}
	if err := puts(&without); err != nil {
		return nil, nil, err
	}
	term, err := h.explore(srv.endpoint)
	if err != nil {
		return nil, nil, err
	}
	if err = term.await(firstChildren, "the first children"); err == nil {
		err = puts(&with)
	}
	if err != nil {
		_ = term.close()
		return nil, nil, err
	}
	return without, with, term.quit()
}
