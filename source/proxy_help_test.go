package source

import (
	"bufio"
	"cmp"
	"encoding/base64"
	"fmt"
	"io"
	"net"
	"net/http"
	"slices"
	"strings"
	"sync"
	"testing"
)

// proxiesOf are those of an environment that has only these NAME=VALUEs.
func proxiesOf(variables ...string) Proxies {
	return ProxiesFrom(func(name string) string {
		for _, v := range variables {
			if value, ok := strings.CutPrefix(v, name+"="); ok {
				return value
			}
		}
		return ""
	})
}

// A testProxy speaks HTTP CONNECT and SOCKS5, whichever a client begins with,
// and leads to one server whatever it is asked for.
type testProxy struct {
	t        *testing.T
	listener net.Listener
	to       string // HOST:PORT
	login    string // USER:PASSWORD, "" for none
	refusal  string // an HTTP status in place of a way through

	mu    sync.Mutex
	asked []string       // for which address, connection by connection
	open  []net.Conn     // to end with the test
	done  sync.WaitGroup // all that was begun
}

func startProxy(t *testing.T, to string) *testProxy {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	p := &testProxy{t: t, listener: l, to: to}
	p.done.Go(func() {
		for {
			conn, err := l.Accept()
			if err != nil {
				return
			}
			p.keep(conn)
			p.done.Go(func() { p.serve(conn) })
		}
	})
	t.Cleanup(func() {
		_ = l.Close()
		p.mu.Lock()
		for _, conn := range p.open {
			_ = conn.Close()
		}
		p.mu.Unlock()
		p.done.Wait()
	})
	return p
}

func (p *testProxy) address() string { return p.listener.Addr().String() }

func (p *testProxy) keep(conn net.Conn) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.open = append(p.open, conn)
}

func (p *testProxy) note(address string) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.asked = append(p.asked, address)
}

func (p *testProxy) wasAsked() []string {
	p.mu.Lock()
	defer p.mu.Unlock()
	return slices.Clone(p.asked)
}

func (p *testProxy) serve(conn net.Conn) {
	defer func() { _ = conn.Close() }()
	r := bufio.NewReader(conn)
	first, err := r.Peek(1)
	if err != nil {
		return
	}
	let := p.connect
	if first[0] == 5 {
		let = p.socks
	}
	if !let(conn, r) {
		return
	}
	server, err := net.Dial("tcp", p.to)
	if err != nil {
		return
	}
	p.keep(server)
	p.done.Go(func() {
		_, _ = io.Copy(server, r)
		_ = server.Close()
	})
	_, _ = io.Copy(conn, server)
}

func (p *testProxy) connect(conn net.Conn, r *bufio.Reader) bool {
	request, err := http.ReadRequest(r)
	if err != nil || request.Method != http.MethodConnect {
		return false
	}
	p.note(request.Host)
	status := cmp.Or(p.refusal, "200 OK")
	if want := "Basic " + base64.StdEncoding.EncodeToString([]byte(p.login)); p.login != "" && request.Header.Get("Proxy-Authorization") != want {
		status = "407 Proxy Authentication Required"
	}
	_, _ = fmt.Fprintf(conn, "HTTP/1.1 %s\r\n\r\n", status)
	return status == "200 OK"
}

// socks is RFC 1928, and 1929 for the login.
func (p *testProxy) socks(conn net.Conn, r *bufio.Reader) bool {
	read := func(n int) []byte {
		b := make([]byte, n)
		_, _ = io.ReadFull(r, b)
		return b
	}
	write := func(b ...byte) { _, _ = conn.Write(b) }
	read(int(read(2)[1]))
	if p.login == "" {
		write(5, 0)
	} else {
		write(5, 2)
		user := read(int(read(2)[1]))
		if login := string(user) + ":" + string(read(int(read(1)[0]))); login != p.login {
			write(1, 1)
			return false
		}
		write(1, 0)
	}
	if kind := read(4)[3]; kind != 3 { // a name, not an address
		write(5, 8, 0, 1, 0, 0, 0, 0, 0, 0)
		return false
	}
	host := read(int(read(1)[0]))
	port := read(2)
	p.note(fmt.Sprintf("%s:%d", host, int(port[0])<<8|int(port[1])))
	if p.refusal != "" {
		write(5, 2, 0, 1, 0, 0, 0, 0, 0, 0) // not allowed by ruleset
		return false
	}
	write(5, 0, 0, 1, 0, 0, 0, 0, 0, 0)
	return true
}

// listenSilently accepts connections and never says anything. It is HOST:PORT.
func listenSilently(t *testing.T) string {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = l.Close() })
	return l.Addr().String() // the kernel accepts
}
