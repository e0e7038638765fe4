package words

import "strings"

// Initials returns the first letters of all words,
// in capitals.
func Initials(text string) string {
	var found strings.Builder
	for _, word := range strings.Fields(text) {
		found.WriteString(strings.ToUpper(word[:1]))
	}
	return found.String()
}

// Reset forgets all that was counted so far.
func (c *Counter) Reset(name string) {
	c.counts = nil
	c.name = name
}

func bare(x int) int {
	y := x + 1
	return y
}
