// Command probe is the workload of the network tests: it listens on the TCP ports named by its arguments, answers
// UDP datagrams on the same ports, and dials on request, so that a test can ask any pod what it can reach.
//
//	GET /        the pod's host name
//	GET /dial?to=tcp:10.42.0.7:8080&to=udp:10.43.0.10:53&to=dns:example.org&timeout=700ms
//	             a JSON object: target -> "open" or "blocked: <why>"
package main

import (
	"context"
	"encoding/json"
	"fmt"
	"log"
	"net"
	"net/http"
	"os"
	"strings"
	"sync"
	"time"
)

func main() {
	ports := os.Args[1:]
	if len(ports) == 0 {
		ports = []string{"8080"}
	}
	http.HandleFunc("/{$}", func(answer http.ResponseWriter, _ *http.Request) {
		name, _ := os.Hostname()
		fmt.Fprintln(answer, name)
	})
	http.HandleFunc("/dial", dialAll)
	failed := make(chan error)
	for _, port := range ports {
		go func() { failed <- http.ListenAndServe(":"+port, nil) }()
		go func() { failed <- echo(port) }()
	}
	log.Fatal(<-failed)
}

func echo(port string) error {
	socket, err := net.ListenPacket("udp", ":"+port)
	if err != nil {
		return err
	}
	buffer := make([]byte, 512)
	for {
		length, from, err := socket.ReadFrom(buffer)
		if err != nil {
			return err
		}
		if _, err := socket.WriteTo(buffer[:length], from); err != nil {
			log.Print(err)
		}
	}
}

func dialAll(answer http.ResponseWriter, request *http.Request) {
	query := request.URL.Query()
	timeout, err := time.ParseDuration(query.Get("timeout"))
	if err != nil {
		timeout = time.Second
	}
	results := map[string]string{}
	var lock sync.Mutex
	var all sync.WaitGroup
	for _, target := range query["to"] {
		all.Add(1)
		go func() {
			defer all.Done()
			result := "open"
			if err := dial(target, timeout); err != nil {
				result = "blocked: " + err.Error()
			}
			lock.Lock()
			results[target] = result
			lock.Unlock()
		}()
	}
	all.Wait()
	answer.Header().Set("Content-Type", "application/json")
	if err := json.NewEncoder(answer).Encode(results); err != nil {
		log.Print(err)
	}
}

func dial(target string, timeout time.Duration) error {
	network, address, _ := strings.Cut(target, ":")
	if network == "dns" {
		ctx, cancel := context.WithTimeout(context.Background(), timeout)
		defer cancel()
		_, err := net.DefaultResolver.LookupHost(ctx, address)
		return err
	}
	connection, err := net.DialTimeout(network, address, timeout)
	if err != nil {
		return err
	}
	defer connection.Close()
	if network != "udp" {
		return nil
	}
	// UDP connects without asking anyone: only an echo proves that the datagram arrived.
	if err := connection.SetDeadline(time.Now().Add(timeout)); err != nil {
		return err
	}
	if _, err := connection.Write([]byte("probe")); err != nil {
		return err
	}
	_, err = connection.Read(make([]byte, 16))
	return err
}
