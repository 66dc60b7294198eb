package demo

import (
	"encoding/binary"
	"fmt"
	"math/rand/v2"
	"strings"
)

// strangeKeys are keys that etcd takes without a murmur and that break
// programs which take keys for paths, paths for text, or text for harmless.
func strangeKeys() []Item {
	var items []Item
	add := func(key, value string) { items = append(items, Item{Key: key, Value: []byte(value)}) }

	// Separators where none is expected.
	add("compact_rev_key", "18402113")
	add("config", "the key config, which is a prefix too")
	add("config/", "the same with a separator at its end")
	add("config//legacy//smtp//host", "mail.example.com")
	add("config/payments/", "a trailing separator below a prefix that is a key")
	add("hostile/", "only a separator below hostile")
	add("hostile//", "two")
	add("hostile///three", "three")
	add("hostile/./here", "not the current directory")
	add("hostile/../up", "not the parent directory")
	add("hostile/trailing/", "trailing separator")
	add("hostile/trailing", "and the key without it")
	add("hostile/ leading and trailing spaces ", "quoted it makes sense")
	add("hostile/back\\slash\\path", "C:\\Windows")

	// Other scripts; characters of width two, of width none, and composed ones.
	add("設定/決済/タイムアウト", "三十秒")
	add("設定/決済/再試行", "{\"回数\": 3, \"間隔\": \"２００ｍｓ\"}")
	add("설정/결제/제한", "초당 50회")
	add("配置/支付/数据库", "host: 数据库.example.com\n")
	add("emoji/🚀/launch", "🚀🚀🚀")
	add("emoji/👩‍👩‍👧‍👦/family", "one cluster of seven code points")
	add("emoji/🇪🇺/flag", "two regional indicators")
	add("hostile/e\u0301 is two code points, \u00e9 is one", "e\u0301 \u00e9")
	add("hostile/zero\u200bwidth\u200djoiner\ufeff", "invisible")
	add("hostile/مرحبا/שלום", "written from right to left")
	add("hostile/rlo-\u202egnp.exe", "a right-to-left override turns the name round")
	add("hostile/isolate-\u2066\u2067x\u2069\u2069", "isolates")

	// What a terminal would obey.
	add("hostile/\x1b[2J\x1b[H", "clears the screen")
	add("hostile/\x1b[31mred\x1b[0m", "value in \x1b[5;31mblinking red\x1b[0m")
	add("hostile/\x1b]0;owned\x07", "sets the title")
	add("hostile/\x1b]52;c;cm0gLXJmIC8=\x07", "writes the clipboard")
	add("hostile/\x1b]8;;http://evil.example\x1b\\click\x1b]8;;\x1b\\", "a link")
	add("hostile/\x1b[?1049l", "leaves the alternate screen")
	add("hostile/\u009b31m", "the one character form of CSI")
	add("hostile/bell\x07backspace\x08\x08\x08delete\x7f", "C0 controls")
	add("hostile/new\nline", "line one\nline two\n")
	add("hostile/carriage\rreturn", "overwritten\rby this\n")
	add("hostile/tab\tand\vvertical\fform feed", "a\tb\tc\n")
	add("hostile/null\x00byte", "before\x00after")

	// Bytes that aren't text.
	add("hostile/\xff\xfe\xfd", "\xff\xfe\xfd")
	add("hostile/half of 設: \xe8\xa8", "cut inside a character")
	add("hostile/overlong-\xc0\xaf", "an overlong slash")
	add("hostile/surrogate-\xed\xa0\x80", "half of a UTF-16 pair")
	add("hostile/\x00\x01\x02", "a name without any text")
	add("\xff", "the last key of all prefixes of one byte")

	// Long ones.
	add("hostile/"+strings.Repeat("long-", 205), "a key of one kilobyte")
	add("hostile/"+strings.Repeat("深", 300), "300 wide characters")
	add("hostile/deep/"+strings.Repeat("a/", 120)+"b", "120 levels down")
	add("hostile/zalgo-Z"+strings.Repeat("\u0351\u0327", 40), "80 combining marks on one letter")
	add("hostile/value/one-line", strings.Repeat("no line end in sight ", 2000))
	add("hostile/value/empty", "")
	add("hostile/value/blank-lines", strings.Repeat("\n", 400))
	add("hostile/value/deep.json", strings.Repeat("[", 500)+strings.Repeat("]", 500))
	add("hostile/value/broken.json", `{"a": [1, 2, {"b": "no end`)
	return items
}

// binaryKeys have keys or values made for machines.
func binaryKeys(rng *rand.Rand) []Item {
	var items []Item
	for i := range 24 {
		// Fixed width integers make keys in numeric order, as indexes do.
		key := binary.BigEndian.AppendUint32([]byte("index/by-id/"), uint32(i*i*7919))
		items = append(items, Item{Key: string(key), Value: randomBytes(rng, 48)})
	}
	for i := range 40 {
		key := fmt.Sprintf("vault/logical/%s/%s", uid("mount", fmt.Sprint(i%5)), uid("secret", fmt.Sprint(i)))
		// What Vault's barrier writes: key term, version, nonce, ciphertext.
		value := append([]byte{0, 0, 0, 1, 2}, randomBytes(rng, 180+rng.IntN(400))...)
		items = append(items, Item{Key: key, Value: value})
	}
	return append(items,
		Item{Key: "blobs/logo.png", Value: append([]byte("\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR"), randomBytes(rng, 3000)...)},
		Item{Key: "blobs/all-bytes", Value: allBytes()},
	)
}

// bigValues are near etcd's limit of 1.5 MiB for a request.
func bigValues(rng *rand.Rand) []Item {
	var ledger strings.Builder
	ledger.WriteString("{\n  \"currency\": \"EUR\",\n  \"entries\": [\n")
	for i := 0; ledger.Len() < 1200<<10; i++ {
		fmt.Fprintf(&ledger, "    {\"id\": %d, \"account\": \"DE%018d\", \"cents\": %d, \"memo\": \"settlement %x\"},\n",
			i, rng.Int64N(1e18), rng.IntN(1e7), rng.Uint32())
	}
	ledger.WriteString("    {\"id\": -1}\n  ]\n}\n")
	var log strings.Builder
	for i := 0; log.Len() < 1<<20; i++ {
		fmt.Fprintf(&log, "%06d level=info msg=\"request served\" path=/v1/%s status=200 took=%dms\n", i, safeEncode(rng.Uint64(), 6), rng.IntN(90))
	}
	return []Item{
		{Key: "reports/2026/ledger.json", Value: []byte(ledger.String())},
		{Key: "reports/2026/requests.log", Value: []byte(log.String())},
		{Key: "blobs/model-weights.bin", Value: randomBytes(rng, 1300<<10)},
	}
}

func randomBytes(rng *rand.Rand, n int) []byte {
	out := make([]byte, 0, n+8)
	for len(out) < n {
		out = binary.LittleEndian.AppendUint64(out, rng.Uint64())
	}
	return out[:n]
}

func allBytes() []byte {
	out := make([]byte, 256)
	for i := range out {
		out[i] = byte(i)
	}
	return out
}
