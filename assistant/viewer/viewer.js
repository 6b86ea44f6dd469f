// The source viewer: panes, more of the text as it is scrolled, the quote in view, keys, theme.
// Everything is a link or stands on the page without this script. Text comes as HTML from our own server only.
(() => {
  const root = document.documentElement;
  root.classList.add("js");
  if (window.parent !== window) root.classList.add("framed");
  const kept = (name) => { try { return localStorage.getItem(name); } catch { return null; } };
  const keep = (name, value) => { try { localStorage.setItem(name, value); } catch { /* private windows */ } };
  const system = window.matchMedia("(prefers-color-scheme: dark)");
  const narrow = window.matchMedia("(max-width: 859px)");
  const find = (selector, from = document) => from.querySelector(selector);
  const all = (selector, from = document) => [...from.querySelectorAll(selector)];

  function applyTheme() {
    const chosen = kept("mingce-theme");
    const dark = chosen ? chosen === "dark" : system.matches;
    root.classList.toggle("dark", dark);
    root.style.colorScheme = dark ? "dark" : "light";
    all("[data-theme-toggle]").forEach((each) => each.setAttribute("aria-pressed", String(dark)));
  }
  applyTheme();
  system.addEventListener("change", applyTheme);
  window.addEventListener("storage", applyTheme);

  // --- panes: on a narrow screen one at a time, on a wide one outline and pages can be put away ------------
  const panes = () => ({ outline: find("#outline"), text: find("#text"), sheets: find("#sheets") });
  let shown = new Set();

  function startPanes() {
    const { boxed } = document.body.dataset;
    const wide = window.innerWidth >= 1100;
    if (!narrow.matches) shown = new Set(wide && kept("mingce-outline") !== "off" ? ["outline", "text", "sheets"] : ["text", "sheets"]);
    else shown = new Set([boxed === "1" && window.innerWidth >= 520 ? "sheets" : "text"]);
    applyPanes();
  }

  function applyPanes() {
    Object.entries(panes()).forEach(([name, pane]) => { if (pane) pane.hidden = !shown.has(name); });
    all("[data-view]").forEach((each) => each.setAttribute("aria-pressed", String(shown.has(each.dataset.view))));
  }

  function toggle(name) {
    if (narrow.matches) shown = new Set([name]);
    else if (shown.has(name) && shown.size > 1) shown.delete(name);
    else shown.add(name);
    if (name === "outline" && !narrow.matches) keep("mingce-outline", shown.has(name) ? "on" : "off");
    applyPanes();
    if (name === "text") showQuote();
    if (name === "sheets") showBox();
  }

  // --- places ----------------------------------------------------------------------------------------------
  function into(pane, target, share = 0.3) {
    if (!pane || !target || pane.hidden) return;
    const at = target.getBoundingClientRect().top - pane.getBoundingClientRect().top + pane.scrollTop;
    pane.scrollTop = Math.max(0, at - pane.clientHeight * share);
  }
  function showQuote() {
    const mark = find("#quote");
    const asked = location.hash.startsWith("#c") ? document.getElementById(location.hash.slice(1)) : null;
    into(find("#text"), asked ?? mark?.closest("tr") ?? mark);
  }
  function showBox() {
    const box = find(".mv-box");
    const page = find('.mv-sheet img[fetchpriority]')?.closest("figure");
    if (box || page?.dataset.page !== "1") into(find("#sheets"), box ?? page, box ? 0.3 : 0.02);
  }
  function showPage(number) {
    if (find("#sheets")?.hidden) toggle("sheets");
    into(find("#sheets"), document.getElementById(`p${number}`), 0.06);
  }

  // --- more of the text ------------------------------------------------------------------------------------
  const address = (values) => `/source/${document.body.dataset.doc}/text?${new URLSearchParams(values)}`;
  function span() {
    const [start, end] = (document.body.dataset.quote || "").split("-");
    return end ? { start, end } : {};
  }
  async function fetched(values) {
    const answer = await fetch(address({ ...values, ...span() }));
    if (!answer.ok) throw new Error(String(answer.status));
    const made = document.createElement("template");
    made.innerHTML = await answer.text();
    all("[id]", made.content).forEach((each) => { if (document.getElementById(each.id)) each.removeAttribute("id"); });
    return made.content;
  }
  async function grow(link) {
    if (link.dataset.busy) return;
    link.dataset.busy = "1";
    const label = link.textContent;
    link.textContent = "正在读取…";
    const back = link.rel === "prev";
    try {
      const more = await fetched(back ? { to: link.dataset.to } : { from: link.dataset.from });
      find(`.mv-more[rel="${back ? "next" : "prev"}"]`, more)?.remove();
      const pane = find("#text");
      const height = pane.scrollHeight;
      const top = pane.scrollTop;
      link.replaceWith(more);
      if (back) pane.scrollTop = top + pane.scrollHeight - height;
      watch();
    } catch {
      delete link.dataset.busy;
      link.textContent = `${label}（没有读到，点击再试）`;
    }
  }
  const watcher = new IntersectionObserver((seen) => seen.forEach((each) => { if (each.isIntersecting) grow(each.target); }),
    { rootMargin: "600px 0px" });
  function watch() { all(".mv-more").forEach((each) => watcher.observe(each)); }

  async function goTo(link) {
    const id = `c${link.dataset.clause}`;
    if (narrow.matches) toggle("text");
    if (!document.getElementById(id)) {
      const pane = find("#text");
      try {
        pane.replaceChildren(await fetched({ from: link.dataset.at }));
      } catch {
        location.assign(link.href);
        return;
      }
      watch();
    }
    const target = document.getElementById(id);
    if (!target) return;
    into(find("#text"), target, 0.04);
    target.classList.remove("is-here");
    requestAnimationFrame(() => target.classList.add("is-here"));
    setTimeout(() => target.classList.remove("is-here"), 1700);
    history.replaceState(null, "", `${location.pathname}${location.search}#${id}`);
    follow();
  }

  // The heading under which one reads is marked in the outline.
  let links = new Map();  // by the id of the clause
  let moved = false;  // the first scrolling is our own, to the quote
  function follow(from = null) {
    const pane = find("#text");
    if (!pane || pane.hidden || !links.size) return;
    const top = (from ?? pane).getBoundingClientRect().top + (from ? 8 : 60);
    let here = null;
    for (const each of all("[id^=c]", pane)) {
      if (each.getBoundingClientRect().top > top) break;
      here = links.get(each.id) ?? here;
    }
    if (here === find(".mv-outline .is-here")) return;
    find(".mv-outline .is-here")?.classList.remove("is-here");
    find(".mv-outline [aria-current]")?.removeAttribute("aria-current");
    if (!here) return;
    here.classList.add("is-here");
    here.setAttribute("aria-current", "true");
    const side = find("#outline");
    const place = here.offsetTop - side.offsetTop;
    if (place < side.scrollTop || place > side.scrollTop + side.clientHeight - 40) side.scrollTop = place - side.clientHeight / 3;
  }

  // --- pages -----------------------------------------------------------------------------------------------
  let zoom = 1;
  function changeZoom(step) {
    const pane = find("#sheets");
    const share = pane.scrollTop / Math.max(pane.scrollHeight, 1);
    zoom = step === 0 ? 1 : Math.min(3, Math.max(0.5, zoom + step * 0.25));
    pane.style.setProperty("--zoom", String(zoom));
    pane.scrollTop = share * pane.scrollHeight;
  }
  function onImageError(event) {
    if (!event.target.matches?.(".mv-paper img")) return;
    const told = Object.assign(document.createElement("div"), { className: "mv-failed", textContent: "这一页无法显示，请看条文或下载原件" });
    event.target.after(told);
  }

  // --- wiring ----------------------------------------------------------------------------------------------
  function onClick(event) {
    const target = event.target.closest?.("[data-theme-toggle],[data-print],button[data-view],button[data-zoom],.mv-more,.mv-outline a,.mv-pagemark,a[data-step]");
    if (!target || event.ctrlKey || event.metaKey || event.shiftKey) return;
    if ("themeToggle" in target.dataset) {
      keep("mingce-theme", root.classList.contains("dark") ? "light" : "dark");
      applyTheme();
    } else if ("print" in target.dataset) window.print();
    else if (target.matches("button[data-view]")) toggle(target.dataset.view);
    else if (target.matches("button[data-zoom]")) changeZoom(Number(target.dataset.zoom));
    else if (target.matches(".mv-more")) { event.preventDefault(); grow(target); }
    else if (target.matches(".mv-outline a")) { event.preventDefault(); goTo(target); }
    else if (target.matches(".mv-pagemark") && find("#sheets")) { event.preventDefault(); showPage(target.dataset.page); }
  }
  function onKey(event) {
    if (event.ctrlKey || event.metaKey || event.altKey || event.target.matches?.("input,textarea,select")) return;
    const key = event.key.toLowerCase();
    if (key === "n" || key === "p") find(`a[data-step][rel="${key === "n" ? "next" : "prev"}"]`)?.click();
    if (event.key === "Escape" && window.parent !== window) window.parent.postMessage({ mingce: "close" }, location.origin);
  }

  document.addEventListener("DOMContentLoaded", () => {
    applyTheme();
    document.addEventListener("click", onClick);
    document.addEventListener("keydown", onKey);
    document.addEventListener("error", onImageError, true);
    if (!find(".mv-body")) return;
    links = new Map(all(".mv-outline a").map((each) => [`c${each.dataset.clause}`, each]));
    startPanes();
    narrow.addEventListener("change", () => { startPanes(); showQuote(); showBox(); });
    find("#text").addEventListener("scroll", () => requestAnimationFrame(() => { if (moved) follow(); moved = true; }), { passive: true });
    showQuote();
    showBox();
    follow(find("#quote"));
    watch();
    document.body.dataset.ready = "1";
  });
})();
