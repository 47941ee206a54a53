// The common client commands on pkg/sftp.
package main

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io"
	"net"
	"os"
	"strconv"
	"time"

	"github.com/pkg/sftp"
	"golang.org/x/crypto/ssh"
)

// authentication offers the identity file if there is one, else the password.
func authentication() (ssh.AuthMethod, error) {
	identity := os.Getenv("SFTP_IDENTITY")
	if identity == "" {
		return ssh.Password(os.Getenv("SFTP_PASSWORD")), nil
	}
	text, err := os.ReadFile(identity)
	if err != nil {
		return nil, err
	}
	signer, err := ssh.ParsePrivateKey(text)
	if err != nil {
		return nil, err
	}
	return ssh.PublicKeys(signer), nil
}

// knownKey accepts the one host key whose SHA-256 is in the environment.
func knownKey(hostname string, remote net.Addr, key ssh.PublicKey) error {
	digest := sha256.Sum256(key.Marshal())
	if found := hex.EncodeToString(digest[:]); found != os.Getenv("SFTP_HOST_KEY_SHA256") {
		return fmt.Errorf("unexpected host key %s", found)
	}
	return nil
}

func connect() (*sftp.Client, error) {
	method, err := authentication()
	if err != nil {
		return nil, err
	}
	config := &ssh.ClientConfig{
		User:              os.Getenv("SFTP_USER"),
		Auth:              []ssh.AuthMethod{method},
		HostKeyCallback:   knownKey,
		HostKeyAlgorithms: []string{ssh.KeyAlgoED25519},
		Timeout:           15 * time.Second,
	}
	address := net.JoinHostPort(os.Getenv("SFTP_HOST"), os.Getenv("SFTP_PORT"))
	connection, err := ssh.Dial("tcp", address, config)
	if err != nil {
		return nil, err
	}
	return sftp.NewClient(connection, sftp.UseConcurrentWrites(true))
}

// copyAndClose copies what is left of source and reports the first error, that of Close too.
func copyAndClose(target io.WriteCloser, source io.ReadCloser) error {
	defer source.Close()
	_, err := io.Copy(target, source)
	if closing := target.Close(); err == nil {
		err = closing
	}
	return err
}

func upload(client *sftp.Client, local, remote string) error {
	source, err := os.Open(local)
	if err != nil {
		return err
	}
	target, err := client.Create(remote)
	if err != nil {
		return err
	}
	return copyAndClose(target, source)
}

func download(client *sftp.Client, remote, local string) error {
	source, err := client.Open(remote)
	if err != nil {
		return err
	}
	target, err := os.Create(local)
	if err != nil {
		return err
	}
	return copyAndClose(target, source)
}

func resumeUpload(client *sftp.Client, local, remote string) error {
	source, err := os.Open(local)
	if err != nil {
		return err
	}
	target, err := client.OpenFile(remote, os.O_WRONLY)
	if err != nil {
		return err
	}
	done, err := target.Seek(0, io.SeekEnd)
	if err != nil {
		return err
	}
	if _, err := source.Seek(done, io.SeekStart); err != nil {
		return err
	}
	return copyAndClose(target, source)
}

func resumeDownload(client *sftp.Client, remote, local string) error {
	source, err := client.Open(remote)
	if err != nil {
		return err
	}
	target, err := os.OpenFile(local, os.O_WRONLY, 0)
	if err != nil {
		return err
	}
	done, err := target.Seek(0, io.SeekEnd)
	if err != nil {
		return err
	}
	if _, err := source.Seek(done, io.SeekStart); err != nil {
		return err
	}
	return copyAndClose(target, source)
}

func list(client *sftp.Client, folder string) error {
	entries, err := client.ReadDir(folder)
	if err != nil {
		return err
	}
	for _, entry := range entries {
		fmt.Println(entry.Name())
	}
	return nil
}

func stat(client *sftp.Client, path string) error {
	found, err := client.Stat(path)
	if err != nil {
		return err
	}
	fmt.Printf("%d %o\n", found.Size(), found.Mode().Perm())
	return nil
}

func chmod(client *sftp.Client, digits, path string) error {
	mode, err := strconv.ParseUint(digits, 8, 32)
	if err != nil {
		return err
	}
	return client.Chmod(path, os.FileMode(mode))
}

func run(command string, words []string) error {
	client, err := connect()
	if err != nil {
		return err
	}
	defer client.Close()
	words = append(words, "")
	switch command {
	case "upload":
		return upload(client, words[0], words[1])
	case "download":
		return download(client, words[0], words[1])
	case "resume-upload":
		return resumeUpload(client, words[0], words[1])
	case "resume-download":
		return resumeDownload(client, words[0], words[1])
	case "list":
		return list(client, words[0])
	case "stat":
		return stat(client, words[0])
	case "rename":
		return client.Rename(words[0], words[1])
	case "remove":
		return client.Remove(words[0])
	case "mkdir":
		return client.Mkdir(words[0])
	case "rmdir":
		return client.RemoveDirectory(words[0])
	case "chmod":
		return chmod(client, words[0], words[1])
	case "symlink":
		return client.Symlink(words[0], words[1])
	}
	return fmt.Errorf("unknown command %q", command)
}

func main() {
	if err := run(os.Args[1], os.Args[2:]); err != nil {
		fmt.Fprintf(os.Stderr, "%s: %v\n", os.Args[1], err)
		os.Exit(1)
	}
}
