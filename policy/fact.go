package policy

// Fact is something read from GitHub, or the reason why it could not be read.
// The zero Fact is unknown, so that what nobody read is never taken for "there is none".
type Fact[T any] struct {
	// Value is meaningful only when Known.
	Value T
	// Known says whether the read succeeded.
	Known bool
	// Why says, in words the reporter may read, why the value is not known.
	Why string
}

// Know wraps a value that was read.
func Know[T any](value T) Fact[T] { return Fact[T]{Value: value, Known: true} }

// Unknown stands for a value that could not be read; why is shown to people.
func Unknown[T any](why string) Fact[T] { return Fact[T]{Why: why} }
