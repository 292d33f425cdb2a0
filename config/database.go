package config

import (
	"errors"
	"fmt"
	"net"
	"net/url"
	"slices"
	"strconv"
	"strings"
)

// postgresParameters are what the address of a PostgreSQL database may say after its "?".
var postgresParameters = []string{
	"application_name", "connect_timeout", "host", "passfile", "search_path", "sslcert", "sslkey", "sslmode", "sslpassword",
	"sslrootcert", "target_session_attrs",
}

// The values of sslmode. Those that encrypt, or not, for certain are the ones to be used over a network.
var (
	certainModes   = []string{"disable", "require", "verify-ca", "verify-full"}
	uncertainModes = []string{"", "allow", "prefer"}
)

// parseDatabaseURL never repeats a bad value, which may hold a password.
func parseDatabaseURL(value string) (Secret, error) {
	const remedy = "write sqlite:PATH, such as sqlite:embargo.db, or postgres://USER:PASSWORD@HOST/DATABASE"
	scheme, rest, found := strings.Cut(value, ":")
	switch {
	case !found:
		return Secret{}, errors.New("has no scheme; " + remedy)
	case scheme == "sqlite" && rest == "":
		return Secret{}, errors.New("names no file; " + remedy)
	case scheme == "sqlite":
		return NewSecret(value), nil
	case scheme == "postgres" || scheme == "postgresql":
		if err := checkPostgres(value); err != nil {
			return Secret{}, err
		}
		return NewSecret(value), nil
	}
	return Secret{}, errors.New("has an unknown scheme; " + remedy)
}

// checkPostgres says what is wrong with the address of a PostgreSQL database.
func checkPostgres(value string) error {
	address, err := url.Parse(value)
	if err != nil { // which quotes the address
		return errors.New("is no address: write the characters @ : / # ? % [ ] of a password as %40 %3A %2F %23 %3F %25 %5B %5D, " +
			"and a port as a number")
	}
	query, err := url.ParseQuery(address.RawQuery)
	if err != nil {
		return errors.New("has parameters after ? that are none: write ?name=value&name=value")
	}
	hosts, err := postgresHosts(address, query.Get("host"))
	if err != nil {
		return err
	}
	switch name := strings.TrimPrefix(address.Path, "/"); {
	case address.Opaque != "" || address.Fragment != "":
		return errors.New("is no address of PostgreSQL: write postgres://USER:PASSWORD@HOST/DATABASE, and # in a password as %23")
	case name == "" || strings.Contains(name, "/"):
		return errors.New("names no database: write postgres://USER:PASSWORD@HOST/DATABASE")
	case address.User == nil || address.User.Username() == "":
		return errors.New("names no user: write postgres://USER:PASSWORD@HOST/DATABASE; the password may stand in a passfile instead")
	}
	return checkParameters(query, hosts)
}

// postgresHosts gives the servers that an address names; one that begins with a slash is the folder of a socket.
func postgresHosts(address *url.URL, parameter string) ([]string, error) {
	if address.Host != "" && parameter != "" {
		return nil, errors.New("names its host twice: before the database, and as a parameter")
	}
	if parameter != "" {
		return strings.Split(parameter, ","), nil
	}
	if address.Host == "" {
		return nil, errors.New("names no host: write postgres://USER:PASSWORD@HOST/DATABASE, or /DATABASE?host=/FOLDER for a socket")
	}
	var hosts []string
	for place := range strings.SplitSeq(address.Host, ",") {
		host, port, err := net.SplitHostPort(place)
		if err != nil {
			host, port = strings.Trim(place, "[]"), "5432"
		}
		if n, err := strconv.ParseUint(port, 10, 16); err != nil || n == 0 || host == "" {
			return nil, errors.New("names a host or port that is none: write HOST or HOST:PORT, with commas between several")
		}
		hosts = append(hosts, host)
	}
	return hosts, nil
}

// checkParameters says what is wrong with the parameters. Over a network, whether the connection is encrypted must not
// depend on what the other side says.
func checkParameters(query url.Values, hosts []string) error {
	for name, values := range query {
		if !slices.Contains(postgresParameters, name) {
			return fmt.Errorf("has an unknown parameter; known are %s", strings.Join(postgresParameters, ", "))
		}
		if len(values) != 1 || values[0] == "" {
			return fmt.Errorf("has the parameter %s without a value, or twice", name)
		}
	}
	mode := query.Get("sslmode")
	switch {
	case slices.Contains(certainModes, mode):
		return nil
	case !slices.Contains(uncertainModes, mode):
		return fmt.Errorf("has an unknown sslmode; known are %s", strings.Join(certainModes, ", "))
	case slices.ContainsFunc(hosts, isRemote):
		return errors.New("is reached over a network and does not say how: add ?sslmode=verify-full, which checks the server's " +
			"certificate, sslmode=require, which only encrypts, or sslmode=disable for a network that nobody else uses")
	}
	return nil
}

// isRemote tells whether a host is anything but this machine.
func isRemote(host string) bool {
	ip := net.ParseIP(host)
	return !strings.HasPrefix(host, "/") && host != "localhost" && (ip == nil || !ip.IsLoopback())
}
