package demo

// team is a namespace with the names of the applications that run in it.
type team struct {
	namespace string
	apps      []string
}

// teams are the namespaces of a shop's products. The first is the one that
// somebody who looks around for the first time will open.
func teams() []team {
	return []team{
		{"payments", []string{
			"checkout", "ledger", "refunds", "fraud-scorer", "card-vault", "payouts", "fx-rates", "invoices",
			"reconciler", "webhooks", "3ds-proxy", "chargebacks", "wallets", "statements", "risk-rules", "gateway",
		}},
		{"orders", []string{
			"api", "cart", "order-writer", "order-reader", "shipping-quotes", "tax", "returns", "promises",
			"inventory-sync", "notifier", "gift-cards", "subscriptions",
		}},
		{"catalog", []string{
			"api", "importer", "images", "pricing", "reviews", "facets", "availability", "taxonomy", "feeds", "translations",
		}},
		{"identity", []string{
			"login", "sessions", "oauth", "mfa", "profiles", "consents", "directory-sync", "audit", "passkeys",
		}},
		{"search", []string{
			"query", "indexer", "suggest", "ranker", "synonyms", "spellcheck", "crawler", "embeddings",
		}},
		{"recommendations", []string{
			"serving", "features", "trainer", "candidates", "ab-router", "similar-items", "trending",
		}},
		{"fulfilment", []string{
			"picker", "packer", "carrier-gateway", "labels", "tracking", "slotting", "dock-scheduler", "customs", "weights",
		}},
		{"messaging", []string{
			"mailer", "sms", "push", "templates", "preferences", "campaigns", "bounces",
		}},
		{"data-platform", []string{
			"ingest", "schema-registry", "stream-router", "compactor", "query-gateway", "lineage", "exports", "quality",
		}},
		{"storefront", []string{
			"web", "bff", "edge-cache", "experiments", "seo", "sitemaps", "personalizer", "consent-banner",
		}},
	}
}

// platform are the namespaces of what runs the cluster itself.
func platform() []team {
	return []team{
		{"kube-system", []string{"coredns", "metrics-server", "cluster-autoscaler", "konnectivity-agent", "csi-controller"}},
		{"ingress-nginx", []string{"controller", "default-backend"}},
		{"cert-manager", []string{"cert-manager", "cainjector", "webhook"}},
		{"argocd", []string{"server", "repo-server", "applicationset-controller", "dex-server", "redis"}},
		{"observability", []string{
			"grafana", "prometheus-operator", "alertmanager", "loki-gateway", "tempo", "otel-gateway", "kube-state-metrics",
		}},
	}
}

// emptyNamespaces exist in every cluster and run nothing here.
func emptyNamespaces() []string {
	return []string{"default", "kube-public", "kube-node-lease"}
}

// daemons are the DaemonSets of kube-system: one pod each on every node.
func daemons() []string {
	return []string{"cilium", "kube-proxy", "node-exporter", "node-local-dns", "promtail", "csi-node"}
}
