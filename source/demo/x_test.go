package demo
import ("testing";"time";"net";"net/url"
"go.etcd.io/etcd/server/v3/embed"
)
func TestXRaw(t *testing.T){
 for i := range 3 { tls:=i==0; split:=i==1
  s := start(t, WithConfig(func(cfg *embed.Config) { cfg.ClientAutoTLS = tls; if split { cfg.ListenClientHttpUrls = []url.URL{{Scheme: "http", Host: "127.0.0.1:0"}} } }))
  u,_:=url.Parse(s.Endpoint())
  c,err:=net.Dial("tcp",u.Host)
  if err!=nil {t.Fatal(err)}
  time.Sleep(50*time.Millisecond)
  t0:=time.Now()
  done:=make(chan bool)
  go func(){s.Stop();close(done)}()
  select { case <-done: case <-time.After(8*time.Second): t.Log("hangs"); c.Close(); <-done }
  t.Log(tls,split,time.Since(t0))
  c.Close()
 }
}
