package demo
import ("testing";"time"
"go.etcd.io/etcd/server/v3/embed"
clientv3 "go.etcd.io/etcd/client/v3"
)
func TestXTLS(t *testing.T){
 for i := range 10 { tls:=i%2==0
  s := start(t, WithConfig(func(cfg *embed.Config) { cfg.ClientAutoTLS = tls }))
  client := dial(t, s.Endpoint())
  w:=watched(t, client, "key")
  Fill(t.Context(), client, Registry(20000))
  ch,_:=client.GetStream(t.Context(), "", clientv3.WithPrefix())
  <-ch
  t0:=time.Now()
  s.Stop()
  d:=time.Since(t0)
  var last clientv3.WatchResponse
  ended:=false
  select { case last,ended=<-w: case <-time.After(300*time.Millisecond): }
  var err error
  for r:=range ch { err=r.Err() }
  t.Log(tls,d, last.Err(), ended, err)
  client.Close()
 }
}
