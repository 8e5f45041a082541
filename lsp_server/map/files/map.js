"use strict";
(() => {
  const data = JSON.parse(document.getElementById("data").textContent);
  const KIND = 0, NAME = 1, PATH = 2, LINE = 3, MORE = 4, NOTES = 5, ID = 6; // of a node
  const CALLS = 1, DEPENDS = 2, READS = 3, WRITES = 4, REFERENCES = 5; // kinds of edges; 0 is tests
  const STRENGTH = [2, 3, 1, 4, 5, 0];
  const map = document.getElementById("map"), board = document.querySelector(".board");
  const lines = document.getElementById("lines"), panel = document.getElementById("panel");
  const search = document.getElementById("search"), status = document.getElementById("status");
  const everything = document.getElementById("everything"), fold = document.getElementById("fold");
  const rows = [...document.querySelectorAll(".row")].sort((a, b) => a.dataset.n - b.dataset.n);
  const cards = [...document.querySelectorAll(".card")];
  const columns = [...document.querySelectorAll(".column")];
  const cardOf = rows.map((row) => row.closest(".card"));
  const rowsOf = new Map(cards.map((card) => [card, []]));
  rows.forEach((row, n) => rowsOf.get(cardOf[n]).push(n));
  const openAtFirst = cards.map((card) => card.open);
  const shared = new Set(data.shared);
  const forth = rows.map(() => []), back = rows.map(() => []);
  data.edges.forEach((edge, e) => { forth[edge[0]].push(e); back[edge[1]].push(e); });
  const broken = new Set();
  for (const [, , , nodes, targets] of data.violations) for (const one of nodes) for (const two of targets) broken.add(one + " " + two);
  let chosen = null; // a node: only what it is connected with is shown
  let drawn = []; // {path, edges}

  const checked = (id) => { const box = document.getElementById(id); return box !== null && box.checked; };
  const place = (path, line) => data.paths[path] + ":" + line;

  // ------------------------------------------------------------ who reaches whom

  /** The nodes that lead here or that this one leads to; through what most routes share only from its own side. */
  function reached(start, edges, end) {
    const found = new Set([start]), left = [start];
    while (left.length) {
      for (const e of edges[left.pop()]) {
        const edge = data.edges[e];
        if (edge[2] === REFERENCES || (end === 0 && hiddenByDefault(edge) && edge[1] !== start)) continue;
        if (!found.has(edge[end])) { found.add(edge[end]); left.push(edge[end]); }
      }
    }
    return found;
  }
  const connected = (n) => new Set([...reached(n, forth, 1), ...reached(n, back, 0)]);
  const hiddenByDefault = (edge) => shared.has(edge[1]) && edge[2] !== REFERENCES && !checked("show-shared");

  /** The nodes on the shortest way from one to another, both included. */
  function way(start, goal) {
    const from = new Map([[start, null]]), left = [start];
    while (left.length) {
      const at = left.shift();
      if (at === goal) break;
      for (const e of forth[at]) {
        const edge = data.edges[e];
        if (edge[2] !== REFERENCES && !from.has(edge[1])) { from.set(edge[1], at); left.push(edge[1]); }
      }
    }
    const found = [];
    for (let at = goal; at !== null && at !== undefined; at = from.get(at)) found.unshift(at);
    return found;
  }

  // ------------------------------------------------------------ what is shown

  function update() {
    const words = search.value.toLowerCase().split(/\s+/).filter(Boolean);
    const only = chosen === null ? null : connected(chosen);
    const shown = rows.map((row, n) => {
      if (data.nodes[n][KIND] === "test" && document.getElementById("show-tests") && !checked("show-tests")) return false;
      if (only !== null) return only.has(n);
      return words.every((word) => text(n).includes(word));
    });
    const narrowed = only !== null || words.length > 0;
    let count = 0;
    rows.forEach((row, n) => { row.parentElement.hidden = !shown[n]; count += shown[n]; });
    cards.forEach((card, c) => {
      const some = rowsOf.get(card).some((n) => shown[n]);
      card.hidden = !some;
      if (narrowed && some && !card.dataset.narrowed) { card.dataset.narrowed = card.open ? "open" : "closed"; card.open = true; }
      if (!narrowed && card.dataset.narrowed) { card.open = card.dataset.narrowed === "open"; delete card.dataset.narrowed; }
    });
    columns.forEach((column) => { column.hidden = narrowed && !column.querySelector(".card:not([hidden])"); });
    everything.hidden = !narrowed;
    for (const id of ["violations", "not-drawn"]) {
      const part = document.getElementById(id);
      if (part) part.hidden = narrowed;
    }
    map.parentElement.classList.toggle("beside", chosen !== null);
    status.textContent = only !== null || !words.length ? "" : count === 1 ? "1 found" : count + " found";
    rows.forEach((row, n) => { row.classList.toggle("chosen", n === chosen); row.setAttribute("aria-pressed", n === chosen); });
    board.classList.toggle("many", !narrowed && data.edges.length > 400);
    settleAll();
    draw();
  }

  const text = (n) => {
    const node = data.nodes[n];
    return (node[NAME] + " " + node[MORE] + " " + data.paths[node[PATH]]).toLowerCase();
  };

  /** Move the cards of each column beside what they are connected with; the routes stay at the top. */
  function settleAll() {
    cards.forEach((card) => { card.style.marginTop = ""; });
    const top = board.getBoundingClientRect().top, middles = new Map(); // of nodes, from the top of the board
    const order = [...columns].sort((a, b) => b.classList.contains("routes") - a.classList.contains("routes"));
    for (const column of order) {
      const mine = [...column.querySelectorAll(".card:not([hidden])")];
      if (column.hidden || !mine.length) continue;
      // All is measured before anything is moved.
      const boxes = mine.map((card) => card.getBoundingClientRect()), first = boxes[0].top - top;
      const inside = mine.map((card, c) => rowsOf.get(card).filter((n) => !rows[n].parentElement.hidden).map((n) => {
        const box = (card.open ? rows[n] : card.firstElementChild).getBoundingClientRect();
        return [n, box.top + box.height / 2 - boxes[c].top];
      }));
      const fixed = column.classList.contains("routes");
      const wishes = inside.map((nodes, c) => {
        const ends = [];
        for (const [n] of nodes) {
          for (const e of [...forth[n], ...back[n]]) {
            const edge = data.edges[e], other = edge[0] === n ? edge[1] : edge[0];
            if (edge[2] !== REFERENCES && !hiddenByDefault(edge) && middles.has(other)) ends.push(middles.get(other));
          }
        }
        if (fixed) return boxes[c].top - top - first;
        return ends.length ? ends.reduce((a, b) => a + b, 0) / ends.length - boxes[c].height / 2 - first : 0;
      });
      const tops = fixed ? wishes : settle(wishes, boxes.map((it) => it.height), 12);
      let at = 0;
      mine.forEach((card, c) => {
        if (!fixed) card.style.marginTop = Math.max(0, tops[c] - at) + "px";
        at = tops[c] + boxes[c].height + 12;
        for (const [n, inCard] of inside[c]) middles.set(n, first + tops[c] + inCard);
      });
    }
  }

  /** Tops for boxes in their order, none on another, each as near as can be to its wish (pool adjacent violators). */
  function settle(wishes, heights, gap) {
    const offsets = [0];
    heights.slice(0, -1).forEach((height, i) => offsets.push(offsets[i] + height + gap));
    const blocks = [];
    wishes.forEach((wish, i) => {
      let mean = wish - offsets[i], count = 1;
      while (blocks.length && blocks[blocks.length - 1][0] > mean) {
        const [above, many] = blocks.pop();
        mean = (above * many + mean * count) / (many + count);
        count += many;
      }
      blocks.push([mean, count]);
    });
    return blocks.flatMap(([mean, count]) => Array(count).fill(Math.max(0, mean))).map((top, i) => top + offsets[i]);
  }

  // ------------------------------------------------------------ lines

  function draw() {
    const origin = board.getBoundingClientRect(), spots = new Map();
    const spot = (n) => {
      const card = cardOf[n], element = card.open ? rows[n] : card;
      if (!spots.has(element)) {
        const box = (card.open ? rows[n] : card.firstElementChild).getBoundingClientRect(), around = card.getBoundingClientRect();
        spots.set(element, { left: around.left - origin.left, right: around.right - origin.left, y: box.top + box.height / 2 - origin.top });
      }
      return [element, spots.get(element)];
    };
    const together = new Map(), ids = new Map();
    const id = (element) => { if (!ids.has(element)) ids.set(element, ids.size); return ids.get(element); };
    data.edges.forEach((edge, e) => {
      const [source, target, kind] = edge;
      if (rows[source].parentElement.hidden || rows[target].parentElement.hidden) return;
      if (kind === REFERENCES && !checked("show-keys")) return;
      if (hiddenByDefault(edge) && chosen === null) return;
      const [one, start] = spot(source), [two, end] = spot(target);
      if (one === two) return;
      const key = id(one) + " " + id(two);
      if (!together.has(key)) together.set(key, { start, end, edges: [] });
      together.get(key).edges.push(e);
    });
    drawn = [...together.values()];
    for (const it of drawn) {
      it.kind = it.edges.map((e) => data.edges[e][2]).reduce((a, b) => (STRENGTH[a] >= STRENGTH[b] ? a : b));
      it.broken = it.edges.some((e) => broken.has(data.edges[e][0] + " " + data.edges[e][1]));
    }
    drawn.sort((a, b) => a.broken - b.broken || STRENGTH[a.kind] - STRENGTH[b.kind]);
    lines.setAttribute("width", board.scrollWidth);
    lines.setAttribute("height", board.scrollHeight);
    lines.replaceChildren(...drawn.map((it) => {
      it.path = drawing("path");
      it.path.setAttribute("class", "l " + data.kinds[it.kind] + (it.broken ? " broken" : ""));
      it.path.setAttribute("d", curve(it.start, it.end));
      const pairs = new Set(it.edges.map((e) => data.edges[e][0] + " " + data.edges[e][1])).size;
      if (pairs > 1) it.path.style.strokeWidth = Math.min(6, (it.kind === WRITES || it.broken ? 2.1 : 0.9) + 0.3 * pairs) + "px";
      return it.path;
    }));
    lines.append(...drawn.filter((it) => it.broken).flatMap(signs));
  }

  const drawing = (name) => document.createElementNS("http://www.w3.org/2000/svg", name);

  /** The mark of a violation in the middle of its line, for who does not see its colour. */
  function signs(it) {
    const { x, y } = it.path.getPointAtLength(it.path.getTotalLength() / 2);
    const disc = drawing("circle"), text = drawing("text");
    disc.setAttribute("class", "sign");
    text.setAttribute("class", "signtext");
    for (const [name, value] of [["cx", x], ["cy", y], ["r", 7]]) disc.setAttribute(name, value);
    for (const [name, value] of [["x", x], ["y", y + 3.5]]) text.setAttribute(name, value);
    text.textContent = "!";
    it.signs = [disc, text];
    return it.signs;
  }

  function curve(start, end) {
    const [x1, y1, x2, y2] = [start.right, start.y, end.left, end.y].map((it) => Math.round(it * 10) / 10);
    if (x2 > x1) {
      const bend = Math.max(36, (x2 - x1) / 2);
      return `M${x1} ${y1}C${x1 + bend} ${y1} ${x2 - bend} ${y2} ${x2} ${y2}`;
    }
    const out = Math.max(start.right, end.right) + Math.min(56, 20 + Math.abs(y2 - y1) * 0.08);
    return `M${x1} ${y1}C${out} ${y1} ${out} ${y2} ${Math.round(end.right)} ${y2}`;
  }

  /** Light what belongs to these nodes, and let the rest step back; null: nothing. */
  function light(nodes) {
    board.classList.toggle("lit", nodes !== null);
    if (nodes === null) return;
    rows.forEach((row, n) => row.classList.toggle("on", nodes.has(n)));
    cards.forEach((card) => card.classList.toggle("on", rowsOf.get(card).some((n) => nodes.has(n))));
    for (const it of drawn) {
      const on = it.edges.some((e) => nodes.has(data.edges[e][0]) && nodes.has(data.edges[e][1]));
      for (const part of [it.path, ...(it.signs || [])]) part.classList.toggle("on", on);
    }
  }

  // ------------------------------------------------------------ the panel

  function element(name, className, ...inside) {
    const made = document.createElement(name);
    if (className) made.className = className;
    made.append(...inside);
    return made;
  }
  function link(n) {
    const made = element("button", "go", data.nodes[n][NAME]);
    made.type = "button";
    made.dataset.go = n;
    return made;
  }
  function section(title, items) {
    return items.length ? [element("h4", "", title), element("ul", "", ...items.map((it) => element("li", "", ...[].concat(it))))] : [];
  }

  function describe(n) {
    const node = data.nodes[n], down = reached(n, forth, 1), up = reached(n, back, 0);
    const of = (nodes, kind) => [...nodes].filter((it) => it !== n && data.nodes[it][KIND] === kind).sort((a, b) => a - b);
    const writes = new Set(data.edges.filter((it) => it[2] === WRITES && down.has(it[0])).map((it) => it[1]));
    const tables = of(down, "table").map((it) => {
      const through = way(n, it).slice(1, -1).map((one) => data.nodes[one][NAME]);
      return [link(it), writes.has(it) ? " reads and writes" : " reads", element("div", "why", through.length ? "through " + through.join(" > ") : "itself")];
    });
    const direct = (edges, end, kinds) => edges.map((e) => data.edges[e]).filter((it) => kinds.includes(it[2]))
      .map((it) => [link(it[end]), element("div", "why", data.kinds[it[2]] + ", " + place(it[3], it[4]))]);
    const wrong = data.violations.filter((it) => it[3].includes(n)).map((it) => [element("span", "wrong", "! " + it[1]), element("div", "why", it[0] + ", " + it[2])]);
    const close = element("button", "close", "Close ", element("kbd", "", "Esc"));
    close.type = "button";
    close.onclick = () => choose(null);
    panel.replaceChildren(
      close,
      element("p", "kind", { test: "Test", route: "Route", function: "Function", table: "Table" }[node[KIND]]),
      element("h3", "", node[NAME]),
      element("p", "place", (node[MORE] ? node[MORE] + ", " : "") + place(node[PATH], node[LINE])),
      ...section("Layer violations", wrong),
      ...section("Not known", node[NOTES].map((it) => [it])),
      ...(node[KIND] === "table" ? [] : section("Tables", tables)),
      ...section("Works on, calls", direct(forth[n], 1, [CALLS, DEPENDS, READS, WRITES])),
      ...section("Routes", node[KIND] === "route" ? [] : [...new Set([...of(up, "route"), ...of(down, "route")])].map((it) => [link(it)])),
      ...section(node[KIND] === "table" ? "Worked on by" : "Called by", direct(back[n], 0, [CALLS, DEPENDS, READS, WRITES])),
      ...section("Foreign keys", [...direct(forth[n], 1, [REFERENCES]), ...direct(back[n], 0, [REFERENCES])]),
      ...section("Tests", of(up, "test").map((it) => [link(it), element("div", "why", place(data.nodes[it][PATH], data.nodes[it][LINE]))])),
    );
    panel.scrollTop = 0;
  }

  // ------------------------------------------------------------ choosing

  function choose(n, remember = true) {
    chosen = n;
    panel.hidden = n === null;
    if (n !== null) describe(n);
    light(null);
    update();
    if (remember) remembered(n);
    if (n === null) return;
    map.scrollTo({ top: Math.max(0, rows[n].offsetTop - 200) });
    rows[n].scrollIntoView({ block: "nearest", inline: "nearest" });
    rows[n].focus({ preventScroll: true });
  }

  /** What is chosen stands in the address, so that it can be sent to somebody. */
  function remembered(n) {
    history.replaceState(null, "", n === null ? location.pathname + location.search : "#" + encodeURIComponent(data.nodes[n][ID]));
  }

  function fromAddress() {
    const n = data.nodes.findIndex((it) => "#" + encodeURIComponent(it[ID]) === location.hash);
    if (n >= 0) choose(n, false);
  }

  // One row is in the tab order; the arrows go on from there.
  let current = null;
  function enter(row) {
    if (current) current.tabIndex = -1;
    current = row;
    row.tabIndex = 0;
  }
  rows.forEach((row) => { row.tabIndex = -1; });
  if (rows.length) enter(board.querySelector(".routes .row") || rows[0]);

  function step(row, key) {
    const visible = (column) => [...column.querySelectorAll(".card[open]:not([hidden]) li:not([hidden]) .row, .card:not([open]):not([hidden]) > summary")];
    const column = row.closest(".column"), here = visible(column);
    if (key === "ArrowDown" || key === "ArrowUp") return here[here.indexOf(row) + (key === "ArrowDown" ? 1 : -1)];
    const open = columns.filter((it) => !it.hidden), beside = open[open.indexOf(column) + (key === "ArrowRight" ? 1 : -1)];
    const y = row.getBoundingClientRect().top;
    const distance = (it) => Math.abs(it.getBoundingClientRect().top - y);
    return beside && visible(beside).reduce((best, it) => (best && distance(best) <= distance(it) ? best : it), null);
  }

  board.addEventListener("pointerover", (event) => {
    const row = event.target.closest(".row");
    light(row ? connected(Number(row.dataset.n)) : null);
  });
  board.addEventListener("pointerleave", () => light(null));
  board.addEventListener("focusin", (event) => {
    const row = event.target.closest(".row");
    if (row) { enter(row); light(connected(Number(row.dataset.n))); }
  });
  board.addEventListener("focusout", () => light(null));
  board.addEventListener("keydown", (event) => {
    const at = event.target.closest(".row, summary");
    if (!at || !event.key.startsWith("Arrow")) return;
    const next = step(at, event.key);
    if (next) { event.preventDefault(); next.focus(); }
  });
  const alarm = document.querySelector(".alarm");
  if (alarm) alarm.addEventListener("click", () => { search.value = ""; choose(null); });
  document.addEventListener("click", (event) => {
    const row = event.target.closest(".row"), go = event.target.closest("[data-go]");
    if (row) choose(Number(row.dataset.n) === chosen ? null : Number(row.dataset.n));
    if (go) choose(Number(go.dataset.go));
  });
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape") {
      if (chosen !== null) { choose(null); } else if (search.value) { search.value = ""; update(); }
    }
    if (event.key === "/" && event.target !== search) { event.preventDefault(); search.focus(); search.select(); }
  });
  search.addEventListener("input", () => { if (chosen !== null) choose(null); update(); });
  search.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || !search.value.trim()) return;
    const found = data.nodes.map((_, n) => n).filter((n) => !rows[n].parentElement.hidden);
    const route = found.find((n) => data.nodes[n][KIND] === "route");
    if (found.length) choose(route === undefined ? found[0] : route);
  });
  everything.addEventListener("click", () => { search.value = ""; choose(null); });
  fold.addEventListener("click", () => {
    const open = fold.getAttribute("aria-pressed") !== "true";
    fold.setAttribute("aria-pressed", open);
    fold.textContent = open ? "Close all" : "Open all";
    cards.forEach((card) => { card.open = open; });
  });
  for (const id of ["show-tests", "show-keys", "show-shared"]) {
    const box = document.getElementById(id);
    if (box) box.addEventListener("change", update);
  }
  let waiting = false;
  const later = () => {
    if (waiting) return;
    waiting = true;
    requestAnimationFrame(() => { waiting = false; settleAll(); draw(); });
  };
  board.addEventListener("toggle", later, true);
  addEventListener("resize", later);
  addEventListener("beforeprint", () => { settleAll(); draw(); });
  addEventListener("hashchange", fromAddress);
  if (document.fonts) document.fonts.ready.then(later);
  if (openAtFirst.length && openAtFirst.every(Boolean)) { fold.setAttribute("aria-pressed", "true"); fold.textContent = "Close all"; }
  update();
  fromAddress();
})();
