package store

import (
	"crypto/sha256"
	"encoding/binary"
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"github.com/google/uuid"
)

// version1 is an id like GitHub's, of a time, made on one of its machines.
func version1(at time.Time, machine uint64) string {
	var id uuid.UUID
	const epoch = 0x01B21DD213814000 // 1582-10-15 to 1970-01-01, in 100 ns
	ticks := uint64(at.UnixNano()/100) + epoch
	binary.BigEndian.PutUint32(id[0:], uint32(ticks))
	binary.BigEndian.PutUint16(id[4:], uint16(ticks>>32))
	binary.BigEndian.PutUint16(id[6:], uint16(ticks>>48)|1<<12)
	binary.BigEndian.PutUint64(id[8:], machine|1<<63)
	return id.String()
}

// TestDeliveriesAreNumberedInTheOrderOfTheirIDs, whatever they are: that makes storing many of them cheap.
func TestDeliveriesAreNumberedInTheOrderOfTheirIDs(t *testing.T) {
	at := time.Date(2026, 11, 23, 9, 0, 0, 0, time.UTC)
	random := rand.New(rand.NewPCG(1, 2))
	var numbers []Delivery
	for range 10_000 {
		numbers = append(numbers, DeliveryOf(version1(at, random.Uint64()>>1)))
		at = at.Add(time.Microsecond * time.Duration(1+random.IntN(1e6)))
	}
	if !slices.IsSorted(numbers) {
		t.Error("the numbers do not follow the ids' times")
	}
}

// TestDeliveriesOfOneMomentAreToldApart up to the chance that the comment on DeliveryOf names.
func TestDeliveriesOfOneMomentAreToldApart(t *testing.T) {
	at := time.Date(2026, 11, 23, 9, 0, 0, 0, time.UTC)
	seen := map[Delivery]bool{}
	for machine := range uint64(100) {
		seen[DeliveryOf(version1(at, machine))] = true
	}
	if len(seen) != 100 {
		t.Errorf("%d numbers for 100 deliveries", len(seen))
	}
}

// TestOtherIDsAreHashed: nothing is taken for granted about how GitHub's ids look.
func TestOtherIDsAreHashed(t *testing.T) {
	for _, id := range []string{"a", "", "0b989ba4-242f-41e5-81e1-c7b6966d2516", "0b989ba4-242f-11e5-81e1-c7b6966d251", "{0b989ba4"} {
		sum := sha256.Sum256([]byte(id))
		if got, want := DeliveryOf(id), Delivery(binary.BigEndian.Uint64(sum[:])); got != want {
			t.Errorf("%q is numbered %x, want %x", id, got, want)
		}
	}
	if DeliveryOf("0b989ba4-242f-11e5-81e1-c7b6966d2516") == DeliveryOf("0b989ba4-242f-11e5-81e1-c7b6966d2517") {
		t.Error("two deliveries share a number")
	}
}
