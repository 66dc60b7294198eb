package main

import (
	"errors"
	"net"
	"net/http"
	"net/http/pprof"
	"net/netip"
	"time"

	"go.uber.org/zap"
)

// pprofServer is what --pprof asks for: Go's profiles of this process, over
// HTTP, to this host alone.
type pprofServer struct {
	address string
}

// pprofPatience is how long a request's head may take.
const pprofPatience = 10 * time.Second

// during serves profiles while do runs.
func (p *pprofServer) during(log *zap.Logger, do func() error) error {
	if p.address == "" {
		return do()
	}
	at, err := p.resolve()
	if err != nil {
		return err
	}
	listener, err := net.ListenTCP("tcp", at)
	if err != nil {
		return badArgsf("--pprof: %w: choose another port", err)
	}
	server := &http.Server{Handler: pprofHandler(), ReadHeaderTimeout: pprofPatience, ErrorLog: zap.NewStdLog(log)}
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		_ = server.Serve(listener) // until it is closed
	}()
	log.Info("profiles are served", zap.String("url", "http://"+listener.Addr().String()+"/debug/pprof/"))
	err = do()
	_ = server.Close()
	<-ended
	return err
}

// resolve is the address, which must be one that only this host reaches.
func (p *pprofServer) resolve() (*net.TCPAddr, error) {
	at, err := net.ResolveTCPAddr("tcp", p.address)
	var wrong *net.AddrError
	switch {
	case errors.As(err, &wrong):
		return nil, badArgsf("--pprof %s: %s: write it like 127.0.0.1:6060", p.address, wrong.Err)
	case err != nil:
		return nil, badArgsf("--pprof %s: %w: write it like 127.0.0.1:6060", p.address, err)
	case !at.IP.IsLoopback():
		return nil, badArgsf("--pprof %s: profiles are for this host only: write it like 127.0.0.1:6060", p.address)
	}
	return at, nil
}

// pprofHandler serves the profiles but the command line, which may have a
// password in it. A browser that was led here under another name (DNS
// rebinding) is sent away.
func pprofHandler() http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /debug/pprof/", pprof.Index)
	mux.HandleFunc("GET /debug/pprof/cmdline", http.NotFound)
	mux.HandleFunc("GET /debug/pprof/profile", pprof.Profile)
	mux.HandleFunc("GET /debug/pprof/symbol", pprof.Symbol)
	mux.HandleFunc("GET /debug/pprof/trace", pprof.Trace)
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if !localHost(r.Host) {
			http.Error(w, "profiles are for this host only", http.StatusForbidden)
			return
		}
		mux.ServeHTTP(w, r)
	})
}

// localHost says whether a request was made to localhost, by name or number.
func localHost(host string) bool {
	if name, _, err := net.SplitHostPort(host); err == nil {
		host = name
	}
	addr, err := netip.ParseAddr(host)
	return host == "localhost" || err == nil && addr.IsLoopback()
}
