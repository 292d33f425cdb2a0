package server

import (
	"fmt"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/prometheus/client_golang/prometheus"

	"github.com/embargo-app/embargo/internal/agenda"
	"github.com/embargo-app/embargo/policy"
)

// described is what Prometheus' own descriptions say of a metric.
var described = regexp.MustCompile(`fqName: "(embargo_\w+)", help: ("(?:[^"\\]|\\.)*"), (?:unit: "[^"]*", )?constLabels: \{[^}]*\}, variableLabels: \{([^}]*)\}`)

// boundedLabels are the labels there may be: words of this program, and ids of installations.
var boundedLabels = []string{
	"event", "outcome", "kind", "operation", "status", "installation", "why", "rule", "state", "command", "verdict", "way",
}

// TestMetricsAreDocumented holds the table in docs/operations.md against the registry, both ways.
func TestMetricsAreDocumented(t *testing.T) {
	m := newMetrics()
	m.countRosters()
	m.registry.MustRegister(newQueues(nil, nil))
	descriptions := make(chan *prometheus.Desc)
	go func() { m.registry.Describe(descriptions); close(descriptions) }()
	page, err := os.ReadFile("../../docs/operations.md")
	if err != nil {
		t.Fatal(err)
	}
	documented := map[string]bool{}
	for _, row := range regexp.MustCompile("(?m)^\\| `embargo_\\w+` \\| .*$").FindAllString(string(page), -1) {
		documented[row] = true
	}
	for d := range descriptions {
		match := described.FindStringSubmatch(d.String())
		if match == nil {
			if strings.Contains(d.String(), "embargo_") {
				t.Errorf("cannot be read: %s", d)
			}
			continue
		}
		labels := ""
		if match[3] != "" {
			labels = strings.ReplaceAll(match[3], ",", ", ")
			for label := range strings.SplitSeq(match[3], ",") {
				if !slices.Contains(boundedLabels, label) {
					t.Errorf("%s has the label %s: may it have any number of values?", match[1], label)
				}
			}
		}
		row := fmt.Sprintf("| `%s` | %s | %s |", match[1], labels, strings.Trim(match[2], `"`))
		if !documented[row] {
			t.Errorf("docs/operations.md has no row\n%s", row)
		}
		delete(documented, row)
	}
	for row := range documented {
		t.Errorf("docs/operations.md has a metric that is not so:\n%s", row)
	}
}

// TestLabelsHaveBoundedValues: an organisation's own items, which may have any name, share one value.
func TestLabelsHaveBoundedValues(t *testing.T) {
	m := newMetrics()
	var report policy.Report
	for _, id := range []policy.ItemID{"cvss", "our-own", "another-one"} {
		report.Items = append(report.Items, policy.Item{ID: id, State: policy.StateDone})
	}
	m.look(report)
	m.work(agenda.Work{Lease: agenda.Lease{Key: "look/octo/parser/GHSA-2345-6789-cfgh"}, Kind: "look", Outcome: "again"}, time.Now())
	families, err := m.registry.Gather()
	if err != nil {
		t.Fatal(err)
	}
	values := map[string][]string{}
	for _, family := range families {
		for _, metric := range family.GetMetric() {
			for _, label := range metric.GetLabel() {
				values[family.GetName()] = append(values[family.GetName()], label.GetValue())
			}
		}
	}
	if got := strings.Join(values["embargo_items_total"], " "); got != "cvss done own done" {
		t.Errorf("items: %s", got)
	}
	if got := strings.Join(values["embargo_agenda_outcomes_total"], " "); got != "look again" {
		t.Errorf("outcomes: %s", got)
	}
}
