// Command probe is the workload of the network tests: it listens on the TCP ports named by its arguments, answers
// UDP datagrams on the same ports, and dials on request, so that a test can ask any pod what it can reach.
//
//	GET /        the pod's host name
//	GET /dial?to=tcp:10.42.0.7:8080&to=udp:10.43.0.10:53&to=dns:example.org&timeout=700ms
//	             one line per target, in their order: the target, "open" or "blocked", and why
//
// "probe dial TARGET..." asks the same once, at its start, and ends: what a pod can reach before anyone has looked.
package main

import (
	"context"
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
	if len(os.Args) > 2 && os.Args[1] == "dial" {
		fmt.Print(dialAll(os.Args[2:], time.Second))
		return
	}
	ports := os.Args[1:]
	if len(ports) == 0 {
		ports = []string{"8080"}
	}
	http.HandleFunc("/{$}", func(answer http.ResponseWriter, _ *http.Request) {
		name, _ := os.Hostname()
		fmt.Fprintln(answer, name)
	})
	http.HandleFunc("/dial", func(answer http.ResponseWriter, request *http.Request) {
		query := request.URL.Query()
		timeout, err := time.ParseDuration(query.Get("timeout"))
		if err != nil {
			timeout = time.Second
		}
		fmt.Fprint(answer, dialAll(query["to"], timeout))
	})
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

func dialAll(targets []string, timeout time.Duration) string {
	results := make([]string, len(targets))
	var all sync.WaitGroup
	for index, target := range targets {
		all.Add(1)
		go func() {
			defer all.Done()
			results[index] = target + " open\n"
			if err := dial(target, timeout); err != nil {
				results[index] = fmt.Sprintf("%s blocked %v\n", target, err)
			}
		}()
	}
	all.Wait()
	return strings.Join(results, "")
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
