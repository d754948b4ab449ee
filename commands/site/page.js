// The views of a page without a kernel: view.js gets all that Python computed when the page was
// made, by the few calls that it makes of a model. What it sends to Python nobody answers.

function bytes(blob) {
  const text = atob(document.getElementById(`blob-${blob}`).textContent);
  return Uint8Array.from(text, (letter) => letter.charCodeAt(0));
}

function standIn(state) {
  return { get: (name) => state[name], set() {}, save_changes() {}, on() {}, off() {}, send() {} };
}

async function fill() {
  for (const place of document.querySelectorAll(".view")) {
    // One after the other, so that the page can be read and scrolled meanwhile.
    await new Promise((resolve) => setTimeout(resolve));
    const source = place.querySelector("script").textContent;
    const whole = (_, value) => (value?.blob === undefined ? value : bytes(value.blob));
    view.render({ model: standIn(JSON.parse(source, whole)), el: place });
  }
}

// On paper nothing unfolds.
const folded = () => document.querySelectorAll("details:not([open])");
let opened = [];
window.addEventListener("beforeprint", () => {
  opened = [...folded()];
  for (const part of opened) part.open = true;
});
window.addEventListener("afterprint", () => {
  for (const part of opened) part.open = false;
});

// What scrolls sideways must be in reach of the keyboard, and nothing else that stands still.
function reach() {
  for (const part of document.querySelectorAll("pre, .wide, math[display]")) {
    if (part.scrollWidth > part.clientWidth) part.tabIndex = 0;
    else part.removeAttribute("tabindex");
  }
}

window.addEventListener("resize", reach);
document.addEventListener("toggle", reach, true); // in some browsers what is folded has no width
reach();
fill();
