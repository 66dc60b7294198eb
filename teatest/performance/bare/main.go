// Command bare drains a whole keyspace by GetStream and does nothing with it:
// what etcdscope's load is measured against.
package main

import (
	"context"
	"fmt"
	"os"

	clientv3 "go.etcd.io/etcd/client/v3"
	"go.uber.org/zap"
)

func main() {
	keys, err := drain(os.Args[1])
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	fmt.Println(keys)
}

func drain(endpoint string) (keys int, err error) {
	client, err := clientv3.New(clientv3.Config{Endpoints: []string{endpoint}, Logger: zap.NewNop()})
	if err != nil {
		return 0, err
	}
	chunks, err := client.GetStream(context.Background(), "\x00", clientv3.WithFromKey(), clientv3.WithKeysOnly(), clientv3.WithSerializable())
	if err != nil {
		return 0, err
	}
	for chunk := range chunks {
		if chunk.Err() != nil {
			return 0, chunk.Err()
		}
		keys += len(chunk.Kvs)
	}
	return keys, client.Close()
}
