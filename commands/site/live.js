// Before JupyterLite starts: no old copy of a lesson in the browser may hide a corrected one.
//
// JupyterLite keeps what a learner saves in the browser, under the lesson's name, and shows that
// ever after. Each lesson says in its metadata what it was made as. A copy of an older lesson in
// which nothing was changed (it was run, perhaps) goes; one that was changed stays, and a bar says
// so and offers the newer one beside it. `start.py copy` does the same in a folder.

const BASE = new URL("./", import.meta.url);
const PATIENCE = 3000; // milliseconds; JupyterLite must start whatever happens here
const SAID = "There is a newer version of this lesson. Yours is left as you changed it.";
const BAR = `position: fixed; inset: auto 0 0 0; z-index: 10000; padding: 0.7em 1em; display: flex; flex-wrap: wrap;
  gap: 0.7em; align-items: center; font: 15px sans-serif; color: #000; background: #fff3c4; border-top: 2px solid #8a6d00`;

const answer = (request) =>
  new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });

// What a person writes in a notebook as one number (FNV-1a), as `written` of live.py has it.
function written({ cells }) {
  const text = cells.map(({ cell_type, source }) => `${cell_type}\0${[source].flat().join("")}\0`);
  let number = 0xcbf29ce484222325n;
  for (const byte of new TextEncoder().encode(text.join(""))) {
    number = BigInt.asUintN(64, (number ^ BigInt(byte)) * 0x100000001b3n);
  }
  return number.toString(16);
}

// Remove the old copies that nobody changed, and return the names of those that somebody did.
async function settled() {
  const opening = indexedDB.open(`JupyterLite Storage - ${BASE.pathname}`);
  // Nothing is stored here yet: JupyterLite shall set that up itself.
  opening.onupgradeneeded = () => opening.transaction.abort();
  const database = await answer(opening).catch(() => null);
  if (!database?.objectStoreNames.contains("files")) return database?.close(), [];
  const lessons = await (await fetch(new URL("lessons.json", BASE), { cache: "no-cache" })).json();
  const files = database.transaction("files", "readwrite").objectStore("files");
  const changed = [];
  for (const [name, made] of Object.entries(lessons)) {
    const copy = (await answer(files.get(name)))?.content;
    const was = copy?.metadata?.rnn_lesson?.made;
    if (!copy?.cells || was === made) continue;
    if (was === written(copy)) await answer(files.delete(name));
    else changed.push(name);
  }
  database.close();
  return changed;
}

// Give the learner's own another name, which the open notebook follows, and open the newer one.
async function renew(name) {
  const { commands, serviceManager } = window.jupyterapp;
  await commands.execute("docmanager:save");
  const taken = (await serviceManager.contents.get("")).content.map((file) => file.name);
  let mine = name.replace(".ipynb", " (mine).ipynb");
  for (let n = 2; taken.includes(mine); n++) mine = name.replace(".ipynb", ` (mine ${n}).ipynb`);
  await serviceManager.contents.rename(name, mine);
  location.assign(`?path=${encodeURIComponent(name)}`);
}

function tell(name) {
  const bar = Object.assign(document.createElement("div"), { role: "status", textContent: SAID });
  bar.style.cssText = BAR;
  const button = (textContent, onclick) => bar.append(Object.assign(document.createElement("button"), { textContent, onclick }));
  button("Open the newer one, and keep mine beside it", () => renew(name));
  button("Not now", () => bar.remove());
  document.body.append(bar);
}

// Else a browser may drop a learner's work when its disk is full. Not before there is any: some
// browsers ask whoever sits there.
addEventListener("keydown", () => navigator.storage?.persist?.(), { capture: true, once: true });

const late = new Promise((resolve) => setTimeout(resolve, PATIENCE, []));
const changed = await Promise.race([settled().catch(() => []), late]);
const open = new URLSearchParams(location.search).get("path");
if (changed.includes(open)) tell(open);
