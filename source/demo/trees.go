package demo

import (
	"encoding/json"
	"fmt"
	"iter"
	"time"
)

// applicationTrees yields what programs other than Kubernetes keep in etcd:
// plain trees, most without a leading slash, in whatever format each likes.
func applicationTrees(c *cluster, namespace string) iter.Seq[Item] {
	return func(yield func(Item) bool) {
		for _, part := range []iter.Seq[Item]{configTree(c, namespace), flagTree(c, namespace), dnsTree(c, namespace)} {
			for item := range part {
				if !yield(item) {
					return
				}
			}
		}
	}
}

// configTree is config/NAMESPACE/…; config/NAMESPACE and config/NAMESPACE/db
// are keys and prefixes at once.
func configTree(c *cluster, namespace string) iter.Seq[Item] {
	root := "config/" + namespace
	return func(yield func(Item) bool) {
		text := func(key, value string) bool { return yield(Item{Key: root + key, Value: []byte(value)}) }
		host := namespace + "-db." + namespace + ".svc"
		ok := text("", "owner: team-"+namespace+"\npager: "+namespace+"-oncall\ntier: 1\n") &&
			text("/db", "postgres://"+host+":5432/"+namespace) &&
			text("/db/host", host) && text("/db/port", "5432") && text("/db/user", namespace+"_rw") &&
			text("/db/pool-size", "20") && text("/db/statement-timeout", "1500ms") &&
			text("/db/replicas", `["`+host+`:5433","`+host+`:5434"]`) &&
			text("/maintenance", "false") && text("/rate-limits.toml", rateLimitsTOML(namespace)) &&
			text("/runbook.md", runbook(namespace))
		if !ok {
			return
		}
		for _, w := range c.in(namespace) {
			if !text("/"+w.name+"/app.yaml", appYAML(namespace, w.name, w.port)) ||
				!text("/"+w.name+"/log-level", "info") ||
				!text("/"+w.name+"/timeouts.json", `{"connect_ms":250,"read_ms":1500,"total_ms":4000,"retries":2}`) {
				return
			}
		}
	}
}

func flagTree(c *cluster, namespace string) iter.Seq[Item] {
	return func(yield func(Item) bool) {
		for i, w := range c.in(namespace) {
			for j, flag := range []string{"new-flow", "shadow-traffic", "cache-v2"} {
				item := flagItem(namespace, w.name+"-"+flag, (i+j)%3 == 0, (i*13+j*37)%101, c.now.Add(-time.Duration(i+j)*time.Hour))
				if !yield(item) {
					return
				}
			}
		}
	}
}

// flagItem is a feature flag, as pretty-printed JSON.
func flagItem(namespace, name string, enabled bool, percent int, changed time.Time) Item {
	body, err := json.MarshalIndent(map[string]any{
		"enabled": enabled, "rollout_percent": percent, "owner": "team-" + namespace,
		"changed_at": changed.UTC().Format(time.RFC3339), "audiences": []string{"employees", "beta"},
	}, "", "  ")
	if err != nil {
		panic(fmt.Sprintf("the flag %s has no JSON form: %v", name, err))
	}
	return Item{Key: "feature-flags/" + namespace + "/" + name, Value: body}
}

// dnsTree is what SkyDNS reads: names turned around, with a leading slash.
func dnsTree(c *cluster, namespace string) iter.Seq[Item] {
	return func(yield func(Item) bool) {
		for _, w := range c.in(namespace) {
			value := fmt.Sprintf(`{"host":%q,"port":80,"ttl":30}`, serviceIP(w))
			if !yield(Item{Key: "/skydns/internal/example/" + namespace + "/" + w.name, Value: []byte(value)}) {
				return
			}
		}
	}
}

func appYAML(namespace, name string, port int32) string {
	return fmt.Sprintf(`# %[1]s, owned by team-%[2]s
server:
  listen: 0.0.0.0:%[3]d
  drain_timeout: 20s
  tls:
    cert: /etc/tls/tls.crt
    key: /etc/tls/tls.key
upstreams:
  - name: %[2]s-db
    url: postgres://%[2]s-db.%[2]s.svc:5432/%[2]s
    pool: {min: 4, max: 20}
  - name: redis
    url: redis://redis.%[2]s.svc:6379/0
tracing:
  endpoint: http://otel-gateway.observability.svc:4317
  sample_ratio: 0.05
retries: &retries
  attempts: 3
  backoff: [50ms, 200ms, 1s]
clients:
  ledger: {retries: *retries}
`, name, namespace, port)
}

func loggingTOML(name string) string {
	return fmt.Sprintf("level = \"info\"\nformat = \"json\"\n\n[fields]\nservice = %q\n\n[sampling]\ninitial = 100\nthereafter = 10\n", name)
}

func rateLimitsTOML(namespace string) string {
	return fmt.Sprintf("# requests per second and client\n[default]\nrate = 50\nburst = 100\n\n[partners.%s-batch]\nrate = 500\nburst = 2000\nwindow = 1979-05-27T07:32:00Z\n", namespace)
}

func runbook(namespace string) string {
	return fmt.Sprintf("# %[1]s\n\n1. Look at the dashboard \"%[1]s / golden signals\".\n2. Database slow? See config/%[1]s/db/statement-timeout.\n3. Page team-%[1]s.\n", namespace)
}
