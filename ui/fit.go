package ui

import (
	"github.com/etcdscope/etcdscope/model"
	"github.com/etcdscope/etcdscope/themes"
)

// piece is a part of the header or the footer. Where the line is too short
// the pieces of the greatest rank go first, and the one of rank 0 stays to
// the end.
type piece struct {
	parts []part
	rank  int
	flex  int // if not 0, shortened down to this before others are dropped; at most one a line
}

type part struct {
	style themes.Style
	text  string
}

func say(rank int, style themes.Style, text string) piece {
	return piece{rank: rank, parts: []part{{style, text}}}
}

// Cells between pieces, and between the two sides.
const pieceGap = 2

// sentence is how short a sentence may get before others are dropped for it.
const sentence = 48

func (p piece) width() (width int) {
	for _, part := range p.parts {
		width += model.Width(part.text)
	}
	return width
}

// least is what the piece must have.
func (p piece) least() int {
	if p.flex > 0 {
		return min(p.width(), p.flex)
	}
	return p.width()
}

// fit makes one line of pieces on the left and on the right.
func (k *look) fit(width int, left, right []piece) string {
	const margin = 1
	inner := width - 2*margin
	for need(left, right) > inner && len(left)+len(right) > 1 {
		left, right = dropOne(left, right)
	}
	flex := inner - need(left, right) // what the flexible piece gets over its least
	l := k.line(width)
	plain := k.Plain.Text
	l.skip(plain, margin)
	l.pieces(left, flex)
	used := sum(right, flex)
	l.skip(plain, l.room-used-margin)
	l.pieces(right, flex)
	return l.end(plain)
}

func (l *line) pieces(all []piece, flex int) {
	for i, p := range all {
		if i > 0 {
			l.skip(l.look.Plain.Text, pieceGap)
		}
		room := p.room(flex)
		for _, part := range p.parts {
			text := part.text
			if p.flex > 0 {
				text = l.look.clip(text, room)
				room -= model.Width(text)
			}
			l.put(part.style, text)
		}
	}
}

// room is what the piece takes when a flexible one gets flex more.
func (p piece) room(flex int) int {
	if p.flex > 0 {
		return min(p.width(), p.least()+max(0, flex))
	}
	return p.width()
}

func sum(all []piece, flex int) (width int) {
	for i, p := range all {
		if i > 0 {
			width += pieceGap
		}
		width += p.room(flex)
	}
	return width
}

func need(left, right []piece) int {
	n := sum(left, 0) + sum(right, 0)
	if len(left) > 0 && len(right) > 0 {
		n += pieceGap
	}
	return n
}

// dropOne takes out the piece of the greatest rank.
func dropOne(left, right []piece) (l, r []piece) {
	i, on := -1, 0
	rank := -1
	for side, all := range [][]piece{left, right} {
		for j, p := range all {
			if p.rank > rank {
				i, on, rank = j, side, p.rank
			}
		}
	}
	if on == 0 {
		return without(left, i), right
	}
	return left, without(right, i)
}

func without(all []piece, i int) []piece {
	kept := make([]piece, 0, len(all)-1)
	return append(append(kept, all[:i]...), all[i+1:]...)
}
