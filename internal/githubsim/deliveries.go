package githubsim

import (
	"cmp"
	"maps"
	"math"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"
)

// deliveriesKept is how far back GitHub's delivery log reaches.
const deliveriesKept = 72 * time.Hour

// Delivery is what inspection shows of a webhook delivery.
type Delivery struct {
	ID            int64
	GUID          string // X-GitHub-Delivery: the same for every attempt
	Event, Action string
	Redelivery    bool
	Waiting       bool   // not sent yet
	Code          int    // of the receiver's answer; 502 and 504 when there was none
	Payload       string // the JSON that is posted
}

// Deliveries is an app's whole delivery log, oldest first.
func (s *Sim) Deliveries(appID int64) []Delivery {
	s.mu.Lock()
	defer s.mu.Unlock()
	a := s.apps[appID]
	if a == nil {
		return nil
	}
	var out []Delivery
	for _, d := range a.deliveries {
		out = append(out, Delivery{
			ID: d.id, GUID: d.guid, Event: d.name, Action: d.action, Redelivery: d.redelivery,
			Waiting: !d.done, Code: d.code, Payload: string(d.payload),
		})
	}
	return out
}

// listDeliveries answers GET /app/hook/deliveries, newest first.
func listDeliveries(c *call) reply {
	wanted := map[string]func(*delivery) bool{
		"":        func(*delivery) bool { return true },
		"success": func(d *delivery) bool { return d.good() },
		"failure": func(d *delivery) bool { return !d.good() },
	}[c.query("status")]
	if wanted == nil {
		return problem(http.StatusBadRequest, "status is not one of success, failure")
	}
	below := int64(math.MaxInt64)
	if cursor := c.query("cursor"); cursor != "" {
		id, err := strconv.ParseInt(strings.TrimPrefix(cursor, "v1_"), 10, 64)
		if err != nil {
			return problem(http.StatusBadRequest, "The cursor is invalid.")
		}
		below = id
	}
	size, list := c.perPage(), []object{}
	var last int64
	for _, d := range slices.Backward(c.caller.app.deliveries) {
		if !d.done || d.at.Before(c.now.Add(-deliveriesKept)) || d.id >= below || !wanted(d) {
			continue
		}
		if len(list) == size {
			c.addLink("next", map[string]string{"cursor": "v1_" + strconv.FormatInt(last, 10)})
			break
		}
		list, last = append(list, d.item()), d.id
	}
	return reply{status: http.StatusOK, body: list}
}

func (d *delivery) item() object {
	o := object{
		"id": d.id, "guid": d.guid, "delivered_at": stamp(d.at), "redelivery": d.redelivery, "duration": d.duration,
		"status": d.status, "status_code": d.code, "event": d.name, "action": orNull(d.action),
		"installation_id": d.inst.id, "repository_id": nil, "throttled_at": nil,
	}
	if d.repo != nil {
		o["repository_id"] = d.repo.id
	}
	return o
}

// delivery finds the delivery the path names.
func (c *call) delivery() *delivery {
	id, err := strconv.ParseInt(c.param("delivery_id"), 10, 64)
	if err != nil {
		return nil
	}
	log := c.caller.app.deliveries
	i, found := slices.BinarySearchFunc(log, id, func(d *delivery, id int64) int { return cmp.Compare(d.id, id) })
	if !found || log[i].at.Before(c.now.Add(-deliveriesKept)) {
		return nil
	}
	return log[i]
}

// getDelivery answers GET /app/hook/deliveries/{delivery_id}.
func getDelivery(c *call) reply {
	d := c.delivery()
	if d == nil || !d.done {
		return notFound()
	}
	o := d.item()
	maps.Copy(o, object{
		"url":      d.url,
		"request":  object{"headers": flat(d.request), "payload": d.payload},
		"response": object{"headers": flat(d.response), "payload": d.answer},
	})
	return reply{status: http.StatusOK, body: o}
}

func flat(h http.Header) map[string]string {
	out := map[string]string{}
	for name := range h {
		out[name] = h.Get(name)
	}
	return out
}

// redeliver answers POST /app/hook/deliveries/{delivery_id}/attempts: the event is
// queued again under the same GUID.
func redeliver(c *call) reply {
	d := c.delivery()
	if d == nil {
		return notFound()
	}
	again := *d
	again.id, again.redelivery, again.done = c.sim.nextID("delivery"), true, false
	again.outcome, again.request, again.duration = outcome{}, nil, 0
	c.sim.deliver(&again)
	return reply{status: http.StatusAccepted, body: object{}}
}
