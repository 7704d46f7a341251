package farm_test

import (
	"bufio"
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"fmt"
	"math/big"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/nats-io/nkeys"

	"github.com/kumite/kumite/agent/arena"
	"github.com/kumite/kumite/agent/bot"
	"github.com/kumite/kumite/agent/farm"
)

// foreignServer starts the system's nats-server with JetStream and more lines of
// configuration, and returns its HOST:PORT.
func foreignServer(t *testing.T, config string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "nats.conf")
	text := fmt.Sprintf("listen: \"127.0.0.1:-1\"\njetstream { store_dir: %q }\n%s", storeDir(t), config)
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	program := "nats-server"
	if _, err := exec.LookPath(program); err != nil {
		program = "/usr/sbin/nats-server" // Debian's, which is not on the PATH of every user
	}
	ctx, stop := context.WithCancel(context.Background())
	cmd := exec.CommandContext(ctx, program, "--config", path)
	log, err := cmd.StderrPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		stop()
		_ = cmd.Wait() // it was killed
	})
	lines, said := bufio.NewScanner(log), ""
	address := ""
	for lines.Scan() && !strings.Contains(lines.Text(), "Server is ready") {
		said += lines.Text() + "\n"
		if _, found, ok := strings.Cut(lines.Text(), "Listening for client connections on "); ok {
			address = found
		}
	}
	if address == "" {
		t.Fatalf("nats-server does not start:\n%s", said)
	}
	go func() {
		for lines.Scan() {
		}
	}()
	return address
}

// secret writes a file and returns its path.
func secret(t *testing.T, dir, name string, data []byte) string {
	t.Helper()
	path := filepath.Join(dir, name)
	if err := os.WriteFile(path, data, 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

// certificate writes a certificate that signs itself, for servers and clients on
// 127.0.0.1, and its key.
func certificate(t *testing.T, dir, name string) (cert, key string) {
	t.Helper()
	private, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	template := x509.Certificate{
		SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: name}, IPAddresses: []net.IP{net.IPv4(127, 0, 0, 1)},
		NotBefore: time.Now().Add(-time.Hour), NotAfter: time.Now().Add(time.Hour), IsCA: true, BasicConstraintsValid: true,
		KeyUsage: x509.KeyUsageDigitalSignature | x509.KeyUsageCertSign, ExtKeyUsage: []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth, x509.ExtKeyUsageClientAuth},
	}
	der, err := x509.CreateCertificate(rand.Reader, &template, &template, private.Public(), private)
	if err != nil {
		t.Fatal(err)
	}
	text, err := x509.MarshalPKCS8PrivateKey(private)
	if err != nil {
		t.Fatal(err)
	}
	return secret(t, dir, name+".crt", pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: der})),
		secret(t, dir, name+".key", pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: text}))
}

// nkey writes the seed of a new user and returns its path and the public key.
func nkey(t *testing.T, dir, name string) (path, public string) {
	t.Helper()
	user, err := nkeys.CreateUser()
	if err != nil {
		t.Fatal(err)
	}
	seed, err := user.Seed()
	if err != nil {
		t.Fatal(err)
	}
	if public, err = user.PublicKey(); err != nil {
		t.Fatal(err)
	}
	return secret(t, dir, name, seed), public
}

func TestAnotherServerServesThoseWhoProveWhoTheyAre(t *testing.T) {
	dir := t.TempDir()
	x := tournament(t, 5, 4, tinyModel+"?name=tiny", "script:rookie")
	seed, public := nkey(t, dir, "seed")
	other, _ := nkey(t, dir, "other")
	token, wrong := secret(t, dir, "token", []byte("s3cret\n")), secret(t, dir, "wrong", []byte("secret\n"))
	cert, key := certificate(t, dir, "server")
	mine, mineKey := certificate(t, dir, "client")
	yours, yoursKey := certificate(t, dir, "stranger")
	for name, test := range map[string]struct {
		config  string
		right   farm.Server // URL is completed
		wrong   []farm.Server
		refused string
	}{
		"nobody in particular": {right: farm.Server{URL: "nats://"}},
		"token": {"authorization { token: s3cret }", farm.Server{URL: "nats://", Token: token},
			[]farm.Server{{URL: "nats://"}, {URL: "nats://", Token: wrong}}, "check the user, token"},
		"user": {"authorization { user: ann, password: s3cret }", farm.Server{URL: "nats://ann:s3cret@"},
			[]farm.Server{{URL: "nats://"}, {URL: "nats://ann:secret@"}}, "check the user, token"},
		"NKey": {"authorization { users: [{ nkey: " + public + " }] }", farm.Server{URL: "nats://", NKey: seed},
			[]farm.Server{{URL: "nats://"}, {URL: "nats://", NKey: other}}, "check the user, token"},
		"TLS": {fmt.Sprintf("tls { cert_file: %q, key_file: %q }", cert, key), farm.Server{URL: "tls://", CA: cert},
			[]farm.Server{{URL: "tls://"}, {URL: "tls://", CA: mine}}, "the file of CA certificates"},
		"TLS of clients": {fmt.Sprintf("tls { cert_file: %q, key_file: %q, ca_file: %q, verify: true }", cert, key, mine),
			farm.Server{URL: "tls://", CA: cert, Certificate: mine, Key: mineKey},
			[]farm.Server{{URL: "tls://", CA: cert}, {URL: "tls://", CA: cert, Certificate: yours, Key: yoursKey}}, "this client's certificate"},
	} {
		t.Run(name, func(t *testing.T) {
			address := foreignServer(t, test.config)
			on := test.right
			on.URL, on.AckWait = on.URL+address, ackWait
			startWorker(t, on, bot.Setup{})
			runs := t.TempDir()
			sameRun(t, play(t, runs, "farmed", elsewhere(t, x, on), arena.Shard{}), play(t, runs, "whole", x, arena.Shard{}))
			for _, on := range test.wrong {
				on.URL += address
				err := farm.Worker{Server: on, Cores: 1, Cache: dir, Log: logger(t)}.Run(t.Context())
				if err == nil || !strings.Contains(err.Error(), test.refused) || strings.Contains(err.Error(), "\n") || strings.Contains(err.Error(), "secret") {
					t.Errorf("%+v: %v; want %q in one line", on, err, test.refused)
				}
			}
		})
	}
}
