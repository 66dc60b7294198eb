package cluster

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/url"
	"os"
	"syscall"
	"time"

	"go.etcd.io/etcd/server/v3/embed"
	"go.uber.org/zap"
)

// variable carries a member's settings into its process.
const variable = "ETCDSCOPE_TEST_MEMBER"

// settings are what a member's process is told.
type settings struct {
	Name, Dir      string
	Client, Peer   string // URLs
	Initial        string // the members that it begins with
	New            bool   // the cluster, and not only the member
	Quota          int64
	Tick, Election uint
	PortPatience   time.Duration
}

// Main is called by TestMain before all else: in a process that is to be a
// member it is one, and doesn't return.
func Main() {
	text := os.Getenv(variable)
	if text == "" {
		return
	}
	if err := serve(text); err != nil {
		fmt.Fprintln(os.Stderr, "member:", err)
		os.Exit(1)
	}
	os.Exit(0)
}

// serve runs the member until its standard input ends, which is when the test
// does, however it ends.
func serve(text string) error {
	var s settings
	if err := json.Unmarshal([]byte(text), &s); err != nil {
		return err
	}
	etcd, err := s.start()
	if err != nil {
		return err
	}
	go func() {
		select {
		case <-etcd.Server.ReadyNotify():
			fmt.Println(readyWord)
		case err := <-etcd.Err():
			fmt.Fprintln(os.Stderr, "member:", err)
			os.Exit(1)
		}
	}()
	_, err = io.Copy(io.Discard, os.Stdin)
	return err
}

// start tries again while somebody else has one of the ports: between finding
// a free one and using it anybody can take it.
func (s settings) start() (*embed.Etcd, error) {
	for end := time.Now().Add(s.PortPatience); ; time.Sleep(s.PortPatience / 100) {
		cfg, err := s.config()
		if err != nil {
			return nil, err
		}
		etcd, err := embed.StartEtcd(cfg)
		if err == nil || !errors.Is(err, syscall.EADDRINUSE) || time.Now().After(end) {
			return etcd, err
		}
	}
}

func (s settings) config() (*embed.Config, error) {
	client, err := url.Parse(s.Client)
	if err != nil {
		return nil, err
	}
	peer, err := url.Parse(s.Peer)
	if err != nil {
		return nil, err
	}
	cfg := embed.NewConfig()
	cfg.Name, cfg.Dir = s.Name, s.Dir
	cfg.TickMs, cfg.ElectionMs = s.Tick, s.Election
	cfg.UnsafeNoFsync = true
	cfg.EnableGRPCGateway = false
	cfg.QuotaBackendBytes = s.Quota
	cfg.ZapLoggerBuilder = embed.NewZapLoggerBuilder(zap.NewNop())
	cfg.ListenClientUrls, cfg.AdvertiseClientUrls = []url.URL{*client}, []url.URL{*client}
	cfg.ListenPeerUrls, cfg.AdvertisePeerUrls = []url.URL{*peer}, []url.URL{*peer}
	cfg.ListenClientHttpUrls = []url.URL{{Scheme: "http", Host: "127.0.0.1:0"}}
	cfg.InitialCluster = s.Initial
	if !s.New {
		cfg.ClusterState = embed.ClusterStateFlagExisting
	}
	return cfg, nil
}
