package paint

import (
	"io"
	"runtime/debug"
	"sync"

	tea "charm.land/bubbletea/v2"
)

// painter is the hand that writes to the terminal. A terminal may take its
// time, or take nothing at all: the painter waits for it on a goroutine of its
// own, and when it can go on it paints the newest frame and none of those
// between.
type painter struct {
	terminal io.Writer
	canvas   *Canvas // of the goroutine's
	panicked func(value any, stack []byte)
	asked    bool // the terminal, for what it can do

	mu   sync.Mutex
	next orders
	wake chan struct{} // holds a token while there are orders

	leave chan struct{} // closed to end the goroutine
	left  chan struct{} // closed when it has ended
}

// orders are what is to be done next.
type orders struct {
	frame   *Frame
	raw     []byte // to be written as it is
	reports []tea.ModeReportMsg
}

func newPainter(terminal io.Writer, canvas *Canvas, panicked func(any, []byte)) *painter {
	return &painter{terminal: terminal, canvas: canvas, panicked: panicked, wake: make(chan struct{}, 1)}
}

// start takes the terminal.
func (p *painter) start() {
	p.leave, p.left = make(chan struct{}), make(chan struct{})
	go p.run(p.leave, p.left)
}

// stop gives the terminal back, if it has it; what is not painted by then never
// is.
func (p *painter) stop() {
	if p.leave == nil {
		return
	}
	close(p.leave)
	<-p.left
	p.leave = nil
}

// show has f painted soon.
func (p *painter) show(f Frame) {
	p.order(func(o *orders) {
		f.Afresh = f.Afresh || o.frame != nil && o.frame.Afresh
		o.frame = &f
	})
}

// report takes what the terminal has answered.
func (p *painter) report(r tea.ModeReportMsg) {
	p.order(func(o *orders) { o.reports = append(o.reports, r) })
}

// Write has b written between two frames. It never waits and never fails.
func (p *painter) Write(b []byte) (int, error) {
	p.order(func(o *orders) { o.raw = append(o.raw, b...) })
	return len(b), nil
}

func (p *painter) order(change func(*orders)) {
	p.mu.Lock()
	change(&p.next)
	p.mu.Unlock()
	select {
	case p.wake <- struct{}{}:
	default:
	}
}

func (p *painter) take() orders {
	p.mu.Lock()
	defer p.mu.Unlock()
	o := p.next
	p.next = orders{}
	return o
}

func (p *painter) run(leave <-chan struct{}, left chan<- struct{}) {
	defer close(left)
	defer func() { p.write(p.canvas.Leave()) }()
	defer func() {
		if value := recover(); value != nil {
			p.panicked(value, debug.Stack())
		}
	}()
	p.write(p.canvas.Enter())
	if !p.asked {
		p.asked = true
		p.write(p.canvas.Queries())
	}
	for {
		select {
		case <-leave:
			p.write(p.take().raw)
			return
		case <-p.wake:
			p.carryOut(p.take())
		}
	}
}

func (p *painter) carryOut(o orders) {
	out := o.raw
	for _, r := range o.reports {
		out = append(out, p.canvas.Report(r)...)
	}
	if o.frame != nil {
		out = append(out, p.canvas.Paint(*o.frame)...)
	}
	p.write(out)
}

// write waits until the terminal has taken b. One that is gone fails; that is
// told by SIGHUP.
func (p *painter) write(b []byte) {
	if len(b) > 0 {
		_, _ = p.terminal.Write(b)
	}
}
