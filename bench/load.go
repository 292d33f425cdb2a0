package main

import (
	"bufio"
	"bytes"
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"net"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/google/uuid"
)

const (
	payloadSize = 15 << 10
	advisories  = 1000
	idForm      = "00000000-0000-0000-0000-000000000000"
	beforeID    = "POST /api/github/hook HTTP/1.1\r\nHost: 127.0.0.1\r\nX-GitHub-Delivery: "
)

// requests are the deliveries, ready to be written: one per advisory, each with a place for its delivery id.
var requests = sync.OnceValue(func() [][]byte {
	all := make([][]byte, advisories)
	for i := range all {
		all[i] = request(i)
	}
	return all
})

// request is a report of the size and shape that GitHub sends, mostly addresses and text.
func request(n int) []byte {
	const alphabet = "23456789cfghjmpqrvwx"
	id := []byte("GHSA-2222-2222-2222")
	for i := len(id) - 1; n > 0 && i > 4; i-- {
		if id[i] != '-' {
			id[i] = alphabet[n%len(alphabet)]
			n /= len(alphabet)
		}
	}
	var addresses strings.Builder
	for i := range 60 {
		fmt.Fprintf(&addresses, `"address_%d_url":"https://api.github.example/repos/octo-org/octo-repo/things{/number}",`, i)
	}
	const form = `{"action":"reported","repository_advisory":{"ghsa_id":"%s","cve_id":null,"summary":"A report",` +
		`"description":"%s","severity":"high","state":"triage"},"repository":{"id":1,"name":"octo-repo",` +
		`"full_name":"octo-org/octo-repo",%s"private":false},"installation":{"id":7},"sender":{"login":"reporter","id":2}}`
	text := strings.Repeat("What one can do with it is told here. ", 1000)
	missing := payloadSize - len(fmt.Sprintf(form, id, "", addresses.String()))
	body := fmt.Sprintf(form, id, text[:missing], addresses.String())

	mac := hmac.New(sha256.New, secret)
	mac.Write([]byte(body))
	return fmt.Appendf(nil, beforeID+"%s\r\n"+
		"User-Agent: GitHub-Hookshot/1\r\nAccept: */*\r\nX-GitHub-Event: repository_advisory\r\n"+
		"Content-Type: application/json\r\nX-Hub-Signature-256: sha256=%s\r\nContent-Length: %d\r\n\r\n%s",
		idForm, hex.EncodeToString(mac.Sum(nil)), len(body), body)
}

// load sends deliveries over a number of connections, one after the other on each, for a while.
func load(ctx context.Context, address string, connections int, duration time.Duration) (result, error) {
	requests()
	var clients sync.WaitGroup
	latencies := make([][]time.Duration, connections)
	failures := make([]error, connections)
	begin := time.Now()
	for i := range connections {
		clients.Go(func() { latencies[i], failures[i] = client(ctx, address, i, begin.Add(duration)) })
	}
	clients.Wait()
	took := time.Since(begin)
	if err := errors.Join(failures...); err != nil {
		return result{}, err
	}
	all := slices.Concat(latencies...)
	slices.Sort(all)
	return result{
		perSecond: float64(len(all)) / took.Seconds(),
		p50:       all[len(all)/2],
		p99:       all[len(all)*99/100],
		served:    len(all),
	}, nil
}

// client is one connection's deliveries; it gives their latencies.
func client(ctx context.Context, address string, n int, until time.Time) (latencies []time.Duration, err error) {
	var dialer net.Dialer
	conn, err := dialer.DialContext(ctx, "tcp", address)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, conn.Close()) }()
	answers := bufio.NewReader(conn)
	message := make([]byte, 0, payloadSize+1024)
	for i := n * 37; ; i++ {
		sent := time.Now()
		if !sent.Before(until) && len(latencies) > 0 {
			return latencies, nil
		}
		message = append(message[:0], requests()[i%advisories]...)
		id, err := uuid.NewUUID() // of version 1, as GitHub's
		if err != nil {
			return nil, err
		}
		copy(message[len(beforeID):], id.String())
		if _, err := conn.Write(message); err != nil {
			return nil, err
		}
		if err := readAnswer(answers); err != nil {
			return nil, err
		}
		latencies = append(latencies, time.Since(sent))
	}
}

// readAnswer reads an answer, which must tell success.
func readAnswer(answers *bufio.Reader) error {
	status, err := answers.ReadString('\n')
	if err != nil {
		return err
	}
	if !strings.HasPrefix(status, "HTTP/1.1 200") {
		return fmt.Errorf("answered %q", strings.TrimSpace(status))
	}
	body := -1
	for {
		line, err := answers.ReadSlice('\n')
		if err != nil {
			return err
		}
		if length, ok := bytes.CutPrefix(bytes.ToLower(line), []byte("content-length: ")); ok {
			if body, err = strconv.Atoi(string(bytes.TrimSpace(length))); err != nil {
				return err
			}
		}
		if len(bytes.TrimSpace(line)) == 0 {
			break
		}
	}
	if body < 0 {
		return errors.New("the answer has no length")
	}
	_, err = answers.Discard(body)
	return err
}
