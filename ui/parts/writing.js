// Whether somebody writes where an event happened: keys are theirs then.

const CLICKED = "[type=range], [type=checkbox], [type=radio]"
const WRITTEN = `input:not(${CLICKED}), textarea, [contenteditable]:not([contenteditable=false])`

function writing(event) {
  return Boolean(event.composedPath()[0]?.matches?.(WRITTEN))
}
